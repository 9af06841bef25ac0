"""Trades nobody sees before they happen: signed, encrypted, and carried to the chain by another extrinsic."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from tao_tui.actions.lifecycle.signing import shown_to_signer
from tao_tui.actions.plan import Explanation, Step
from tao_tui.actions.review.wording import effect, warning
from tao_tui.amounts import Tao
from tao_tui.errors import ChainRejected, Declined, NodeError, TaoTuiError
from tao_tui.text import clean

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import ComposedCall
    from tao_tui.chain.client import Client
    from tao_tui.chain.extrinsics.inclusion import Inclusion
    from tao_tui.chain.extrinsics.signing import SignedExtrinsic, SigningRequest
    from tao_tui.chain.query import BlockRef
    from tao_tui.wallet import Transaction

_SIGNATURE_BYTES: Final = 120
"""What an extrinsic has besides its call: address, signature, era, nonce; a few bytes more or less."""


async def carrier_fee(client: Client, call: ComposedCall, signer: str, at: BlockRef) -> Tao:
    """What the carrier of a call costs on top of it."""
    from tao_tui.addresses import Address
    from tao_tui.chain.extrinsics.shield import carrier_like, shield_key

    await shield_key(client)  # said now, rather than after the person agreed
    carrier = carrier_like(client.runtime, len(call.data) + _SIGNATURE_BYTES)
    return Tao((await client.cost(carrier, Address(signer), at=at)).fee_rao)


def shielded_words(told: Explanation, fee: Tao) -> Explanation:
    """The review of a call that travels encrypted."""
    from tao_tui.chain.extrinsics.shield import SHIELD_PERIOD

    line = effect("Sent", f"encrypted until a block's author opens it; carrying it costs {fee} more")
    note = warning(
        "note",
        "shielded",
        f"It is signed twice and valid for {SHIELD_PERIOD} blocks; when no author opens it in time, nothing "
        "is traded and only carrying it may cost its fee.",
    )
    return replace(told, effects=(*told.effects, line), warnings=(*told.warnings, note))


async def sealed(
    client: Client,
    first: SigningRequest,
    taken: Mapping[int, int],
    sign: Callable[[Transaction], Awaitable[bytes]],
    on_step: Callable[[Step], None],
) -> tuple[SigningRequest, SignedExtrinsic, SignedExtrinsic]:
    """The request that was signed, the extrinsic, and its carrier, which has the nonce before."""
    from tao_tui.chain.extrinsics.shield import carrier_of, shield_key
    from tao_tui.chain.extrinsics.signing import assemble, sibling

    if taken.get(first.nonce + 1, -1) > first.birth_block:
        raise Declined(
            "Two numbers (nonces) in a row are needed, and another transaction has the second.",
            hint="Nothing was signed. Wait until it has ended: tao-tui activity resume.",
            code="nonce_taken",
        )
    request = sibling(first, first.call, first.nonce + 1)
    signed = assemble(request, await sign(shown_to_signer(request)))
    on_step(Step("signing", clean("Encrypting it, and signing what carries it.")))
    key = await shield_key(client)
    outer = sibling(first, carrier_of(first.runtime, key, signed.data), first.nonce)
    return request, signed, assemble(outer, await sign(shown_to_signer(outer)))


async def with_carrier(client: Client, inclusion: Inclusion, carrier_hash: str) -> Inclusion:
    """The inclusion with the carrier's fee in it, which the same block took."""
    try:
        carried = await client.outcome(carrier_hash, inclusion.block.hash)
    except NodeError:
        return inclusion
    return replace(inclusion, fee_rao=inclusion.fee_rao + carried.fee_rao)


async def carried_unopened(client: Client, carrier: SignedExtrinsic, error: TaoTuiError) -> TaoTuiError:
    """`error`, or what is truer: that the carrier is in a block, and what it held is not."""
    if not isinstance(error, ChainRejected) or error.code != "Expired":
        return error
    try:
        found = await client.find_extrinsic(
            carrier.hash, carrier.signer, carrier.nonce, carrier.birth_block + 1, carrier.valid_until
        )
    except NodeError:
        return error
    if found is None:
        return error
    return ChainRejected(unopened_words(found), hint="Review the action again.", code="Expired")


def unopened_words(carrier: Inclusion) -> str:
    """What happened when nobody opened it."""
    return (
        f"Block {carrier.block.number:,} carried it encrypted, but its author did not open it in time: "
        f"nothing was traded, and carrying it cost {Tao(carrier.fee_rao)}."
    )
