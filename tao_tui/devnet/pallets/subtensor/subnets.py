"""Making and unmaking subnets: what they cost, how they start, and what their people get when they end."""

from __future__ import annotations

from statistics import median_high, median_low

from tao_tui.devnet.economics.fixed import ONE_64, clamp_u64
from tao_tui.devnet.economics.pool import HALF
from tao_tui.devnet.economics.prices import lock_cost, lock_interval
from tao_tui.devnet.pallets.balances import Balances
from tao_tui.devnet.pallets.subtensor import market, neurons, positions, purse
from tao_tui.devnet.pallets.subtensor.children import lend_root_stake
from tao_tui.devnet.pallets.subtensor.claims import forget_subnet
from tao_tui.devnet.pallets.subtensor.keys import create_hotkey
from tao_tui.devnet.pallets.subtensor.mechanisms import forget_above
from tao_tui.devnet.pallets.subtensor.rate_limits import LAST_SUBNET
from tao_tui.devnet.pallets.subtensor.state import ROOT, SubtensorState
from tao_tui.devnet.pallets.subtensor.symbols import default_symbol
from tao_tui.devnet.pallets.swap import Swap

NEW_SUBNET_BURN = 1_000_000_000
NEW_SUBNET_IMMUNITY = 5_000
NEW_SUBNET_VALIDATORS = 64


def current_lock_cost(chain: SubtensorState) -> int:
    """What a new subnet costs now, rao."""
    interval = lock_interval(chain.NetworkLockReductionInterval.value, chain.BlockEmission.value)
    return lock_cost(
        chain.NetworkLastLockCost.value,
        chain.NetworkMinLockCost.value,
        interval,
        chain.block,
        chain.LastRateLimitedBlock[LAST_SUBNET],
    )


def median_price(chain: SubtensorState) -> int:
    """The median alpha price of all subnets, U64F64; 1 when there is none."""
    prices = [market.spot_price(chain, netuid) for netuid in chain.netuids() if netuid != ROOT]
    priced = [price for price in prices if price]
    return (median_low(priced) + median_high(priced)) // 2 if priced else ONE_64


def free_netuid(chain: SubtensorState) -> int:
    """The lowest netuid above root that is not in use."""
    netuid = 1
    while netuid in chain.NetworksAdded:
        netuid += 1
    return netuid


def open_subnet(chain: SubtensorState, netuid: int) -> None:
    """Give a netuid that is not in use the rules a new subnet begins with."""
    event = chain.Event
    chain.NetworksAdded[netuid] = True
    chain.TotalNetworks.value += 1
    chain.Tempo[netuid] = chain.InitialTempo.value
    chain.LastEpochBlock[netuid] = max(0, chain.block - netuid % chain.InitialTempo.value)
    chain.MaxAllowedUids[netuid] = chain.InitialMaxAllowedUids.value
    chain.MaxAllowedValidators[netuid] = NEW_SUBNET_VALIDATORS
    chain.MinAllowedWeights[netuid] = 1
    chain.ImmunityPeriod[netuid] = NEW_SUBNET_IMMUNITY
    chain.Yuma3On[netuid] = True
    chain.Burn[netuid] = NEW_SUBNET_BURN
    chain.NetworkRegistrationAllowed[netuid] = True
    chain.SubnetEmissionEnabled[netuid] = False
    chain.deposit_event(event.RegistrationAllowed(netuid, True))
    chain.deposit_event(event.MaxAllowedUidsSet(netuid, chain.MaxAllowedUids[netuid]))
    chain.deposit_event(event.MaxAllowedValidatorsSet(netuid, NEW_SUBNET_VALIDATORS))
    chain.deposit_event(event.MinAllowedWeightSet(netuid, 1))
    chain.deposit_event(event.ImmunityPeriodSet(netuid, NEW_SUBNET_IMMUNITY))


def settle_subnet(
    chain: SubtensorState, netuid: int, coldkey: bytes, hotkey: bytes, *, tao: int, alpha: int
) -> None:
    """Give an open subnet, whose pot holds its `tao`, its owner, its first neuron and its pool."""
    create_hotkey(chain, coldkey, hotkey)
    neurons.append(chain, netuid, hotkey)
    chain.SubnetMechanism[netuid] = 1
    chain.NetworkRegisteredAt[netuid] = chain.block
    chain.TokenSymbol[netuid] = default_symbol(netuid, set(chain.TokenSymbol.values()))
    chain.SubnetOwner[netuid] = coldkey
    chain.SubnetOwnerHotkey[netuid] = hotkey
    chain.SubnetLocked[netuid] = tao
    _open_pool(chain, netuid, tao, alpha)
    lend_root_stake(chain, netuid, hotkey)


