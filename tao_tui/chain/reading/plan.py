"""Turns a set of questions into one batch bound to one block, and its answers into values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from tao_tui.chain.answers.header import header_number
from tao_tui.chain.answers.hexadecimal import from_hex, need_hash
from tao_tui.chain.answers.storage import parse_query
from tao_tui.chain.connection.rpc import Answer, Request, RpcError
from tao_tui.chain.metadata.version import RuntimeVersion, parse_version
from tao_tui.chain.query import BlockRef, RuntimeCall, Storage
from tao_tui.chain.reading.decoded import Decoded
from tao_tui.chain.reading.refusals import call_refused, state_refused
from tao_tui.chain.reading.stored import stored_value, upgrade_key, upgraded_to
from tao_tui.chain.runtime import ChainRuntime
from tao_tui.errors import NodeError, NodeProtocolError

MAX_ITEMS: Final = 50_000
"""Items of one read; far above any screen, far below what would choke a node."""


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
        self._keys = {item: self._writer.hex_key(item) for item in items if isinstance(item, Storage)}
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
            raise call_refused(call, error, self.runtime.genesis) from error
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
