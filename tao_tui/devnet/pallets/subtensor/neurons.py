"""Giving uids to hotkeys: appending, replacing, and finding whom to replace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tao_tui.devnet.frame.storage import StorageMap
from tao_tui.devnet.pallets.subtensor.mechanisms import indexes, note_update
from tao_tui.devnet.pallets.subtensor.rows import without_weight_on
from tao_tui.devnet.pallets.subtensor.state import SubtensorState


def hotkeys_of(chain: SubtensorState, netuid: int) -> list[bytes]:
    """The hotkeys of a subnet in uid order."""
    keys = chain.Keys.data
    return [keys[netuid, uid] for uid in range(chain.SubnetworkN[netuid])]


def registration_blocks(chain: SubtensorState, netuid: int) -> list[int]:
    """The block each uid was given away, in uid order."""
    blocks = chain.BlockAtRegistration.data
    return [blocks[netuid, uid] for uid in range(chain.SubnetworkN[netuid])]


def admit(chain: SubtensorState, netuid: int, hotkey: bytes) -> int:
    """Give the hotkey a free uid, or that of a neuron to prune. `NoNeuronIdAvailable` if there is none."""
    if chain.SubnetworkN[netuid] < chain.MaxAllowedUids[netuid]:
        return append(chain, netuid, hotkey)
    uid = prune_candidate(chain, netuid)
    if uid is None:
        raise chain.Error.NoNeuronIdAvailable()
    replace(chain, netuid, uid, hotkey)
    return uid


def append(chain: SubtensorState, netuid: int, hotkey: bytes) -> int:
    """Give the hotkey the next uid, with empty scores."""
    uid = chain.SubnetworkN[netuid]
    chain.SubnetworkN[netuid] = uid + 1
    for column, blank in columns(chain):
        column[netuid] = [*column[netuid], blank]
    for index in indexes(chain, netuid):
        chain.Incentive[index] = [*chain.Incentive[index], 0]
        note_update(chain, index, uid)
    _seat(chain, netuid, uid, hotkey)
    return uid


def replace(chain: SubtensorState, netuid: int, uid: int, hotkey: bytes) -> None:
    """Give a taken uid to another hotkey: its scores, weights and bonds go, and others' weights on it."""
    old = chain.Keys[netuid, uid]
    del chain.Uids[netuid, old]
    del chain.IsNetworkMember[old, netuid]
    del chain.Axons[netuid, old]
    del chain.Prometheus[netuid, old]
    del chain.NeuronCertificates[netuid, old]
    for column, blank in columns(chain):
        column[netuid] = with_entry(column[netuid], uid, blank)
    if uid < len(chain.StakeWeight[netuid]):  # Only an epoch makes this column grow.
        chain.StakeWeight[netuid] = with_entry(chain.StakeWeight[netuid], uid, 0)
    for index in indexes(chain, netuid):
        _clear_of_mechanism(chain, index, uid)
    _seat(chain, netuid, uid, hotkey)


def _clear_of_mechanism(chain: SubtensorState, index: int, uid: int) -> None:
    if uid < len(chain.Incentive[index]):
        chain.Incentive[index] = with_entry(chain.Incentive[index], uid, 0)
    note_update(chain, index, uid)
    del chain.Weights[index, uid]
    del chain.Bonds[index, uid]
    for key, row in chain.Weights.under(index):
        cleared = without_weight_on(row, uid)
        if cleared is not row:
            chain.Weights[key] = cleared


def prune_candidate(chain: SubtensorState, netuid: int) -> int | None:
    """The uid to give away: least emission, then earliest registration, then lowest uid.

    Neurons out of immunity come first while more than MinNonImmuneUids of them are left; the owner's are
    spared.
    """
    hotkeys, registered = hotkeys_of(chain, netuid), registration_blocks(chain, netuid)
    owners = spared(chain, netuid)
    emission, immunity, block = chain.Emission[netuid], chain.ImmunityPeriod[netuid], chain.block
    ranked = [
        (emission[uid], registered[uid], uid) for uid, hotkey in enumerate(hotkeys) if hotkey not in owners
    ]
    free = [rank for rank in ranked if block - rank[1] >= immunity]
    immune = [rank for rank in ranked if block - rank[1] < immunity]
    if len(free) > chain.MinNonImmuneUids[netuid]:
        return min(free)[2]
    return min(immune)[2] if immune else None


def owner_hotkeys(chain: SubtensorState, netuid: int) -> list[bytes]:
    """Registered hotkeys of the subnet's owner, oldest first, and the owner hotkey whoever holds it."""
    owner = chain.SubnetOwner[netuid]
    uids = ((chain.Uids.get((netuid, hotkey)), hotkey) for hotkey in chain.OwnedHotkeys[owner])
    seated = [
        (chain.BlockAtRegistration[netuid, uid], uid, hotkey) for uid, hotkey in uids if uid is not None
    ]
    found = [hotkey for _, _, hotkey in sorted(seated)]
    first = chain.SubnetOwnerHotkey[netuid]
    if (netuid, first) in chain.Uids and first not in found:
        found.insert(0, first)
    return found


def with_entry(column: Sequence[Any], uid: int, value: Any) -> list[Any]:
    """A copy of a column with one entry changed."""
    changed = list(column)
    changed[uid] = value
    return changed


def spared(chain: SubtensorState, netuid: int) -> list[bytes]:
    """The owner's hotkeys that are never pruned: the oldest few, the owner hotkey always among them."""
    limit = chain.ImmuneOwnerUidsLimit[netuid]
    oldest = owner_hotkeys(chain, netuid)[:limit]
    first = chain.SubnetOwnerHotkey[netuid]
    if (netuid, first) in chain.Uids and first not in oldest:
        oldest = [first, *oldest][:limit]
    return oldest


def columns(chain: SubtensorState) -> list[tuple[StorageMap[int, Sequence[Any]], Any]]:
    """Score columns all mechanisms share, and what a new neuron has in them."""
    return [
        (chain.Active, True),
        (chain.Emission, 0),
        (chain.Consensus, 0),
        (chain.Dividends, 0),
        (chain.ValidatorTrust, 0),
        (chain.ValidatorPermit, False),
    ]


def _seat(chain: SubtensorState, netuid: int, uid: int, hotkey: bytes) -> None:
    chain.Keys[netuid, uid] = hotkey
    chain.Uids[netuid, hotkey] = uid
    chain.BlockAtRegistration[netuid, uid] = chain.block
    chain.IsNetworkMember[hotkey, netuid] = True
