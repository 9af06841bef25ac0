"""The table of JSON-RPC methods, and what a method gets to work with."""

from __future__ import annotations

import asyncio
import inspect
import logging
import time
from collections.abc import Callable
from functools import cache

from tao_tui.devnet.frame.header import Block
from tao_tui.devnet.frame.state import BlockState, StateDiscarded
from tao_tui.devnet.node.node import Node
from tao_tui.devnet.node.pool import PoolError
from tao_tui.devnet.node.tree import UnknownBlock
from tao_tui.devnet.rpc.messages import Json, RpcError
from tao_tui.devnet.rpc.subscriptions import Subscriptions

logger = logging.getLogger(__name__)
Handler = Callable[..., Json]
MAX_PARAMS = 16
HASH_BYTES = 32
SLICE_SECONDS = 0.005
"""How long one client may keep blocks and other clients waiting."""
METHODS: dict[str, Handler] = {}
"""Handlers by method name; each takes the context and its parameters by position, and may be a coroutine."""


class Context:
    """The node and the connection a request came in on; over plain HTTP nothing can be followed."""

    def __init__(self, node: Node, subscriptions: Subscriptions | None = None) -> None:
        self.node = node
        self._subscriptions = subscriptions
        self._slice_ends = 0.0

    @property
    def subscriptions(self) -> Subscriptions:
        """What the connection follows; `RpcError` where it cannot follow anything."""
        if self._subscriptions is None:
            raise RpcError(-32603, "Internal error")
        return self._subscriptions

    async def breathe(self) -> None:
        """Let blocks be made and others be answered when this client's slice is over."""
        if time.monotonic() >= self._slice_ends:
            await asyncio.sleep(0)
            self._slice_ends = time.monotonic() + SLICE_SECONDS

    def block(self, at: Json) -> Block:
        """The block whose hash `at` is, the newest when it is None."""
        if at is None:
            return self.node.head
        block_hash = unhex(at)
        if len(block_hash) != HASH_BYTES:
            raise RpcError(-32602, "Invalid params", f"a hash has {HASH_BYTES} bytes, not {len(block_hash)}")
        try:
            return self.node.chain.tree.find(block_hash)
        except UnknownBlock as unknown:
            text = f"Client error: UnknownBlock: Header was not found in the database: 0x{block_hash.hex()}"
            raise RpcError(4003, text) from unknown

    def state(self, at: Json) -> BlockState:
        """The state that block left."""
        block = self.block(at)
        try:
            state = self.node.chain.tree.state_of(block)
            if self.node.runtime.state.keeps(state):
                return state
        except StateDiscarded:
            pass
        raise RpcError(4003, f"Client error: UnknownBlock: State already discarded for 0x{block.hash.hex()}")


def method(*names: str) -> Callable[[Handler], Handler]:
    """Register a handler under these names."""

    def register(handler: Handler) -> Handler:
        METHODS.update(dict.fromkeys(names, handler))
        return handler

    return register


@cache
def _arity(handler: Handler) -> tuple[int, int]:
    """How many parameters a method needs and how many it looks at; further ones are no error."""
    taken = list(inspect.signature(handler).parameters.values())[1:]
    if any(each.kind is each.VAR_POSITIONAL for each in taken):
        return 0, MAX_PARAMS
    return sum(each.default is each.empty for each in taken), len(taken)


async def call(context: Context, name: str, params: Json) -> Json:
    """Run a method; `RpcError` for all that can go wrong."""
    handler = METHODS.get(name)
    if handler is None:
        raise RpcError(-32601, "Method not found")
    positional = list(params.values()) if isinstance(params, dict) else params or []
    if not isinstance(positional, list):
        raise RpcError(-32602, "Invalid params", "a list of parameters expected")
    least, most = _arity(handler)
    if len(positional) < least:
        raise RpcError(-32602, "Invalid params", "No more params")
    try:
        result = handler(context, *positional[:most])
        return await result if inspect.isawaitable(result) else result
    except StateDiscarded as discarded:
        text = f"Client error: UnknownBlock: State already discarded for {discarded}"
        raise RpcError(4003, text) from discarded
    except RpcError:
        raise
    except Exception as error:
        logger.exception("%s failed", name)
        raise RpcError(-32603, "Internal error", type(error).__name__) from error


def unhex(text: Json) -> bytes:
    """Bytes from hex, with `0x` or, as nodes allow and some clients send, without."""
    if not isinstance(text, str):
        raise RpcError(-32602, "Invalid params", "hex expected")
    try:
        return bytes.fromhex(text.removeprefix("0x"))
    except ValueError as error:
        raise RpcError(-32602, "Invalid params", str(error)) from error


def whole(value: Json) -> int:
    """A whole number, as JSON's or as text in hex or decimals."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    try:
        return int(value, 0)
    except (TypeError, ValueError) as error:
        raise RpcError(-32602, "Invalid params", f"{value!r:.40} is no whole number") from error


def refused(error: PoolError) -> RpcError:
    """The answer for an extrinsic the pool does not take."""
    return RpcError(error.code, error.message, error.data)


def hexed(data: bytes) -> str:
    """`0x…` of bytes."""
    return "0x" + data.hex()
