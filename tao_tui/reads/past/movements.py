"""What an extrinsic really moved for one account, read from the events of its block."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tao_tui.addresses import public_key_of
from tao_tui.errors import UsageError
from tao_tui.journal.movement import Kind, Movement

if TYPE_CHECKING:
    from tao_tui.chain.blocks.events import Event

_POOLS: Final = b"modlsubtensr"
"""What the keys of the accounts begin with that the chain keeps for subnets."""
_GIVEN_UP: Final[dict[str, Kind]] = {"AlphaBurned": "stake_destroyed", "AlphaRecycled": "stake_recycled"}


def movements_of(events: Sequence[Event], account: str) -> tuple[Movement, ...]:
    """Stake and TAO that `account` gained or gave, in the order of the events.

    TAO that goes to or comes from a pool is part of the trade and not told a second time; what is paid to
    others beside it is, as by a batch, or by a gift that changes its subnet.
    """
    stakes = [found for event in events if (found := _stake(event)) is not None]
    given_up = tuple(_given_up(events, account))
    if any(stake.coldkey == account for stake in stakes):
        beside = (paid for paid in _payments(events, account) if not _is_pool(paid.other))
        return (*_moved(stakes, account), *beside, *given_up)
    taken = () if stakes else tuple(_taken(events, account))  # older runtimes take what is staked so, too
    return (*_payments(events, account), *taken, *given_up)


@dataclass(frozen=True, slots=True)
class _Stake:
    """One `StakeAdded` or `StakeRemoved`, the pool's fee included."""

    added: bool
    coldkey: str
    hotkey: str
    tao: int
    alpha: int
    netuid: int

    def hands_to(self, other: _Stake) -> bool:
        """Whether these two are one stake that changed its keys; older runtimes take a pool's fee from it."""
        same = (self.tao, self.netuid) == (other.tao, other.netuid)
        changed = (self.coldkey, self.hotkey) != (other.coldkey, other.hotkey)
        return same and changed and other.added and not self.added


def _stake(event: Event) -> _Stake | None:
    if event.pallet != "SubtensorModule" or event.name not in ("StakeAdded", "StakeRemoved"):
        return None
    added = event.name == "StakeAdded"
    coldkey, hotkey, *figures = (event.get("", position) for position in range(6))
    tao, alpha, netuid, fee = (figure if isinstance(figure, int) else 0 for figure in figures)
    return _Stake(added, str(coldkey), str(hotkey), tao, alpha if added else alpha + fee, netuid)


def _moved(stakes: Sequence[_Stake], account: str) -> Iterator[Movement]:
    following = [*stakes[1:], None]
    arrived = False
    for stake, after in zip(stakes, following, strict=True):
        if arrived:
            arrived = False
        elif after is not None and stake.hands_to(after):
            arrived = True
            yield from _handed(stake, after, account)
        elif stake.coldkey == account and stake.added:
            yield Movement("stake_added", -stake.tao, stake.netuid, stake.alpha, stake.hotkey)
        elif stake.coldkey == account:
            yield Movement("stake_removed", stake.tao, stake.netuid, -stake.alpha, stake.hotkey)


def _handed(left: _Stake, arrived: _Stake, account: str) -> Iterator[Movement]:
    """Stake that changed its coldkey; with another hotkey alone nothing was gained or given."""
    if left.coldkey == arrived.coldkey:
        return
    if left.coldkey == account:
        yield Movement("stake_given", 0, left.netuid, -left.alpha, arrived.coldkey, left.tao)
    elif arrived.coldkey == account:
        yield Movement("stake_received", 0, left.netuid, arrived.alpha, left.coldkey, left.tao)


def _given_up(events: Sequence[Event], account: str) -> Iterator[Movement]:
    """Alpha burned or recycled, for which nothing is had."""
    for event in events:
        kind = _GIVEN_UP.get(event.name) if event.pallet == "SubtensorModule" else None
        if kind is None:
            continue
        coldkey, hotkey, alpha, netuid = (event.get("", position) for position in range(4))
        if coldkey == account and isinstance(alpha, int) and isinstance(netuid, int):
            yield Movement(kind, 0, netuid, -alpha, str(hotkey))


def _payments(events: Sequence[Event], account: str) -> Iterator[Movement]:
    for event in events:
        if (event.pallet, event.name) != ("Balances", "Transfer"):
            continue
        source, target, amount = event.get("from", 0), event.get("to", 1), event.get("amount", 2)
        if not isinstance(amount, int) or source == target:
            continue
        if source == account:
            yield Movement("paid", -amount, other=str(target))
        elif target == account:
            yield Movement("received", amount, other=str(source))


def _is_pool(address: str) -> bool:
    """Whether TAO of a subnet's pool is held there (opentensor/subtensor, `get_subnet_account_id`)."""
    try:
        return public_key_of(address).startswith(_POOLS)
    except UsageError:
        return False


_TAKES = {"Withdraw": 1, "Burned": 1, "Deposit": -1}
"""Events of Balances by which TAO leaves an account for nobody, or comes back from too high a fee."""


def _taken(events: Sequence[Event], account: str) -> Iterator[Movement]:
    """What the chain took beside the fee and recycled: the price of a key swap, of a slot on older runtimes.

    Nothing is told where no event tells the fee, which is taken the same way.
    """
    taken, fees = 0, []
    for event in events:
        who = event.get("who", 0)
        if (event.pallet, event.name) == ("TransactionPayment", "TransactionFeePaid"):
            fee = event.get("actual_fee", 1)
            fees.append(fee if who == account and isinstance(fee, int) else 0)
        elif event.pallet == "Balances" and event.name in _TAKES and who == account:
            amount = event.get("amount", 1)
            taken += _TAKES[event.name] * amount if isinstance(amount, int) else 0
    recycled = taken - sum(fees)
    if fees and recycled > 0:
        yield Movement("paid", -recycled)
