"""Methods about extrinsics: `author_*`, `account_nextIndex`, `payment_*`."""

from __future__ import annotations

import bittensor_core as bc

from tao_tui.devnet.frame.extrinsic import Extrinsic, decode_extrinsic, unwrap
from tao_tui.devnet.frame.hashing import blake2_256
from tao_tui.devnet.frame.runtime import Runtime
from tao_tui.devnet.node.pool import PoolError, Status
from tao_tui.devnet.pallets.transaction_payment import TransactionPayment
from tao_tui.devnet.rpc.messages import Json, RpcError
from tao_tui.devnet.rpc.registry import Context, hexed, method, refused, unhex
from tao_tui.devnet.rpc.subscriptions import Subscription
from tao_tui.devnet.scale.reader import ScaleError

FINAL = ("finalized", "usurped", "finalityTimeout")


@method("author_submitExtrinsic")
def submit_extrinsic(context: Context, encoded: Json) -> Json:
    """Put an extrinsic into the pool; answers its hash."""
    try:
        return hexed(context.node.submit(unhex(encoded)))
    except PoolError as error:
        raise refused(error) from error


def _is_last(status: Status) -> bool:
    return status in ("invalid", "dropped") or (isinstance(status, dict) and next(iter(status)) in FINAL)


@method("author_submitAndWatchExtrinsic")
def submit_and_watch(context: Context, encoded: Json) -> Json:
    """Put an extrinsic into the pool and follow it."""
    subscription: Subscription = context.subscriptions.begin("author_extrinsicUpdate")

    def watch(status: Status) -> None:
        subscription.send(status)
        if _is_last(status):
            context.subscriptions.end(subscription.id)

    try:
        context.node.submit(unhex(encoded), watch)
    except PoolError as error:
        context.subscriptions.end(subscription.id)
        raise refused(error) from error
    except RpcError:
        context.subscriptions.end(subscription.id)
        raise
    return subscription.id


@method("author_pendingExtrinsics")
def pending_extrinsics(context: Context) -> Json:
    """The extrinsics that are ready."""
    return [hexed(pending.extrinsic.encoded) for pending in context.node.pool.ready()]


@method("author_removeExtrinsic")
def remove_extrinsic(context: Context, chosen: Json) -> Json:
    """Throw extrinsics out of the pool, given as `{"hash": …}` or `{"extrinsic": …}`; answers which."""
    if not isinstance(chosen, list) or not all(isinstance(each, dict) and len(each) == 1 for each in chosen):
        raise RpcError(-32602, "Invalid params", "a list of hashes or extrinsics expected")
    wanted = [
        unhex(each["hash"]) if "hash" in each else blake2_256(unhex(each.get("extrinsic"))) for each in chosen
    ]
    return [hexed(known) for known in wanted if context.node.pool.remove(known)]


@method("account_nextIndex", "system_accountNextIndex")
def next_index(context: Context, account: Json) -> Json:
    """The nonce to sign with next, counting what waits in the pool."""
    try:
        who = bytes(bc.decode_ss58(str(account)))
    except ValueError as error:
        raise RpcError(-32602, "Invalid params", str(error)) from error
    return context.node.pool.next_nonce(who)


def _decoded(runtime: Runtime, encoded: Json, complaint: str) -> Extrinsic:
    raw = unhex(encoded)
    try:
        body = unwrap(raw)
    except ScaleError as error:
        raise RpcError(2, complaint, str(error)) from error
    try:
        return decode_extrinsic(body, runtime)
    except ScaleError as error:
        raise RpcError(1, complaint, f"Execution failed: Execution aborted due to trap: {error}") from error


@method("payment_queryInfo")
def query_info(context: Context, encoded: Json, at: Json = None) -> Json:
    """Weight, class and fee of an extrinsic."""
    runtime = context.node.runtime_with(context.state(at))
    extrinsic = _decoded(runtime, encoded, "Unable to query dispatch info.")
    call = extrinsic.call
    fee = runtime.fees.fee(call, len(extrinsic.encoded), 0) if runtime.fees else 0
    return {
        "weight": {"ref_time": call.weight.ref_time, "proof_size": call.weight.proof_size},
        "class": call.definition.kind.name.lower(),
        "partialFee": str(fee),
    }


@method("payment_queryFeeDetails")
def query_fee_details(context: Context, encoded: Json, at: Json = None) -> Json:
    """The parts of an extrinsic's fee."""
    runtime = context.node.runtime_with(context.state(at))
    extrinsic = _decoded(runtime, encoded, "Unable to query fee details.")
    parts = runtime.pallet(TransactionPayment).parts(extrinsic.call, len(extrinsic.encoded))
    if not extrinsic.call.pays:
        return {"inclusionFee": None}
    return {"inclusionFee": dict(zip(("baseFee", "lenFee", "adjustedWeightFee"), parts, strict=True))}
