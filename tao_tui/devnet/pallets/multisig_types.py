"""The types of the Multisig pallet, and its accounts."""

from __future__ import annotations

from collections.abc import Sequence

from tao_tui.devnet.frame.hashing import blake2_256
from tao_tui.devnet.scale.composite import struct
from tao_tui.devnet.scale.hints import AccountId, BoundedVec, Vec, codec_of, u16, u32, u64


@struct("pallet_multisig::Timepoint", {"BlockNumber": u32})
class Timepoint:
    """The block and the extrinsic in it that began an operation."""

    height: u32
    index: u32


@struct(
    "pallet_multisig::Multisig",
    {"BlockNumber": u32, "Balance": u64, "AccountId": AccountId, "MaxApprovals": None},
)
class Operation:
    """A call some of the signatories have approved."""

    when: Timepoint
    deposit: u64
    depositor: AccountId
    approvals: BoundedVec[AccountId]


def multisig_account(signatories: Sequence[bytes], threshold: int) -> bytes:
    """The account that `threshold` of these sorted signatories control."""
    named = codec_of(tuple[Vec[AccountId], u16])
    return blake2_256(b"modlpy/utilisuba" + named.encode((list(signatories), threshold)))
