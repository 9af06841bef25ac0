"""Trimming a subnet: those who earned least leave, and those who stay move up so that uids have no gaps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tao_tui.devnet.frame.storage import StorageMap
from tao_tui.devnet.pallets.subtensor import neurons
from tao_tui.devnet.pallets.subtensor.mechanisms import indexes
from tao_tui.devnet.pallets.subtensor.rows import pairs_of, row_of
from tao_tui.devnet.pallets.subtensor.state import SubtensorState

TRIM_BLOCKS: Final = 216_000
"""Blocks an owner waits between two trims."""
TRIM_CHANGE: Final = 9
"""The number of a trim among rate-limited transactions."""


def trim(chain: SubtensorState, netuid: int, most: int) -> None:
    """Let a subnet have at most so many neurons, and remove those it has too many."""
    if not chain.NetworksAdded[netuid]:
        raise chain.Error.SubnetNotExists()
    if not chain.MinAllowedUids[netuid] <= most <= chain.MaxAllowedUids[netuid]:
        raise chain.Error.InvalidValue()
    chain.MaxAllowedUids[netuid] = most
    if chain.SubnetworkN[netuid] > most:
        kept = _kept(chain, netuid, most)
        _move_up(chain, netuid, {old: new for new, old in enumerate(kept)})


def _kept(chain: SubtensorState, netuid: int, most: int) -> list[int]:
    """Who stays: the immune and the owner's, who may not be too many, and then who earned most, ascending."""
    spared = neurons.spared(chain, netuid)
    young = chain.block - chain.ImmunityPeriod[netuid]
    registered = neurons.registration_blocks(chain, netuid)
    immune = {
        uid
        for uid, hotkey in enumerate(neurons.hotkeys_of(chain, netuid))
        if hotkey in spared or registered[uid] > young
    }
    if 100 * min(len(immune), most) // max(most, 1) >= chain.MaxImmuneUidsPercentage.value:
        raise chain.Error.TrimmingWouldExceedMaxImmunePercentage()
    earned = chain.Emission[netuid]
    others = sorted(set(range(len(registered))) - immune, key=lambda uid: (-earned[uid], uid))
    return sorted([*immune, *others[: most - len(immune)]])


def _move_up(chain: SubtensorState, netuid: int, places: Mapping[int, int]) -> None:
    """Give each old uid in `places` its new one, and remove the others."""
    hotkeys = neurons.hotkeys_of(chain, netuid)
    registered = neurons.registration_blocks(chain, netuid)
    for uid, hotkey in enumerate(hotkeys):
        del chain.Keys[netuid, uid], chain.Uids[netuid, hotkey], chain.BlockAtRegistration[netuid, uid]
        if uid not in places:
            _forget(chain, netuid, hotkey)
    for old, new in places.items():
        chain.Keys[netuid, new], chain.Uids[netuid, hotkeys[old]] = hotkeys[old], new
        chain.BlockAtRegistration[netuid, new] = registered[old]
    for column, blank in [*neurons.columns(chain), (chain.StakeWeight, 0)]:
        _pick(column, netuid, places, blank)
    for index in indexes(chain, netuid):
        _pick(chain.Incentive, index, places, 0)
        _pick(chain.LastUpdate, index, places, 0)
        _renumber(chain.Weights, index, places)
        _renumber(chain.Bonds, index, places)
    chain.SubnetworkN[netuid] = len(places)


def _forget(chain: SubtensorState, netuid: int, hotkey: bytes) -> None:
    del chain.IsNetworkMember[hotkey, netuid]
    del chain.AlphaDividendsPerSubnet[netuid, hotkey]
    del chain.Axons[netuid, hotkey]
    del chain.NeuronCertificates[netuid, hotkey]
    del chain.Prometheus[netuid, hotkey]


def _pick(item: StorageMap[int, Any], index: int, places: Mapping[int, int], blank: Any) -> None:
    """Keep a column's entries of those who stay; where it has none, a blank."""
    column = item[index]
    item[index] = [column[uid] if uid < len(column) else blank for uid in places]


def _renumber(item: StorageMap[tuple[int, int], bytes], index: int, places: Mapping[int, int]) -> None:
    """Keep the rows, and in them the entries, of those who stay, under their new uids."""
    rows = item.under(index)
    for key, _ in rows:
        del item[key]
    for (_, uid), row in rows:
        if uid in places:
            pairs = [(places[target], value) for target, value in pairs_of(row) if target in places]
            item[index, places[uid]] = row_of(pairs)
