"""`explain`: one of the chain's errors in depth."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from tao_tui.cli.invocation.run import run_of
from tao_tui.errors import UsageError


def explain(
    context: typer.Context,
    code: Annotated[
        str, typer.Argument(help="The error's name, such as NotEnoughBalanceToStake.", metavar="CODE")
    ],
) -> None:
    """Say what an error of the chain means and what can be done about it; no node is asked."""
    from tao_tui.chain.words.errors import known_words
    from tao_tui.text import clean

    known = known_words(code)
    if known is None:
        raise UsageError(
            f"No error of the chain called “{clean(code, 60)}” is known here.",
            hint="It is the code of a failure, written as the chain writes it: NotEnoughBalanceToStake.",
            code="unknown_error",
        )

    meaning, remedy = known

    def text() -> Iterable[str]:
        yield f"{code}: {meaning}"
        yield f"  {remedy}"

    run_of(context).out.answer({"code": code, "meaning": meaning, "remedy": remedy}, text)
