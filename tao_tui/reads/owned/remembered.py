"""What this machine knows of holdings beyond the chain: cost, gain, and their yield over kept epochs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, TypeVar

from tao_tui.journal.ledger import Lots
from tao_tui.reads.owned.basis import bases_of
from tao_tui.reads.owned.holdings import MILLION, Holding
from tao_tui.reads.validators.yields import BLOCKS_A_DAY

if TYPE_CHECKING:
    from tao_tui.addresses import Address
    from tao_tui.journal.portfolio_history import Grown

LOOKED_BACK_DAYS: Final = 7
"""How far back a yield is measured, where so much was kept."""

_LEAST_BLOCKS: Final = BLOCKS_A_DAY // 2
"""Ten epochs of the usual tempo: over fewer, one epoch more or less would change the yield too much."""

H = TypeVar("H", bound=Holding)


@dataclass(frozen=True, slots=True)
class Past:
    """What is known here of one coldkey's past on one chain."""

    lots: Lots = field(default_factory=dict)
    """Alpha bought from here and still held, with its cost."""
    growths: Mapping[tuple[int, str], Grown] = field(default_factory=dict)
    """The oldest growth of each holding within the days looked back."""


def with_past(holdings: Sequence[H], past: Past, genesis: str, coldkey: Address, block: int) -> tuple[H, ...]:
    """Holdings read at `block` with cost, gain and kept yield filled in as far as they are known.

    The cost of a subnet's alpha is divided among its holdings by their alpha.
    """
    bases = {basis.netuid: basis for basis in bases_of(past.lots, genesis, coldkey, holdings)}
    alpha: dict[int, int] = {}
    for held in holdings:
        alpha[held.netuid] = alpha.get(held.netuid, 0) + held.alpha.rao
    found = []
    for held in holdings:
        basis = bases.get(held.netuid)
        cost = gain = None
        if basis is not None:
            cost, gain = (
                amount.rao * held.alpha.rao // alpha[held.netuid] for amount in (basis.cost, basis.gain)
            )
        daily, blocks = _kept_yield(held, past.growths.get((held.netuid, str(held.hotkey))), block)
        found.append(
            replace(
                held,
                cost_rao=cost,
                gain_rao=gain,
                kept_yield_daily_ppm=daily,
                kept_yield_blocks=blocks,
            )
        )
    return tuple(found)


def _kept_yield(held: Holding, before: Grown | None, block: int) -> tuple[int | None, int | None]:
    """Millionths in a day by how its shares grew since, and over how many blocks; None for too few."""
    if before is None or held.growth is None or not 0 < before.growth <= held.growth:
        return None, None
    blocks = block - before.block
    if blocks < _LEAST_BLOCKS:
        return None, None
    grown = (held.growth - before.growth) * MILLION * BLOCKS_A_DAY
    return grown // (before.growth * blocks), blocks
