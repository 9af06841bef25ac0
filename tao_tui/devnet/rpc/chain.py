"""Methods about blocks: `chain_*`."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tao_tui.devnet.frame.header import Block
from tao_tui.devnet.node.fork import Imported
from tao_tui.devnet.rpc import messages
from tao_tui.devnet.rpc.messages import Json, RpcError
from tao_tui.devnet.rpc.registry import Context, hexed, method, whole

HASHES_AT_ONCE = 1024
HASH_TEXT_BYTES = 69
"""A hash in a JSON list."""
NULL_BYTES = 5


def header_json(block: Block) -> Json:
    """A header as clients expect it."""
    header = block.header
    return {
        "parentHash": hexed(header.parent_hash),
        "number": hex(header.number),
        "stateRoot": hexed(header.state_root),
        "extrinsicsRoot": hexed(header.extrinsics_root),
        "digest": {"logs": [hexed(log) for log in header.logs]},
    }


@method("chain_getHead")
def get_head(context: Context) -> Json:
    """The hash of the newest block."""
    return hexed(context.node.head.hash)


@method("chain_getFinalizedHead", "chain_getFinalisedHead")
def get_finalized_head(context: Context) -> Json:
    """The hash of the newest final block."""
    return hexed(context.node.blocks[context.node.finalized].hash)


@method("chain_getBlockHash")
async def get_block_hash(context: Context, number: Json = None) -> Json:
    """The hash of a block by number, or of several; null when there is none."""
    if not isinstance(number, list):
        return _block_hash(context, number)
    if len(number) * NULL_BYTES > messages.MAX_RESPONSE:
        raise messages.too_big()
    hashes: list[str | None] = []
    size = 0
    for each in number:
        hashes.append(_block_hash(context, each))
        size += HASH_TEXT_BYTES if hashes[-1] else NULL_BYTES
        if size > messages.MAX_RESPONSE:
            raise messages.too_big()
        if len(hashes) % HASHES_AT_ONCE == 0:
            await context.breathe()
    return hashes


def _block_hash(context: Context, number: Json) -> str | None:
    wanted = context.node.head.number if number is None else whole(number)
    known = 0 <= wanted < len(context.node.blocks)
    return hexed(context.node.blocks[wanted].hash) if known else None


def _find(context: Context, at: Json) -> Block | None:
    try:
        return context.block(at)
    except RpcError as error:
        if error.code == 4003:
            return None
        raise


@method("chain_getHeader")
def get_header(context: Context, at: Json = None) -> Json:
    """The header of a block, null when it is not known."""
    block = _find(context, at)
    return None if block is None else header_json(block)


@method("chain_getBlock")
def get_block(context: Context, at: Json = None) -> Json:
    """A block with its extrinsics, null when it is not known."""
    block = _find(context, at)
    if block is None:
        return None
    body = [hexed(extrinsic) for extrinsic in block.extrinsics]
    return {"block": {"header": header_json(block), "extrinsics": body}, "justifications": None}


def _subscribe(
    context: Context, notification: str, start: Block, chosen: Callable[[Imported], Iterable[Block]]
) -> str:
    subscription = context.subscriptions.begin(notification)

    def notify(imported: Imported) -> None:
        for block in chosen(imported):
            subscription.send(header_json(block))

    subscription.on_close(context.node.listen(notify))
    subscription.send(header_json(start))
    return subscription.id


@method("chain_subscribeNewHeads", "chain_subscribeNewHead", "subscribe_newHead")
def subscribe_new_heads(context: Context) -> Json:
    """Follow the head of the best chain; a fork shows with its block that is the longest chain's."""
    return _subscribe(
        context, "chain_newHead", context.node.head, lambda new: (new.block,) if new.best else ()
    )


@method("chain_subscribeAllHeads")
def subscribe_all_heads(context: Context) -> Json:
    """Follow all blocks that are made, those of forks too."""
    return _subscribe(
        context, "chain_allHead", context.node.head, lambda new: (new.block,) if new.new else ()
    )


@method("chain_subscribeFinalizedHeads", "chain_subscribeFinalisedHeads")
def subscribe_finalized_heads(context: Context) -> Json:
    """Follow final blocks."""
    node = context.node
    return _subscribe(context, "chain_finalizedHead", node.blocks[node.finalized], lambda new: new.finalized)


@method(
    "chain_unsubscribeNewHeads",
    "chain_unsubscribeNewHead",
    "unsubscribe_newHead",
    "chain_unsubscribeAllHeads",
    "chain_unsubscribeFinalizedHeads",
    "chain_unsubscribeFinalisedHeads",
    "state_unsubscribeStorage",
    "state_unsubscribeRuntimeVersion",
    "chain_unsubscribeRuntimeVersion",
    "author_unwatchExtrinsic",
)
def unsubscribe(context: Context, subscription: Json) -> Json:
    """End a subscription; false when there is none."""
    return context.subscriptions.end(str(subscription))
