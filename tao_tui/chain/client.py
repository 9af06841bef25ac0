"""The one way into a chain: reads bound to a block, streams, fees, and sending what was signed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from types import MappingProxyType
from typing import Any, Final

from tao_tui.addresses import Address
from tao_tui.chain.answers.header import hash_of, header_number, parent_of
from tao_tui.chain.answers.hexadecimal import need_hash
from tao_tui.chain.calls.call import ComposedCall
from tao_tui.chain.connection.link import Link
from tao_tui.chain.connection.rpc import Answer, Request
from tao_tui.chain.connection.state import ConnectionState
from tao_tui.chain.connection.wire import Wire
from tao_tui.chain.extrinsics import nonces, pay, search, submission
from tao_tui.chain.extrinsics.inclusion import Inclusion
from tao_tui.chain.extrinsics.nonces import NonceUse
from tao_tui.chain.extrinsics.pay import Cost
from tao_tui.chain.extrinsics.signing import DEFAULT_PERIOD, SignedExtrinsic, SigningRequest
from tao_tui.chain.extrinsics.status import TxStatus
from tao_tui.chain.metadata.cache import Hint, MetadataCache
from tao_tui.chain.metadata.download import fetch_runtime
from tao_tui.chain.metadata.version import RuntimeVersion, parse_version
from tao_tui.chain.networks import Network, plaintext_warning
from tao_tui.chain.query import BlockRef, Changes, Head, Reading, RuntimeCall, Storage
from tao_tui.chain.reading import one_block
from tao_tui.chain.reading.decoded import Decoded
from tao_tui.chain.reading.listing import list_entries
from tao_tui.chain.runtime import ChainRuntime, RuntimeId
from tao_tui.chain.streams.changes import changes
from tao_tui.chain.streams.heads import heads
from tao_tui.chain.streams.upgrades import watch_runtime
from tao_tui.chain.trust.evidence import Confirmation, Evidence
from tao_tui.chain.trust.identity import check_genesis, known_network
from tao_tui.chain.trust.witness import Witness
from tao_tui.errors import NodeProtocolError

_STALE_BLOCKS: Final = 3
_STALE_SECONDS: Final = 6.0
_KEPT_RUNTIMES: Final = 4


class Client:
    """A chain behind one connection at a time; made by `connect`."""

    def __init__(self, network: Network, timeout: float, cache: MetadataCache | None = None) -> None:
        self.network = network
        self._asked = network
        self.link = Link(network, timeout, self._accept)
        self.cache = cache or MetadataCache()
        self.hashes_agree: bool | None = None
        self._runtime: ChainRuntime | None = None
        self._genesis = network.genesis or ""
        self._seen_genesis: str | None = None
        self._runtimes: dict[RuntimeId, ChainRuntime] = {}
        self._watcher: asyncio.Task[None] | None = None
        self._witness: Witness | None = None
        self.decoded = Decoded()
        """Values of earlier reads; what did not change since is not decoded again."""
        self._writers: dict[tuple[int, RuntimeId], ChainRuntime] = {}

    @property
    def genesis(self) -> str:
        """The hash of the chain's first block."""
        return self._genesis

    @property
    def runtime(self) -> ChainRuntime:
        """The runtime of the chain's head, as last seen."""
        assert self._runtime is not None
        return self._runtime

    @property
    def endpoint(self) -> str:
        """The address that is connected, or was last."""
        return self.link.state.endpoint

    @property
    def state(self) -> ConnectionState:
        """Where the connection stands."""
        return self.link.state

    @property
    def warning(self) -> str:
        """Why this connection is not private; empty when it is."""
        return plaintext_warning(self.endpoint)

    @property
    def block_time(self) -> float:
        """Seconds between two blocks, by the runtime's constants; 12 where they do not say."""
        period = self.runtime.constant("Timestamp", "MinimumPeriod")
        return period * 2 / 1000 if isinstance(period, int) and period > 0 else 12.0

    @property
    def stale_after(self) -> float:
        """Seconds without a block after which a node is looked at."""
        return max(self.block_time * _STALE_BLOCKS, _STALE_SECONDS)

    def on_state(self, callback: Callable[[ConnectionState], None]) -> Callable[[], None]:
        """Call `callback` at every change of `state`; the returned function ends that."""
        return self.link.board.listen(callback)

    async def open(self) -> None:
        """Connect; with metadata of this endpoint at hand nothing is asked before the first question."""
        await self.link.open()
        hint = self.cache.hint(self.endpoint)
        if hint is not None and self._asked.genesis in (None, hint.genesis):
            self._runtime = self.cache.load(hint.genesis, hint.runtime)
        if hint is None or self._runtime is None:
            await self.link.verified_wire()
            return
        self._genesis = hint.genesis
        self.network = known_network(self._asked, hint.genesis)

    async def close(self) -> None:
        """Disconnect."""
        if self._watcher is not None:
            self._watcher.cancel()
            with suppress(asyncio.CancelledError):
                await self._watcher
        if self._witness is not None:
            await self._witness.close()
        await self.link.close()

    async def read(
        self, items: Sequence[Storage | RuntimeCall], at: str | None = None
    ) -> Reading[tuple[Any, ...]]:
        """All `items` at one block, in one batch; asked again only when head or runtime moved meanwhile.

        Values have the shapes of the codec; missing ones are the metadata's default, or None
        where the item is optional. `Unsupported` when the runtime lacks an item. A node that answers
        nonsense is left for another of the network's, which is asked instead.
        """
        try:
            return await one_block.read(self, items, at)
        except NodeProtocolError as nonsense:
            if not await self.link.distrust(nonsense):
                raise
            return await one_block.read(self, items, at)

    async def writer_of(self, spec_version: int, block_hash: str) -> ChainRuntime:
        """The runtime of that version, which made a block; what cannot be told is the parent's."""
        for runtime in (self.runtime, *self._runtimes.values()):
            if runtime.spec_version == spec_version:
                return runtime
        known = self._writers.get((spec_version, self.runtime.id))
        if known is None:
            header = await self.request("chain_getHeader", block_hash)
            known = await self.runtime_at(parent_of(header))
            self._writers[spec_version, self.runtime.id] = known
        return known

    async def entries(
        self,
        pallet: str,
        item: str,
        params: tuple[object, ...] = (),
        *,
        at: str | None = None,
        limit: int = 20_000,
    ) -> Reading[tuple[tuple[Any, Any], ...]]:
        """All entries of a storage map below the given first keys, at one block."""
        return await list_entries(self, pallet, item, params, at=at, limit=limit)

    async def head(self) -> BlockRef:
        """The best block."""
        return (await self.read(())).block

    async def finalized(self) -> BlockRef:
        """The newest final block."""
        block_hash = need_hash(await self.request("chain_getFinalizedHead"), "the final block")
        header = await self.request("chain_getHeader", block_hash)
        number = header_number(header, block_hash)
        if number and hash_of(header) != block_hash:  # what ends eras must not rest on a false number
            raise NodeProtocolError("The node's final block is not the one its hash is of.")
        return BlockRef(number, block_hash)

    async def block_hash(self, number: int) -> str | None:
        """The hash of the block with that number on the best chain, or None beyond its head."""
        raw = await self.request("chain_getBlockHash", number)
        return None if raw is None else need_hash(raw, "a block")

    def heads(self) -> AsyncIterator[Head]:
        """New best blocks as they arrive, for as long as the client is open."""
        self._watch_runtime()
        return heads(self)

    def changes(self, items: Sequence[Storage]) -> AsyncIterator[Changes]:
        """Values of `items` when they change; the first answer has all of them."""
        self._watch_runtime()
        return changes(self, items)

    async def cost(
        self, call: ComposedCall, signer: Address, *, nonce: int | None = None, at: BlockRef | None = None
    ) -> Cost:
        """The fee and the weight of a call, as the runtime computes them for the whole extrinsic.

        A `nonce` that is given is not asked for; it weighs a byte or two.
        """
        return await pay.cost(self, call, signer, nonce, at)

    async def confirm(self, evidence: Evidence) -> Confirmation:
        """Ask the second node, where one is set for this chain, whether it says the same."""
        said_by = ", ".join(evidence.endpoints) or self.endpoint
        second = self.network.second_for(self._genesis)
        if not second:
            return Confirmation(said_by)
        if self._witness is None or (self._witness.endpoint, self._witness.genesis) != (
            second,
            self._genesis,
        ):
            self._witness = Witness(second, self._genesis, self.link.timeout)
        return Confirmation(said_by, second, await self._witness.objection(evidence, self.block_time))

    async def prepare(
        self,
        call: ComposedCall,
        signer: Address,
        crypto_type: int,
        *,
        period: int = DEFAULT_PERIOD,
        taken: Mapping[int, int] = MappingProxyType({}),
        instead_of: int | None = None,
    ) -> SigningRequest:
        """The bytes to sign for a call, valid for `period` blocks from the newest final one.

        `taken` are nonces of extrinsics on their way and the last block that can hold each: they are left
        out. `instead_of` is the nonce of one that this is to replace; `NonceTaken` when it cannot any more.
        """
        return await pay.prepare(
            self, call, signer, crypto_type, period=period, taken=taken, instead_of=instead_of
        )

    def submit(
        self, signed: SignedExtrinsic, carrier: SignedExtrinsic | None = None
    ) -> AsyncIterator[TxStatus]:
        """Send an extrinsic once, inside its `carrier` where it has one, and follow it until it is final."""
        return submission.submit(self, signed, carrier)

    async def outcome(self, extrinsic_hash: str, block_hash: str) -> Inclusion:
        """What an extrinsic did in a block."""
        return await search.outcome(self, extrinsic_hash, block_hash)

    async def find_extrinsic(
        self, extrinsic_hash: str, signer: Address, nonce: int, from_block: int, until_block: int
    ) -> Inclusion | None:
        """Look for an extrinsic in a range of blocks; None when it is in none of them."""
        return await search.find_extrinsic(
            self, extrinsic_hash, signer, nonce, from_block=from_block, until_block=until_block
        )

    async def nonce_use(self, signer: Address, nonce: int, from_block: int, until_block: int) -> NonceUse:
        """What an account used one of its nonces for in a range of blocks."""
        return await nonces.nonce_use(self, signer, nonce, from_block, until_block)

    async def request(self, method: str, *params: object) -> Any:
        """Ask any RPC method that only reads; it may be asked again when the connection drops."""
        (answer,) = await self.link.batch((Request(method, params),))
        return answer.value()

    async def adopt(self, version: RuntimeVersion, at: str | None = None) -> None:
        """Make `version` the present runtime."""
        if self._runtime is None or self._runtime.id != version.id:
            self._runtime = await self.runtime_of(version, at)

    async def runtime_at(self, block_hash: str) -> ChainRuntime:
        """The runtime in force in a block's state."""
        return await self.runtime_of(
            parse_version(await self.request("state_getRuntimeVersion", block_hash)), block_hash
        )

    async def runtime_of(self, version: RuntimeVersion, at: str | None) -> ChainRuntime:
        """A runtime by version: in memory, on disk, or from the node's state at a block."""
        return await self._load(await self.link.wire(), version, at)

    async def distrust_metadata(self) -> None:
        """Fetch the present runtime's metadata anew: the chain refused a signature made with it."""
        self.cache.forget(self._genesis, self.runtime.id)
        self._runtimes.pop(self.runtime.id, None)
        self._runtime = await self.runtime_of(
            parse_version(await self.request("state_getRuntimeVersion")), None
        )

    async def _accept(self, wire: Wire, answers: Sequence[Answer]) -> None:
        """Check a new connection's chain and take over its runtime."""
        raw = answers[0].value()
        genesis = check_genesis(self._asked, self._seen_genesis, raw, wire.endpoint)
        version = parse_version(answers[1].value())
        if genesis != self._genesis or self._seen_genesis is None:
            if self._runtime is not None and self._runtime.genesis != genesis:
                self._runtime = None
            self._runtimes.clear()
            self._genesis = self._seen_genesis = genesis
            self.network = known_network(self._asked, genesis)
        if self._runtime is None or self._runtime.id != version.id:
            self._runtime = await self._load(wire, version, None)
        self._runtimes[version.id] = self._runtime
        self.cache.remember(wire.endpoint, Hint(genesis, version.id))

    async def _load(self, wire: Wire, version: RuntimeVersion, at: str | None) -> ChainRuntime:
        known = self._runtimes.get(version.id)
        if known is None:
            known = self.cache.load(self._genesis, version.id)
        if known is None:
            known = await fetch_runtime(wire, self._genesis, version, at)
            self.cache.store(known)
            while len(self._runtimes) >= _KEPT_RUNTIMES:  # a node may name a new version with every answer
                self._runtimes.pop(next(iter(self._runtimes)))
        self._runtimes[version.id] = known
        return known

    def _watch_runtime(self) -> None:
        if self._watcher is None or self._watcher.done():
            self._watcher = asyncio.create_task(watch_runtime(self), name="runtime")


@asynccontextmanager
async def connect(
    network: Network,
    *,
    timeout: float = 10.0,  # noqa: ASYNC109 - it bounds every question, not this call
    cache: MetadataCache | None = None,
) -> AsyncIterator[Client]:
    """Connect to a network for the length of a `with` block; every question may take `timeout` seconds."""
    client = Client(network, timeout, cache)
    try:
        await client.open()
        yield client
    finally:
        await client.close()
