"""The block step: registration prices fall, TAO and alpha are minted into subnets, and due epochs run."""

from __future__ import annotations

from tao_tui.devnet.economics.emission import block_emission
from tao_tui.devnet.economics.prices import burn_decay, decayed_burn
from tao_tui.devnet.pallets.balances import Balances
from tao_tui.devnet.pallets.subtensor.children import apply_pending
from tao_tui.devnet.pallets.subtensor.claims import claim_in_turn
from tao_tui.devnet.pallets.subtensor.distribution import Payout, distribute, take_pots
from tao_tui.devnet.pallets.subtensor.lock_power import change_owner_if_due
from tao_tui.devnet.pallets.subtensor.minting import emit, move_averages
from tao_tui.devnet.pallets.subtensor.neurons import hotkeys_of
from tao_tui.devnet.pallets.subtensor.schedule import close_slot, epoch_is_due
from tao_tui.devnet.pallets.subtensor.state import ROOT, SubtensorState
from tao_tui.devnet.pallets.system import System


def block_step(chain: SubtensorState, block: int) -> None:
    """Everything the pallet does at the start of a block, in the chain's order."""
    _update_prices(chain, block)
    subnets = [netuid for netuid in chain.netuids() if netuid != ROOT]
    emission = block_emission(chain.pallet(Balances).TotalIssuance.value)
    if chain.BlockEmission.value != emission:
        chain.BlockEmission.value = emission
    receiving = [netuid for netuid in subnets if _receives(chain, netuid)]
    emit(chain, receiving, emission)
    for netuid, payout in _due_payouts(chain, block, subnets).items():
        distribute(chain, netuid, payout)
        chain.LastMechansimStepBlock[netuid] = block
    move_averages(chain, block, receiving)
    if chain.PendingChildKeys.data:
        for netuid in chain.netuids():
            if chain.LastEpochBlock[netuid] == block:
                apply_pending(chain, netuid, block)
    claim_in_turn(chain, chain.pallet(System).ParentHash.value)
    issuance = chain.pallet(Balances).TotalIssuance.value
    if chain.TotalIssuance.value != issuance:
        chain.TotalIssuance.value = issuance


def _update_prices(chain: SubtensorState, block: int) -> None:
    """Let registration prices decay and reset the counters of the last block."""
    for netuid in list(chain.RegistrationsThisBlock.data):
        del chain.RegistrationsThisBlock[netuid]
    if block <= 1:
        return
    netuids = chain.netuids()
    items = (chain.Burn, chain.BurnHalfLife, chain.MinBurn, chain.MaxBurn)
    columns = [item.column(netuids) for item in items]
    for netuid, burn, half_life, least, most in zip(netuids, *columns, strict=True):
        new = decayed_burn(burn, burn_decay(half_life), least, most)
        if new != burn:
            chain.Burn[netuid] = new


def _receives(chain: SubtensorState, netuid: int) -> bool:
    """Whether a subnet takes part in emission."""
    started = netuid in chain.FirstEmissionBlockNumber and chain.SubtokenEnabled[netuid]
    return started and chain.NetworkRegistrationAllowed[netuid]


def _due_payouts(chain: SubtensorState, block: int, subnets: list[int]) -> dict[int, Payout]:
    """Empty the pots of the subnets whose epoch runs now, as many as a block allows; defer the others."""
    due: dict[int, Payout] = {}
    for netuid in subnets:
        chain.BlocksSinceLastStep[netuid] += 1
        if not epoch_is_due(chain, netuid, block):
            continue
        if len(due) >= chain.MaxEpochsPerBlock.value:
            chain.PendingEpochAt[netuid] = block + 1
            chain.deposit_event(
                chain.Event.EpochDeferred(netuid=netuid, from_block=block, to_block=block + 1)
            )
            continue
        hotkeys = hotkeys_of(chain, netuid)
        if len(set(hotkeys)) == len(hotkeys):
            chain.BlocksSinceLastStep[netuid] = 0
            due[netuid] = take_pots(chain, netuid)
            change_owner_if_due(chain, netuid)
        else:
            chain.deposit_event(chain.Event.EpochSkipped(netuid=netuid, block=block))
        close_slot(chain, netuid, block)
    return due
