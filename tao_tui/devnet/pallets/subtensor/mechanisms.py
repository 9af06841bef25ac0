"""A subnet's incentive mechanisms: each has weights, bonds, incentives and updates of its own.

They are stored under an index made of the subnet and the mechanism, which for the first is the netuid.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from tao_tui.devnet.frame.storage import StorageMap
from tao_tui.devnet.pallets.subtensor.state import SubtensorState

MOST_SUBNETS: Final = 4096
MOST_MECHANISMS: Final = 16
CHANGE_BLOCKS: Final = 7_200
"""Blocks an owner waits between two changes of the number of mechanisms, and of how emission is split."""
COUNT_CHANGE: Final = 7
SPLIT_CHANGE: Final = 8
"""The numbers of these changes among rate-limited transactions."""
_U16: Final = 65_535


def index_of(netuid: int, mecid: int) -> int:
    """The number what a mechanism keeps is stored under."""
    return netuid + MOST_SUBNETS * mecid


def indexes(chain: SubtensorState, netuid: int) -> list[int]:
    """The indexes of all of a subnet's mechanisms."""
    return [index_of(netuid, mecid) for mecid in range(chain.MechanismCountCurrent[netuid])]


def require(chain: SubtensorState, netuid: int, mecid: int) -> None:
    """`MechanismDoesNotExist` unless the subnet and the mechanism do."""
    if not chain.NetworksAdded[netuid] or mecid >= chain.MechanismCountCurrent[netuid]:
        raise chain.Error.MechanismDoesNotExist()


def require_room(chain: SubtensorState, uids: int, count: int) -> None:
    """`TooManyUIDsPerMechanism` when all mechanisms together would have more neurons than a subnet may."""
    if uids * count > chain.InitialMaxAllowedUids.value:
        raise chain.Error.TooManyUIDsPerMechanism()


def set_count(chain: SubtensorState, netuid: int, count: int) -> None:
    """Give a subnet so many mechanisms; those above lose everything, and emission is split evenly again."""
    require(chain, netuid, 0)
    if not 0 < count <= chain.MaxMechanismCount.value:
        raise chain.Error.InvalidValue()
    require_room(chain, chain.MaxAllowedUids[netuid], count)
    if count != chain.MechanismCountCurrent[netuid]:
        forget_above(chain, netuid, count)
        chain.MechanismCountCurrent[netuid] = count
        chain.MechanismEmissionSplit.pop(netuid)


def set_split(chain: SubtensorState, netuid: int, split: Sequence[int] | None) -> None:
    """Divide a subnet's emission among its mechanisms in shares of 65535; None divides it evenly."""
    require(chain, netuid, 0)
    if split is None:
        chain.MechanismEmissionSplit.pop(netuid)
        return
    if not 0 < len(split) <= chain.MechanismCountCurrent[netuid] or sum(split) != _U16:
        raise chain.Error.InvalidValue()
    chain.MechanismEmissionSplit[netuid] = split


def forget_above(chain: SubtensorState, netuid: int, count: int) -> None:
    """Remove what mechanisms from number `count` on keep."""
    for mecid in range(count, chain.MechanismCountCurrent[netuid]):
        index = index_of(netuid, mecid)
        for column in (chain.Incentive, chain.LastUpdate):
            column.pop(index)
        rows: tuple[StorageMap[Any, Any], ...] = (chain.Weights, chain.Bonds, chain.WeightCommits)
        for item in rows:
            for key, _ in item.under(index):
                item.pop(key)


def last_update(chain: SubtensorState, index: int) -> list[int]:
    """When each neuron last updated, zeros where a mechanism has not heard of it."""
    known = list(chain.LastUpdate[index])
    return known + [0] * (chain.SubnetworkN[index % MOST_SUBNETS] - len(known))


def note_update(chain: SubtensorState, index: int, uid: int) -> None:
    """Note that a neuron updates now."""
    column = last_update(chain, index)
    column[uid] = chain.block
    chain.LastUpdate[index] = column
