"""Motions of the triumvirate that were closed, found by how many there had been and which were open.

Two blocks with the same number of motions ever made and the same motions open have nothing made or closed
between them: what is open only shrinks until one is made. So the blocks of interest are closed in on without
reading the others.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from tao_tui.chain.blocks.dispatch_error import failure_in
from tao_tui.chain.blocks.events import Event
from tao_tui.chain.blocks.whole_block import WholeBlock, read_whole_block
from tao_tui.chain.query import Storage
from tao_tui.chain.reading.refusals import why_gone
from tao_tui.errors import NodeError, NodeProtocolError
from tao_tui.reads.chain_text import as_address, as_int
from tao_tui.reads.governance.call_words import call_words
from tao_tui.reads.governance.decision import Decision
from tao_tui.reads.governance.proposals import TRIUMVIRATE
from tao_tui.text import clean

if TYPE_CHECKING:
    from tao_tui.addresses import Address
    from tao_tui.chain.calls.call import DecodedCall
    from tao_tui.chain.client import Client

Standing = tuple[int, tuple[str, ...]]
"""How many motions were ever made, and the hashes of those that are open."""

_BRANCHES: Final = 16
_ITEMS: Final = (Storage(TRIUMVIRATE, "ProposalCount"), Storage(TRIUMVIRATE, "Proposals"))
_UNKNOWN: Final = clean("What it was about is not kept by this node.")


class MotionHistory:
    """One look back through the motions of one chain."""

    body = TRIUMVIRATE.lower()

    def __init__(self, client: Client) -> None:
        self._client = client
        self._standings: dict[int, Standing | None] = {}
        self.ended_by = ""
        """Why older blocks were not looked through."""
        self.proposers: dict[str, Address] = {}
        """Who made the motions that were made in blocks looked through, by their numbers."""

    async def decisions(
        self, first: int, last: int
    ) -> AsyncGenerator[tuple[int, tuple[Decision, ...]], None]:
        """What was closed in the blocks `first` to `last`, newest first.

        Each time with the block down to which all are looked through; the last time that is the oldest one
        the node can tell of, unless it stopped keeping that while it was asked.
        """
        oldest = await self._oldest_known(first, last)
        if oldest > last:
            return
        try:
            async for number in self._changes(oldest - 1, last):
                yield number, await self._closed_in(number)
        except NodeError as error:
            self.ended_by = why_gone(error)
            return
        yield oldest, ()

    async def _oldest_known(self, first: int, last: int) -> int:
        """The first of some blocks whose parent's state is kept.

        `last + 1` when none can.
        """
        if await self._standing(first - 1) is not None:
            return first
        low, high = first - 1, last
        if await self._standing(high) is None:
            return last + 1
        while high - low > 1:
            step = max(1, (high - low) // _BRANCHES)
            probes = range(low + step, high, step)
            known = await asyncio.gather(*(self._standing(number) for number in probes))
            for number, standing in zip(probes, known, strict=True):
                if standing is not None:
                    high = number
                    break
                low = number
        return high + 1

    async def _changes(self, low: int, high: int) -> AsyncGenerator[int, None]:
        if low >= high or await self._standing(low) == await self._standing(high) is not None:
            return
        if high - low == 1:
            yield high
            return
        step = max(1, (high - low) // _BRANCHES)
        bounds = [*range(low, high, step), high]
        await asyncio.gather(*(self._standing(number) for number in bounds))
        for start, end in reversed(list(pairwise(bounds))):
            async for number in self._changes(start, end):
                yield number

    async def _standing(self, number: int) -> Standing | None:
        """How things stood after a block; None where the node does not keep its state."""
        if number not in self._standings:
            self._standings[number] = await self._read_standing(number)
        return self._standings[number]

    async def _read_standing(self, number: int) -> Standing | None:
        try:
            block_hash = await self._client.block_hash(number)
            if block_hash is None:
                return None
            count, hashes = (await self._client.read(_ITEMS, block_hash)).data
        except NodeProtocolError:
            raise
        except NodeError as error:
            self.ended_by = why_gone(error)
            return None
        return as_int(count), tuple(map(str, hashes))

    async def _closed_in(self, number: int) -> tuple[Decision, ...]:
        block_hash = await self._client.block_hash(number)
        if block_hash is None:
            raise NodeError("The chain changed while it was read.", hint="Try again.")
        block = await read_whole_block(self._client, block_hash)
        found: list[Decision] = []
        for index, events in block.grouped().items():
            self._remember_proposers(events)
            for proposal_hash, about in _endings(events):
                found.append(await self._decision(block, index, about, (proposal_hash, len(found))))
        return tuple(found)

    def _remember_proposers(self, events: Sequence[Event]) -> None:
        for event in events:
            if event.pallet == TRIUMVIRATE and event.name == "Proposed":
                self.proposers[str(event.get("proposal_index", 1))] = as_address(event.get("account", 0))

    async def _decision(
        self, block: WholeBlock, index: int | None, events: list[Event], which: tuple[str, int]
    ) -> Decision:
        proposal_hash, position = which
        call, votes, seats = await self._before(block, proposal_hash)
        closed = next((event for event in events if event.name == "Closed"), None)
        error = failure_in(block.runtime, events)
        number = votes.get("index")
        return Decision(
            body=self.body,
            id=str(number) if number is not None else f"{block.ref.number}-{position}",
            hash=proposal_hash,
            proposer=None,
            call=call,
            summary=call_words(call) if call else _UNKNOWN,
            outcome=(
                "disapproved" if events[-1].name == "Disapproved" else "failed" if error else "executed"
            ),
            error=clean(error.name, 80) if error else None,
            error_words=clean(f"{error.words} {error.remedy}".strip(), 400) if error else None,
            ayes=tuple(as_address(voter) for voter in votes.get("ayes", ())),
            nays=tuple(as_address(voter) for voter in votes.get("nays", ())),
            counted_ayes=as_int(closed.get("yes", 1)) if closed else 0,
            counted_nays=as_int(closed.get("no", 2)) if closed else 0,
            threshold=as_int(votes.get("threshold")),
            seats=seats,
            closed_by=_signer(block, index),
            block_number=block.ref.number,
            block_hash=block.ref.hash,
            position=position,
            block_time=block.time,
        )

    async def _before(self, block: WholeBlock, proposal_hash: str) -> tuple[DecodedCall | None, Any, int]:
        """The call, the votes and the number of seats as they were in the block before."""
        voters = "SenateMembers" if block.runtime.has_storage("SenateMembers", "Members") else TRIUMVIRATE
        items = [
            Storage(TRIUMVIRATE, "ProposalOf", (proposal_hash,), raw=True),
            Storage(TRIUMVIRATE, "Voting", (proposal_hash,)),
            Storage(voters, "Members"),
        ]
        data, votes, members = (await self._client.read(items, block.parent)).data
        return (block.runtime.decode_call(bytes(data)) if data else None), votes or {}, len(members)


def _endings(events: Sequence[Event]) -> Iterator[tuple[str, list[Event]]]:
    """The hashes of proposals that ended, each with the events of its ending.

    An approved one is executed, after whatever it did; another is disapproved, after its count if it had one.
    """
    since = 0
    for place, event in enumerate(events):
        if event.pallet == TRIUMVIRATE and event.name == "Closed":
            since = place
        elif event.pallet == TRIUMVIRATE and event.name in ("Executed", "Disapproved"):
            yield str(event.get("proposal_hash", 0)), list(events[since : place + 1])
            since = place + 1


def _signer(block: WholeBlock, index: int | None) -> Any:
    if index is None or index >= len(block.extrinsics):
        return None
    signer, _ = block.runtime.read_extrinsic(bytes.fromhex(block.extrinsics[index][2:]))
    return as_address(signer) if signer else None