def start(chain: SubtensorState, netuid: int) -> None:
    """Let the subnet trade at once and receive emission from the next block."""
    chain.FirstEmissionBlockNumber[netuid] = chain.block + 1
    chain.SubtokenEnabled[netuid] = True
    chain.deposit_event(chain.Event.FirstEmissionBlockNumberSet(netuid, chain.block + 1))


def subnet_to_prune(chain: SubtensorState) -> int | None:
    """The subnet out of immunity with the lowest moving price, the oldest of equals."""
    block, immunity = chain.block, chain.NetworkImmunityPeriod.value
    ranked = [
        (chain.SubnetMovingPrice[netuid], registered, netuid)
        for netuid, registered in chain.NetworkRegisteredAt.items()
        if netuid != ROOT and chain.NetworksAdded[netuid] and block - registered >= immunity
    ]
    return min(ranked)[2] if ranked else None


def dissolve(chain: SubtensorState, netuid: int) -> None:
    """End a subnet: its TAO is divided in proportion to alpha, and its storage is cleared.

    The pool holds alpha too, and what the chain bought for itself; their part of the TAO is recycled.
    """
    holders = _holders(chain, netuid)
    pot, tao = purse.subnet_account(netuid), chain.SubnetTAO[netuid]
    weights = [alpha for _, _, alpha in holders]
    *parts, _ = _largest_remainders(tao, [*weights, _protocol_alpha(chain, netuid)])
    for (hotkey, coldkey, alpha), part in zip(holders, parts, strict=True):
        positions.decrease(chain, hotkey, coldkey, netuid, alpha)
        purse.pay(chain, pot, coldkey, part)
    chain.TotalStake.value = clamp_u64(chain.TotalStake.value - tao)
    purse.burn(chain, pot, chain.pallet(Balances).free(pot))
    _forget(chain, netuid)
    chain.TotalNetworks.value -= 1
    chain.deposit_event(chain.Event.NetworkRemoved(netuid))


def _protocol_alpha(chain: SubtensorState, netuid: int) -> int:
    """Alpha nobody owns; the pool's does not count on subnets laid at genesis, older than that rule."""
    bought = chain.SubnetProtocolAlpha[netuid]
    return bought + chain.SubnetAlphaIn[netuid] if chain.NetworkRegisteredAt[netuid] > 0 else bought


def _open_pool(chain: SubtensorState, netuid: int, tao: int, alpha: int) -> None:
    chain.SubnetTAO[netuid] = tao
    chain.SubnetAlphaIn[netuid] = alpha
    chain.TotalStake.value += tao
    pallet = chain.pallet(Swap)
    pallet.SwapBalancer[netuid] = HALF
    pallet.PalSwapInitialized[netuid] = True


def _holders(chain: SubtensorState, netuid: int) -> list[tuple[bytes, bytes, int]]:
    """(hotkey, coldkey, alpha) of everybody who holds alpha of the subnet."""
    held = [key for key, _ in chain.AlphaV2.items() if key[2] == netuid]
    amounts = ((hot, cold, positions.stake_of(chain, hot, cold, netuid)) for hot, cold, _ in held)
    return [holder for holder in amounts if holder[2]]


def _largest_remainders(amount: int, weights: list[int]) -> list[int]:
    """Divide an amount in proportion to weights, the rao left over going to the largest remainders."""
    total = sum(weights)
    if not total:
        return [0] * len(weights)
    parts = [amount * weight // total for weight in weights]
    order = sorted(range(len(weights)), key=lambda at: (-(amount * weights[at] % total), at))
    for at in order[: amount - sum(parts)]:
        parts[at] += 1
    return parts


def _forget(chain: SubtensorState, netuid: int) -> None:
    """Remove every entry that belongs to the subnet."""
    forget_subnet(chain, netuid)
    forget_above(chain, netuid, 1)
    chain.clear_subnet(netuid)
    pallet = chain.pallet(Swap)
    for item in (pallet.FeeRate, pallet.SwapBalancer, pallet.PalSwapInitialized):
        item.pop(netuid)
