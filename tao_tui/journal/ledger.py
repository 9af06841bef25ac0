"""The journal as a ledger: one line for every trade and payment, with its cost and gain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from tao_tui.journal.movement import Movement, Quoted, Side, read_back
from tao_tui.journal.row import JournalRow

if TYPE_CHECKING:
    from tao_tui.journal.share_rewards import ShareReward

COST_METHOD: Final = "average cost"
"""How the cost of alpha is found: the average paid by an account on a subnet, what was bought sold first."""

COST_METHOD_WITH_REWARDS: Final = "average cost, rewards at their value"
"""The same where rewards are income: they have cost what they were worth when they were told."""

INCLUDED: Final = ("in_block", "finalized", "failed")
"""States of a row that a block has; the others cost nothing."""


@dataclass(frozen=True, slots=True)
class Line:
    """One movement of an extrinsic, or its fee alone where it moved nothing else of who paid that."""

    row: JournalRow
    account: str
    movement: Movement | None
    quoted: Quoted | None
    fee_rao: int | None
    """The network fee, on the first line of who paid it alone, so that a column of them adds up."""
    cost_rao: int | None = None
    """What the alpha that was sold or given away had cost, as far as this journal knows."""
    cost_alpha_rao: int | None = None
    """How much of that alpha the cost is of; what else left was not bought as far as this journal knows."""

    @property
    def asset(self) -> str:
        """What moved beside the fee: TAO, or the alpha of a subnet, which on root is TAO staked."""
        return asset_of(None if self.movement is None else self.movement.netuid)

    @property
    def quantity_rao(self) -> int:
        """How much of the asset, negative for what left."""
        if self.movement is None:
            return 0
        return self.movement.tao_rao if self.movement.netuid is None else self.movement.alpha_rao

    @property
    def gain_rao(self) -> int | None:
        """What a sale brought beyond its cost."""
        if self.cost_rao is None or self.movement is None or self.movement.kind != "stake_removed":
            return None
        return self.movement.tao_rao - self.cost_rao


@dataclass(slots=True)
class Lot:
    """Alpha bought on one subnet and not yet sold, at its average cost."""

    alpha_rao: int = 0
    cost_rao: int = 0

    def buy(self, alpha_rao: int, paid_rao: int) -> None:
        """Add what was bought."""
        self.alpha_rao += alpha_rao
        self.cost_rao += paid_rao

    def sell(self, alpha_rao: int) -> tuple[int, int]:
        """Take out what was sold; how much of it had been bought, and what that had cost."""
        sold = min(alpha_rao, self.alpha_rao)
        cost = self.cost_rao * sold // self.alpha_rao if self.alpha_rao else 0
        self.alpha_rao -= sold
        self.cost_rao -= cost
        return sold, cost


Lots = dict[tuple[str, str, int], Lot]
"""By genesis, account and netuid."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every line, oldest first, and what is still held of what was bought."""

    lines: tuple[Line, ...]
    lots: Lots = field(default_factory=dict)


def asset_of(netuid: int | None) -> str:
    """What is moved on a subnet, or beside all of them."""
    if netuid is None:
        return "TAO"
    return "TAO staked on root" if netuid == 0 else f"alpha of subnet {netuid}"


def ledger_of(rows: Iterable[JournalRow], rewards: Iterable[ShareReward] | None = None) -> Ledger:
    """Read rows, in any order, as a ledger; cost is the average paid by an account on a subnet.

    Alpha that was earned or received, or bought where this journal did not see it, has no cost; what was
    bought is taken to be sold first. Where `rewards` are given, even none, what was earned is income: they
    and root dividends that were claimed join what was bought, at their value.
    """
    lots: Lots = {}
    lines: list[Line] = []
    booked: list[JournalRow | ShareReward] = [row for row in rows if row.status in INCLUDED]
    for entry in sorted([*booked, *(rewards or ())], key=_order):
        if isinstance(entry, JournalRow):
            lines += _lines(entry, lots, income=rewards is not None)
        else:
            lot = lots.setdefault((entry.genesis, entry.coldkey, entry.netuid), Lot())
            lot.buy(entry.alpha_rao, entry.value_rao)
    return Ledger(tuple(lines), lots)


def _order(entry: JournalRow | ShareReward) -> tuple[str, int, bool, int]:
    """By chain and block; what is sold in the block a reward ends with was sold before it was told."""
    if isinstance(entry, JournalRow):
        return entry.genesis, entry.block_number or 0, False, entry.id
    return entry.genesis, entry.block, True, 0


def _lines(row: JournalRow, lots: Lots, *, income: bool) -> list[Line]:
    """What an extrinsic moved, its fee on the first line, or where another paid that, on one of its own.

    What was found in a block and neither moved nor cost the account anything has no line.
    """
    account = row.real_account or row.signer
    # What was found has a fee only where its account paid it.
    payer = (row.fee_payer or row.signer) if row.id else account
    moved = read_back(Movement, row.moved_json) if row.status != "failed" else ()
    quotes = {(quote.netuid, quote.side): quote for quote in read_back(Quoted, row.quoted_json)}
    alone = payer != account or not moved
    lines = [Line(row, payer, None, None, row.fee_rao)] if alone and (row.id or row.fee_rao) else []
    return lines + [
        Line(
            row,
            account,
            movement,
            _quote(movement, quotes),
            row.fee_rao if position == 0 and not alone else None,
            *_cost(movement, lots, (row.genesis, account), income=income),
        )
        for position, movement in enumerate(moved)
    ]


def _quote(movement: Movement, quotes: Mapping[tuple[int, Side], Quoted]) -> Quoted | None:
    if movement.netuid is None or movement.kind not in ("stake_added", "stake_removed"):
        return None
    return quotes.get((movement.netuid, "add" if movement.kind == "stake_added" else "remove"))


def _cost(
    movement: Movement, lots: Lots, whose: tuple[str, str], *, income: bool
) -> tuple[int | None, int | None]:
    """What the alpha that leaves had cost, and how much of it that is of; none where it comes."""
    if movement.netuid is None:
        return None, None
    lot = lots.setdefault((*whose, movement.netuid), Lot())
    if movement.alpha_rao < 0:
        bought, cost = lot.sell(-movement.alpha_rao)
        return cost, bought
    if movement.kind == "stake_added":
        lot.buy(movement.alpha_rao, -movement.tao_rao)
    elif movement.kind == "dividends" and income:
        lot.buy(movement.alpha_rao, movement.worth_rao or 0)
    return None, None
