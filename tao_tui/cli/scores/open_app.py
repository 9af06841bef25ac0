"""`--in-app`: opens the app on what a command names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tao_tui.cli.terminal.drawable import can_draw
from tao_tui.errors import UsageError

if TYPE_CHECKING:
    from tao_tui.cli.invocation.run import Run


def open_scores(run: Run, netuid: int, replay: str | None, speed: float) -> None:
    """Open the Scores place on a subnet, or on a recording of one."""
    if run.flags.json or not can_draw():
        raise UsageError("--in-app needs a terminal.", hint="Leave it out to get text or JSON.")
    import gc

    from tao_tui.app import run_app

    recording = None
    if replay is not None:
        from pathlib import Path

        from tao_tui.reads.scores.recording import Recording

        recording = Recording(Path(replay))
    gc.enable()
    run.exit_code = run_app(run.settings, place="scores", netuid=netuid, recording=recording, speed=speed)
