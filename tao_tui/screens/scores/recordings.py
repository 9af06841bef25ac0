"""Recording a feed of scores from the Scores place, and replaying one in it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from tao_tui.errors import TaoTuiError
from tao_tui.paths import recordings_dir
from tao_tui.screens.sheets.picker import Choice, Picker
from tao_tui.session.wording import sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from tao_tui.reads.scores.recording import Recording
    from tao_tui.screens.scores.watched import Watched

SUFFIX = ".scores"


def toggle_recording(place: Screen[Any], watched: Watched) -> None:
    """Begin writing the feed to a file of its own, or finish it and say where it is."""
    if watched.scores is None or watched.feed.recording is not None:
        place.notify("There is no live feed to record.", timeout=3)
        return
    finished = watched.feed.stop_recording()
    if finished is not None:
        place.notify(f"Recorded: {finished}", timeout=8, markup=False)
        return
    stamp = time.strftime("%Y%m%d-%H%M%S")
    path = recordings_dir() / f"subnet-{watched.netuid}-{stamp}{SUFFIX}"
    try:
        watched.feed.start_recording(path, watched.scores)
        place.notify(f"Recording to {path}; ctrl+r ends it.", timeout=6, markup=False)
    except TaoTuiError as error:
        place.notify(sentence(error), severity="error", timeout=8, markup=False)


def choose_replay(place: Screen[Any], play: Callable[[Recording], None]) -> None:
    """Choose a recording, newest first, and play it; what is wrong with its file is said."""
    files = sorted(recordings_dir().glob(f"*{SUFFIX}"), key=lambda path: path.name, reverse=True)
    if not files:
        place.notify(f"No recording in {recordings_dir()}; ctrl+r makes one.", timeout=5, markup=False)
        return
    choices = [Choice(path.stem, str(path), f"{path.stat().st_size // 1024:,} KiB") for path in files]

    def chosen(value: object) -> None:
        from tao_tui.reads.scores.recording import Recording

        if not isinstance(value, str):
            return
        try:
            play(Recording(Path(value)))
        except TaoTuiError as error:
            place.notify(sentence(error), severity="error", timeout=10, markup=False)

    place.app.push_screen(Picker("Replay", choices), chosen)
