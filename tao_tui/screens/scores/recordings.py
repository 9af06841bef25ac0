"""Recording a feed of scores from the Scores place, and replaying one in it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from tao_tui.errors import TaoTuiError
from tao_tui.paths import recordings_dir
from tao_tui.screens.picker import Choice, Picker
from tao_tui.screens.scores.feed import ScoreFeed
from tao_tui.screens.wording import sentence

if TYPE_CHECKING:
    from tao_tui.screens.places.scores import Scores

SUFFIX = ".scores"


def toggle_recording(place: Scores) -> None:
    """Begin writing the feed to a file of its own, or finish it and say where it is."""
    if place.scores is None or place.feed.recording is not None:
        place.notify("There is no live feed to record.", timeout=3)
        return
    finished = place.feed.stop_recording()
    if finished is not None:
        place.notify(f"Recorded: {finished}", timeout=8, markup=False)
        return
    stamp = time.strftime("%Y%m%d-%H%M%S")
    path = recordings_dir() / f"subnet-{place.netuid}-{stamp}{SUFFIX}"
    try:
        place.feed.start_recording(path, place.scores)
        place.notify(f"Recording to {path}; ctrl+r ends it.", timeout=6, markup=False)
    except TaoTuiError as error:
        place.notify(sentence(error), severity="error", timeout=8, markup=False)


async def choose_replay(place: Scores) -> None:
    """Choose a recording, newest first, and play it in the place."""
    files = sorted(recordings_dir().glob(f"*{SUFFIX}"), key=lambda path: path.name, reverse=True)
    if not files:
        place.notify(f"No recording in {recordings_dir()}; ctrl+r makes one.", timeout=5, markup=False)
        return
    choices = [Choice(path.stem, str(path), f"{path.stat().st_size // 1024:,} KiB") for path in files]

    def chosen(value: object) -> None:
        if isinstance(value, str):
            play(place, Path(value))

    place.app.push_screen(Picker("Replay", choices), chosen)


def play(place: Scores, path: Path, speed: float = 1.0) -> None:
    """Play a recording in the place; what is wrong with the file is said."""
    from tao_tui.reads.scores.recording import Recording

    try:
        recording = Recording(path)
    except TaoTuiError as error:
        place.notify(sentence(error), severity="error", timeout=10, markup=False)
        return
    place.follow(ScoreFeed(place.session, recording.netuid, recording=recording, speed=speed))
