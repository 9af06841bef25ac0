"""Root dividends: alpha that root stake earned waits at a rate per root TAO until its holder claims it.

What a holder is owed is the rate times their root stake, less what they claimed; whoever adds root stake is
taken to have claimed all that stake would have earned before.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress

from tao_tui.devnet.economics.fixed import clamp_u64
from tao_tui.devnet.frame.errors import DispatchFailure
from tao_tui.devnet.pallets.subtensor import market, positions, purse
from tao_tui.devnet.pallets.subtensor.state import ROOT, SubtensorState
from tao_tui.devnet.pallets.subtensor.types import RootClaimType


def credit(chain: SubtensorState, hotkey: bytes, netuid: int, alpha: int) -> None:
    """Let the root stake of a hotkey share alpha; more than a whole one a TAO goes to its owner instead."""
    root = positions.root_stake_of(chain, hotkey)
    if alpha > root:
        positions.increase(chain, hotkey, chain.Owner[hotkey], netuid, alpha)
        positions.note_staking(chain, hotkey, chain.Owner[hotkey])
    elif alpha:
        rates = chain.RootClaimable[hotkey]
        chain.RootClaimable[hotkey] = rates | {netuid: rates.get(netuid, 0) + (alpha << 32) // root}


def owed(chain: SubtensorState, hotkey: bytes, coldkey: bytes, netuid: int) -> int:
    """Alpha a holder may claim, I96F32, negative when rounding has given too much."""
    rate = chain.RootClaimable[hotkey].get(netuid, 0)
    root = positions.stake_of(chain, hotkey, coldkey, ROOT)
    return rate * root - (chain.RootClaimed[netuid, hotkey, coldkey] << 32)


def claim(chain: SubtensorState, coldkey: bytes, netuids: Collection[int] | None = None) -> int:
    """Pay a coldkey what it is owed on these subnets or on all; answers how many rates were looked at."""
    kind: RootClaimType = chain.RootClaimType[coldkey]
    looked_at = 0
    for hotkey in chain.StakingHotkeys[coldkey]:
        for netuid in sorted(chain.RootClaimable[hotkey]):
            if netuids is None or netuid in netuids:
                looked_at += 1
                _claim_one(chain, hotkey, coldkey, netuid, kind)
    chain.deposit_event(chain.Event.RootClaimed(coldkey=coldkey))
    return looked_at


def claim_in_turn(chain: SubtensorState, parent_hash: bytes) -> None:
    """Let NumRootClaim coldkeys picked by the parent's hash claim all they are owed."""
    for index in _picked(parent_hash, chain.NumRootClaim.value, chain.NumStakingColdkeys.value):
        coldkey = chain.StakingColdkeysByIndex.get(index)
        if coldkey is not None:
            # A claim that fails leaves everything as it was.
            with suppress(DispatchFailure), chain.runtime.layer():
                claim(chain, coldkey)


def stake_added(chain: SubtensorState, hotkey: bytes, coldkey: bytes, amount: int) -> None:
    """New root stake has no part in what was earned before it came."""
    for netuid, rate in chain.RootClaimable[hotkey].items():
        chain.RootClaimed[netuid, hotkey, coldkey] += (rate * amount) >> 32


def stake_removed(chain: SubtensorState, hotkey: bytes, coldkey: bytes, amount: int) -> None:
    """Root stake that leaves takes what was claimed for it along."""
    for netuid, rate in chain.RootClaimable[hotkey].items():
        claimed = chain.RootClaimed[netuid, hotkey, coldkey]
        chain.RootClaimed[netuid, hotkey, coldkey] = max(0, claimed - ((rate * amount) >> 32))


def give_a_turn(chain: SubtensorState, coldkey: bytes) -> None:
    """Add a coldkey to those that claim in turn."""
    if coldkey not in chain.StakingColdkeys:
        index = chain.NumStakingColdkeys.value
        chain.StakingColdkeys[coldkey] = index
        chain.StakingColdkeysByIndex[index] = coldkey
        chain.NumStakingColdkeys.value = index + 1


