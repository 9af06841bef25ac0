"""The world's state: native values, a journal to undo layers, differences by block for history and forks."""

from __future__ import annotations

import marshal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tao_tui.devnet.frame.hashing import blake2_256
from tao_tui.devnet.frame.storage import MISSING, Key, StorageItem

KEPT_BLOCKS = 300
"""For how many blocks back state can be read."""

Changes = dict[StorageItem, dict[Key, Any]]
"""Per item, what each changed key held before (`MISSING` when it held nothing)."""


class StateDiscarded(LookupError):
    """The state of that block is no longer kept (or not there yet)."""


@dataclass(eq=False, slots=True)
class BlockState:
    """The state as one block left it, told by how it differs from a neighbour nearer to the live state."""

    number: int
    parent: BlockState | None
    """The state the block was made on; None when that is no longer kept."""
    nearer: BlockState | None = None
    """The neighbour; None for the live state itself and for one no longer kept."""
    differences: Changes = field(default_factory=dict)
    """What keys held here that hold something else in the neighbour's state."""


class State:
    """All storage items of one runtime.

    A write goes straight into its item's dict and notes the old value in `journal`. A failing layer replays
    its part of the journal backwards; a sealed block folds the whole journal into its parent's differences.
    Moving to another block's state swaps values and differences step by step on the way there.
    """

    def __init__(self, past: tuple[State, BlockState] | None = None) -> None:
        self.items: dict[bytes, StorageItem] = {}
        """Items by their 32-byte prefix, in declaration order."""
        self.journal: list[tuple[StorageItem, Key, Any]] = []
        self.events: list[tuple[Any, Any]] = []
        """(phase, event) of the block being made."""
        self.phase: Any = None
        self.begun = False
        """Whether a block was sealed, the genesis one counting."""
        self.past = past
        """For a view of another block: the whole state and the block's."""
        self.live = BlockState(0, None)
        """The state the values are of, once a block was sealed."""
        self._line: dict[int, BlockState] = {}

    def keep(self, item: StorageItem) -> None:
        """Take an item in: empty, or with what it held after the block this is a view of."""
        self.items[item.prefix] = item
        if self.past is None:
            item.data = {}
            return
        (whole, block), prefix = self.past, item.prefix
        item.load_from(lambda: whole.data_at(whole.items[prefix], block))

    @contextmanager
    def layer(self, *, discard: bool = False) -> Iterator[None]:
        """Undo state and events when an exception leaves the layer, or always with `discard`."""
        journal_mark, event_mark = len(self.journal), len(self.events)
        kept = False
        try:
            yield
            kept = not discard
        finally:
            if not kept:
                self._rewind(journal_mark)
                del self.events[event_mark:]

    def _rewind(self, mark: int) -> None:
        journal = self.journal
        for item, key, old in reversed(journal[mark:]):
            item.restore(key, old)
        del journal[mark:]

    def seal(self, number: int) -> Changes:
        """End block `number`, made on the live state: its changes are kept, those of the oldest block go."""
        changes = self._fold()
        self.events = []
        parent = self.live if self.begun else None
        self.live = BlockState(number, parent)
        if parent is not None:
            parent.nearer, parent.differences = self.live, changes
        self.begun = True
        self._line[number] = self.live
        oldest = self._line.pop(number - KEPT_BLOCKS - 1, None)
        if oldest is not None:
            self.forget(oldest)
            self._line[number - KEPT_BLOCKS].parent = None
        return changes

    def amend(self) -> Changes:
        """Count what was written since the newest block was sealed as its work; answers what changed."""
        changes = self._fold()
        if self.live.parent is not None:
            for item, olds in changes.items():
                known = self.live.parent.differences.setdefault(item, {})
                for key, old in olds.items():
                    known.setdefault(key, old)
        return changes

    def _fold(self) -> Changes:
        changes: Changes = {}
        last, olds = None, {}
        for item, key, old in self.journal:
            if item is not last:
                last, olds = item, changes.setdefault(item, {})
            if key not in olds:
                olds[key] = old
        self.journal.clear()
        return changes

    def recall(self, changes: Changes) -> None:
        """Know one block more: what the first one whose state is kept had changed."""
        first = self._line[min(self._line)]
        first.parent = BlockState(first.number - 1, None, first, changes)
        self._line[first.number - 1] = first.parent

    def forget(self, state: BlockState) -> None:
        """Keep the state of a block no longer; what was told by it goes too."""
        if state is not self.live:
            state.nearer, state.differences = None, {}

    def forget_past(self) -> None:
        """Keep no block but the newest: it is the first this node knows."""
        self.live.parent = None
        self._line = {self.live.number: self.live}

    def move_to(self, state: BlockState) -> Changes:
        """Make another block's state the live one; answers which keys held something else before, and what.

        `StateDiscarded` when it is not kept. Between two blocks only: nothing may be written yet.
        """
        assert not self.journal
        before: Changes = {}
        for step in reversed(self._way(state)):
            self._swap(step, before)
        line = state
        while self._line.get(line.number) is not line:
            self._line[line.number] = line
            if line.parent is None:
                break
            line = line.parent
        for number in [number for number in self._line if number > state.number]:
            del self._line[number]
        return {item: changed for item, olds in before.items() if (changed := _changed(item, olds))}

    def _swap(self, state: BlockState, before: Changes) -> None:
        """Make a neighbour of the live state the live one."""
        others: Changes = {}
        for item, values in state.differences.items():
            olds, known = others.setdefault(item, {}), before.setdefault(item, {})
            for key, value in values.items():
                olds[key] = item.data.get(key, MISSING)
                known.setdefault(key, olds[key])
                item.restore(key, value)
        self.live.nearer, self.live.differences = state, others
        state.nearer, state.differences = None, {}
        self.live = state

    def _way(self, state: BlockState) -> list[BlockState]:
        """The states from `state` to before the live one; `StateDiscarded` when the way is lost."""
        way = []
        while state is not self.live:
            way.append(state)
            if state.nearer is None:
                raise StateDiscarded(way[0].number)
            state = state.nearer
        return way

    def at(self, number: int) -> BlockState:
        """The state block `number` of the live line left; `StateDiscarded` when it is not kept."""
        try:
            return self._line[number]
        except KeyError:
            raise StateDiscarded(number) from None

    def keeps(self, state: BlockState) -> bool:
        """Whether a block's state can be read."""
        try:
            self._way(state)
        except StateDiscarded:
            return False
        return True

    def changes_of(self, state: BlockState) -> Changes:
        """What keys that a block of the live line changed held before it."""
        if state.parent is None or state.parent.nearer is not state:
            raise StateDiscarded(state.number)
        return state.parent.differences

    def value_at(self, item: StorageItem, key: Key, state: BlockState) -> Any:
        """What `key` of `item` held after a block, or `MISSING`."""
        for step in self._way(state):
            olds = step.differences.get(item)
            if olds is not None and key in olds:
                return olds[key]
        return item.data.get(key, MISSING)

    def data_at(self, item: StorageItem, state: BlockState) -> dict[Key, Any]:
        """A copy of all that `item` held after a block."""
        way = self._way(state)
        data = dict(item.data)
        for step in reversed(way):
            for key, old in step.differences.get(item, {}).items():
                if old is MISSING:
                    data.pop(key, None)
                else:
                    data[key] = old
        return data


def _changed(item: StorageItem, olds: dict[Key, Any]) -> dict[Key, Any]:
    return {key: old for key, old in olds.items() if item.data.get(key, MISSING) != old}


def commitment(parent: bytes, changes: Changes) -> bytes:
    """The state root of a block: a hash over its parent's and over every changed key and its new value.

    A chained commitment and not a trie: it proves nothing about single keys, but two nodes that agree on it
    made the same changes since genesis. Plain values are marshalled, which costs a tenth of encoding them.
    """
    parts: list[bytes] = [parent]
    for item in sorted(changes, key=lambda item: item.prefix):
        keys = list(changes[item])
        values = list(map(item.data.get, keys))
        if (numbers := item.numbers) is not None:
            values = [None if value is None else numbers(value) for value in values]
        parts.append(item.prefix)
        try:
            parts.append(marshal.dumps((keys, values), 2))
        except ValueError:
            parts.extend(item.raw_key(key) + item.raw_value(key) for key in keys)
    return blake2_256(b"".join(parts))
