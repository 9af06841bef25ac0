"""Sends an extrinsic once and follows it to finality, through lost connections."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from tao_tui.chain.error_words import explain
from tao_tui.chain.hexadecimal import need_hash
from tao_tui.chain.pool_errors import pool_error_name, pool_rejection
from tao_tui.chain.query import BlockRef
from tao_tui.chain.rpc import Request, RpcError
from tao_tui.chain.search import locate
from tao_tui.chain.signing import SignedExtrinsic
from tao_tui.errors import ChainRejected, NodeError, NodeProtocolError, OutcomeUnknown, WrongNetwork

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.wire import Subscription

StatusKind = Literal[
    "future", "ready", "broadcast", "in_block", "retracted", "finality_timeout", "finalized", "usurped",
    "dropped", "invalid", "searching",
]  # fmt: skip

_KINDS: Final[dict[str, StatusKind]] = {
    "future": "future", "ready": "ready", "broadcast": "broadcast", "inBlock": "in_block",
    "retracted": "retracted", "finalityTimeout": "finality_timeout", "finalized": "finalized",
    "usurped": "usurped", "dropped": "dropped", "invalid": "invalid",
}  # fmt: skip

_SILENCE: Final = 30.0
_PATIENCE: Final = 90.0
_FINALITY_LIMIT: Final = 100
_POLL: Final = 1.0


@dataclass(frozen=True, slots=True)
class TxStatus:
    """One step of an extrinsic's way; `block_hash` where a block is meant."""

    kind: StatusKind
    block_hash: str | None = None
    detail: str = ""


def parse_status(raw: Any) -> TxStatus:
    """Read a status as nodes write it: a bare word, or a word with a hash."""
    if isinstance(raw, str) and raw in _KINDS:
        return TxStatus(_KINDS[raw])
    if isinstance(raw, dict) and len(raw) == 1:
        name, value = next(iter(raw.items()))
        kind = _KINDS.get(name)
        if kind in ("in_block", "finalized", "retracted", "finality_timeout"):
            return TxStatus(kind, need_hash(value, "the transaction's block"))
        if kind is not None:
            return TxStatus(kind)
    raise NodeProtocolError("The node's word on the transaction is not one there is.")


async def submit(client: Client, signed: SignedExtrinsic) -> AsyncGenerator[TxStatus, None]:
    """Send once and yield every step until the block with it is final.

    Raises `ChainRejected` when the pool refuses it or it can no longer be included, and
    `OutcomeUnknown` when no node can be asked for a long time. It is never sent twice: what
    became of it after a lost connection is read from the blocks.
    """
    wire = await client.link.verified_wire()
    data = "0x" + signed.data.hex()
    subscription: Subscription | None = None
    try:
        subscription = await wire.subscribe(
            Request("author_submitAndWatchExtrinsic", (data,)), "author_unwatchExtrinsic"
        )
    except RpcError as error:
        if not error.lacks_method:
            await _refused(client, error)
        else:
            await _send_unwatched(client, data)
    except NodeError:
        pass  # it may have arrived: the blocks will tell
    if subscription is not None:
        async for status in _watch(client, signed, subscription):
            yield status
            if status.kind == "finalized":
                return
    yield TxStatus("searching")
    async for status in _search(client, signed):
        yield status


async def _send_unwatched(client: Client, data: str) -> None:
    wire = await client.link.verified_wire()
    try:
        await wire.call(Request("author_submitExtrinsic", (data,)))
    except RpcError as error:
        await _refused(client, error)
    except NodeError:
        pass


async def _refused(client: Client, error: RpcError) -> None:
    name = pool_error_name(error)
    if name == "AlreadyImported":
        return
    if name == "BadProof":
        with suppress(NodeError):
            await client.distrust_metadata()
    raise pool_rejection(error)


async def _watch(
    client: Client, signed: SignedExtrinsic, subscription: Subscription
) -> AsyncGenerator[TxStatus, None]:
    """Statuses as the node pushes them; ends early when the era is over, or the node drops it or is lost.

    That the era is over is looked up, so that a node which keeps talking cannot keep us waiting.
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
            if status.kind in ("invalid", "usurped"):
                await _confirm_gone(client, signed, status)
                return
            yield status
            if status.kind in ("finalized", "dropped", "finality_timeout"):
                return
    finally:
        await subscription.close()


async def _is_over(client: Client, signed: SignedExtrinsic) -> bool:
    try:
        return (await client.head()).number > signed.valid_until
    except NodeError:
        return True


async def _confirm_gone(client: Client, signed: SignedExtrinsic, status: TxStatus) -> None:
    """A pool calls an extrinsic invalid also when it sits in a block already; only otherwise is it lost."""
    head = await client.head()
    last = min(head.number, signed.valid_until)
    if await locate(client, signed.hash, range(signed.birth_block + 1, last + 1)) is None:
        name = "Usurped" if status.kind == "usurped" else "Invalid"
        words, remedy = explain(name)
        raise ChainRejected(f"The chain refused the transaction: {words} ({name})", hint=remedy, code=name)


async def _search(client: Client, signed: SignedExtrinsic) -> AsyncGenerator[TxStatus, None]:
    """Look into every block until the extrinsic is final or its era is over for good."""
    start = signed.birth_block + 1
    told: str | None = None
    asked = time.monotonic()
    while True:
        try:
            head = await client.head()
            final = await client.finalized()
            last = min(head.number, signed.valid_until)
            found = await locate(client, signed.hash, range(start, last + 1))
            asked = time.monotonic()
        except WrongNetwork as error:
            raise _unknown(signed, error.message) from error
        except NodeError as error:
            if error.code == "closed" or time.monotonic() - asked > _PATIENCE:
                raise _unknown(signed, error.message) from error
            await asyncio.sleep(_POLL)
            continue
        if told is not None and (found is None or found.hash != told):
            yield TxStatus("retracted", told)
            told = None
        if found is not None and told is None:
            told = found.hash
            yield TxStatus("in_block", found.hash)
        if found is not None and found.number <= final.number:
            yield TxStatus("finalized", found.hash)
            return
        _give_up(signed, head, final, found)
        if found is None:
            start = max(start, min(final.number + 1, signed.valid_until + 1))
        await asyncio.sleep(_POLL)


def _give_up(signed: SignedExtrinsic, head: BlockRef, final: BlockRef, found: BlockRef | None) -> None:
    if found is None and final.number >= signed.valid_until:
        words, remedy = explain("Expired")
        raise ChainRejected(f"The transaction is gone: {words}", hint=remedy, code="Expired")
    if head.number > signed.valid_until + _FINALITY_LIMIT:
        raise _unknown(signed, "the chain does not finalize its blocks")


def _unknown(signed: SignedExtrinsic, why: str) -> OutcomeUnknown:
    return OutcomeUnknown(
        f"What became of transaction {signed.hash} is not known: {why}",
        hint=f"It can be included up to block {signed.valid_until}. Ask again with: tao-tui activity resume",
    )
