"""Looks through recent blocks for what concerns some accounts: newest first, gently, resumable."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tao_tui.addresses import Address, public_key_of
from tao_tui.chain.answers.block import extrinsics_of
from tao_tui.chain.answers.header import hash_of, number_of
from tao_tui.chain.answers.hexadecimal import from_hex, need_hash
from tao_tui.chain.answers.storage import parse_query
from tao_tui.chain.blocks.whole_block import EVENTS
from tao_tui.chain.connection.rpc import Answer, Request, RpcError
from tao_tui.chain.query import BlockRef
from tao_tui.chain.reading.refusals import state_refused, why_gone
from tao_tui.chain.reading.stored import upgrade_key, upgraded_to
from tao_tui.errors import NodeError, NodeProtocolError
from tao_tui.journal.findings import Findings, Looked
from tao_tui.reads.past.block_findings import Chain, Dividends, RawBlock, claims_of, concerns, findings_in
from tao_tui.reads.past.claimed import paid_in
from tao_tui.reads.past.continuity import still_same_chain

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.runtime import ChainRuntime
    from tao_tui.journal.finding import Finding

_MOST_AT_ONCE: Final = 16
_FEWEST_AT_ONCE: Final = 2
"""Blocks asked for in one batch: more while the answers are small."""
_SMALL: Final = 400_000
_LARGE: Final = 2_000_000
"""Bytes of an answer by which the next batch grows or shrinks."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a scan is. `done` of `wanted` blocks are looked through, `lowest` is the last one so far.

    `found` are the findings of this step; `unreadable` counts blocks this program could not read; they are
    tried again by the next scan. `ended_by` says why older blocks cannot be looked through.
    """

    done: int
    wanted: int
    lowest: int
    found: tuple[Finding, ...] = ()
    unreadable: int = 0
    ended_by: str = ""


async def scan(
    client: Client, findings: Findings, accounts: Sequence[Address], *, blocks: int, rest: float = 1.0
) -> AsyncGenerator[Progress, None]:
    """Look through the newest `blocks` blocks, but for those looked through before, and keep what is found.

    After every batch it rests `rest` times as long as the node took, so that a node is never kept busy.
    Ends early, with the reason, where the node no longer has a block's state. Raises `NodeError` when the
    node is on another fork than the final blocks that were looked through before.
    """
    work = _Scan(client, findings, tuple(dict.fromkeys(accounts)))
    numbers = await work.wanted(blocks)
    wanted, done, unreadable, size = len(numbers), 0, 0, _FEWEST_AT_ONCE * 2
    lowest = work.head
    if not numbers:
        yield Progress(0, 0, work.head)
        return
    loop = asyncio.get_running_loop()
    while numbers:
        part = _neighbours(numbers[-size:])
        numbers = numbers[: -len(part)]
        began = loop.time()
        step = await work.look(part)
        done += step.looked
        unreadable += step.unreadable
        lowest = lowest if step.lowest is None else step.lowest
        yield Progress(done, wanted, lowest, step.found, unreadable, step.ended_by)
        if step.ended_by:
            return
        size = max(_FEWEST_AT_ONCE, size // 2) if step.size > _LARGE else size
        size = min(_MOST_AT_ONCE, size * 2) if step.size < _SMALL else size
        if numbers and rest:
            await asyncio.sleep((loop.time() - began) * rest)


def _neighbours(numbers: Sequence[int]) -> Sequence[int]:
    """The end of a rising list without a gap."""
    start = len(numbers) - 1
    while start and numbers[start - 1] == numbers[start] - 1:
        start -= 1
    return numbers[start:]


@dataclass(frozen=True, slots=True)
class _Step:
    looked: int
    lowest: int | None
    found: tuple[Finding, ...]
    unreadable: int
    ended_by: str
    size: int


class _Scan:
    """One scan of one chain for some accounts."""

    def __init__(self, client: Client, findings: Findings, accounts: tuple[Address, ...]) -> None:
        self._client = client
        self._findings = findings
        self._accounts = accounts
        self._by_key = {public_key_of(account): account for account in accounts}
        self._events_key = client.runtime.hex_key(EVENTS)
        self._unsettled: dict[int, str] = {}
        self.head = 0
        self._final = 0

    async def wanted(self, blocks: int) -> list[int]:
        """The numbers of the blocks to look through, rising; all that are not final yet are among them."""
        client, genesis = self._client, self._client.genesis
        self.head, self._final = (await client.head()).number, (await client.finalized()).number
        spans = await asyncio.to_thread(self._findings.spans, genesis, self._accounts)
        if spans and not await still_same_chain(client, spans[-1].last, spans[-1].last_hash):
            await asyncio.to_thread(self._findings.forget, genesis)
            spans = ()
        self._unsettled = await asyncio.to_thread(self._findings.unsettled, genesis, self._accounts)
        first = max(1, self.head - blocks + 1)
        return [
            number
            for number in range(first, self.head + 1)
            if not any(span.first <= number <= span.last for span in spans)
        ]

    async def look(self, numbers: Sequence[int]) -> _Step:
        """Look through neighbouring blocks and keep what is found; those known already are only counted."""
        hashes = await self._client.link.batch([Request("chain_getBlockHash", (each,)) for each in numbers])
        refs = [
            BlockRef(number, need_hash(answer.value(), "a block"))
            for number, answer in zip(numbers, hashes, strict=True)
            if answer.value() is not None
        ]
        new = [ref for ref in refs if self._unsettled.get(ref.number) != ref.hash]
        raw, ended_by, size = await self._fetched(new) if new else ({}, "", 0)
        looked: list[Looked] = []
        unreadable = 0
        for ref in refs:
            if ref in new and ref.number not in raw:
                continue
            try:
                looked.append(
                    await self._looked(ref, raw[ref.number]) if ref in new else Looked(ref.number, ref.hash)
                )
            except NodeProtocolError:
                unreadable += 1
        await self._keep([each for each in looked if each.number in raw], settle_only=False)
        await self._keep([each for each in looked if each.number not in raw], settle_only=True)
        found = tuple(finding for each in looked for finding in each.findings)
        lowest = min((each.number for each in looked), default=None)
        return _Step(len(looked) + unreadable, lowest, found, unreadable, ended_by, size)

    async def _keep(self, looked: Sequence[Looked], *, settle_only: bool) -> None:
        genesis = self._client.genesis
        for run in _runs(looked):
            if settle_only:
                known = [(each.number, each.hash) for each in run]
                await asyncio.to_thread(self._findings.settle, genesis, self._accounts, known, self._final)
            else:
                await asyncio.to_thread(self._findings.keep, genesis, self._accounts, run, self._final)

    async def _fetched(self, refs: Sequence[BlockRef]) -> tuple[dict[int, _Fetched], str, int]:
        """Blocks with their events by number, why some cannot be had, and the bytes that came."""
        keys = [self._events_key]
        if upgrade := upgrade_key(self._client.runtime):
            keys.append(upgrade)
        requests = [Request("chain_getBlock", (ref.hash,)) for ref in refs]
        requests += [Request("state_queryStorageAt", (keys, ref.hash)) for ref in refs]
        answers = await self._client.link.batch(requests)
        found: dict[int, _Fetched] = {}
        ended_by, size = "", 0
        for ref, block, state in zip(refs, answers[: len(refs)], answers[len(refs) :], strict=True):
            try:
                fetched = self._read(ref, block, state, upgrade)
            except NodeError as error:
                ended_by = why_gone(error)
                continue
            size += fetched.size
            found[ref.number] = fetched
        return found, ended_by, size

    def _read(self, ref: BlockRef, block: Answer, state: Answer, upgrade: str | None) -> _Fetched:
        try:
            _, values = parse_query(state.value())
        except RpcError as error:
            raise state_refused(error, self._client.genesis) from error
        whole = block.value()
        extrinsics = tuple(from_hex(each, "an extrinsic") for each in extrinsics_of(whole))
        header = whole["block"].get("header")
        if number_of(header) != ref.number or hash_of(header) != ref.hash:
            raise NodeProtocolError("The node's block is not the one its hash is of.")
        events = values.get(self._events_key)
        data = b"\x00" if events is None else from_hex(events, "the block's events")
        wrote = upgraded_to(values.get(upgrade)) if upgrade else None
        return _Fetched(RawBlock(ref, extrinsics, data), wrote)

    async def _looked(self, ref: BlockRef, fetched: _Fetched) -> Looked:
        if not await asyncio.to_thread(concerns, fetched.block, self._by_key):
            return Looked(ref.number, ref.hash)
        client = self._client
        chain = Chain(client.genesis, client.network.name, await self._runtime(fetched))
        dividends = await self._dividends(ref, fetched.block, chain.runtime)
        found = await asyncio.to_thread(findings_in, fetched.block, chain, self._by_key, dividends)
        return Looked(ref.number, ref.hash, found)

    async def _dividends(self, ref: BlockRef, block: RawBlock, runtime: ChainRuntime) -> Dividends:
        """What the accounts claimed in the block, or had claimed for them."""
        grouped, claims = await asyncio.to_thread(claims_of, block, runtime, self._accounts)
        return {
            (account, place): await paid_in(self._client, ref.hash, grouped, account, in_turn=in_turn)
            for (account, place), in_turn in claims.items()
        }

    async def _runtime(self, fetched: _Fetched) -> ChainRuntime:
        """The runtime that made the block, which wrote its events."""
        if fetched.spec_version is None or fetched.spec_version == self._client.runtime.spec_version:
            return self._client.runtime
        return await self._client.writer_of(fetched.spec_version, fetched.block.ref.hash)


@dataclass(frozen=True, slots=True)
class _Fetched:
    block: RawBlock
    spec_version: int | None

    @property
    def size(self) -> int:
        return len(self.block.events) + sum(len(each) for each in self.block.extrinsics)


def _runs(looked: Iterable[Looked]) -> list[list[Looked]]:
    """Blocks in groups without a gap."""
    runs: list[list[Looked]] = []
    for each in looked:
        if runs and runs[-1][-1].number == each.number - 1:
            runs[-1].append(each)
        else:
            runs.append([each])
    return runs
