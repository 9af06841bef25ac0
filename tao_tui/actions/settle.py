"""What the journal learns once an extrinsic is found in a block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from tao_tui.errors import ChainRejected
from tao_tui.journal.movement import written
from tao_tui.reads.past.movements import movements_of

if TYPE_CHECKING:
    from tao_tui.chain.extrinsics.inclusion import Inclusion
    from tao_tui.journal.journal import Journal


def settle(
    journal: Journal, row_id: int, inclusion: Inclusion, account: str, *, final: bool
) -> Literal["in_block", "finalized", "failed"]:
    """Write the block, the fee, the verdict and what `account` gained or gave into the row.

    A failure counts once its block is final.
    """
    status: Literal["in_block", "finalized", "failed"] = "in_block"
    if final:
        status = "finalized" if inclusion.success else "failed"
    error = inclusion.error
    journal.mark(
        row_id,
        status,
        block_hash=inclusion.block.hash,
        block_number=inclusion.block.number,
        fee_rao=inclusion.fee_rao,
        error=error.name if error else None,
        detail=error.words if error else None,
        moved_json=written(movements_of(inclusion.events, account)),
        block_time=inclusion.block_time,
    )
    return status


def rejection(inclusion: Inclusion) -> ChainRejected:
    """The error for an extrinsic that was included and failed, in the chain's own name."""
    error = inclusion.error
    if error is None:
        return ChainRejected(f"It failed in block {inclusion.block.number:,}; the node does not say why.")
    return ChainRejected(f"{error.name}: {error.words}", hint=error.remedy, code=error.name)
