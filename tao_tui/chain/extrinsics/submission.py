"""Sends an extrinsic once and follows it to finality, through lost connections."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from tao_tui.chain.answers.block import extrinsics_of
from tao_tui.chain.answers.header import number_of
from tao_tui.chain.answers.hexadecimal import need_hash
from tao_tui.chain.connection.rpc import Request, RpcError
from tao_tui.chain.extrinsics.fate import expired, look_until_certain
from tao_tui.chain.extrinsics.inclusion import index_of
from tao_tui.chain.extrinsics.pool_errors import pool_error_name, pool_rejection
from tao_tui.chain.extrinsics.search import locate
from tao_tui.chain.extrinsics.signing import SignedExtrinsic
from tao_tui.chain.extrinsics.status import TxStatus, parse_status
from tao_tui.errors import NodeError, NodeUnreachable

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.connection.subscription import Subscription

_GONE: Final[dict[str, str]] = {"invalid": "Invalid", "usurped": "Usurped"}
"""Words by which a pool gives an extrinsic up; it may be in a block all the same, or in another pool."""

_LATE: Final = ("AncientBirthBlock", "BadProof")
"""What a pool calls an era that is over: it takes the era for the next one, whose birth was not signed."""

_LAST: Final = ("finalized", "dropped", "finality_timeout", *_GONE)
"""After these a node says nothing more."""

_PLACED: Final = ("in_block", "finalized", *_GONE)
"""After these of its carrier, an encrypted extrinsic is looked for by itself until its era ends."""

_SILENCE: Final = 60.0
"""Seconds: between a block and its finality a node says nothing, for three blocks and more."""


class NotSent(NodeUnreachable):
    """No node could be reached, so the extrinsic never left this machine."""

    default_code = "not_sent"


async def submit(
    client: Client, signed: SignedExtrinsic, carrier: SignedExtrinsic | None = None
) -> AsyncGenerator[TxStatus, None]:
    """Send once and yield every step until the block with it is final.

    What travels in a `carrier` is sent with it, and looked for by itself once a block has the carrier.
    Raises `NotSent` when it never left, `ChainRejected` when the pool refuses it or it can no longer be
    included, and `OutcomeUnknown` when that cannot be told. It is never sent twice: what became of it
    after a lost connection is read from the blocks.
    """
    try:
        wire = await client.link.verified_wire()
    except NodeError as error:
        raise NotSent(f"Nothing was sent: {error.message}", hint=error.hint) from error
    sent = carrier or signed
    data = "0x" + sent.data.hex()
    subscription: Subscription | None = None
    gone: str | None = None
    try:
        subscription = await wire.subscribe(
            Request("author_submitAndWatchExtrinsic", (data,)), "author_unwatchExtrinsic"
        )
    except RpcError as error:
        if not error.lacks_method:
            await _refused(client, sent, error)
        else:
            await _send_unwatched(client, sent, data)
    except NodeError:
        pass  # it may have arrived: the blocks will tell
    if subscription is not None:
        yield TxStatus("accepted")
        async for status in _watch(client, sent, subscription):
            if carrier is not None and status.kind in _PLACED:
                break
            if status.kind == "finalized":
                if await _is_final(client, signed, status.block_hash or ""):
                    yield status
                    return
                break
            yield status
            gone = _GONE.get(status.kind) if carrier is None else None
    yield TxStatus("searching")
    async for status in look_until_certain(client, signed, gone):
        yield status


async def _send_unwatched(client: Client, signed: SignedExtrinsic, data: str) -> None:
    try:
        wire = await client.link.verified_wire()
        await wire.call(Request("author_submitExtrinsic", (data,)))
    except RpcError as error:
        await _refused(client, signed, error)
    except NodeError:
        pass


async def _refused(client: Client, signed: SignedExtrinsic, error: RpcError) -> None:
    """Raise why the pool refused it, unless the blocks may have it already.

    A pool that has it, or a chain that has it, refuses the same bytes too: whoever stands between may
    deliver a message twice. What comes when its time is over has expired, as it would have in the pool.
    """
    spec_version = client.runtime.spec_version
    name = pool_error_name(error, spec_version)
    if name == "AlreadyImported":
        return
    if name == "BadProof":
        with suppress(NodeError):
            await client.distrust_metadata()
    try:
        use = await client.nonce_use(signed.signer, signed.nonce, signed.birth_block + 1, signed.valid_until)
        late = name in _LATE and (await client.head()).number >= signed.valid_until
    except NodeError:
        return
    if use.kind in ("unused", "untold") or (use.kind == "used" and use.by != signed.hash):
        raise expired() if late else pool_rejection(error, spec_version)


async def _watch(
    client: Client, signed: SignedExtrinsic, subscription: Subscription
) -> AsyncGenerator[TxStatus, None]:
    """Statuses as the node pushes them; ends early when there are none, or the node drops it or is lost.

    The blocks are looked into now and then, so that neither silence nor talk can keep us waiting.
    """
    checked = time.monotonic()
    try:
        while True:
            try:
                status = parse_status(await subscription.next(_SILENCE))
            except TimeoutError:
                status = None
            except NodeError:
                return
            if status is None or time.monotonic() - checked > _SILENCE:
                if await _is_over(client, signed):
                    return
                checked = time.monotonic()
            if status is None:
                continue
            yield status
            if status.kind in _LAST:
                return
    finally:
        await subscription.close()


async def _is_final(client: Client, signed: SignedExtrinsic, block_hash: str) -> bool:
    """Whether a block that the node calls final has the extrinsic, and is below the final head."""
    try:
        block, final = await client.link.batch(
            (Request("chain_getBlock", (block_hash,)), Request("chain_getFinalizedHead"))
        )
        if index_of(extrinsics_of(block.value()), signed.hash) is None:
            return False
        number = number_of(block.value()["block"].get("header"))
        final_hash = need_hash(final.value(), "the final block")
        named, header = await client.link.batch(
            (Request("chain_getBlockHash", (number,)), Request("chain_getHeader", (final_hash,)))
        )
        return bool(named.value() == block_hash and number_of(header.value()) >= number)
    except NodeError:
        return False


async def _is_over(client: Client, signed: SignedExtrinsic) -> bool:
    """Whether the blocks know more than the node says: its era is over, or a final block has it."""
    try:
        final = await client.finalized()
        last = min(final.number, signed.valid_until)
        found = await locate(client, signed.hash, range(signed.birth_block + 1, last + 1))
        return found is not None or (await client.head()).number > signed.valid_until
    except NodeError:
        return True
