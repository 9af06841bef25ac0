"""A document as QR codes on the terminal, to be scanned by the machine it is for."""

from __future__ import annotations

import os
import select
import shutil
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tao_tui.actions.offline.document import Document
    from tao_tui.cli.terminal.diagnostics import Diagnostics

_SECONDS: Final = 0.6
"""How long one code stands; a phone's camera needs about half of it."""


def show_frames(say: Diagnostics, document: Document) -> None:
    """One code after another on a terminal; elsewhere all of them, each with its text below."""
    from tao_tui.qr.frames import frames_of, room_in

    size = shutil.get_terminal_size()
    frames = frames_of(document.to_text(), room_in(size.columns, size.lines - 2))
    if say.interactive():
        _play(frames)
    else:
        say.show([line for frame in frames for line in (*_code(frame), frame)])


def _play(frames: Sequence[str]) -> None:
    """Over and over, until enter is pressed."""
    number = 0
    while True:
        lines = [*_code(frames[number]), f"{number + 1} of {len(frames)} · enter ends"]
        sys.stderr.write("\x1b[H\x1b[2J" + "\n".join(lines))
        sys.stderr.flush()
        if select.select([sys.stdin], [], [], _SECONDS)[0]:
            sys.stdin.readline()
            sys.stderr.write("\n")
            return
        number = (number + 1) % len(frames)


def _code(frame: str) -> tuple[str, ...]:
    from tao_tui.qr.codes import qr_on_terminal

    return qr_on_terminal(frame, colours=sys.stderr.isatty() and not os.environ.get("NO_COLOR"), error="l")
