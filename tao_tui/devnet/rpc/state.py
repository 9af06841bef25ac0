"""Methods about state: `state_*`."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from typing import Any

from tao_tui.devnet.frame.hashing import blake2_256
from tao_tui.devnet.frame.header import Block
from tao_tui.devnet.frame.metadata import metadata
from tao_tui.devnet.frame.state import BlockState, Changes, StateDiscarded
from tao_tui.devnet.frame.storage import MISSING, Key, StorageItem
from tao_tui.devnet.node.fork import Imported
from tao_tui.devnet.node.node import Node
from tao_tui.devnet.rpc import messages
from tao_tui.devnet.rpc.messages import Json, RpcError
from tao_tui.devnet.rpc.registry import Context, hexed, method, unhex, whole
from tao_tui.devnet.scale.reader import ScaleError

MAX_PAGE = 1000
MAX_KEYS = 200_000
READ_AT_ONCE = 256
PAIR_BYTES = 8
"""What JSON puts around a key and its value, at least."""
Pair = tuple[str, str | None]
Located = tuple[StorageItem, Key]


def locate(node: Node, raw: bytes) -> Located | None:
    """The storage item and native key of a raw key, or None when no item has it."""
    item = node.runtime.state.items.get(raw[:32])
    if item is None:
        return None
    try:
        return item, item.native_key(raw)
    except ScaleError:
        return None


def read(node: Node, raw: bytes, state: BlockState) -> bytes | None:
    """The stored bytes of a raw key in a block's state."""
    located = locate(node, raw)
    if located is None:
        return None
    value: Any = node.runtime.state.value_at(*located, state)
    return None if value is MISSING else located[0].encode(value)


def _hexed(data: bytes | None) -> str | None:
    return None if data is None else hexed(data)


@method("state_getMetadata")
def get_metadata(context: Context, at: Json = None) -> Json:
    """Metadata, version 14."""
    context.block(at)
    return hexed(metadata(context.node.runtime, 14))


def version_json(node: Node) -> Json:
    """The runtime version as clients expect it."""
    version = node.runtime.version
    return {
        "specName": version.spec_name,
        "implName": version.impl_name,
        "authoringVersion": version.authoring_version,
        "specVersion": version.spec_version,
        "implVersion": version.impl_version,
        "apis": [[hexed(name), number] for name, number in version.apis],
        "transactionVersion": version.transaction_version,
        "systemVersion": version.system_version,
        "stateVersion": version.system_version,
    }


@method("state_getRuntimeVersion", "chain_getRuntimeVersion")
def get_runtime_version(context: Context, at: Json = None) -> Json:
    """The runtime's version."""
    context.block(at)
    return version_json(context.node)


@method("state_subscribeRuntimeVersion", "chain_subscribeRuntimeVersion")
def subscribe_runtime_version(context: Context) -> Json:
    """Follow the runtime's version; this node's never changes."""
    subscription = context.subscriptions.begin("state_runtimeVersion")
    subscription.send(version_json(context.node))
    return subscription.id


@method("state_call", "state_callAt")
def state_call(context: Context, name: Json, data: Json, at: Json = None) -> Json:
    """Call a runtime API."""
    runtime = context.node.runtime_with(context.state(at))
    arguments = unhex(data)
    api, _, method_name = str(name).partition("_")
    if api not in runtime.apis or method_name not in runtime.apis[api].methods:
        text = f"Client error: Execution failed: Other: Exported method {name} is not found"
        raise RpcError(4003, text)
    try:
        return hexed(runtime.call_api(str(name), arguments))
    except ScaleError as error:
        trap = f"Execution aborted due to trap: bad input data for {name}: {error}"
        text = f"Client error: Execution failed: {trap}"
        raise RpcError(4003, text) from error


@method("state_getStorage", "state_getStorageAt")
def get_storage(context: Context, key: Json, at: Json = None) -> Json:
    """The stored bytes of a key, or null."""
    return _hexed(read(context.node, unhex(key), context.state(at)))


@method("state_getStorageHash", "state_getStorageHashAt")
def get_storage_hash(context: Context, key: Json, at: Json = None) -> Json:
    """The hash of a key's stored bytes, or null."""
    value = read(context.node, unhex(key), context.state(at))
    return None if value is None else hexed(blake2_256(value))


@method("state_getStorageSize", "state_getStorageSizeAt")
def get_storage_size(context: Context, key: Json, at: Json = None) -> Json:
    """The length of a key's stored bytes, or null."""
    value = read(context.node, unhex(key), context.state(at))
    return None if value is None else len(value)


def _keys(keys: Json) -> list[bytes]:
    if not isinstance(keys, list) or len(keys) > MAX_KEYS:
        raise RpcError(-32602, "Invalid params", "a list of keys expected")
    return [unhex(key) for key in keys]


class Reading:
    """Collects keys and stored bytes for one answer; `RpcError` as soon as it would be too long."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._size = 0

    def pair(self, raw: bytes, state: BlockState) -> Pair:
        """A key and what it held in a block's state, as hex."""
        pair = hexed(raw), _hexed(read(self._context.node, raw, state))
        self._size += PAIR_BYTES + len(pair[0]) + len(pair[1] or "")
        if self._size > messages.MAX_RESPONSE:
            raise messages.too_big()
        return pair

    async def pairs(self, raws: Iterable[bytes], state: BlockState) -> list[Pair]:
        """Pairs of keys and values; other clients are answered meanwhile."""
        pairs: list[Pair] = []
        for raw in raws:
            pairs.append(self.pair(raw, state))
            if len(pairs) % READ_AT_ONCE == 0:
                await self._context.breathe()
        return pairs


