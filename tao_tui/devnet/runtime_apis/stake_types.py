"""What the stake API answers."""

from __future__ import annotations

from tao_tui.devnet.scale.composite import struct
from tao_tui.devnet.scale.hints import AccountId, Compact, NetUid, u64


@struct("pallet_subtensor::rpc_info::stake_info::StakeInfo", params={"AccountId": AccountId})
class StakeInfo:
    """One position."""

    hotkey: AccountId
    coldkey: AccountId
    netuid: Compact[NetUid]
    stake: Compact[u64]
    locked: Compact[u64]
    emission: Compact[u64]
    tao_emission: Compact[u64]
    drain: Compact[u64]
    is_registered: bool


@struct("pallet_subtensor::rpc_info::stake_info::StakeAvailability")
class StakeAvailability:
    """How much alpha of a coldkey on a subnet can be moved, rao."""

    total: Compact[u64]
    locked: Compact[u64]
    available: Compact[u64]
