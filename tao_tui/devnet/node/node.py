"""The node: authors blocks from the pool, keeps them, finalizes them, tells who listens."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from tao_tui.devnet.frame.executive import Executive
from tao_tui.devnet.frame.extrinsic import Extrinsic, decode_extrinsic, unwrap
from tao_tui.devnet.frame.hashing import blake2_256
from tao_tui.devnet.frame.header import Block
from tao_tui.devnet.frame.runtime import Runtime
from tao_tui.devnet.frame.state import MISSING, BlockState, Changes, Key, StateDiscarded
from tao_tui.devnet.frame.storage import StorageItem
from tao_tui.devnet.frame.validity import InvalidTransaction
from tao_tui.devnet.node.carriers import candidates
from tao_tui.devnet.node.fork import Departure, FinalBlock, Imported, Return, tell
from tao_tui.devnet.node.pool import Pending, Pool, PoolError, Watcher
from tao_tui.devnet.node.sealing import Pace, Sealing
from tao_tui.devnet.node.tree import Tree, UnknownBlock
from tao_tui.devnet.scale.reader import ScaleError

logger = logging.getLogger(__name__)
DEFAULT_FINALITY_LAG = 2
MANUAL_BLOCK_MS = 12_000

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
        self.pace = Pace(block_time)
        self.finality_lag = finality_lag
        self._clock = clock
        self.now_ms = now_ms or int(clock() * 1000)
        """The chain's clock, milliseconds since 1970: never behind the newest block's time."""
        self.ahead_ms = 0
        """How far the chain travelled ahead of the real time."""
        self.executive = Executive(runtime, blocks)
        self.pool = Pool(self.executive.checker)
        self.tree = Tree(blocks or [self.executive.genesis], runtime.state)
        self.blocks: list[Block] = self.tree.line
        """All blocks of the best chain by number."""
        self.finalized = 0
        """The number of the newest final block."""
        self.actors: list[Actor] = []
        """Called after every block; may submit extrinsics."""
        self._listeners: list[Listener] = []
        self._watched: dict[bytes, dict[bytes, list[Watcher]]] = {}
        """By block of the best chain not final yet: who follows which of its extrinsics."""
        self._view = lru_cache(maxsize=8)(runtime.at)

    @property
    def head(self) -> Block:
        """The newest block."""
        return self.blocks[-1]

    @property
    def genesis_hash(self) -> bytes:
        """The hash of block 0."""
        return self.blocks[0].hash

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
        block, changes = self._make(now_ms or self._next_time())
        self._import(Imported(block, changes, self._finalize()))
        return block

    def _make(self, now_ms: int) -> tuple[Block, Changes]:
        included = self._author(now_ms)
        block, changes = self.executive.finish()
        self.now_ms = max(self.now_ms, self.executive.now_ms)
        self.tree.append(block)
        for pending in included:
            self.pool.include(pending)
        self._hold(block, {pending.extrinsic.hash: pending.watchers for pending in included})
        self.pool.revalidate()
        return block, changes

    def _hold(self, block: Block, followed: dict[bytes, list[Watcher]]) -> None:
        """Say to who follows an extrinsic that this block of the best chain holds it."""
        for watchers in followed.values():
            tell(watchers, {"inBlock": f"0x{block.hash.hex()}"})
        self._watched[block.hash] = {known: watchers for known, watchers in followed.items() if watchers}

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
        departure = self._leave(block)
        departure.put_back(self.pool)
        departure.tell_places(self.pool)
        self._import(Imported(block, departure.changes, self._finalize(), new=False))

    def retract(self, count: int, *, blocks: int | None = None, extrinsics: Return = Return.FIRST) -> Block:
        """Replace the last `count` blocks by a fork of `blocks` (1 or more) new ones; answers its head.

        The default is one more than before: a longer chain, for which a real node leaves its own. Raises as
        `go_to` does.
        """
        longest = self.head.number
        if count > longest - self.finalized:
            raise FinalBlock(f"only {longest - self.finalized} blocks are not final yet")
        departure: Departure | None = self._leave(self.blocks[longest - count])
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
        block, changes = self._make(self._next_time())
        departure.add(changes)
        if not best:
            self._import(Imported(block, changes, best=False))
            return departure
        if extrinsics is Return.NEVER:
            departure.drop()
        else:
            departure.put_back(self.pool)
        departure.tell_places(self.pool)
        self._import(Imported(block, departure.changes, self._finalize()))
        return None

    def _leave(self, block: Block) -> Departure:
        """Make `block` the head, tell who follows extrinsics of retracted blocks, and answer those."""
        enacted = self.tree.branch(block)
        if block.number - len(enacted) < self.finalized:
            raise FinalBlock(f"block {self.finalized} is final")
        state = self.tree.state_of(block)
        if not self.runtime.state.keeps(state):
            raise StateDiscarded(block.number)
        retracted = self.tree.retract(block.number - len(enacted))
        departure = Departure(self.runtime.state.move_to(state))
        self.executive.go_to(block)
        for gone in retracted:
            for watchers in self._watched.get(gone.hash, {}).values():
                tell(watchers, {"retracted": f"0x{gone.hash.hex()}"})
        for gone in reversed(retracted):
            self._release(gone, departure)
        for back in enacted:
            self._enact(back, departure)
        self.pool.revalidate(signatures=True)
        return departure

    def _release(self, gone: Block, departure: Departure) -> None:
        watched = self._watched.pop(gone.hash, {})
        for encoded in gone.extrinsics:
            extrinsic = decode_extrinsic(unwrap(encoded), self.runtime)
            if extrinsic.who is not None:
                departure.extrinsics[extrinsic.hash] = extrinsic, watched.get(extrinsic.hash, [])

    def _enact(self, block: Block, departure: Departure) -> None:
        """Put a retracted block back on the best chain."""
        self.tree.append(block)
        followed: dict[bytes, list[Watcher]] = {}
        for known in map(blake2_256, block.extrinsics):
            _, watchers = departure.extrinsics.pop(known, (None, []))
            followed[known] = [*watchers, *self.pool.take(known)]
        self._hold(block, followed)

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
        if to_ms <= self.now_ms:
            raise ValueError("time only goes forward")
        if self.pace.sealing is Sealing.MANUAL:
            self.now_ms = max(self.now_ms, to_ms - MANUAL_BLOCK_MS)
        self.ahead_ms = to_ms - int(self._clock() * 1000)

    def _next_time(self) -> int:
        """The next block's time; later than any block's before, so that no fork repeats a block."""
        if self.pace.sealing is Sealing.MANUAL:
            return self.now_ms + MANUAL_BLOCK_MS
        return max(int(self._clock() * 1000) + self.ahead_ms, self.now_ms + 1)

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
            for watchers in self._watched.pop(block.hash, {}).values():
                tell(watchers, {"finalized": f"0x{block.hash.hex()}"})
        self.tree.prune(self.finalized)
        return final

    async def run(self) -> None:
        """Make blocks at the node's pace until cancelled."""
        self.pace.start()
        while True:
            await self.pace.next()
            self.new_block()


__all__ = ["FinalBlock", "Imported", "Node", "StateDiscarded", "UnknownBlock"]
