"""The best chain: growing at its head, leaving one branch for another, becoming final at its root."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tao_tui.devnet.frame.executive import Executive
from tao_tui.devnet.frame.extrinsic import decode_extrinsic, unwrap
from tao_tui.devnet.frame.hashing import blake2_256
from tao_tui.devnet.frame.header import Block
from tao_tui.devnet.frame.state import StateDiscarded
from tao_tui.devnet.node.fork import Departure, FinalBlock, tell
from tao_tui.devnet.node.pool import Pending, Pool, Watcher
from tao_tui.devnet.node.tree import Tree


class BestChain:
    """The blocks from genesis to the head, and who follows the extrinsics they hold."""

    def __init__(self, executive: Executive, pool: Pool, blocks: Sequence[Block]) -> None:
        self._executive = executive
        self._runtime = executive.runtime
        self._pool = pool
        self.tree = Tree(blocks or [executive.genesis], executive.runtime.state)
        self.finalized = 0
        """The number of the newest final block."""
        self._watched: dict[bytes, dict[bytes, list[Watcher]]] = {}
        """By block not final yet: who follows which of its extrinsics."""

    @property
    def head(self) -> Block:
        """The newest block."""
        return self.tree.line[-1]

    def grow(self, block: Block, included: Iterable[Pending]) -> None:
        """Put a new block on top, which holds these extrinsics of the pool."""
        self.tree.append(block)
        followed = {pending.extrinsic.hash: pending.watchers for pending in included}
        for pending in included:
            self._pool.include(pending)
        self._hold(block, followed)
        self._pool.revalidate()

    def _hold(self, block: Block, followed: dict[bytes, list[Watcher]]) -> None:
        """Say to who follows an extrinsic that this block holds it."""
        for watchers in followed.values():
            tell(watchers, {"inBlock": f"0x{block.hash.hex()}"})
        self._watched[block.hash] = {known: watchers for known, watchers in followed.items() if watchers}

    def finalize(self, lag: int) -> tuple[Block, ...]:
        """Make all but the newest `lag` blocks final; answers those that were not, oldest first."""
        first, self.finalized = self.finalized + 1, max(self.finalized, self.head.number - lag)
        final = tuple(self.tree.line[first : self.finalized + 1])
        for block in final:
            for watchers in self._watched.pop(block.hash, {}).values():
                tell(watchers, {"finalized": f"0x{block.hash.hex()}"})
        self.tree.prune(self.finalized)
        return final

    def retractable(self, count: int) -> Block:
        """The block `count` below the head; `FinalBlock` when a block above it is final."""
        most = self.head.number - self.finalized
        if count > most:
            raise FinalBlock(f"{most} of the newest blocks can be retracted, the others are final")
        return self.tree.line[self.head.number - count]

    def leave_for(self, block: Block) -> Departure:
        """Make a known block the head: tell who follows extrinsics of retracted blocks, and answer those.

        `FinalBlock` when a final block would be retracted, `StateDiscarded` when the state is not kept.
        """
        enacted = self.tree.branch(block)
        root = block.number - len(enacted)
        if root < self.finalized:
            raise FinalBlock(f"block {self.finalized} is final")
        state = self.tree.state_of(block)
        if not self._runtime.state.keeps(state):
            raise StateDiscarded(block.number)
        retracted = self.tree.retract(root)
        departure = Departure(self._runtime.state.move_to(state))
        self._executive.go_to(block)
        for gone in retracted:
            for watchers in self._watched.get(gone.hash, {}).values():
                tell(watchers, {"retracted": f"0x{gone.hash.hex()}"})
        for gone in reversed(retracted):
            self._release(gone, departure)
        for back in enacted:
            self._enact(back, departure)
        self._pool.revalidate(signatures=True)
        return departure

    def _release(self, gone: Block, departure: Departure) -> None:
        """Note what a retracted block held."""
        watched = self._watched.pop(gone.hash, {})
        for encoded in gone.extrinsics:
            extrinsic = decode_extrinsic(unwrap(encoded), self._runtime)
            if extrinsic.who is not None:
                departure.extrinsics[extrinsic.hash] = extrinsic, watched.get(extrinsic.hash, [])

    def _enact(self, block: Block, departure: Departure) -> None:
        """Put a retracted block back."""
        self.tree.append(block)
        followed: dict[bytes, list[Watcher]] = {}
        for known in map(blake2_256, block.extrinsics):
            _, watchers = departure.extrinsics.pop(known, (None, []))
            followed[known] = [*watchers, *self._pool.take(known)]
        self._hold(block, followed)
