"""Lays subnets and the root network into storage."""

from __future__ import annotations

from collections.abc import Iterable

from tao_tui.amounts import RAO_PER_TAO
from tao_tui.devnet.frame.runtime import Runtime
from tao_tui.devnet.frame.storage import StorageMap
from tao_tui.devnet.genesis.plan import Neuron, RootSeat, SubnetPlan
from tao_tui.devnet.pallets.governance import SenateMembers
from tao_tui.devnet.pallets.subtensor.claims import give_a_turn
from tao_tui.devnet.pallets.subtensor.keys import create_hotkey
from tao_tui.devnet.pallets.subtensor.module import SubtensorModule
from tao_tui.devnet.pallets.subtensor.positions import increase
from tao_tui.devnet.pallets.subtensor.state import ROOT, SubtensorState
from tao_tui.devnet.pallets.subtensor.storage.subnet import ROOT_SYMBOL
from tao_tui.devnet.pallets.subtensor.types import AxonInfo, SubnetIdentityV3

ROOT_SEATS = 64
"""Validators the root network has room for."""
SET_AT = 1
"""Block at which laid weights count as set: weights must be younger than registrations, made at block 0."""
IPV4 = 4


def lay_root(runtime: Runtime, seats: Iterable[RootSeat]) -> None:
    """Register validators on root, stake for them, and seat the senators among them."""
    chain, senate = runtime.pallet(SubtensorModule), runtime.pallet(SenateMembers)
    chain.NetworksAdded[ROOT] = True
    chain.Tempo[ROOT] = 100
    chain.MaxAllowedUids[ROOT] = ROOT_SEATS
    chain.MaxAllowedValidators[ROOT] = ROOT_SEATS
    chain.MaxRegistrationsPerBlock[ROOT] = 10
    chain.TargetRegistrationsPerInterval[ROOT] = 10
    chain.NetworkPowRegistrationAllowed[ROOT] = False
    chain.SubtokenEnabled[ROOT] = True
    chain.TokenSymbol[ROOT] = ROOT_SYMBOL
    chain.SubnetIdentitiesV3[ROOT] = SubnetIdentityV3(b"root", description=b"Where TAO is staked as TAO")
    seats = list(seats)
    lay_neurons(chain, ROOT, [Neuron(seat.hotkey, seat.coldkey) for seat in seats])
    for seat in seats:
        chain.Delegates[seat.hotkey] = seat.take
        increase(chain, seat.hotkey, seat.coldkey, ROOT, seat.stake_rao)
        give_a_turn(chain, seat.coldkey)
        if seat.senator:
            senate.insert(seat.hotkey)


def lay_subnet(chain: SubtensorState, plan: SubnetPlan) -> None:
    """Write one subnet: market, rules, identity, neurons and the weights already set."""
    netuid = plan.netuid
    chain.NetworksAdded[netuid] = True
    chain.SubnetMechanism[netuid] = 1
    chain.SubnetOwner[netuid] = plan.owner
    chain.SubnetOwnerHotkey[netuid] = plan.neurons[0].hotkey
    chain.SubnetIdentitiesV3[netuid] = SubnetIdentityV3(
        plan.name.encode(), description=plan.description.encode()
    )
    chain.TokenSymbol[netuid] = plan.symbol.encode()
    chain.FirstEmissionBlockNumber[netuid] = 1
    chain.SubtokenEnabled[netuid] = True
    chain.SubnetTAO[netuid] = plan.tao_rao
    chain.SubnetAlphaIn[netuid] = plan.tao_rao * RAO_PER_TAO // plan.price_rao
    chain.SubnetMovingPrice[netuid] = (plan.price_rao << 32) // RAO_PER_TAO
    chain.SubnetLocked[netuid] = 1_000 * RAO_PER_TAO
    chain.Tempo[netuid] = plan.tempo
    chain.MaxAllowedUids[netuid] = plan.max_uids
    chain.MaxAllowedValidators[netuid] = plan.max_validators
    chain.MinAllowedWeights[netuid] = 1
    chain.Burn[netuid] = plan.burn_rao
    for item, value in plan.settings.items():
        storage = getattr(chain, item)
        assert isinstance(storage, StorageMap), item
        storage[netuid] = value
    lay_neurons(chain, netuid, plan.neurons)
    for uid, row in plan.weights.items():
        chain.Weights[netuid, uid] = row


def lay_neurons(chain: SubtensorState, netuid: int, neurons: Iterable[Neuron]) -> None:
    """Register neurons in uid order with empty score columns."""
    count = 0
    for uid, neuron in enumerate(neurons):
        hotkey = neuron.hotkey
        create_hotkey(chain, neuron.coldkey, hotkey)
        chain.Keys[netuid, uid] = hotkey
        chain.Uids[netuid, hotkey] = uid
        chain.IsNetworkMember[hotkey, netuid] = True
        chain.BlockAtRegistration[netuid, uid] = 0
        increase(chain, hotkey, neuron.coldkey, netuid, neuron.alpha_rao)
        if neuron.serves:
            chain.Axons[netuid, hotkey] = AxonInfo(1, 1_000, _documentation_ip(netuid, uid), 8091, IPV4)
        count = uid + 1
    chain.SubnetworkN[netuid] = count
    chain.LastUpdate[netuid] = [SET_AT] * count
    for column in (
        chain.Consensus,
        chain.Incentive,
        chain.Dividends,
        chain.ValidatorTrust,
        chain.StakeWeight,
    ):
        column[netuid] = [0] * count
    chain.Emission[netuid] = [0] * count
    chain.Active[netuid] = [True] * count
    chain.ValidatorPermit[netuid] = [False] * count


def _documentation_ip(netuid: int, uid: int) -> int:
    """An address of 198.18.0.0/15, the block set aside for tests of networks."""
    return (198 << 24) | (18 << 16) | (netuid % 256 << 8) | (uid % 256)
