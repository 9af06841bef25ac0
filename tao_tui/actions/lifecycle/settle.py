"""What the journal learns once an extrinsic is found in a block."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from tao_tui.amounts import Tao
from tao_tui.chain.extrinsics.inclusion import fee_paid_by
from tao_tui.errors import ChainRejected, TaoTuiError
from tao_tui.journal.movement import Movement, written
from tao_tui.reads.past.claimed import UNTOLD, claims_in, dividends_of
from tao_tui.reads.past.movements import movements_of

if TYPE_CHECKING:
    from tao_tui.addresses import Address
    from tao_tui.chain.client import Client
    from tao_tui.chain.extrinsics.inclusion import Inclusion
    from tao_tui.journal.journal import Journal


async def moved_by(client: Client, inclusion: Inclusion, account: Address) -> tuple[Movement, ...]:
    """What `account` gained or gave by an extrinsic: as its events tell, and what a claim of dividends paid.

    No event tells that, so state is asked; what cannot be found out is said to be so, and never an error:
    the extrinsic is in its block whatever a node can say of it.
    """
    told = movements_of(inclusion.events, account)
    if not claims_in(inclusion.events, account):
        return told
    try:
        return (*told, *await dividends_of(client, inclusion.block.hash, inclusion.index, account))
    except TaoTuiError:
        return (*told, UNTOLD)


def settle(
    journal: Journal,
    row_id: int,
    inclusion: Inclusion,
    account: str,
    moved: Sequence[Movement],
    *,
    final: bool,
) -> Literal["in_block", "finalized", "failed"]:
    """Write the block, the fee and who paid it, the verdict and what `account` gained or gave into the row.

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
        moved_json=written(moved),
        block_time=inclusion.block_time,
        fee_payer=account if fee_paid_by(inclusion.events, account) is not None else None,
    )
    return status


def failed_there(inclusion: Inclusion) -> str:
    """What to say of a failure in a block that is not final; of money nothing, which may still change."""
    error = inclusion.error
    why = f"{error.name}: {error.words}" if error else "the node does not say why."
    return f"It failed in block {inclusion.block.number:,}: {why} Not final yet; the block may be replaced."


def rejection(inclusion: Inclusion) -> ChainRejected:
    """The error for an extrinsic that was included and failed, in the chain's own name, and what it cost."""
    error = inclusion.error
    if error is None:
        return ChainRejected(f"It failed in block {inclusion.block.number:,}; the node does not say why.")
    lost = ""
    if any((event.pallet, event.name) == ("System", "ExtrinsicFailed") for event in inclusion.events):
        lost = f" Nothing was lost but the network fee, {Tao(inclusion.fee_rao)}."
    return ChainRejected(f"{error.name}: {error.words}{lost}", hint=error.remedy, code=error.name)
