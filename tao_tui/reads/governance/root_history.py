"""What the sudo key had done, from the events of every block: nothing in the state tells where to look."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from tao_tui.addresses import Address
from tao_tui.chain.answers.hexadecimal import from_hex, need_hash
from tao_tui.chain.answers.storage import parse_query
from tao_tui.chain.blocks.dispatch_error import failure_in
from tao_tui.chain.blocks.events import Event, grouped_events
from tao_tui.chain.blocks.whole_block import EVENTS, WholeBlock, read_whole_block
from tao_tui.chain.calls.call import Call, DecodedCall, every_call
from tao_tui.chain.connection.rpc import Request, RpcError
from tao_tui.chain.query import Storage
from tao_tui.chain.reading.refusals import state_refused, why_gone
from tao_tui.chain.reading.stored import upgrade_key, upgraded_to
from tao_tui.errors import NodeError
from tao_tui.reads.chain_text import as_address
from tao_tui.reads.governance.call_words import call_words
from tao_tui.reads.governance.decision import SUDO, Decision
from tao_tui.text import clean

if TYPE_CHECKING:
    from tao_tui.chain.client import Client

_AT_ONCE: Final = 16
"""Blocks asked for in one batch."""
_AS_ROOT: Final = ("sudo", "sudo_unchecked_weight", "sudo_as")
_DONE: Final = ("Sudid", "SudoAsDone")


class RootHistory:
    """One look back through the calls of one chain's sudo key."""

    body = SUDO

    def __init__(self, client: Client) -> None:
        self._client = client
        self.ended_by = ""
        """Why older blocks were not looked through."""
        self.proposers: dict[str, Address] = {}
        """Nobody: a call by the key is proposed to nobody."""

    async def decisions(
        self, first: int, last: int
    ) -> AsyncGenerator[tuple[int, tuple[Decision, ...]], None]:
        """Every block, newest first, with what was done as root in it; ends where the node keeps no more."""
        for high in range(last, first - 1, -_AT_ONCE):
            numbers = range(high, max(first, high - _AT_ONCE + 1) - 1, -1)
            for number, block_hash, hit in await self._looked(numbers):
                if hit is None:
                    return
                try:
                    block = await read_whole_block(self._client, block_hash) if hit else None
                except NodeError as error:  # it was kept a moment ago
                    self.ended_by = why_gone(error)
                    return
                yield number, await self._done_in(block) if block else ()

    async def _looked(self, numbers: Sequence[int]) -> list[tuple[int, str, bool | None]]:
        """Blocks with their hashes, and whether something was done as root; None where nobody can tell."""
        link, keys = self._client.link, [self._client.runtime.hex_key(EVENTS)]
        upgrade = upgrade_key(self._client.runtime)
        keys += [upgrade] if upgrade else []
        hashes = await link.batch([Request("chain_getBlockHash", (number,)) for number in numbers])
        known = [need_hash(each.value(), "a block") if each.value() else "" for each in hashes]
        states = await link.batch(
            [Request("state_queryStorageAt", (keys, block_hash)) for block_hash in known if block_hash]
        )
        answers = iter(states)
        found: list[tuple[int, str, bool | None]] = []
        for number, block_hash in zip(numbers, known, strict=True):
            hit = await self._hit(next(answers), keys) if block_hash else None
            found.append((number, block_hash, hit))
        return found

    async def _hit(self, answer: Any, keys: Sequence[str]) -> bool | None:
        try:
            _, values = parse_query(answer.value())
        except RpcError as refused:
            self.ended_by = why_gone(state_refused(refused, self._client.genesis))
            return None
        wrote = upgraded_to(values.get(keys[1])) if len(keys) > 1 else None
        if wrote not in (None, self._client.runtime.spec_version):
            return True  # another runtime wrote these: the whole block is read by that one
        raw = values.get(keys[0])
        if raw is None:
            return False
        data = from_hex(raw, "the block's events")
        grouped = await asyncio.to_thread(grouped_events, self._client.runtime, data)
        return any(_is_done(event) for events in grouped.values() for event in events)

    async def _done_in(self, block: WholeBlock) -> tuple[Decision, ...]:
        found: list[Decision] = []
        for index, events in block.grouped().items():
            if index is None or not any(map(_is_done, events)):
                continue
            signer, whole = block.runtime.read_extrinsic(from_hex(block.extrinsics[index], "an extrinsic"))
            calls = list(_as_root(whole))
            for place, about in enumerate(_doings(events)):
                call = calls[place] if place < len(calls) else None
                sent = (signer, whole, f"{block.ref.number}-{index}")
                found.append(await self._decision(block, call, about, sent))
        return tuple(_numbered(found))

    async def _decision(
        self,
        block: WholeBlock,
        call: DecodedCall | None,
        events: Sequence[Event],
        sent: tuple[str, DecodedCall, str],
    ) -> Decision:
        signer, whole, name = sent
        error = failure_in(block.runtime, events)
        ayes, threshold, seats = await self._approvals(block, whole, signer)
        composed = block.runtime.compose(Call(call.pallet, call.function, call.arguments)) if call else None
        return Decision(
            body=self.body,
            id=name,
            hash=composed.hash if composed else "",
            proposer=None,
            call=call,
            summary=call_words(call) if call else clean("A call as root that its extrinsic does not show."),
            outcome="failed" if error else "executed",
            error=clean(error.name, 80) if error else None,
            error_words=clean(f"{error.words} {error.remedy}".strip(), 400) if error else None,
            ayes=ayes,
            nays=(),
            counted_ayes=len(ayes),
            counted_nays=0,
            threshold=threshold,
            seats=seats,
            closed_by=as_address(signer) if signer else None,
            block_number=block.ref.number,
            block_hash=block.ref.hash,
            position=0,
            block_time=block.time,
        )

    async def _approvals(
        self, block: WholeBlock, whole: DecodedCall, signer: str
    ) -> tuple[tuple[Address, ...], int, int]:
        """Who approved, how many had to and how many may, where the key is a multisig; else nobody."""
        multi = next((each for each in every_call(whole) if each.name == "Multisig.as_multi"), None)
        inner = multi.arguments.get("call") if multi else None
        if multi is None or not isinstance(inner, DecodedCall):
            return (), 0, 0
        last = as_address(signer)
        others = multi.arguments.get("other_signatories")
        seats = len(others) + 1 if isinstance(others, tuple) else 0
        threshold = multi.arguments.get("threshold")
        composed = block.runtime.compose(Call(inner.pallet, inner.function, inner.arguments))
        events = (event for events in block.grouped().values() for event in events)
        account = next(
            (
                event.get("multisig", 2)
                for event in events
                if event.name == "MultisigExecuted" and event.get("call_hash", 3) == composed.hash
            ),
            None,
        )
        before: tuple[Address, ...] = ()
        if account is not None:
            item = Storage("Multisig", "Multisigs", (account, composed.hash))
            try:
                (waiting,) = (await self._client.read([item], block.parent)).data
            except NodeError as error:
                why_gone(error)
                waiting = None
            before = tuple(as_address(each) for each in (waiting or {}).get("approvals", ()))
        return (*before, last), threshold if isinstance(threshold, int) else 0, seats


def _is_done(event: Event) -> bool:
    return event.pallet == "Sudo" and event.name in _DONE


def _doings(events: Sequence[Event]) -> Iterator[Sequence[Event]]:
    """The events of each call as root: those up to and with the one that says it is done."""
    since = 0
    for place, event in enumerate(events):
        if _is_done(event):
            yield events[since : place + 1]
            since = place + 1


def _as_root(call: DecodedCall) -> Iterator[DecodedCall]:
    """The calls made as root within a call, in order."""
    for each in every_call(call):
        inner = each.arguments.get("call")
        if each.pallet == "Sudo" and each.function in _AS_ROOT and isinstance(inner, DecodedCall):
            yield inner


def _numbered(found: Sequence[Decision]) -> Iterator[Decision]:
    """Each with its place in the block; several of one extrinsic get names of their own."""
    names: dict[str, int] = {}
    for place, each in enumerate(found):
        names[each.id] = names.get(each.id, 0) + 1
        again = f"-{names[each.id]}" if names[each.id] > 1 else ""
        yield replace(each, position=place, id=each.id + again)
