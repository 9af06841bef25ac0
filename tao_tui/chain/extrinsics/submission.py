"""Sends an extrinsic once and follows it to finality, through lost connections."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from tao_tui.chain.connection.rpc import Request, RpcError
from tao_tui.chain.extrinsics.inclusion import extrinsics_of, index_of
from tao_tui.chain.extrinsics.pool_errors import pool_error_name, pool_rejection
from tao_tui.chain.extrinsics.search import locate
from tao_tui.chain.extrinsics.signing import SignedExtrinsic
from tao_tui.chain.header import number_of
from tao_tui.chain.hexadecimal import need_hash
from tao_tui.chain.query import BlockRef
from tao_tui.chain.words.errors import explain
from tao_tui.errors import (
    ChainRejected,
    NodeError,
    NodeProtocolError,
    NodeUnreachable,
    OutcomeUnknown,
    WrongNetwork,
)

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.connection.wire import Subscription

StatusKind = Literal[
    "accepted", "future", "ready", "broadcast", "in_block", "retracted", "finality_timeout", "finalized",
    "usurped", "dropped", "invalid", "searching",
]  # fmt: skip

_KINDS: Final[dict[str, StatusKind]] = {
    "future": "future", "ready": "ready", "broadcast": "broadcast", "inBlock": "in_block",
    "retracted": "retracted", "finalityTimeout": "finality_timeout", "finalized": "finalized",
    "usurped": "usurped", "dropped": "dropped", "invalid": "invalid",
}  # fmt: skip

_GONE: Final[dict[str, str]] = {"invalid": "Invalid", "usurped": "Usurped"}
"""Words by which a pool gives an extrinsic up; it may be in a block all the same, or in another pool."""

_LATE: Final = ("AncientBirthBlock", "BadProof")
"""What a pool calls an era that is over: it takes the era for the next one, whose birth was not signed."""

_LAST: Final = ("finalized", "dropped", "finality_timeout", *_GONE)
"""After these a node says nothing more."""

_PLACED: Final = ("in_block", "finalized", *_GONE)
"""After these of its carrier, an encrypted extrinsic is looked for by itself until its era ends."""

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
    async for status in _search(client, signed, gone):
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
        raise _expired() if late else pool_rejection(error, spec_version)


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


@dataclass(slots=True)
class _Sight:
    """What a search has seen so far."""

    start: int
    told: str | None = None
    """The block it was last said to be in."""


async def _search(
    client: Client, signed: SignedExtrinsic, gone: str | None
) -> AsyncGenerator[TxStatus, None]:
    """Look into every block until the extrinsic is final or can no longer be included.

    With `gone`, the pool's reason to give it up, the search ends once the blocks do not show it.
    """
    sight = _Sight(signed.birth_block + 1)
    asked = time.monotonic()
    while True:
        try:
            for status in await _look(client, signed, sight, gone):
                yield status
                if status.kind == "finalized":
                    return
            asked = time.monotonic()
        except WrongNetwork as error:
            raise _unknown(signed, error.message) from error
        except NodeError as error:
            if error.code == "closed" or time.monotonic() - asked > _PATIENCE:
                raise _unknown(signed, error.message) from error
        await asyncio.sleep(_POLL)


async def _look(
    client: Client, signed: SignedExtrinsic, sight: _Sight, gone: str | None
) -> Sequence[TxStatus]:
    """One look at the newest blocks: what there is to tell."""
    head = await client.head()
    final = await client.finalized()
    last = min(head.number, signed.valid_until)
    found = await locate(client, signed.hash, range(sight.start, last + 1))
    tell: list[TxStatus] = []
    if sight.told is not None and (found is None or found.hash != sight.told):
        tell.append(TxStatus("retracted", sight.told))
        sight.told = None
    if found is not None:
        if sight.told is None:
            sight.told = found.hash
            tell.append(TxStatus("in_block", found.hash))
        if found.number <= final.number:
            tell.append(TxStatus("finalized", found.hash))
        return tell
    sight.start = max(sight.start, min(final.number + 1, signed.valid_until + 1))
    if gone is not None or final.number >= signed.valid_until:
        await _conclude(client, signed, sight, final, gone)
    if head.number > signed.valid_until + _FINALITY_LIMIT:
        raise _unknown(signed, "the chain does not finalize its blocks")
    return tell


async def _conclude(
    client: Client, signed: SignedExtrinsic, sight: _Sight, final: BlockRef, gone: str | None
) -> None:
    """Raise what is certain of an extrinsic no block shows; return while that can change."""
    use = await client.nonce_use(signed.signer, signed.nonce, signed.birth_block + 1, signed.valid_until)
    if use.kind == "used" and use.by != signed.hash:
        if use.block is not None and use.block.number <= final.number:
            words, remedy = explain("Usurped")
            raise ChainRejected(f"It was not carried out: {words} (Usurped)", hint=remedy, code="Usurped")
        return
    if use.by == signed.hash:  # a block was read wrongly the first time
        sight.start = signed.birth_block + 1
        return
    over = final.number >= signed.valid_until
    if use.kind == "unexplained":
        if over:
            raise _unknown(signed, "its nonce was used, but no block of this node shows by what")
        return
    if over:
        raise _expired()
    words, _ = explain(gone or "")
    raise _unknown(signed, f"the node gave it up ({gone}): {words.rstrip('.')}")


def _expired() -> ChainRejected:
    words, remedy = explain("Expired")
    return ChainRejected(f"The transaction is gone: {words}", hint=remedy, code="Expired")


def _unknown(signed: SignedExtrinsic, why: str) -> OutcomeUnknown:
    return OutcomeUnknown(
        f"What became of transaction {signed.hash} is not known: {why}.",
        hint=f"It can be included up to block {signed.valid_until}. Ask again with: tao-tui activity resume",
    )
