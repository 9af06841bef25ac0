"""The node: makes blocks from its pool, moves between branches, finalizes, and tells who listens."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from tao_tui.devnet.frame.executive import Executive
from tao_tui.devnet.frame.extrinsic import decode_extrinsic, unwrap
from tao_tui.devnet.frame.header import Block
from tao_tui.devnet.frame.runtime import Runtime
from tao_tui.devnet.frame.state import BlockState, Changes
from tao_tui.devnet.frame.storage import MISSING, Key, StorageItem
from tao_tui.devnet.node.author import Author
from tao_tui.devnet.node.best_chain import BestChain
from tao_tui.devnet.node.clock import ChainClock
from tao_tui.devnet.node.fork import Departure, Imported, Return
from tao_tui.devnet.node.pool import Pool, PoolError, Watcher
from tao_tui.devnet.node.sealing import Pace, Sealing
from tao_tui.devnet.scale.reader import ScaleError

DEFAULT_FINALITY_LAG = 2

Listener = Callable[[Imported], None]
Actor = Callable[["Node"], None]


class Node:
    """One node; blocks of its best chain are final `finality_lag` blocks after they are made.

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
        self.finality_lag = finality_lag
        self.pace = Pace(block_time)
        self.clock = ChainClock(clock, now_ms)
        self.executive = Executive(runtime, blocks)
        self.pool = Pool(self.executive.checker)
        self.chain = BestChain(self.executive, self.pool, blocks)
        self.actors: list[Actor] = []
        """Called after every new head; may submit extrinsics."""
        self._author = Author(self.executive, self.pool)
        self._listeners: list[Listener] = []
        self._view = lru_cache(maxsize=8)(runtime.at)

    @property
    def blocks(self) -> list[Block]:
        """All blocks of the best chain by number."""
        return self.chain.tree.line

    @property
    def head(self) -> Block:
        """The newest block."""
        return self.chain.head

    @property
    def finalized(self) -> int:
        """The number of the newest final block."""
        return self.chain.finalized

    @property
    def genesis_hash(self) -> bytes:
        """The hash of block 0."""
        return self.executive.genesis.hash

    def runtime_at(self, number: int) -> Runtime:
        """The runtime with the state of the best chain's block `number`; `StateDiscarded` when it is gone."""
        return self.runtime_with(self.runtime.state.at(number))

    def runtime_with(self, state: BlockState) -> Runtime:
        """The runtime with the state a block left; `StateDiscarded` when it is gone."""
        return self.runtime if state is self.runtime.state.live else self._view(state)

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
        self.pace.note_arrival()
        return extrinsic.hash

    def new_block(self, now_ms: int | None = None) -> Block:
        """Make the next block from what is ready, tell listeners, let actors act."""
        block, changes = self._make(now_ms)
        self._import(Imported(block, changes, self.chain.finalize(self.finality_lag)))
        return block

    def _make(self, now_ms: int | None = None) -> tuple[Block, Changes]:
        block, changes, included = self._author.make(now_ms or self.clock.next(manual=self._manual))
        self.clock.note(self.executive.now_ms)
        self.chain.grow(block, included)
        return block, changes

    @property
    def _manual(self) -> bool:
        return self.pace.sealing is Sealing.MANUAL

    def _import(self, imported: Imported) -> None:
        for listener in list(self._listeners):
            listener(imported)
        if imported.best and imported.new:
            self.act()

    def act(self) -> None:
        """Let the actors do what they do after the newest block."""
        for actor in list(self.actors):
            actor(self)

    def go_to(self, block: Block) -> None:
        """Make a known block the head: an earlier one, or a retracted one.

        `FinalBlock` when a final block would be retracted, `StateDiscarded` when its state is not kept.
        """
        departure = self.chain.leave_for(block)
        departure.put_back(self.pool)
        departure.tell_places(self.pool)
        final = self.chain.finalize(self.finality_lag)
        self._import(Imported(block, departure.changes, final, new=False))

    def retract(self, count: int, *, blocks: int | None = None, extrinsics: Return = Return.FIRST) -> Block:
        """Replace the last `count` blocks by a fork of `blocks` (1 or more) new ones; answers its head.

        The default is one more than before: a longer chain, for which a real node leaves its own. Raises as
        `go_to` does.
        """
        longest = self.head.number
        departure: Departure | None = self.chain.leave_for(self.chain.retractable(count))
        for left in reversed(range(count + 1 if blocks is None else blocks)):
            departure = self._grow(departure, extrinsics, best=self.head.number >= longest or not left)
        return self.head

    def _grow(self, departure: Departure | None, extrinsics: Return, *, best: bool) -> Departure | None:
        """Make one block of a fork; answers None once the fork is the best chain for all who listen."""
        if departure is None:
            self.new_block()
            return None
        if extrinsics is Return.FIRST:
            departure.put_back(self.pool)
        block, changes = self._make()
        departure.add(changes)
        if not best:
            self._import(Imported(block, changes, best=False))
            return departure
        if extrinsics is Return.NEVER:
            departure.drop()
        else:
            departure.put_back(self.pool)
        departure.tell_places(self.pool)
        self._import(Imported(block, departure.changes, self.chain.finalize(self.finality_lag)))
        return None

    def amend(self, values: Iterable[tuple[StorageItem, Key, object]]) -> None:
        """Change the state the head left, `MISSING` removing a key; listeners hear of it."""
        for item, key, value in values:
            if value is MISSING:
                item.remove(key)
            else:
                item.write(key, value)
        changes = self.runtime.state.amend()
        self.pool.revalidate()
        self._import(Imported(self.head, changes, new=False))

    def travel(self, to_ms: int) -> None:
        """Let the next block be made at this time; ValueError when that is not after the newest one."""
        self.clock.travel(to_ms, manual=self._manual)

    async def run(self) -> None:
        """Make blocks at the node's pace until cancelled."""
        self.pace.start()
        while True:
            await self.pace.next()
            self.new_block()
