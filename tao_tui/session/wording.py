"""An error as a sentence and what to do next, safe to show wherever it came from."""

from __future__ import annotations

from tao_tui.errors import TaoTuiError
from tao_tui.session.own_ways import in_app
from tao_tui.text import Clean, clean

LONGEST = 400
"""Characters of an error that are shown; a node may have written it."""


def sentence(error: BaseException) -> Clean:
    """What happened and what to do next; an unforeseen error is named as what it is."""
    if isinstance(error, TaoTuiError):
        return clean(in_app(f"{error.message} {error.hint}".strip()), LONGEST)
    return clean(f"This should not happen: {type(error).__name__}: {error}", LONGEST)
