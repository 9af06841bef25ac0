"""The blocks a node knows: the line from genesis to its head, and retracted ones beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tao_tui.devnet.frame.header import Block
from tao_tui.devnet.frame.state import BlockState, State

MAX_RETRACTED = 256
"""How many retracted blocks are remembered; the oldest go first."""


class UnknownBlock(LookupError):
    """No block has this hash."""


@dataclass(frozen=True, slots=True)
class Retracted:
    """A block beside the line, and its state."""

    block: Block
    state: BlockState


class Tree:
    """Blocks by hash; `line` holds those of the best chain by number."""

    def __init__(self, line: Sequence[Block], state: State) -> None:
        self.line = list(line)
        self._numbers = {block.hash: block.number for block in self.line}
        self._state = state
        self._retracted: dict[bytes, Retracted] = {}

    def __contains__(self, block_hash: bytes) -> bool:
        return block_hash in self._numbers or block_hash in self._retracted

    def find(self, block_hash: bytes) -> Block:
        """The block with this hash; `UnknownBlock` when there is none."""
        number = self._numbers.get(block_hash)
        if number is not None:
            return self.line[number]
        try:
            return self._retracted[block_hash].block
        except KeyError:
            raise UnknownBlock(block_hash.hex()) from None

    def state_of(self, block: Block) -> BlockState:
        """The state a known block left; `StateDiscarded` when it is not kept."""
        aside = self._retracted.get(block.hash)
        return self._state.at(block.number) if aside is None else aside.state

    def append(self, block: Block) -> None:
        """Put a block on the line, on top of its head."""
        self.line.append(block)
        self._numbers[block.hash] = block.number
        self._retracted.pop(block.hash, None)

    def branch(self, block: Block) -> list[Block]:
        """The blocks beside the line that lead to `block`, oldest first; none for one on the line."""
        found: list[Block] = []
        while block.hash not in self._numbers:
            found.insert(0, block)
            block = self.find(block.header.parent_hash)
        return found

    def retract(self, number: int) -> list[Block]:
        """Take the blocks above `number` off the line, newest first. Their states must still be on it."""
        gone = self.line[:number:-1]
        for block in gone:
            del self._numbers[block.hash]
            self._retracted[block.hash] = Retracted(block, self._state.at(block.number))
        del self.line[number + 1 :]
        while len(self._retracted) > MAX_RETRACTED:
            self._forget(next(iter(self._retracted)))
        return gone

    def prune(self, finalized: int) -> None:
        """Forget the blocks beside the line that can never come back to it."""
        if self._retracted:
            for block_hash in [h for h, aside in self._retracted.items() if aside.block.number <= finalized]:
                self._forget(block_hash)

    def _forget(self, block_hash: bytes) -> None:
        self._state.forget(self._retracted.pop(block_hash).state)
