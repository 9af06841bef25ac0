"""The journal row of one extrinsic on its way, written beside the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tao_tui.actions.lifecycle.settle import settle
from tao_tui.errors import ChainRejected, Fault, OutcomeUnknown, TaoTuiError

if TYPE_CHECKING:
    from tao_tui.addresses import Address
    from tao_tui.chain.extrinsics.inclusion import Inclusion
    from tao_tui.journal.journal import Journal
    from tao_tui.journal.movement import Movement
    from tao_tui.journal.row import Status


@dataclass(frozen=True, slots=True)
class Entry:
    """Where the fate of an extrinsic is written down.

    The extrinsic may be out already when the disk fails, so such a failure is an unknown outcome, never
    a mere fault: whoever reads it must not believe that nothing happened.
    """

    journal: Journal
    row_id: int
    extrinsic_hash: str
    account: Address
    """Whose money it moves: its signer, or whom a proxy signs for."""

    async def mark(self, status: Status, **facts: Any) -> None:
        """Record a step; raises `OutcomeUnknown` when the journal cannot be written."""
        try:
            await asyncio.to_thread(self.journal.mark, self.row_id, status, **facts)
        except Fault as error:
            raise self.unknown(error.message) from error

    async def settle(self, inclusion: Inclusion, moved: Sequence[Movement], *, final: bool) -> None:
        """Record the block it is in; raises `OutcomeUnknown` when the journal cannot be written."""
        try:
            await asyncio.to_thread(
                settle, self.journal, self.row_id, inclusion, self.account, moved, final=final
            )
        except Fault as error:
            where = f"it is in block {inclusion.block.number}, but {error.message}"
            raise self.unknown(where) from error

    async def retract(self) -> None:
        """Record that the block it was in was abandoned."""
        try:
            await asyncio.to_thread(self.journal.retract, self.row_id)
        except Fault as error:
            raise self.unknown(error.message) from error

    async def ended_by(self, error: TaoTuiError) -> None:
        """Record what an error says of its fate; one that says nothing of it raises `OutcomeUnknown`."""
        if isinstance(error, ChainRejected):
            status: Status = "expired" if error.code == "Expired" else "rejected"
            await self.mark(status, error=error.code, detail=error.message)
        elif error.code == "not_sent":
            await self.mark("rejected", error="NotSent", detail=error.message)
        else:
            await self.mark("lost", detail=error.message)
            if not isinstance(error, OutcomeUnknown):
                raise self.unknown(error.message) from error

    def unknown(self, why: str) -> OutcomeUnknown:
        """What to say when its fate cannot be told yet."""
        return OutcomeUnknown(
            f"It was sent as {self.extrinsic_hash}, and its fate is not known yet: {why}",
            hint="It is never sent twice. Go on with: tao-tui activity resume.",
        )
