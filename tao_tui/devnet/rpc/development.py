"""Methods only a development node has: `dev_*`, named as Chopsticks names them where it has them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from tao_tui.devnet.frame.header import Block
from tao_tui.devnet.frame.state import StateDiscarded
from tao_tui.devnet.frame.storage import MISSING, Key, StorageItem
from tao_tui.devnet.node.fork import FinalBlock, Return
from tao_tui.devnet.node.node import Node
from tao_tui.devnet.node.pool import PoolError
from tao_tui.devnet.node.sealing import Sealing
from tao_tui.devnet.rpc.messages import Json, RpcError
from tao_tui.devnet.rpc.registry import Context, hexed, method, refused, unhex, whole
from tao_tui.devnet.rpc.state import MAX_KEYS, locate
from tao_tui.devnet.scale.reader import ScaleError

MAX_BLOCKS = 10_000
"""How many blocks one request may ask for."""
MAX_TIME = 1 << 53
"""Milliseconds; the largest whole number all JSON has."""


def _options(given: Json, *known: str) -> dict[str, Json]:
    """An object of optional settings; unknown ones are refused."""
    if given is None:
        return {}
    if not isinstance(given, dict) or set(given) - set(known):
        raise RpcError(-32602, "Invalid params", f"an object of {', '.join(known)} expected")
    return given


def _count(value: Json, name: str, least: int, most: int) -> int:
    number = whole(value)
    if not least <= number <= most:
        raise RpcError(-32602, "Invalid params", f"{name} must be between {least} and {most}")
    return number


@method("dev_newBlock")
async def new_block(context: Context, options: Json = None) -> Json:
    """Make blocks now; answers the newest one's hash.

    Takes `count`, or `to` (the number to reach), and `transactions` to put into the pool first; a bare
    number is the count.
    """
    node = context.node
    wanted = _options(
        {"count": options} if isinstance(options, int) else options, "count", "to", "transactions"
    )
    transactions = wanted.get("transactions") or []
    if not isinstance(transactions, list):
        raise RpcError(-32602, "Invalid params", "transactions must be a list")
    try:
        for encoded in transactions:
            node.submit(unhex(encoded))
    except PoolError as error:
        raise refused(error) from error
    count = wanted.get("count", 1)
    if "to" in wanted:
        count = whole(wanted["to"]) - node.head.number
    for _ in range(_count(count, "count", 1, MAX_BLOCKS)):
        node.new_block()
        await asyncio.sleep(0)
    return hexed(node.head.hash)


@method("dev_setHead")
def set_head(context: Context, at: Json) -> Json:
    """Make a known block the head: by hash (a retracted one too), by number, or `-n` for n blocks back.

    What the blocks above it held goes back into the pool; the next block grows from there.
    """
    node = context.node
    if isinstance(at, str) and len(at) == 66:
        block = context.block(at)
    else:
        number = whole(at)
        number += node.head.number if number < 0 else 0
        block = node.blocks[_count(number, "the number", 0, node.head.number)]
    return hexed(_reorganized(context, lambda: node.go_to(block)).hash)


@method("dev_retractBlocks")
def retract_blocks(context: Context, count: Json = 1, options: Json = None) -> Json:
    """Replace the last `count` blocks by a longer fork, as a node does that learns of one; answers its head.

    `blocks` is how long the fork is, by default one block longer than what it replaces. `extrinsics` says
    when those of the retracted blocks come back: `first` (the fork holds them), `last` (the block after the
    fork does), `never`.
    """
    node = context.node
    wanted = _options(options, "blocks", "extrinsics")
    depth = _count(count, "count", 1, MAX_BLOCKS)
    blocks = _count(wanted.get("blocks", depth + 1), "blocks", 1, MAX_BLOCKS)
    try:
        when = Return(wanted.get("extrinsics", "first"))
    except ValueError as error:
        raise RpcError(-32602, "Invalid params", str(error)) from error
    return hexed(_reorganized(context, lambda: node.retract(depth, blocks=blocks, extrinsics=when)).hash)


def _reorganized(context: Context, move: Callable[[], object]) -> Block:
    try:
        move()
    except (FinalBlock, StateDiscarded) as error:
        text = str(error) if isinstance(error, FinalBlock) else f"the state of block {error} is not kept"
        raise RpcError(4003, f"Client error: {text}") from error
    return context.node.head


@method("dev_setFinalityLag")
def set_finality_lag(context: Context, blocks: Json) -> Json:
    """Let blocks become final this many blocks after they are made, from the next block on."""
    context.node.finality_lag = _count(blocks, "blocks", 0, 1 << 32)
    return None


@method("dev_setStorage")
def set_storage(context: Context, values: Json) -> Json:
    """Write `[key, value]` pairs, null removing a key, into the state of the head; answers its hash.

    The block keeps its hash, so what it commits to is no longer what it says; who follows the keys is told.
    """
    if not isinstance(values, list) or len(values) > MAX_KEYS:
        raise RpcError(-32602, "Invalid params", "a list of pairs of key and value expected")
    context.node.amend([_written(context.node, pair) for pair in values])
    return hexed(context.node.head.hash)


def _written(node: Node, pair: Json) -> tuple[StorageItem, Key, object]:
    if not isinstance(pair, list) or len(pair) != 2:
        raise RpcError(-32602, "Invalid params", "a pair of key and value expected")
    raw, value = unhex(pair[0]), pair[1]
    located = locate(node, raw)
    if located is None:
        raise RpcError(-32602, "Invalid params", f"this runtime keeps nothing at {hexed(raw)}")
    if value is None:
        return (*located, MISSING)
    try:
        return (*located, located[0].value_codec.decode(unhex(value), node.runtime))
    except ScaleError as error:
        raise RpcError(-32602, "Invalid params", f"{pair[0]} cannot hold that: {error}") from error


@method("dev_timeTravel")
def time_travel(context: Context, to: Json) -> Json:
    """Let the next block be made at a later time, and time go on from there; answers it in milliseconds.

    Takes milliseconds since 1970, or a date and time as ISO 8601 writes them (UTC unless it says otherwise).
    """
    try:
        if isinstance(to, str):
            when = datetime.fromisoformat(to)
            moment = round((when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() * 1000)
        else:
            moment = _count(to, "the time", 0, MAX_TIME)
        context.node.travel(moment)
    except (ValueError, OverflowError) as error:
        raise RpcError(-32602, "Invalid params", str(error)) from error
    return moment


@method("dev_setBlockBuildMode")
def set_block_build_mode(context: Context, mode: Json, seconds: Json = None) -> Json:
    """Choose what makes blocks: `Manual`, `Timed` every so many seconds, `Instant` and `Batch` extrinsics."""
    try:
        sealing = Sealing(str(mode).lower())
    except ValueError as error:
        raise RpcError(-32602, "Invalid params", str(error)) from error
    if sealing is Sealing.TIMED and not (isinstance(seconds, (int, float)) and 0.01 <= seconds <= 3600):
        raise RpcError(-32602, "Invalid params", "give seconds between 0.01 and 3600")
    context.node.pace.change(sealing, float(seconds or 0))
    return None
