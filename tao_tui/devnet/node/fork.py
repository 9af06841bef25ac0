"""Leaving a branch of the chain for another: what listeners hear, and what happens to its extrinsics."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass, field

from tao_tui.devnet.frame.extrinsic import Extrinsic
from tao_tui.devnet.frame.header import Block
from tao_tui.devnet.frame.state import Changes
from tao_tui.devnet.frame.storage import Key, StorageItem
from tao_tui.devnet.node.pool import Pending, Pool, Status, Watcher


class FinalBlock(ValueError):
    """A final block cannot be retracted."""


class Return(enum.Enum):
    """When the extrinsics of retracted blocks come back into the pool."""

    FIRST = "first"
    """Before the fork is made: its first block holds them again."""
    LAST = "last"
    """After the fork is made: the block after it holds them."""
    NEVER = "never"


@dataclass(frozen=True)
class Imported:
    """A block that was made, or became the head, as listeners see it."""

    block: Block
    changes: Changes
    """What changed since listeners heard of a best block last; with what each key held then."""
    finalized: tuple[Block, ...] = ()
    """Blocks that became final with it, oldest first."""
    new: bool = True
    """Whether it was made now; a head of before can come back."""
    best: bool = True
    """Whether it is the head; a fork that is not longer yet is not."""
    encoded: dict[tuple[StorageItem, Key], str | None] = field(default_factory=dict)
    """Values already written as hex for one listener, for the others."""


def tell(watchers: Iterable[Watcher], status: Status) -> None:
    """Tell all watchers of an extrinsic."""
    for watcher in list(watchers):
        watcher(status)


class Departure:
    """Retracted blocks: what they had changed, and their extrinsics on the way back to the pool."""

    def __init__(self, changes: Changes) -> None:
        self.changes = changes
        """What the old best chain's state held, for every key that holds something else now."""
        self.extrinsics: dict[bytes, tuple[Extrinsic, list[Watcher]]] = {}
        """What the retracted blocks held, signed, oldest first, by hash."""
        self._returned: list[Pending] = []

    def add(self, changes: Changes) -> None:
        """Count in what a block of the fork changed."""
        for item, olds in changes.items():
            known = self.changes.setdefault(item, {})
            for key, old in olds.items():
                known.setdefault(key, old)

    def put_back(self, pool: Pool) -> None:
        """Bring the extrinsics back into the pool; their watchers hear of it with `tell_places`."""
        for extrinsic, watchers in self.extrinsics.values():
            pending = pool.put_back(extrinsic, watchers)
            if pending is not None:
                self._returned.append(pending)
        self.extrinsics.clear()

    def tell_places(self, pool: Pool) -> None:
        """Tell who watches an extrinsic that is still in the pool that it is there again."""
        for pending in self._returned:
            if pending.extrinsic.hash in pool:
                pending.tell_place()

    def drop(self) -> None:
        """Let the extrinsics go."""
        for _, watchers in self.extrinsics.values():
            tell(watchers, "dropped")
