"""Handing everything a coldkey has to another one, announced long enough before that a thief is noticed."""

from __future__ import annotations

from tao_tui.devnet.frame.call import Call
from tao_tui.devnet.frame.declare import ErrorArm
from tao_tui.devnet.pallets.balances import Balances
from tao_tui.devnet.pallets.subtensor import claims, lock_moves, positions, purse
from tao_tui.devnet.pallets.subtensor.keys import hotkey_exists
from tao_tui.devnet.pallets.subtensor.rate_limits import RateLimitKey
from tao_tui.devnet.pallets.subtensor.state import ROOT, SubtensorState

WHILE_ANNOUNCED = (
    "announce_coldkey_swap",
    "swap_coldkey_announced",
    "dispute_coldkey_swap",
    "clear_coldkey_swap_announcement",
)
"""The only calls of this pallet that an account with an announced swap may make."""


def refusal(chain: SubtensorState, who: bytes, call: Call) -> ErrorArm | None:
    """The error of a call that an announced or disputed swap forbids, or None."""
    if who not in chain.ColdkeySwapAnnouncements:
        return None
    if who in chain.ColdkeySwapDisputes:
        return chain.Error.ColdkeySwapDisputed
    allowed = call.is_(chain.name, *WHILE_ANNOUNCED) or call.is_("MevShield", "submit_encrypted")
    return None if allowed else chain.Error.ColdkeySwapAnnounced


def charge(chain: SubtensorState, coldkey: bytes, cost: int) -> None:
    """Recycle the price of a swap."""
    if purse.spendable(chain, coldkey) < cost:
        raise chain.Error.NotEnoughBalanceToPaySwapColdKey()
    balances = chain.pallet(Balances)
    balances.withdraw(coldkey, cost, keep_alive=False)
    balances.TotalIssuance.value -= cost


def swap(chain: SubtensorState, old: bytes, new: bytes) -> None:
    """Give a coldkey's identity, subnets, stake, hotkeys, locks and TAO to one that has no stake yet."""
    if chain.StakingHotkeys[new]:
        raise chain.Error.ColdKeyAlreadyAssociated()
    if hotkey_exists(chain, new):
        raise chain.Error.NewColdKeyIsHotkey()
    if new not in chain.IdentitiesV2 and (identity := chain.IdentitiesV2.pop(old)) is not None:
        chain.IdentitiesV2[new] = identity
    for netuid in chain.netuids():
        if chain.SubnetOwner[netuid] == old:
            chain.SubnetOwner[netuid] = new
        _hand_over_auto_stake(chain, netuid, old, new)
        _hand_over_stake(chain, netuid, old, new)
    chain.StakingHotkeys[new] = list(chain.StakingHotkeys.pop(old) or [])
    owned = list(chain.OwnedHotkeys.pop(old) or [])
    for hotkey in owned:
        chain.Owner[hotkey] = new
    chain.OwnedHotkeys[new] = [*chain.OwnedHotkeys[new], *owned]
    lock_moves.follow_coldkey(chain, old, new)
    rest = purse.whole(chain, old)
    if rest:
        purse.pay(chain, old, new, rest)
    chain.LastRateLimitedBlock[RateLimitKey.LastTxBlock(new)] = chain.block
    chain.deposit_event(chain.Event.ColdkeySwapped(old_coldkey=old, new_coldkey=new))


def _hand_over_auto_stake(chain: SubtensorState, netuid: int, old: bytes, new: bytes) -> None:
    hotkey = chain.AutoStakeDestination.pop((old, netuid))
    if hotkey is not None:
        chain.AutoStakeDestination[new, netuid] = hotkey
        others = [who for who in chain.AutoStakeDestinationColdkeys[hotkey, netuid] if who not in (old, new)]
        chain.AutoStakeDestinationColdkeys[hotkey, netuid] = [*others, new]


def _hand_over_stake(chain: SubtensorState, netuid: int, old: bytes, new: bytes) -> None:
    for hotkey in chain.StakingHotkeys[old]:
        alpha = positions.stake_of(chain, hotkey, old, netuid)
        positions.decrease(chain, hotkey, old, netuid, alpha)
        positions.increase(chain, hotkey, new, netuid, alpha)
        if positions.stake_of(chain, hotkey, new, netuid):
            claims.hand_over_claimed(chain, netuid, (hotkey, old), (hotkey, new))
            if netuid == ROOT:
                claims.give_a_turn(chain, new)
    if netuid == ROOT:
        claims.end_turns_without_root(chain, old)
