"""Children and parents of a hotkey that is swapped for another one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tao_tui.devnet.economics.fixed import U64_MAX
from tao_tui.devnet.pallets.subtensor.children import MAX_CHILDREN, Lent, Map, in_order, replaced, store
from tao_tui.devnet.pallets.subtensor.state import SubtensorState
from tao_tui.devnet.pallets.subtensor.tally import Tally


def adopt(chain: SubtensorState, old: bytes, new: bytes, netuid: int, tally: Tally) -> None:
    """Give a hotkey's children and parents on a subnet, and the children it is to have, to another hotkey."""
    children = _without(chain.ChildKeys[old, netuid], old)
    parents = _without(chain.ParentKeys[old, netuid], old)
    tally.count(reads=2)
    _check(chain, old, children, parents)
    for child in sorted(children):
        store(chain.ParentKeys, child, netuid, replaced(list(chain.ParentKeys[child, netuid]), old, None))
    for parent in sorted(parents):
        chain.ChildKeys[parent, netuid] = replaced(list(chain.ChildKeys[parent, netuid]), old, None)
    chain.ChildKeys[old, netuid] = []
    chain.ParentKeys.pop((old, netuid))
    touched = len(children) + len(parents)
    tally.count(reads=touched, writes=touched + 2)
    if new in children or new in parents:
        raise chain.Error.InvalidChild()
    _swap_pending(chain, old, new, netuid, parents, tally)
    tally.count(reads=1, writes=1)
    _persist(chain.ChildKeys, chain.ParentKeys, new, netuid, children, tally)
    _persist(chain.ParentKeys, chain.ChildKeys, new, netuid, parents, tally)
    _rename_pending_child(chain, old, new, netuid, tally)


def _without(relations: Sequence[Lent], hotkey: bytes) -> dict[bytes, int]:
    return {who: part for part, who in relations if who != hotkey}


def _check(
    chain: SubtensorState, pivot: bytes, children: Mapping[bytes, int], parents: Mapping[bytes, int]
) -> None:
    """What must hold of a hotkey's relations."""
    if pivot in children:
        raise chain.Error.InvalidChild()
    if sum(children.values()) > U64_MAX:
        raise chain.Error.ProportionOverflow()
    if children.keys() & parents.keys():
        raise chain.Error.ChildParentInconsistency()


def _swap_pending(
    chain: SubtensorState, old: bytes, new: bytes, netuid: int, parents: Mapping[bytes, int], tally: Tally
) -> None:
    pending = chain.PendingChildKeys.get((netuid, old))
    if pending is None:
        return
    wanted = {child: part for part, child in pending[0]}
    if len(wanted) > MAX_CHILDREN and new not in wanted:
        raise chain.Error.TooManyChildren()
    _check(chain, new, wanted, parents)
    del chain.PendingChildKeys[netuid, old]
    chain.PendingChildKeys[netuid, new] = pending
    tally.count(reads=1, writes=2)


def _persist(
    mine: Map, theirs: Map, hotkey: bytes, netuid: int, relations: Mapping[bytes, int], tally: Tally
) -> None:
    """Make these a hotkey's relations on one side, and tell it to everybody on the other."""
    before = {who for _, who in mine[hotkey, netuid]}
    store(mine, hotkey, netuid, in_order(relations))
    for who in sorted(before | relations.keys()):
        store(theirs, who, netuid, replaced(list(theirs[who, netuid]), hotkey, relations.get(who)))
        tally.count(reads=1, writes=1)


def _rename_pending_child(chain: SubtensorState, old: bytes, new: bytes, netuid: int, tally: Tally) -> None:
    """Let others who are to have the old hotkey as a child have the new one; it comes last then."""
    for key, (children, due) in chain.PendingChildKeys.under(netuid):
        tally.count(reads=1)
        parts = [part for part, child in children if child == old]
        if parts:
            others = replaced(list(children), old, None)
            chain.PendingChildKeys[key] = ([*others, (parts[0], new)], due)
            tally.count(reads=1, writes=2)
