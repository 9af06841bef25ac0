"""How a task on keys is told when it ended: a toast, a sheet, codes to scan, or the step that follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.app import App

    from tao_tui.screens.keys.task import Told


def tell(app: App[int], told: Told) -> None:
    """Show it; to be called where the task's form was."""
    from tao_tui.screens.sheets.frames_sheet import FramesSheet
    from tao_tui.screens.sheets.text_sheet import TextSheet

    if told.scanned:
        app.push_screen(FramesSheet(told.line, told.scanned))
    elif told.then is not None:
        app.run_worker(told.then(app), group="deed", exit_on_error=False)
    elif told.sheet:
        app.push_screen(TextSheet("Wallets", told.sheet, copies=told.copies))
    else:
        app.notify(told.line, markup=False, timeout=8)
