"""Turns a set of questions into one batch bound to one block, and its answers into values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from tao_tui.chain.connection.rpc import Answer, Request, RpcError
from tao_tui.chain.decoded import Decoded
from tao_tui.chain.header import number_of
from tao_tui.chain.hexadecimal import from_hex, need_hash
from tao_tui.chain.identity import RuntimeVersion, parse_version
from tao_tui.chain.query import BlockRef, ColumnKind, Found, RuntimeCall, Storage
from tao_tui.chain.runtime import ChainRuntime
from tao_tui.errors import NodeError, NodeProtocolError, Unsupported
from tao_tui.genesis import FINNEY_GENESIS
from tao_tui.scale.compact import read_compact

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MAX_ITEMS: Final = 50_000
"""Items of one read; far above any screen, far below what would choke a node."""

_ARCHIVES: Final = {FINNEY_GENESIS: "wss://archive.chain.opentensor.ai:443"}
"""Nodes that keep the state of every block, by the chain's genesis."""
_LAST_UPGRADE: Final = ("System", "LastRuntimeUpgrade")
_DTYPES: Final[dict[ColumnKind, tuple[str, int]]] = {"u16": ("<u2", 2), "u64": ("<u8", 8), "bool": ("?", 1)}


class Moved(Exception):
    """The chain's head changed while the batch was answered; `hash` is the newer head."""

    def __init__(self, block_hash: str) -> None:
        super().__init__(block_hash)
        self.hash = block_hash


class ReadPlan:
    """One read: which requests to send, and how to read what comes back.

    Without a block the questions are asked of the head and bracketed by two questions for the
    head's hash: if both answers agree, so does everything between them.
    """

    def __init__(
        self,
        runtime: ChainRuntime,
        items: Sequence[Storage | RuntimeCall],
        *,
        writer: ChainRuntime | None = None,
        decoded: Decoded | None = None,
    ) -> None:
        """Plan for a block in whose state `runtime` is in force and which `writer` made, if another did."""
        if len(items) > MAX_ITEMS:
            raise NodeError(f"{len(items)} values are too many for one read.", code="read_too_large")
        self.runtime = runtime
        self._writer = writer or runtime
        self._decoded = decoded or Decoded()
        self._items = items
        self._keys = {
            item: "0x" + self._writer.storage_key(item).hex() for item in items if isinstance(item, Storage)
        }
        self._upgrade_key = upgrade_key(self._writer) if self._keys else None
        self._calls = [item for item in dict.fromkeys(items) if isinstance(item, RuntimeCall)]
        self._inputs = ["0x" + runtime.api_input(call).hex() for call in self._calls]

    def requests(self, at: str | None) -> list[Request]:
        """The batch, at a block's hash or at whatever is the head."""
        tail = (at,) if at else ()
        wanted = [] if at else [Request("chain_getHead")]
        wanted.append(Request("chain_getHeader", tail))
        if self._keys:
            keys = [*self._keys.values(), *([self._upgrade_key] if self._upgrade_key else ())]
            wanted.append(Request("state_queryStorageAt", (list(dict.fromkeys(keys)), *tail)))
        for call, data in zip(self._calls, self._inputs, strict=True):
            wanted.append(Request("state_call", (f"{call.api}_{call.method}", data, *tail)))
        wanted.append(Request("state_getRuntimeVersion", tail))
        if not at:
            wanted.append(Request("chain_getHead"))
        return wanted

    def block(self, answers: Sequence[Answer], at: str | None) -> tuple[BlockRef, RuntimeVersion]:
        """The block all answers are of, and its runtime; `Moved` when they are of several."""
        if at:
            header, version = answers[0], answers[-1]
            block_hash = at
        else:
            header, version = answers[1], answers[-2]
            block_hash = need_hash(answers[-1].value(), "the head")
            if need_hash(answers[0].value(), "the head") != block_hash:
                raise Moved(block_hash)
            if self._keys and self._changes(answers, at)[0] != block_hash:
                raise Moved(block_hash)
        return BlockRef(header_number(header.value(), block_hash), block_hash), parse_version(version.value())

    def writer(self, answers: Sequence[Answer], at: str | None) -> int | None:
        """The spec version of the runtime that wrote the storage values, or None where that is not told.

        The block that brings a new runtime was still made by the old one: the runtime in force in its
        state is not the one its values are of, until the next block migrates them.
        """
        if self._upgrade_key is None:
            return None
        return upgraded_to(self._changes(answers, at)[1].get(self._upgrade_key))

    def values(self, answers: Sequence[Answer], at: str | None) -> tuple[Any, ...]:
        """Every item's value, in the order asked."""
        start = 2 if not at else 1
        found: dict[str, str | None] = {}
        if self._keys:
            found = self._changes(answers, at)[1]
            start += 1
        results = dict(zip(self._calls, answers[start : start + len(self._calls)], strict=True))
        return tuple(
            self._stored(item, found) if isinstance(item, Storage) else self._called(item, results[item])
            for item in self._items
        )

    def told(self, answers: Sequence[Answer], at: str | None) -> tuple[dict[str, Any], dict[Any, Any]]:
        """The raw answers by what was asked, each beside its name: stored values, and runtime calls."""
        found = self._changes(answers, at)[1] if self._keys else {}
        first = (1 if at else 2) + bool(self._keys)
        stored = {key: (f"{item.pallet}.{item.item}", found.get(key)) for item, key in self._keys.items()}
        called = {
            (f"{call.api}_{call.method}", data): (f"{call.api}.{call.method}", answer.result)
            for call, data, answer in zip(self._calls, self._inputs, answers[first:-1], strict=False)
        }
        return stored, called

    def _stored(self, item: Storage, found: dict[str, str | None]) -> Any:
        key = self._keys[item]
        if key not in found:
            raise NodeProtocolError(f"The node left {item.pallet}.{item.item} out of its answer.")
        raw = found[key]
        return self._decoded.value(item, self._writer.id, raw, lambda: stored_value(self._writer, item, raw))

    def _called(self, call: RuntimeCall, answer: Answer) -> Any:
        try:
            raw = answer.value()
        except RpcError as error:
            raise _call_refused(call, error, self.runtime.genesis) from error
        _, output = self.runtime.api_types(call)
        data = from_hex(raw, f"{call.api}.{call.method}")
        read = self.runtime.generic.read if call.generic else self.runtime.decode
        return self._decoded.value(call, self.runtime.id, raw, lambda: read(output, data))

    def _changes(self, answers: Sequence[Answer], at: str | None) -> tuple[str, dict[str, str | None]]:
        try:
            raw = answers[1 if at else 2].value()
        except RpcError as error:
            raise state_refused(error, self.runtime.genesis) from error
        return parse_query(raw)


