"""An argument that is one of the connected runtime's own alternatives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tao_tui.actions.review.proxy_words import usual_type
from tao_tui.errors import UsageError

if TYPE_CHECKING:
    from tao_tui.actions.spec import Argument
    from tao_tui.chain.runtime import ChainRuntime


def chosen(argument: Argument, text: str, runtime: ChainRuntime) -> str:
    """The alternative `text` names, whatever its capitals, dashes and underscores; else `UsageError`."""
    assert argument.choice_of is not None
    there = runtime.choices(*argument.choice_of)
    for name in there:
        if _plain(text) in (_plain(name), _plain(usual_type(name))):
            return name
    raise UsageError(
        f"“{text[:40]}” is no {argument.label.lower()} of this runtime.",
        hint=f"There are: {', '.join(there)}.",
        code="unknown_choice",
    )


def _plain(text: str) -> str:
    return text.lower().replace("-", "").replace("_", "").replace(" ", "")
