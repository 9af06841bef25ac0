"""What an extrinsic was quoted and what it moved: money in the journal, as integers in rao."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal, TypeVar

from tao_tui.errors import Fault
from tao_tui.paths import journal_file

Side = Literal["add", "remove"]
Kind = Literal[
    "stake_added", "stake_removed", "stake_given", "stake_received", "stake_destroyed", "stake_recycled",
    "paid", "received", "dividends", "dividends_untold",
]  # fmt: skip
"""Bought from a pool, sold to one, handed to another coldkey or had from one, burned, given back to the
subnet; TAO paid or received; root dividends claimed, or claimed to an amount that could not be found out."""

_ONE = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Movement:
    """One trade with a pool or one payment, as its account sees it: what it gained is positive."""

    kind: Kind
    tao_rao: int
    netuid: int | None = None
    alpha_rao: int = 0
    other: str = ""
    """The hotkey of a trade, of a claim or of what was burned or recycled, the other account of a payment;
    empty where the chain took it and recycled it."""
    worth_rao: int | None = None
    """What alpha that was given or received was worth in TAO, by the chain's own word in that block; of
    dividends kept as alpha, at the pool's price there."""

    @property
    def value_rao(self) -> int | None:
        """What moved, in TAO at that moment, never negative; None where the chain did not tell."""
        return abs(self.tao_rao) if self.tao_rao else self.worth_rao

    @property
    def price_rao(self) -> int | None:
        """Rao per alpha really paid or got, the pool's fee included; None where nothing was traded."""
        if not self.alpha_rao or not self.tao_rao:
            return None
        return abs(self.tao_rao) * _ONE // abs(self.alpha_rao)


@dataclass(frozen=True, slots=True)
class Quoted:
    """A trade as it was quoted when it was signed; TAO in and alpha out when `side` is add."""

    netuid: int
    side: Side
    amount_in_rao: int
    amount_out_rao: int
    effective_price_rao: int
    """Rao per alpha, the pool's fee included."""


Written = TypeVar("Written", Movement, Quoted)


def written(facts: Sequence[Movement] | Sequence[Quoted]) -> str:
    """Facts as the journal holds them."""
    return json.dumps([asdict(fact) for fact in facts], separators=(",", ":"))


def read_back(kind: type[Written], text: str | None) -> tuple[Written, ...]:
    """The facts in a column of the journal; none where nothing was written, as in rows of older versions.

    Raises `Fault` for what no version writes.
    """
    try:
        return tuple(kind(**row) for row in (json.loads(text) if text else ()))
    except (ValueError, TypeError) as error:
        raise Fault(
            f"The journal {journal_file()} is damaged: what an extrinsic moved cannot be read.",
            hint="Put it back from a backup, or move it aside.",
            code="journal_unusable",
        ) from error
