"""Refusals before signing, in the words the chain's own refusal gets afterwards: its name and the remedy."""

from __future__ import annotations

from tao_tui.chain.words.errors import explain
from tao_tui.errors import Declined, UsageError


def refused(what: str, name: str, code: str, hint: str = "") -> Declined:
    """Why it would fail, the chain's `name` for it with what that means, and what to do.

    Without a `hint`, which knows the situation, it is the remedy that always goes with the name.
    """
    words, remedy = explain(name)
    return Declined(f"{what} {name}: {words}", hint=hint or remedy, code=code)


def mistaken(what: str, name: str, code: str, hint: str) -> UsageError:
    """The same for what the chain would refuse whenever it is asked: the argument itself is wrong."""
    return UsageError(f"{what} {name}: {explain(name)[0]}", hint=hint, code=code)


def zero_amount(hint: str, what: str = "The amount is zero.") -> UsageError:
    """The refusal of an amount of nothing, which the chain calls too low."""
    return mistaken(what, "AmountTooLow", "zero_amount", hint)
