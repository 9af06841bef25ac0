"""Paying out an epoch: owner cut, incentive to miners, dividends to validators and to those behind them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from tao_tui.devnet.economics.fixed import U16_MAX, div32, mul32
from tao_tui.devnet.frame.errors import DispatchFailure
from tao_tui.devnet.pallets.subtensor import claims, locks, neurons, positions
from tao_tui.devnet.pallets.subtensor.dividends import pro_rata, recycle, split, with_parents
from tao_tui.devnet.pallets.subtensor.epoch import step
from tao_tui.devnet.pallets.subtensor.state import SubtensorState
from tao_tui.devnet.pallets.subtensor.types import RecycleOrBurn


@dataclass(frozen=True, slots=True)
class Payout:
    """What piled up for a subnet since its last epoch, rao of alpha."""

    server: int
    validator: int
    root: int
    owner: int


def take_pots(chain: SubtensorState, netuid: int) -> Payout:
    """Empty the pots of a subnet."""
    payout = Payout(
        chain.PendingServerEmission[netuid],
        chain.PendingValidatorEmission[netuid],
        chain.PendingRootAlphaDivs[netuid],
        chain.PendingOwnerCut[netuid],
    )
    for pot in (
        chain.PendingServerEmission,
        chain.PendingValidatorEmission,
        chain.PendingRootAlphaDivs,
        chain.PendingOwnerCut,
    ):
        pot[netuid] = 0
    return payout


def distribute(chain: SubtensorState, netuid: int, payout: Payout) -> None:
    """Run the subnet's epoch and pay everybody."""
    hotkeys = neurons.hotkeys_of(chain, netuid)
    result = step(chain, netuid, payout.server + payout.validator + payout.root)
    incentives = dict(zip(hotkeys, result.server_emission.tolist(), strict=True))
    earned = dict(zip(hotkeys, result.validator_emission.tolist(), strict=True))
    validator = payout.validator
    if not any(incentives.values()):
        validator += payout.server
    # Dividends are divided by the stake that earned them, before anybody's stake grows by being paid.
    alpha, root = split(chain, netuid, with_parents(chain, netuid, earned))
    _pay_owner(chain, netuid, payout.owner)
    _pay_miners(chain, netuid, incentives)
    _pay_alpha_dividends(chain, netuid, pro_rata(validator, alpha))
    pay_root_dividends(chain, netuid, pro_rata(payout.root, root))


def _pay_owner(chain: SubtensorState, netuid: int, amount: int) -> None:
    hotkey, coldkey = chain.SubnetOwnerHotkey.get(netuid), chain.SubnetOwner.get(netuid)
    if hotkey is not None and coldkey is not None:
        _credit(chain, hotkey, coldkey, netuid, amount)
        if chain.OwnerCutAutoLockEnabled[netuid]:
            held = locks.lock_of(chain, coldkey, netuid)
            with suppress(DispatchFailure):  # A cut of nothing.
                locks.lock_stake(chain, coldkey, netuid, held.hotkey if held else hotkey, amount)


def _pay_miners(chain: SubtensorState, netuid: int, incentives: Mapping[bytes, int]) -> None:
    """Stake incentives where the miners' owners want them; the subnet owner's own are withheld and noted."""
    withheld_from = set(neurons.owner_hotkeys(chain, netuid))
    withheld = 0
    for hotkey in sorted(hotkey for hotkey, amount in incentives.items() if amount):
        amount, owner = incentives[hotkey], chain.Owner[hotkey]
        if hotkey in withheld_from:
            withheld += amount
            continue
        wanted = chain.AutoStakeDestination.get((owner, netuid))
        if wanted is not None:
            chain.deposit_event(chain.Event.AutoStakeAdded(netuid, wanted, hotkey, owner, amount))
        _credit(chain, wanted or hotkey, owner, netuid, amount)
    if withheld and chain.RecycleOrBurn[netuid] is RecycleOrBurn.Recycle:
        recycle(chain, netuid, withheld)
    chain.MinerBurned[netuid] = div32(withheld << 32, sum(incentives.values()) << 32)


def _pay_alpha_dividends(chain: SubtensorState, netuid: int, dividends: Mapping[bytes, int]) -> None:
    """The delegate's take to its owner, the rest to everybody who stakes on the hotkey."""
    paid: dict[bytes, int] = {}
    for hotkey, dividend in dividends.items():
        rest = _pay_take(chain, netuid, hotkey, dividend)
        positions.reward(chain, hotkey, netuid, rest)
        if rest:
            paid[hotkey] = rest
        chain.TotalHotkeyAlphaLastEpoch[hotkey, netuid] = chain.TotalHotkeyAlpha[hotkey, netuid]
    for key, _ in chain.AlphaDividendsPerSubnet.under(netuid):
        if key[1] not in paid:
            del chain.AlphaDividendsPerSubnet[key]
    for hotkey, rest in paid.items():
        chain.AlphaDividendsPerSubnet[netuid, hotkey] = rest


def pay_root_dividends(chain: SubtensorState, netuid: int, dividends: Mapping[bytes, int]) -> None:
    """The delegate's take in alpha to its owner; the rest waits for those who stake on root to claim it."""
    chain.RootAlphaDividendsPerSubnet.clear_under(netuid)
    for hotkey, dividend in dividends.items():
        rest = _pay_take(chain, netuid, hotkey, dividend)
        if rest:
            claims.credit(chain, hotkey, netuid, rest)
            chain.RootAlphaDividendsPerSubnet[netuid, hotkey] = rest


def _pay_take(chain: SubtensorState, netuid: int, hotkey: bytes, dividend: int) -> int:
    """Pay the owner's take of a U96F32 dividend; answers the rest in rao."""
    take = mul32(div32(chain.Delegates[hotkey] << 32, U16_MAX << 32), dividend)
    _credit(chain, hotkey, chain.Owner[hotkey], netuid, take >> 32)
    return (dividend - take) >> 32


def _credit(chain: SubtensorState, hotkey: bytes, coldkey: bytes, netuid: int, amount: int) -> None:
    if amount:
        positions.increase(chain, hotkey, coldkey, netuid, amount)
        positions.note_staking(chain, hotkey, coldkey)
