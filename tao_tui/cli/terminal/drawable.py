"""Whether there is a terminal here that the app can be drawn on."""

from __future__ import annotations

import os
import sys


def can_draw() -> bool:
    """Standard input and output are a terminal, and one whose cursor moves: that of Emacs' shell does not."""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
