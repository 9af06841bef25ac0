"""The world's state: native values, an undo journal for layers, and per-block undo records for history."""

from __future__ import annotations

import marshal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from tao_tui.devnet.frame.hashing import blake2_256

if TYPE_CHECKING:
    from tao_tui.devnet.frame.storage import StorageItem

KEPT_BLOCKS = 300
"""For how many blocks back state can be read."""

Key = Any
Changes = dict["StorageItem", dict[Key, Any]]
"""Per item, what each changed key held before (`MISSING` when it held nothing)."""


class _Missing:
    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = _Missing()


class StateDiscarded(LookupError):
    """The state of that block is no longer kept (or not there yet)."""


class State:
    """All storage items of one runtime.

    A write goes straight into its item's dict and notes the old value in `journal`. A failing layer replays
    its part of the journal backwards; a sealed block folds the whole journal into one undo record.
    """

    def __init__(self, past: tuple[State, int] | None = None) -> None:
        self.items: dict[bytes, StorageItem] = {}
        """Items by their 32-byte prefix, in declaration order."""
        self.journal: list[tuple[StorageItem, Key, Any]] = []
        self.events: list[tuple[Any, Any]] = []
        """(phase, event) of the block being made."""
        self.phase: Any = None
        self.sealed = 0
        """Number of the newest sealed block."""
        self.begun = False
        """Whether a block was sealed, the genesis one counting."""
        self.past = past
        """For a view of a past block: the live state and the block's number."""
        self._undo: dict[int, Changes] = {}

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
        """End block `number`: its changes become one undo record, the oldest record goes."""
        changes: Changes = {}
        for item, key, old in self.journal:
            olds = changes.get(item)
            if olds is None:
                olds = changes[item] = {}
            if key not in olds:
                olds[key] = old
        self.journal.clear()
        self.events = []
        self.sealed = number
        self.begun = True
        self._undo[number] = changes
        self._undo.pop(number - KEPT_BLOCKS, None)
        return changes

    def forget_past(self) -> None:
        """Keep no block but the newest: it is the first this node knows."""
        self._undo.clear()

    def changes_of(self, number: int) -> Changes:
        """What block `number` changed."""
        try:
            return self._undo[number]
        except KeyError:
            raise StateDiscarded(number) from None

    def changes_after(self, number: int) -> range:
        """The blocks after `number`, all of whose changes are kept; `StateDiscarded` otherwise."""
        later = range(number + 1, self.sealed + 1)
        if number > self.sealed or (later and later[0] not in self._undo):
            raise StateDiscarded(number)
        return later

    def keeps(self, number: int) -> bool:
        """Whether the state of block `number` can be read."""
        try:
            self.changes_after(number)
        except StateDiscarded:
            return False
        return True

    def value_at(self, item: StorageItem, key: Key, number: int) -> Any:
        """What `key` of `item` held after block `number`, or `MISSING`."""
        for block in self.changes_after(number):
            olds = self._undo[block].get(item)
            if olds is not None and key in olds:
                return olds[key]
        return item.data.get(key, MISSING)

    def data_at(self, item: StorageItem, number: int) -> dict[Key, Any]:
        """A copy of all that `item` held after block `number`."""
        data = dict(item.data)
        for block in reversed(self.changes_after(number)):
            for key, old in self._undo[block].get(item, {}).items():
                if old is MISSING:
                    data.pop(key, None)
                else:
                    data[key] = old
        return data


def commitment(parent: bytes, changes: Changes) -> bytes:
    """The state root of a block: a hash over its parent's and over every changed key and its new value.

    A chained commitment and not a trie: it proves nothing about single keys, but two nodes that agree on it
    made the same changes since genesis. Plain values are marshalled, which costs a tenth of encoding them.
    """
    parts: list[bytes] = [parent]
    for item in sorted(changes, key=lambda item: item.prefix):
        keys = list(changes[item])
        values = [item.data.get(key, None) for key in keys]
        if (numbers := item.numbers) is not None:
            values = [None if value is None else numbers(value) for value in values]
        parts.append(item.prefix)
        try:
            parts.append(marshal.dumps((keys, values), 2))
        except ValueError:
            parts.extend(item.raw_key(key) + item.raw_value(key) for key in keys)
    return blake2_256(b"".join(parts))
