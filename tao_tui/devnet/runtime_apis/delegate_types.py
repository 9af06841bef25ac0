"""What the delegate API answers."""

from __future__ import annotations

from tao_tui.devnet.scale.composite import struct
from tao_tui.devnet.scale.hints import AccountId, Compact, Vec, u16, u64


@struct("pallet_subtensor::rpc_info::delegate_info::DelegateInfo", params={"AccountId": AccountId})
class DelegateInfo:
    """A validator that takes nominations, and everybody who stakes on it."""

    delegate_ss58: AccountId
    take: Compact[u16]
    nominators: Vec[tuple[AccountId, Vec[tuple[Compact[u16], Compact[u64]]]]]
    owner_ss58: AccountId
    registrations: Vec[Compact[u16]]
    validator_permits: Vec[Compact[u16]]
    return_per_1000: Compact[u64]
    total_daily_return: Compact[u64]
