"""What a call costs, and the facts its signature must be bound to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tao_tui.addresses import Address, public_key_of
from tao_tui.chain.answers.header import hash_of, number_of
from tao_tui.chain.answers.hexadecimal import from_hex, need_hash, number_from
from tao_tui.chain.calls.call import ComposedCall
from tao_tui.chain.connection.rpc import Answer, Request, RpcError
from tao_tui.chain.extrinsics.signing import (
    DEFAULT_PERIOD,
    SigningRequest,
    check_period,
    encode_extrinsic,
    prepare_offline,
)
from tao_tui.chain.metadata.version import parse_version
from tao_tui.chain.query import BlockRef
from tao_tui.chain.reading.refusals import state_refused
from tao_tui.chain.runtime import ChainRuntime
from tao_tui.chain.trust.evidence import testify
from tao_tui.errors import Declined, NodeProtocolError, Unsupported
from tao_tui.scale.compact import read_compact

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tao_tui.chain.client import Client

_QUERY_INFO: Final = "TransactionPaymentApi_query_info"
_SR25519: Final = 1
_NO_SIGNATURE: Final = bytes([1]) * 64
_EXTERNAL: Final = b"\x02"
_CANNOT_LOOKUP: Final = b"\x01\x01\x00"
"""`Err(TransactionValidityError::Unknown(CannotLookup))`."""


class NonceTaken(Declined):
    """Another extrinsic has the nonce that was to be used."""

    default_code = "nonce_taken"


@dataclass(frozen=True, slots=True)
class Cost:
    """What an extrinsic takes, as the runtime computes it beforehand."""

    fee_rao: int
    ref_time: int
    """The most computing it may take, in picoseconds."""
    proof_size: int
    """The most of the state it may touch, in bytes."""


async def cost(
    client: Client, call: ComposedCall, signer: Address, nonce: int | None = None, at: BlockRef | None = None
) -> Cost:
    """Ask the runtime what an extrinsic with this call would take; the signature is a placeholder."""
    if nonce is None:
        nonce = await _nonce(client, signer, None)
    data, _ = encode_extrinsic(
        client.runtime,
        call.data,
        signer,
        _SR25519,
        _NO_SIGNATURE,
        nonce=nonce,
        birth_block=1,
        period=DEFAULT_PERIOD,
        with_metadata_hash=client.runtime.offers_metadata_hash,
    )
    argument = "0x" + (data + len(data).to_bytes(4, "little")).hex()
    try:
        raw = await client.request("state_call", _QUERY_INFO, argument, *((at.hash,) if at else ()))
    except RpcError as error:
        refused = state_refused(error, client.genesis)
        if refused is not error:  # the block was retracted meanwhile
            raise refused from error
        raise Unsupported("The connected node cannot tell what a transaction costs.") from error
    if at is not None:
        testify(client.endpoint, at, {}, {(_QUERY_INFO, argument): ("TransactionPaymentApi.query_info", raw)})
    return _dispatch_info(from_hex(raw, "the fee"))


async def prepare(
    client: Client,
    call: ComposedCall,
    signer: Address,
    crypto_type: int,
    *,
    period: int,
    taken: Mapping[int, int],
    instead_of: int | None,
) -> SigningRequest:
    """Gather nonce, era and metadata hash, and make the bytes to sign."""
    check_period(period)
    await client.link.verified_wire()
    final, nonce, version = await client.link.batch(
        (
            Request("chain_getFinalizedHead"),
            Request("system_accountNextIndex", (signer,)),
            Request("state_getRuntimeVersion"),
        )
    )
    birth_hash = need_hash(final.value(), "the final block")
    await client.adopt(parse_version(version.value()))
    birth_block = _birth_block(client, await client.request("chain_getHeader", birth_hash), birth_hash)
    following = await _nonce(client, signer, nonce)
    return prepare_offline(
        client.runtime,
        call,
        signer,
        crypto_type,
        genesis=client.genesis,
        nonce=_free_nonce(following, birth_block, taken, instead_of),
        birth_block=birth_block,
        birth_hash=birth_hash,
        period=period,
        metadata_hash=await _metadata_hash(client, client.runtime, call, signer),
    )


def _free_nonce(following: int, birth_block: int, taken: Mapping[int, int], instead_of: int | None) -> int:
    """The first nonce the node would take that nothing on its way has, or `instead_of` while it is unused."""
    if instead_of is not None:
        if following > instead_of:
            raise NonceTaken(
                f"The node has something of this account with the number (nonce) {instead_of} already.",
                hint="It may be the earlier transaction; tao-tui activity resume looks for it.",
            )
        return instead_of
    while taken.get(following, -1) > birth_block:
        following += 1
    return following


def _birth_block(client: Client, header: Any, birth_hash: str) -> int:
    """The number of the block the era begins at, which on a pinned network its hash must prove.

    With a false number the program would stop looking for the transaction, and call it expired,
    while the chain still includes it.
    """
    number = number_of(header)
    proven = birth_hash == client.genesis if number == 0 else birth_hash == hash_of(header)
    if client.network.genesis is not None and not proven:
        raise NodeProtocolError(
            "The node's final block is not the one its hash is of.",
            hint="Nothing was signed. Use another node.",
        )
    return number


async def _nonce(client: Client, signer: Address, first: Answer | None) -> int:
    """The next nonce, counting what waits in the pool; older and newer names of the method are tried."""
    for method in ("system_accountNextIndex", "account_nextIndex"):
        if first is None or method != "system_accountNextIndex":
            (first,) = await client.link.batch((Request(method, (signer,)),))
        if first.error is None:
            return number_from(first.result, "the account's next nonce")
        if not first.error.lacks_method:
            first.value()
    raw = await client.request(
        "state_call", "AccountNonceApi_account_nonce", "0x" + public_key_of(signer).hex()
    )
    return int.from_bytes(from_hex(raw, "the account's nonce")[:4], "little")


async def _metadata_hash(
    client: Client, runtime: ChainRuntime, call: ComposedCall, signer: Address
) -> bytes | None:
    """The digest to sign, wherever the runtime checks it.

    A pinned network always does: a node that says otherwise wants a signature that false metadata can
    be behind. Others are asked with an unsigned trial, because runtimes built for development list
    the extension without knowing their own hash.
    """
    pinned = client.network.genesis is not None
    if not runtime.offers_metadata_hash:
        if pinned:
            raise Unsupported(
                "The node's runtime does not check what its metadata says, as this network's runtime does.",
                hint="Nothing was signed. Use another node.",
            )
        return None
    if not runtime.codec.is_v15:
        if pinned:
            raise Unsupported(
                "The node gives no metadata V15, which signing on this network needs.",
                hint="Use another node.",
            )
        return None
    if not pinned and not await _checks_hash(client, runtime, call, signer):
        return None
    return client.cache.digest(runtime)


async def _checks_hash(client: Client, runtime: ChainRuntime, call: ComposedCall, signer: Address) -> bool:
    head = await client.head()
    data, _ = encode_extrinsic(
        runtime,
        call.data,
        signer,
        _SR25519,
        _NO_SIGNATURE,
        nonce=0,
        birth_block=head.number,
        period=DEFAULT_PERIOD,
        with_metadata_hash=True,
    )
    argument = _EXTERNAL + data + bytes.fromhex(head.hash[2:])
    try:
        raw = await client.request(
            "state_call", "TaggedTransactionQueue_validate_transaction", "0x" + argument.hex()
        )
    except RpcError:
        return True
    return not from_hex(raw, "a trial transaction").startswith(_CANNOT_LOOKUP)


def _dispatch_info(data: bytes) -> Cost:
    """`RuntimeDispatchInfo`: two compact weights, a class byte, and the fee as u64 (u128 in old runtimes)."""
    ref_time, at = read_compact(data, 0)
    proof_size, at = read_compact(data, at)
    tail = data[at + 1 :]
    if len(tail) not in (8, 16):
        raise NodeProtocolError("The node's answer about the fee has the wrong shape.")
    return Cost(int.from_bytes(tail, "little"), ref_time, proof_size)
