"""A node in a file: its newest state, its blocks and what waits in its pool, to go on from later."""

from __future__ import annotations

import os
import zlib
from pathlib import Path
from typing import Any

import msgspec

from tao_tui.devnet.frame.header import Block
from tao_tui.devnet.frame.runtime import Runtime
from tao_tui.devnet.frame.storage import StorageItem
from tao_tui.devnet.node.node import Node
from tao_tui.devnet.node.pool import PoolError
from tao_tui.devnet.scale.reader import ScaleError

FORMAT = 1


class SnapshotError(ValueError):
    """A file that is no snapshot, or one of another runtime."""


class _Snapshot(msgspec.Struct):
    format: int
    spec_version: int
    now_ms: int
    finalized: int
    blocks: list[Block]
    items: dict[str, list[tuple[bytes, bytes]]]
    pending: list[bytes]


def _named(runtime: Runtime) -> dict[str, StorageItem]:
    return {
        f"{pallet.name}.{name}": item for pallet in runtime.pallets for name, item in pallet.storage.items()
    }


def _pairs(item: StorageItem) -> list[tuple[bytes, bytes]]:
    codec = item.key_codec
    encode_key = codec.encode if codec is not None else lambda key: b""
    return [(encode_key(key), item.encode(value)) for key, value in item.data.items()]


def dump(node: Node) -> bytes:
    """The snapshot of a node between two blocks."""
    items = {name: _pairs(item) for name, item in _named(node.runtime).items() if item.data}
    pending = [waiting.extrinsic.encoded for waiting in node.pool.ready()]
    version = node.runtime.version.spec_version
    content = _Snapshot(FORMAT, version, node.now_ms, node.finalized, node.blocks, items, pending)
    return zlib.compress(msgspec.msgpack.encode(content), 1)


def load(data: bytes, runtime: Runtime, **options: Any) -> Node:
    """A node that goes on from a snapshot; `runtime` must be fresh, `options` are `Node`'s.

    Only the newest block's state can be read at first. Waiting extrinsics no longer valid are left out.
    """
    try:
        content = msgspec.msgpack.decode(zlib.decompress(data), type=_Snapshot)
    except (zlib.error, msgspec.MsgspecError) as error:
        raise SnapshotError("the file is not a snapshot of an embedded node") from error
    if (content.format, content.spec_version) != (FORMAT, runtime.version.spec_version):
        raise SnapshotError(f"the snapshot is of runtime {content.spec_version}, format {content.format}")
    if not content.blocks:
        raise SnapshotError("the snapshot has no blocks")
    with runtime.genesis():
        _fill(runtime, content)
    node = Node(runtime, blocks=content.blocks, now_ms=content.now_ms, **options)
    node.finalized = max(content.finalized, 0)
    for encoded in content.pending:
        try:
            node.submit(encoded)
        except PoolError:
            continue
    return node


def _fill(runtime: Runtime, content: _Snapshot) -> None:
    items = _named(runtime)
    try:
        for name, pairs in content.items.items():
            item = items[name]
            for raw_key, raw_value in pairs:
                key = () if item.key_codec is None else item.key_codec.decode(raw_key, runtime)
                item.write(key, item.value_codec.decode(raw_value, runtime))
    except (KeyError, ScaleError) as error:
        raise SnapshotError(f"the snapshot does not fit this runtime: {error}") from error


def save(node: Node, path: Path) -> None:
    """Write a node's snapshot; an interrupted write leaves the old file whole."""
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    with partial.open("wb") as file:
        file.write(dump(node))
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
