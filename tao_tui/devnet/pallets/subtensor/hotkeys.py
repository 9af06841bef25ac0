"""Swapping a hotkey for another one of the same coldkey, on one subnet or on all: everything under its name.

What is kept by uid (scores, weights, bonds) stays where it is: the uid has a new hotkey.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tao_tui.devnet.economics.fixed import clamp_u64
from tao_tui.devnet.frame.storage import StorageMap
from tao_tui.devnet.pallets.governance import SenateMembers
from tao_tui.devnet.pallets.subtensor import claims, lock_moves, positions, voting_power
from tao_tui.devnet.pallets.subtensor.child_swap import adopt
from tao_tui.devnet.pallets.subtensor.mechanisms import indexes
from tao_tui.devnet.pallets.subtensor.purse import is_subnet_account
from tao_tui.devnet.pallets.subtensor.rate_limits import RateLimitKey
from tao_tui.devnet.pallets.subtensor.state import ROOT, SubtensorState
from tao_tui.devnet.pallets.subtensor.tally import Tally


def swap_everywhere(
    chain: SubtensorState, coldkey: bytes, old: bytes, new: bytes, tally: Tally, *, keep_stake: bool
) -> None:
    """Give everything of a hotkey to another one, and its ownership too: the old one is nobody's then."""
    held = [(cold, shares) for (_, cold, _), shares in chain.AlphaV2.under(old)]
    tally.count(reads=len(held))
    lock_moves.follow_hotkey(chain, old, new, chain.netuids(), tally)
    chain.Owner.pop(old)
    _require_no_system_account(chain, new)
    chain.Owner[new] = coldkey
    owned = [hotkey for hotkey in chain.OwnedHotkeys[coldkey] if hotkey != old]
    chain.OwnedHotkeys[coldkey] = owned if new in owned else [*owned, new]
    tally.count(reads=2, writes=2)
    for netuid in chain.netuids():
        swap_on(chain, old, new, netuid, tally, keep_stake=keep_stake)
    for kind in (RateLimitKey.LastTxBlock, RateLimitKey.LastTxBlockDelegateTake):
        chain.LastRateLimitedBlock.pop(kind(old))
    chain.LastRateLimitedBlock.pop(RateLimitKey.LastTxBlockChildKeyTake(old))
    tally.count(reads=3, writes=6)
    _swap_senator(chain, old, new, tally)
    if old in chain.Delegates:
        chain.Delegates[new] = chain.Delegates[old]
        del chain.Delegates[old]
        tally.count(reads=2, writes=2)
    if not keep_stake:
        for cold, shares in held:
            if shares.mantissa:
                _rename_staking_hotkey(chain, cold, old, new, tally)


def swap_on(
    chain: SubtensorState, old: bytes, new: bytes, netuid: int, tally: Tally, *, keep_stake: bool
) -> None:
    """Give what a hotkey is on one subnet to another one; its stake too, unless that is to stay."""
    member = chain.IsNetworkMember[old, netuid]
    chain.IsNetworkMember.pop((old, netuid))
    chain.IsNetworkMember[new, netuid] = member
    tally.count(reads=1, writes=2)
    if member:
        _swap_neuron(chain, old, new, netuid, tally)
    if (old, netuid) in chain.ChildkeyTake:
        _rename(chain.ChildkeyTake, (old, netuid), (new, netuid), tally)
    adopt(chain, old, new, netuid, tally)
    _swap_auto_stake(chain, old, new, netuid)
    if netuid in chain.SubnetOwnerHotkey:
        tally.count(reads=1)
        if chain.SubnetOwnerHotkey[netuid] == old:
            _require_no_system_account(chain, new)
            chain.SubnetOwnerHotkey[netuid] = new
            chain.deposit_event(chain.Event.SubnetOwnerHotkeySet(netuid, new))
            tally.count(writes=1)
    if not keep_stake:
        _swap_earnings(chain, old, new, netuid, tally)
        _swap_stake(chain, old, new, netuid, tally)
        if netuid == ROOT:
            _swap_root(chain, old, new, tally)


def is_clean_for_root(chain: SubtensorState, hotkey: bytes) -> bool:
    """Whether nothing of root is kept under a hotkey: no rates, no stake, no claims."""
    rates = chain.RootClaimable.get(hotkey)
    return (
        not rates and not positions.root_stake_of(chain, hotkey) and not chain.RootClaimed.under(ROOT, hotkey)
    )


def forget_old_swaps(chain: SubtensorState, block: int) -> None:
    """Once in an interval, in a block of its own, let a subnet forget the swaps that no longer matter."""
    last, interval = chain.LastHotkeySwapOnNetuid, chain.HotkeySwapOnSubnetInterval.value
    for key, swapped in last.items():
        if key[0] % interval == block % interval and swapped + interval < block:
            del last[key]


