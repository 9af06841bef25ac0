"""How much of a block a transaction takes, and that it fits into one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tao_tui.errors import Declined

if TYPE_CHECKING:
    from tao_tui.chain.extrinsics.pay import Cost
    from tao_tui.chain.runtime import ChainRuntime

_MILLION: Final = 1_000_000
_PICOSECONDS_PER_MICROSECOND: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Weight:
    """The most a transaction may take, as the runtime computes it beforehand."""

    ref_time: int
    """Computing, in picoseconds."""
    proof_size: int
    """State touched, in bytes."""
    of_block_ppm: int | None
    """Computing in millionths of what a block has for transactions; None where the runtime does not say."""

    def words(self) -> str:
        """Such as ``0.34 ms of computing, 0.012 % of a block``."""
        took = f"{self.ref_time / _PICOSECONDS_PER_MICROSECOND / 1000:,.2f} ms of computing"
        return took if self.of_block_ppm is None else f"{took}, {self.of_block_ppm / 10_000:.3g} % of a block"


def weight_of(cost: Cost, runtime: ChainRuntime) -> Weight:
    """The weight of a transaction; `Declined` when no block could include it.

    The limits are the constant `System.BlockWeights`, for the class of ordinary transactions.
    """
    limits = runtime.constant("System", "BlockWeights")
    if not isinstance(limits, dict):
        return Weight(cost.ref_time, cost.proof_size, None)
    normal = limits["per_class"]["normal"]
    total, largest = normal["max_total"] or limits["max_block"], normal["max_extrinsic"]
    share = cost.ref_time * _MILLION // max(1, int(total["ref_time"]))
    if largest is not None and cost.ref_time > int(largest["ref_time"]):
        raise Declined(
            f"This takes {share / 10_000:.0f} % of what a block has for transactions: none could include it.",
            hint="Do it in several smaller transactions.",
            code="too_heavy",
        )
    return Weight(cost.ref_time, cost.proof_size, share)
