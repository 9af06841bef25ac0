"""Where an extrinsic ended up: its block, its events, what it cost, and why it failed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from tao_tui.chain.answers.hexadecimal import from_hex
from tao_tui.chain.blocks.dispatch_error import ChainError, failure_in
from tao_tui.chain.blocks.events import Event
from tao_tui.chain.query import BlockRef
from tao_tui.chain.runtime import ChainRuntime
from tao_tui.errors import NodeProtocolError

_TOO_MUCH: Final = 1 << 63
"""Rao no fee reaches: four hundred times all there will ever be."""


@dataclass(frozen=True, slots=True)
class Inclusion:
    """An extrinsic in a block.

    `success` is False too when a call inside a batch, proxy, multisig or sudo failed; `error`
    says which way. `fee_rao` is what was really taken, 0 for calls that pay nothing.
    """

    block: BlockRef
    index: int
    success: bool
    error: ChainError | None
    events: tuple[Event, ...]
    fee_rao: int
    block_time: int | None = None
    """When its author made the block, in seconds since 1970; None where the node does not tell."""


def extrinsic_hash(data: bytes) -> str:
    """The hash an extrinsic is known by: blake2-256 of all its bytes."""
    return "0x" + blake2b(data, digest_size=32).hexdigest()


def index_of(extrinsics: Sequence[str], wanted: str) -> int | None:
    """The position of the extrinsic with hash `wanted`, or None."""
    for index, raw in enumerate(extrinsics):
        if extrinsic_hash(from_hex(raw, "an extrinsic")) == wanted:
            return index
    return None


def inclusion_from(
    runtime: ChainRuntime,
    block: BlockRef,
    index: int,
    events: tuple[Event, ...],
    block_time: int | None = None,
) -> Inclusion:
    """Judge an extrinsic by its events; one without a verdict is a `NodeProtocolError`."""
    verdicts = {event.name for event in events if event.pallet == "System"}
    if not verdicts & {"ExtrinsicSuccess", "ExtrinsicFailed"}:
        raise NodeProtocolError("The block does not say whether the transaction succeeded.")
    error = failure_in(runtime, events)
    return Inclusion(block, index, error is None, error, events, _fee(events), block_time)


def fee_paid_by(events: Sequence[Event], account: str) -> int | None:
    """What `account` paid for an extrinsic with these events, rao; None where it paid nothing."""
    for event in events:
        if (event.pallet, event.name) == ("TransactionPayment", "TransactionFeePaid"):
            paid = event.get("actual_fee", 1)
            if event.get("who", 0) == account and isinstance(paid, int) and 0 <= paid < _TOO_MUCH:
                return paid
    return None


def _fee(events: tuple[Event, ...]) -> int:
    for event in events:
        if (event.pallet, event.name) == ("TransactionPayment", "TransactionFeePaid"):
            paid = event.get("actual_fee", 1)
            return paid if isinstance(paid, int) else 0
    return 0
