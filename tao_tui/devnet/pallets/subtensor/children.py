"""Lending stake: a hotkey's children vote with part of its stake, and share what they earn with it."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from contextlib import suppress

from tao_tui.devnet.economics.fixed import U64_MAX
from tao_tui.devnet.frame.errors import DispatchFailure
from tao_tui.devnet.frame.storage import StorageMap
from tao_tui.devnet.pallets.subtensor import market, neurons
from tao_tui.devnet.pallets.subtensor.keys import owns
from tao_tui.devnet.pallets.subtensor.staking_rules import require_subnet
from tao_tui.devnet.pallets.subtensor.state import ROOT, SubtensorState

MAX_CHILDREN = 5
Lent = tuple[int, bytes]
"""A proportion of u64::MAX and a hotkey."""
Map = StorageMap[tuple[bytes, int], Sequence[Lent]]


SET_CHILDREN_BLOCKS = 150
"""Least blocks between two changes of a hotkey's children on a subnet."""


class Kind(enum.IntEnum):
    """Rate-limited transactions by the number they are kept under."""

    SET_CHILDREN = 0
    SET_CHILDKEY_TAKE = 1


def propose(chain: SubtensorState, coldkey: bytes, hotkey: bytes, netuid: int, lent: Sequence[Lent]) -> None:
    """Check new children and let them wait, or take effect at once where the subnet has not started."""
    if too_soon(chain, hotkey, netuid, Kind.SET_CHILDREN, SET_CHILDREN_BLOCKS):
        raise chain.Error.TxRateLimitExceeded()
    if netuid == ROOT:
        raise chain.Error.RegistrationNotPermittedOnRootSubnet()
    require_subnet(chain, netuid)
    require_owner(chain, coldkey, hotkey)
    if len({child for _, child in lent}) < len(lent):
        raise chain.Error.DuplicateChild()
    check_children(chain, hotkey, netuid, lent)
    owner = chain.SubnetOwnerHotkey.get(netuid) == hotkey
    if lent and not owner and total_stake(chain, hotkey) < chain.StakeThreshold.value:
        raise chain.Error.NotEnoughStakeToSetChildkeys()
    chain.TransactionKeyLastBlock[hotkey, netuid, Kind.SET_CHILDREN.value] = chain.block
    if not chain.SubtokenEnabled[netuid]:
        set_children(chain, hotkey, netuid, lent)
        return
    due = chain.block + chain.PendingChildKeyCooldown.value
    chain.PendingChildKeys[netuid, hotkey] = (list(lent), due)
    chain.deposit_event(chain.Event.SetChildrenScheduled(hotkey, netuid, due, list(lent)))


def lend_root_stake(chain: SubtensorState, netuid: int, hotkey: bytes) -> None:
    """Make a new subnet's owner the only child of every root validator that does not object."""
    for validator in neurons.hotkeys_of(chain, ROOT):
        if validator != hotkey and chain.AutoParentDelegationEnabled[validator]:
            # One that may not lend just now is passed over.
            with suppress(DispatchFailure), chain.runtime.layer():
                propose(chain, chain.Owner[validator], validator, netuid, [(U64_MAX, hotkey)])


def too_soon(chain: SubtensorState, hotkey: bytes, netuid: int, kind: Kind, blocks: int) -> bool:
    """Whether the last transaction of its kind is less than so many blocks ago."""
    last = chain.TransactionKeyLastBlock[hotkey, netuid, kind.value]
    return last != 0 and chain.block - last < blocks


def require_owner(chain: SubtensorState, coldkey: bytes, hotkey: bytes) -> None:
    """`NonAssociatedColdKey` unless the coldkey owns the hotkey."""
    if not owns(chain, coldkey, hotkey):
        raise chain.Error.NonAssociatedColdKey()


