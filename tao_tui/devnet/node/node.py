"""The node: authors blocks from the pool, keeps them, finalizes them, tells who listens."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from tao_tui.devnet.frame.executive import Executive
from tao_tui.devnet.frame.extrinsic import Extrinsic, decode_extrinsic, unwrap
from tao_tui.devnet.frame.header import Block
from tao_tui.devnet.frame.runtime import Runtime
from tao_tui.devnet.frame.state import Changes, Key, StateDiscarded
from tao_tui.devnet.frame.storage import StorageItem
from tao_tui.devnet.frame.validity import InvalidTransaction
from tao_tui.devnet.node.carriers import candidates
from tao_tui.devnet.node.pool import Pending, Pool, PoolError, Watcher
from tao_tui.devnet.scale.reader import ScaleError

logger = logging.getLogger(__name__)
DEFAULT_FINALITY_LAG = 2
MANUAL_BLOCK_MS = 12_000


class UnknownBlock(LookupError):
    """No block has this hash."""


@dataclass(frozen=True)
class Imported:
    """A new block as listeners see it."""

    block: Block
    changes: Changes
    finalized: tuple[Block, ...]
    """Blocks that became final with it, oldest first."""
    encoded: dict[tuple[StorageItem, Key], str | None] = field(default_factory=dict)
    """Values already written as hex for one listener, for the others."""


Listener = Callable[[Imported], None]
Actor = Callable[["Node"], None]


class Node:
    """One node with one chain; blocks are final `finality_lag` blocks after they are made.

    `block_time` is in seconds; None makes blocks only when asked, 12 s apart on the chain's clock.
    With `blocks` (and the clock at the newest) it goes on from a state already in the runtime.
    """

    def __init__(
        self,
        runtime: Runtime,
        *,
        block_time: float | None = None,
        finality_lag: int = DEFAULT_FINALITY_LAG,
        clock: Callable[[], float] = time.time,
        name: str = "Bittensor devnet",
        blocks: Sequence[Block] = (),
        now_ms: int = 0,
    ) -> None:
        self.runtime = runtime
        self.name = name
        self.block_time = block_time
        self.finality_lag = finality_lag
        self._clock = clock
        self.now_ms = now_ms or int(clock() * 1000)
        """The chain's clock: the newest block's time, milliseconds since 1970."""
        self.executive = Executive(runtime, blocks)
        self.pool = Pool(self.executive.checker)
        self.blocks: list[Block] = list(blocks) or [self.executive.genesis]
        """All blocks by number."""
        self._numbers = {block.hash: block.number for block in self.blocks}
        self.finalized = 0
        """The number of the newest final block."""
        self.actors: list[Actor] = []
        """Called after every block; may submit extrinsics."""
        self._listeners: list[Listener] = []
        self._watched: dict[int, list[Pending]] = {}
        self._view = lru_cache(maxsize=8)(runtime.at)

    @property
    def head(self) -> Block:
        """The newest block."""
        return self.blocks[-1]

    @property
    def genesis_hash(self) -> bytes:
        """The hash of block 0."""
        return self.blocks[0].hash

    def number_of(self, block_hash: bytes) -> int:
        """The number of the block with this hash; `UnknownBlock` when there is none."""
        try:
            return self._numbers[block_hash]
        except KeyError:
            raise UnknownBlock(block_hash.hex()) from None

    def runtime_at(self, number: int) -> Runtime:
        """The runtime with the state of block `number`; `StateDiscarded` when it is gone."""
        if number == self.head.number:
            return self.runtime
        self.runtime.state.changes_after(number)
        return self._view(number)

    def value_at(self, item: StorageItem, key: Key, number: int) -> object:
        """What a storage key held after block `number`, or `MISSING`."""
        return self.runtime.state.value_at(item, key, number)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` after every block; answers how to stop that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def submit(self, encoded: bytes, watcher: Watcher | None = None) -> bytes:
        """Put an extrinsic (with its length) into the pool; answers its hash, `PoolError` when refused."""
        try:
            body = unwrap(encoded)
        except ScaleError as error:
            raise PoolError(1001, f"Extrinsic has invalid format: {error}") from error
        try:
            extrinsic = decode_extrinsic(body, self.runtime)
        except ScaleError as error:
            trap = "Runtime error: Execution failed: Execution aborted due to trap: wasm trap"
            raise PoolError(1002, f"Verification Error: {trap}: {error}", "RuntimeApi") from error
        self.pool.add(extrinsic, watcher)
        return extrinsic.hash

    def new_block(self, now_ms: int | None = None) -> Block:
        """Make the next block from what is ready, tell listeners, let actors act."""
        included = self._author(now_ms or self._next_time())
        block, changes = self.executive.finish()
        self.blocks.append(block)
        self._numbers[block.hash] = block.number
        for pending in included:
            self.pool.include(pending)
            pending.tell({"inBlock": f"0x{block.hash.hex()}"})
        self._watched[block.number] = [pending for pending in included if pending.watchers]
        self.pool.revalidate()
        imported = Imported(block, changes, self._finalize())
        for listener in list(self._listeners):
            listener(imported)
        for actor in list(self.actors):
            actor(self)
        return block

    def _next_time(self) -> int:
        if self.block_time is None:
            self.now_ms += MANUAL_BLOCK_MS
        else:
            self.now_ms = int(self._clock() * 1000)
        return self.now_ms

    def _author(self, now_ms: int) -> list[Pending]:
        ready = list(candidates(self.executive.checker, self.pool.ready()))
        self.executive.begin(now_ms)
        included: list[Pending] = []
        skipped: set[bytes | None] = set()
        for pending, carried in ready:
            if pending.extrinsic.who in skipped:
                continue
            refused = self._apply(pending.extrinsic)
            if refused is None:
                included.append(pending)
                if carried is not None:
                    self._apply(carried)
                continue
            skipped.add(pending.extrinsic.who)
            if getattr(refused, "name", "") not in ("ExhaustsResources", "Future"):
                self.pool.ban(pending)
        return included

    def _apply(self, extrinsic: Extrinsic) -> Exception | None:
        """Put an extrinsic into the block being made; answers why it may not be there."""
        try:
            self.executive.apply(extrinsic)
        except InvalidTransaction as invalid:
            return invalid
        except Exception as error:
            logger.exception("the runtime panicked on extrinsic 0x%s", extrinsic.hash.hex())
            return error
        return None

    def _finalize(self) -> tuple[Block, ...]:
        first, self.finalized = self.finalized + 1, max(self.finalized, self.head.number - self.finality_lag)
        final = tuple(self.blocks[first : self.finalized + 1])
        for block in final:
            for pending in self._watched.pop(block.number, ()):
                pending.tell({"finalized": f"0x{block.hash.hex()}"})
        return final

    async def run(self) -> None:
        """Make a block every `block_time` seconds until cancelled; returns at once without a block time."""
        if self.block_time is None:
            return
        due = time.monotonic()
        while True:
            due = max(due + self.block_time, time.monotonic())
            await asyncio.sleep(due - time.monotonic())
            self.new_block()


__all__ = ["Imported", "Node", "StateDiscarded", "UnknownBlock"]
