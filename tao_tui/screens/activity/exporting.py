"""Writing the tax export from the Activity place, to where the person says."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tao_tui.counted import counted
from tao_tui.errors import Fault, UsageError
from tao_tui.paths import write_private
from tao_tui.screens.sheets.line_sheet import LineSheet
from tao_tui.screens.sheets.picker import Choice, Picker

if TYPE_CHECKING:
    from tao_tui.screens.place import Place

_NOTE: Final = (
    "Every trade, payment and reward of all accounts, as CSV that only you can read; never over a file that "
    "is there without asking."
)


async def export_ledger(place: Place) -> None:
    """Ask for a file, write it, and say where it is; nothing is written when any sheet is left."""
    app = place.app
    typed = str(Path.home() / f"tao-tui-{time.strftime('%Y-%m-%d')}.csv")
    while True:
        answer = await app.push_screen_wait(LineSheet("Export for a tax adviser", typed, _NOTE, destination))
        if answer is None:
            return
        typed, path, overwrite = answer, destination(answer), False
        if path.exists():
            choices = [
                Choice("Choose another name", False),
                Choice("Write over it", True, "what is in it now is lost"),
            ]
            chosen = await app.push_screen_wait(Picker(f"{path.name} is there already", choices))
            if chosen is None:
                return
            if not chosen:
                continue
            overwrite = True
        lines = await asyncio.to_thread(_write, path, overwrite)
        place.notify(f"Written: {counted(lines, 'line')} to {path}", timeout=8, markup=False)
        return


def destination(text: str) -> Path:
    """The file a person means; `UsageError` when nothing can be written there."""
    if not text or not text.isprintable():
        raise UsageError("That names no file.", hint="Write such as ~/ledger.csv.")
    try:
        path = Path(text).expanduser().absolute()
        is_folder, is_reachable = path.is_dir(), path.parent.is_dir()
    except (OSError, RuntimeError, ValueError) as error:
        raise UsageError(f"{text} is no file: {error}.", hint="Write such as ~/ledger.csv.") from None
    if is_folder:
        raise UsageError(f"{path} is a folder.", hint="Name a file in it.")
    if not is_reachable:
        raise UsageError(f"There is no folder {path.parent}.", hint="Make it first, or name another one.")
    return path


def _write(path: Path, overwrite: bool) -> int:
    from tao_tui.tables.ledger_rows import csv_lines, ledger_rows

    rows = ledger_rows(with_rewards=True)
    try:
        write_private(path, ("\n".join(csv_lines(rows)) + "\n").encode(), overwrite=overwrite)
    except OSError as error:
        raise Fault(
            f"{path} cannot be written: {error.strerror or error}.", hint="Name another file.", code="no_file"
        ) from error
    return len(rows)