def end_turns_without_root(chain: SubtensorState, coldkey: bytes) -> None:
    """Remove a coldkey that has no root stake left; the last one takes its place."""
    hotkeys = chain.StakingHotkeys[coldkey]
    if any(positions.stake_of(chain, hotkey, coldkey, ROOT) for hotkey in hotkeys):
        return
    index = chain.StakingColdkeys.pop(coldkey)
    if index is None:
        return
    last = chain.NumStakingColdkeys.value - 1
    moved = chain.StakingColdkeysByIndex.pop(last)
    if moved is not None and index != last:
        chain.StakingColdkeys[moved] = index
        chain.StakingColdkeysByIndex[index] = moved
    chain.NumStakingColdkeys.value = last


def hand_over_rates(chain: SubtensorState, old: bytes, new: bytes) -> None:
    """Add a hotkey's rates to those of another one."""
    rates = chain.RootClaimable[new]
    handed = chain.RootClaimable.pop(old) or {}
    chain.RootClaimable[new] = rates | {each: rates.get(each, 0) + rate for each, rate in handed.items()}


def hand_over_claimed(
    chain: SubtensorState, netuid: int, old: tuple[bytes, bytes], new: tuple[bytes, bytes]
) -> None:
    """Add what was claimed for one (hotkey, coldkey) to what was for another."""
    claimed = chain.RootClaimed.pop((netuid, *old)) or 0
    chain.RootClaimed[netuid, *new] += claimed


def forget_subnet(chain: SubtensorState, netuid: int) -> None:
    """Drop the rates of a subnet that is gone."""
    for hotkey, rates in chain.RootClaimable.items():
        if netuid in rates:
            chain.RootClaimable[hotkey] = {other: rate for other, rate in rates.items() if other != netuid}


def _claim_one(
    chain: SubtensorState, hotkey: bytes, coldkey: bytes, netuid: int, kind: RootClaimType
) -> None:
    due = owed(chain, hotkey, coldkey, netuid)
    if due < chain.RootClaimableThreshold[netuid] or due >> 32 <= 0:
        return
    alpha = due >> 32
    keeps = kind.variant is RootClaimType.Keep or (
        kind.variant is RootClaimType.KeepSubnets and netuid in kind["subnets"]
    )
    if keeps:
        positions.increase(chain, hotkey, coldkey, netuid, alpha)
        positions.note_staking(chain, hotkey, coldkey)
    else:
        _sell_for_root(chain, hotkey, coldkey, netuid, alpha)
    chain.RootClaimed[netuid, hotkey, coldkey] += alpha


def _sell_for_root(chain: SubtensorState, hotkey: bytes, coldkey: bytes, netuid: int, alpha: int) -> None:
    """Sell claimed alpha without a fee and add the TAO to the holder's root stake."""
    tao = market.sell(chain, netuid, alpha, free=True).paid_out
    purse.pay(chain, purse.subnet_account(netuid), purse.subnet_account(ROOT), tao)
    positions.increase(chain, hotkey, coldkey, ROOT, tao)
    positions.note_staking(chain, hotkey, coldkey)
    chain.SubnetTAO[ROOT] = clamp_u64(chain.SubnetTAO[ROOT] + tao)
    chain.SubnetAlphaOut[ROOT] = clamp_u64(chain.SubnetAlphaOut[ROOT] + tao)
    chain.TotalStake.value = clamp_u64(chain.TotalStake.value + tao)
    stake_added(chain, hotkey, coldkey, tao)


def _picked(block_hash: bytes, count: int, among: int) -> list[int]:
    """Ascending indices below `among`: steps of 8 bytes of the hash each, starting from the first."""
    if not among:
        return []
    found, last = set(), int.from_bytes(block_hash[:8], "big")
    for turn in range(count):
        at = turn * 8 % 32
        step = int.from_bytes(block_hash[at : at + 8], "big")
        last = clamp_u64(last + step) % among
        found.add(last)
    return sorted(found)