@method("state_queryStorageAt")
async def query_storage_at(context: Context, keys: Json, at: Json = None) -> Json:
    """The values of several keys at one block."""
    block, state = context.block(at), context.state(at)
    return [{"block": hexed(block.hash), "changes": await Reading(context).pairs(_keys(keys), state)}]


@method("state_queryStorage")
async def query_storage(context: Context, keys: Json, start: Json, end: Json = None) -> Json:
    """The values of several keys at a block and every change of them up to another."""
    node, raws = context.node, _keys(keys)
    followed, reading = Followed(node, raws), Reading(context)
    first, *later = _range(context, start, end)
    values = await reading.pairs(raws, node.chain.tree.state_of(first))
    found = [{"block": hexed(first.hash), "changes": values}]
    for block in later:
        state = node.chain.tree.state_of(block)
        changed = followed.among(node.runtime.state.changes_of(state))
        changes = await reading.pairs((bytes.fromhex(key[2:]) for _, _, key in changed), state)
        if changes:
            found.append({"block": hexed(block.hash), "changes": changes})
        await context.breathe()
    return found


def _range(context: Context, start: Json, end: Json) -> list[Block]:
    """The blocks of the best chain between two of them, whose states must be kept."""
    context.state(start)
    first, last = context.block(start), context.block(end)
    line = context.node.blocks
    if first.number > last.number or line[first.number] is not first or line[last.number] is not last:
        raise RpcError(4001, f"Cannot resolve a block range ['{hexed(first.hash)}' ... '{hexed(last.hash)}].")
    return line[first.number : last.number + 1]


def _page(context: Context, prefix: bytes, start: bytes, count: int, state: BlockState) -> list[bytes]:
    found: list[bytes] = []
    for item_prefix, item in sorted(context.node.runtime_with(state).state.items.items()):
        if item_prefix[: len(prefix)] != prefix[:32]:
            continue
        keys = item.sorted_keys()
        position = max(bisect_left(keys, prefix), bisect_right(keys, start) if start else 0)
        for key in keys[position:]:
            if not key.startswith(prefix) or len(found) == count:
                break
            found.append(key)
    return found


@method("state_getKeysPaged", "state_getKeysPagedAt")
def get_keys_paged(context: Context, prefix: Json, count: Json, start: Json = None, at: Json = None) -> Json:
    """Up to `count` keys that start with `prefix`, after `start`."""
    if not 0 <= (most := whole(count)) <= MAX_PAGE:
        raise RpcError(4002, f"count exceeds maximum value. value: {count}, max: {MAX_PAGE}")
    raw_prefix = unhex(prefix) if prefix is not None else b""
    raw_start = b"" if start is None else unhex(start)
    found = _page(context, raw_prefix, raw_start, most, context.state(at))
    return [hexed(key) for key in found]


@method("state_getKeys")
def get_keys(context: Context, prefix: Json, at: Json = None) -> Json:
    """All keys that start with `prefix`."""
    return [hexed(key) for key in _page(context, unhex(prefix), b"", MAX_KEYS, context.state(at))]


@method("state_getPairs")
async def get_pairs(context: Context, prefix: Json, at: Json = None) -> Json:
    """All keys that start with `prefix`, with their values."""
    state = context.state(at)
    keys = _page(context, unhex(prefix), b"", MAX_KEYS, state)
    return await Reading(context).pairs(keys, state)


class Followed:
    """The keys of one storage subscription, by item."""

    def __init__(self, node: Node, raws: list[bytes]) -> None:
        self.by_item: dict[StorageItem, dict[Key, str]] = {}
        for raw in raws:
            located = locate(node, raw)
            if located is not None:
                self.by_item.setdefault(located[0], {})[located[1]] = hexed(raw)

    def among(self, changes: Changes) -> list[tuple[StorageItem, Key, str]]:
        """The followed keys among changed ones, with their raw keys as hex."""
        found: list[tuple[StorageItem, Key, str]] = []
        for item, keys in self.by_item.items():
            changed = changes.get(item)
            if changed:
                few, many = (keys, changed) if len(keys) < len(changed) else (changed, keys)
                found.extend((item, key, keys[key]) for key in few if key in many)
        return found

    def news(self, imported: Imported) -> list[list[str | None]]:
        """Pairs of key and new value for the followed keys a block changed."""
        return [[raw, _new_value(item, key, imported)] for item, key, raw in self.among(imported.changes)]


def _new_value(item: StorageItem, key: Key, imported: Imported) -> str | None:
    place = (item, key)
    if place not in imported.encoded:
        value = item.data.get(key, MISSING)
        imported.encoded[place] = None if value is MISSING else hexed(item.encode(value))
    return imported.encoded[place]


@method("state_subscribeStorage")
async def subscribe_storage(context: Context, keys: Json) -> Json:
    """Follow keys: their values now, then every change.

    When a fork becomes the best chain, all that is different now is told; a real node tells only what the
    fork's newest block changed, and leaves the rest to who reads again.
    """
    node, raws = context.node, _keys(keys)
    subscription = context.subscriptions.begin("state_storage", len(raws))
    followed, head, state = Followed(node, raws), node.head, context.state(None)
    later: list[Json] = []
    tell: Callable[[Json], None] = later.append  # until the first values are read

    def notify(imported: Imported) -> None:
        changes = followed.news(imported) if imported.best else []
        if changes:
            tell({"block": hexed(imported.block.hash), "changes": changes})

    subscription.on_close(node.listen(notify))
    try:
        current = await Reading(context).pairs(raws, state)
    except (RpcError, StateDiscarded):
        context.subscriptions.end(subscription.id)
        raise
    for news in ({"block": hexed(head.hash), "changes": current}, *later):
        subscription.send(news)
    tell = subscription.send
    return subscription.id
