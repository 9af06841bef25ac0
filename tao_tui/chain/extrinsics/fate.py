"""What became of an extrinsic no node tells of any more: looked for in the blocks until it is certain."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tao_tui.chain.extrinsics.search import locate
from tao_tui.chain.extrinsics.signing import SignedExtrinsic
from tao_tui.chain.extrinsics.status import TxStatus
from tao_tui.chain.query import BlockRef
from tao_tui.chain.words.errors import explain
from tao_tui.errors import ChainRejected, NodeError, OutcomeUnknown, WrongNetwork

if TYPE_CHECKING:
    from tao_tui.chain.client import Client

_PATIENCE: Final = 90.0
_FINALITY_LIMIT: Final = 100
_POLL: Final = 1.0


@dataclass(slots=True)
class _Sight:
    """What a search has seen so far."""

    start: int
    told: str | None = None
    """The block it was last said to be in."""


async def look_until_certain(
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
        raise expired()
    words, _ = explain(gone or "")
    raise _unknown(signed, f"the node gave it up ({gone}): {words.rstrip('.')}")


def expired() -> ChainRejected:
    """The error for one whose era is over."""
    words, remedy = explain("Expired")
    return ChainRejected(f"The transaction is gone: {words}", hint=remedy, code="Expired")


def _unknown(signed: SignedExtrinsic, why: str) -> OutcomeUnknown:
    return OutcomeUnknown(
        f"What became of transaction {signed.hash} is not known: {why}.",
        hint=f"It can be included up to block {signed.valid_until}. Ask again with: tao-tui activity resume",
    )
