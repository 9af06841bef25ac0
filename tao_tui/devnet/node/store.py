"""A node's chain in an SQLite file: a block is a transaction, so a node killed at any moment can go on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from tao_tui.devnet.frame.header import Block
from tao_tui.devnet.frame.runtime import Runtime
from tao_tui.devnet.frame.state import KEPT_BLOCKS, Changes
from tao_tui.devnet.frame.storage import MISSING, Key, StorageItem
from tao_tui.devnet.node.fork import Imported
from tao_tui.devnet.node.layout import layout
from tao_tui.devnet.node.node import Node
from tao_tui.devnet.node.pool import PoolError
from tao_tui.devnet.scale.reader import ScaleError

FORMAT = 1
SCHEMA = """
create table meta (name text primary key, value) without rowid;
create table items (id integer primary key, name text not null unique, layout blob not null);
create table storage (item integer, key blob, value blob not null, primary key (item, key)) without rowid;
create table blocks (number integer primary key, hash blob not null, block blob not null, before blob);
"""
HISTORY_BYTES = 16 * 1024 * 1024
"""How much of what keys held before is read again at the start; of blocks not final yet all."""

OTHER_VERSION = "it was written by another version of this program"
Before = list[tuple[int, bytes, bytes | None]]
"""Item, key, and the value or None for none."""
_encode = msgspec.msgpack.Encoder().encode
_block_from = msgspec.msgpack.Decoder(Block).decode
_waiting_from = msgspec.msgpack.Decoder(list[bytes]).decode
_before_from = msgspec.msgpack.Decoder(Before).decode


class StoreError(Exception):
    """A file that cannot be used, and why."""


class Store:
    """One open state file; nobody else can open it meanwhile."""

    def __init__(self, path: Path) -> None:
        try:
            self._db = sqlite3.connect(path, isolation_level=None, timeout=0.0)
            self._open()
        except sqlite3.Error as error:
            raise StoreError(_why(error)) from error
        self._items: dict[StorageItem, int] = {}
        self._unwritten: Changes = {}
        """What changed since the file last took something."""
        self._node: Node
        self._written: Block

    def _open(self) -> None:
        db = self._db
        db.execute("pragma locking_mode = exclusive")
        db.execute("pragma journal_mode = wal")
        db.execute("pragma synchronous = normal")
        db.execute("begin immediate")
        if not db.execute("select count(*) from sqlite_schema").fetchone()[0]:
            for statement in SCHEMA.split(";"):
                db.execute(statement)
            self["format"] = FORMAT
        elif not db.execute("select 1 from sqlite_schema where name = 'meta'").fetchone():
            raise StoreError("it is a database of something else")
        elif self["format"] != FORMAT:
            raise StoreError(OTHER_VERSION)
        db.execute("commit")

    def __getitem__(self, name: str) -> Any:
        """A fact kept beside the chain; None when it was never said."""
        found = self._db.execute("select value from meta where name = ?", (name,)).fetchone()
        return None if found is None else found[0]

    def __setitem__(self, name: str, value: str | int | bytes) -> None:
        self._db.execute("insert or replace into meta values (?, ?)", (name, value))

    @property
    def is_empty(self) -> bool:
        """Whether there is no chain in it yet."""
        return self._db.execute("select 1 from blocks").fetchone() is None

    def close(self) -> None:
        """Let the file go."""
        self._db.close()

    def begin(self, node: Node, **facts: str | int) -> None:
        """Write a node's chain, which has only its genesis block, and every block it makes from now on."""
        with self._transaction():
            self._name_items(node.runtime)
            for item, number in self._items.items():
                rows = ((number, _key(item, key), item.encode(value)) for key, value in item.data.items())
                self._db.executemany("insert into storage values (?, ?, ?)", rows)
            for name, value in facts.items():
                self[name] = value
            self._insert(node, node.blocks)
        self._follow(node)

    def resume(self, runtime: Runtime, **options: Any) -> Node:
        """A node that goes on with the chain in the file; `runtime` must be fresh, `options` are `Node`'s."""
        blocks = [_block_from(raw) for (raw,) in self._db.execute("select block from blocks order by number")]
        with self._transaction():
            self._name_items(runtime)
        try:
            with runtime.genesis():
                self._fill(runtime)
            node = Node(runtime, blocks=blocks, now_ms=self["now_ms"], **options)
            node.chain.finalized = self["finalized"]
            node.clock.ahead_ms = self["ahead_ms"]
            self._recall(node)
        except (KeyError, ScaleError) as error:
            raise StoreError(OTHER_VERSION) from error
        self._refill(node)
        self._follow(node)
        return node

    def _refill(self, node: Node) -> None:
        """Put back into the pool what waited there after the newest block, if it is still any good."""
        for encoded in _waiting_from(self["waiting"]):
            with suppress(PoolError):
                node.submit(encoded)

    def _follow(self, node: Node) -> None:
        self._node, self._written = node, node.head
        node.listen(self._write)

    def _transaction(self) -> sqlite3.Connection:
        self._db.execute("begin immediate")
        return self._db

    def _name_items(self, runtime: Runtime) -> None:
        """Give every storage item its number in the file; new ones get new numbers."""
        for pallet in runtime.pallets:
            for name, item in pallet.storage.items():
                full = f"{pallet.name}.{name}"
                facts = (full, layout(item))
                self._db.execute("insert or ignore into items (name, layout) values (?, ?)", facts)
                found = self._db.execute(
                    "select id from items where name = ? and layout = ?", facts
                ).fetchone()
                if found is None:
                    raise StoreError(OTHER_VERSION)
                self._items[item] = found[0]

    def _fill(self, runtime: Runtime) -> None:
        items = {number: item for item, number in self._items.items()}
        for number, raw_key, raw_value in self._db.execute("select item, key, value from storage"):
            item = items[number]
            item.write(_native(item, raw_key, runtime), item.value_codec.decode(raw_value, runtime))

    def _recall(self, node: Node) -> None:
        """Give the node back what its newest blocks changed, so that it can go back there."""
        items = {number: item for item, number in self._items.items()}
        read = 0
        rows = self._db.execute("select number, before from blocks order by number desc")
        for number, before in rows:
            if before is None or (read > HISTORY_BYTES and number <= node.finalized):
                break
            read += len(before)
            changes: Changes = {}
            for each, raw_key, raw_value in _before_from(before):
                item = items[each]
                value = MISSING if raw_value is None else item.value_codec.decode(raw_value, node.runtime)
                changes.setdefault(item, {})[_native(item, raw_key, node.runtime)] = value
            node.runtime.state.recall(changes)

    def _write(self, imported: Imported) -> None:
        """Write what a new head changed; a fork is written when it is the best chain."""
        if not imported.best:
            return
        for item, olds in imported.changes.items():
            self._unwritten.setdefault(item, {}).update(olds)
        node = self._node
        try:
            with self._transaction():
                root = self._common(node) if imported.new else min(self._common(node), node.head.number - 1)
                self._db.execute("delete from blocks where number > ?", (root,))
                self._insert(node, node.blocks[root + 1 :])
                self._change(self._unwritten)
        except sqlite3.Error as error:
            raise StoreError(_why(error)) from error
        self._written = node.head
        self._unwritten = {}

    def _common(self, node: Node) -> int:
        """The number of the newest block that is both in the file and on the node's best chain."""
        number = min(self._written.number, node.head.number)
        while number > 0:
            found = self._db.execute("select hash from blocks where number = ?", (number,)).fetchone()
            if found[0] == node.blocks[number].hash:
                break
            number -= 1
        return number

    def _insert(self, node: Node, blocks: Iterable[Block]) -> None:
        for block in blocks:
            before = None
            if block.number:
                changes = node.runtime.state.changes_of(node.chain.tree.state_of(block))
                before = _encode(list(self._before(changes)))
            row = (block.number, block.hash, _encode(block), before)
            self._db.execute("insert into blocks values (?, ?, ?, ?)", row)
        oldest = node.head.number - KEPT_BLOCKS
        self._db.execute("update blocks set before = null where number = ?", (oldest,))
        self["now_ms"], self["ahead_ms"] = node.clock.now_ms, node.clock.ahead_ms
        self["finalized"] = node.finalized
        self["waiting"] = _encode([extrinsic.encoded for extrinsic in node.pool.waiting()])

    def _before(self, changes: Changes) -> Iterator[tuple[int, bytes, bytes | None]]:
        for item, olds in changes.items():
            for key, old in olds.items():
                yield self._items[item], _key(item, key), None if old is MISSING else item.encode(old)

    def _change(self, changes: Changes) -> None:
        for item, keys in changes.items():
            number, written, removed = self._items[item], [], []
            for key in keys:
                value = item.data.get(key, MISSING)
                if value is MISSING:
                    removed.append((number, _key(item, key)))
                else:
                    written.append((number, _key(item, key), item.encode(value)))
            self._db.executemany("insert or replace into storage values (?, ?, ?)", written)
            self._db.executemany("delete from storage where item = ? and key = ?", removed)


def _key(item: StorageItem, key: Key) -> bytes:
    return b"" if item.key_codec is None else item.key_codec.encode(key)


def _native(item: StorageItem, raw: bytes, runtime: Runtime) -> Key:
    return () if item.key_codec is None else item.key_codec.decode(raw, runtime)


def _why(error: sqlite3.Error) -> str:
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith("SQLITE_BUSY"):
        return "another node is using it"
    if name.startswith("SQLITE_NOTADB"):
        return "it is no state of an embedded node"
    return str(error)