def upgrade_key(runtime: ChainRuntime) -> str | None:
    """The key of the item that tells which runtime the state is written by, where the runtime has one."""
    if not runtime.has_storage(*_LAST_UPGRADE):
        return None
    return "0x" + runtime.storage_prefix(*_LAST_UPGRADE).hex()


def upgraded_to(raw: object) -> int | None:
    """The spec version in a `LastRuntimeUpgradeInfo`, which begins with it; None where there is none."""
    return None if raw is None else read_compact(from_hex(raw, "the last runtime upgrade"), 0)[0]


def parse_query(raw: Any) -> tuple[str, dict[str, str | None]]:
    """Block hash, and value by key, of an answer to `state_queryStorageAt`."""
    if not isinstance(raw, list) or len(raw) != 1:
        raise NodeProtocolError("The node's answer to a storage query is not one block's values.")
    return parse_changes(raw[0])


def parse_changes(raw: Any) -> tuple[str, dict[str, str | None]]:
    """Block hash, and value by key, of a storage change set."""
    try:
        block_hash = need_hash(raw["block"], "a change of storage")
        found = {key.lower(): value for key, value in raw["changes"]}
    except (TypeError, KeyError, ValueError, AttributeError):
        raise NodeProtocolError("The node's list of storage values has the wrong shape.") from None
    return block_hash, found


def header_number(header: Any, block_hash: str) -> int:
    """The number in a block header; a missing header means the node does not know the block."""
    if header is None:
        raise NodeError(
            f"The node does not know block {block_hash}.", hint="Try another node.", code="unknown_block"
        )
    return number_of(header)


def stored_value(runtime: ChainRuntime, item: Storage, raw: str | None) -> Any:
    """Decode one storage value; a missing one is the metadata's default, or None where it is optional."""
    shape = runtime.item(item.pallet, item.item)
    if raw is None:
        if shape.optional:
            return Found(None, stored=False) if item.generic else None
        data = shape.default_bytes
    else:
        data = from_hex(raw, f"{item.pallet}.{item.item}")
    if item.raw:
        return data
    if item.as_column is not None:
        return column(data, item.as_column)
    if item.generic:
        return Found(runtime.generic.read(shape.value_type, data), stored=raw is not None)
    return runtime.decode(shape.value_type, data)


def column(data: bytes, kind: ColumnKind) -> NDArray[np.generic]:
    """A SCALE vector of fixed-size elements as a read-only numpy array, without copying."""
    import numpy

    dtype, size = _DTYPES[kind]
    count, start = read_compact(data, 0)
    if len(data) - start != count * size:
        raise NodeProtocolError(f"A column of {kind} has {len(data) - start} bytes for {count} entries.")
    if kind == "bool" and count and max(data[start:]) > 1:
        raise NodeProtocolError("A column of yes and no holds something else.")
    return numpy.frombuffer(data, dtype=dtype, count=count, offset=start)


def _archive_of(genesis: str) -> str:
    known = _ARCHIVES.get(genesis)
    return f", such as {known}" if known else " (an archive node)"


def _call_refused(call: RuntimeCall, error: RpcError, genesis: str) -> NodeError:
    said = f"{error.text} {error.data}".lower()
    if "is not found" in said or "was not found" in said:
        return Unsupported(f"The connected node has no {call.api}.{call.method}.")
    return state_refused(error, genesis)


def state_refused(error: RpcError, genesis: str) -> NodeError:
    """What a refusal to read a block's state means; `state_pruned` when the node has it no more.

    The chain's `genesis` tells whether an archive of it is known.
    """
    said = f"{error.text} {error.data}".lower()
    if "discarded" in said or "unknownblock" in said or "unknown block" in said:
        return NodeError(
            "The node no longer keeps the state of that block.",
            hint=f"Ask a node of this chain that keeps every state{_archive_of(genesis)}.",
            code="state_pruned",
        )
    return error