def check_children(chain: SubtensorState, hotkey: bytes, netuid: int, children: Sequence[Lent]) -> None:
    """Whether a hotkey may have these children, with the chain's error if not."""
    lent = {child: proportion for proportion, child in children}
    if hotkey in lent:
        raise chain.Error.InvalidChild()
    if len(lent) > MAX_CHILDREN:
        raise chain.Error.TooManyChildren()
    if sum(lent.values()) > U64_MAX:
        raise chain.Error.ProportionOverflow()
    if any(parent in lent for _, parent in chain.ParentKeys[hotkey, netuid]):
        raise chain.Error.ChildParentInconsistency()


def set_children(chain: SubtensorState, hotkey: bytes, netuid: int, children: Sequence[Lent]) -> None:
    """Make these a hotkey's children, unless one of them became its parent meanwhile."""
    lent = {child: proportion for proportion, child in children if child != hotkey}
    if any(parent in lent for _, parent in chain.ParentKeys[hotkey, netuid]):
        return
    before = {child for _, child in chain.ChildKeys[hotkey, netuid]}
    store(chain.ChildKeys, hotkey, netuid, in_order(lent))
    for child in sorted(before | set(lent)):
        parents = [(part, parent) for part, parent in chain.ParentKeys[child, netuid]]
        store(chain.ParentKeys, child, netuid, replaced(parents, hotkey, lent.get(child)))
    parents_of_it = {parent: part for part, parent in chain.ParentKeys[hotkey, netuid]}
    store(chain.ParentKeys, hotkey, netuid, in_order(parents_of_it))
    chain.deposit_event(chain.Event.SetChildren(hotkey, netuid, list(children)))


def apply_pending(chain: SubtensorState, netuid: int, block: int) -> None:
    """After a subnet's epoch: children whose wait is over, or whose subnet has not started, take effect."""
    started = chain.SubtokenEnabled[netuid]
    for key, (children, due) in chain.PendingChildKeys.under(netuid):
        if due < block or not started:
            set_children(chain, key[1], netuid, children)
            del chain.PendingChildKeys[key]


def forget_pending_of_the_poor(chain: SubtensorState, hotkey: bytes) -> None:
    """Drop the children a hotkey was to have once its stake is under the threshold."""
    if chain.PendingChildKeys and total_stake(chain, hotkey) < chain.StakeThreshold.value:
        for netuid in chain.netuids():
            chain.PendingChildKeys.pop((netuid, hotkey))


def total_stake(chain: SubtensorState, hotkey: bytes) -> int:
    """Everything staked on a hotkey at spot prices, rao of TAO."""
    held = ((chain.TotalHotkeyAlpha[hotkey, netuid], netuid) for netuid in chain.netuids())
    return sum(alpha * market.spot_price(chain, netuid) for alpha, netuid in held if alpha) >> 64


def childkey_take(chain: SubtensorState, hotkey: bytes, netuid: int) -> int:
    """What a child keeps of its parents' part, of 65535."""
    return max(chain.ChildkeyTake[hotkey, netuid], least_childkey_take(chain, netuid))


def least_childkey_take(chain: SubtensorState, netuid: int) -> int:
    """The least a child may keep, of 65535."""
    return max(chain.MinChildkeyTake.value, chain.MinChildkeyTakePerSubnet[netuid])


def in_order(lent: Mapping[bytes, int]) -> list[Lent]:
    """Relations as the chain stores them once it has rewritten them: by hotkey."""
    return [(lent[hotkey], hotkey) for hotkey in sorted(lent)]


def replaced(relations: list[Lent], hotkey: bytes, proportion: int | None) -> list[Lent]:
    """Relations with one changed, added at the end, or (for None) removed."""
    if proportion is None:
        return [lent for lent in relations if lent[1] != hotkey]
    if all(who != hotkey for _, who in relations):
        return [*relations, (proportion, hotkey)]
    return [(proportion, who) if who == hotkey else (part, who) for part, who in relations]


def store(item: Map, hotkey: bytes, netuid: int, relations: Sequence[Lent]) -> None:
    """Write a hotkey's relations; none are not stored."""
    if relations:
        item[hotkey, netuid] = list(relations)
    else:
        item.pop((hotkey, netuid))