def _swap_neuron(chain: SubtensorState, old: bytes, new: bytes, netuid: int, tally: Tally) -> None:
    uid = chain.Uids.get((netuid, old))
    if uid is not None:
        del chain.Uids[netuid, old]
        chain.Uids[netuid, new] = uid
        chain.Keys[netuid, uid] = new
        tally.count(reads=1, writes=3)
    by_hotkey: Sequence[StorageMap[Any, Any]] = (
        chain.Prometheus,
        chain.Axons,
        chain.NeuronCertificates,
    )
    places = [(item, netuid) for item in by_hotkey]
    places += [(chain.WeightCommits, index) for index in indexes(chain, netuid)]
    for item, place in places:
        if (place, old) in item:
            _rename(item, (place, old), (place, new), tally)


def _swap_auto_stake(chain: SubtensorState, old: bytes, new: bytes, netuid: int) -> None:
    coldkeys = chain.AutoStakeDestinationColdkeys.pop((old, netuid))
    if coldkeys is not None:
        for coldkey in coldkeys:
            chain.AutoStakeDestination[coldkey, netuid] = new
        chain.AutoStakeDestinationColdkeys[new, netuid] = coldkeys


def _swap_earnings(chain: SubtensorState, old: bytes, new: bytes, netuid: int, tally: Tally) -> None:
    """What was staked at the last epoch, earned by it, and votes is added up; the old hotkey's is gone."""
    staked = chain.TotalHotkeyAlphaLastEpoch
    staked[new, netuid] = clamp_u64((staked.pop((old, netuid)) or 0) + staked[new, netuid])
    earned = chain.AlphaDividendsPerSubnet
    earned[netuid, new] = clamp_u64((earned.pop((netuid, old)) or 0) + earned[netuid, new])
    voting_power.follow_hotkey(chain, old, new, netuid)
    tally.count(reads=6, writes=6)


def _swap_stake(chain: SubtensorState, old: bytes, new: bytes, netuid: int, tally: Tally) -> None:
    held = chain.AlphaV2.under(old)
    tally.count(reads=len(held), writes=len(held))
    for coldkey in sorted(coldkey for (_, coldkey, where), _ in held if where == netuid):
        alpha = positions.stake_of(chain, old, coldkey, netuid)
        positions.decrease(chain, old, coldkey, netuid, alpha)
        positions.increase(chain, new, coldkey, netuid, alpha)
        tally.count(reads=3, writes=2)
        if old in chain.StakingHotkeys[coldkey] and new not in chain.StakingHotkeys[coldkey]:
            positions.note_staking(chain, new, coldkey)
            tally.count(writes=1)


def _swap_root(chain: SubtensorState, old: bytes, new: bytes, tally: Tally) -> None:
    """Rates of claims, what was claimed of them, and whether new subnets' owners are lent to."""
    claims.hand_over_rates(chain, old, new)
    tally.count(reads=3, writes=2)
    for netuid in sorted(chain.RootClaimable[new]):
        claimed = chain.RootClaimed.under(netuid, old)
        tally.count(reads=3 * len(claimed), writes=2 * len(claimed))
        for (_, _, coldkey), _ in claimed:
            claims.hand_over_claimed(chain, netuid, (old, coldkey), (new, coldkey))
    if old in chain.AutoParentDelegationEnabled:
        _rename(chain.AutoParentDelegationEnabled, old, new, tally)


def _swap_senator(chain: SubtensorState, old: bytes, new: bytes, tally: Tally) -> None:
    """A seat of the Senate goes along, as it did while the chain had one."""
    if chain.runtime.has(SenateMembers) and chain.pallet(SenateMembers).has(old):
        chain.pallet(SenateMembers).exchange(old, new)
        tally.count(reads=1, writes=2)


def _rename_staking_hotkey(
    chain: SubtensorState, coldkey: bytes, old: bytes, new: bytes, tally: Tally
) -> None:
    known = chain.StakingHotkeys[coldkey]
    tally.count(reads=1)
    if old in known:
        chain.StakingHotkeys[coldkey] = [*(hotkey for hotkey in known if hotkey not in (old, new)), new]
        tally.count(writes=1)


def _rename(item: StorageMap[Any, Any], old: Any, new: Any, tally: Tally) -> None:
    item[new] = item.pop(old)
    tally.count(reads=1, writes=2)


def _require_no_system_account(chain: SubtensorState, hotkey: bytes) -> None:
    if is_subnet_account(hotkey):
        raise chain.Error.CannotUseSystemAccount()
