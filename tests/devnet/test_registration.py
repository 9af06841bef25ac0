"""Registration: the price and who gets it, whose place is taken, subnets and takes."""

from __future__ import annotations

import pytest

from tao_tui.devnet.frame.validity import InvalidTransaction
from tao_tui.devnet.pallets.governance import SenateMembers
from tao_tui.devnet.pallets.subtensor.neurons import prune_candidate
from tao_tui.devnet.pallets.subtensor.positions import stake_of
from tao_tui.devnet.pallets.subtensor.rows import pairs_of, row_of
from tao_tui.devnet.pallets.subtensor.stake_weight import stake_columns, stake_weight
from tao_tui.devnet.pallets.subtensor.state import ROOT
from tao_tui.devnet.pallets.subtensor.types import AxonInfo
from tests.devnet.founding import ALICE, AUTHOR, BOB, HOT, OWNER, OWNER_HOT, TAO, World, key


@pytest.fixture
def world() -> World:
    """One subnet of 1,000 TAO and 10,000 alpha; registering costs 1 TAO."""
    made = World()
    made.subnet()
    return made


def test_registration_burns_alpha_bought_with_the_price(world: World) -> None:
    """The pool keeps the TAO, nobody the alpha, the fee is the author's, the next one pays 1.26 times."""
    world.call(ALICE, "burned_register", netuid=1, hotkey=HOT)
    chain = world.chain
    bought = 10_000 * TAO * 999_496_453 // (1_000 * TAO + 999_496_453)
    assert world.balances.free(ALICE) == 9_999 * TAO
    assert world.balances.free(AUTHOR) == 10_000 * TAO + 503_547
    assert chain.SubnetTAO[1] == 1_000 * TAO + 999_496_453
    assert chain.SubnetAlphaIn[1] == 10_000 * TAO - bought
    assert chain.SubnetAlphaOut[1] == 0
    assert chain.Burn[1] == 1_260_000_000
    assert chain.RAORecycledForRegistration[1] == TAO
    assert chain.Uids[1, HOT] == 1
    assert chain.Keys[1, 1] == HOT
    assert chain.Owner[HOT] == ALICE
    assert [len(column[1]) for column in (chain.Active, chain.Emission, chain.LastUpdate)] == [2, 2, 2]
    assert world.events("NeuronRegistered") == [(1, 1, HOT)]
    world.check_books()


def test_price_decays_block_by_block(world: World) -> None:
    """(1e9 * 4286705684) >> 32 for a half life of 360 blocks; never in the first block."""
    world.runtime.run_to(1)
    assert world.chain.Burn[1] == TAO
    world.runtime.run_to(2)
    assert world.chain.Burn[1] == 998_076_443


def test_limit_protects_from_a_price_that_rose(world: World) -> None:
    """One rao too little is refused before anything else happens."""
    limit = {"netuid": 1, "hotkey": HOT}
    world.fails(
        "SubtensorModule.RegistrationPriceLimitExceeded",
        ALICE,
        "register_limit",
        **limit,
        limit_price=TAO - 1,
    )
    world.call(ALICE, "register_limit", **limit, limit_price=TAO)
    assert (1, HOT) in world.chain.Uids


def test_refused_registrations(world: World) -> None:
    """In the chain's order."""
    chain, args = world.chain, {"hotkey": HOT}
    world.fails(
        "SubtensorModule.RegistrationNotPermittedOnRootSubnet", ALICE, "burned_register", netuid=ROOT, **args
    )
    world.fails("SubtensorModule.SubnetNotExists", ALICE, "burned_register", netuid=5, **args)
    world.fails(
        "SubtensorModule.HotKeyAlreadyRegisteredInSubNet",
        OWNER,
        "burned_register",
        netuid=1,
        hotkey=OWNER_HOT,
    )
    world.fails("SubtensorModule.NotEnoughBalanceToStake", key("poor"), "burned_register", netuid=1, **args)
    world.neuron(ROOT, BOB, HOT)
    world.fails("SubtensorModule.NonAssociatedColdKey", ALICE, "burned_register", netuid=1, **args)
    chain.NetworkRegistrationAllowed[1] = False
    world.fails("SubtensorModule.SubNetRegistrationDisabled", BOB, "burned_register", netuid=1, **args)


def test_a_subnet_takes_neurons_before_it_has_started(world: World) -> None:
    world.chain.SubtokenEnabled[1] = False
    world.call(ALICE, "burned_register", netuid=1, hotkey=HOT)
    assert (1, HOT) in world.chain.Uids


def full(world: World, *, immune: bool) -> None:
    """Fill the subnet's four places; uids 1 to 3 are miners with emission 30, 10 and 10."""
    chain = world.chain
    chain.MaxAllowedUids[1] = 4
    chain.MinNonImmuneUids[1] = 0
    for name in ("m1", "m2", "m3"):
        world.neuron(1, BOB, key(name))
    chain.Emission[1] = [0, 30, 10, 10]
    chain.ImmunityPeriod[1] = 100 if immune else 0


def test_least_earning_neuron_is_replaced_and_forgotten(world: World) -> None:
    """Of equals the lower uid goes; the owner's neuron earns nothing and stays."""
    full(world, immune=False)
    chain = world.chain
    chain.Axons[1, key("m2")] = AxonInfo(port=1)
    chain.Weights[1, 2] = row_of([(1, 9)])
    chain.Bonds[1, 2] = row_of([(1, 9)])
    chain.Weights[1, 0] = row_of([(1, 7), (2, 65_535)])
    chain.ValidatorPermit[1] = [True, True, True, True]
    world.call(ALICE, "burned_register", netuid=1, hotkey=HOT)
    assert chain.Keys[1, 2] == HOT
    assert chain.Uids.get((1, key("m2"))) is None
    assert (1, key("m2")) not in chain.Axons
    assert (1, 2) not in chain.Weights
    assert (1, 2) not in chain.Bonds
    assert pairs_of(chain.Weights[1, 0]) == [(1, 7), (2, 0)]
    assert chain.Emission[1] == [0, 30, 0, 10]
    assert chain.ValidatorPermit[1] == [True, True, False, True]
    assert chain.SubnetworkN[1] == 4


def test_immune_neurons_go_only_when_there_is_nobody_else(world: World) -> None:
    """And among the immune the least earning too; with too few others left, they are what is left."""
    full(world, immune=True)
    assert prune_candidate(world.chain, 1) == 2
    world.chain.BlockAtRegistration[1, 1] = -100
    assert prune_candidate(world.chain, 1) == 1
    world.chain.MinNonImmuneUids[1] = 1
    assert prune_candidate(world.chain, 1) == 2


def test_nobody_to_prune(world: World) -> None:
    """A subnet with room for its owner alone."""
    world.chain.MaxAllowedUids[1] = 1
    world.fails("SubtensorModule.NoNeuronIdAvailable", ALICE, "burned_register", netuid=1, hotkey=HOT)


def test_root_seats_go_to_the_larger_stake(world: World) -> None:
    """Two seats: the third needs more than the smaller stake, and takes the senator's seat with it."""
    chain, senate = world.chain, world.runtime.pallet(SenateMembers)
    chain.MaxAllowedUids[ROOT] = 2
    chain.MaxRegistrationsPerBlock[ROOT] = 9
    for name, amount in (("r1", 5), ("r2", 3), ("r3", 3)):
        world.stake(key(name), ALICE, ROOT, amount * TAO)
    world.call(ALICE, "root_register", hotkey=key("r1"))
    world.call(ALICE, "root_register", hotkey=key("r2"))
    assert chain.Delegates[key("r1")] == 11_796
    assert senate.members() == sorted([key("r1"), key("r2")])
    world.fails("SubtensorModule.StakeTooLowForRoot", ALICE, "root_register", hotkey=key("r3"))
    world.stake(key("r3"), ALICE, ROOT, 1)
    world.call(ALICE, "root_register", hotkey=key("r3"))
    assert chain.Keys[ROOT, 1] == key("r3")
    assert world.events("SenateAdjusted")[0] == (None, key("r1"))
    chain.MaxRegistrationsPerBlock[ROOT] = 3
    world.fails("SubtensorModule.TooManyRegistrationsThisBlock", BOB, "root_register", hotkey=HOT)


def test_a_hotkey_can_be_claimed_once(world: World) -> None:
    """The second claim changes nothing and does not fail."""
    world.call(ALICE, "try_associate_hotkey", hotkey=HOT)
    world.call(BOB, "try_associate_hotkey", hotkey=HOT)
    assert world.chain.Owner[HOT] == ALICE
    assert world.chain.OwnedHotkeys[BOB] == []


def test_a_new_subnet_costs_its_lock_and_owns_it_as_a_pool(world: World) -> None:
    """1,000 TAO, all in the pool, at the median price 0.1 for alpha; the next costs twice as much."""
    world.runtime.run_to(5)
    world.balances.endow(ALICE, 10_000 * TAO)
    chain, before = world.chain, world.balances.free(ALICE)
    median = (chain.SubnetTAO[1] << 64) // chain.SubnetAlphaIn[1]
    world.call(ALICE, "register_network", hotkey=HOT)
    assert world.balances.free(ALICE) == before - 1_000 * TAO
    assert chain.SubnetTAO[2] == 1_000 * TAO
    assert abs(chain.SubnetAlphaIn[2] - (1_000 * TAO << 64) // median) <= chain.SubnetAlphaIn[2] // 10**9
    assert chain.SubnetOwner[2] == ALICE
    assert chain.Keys[2, 0] == HOT
    assert chain.TokenSymbol[2] == "β".encode()
    assert not chain.SubnetEmissionEnabled[2]
    assert world.events("NetworkAdded") == [(2, 1)]
    world.fails("SubtensorModule.NetworkTxRateLimitExceeded", ALICE, "register_network", hotkey=HOT)
    refused = world.runtime.call("SubtensorModule", "register_network", hotkey=HOT)
    with pytest.raises(InvalidTransaction, match=r"^Custom error: 6$"):
        chain.validate(ALICE, refused)
    chain.NetworkRateLimit.value = 0
    world.call(ALICE, "register_network", hotkey=HOT)
    assert chain.SubnetTAO[3] == 2_000 * TAO
    world.check_books()


def test_root_validators_lend_a_new_subnets_owner_their_stake(world: World) -> None:
    """All of it, unless they have said no; other subnets do not notice."""
    chain, willing, unwilling = world.chain, key("willing"), key("unwilling")
    for validator, amount in ((willing, 30), (unwilling, 50)):
        world.neuron(ROOT, BOB, validator)
        world.stake(validator, BOB, ROOT, amount * TAO)
    chain.AutoParentDelegationEnabled[unwilling] = False
    world.call(ALICE, "register_network", hotkey=HOT)
    assert chain.ParentKeys[HOT, 2] == [(2**64 - 1, willing)]
    hotkeys = [HOT, willing, unwilling]
    assert stake_columns(chain, 2, hotkeys) == ([0, 0, 0], [30 * TAO, 0, 50 * TAO])
    assert stake_columns(chain, 1, hotkeys) == ([0, 0, 0], [0, 30 * TAO, 50 * TAO])
    assert stake_weight(chain, HOT, 2) == (30 * TAO * 226_245_882) >> 32


def test_registering_a_subnet_at_the_limit(world: World) -> None:
    """While all subnets are immune there is no room; then the cheapest one goes and its people are paid."""
    chain = world.chain
    chain.SubnetLimit.value = 1
    world.fails("SubtensorModule.SubnetLimitReached", ALICE, "register_network", hotkey=HOT)
    chain.NetworkImmunityPeriod.value = 0
    world.stake(OWNER_HOT, BOB, 1, 30 * TAO)
    world.stake(OWNER_HOT, OWNER, 1, 10 * TAO)
    world.call(ALICE, "register_network", hotkey=HOT)
    assert chain.SubnetOwner[1] == ALICE
    assert chain.SubnetworkN[1] == 1
    assert world.balances.free(BOB) == 10_000 * TAO + 750 * TAO
    assert world.balances.free(OWNER) == 10_000 * TAO + 250 * TAO
    assert stake_of(chain, OWNER_HOT, BOB, 1) == 0
    assert chain.TotalNetworks.value == 2
    assert world.events("NetworkRemoved") == [(1,)]
    world.check_books()


def test_a_subnet_too_dear(world: World) -> None:
    """Nothing happens to somebody who cannot pay the lock."""
    world.chain.NetworkMinLockCost.value = 10_000 * TAO
    world.fails("SubtensorModule.CannotAffordLockCost", ALICE, "register_network", hotkey=HOT)
    world.fails("SubtensorModule.NonAssociatedColdKey", ALICE, "register_network", hotkey=OWNER_HOT)


def test_only_the_owner_starts_and_names_a_subnet(world: World) -> None:
    """Once."""
    chain = world.chain
    world.call(ALICE, "register_network", hotkey=HOT)
    world.fails("BadOrigin", BOB, "start_call", netuid=2)
    world.fails("SubtensorModule.SubnetNotExists", ALICE, "start_call", netuid=7)
    chain.StartCallDelay.value = 1
    world.fails("SubtensorModule.NeedWaitingMoreBlocksToStarCall", ALICE, "start_call", netuid=2)
    chain.StartCallDelay.value = 0
    world.call(ALICE, "start_call", netuid=2)
    assert chain.FirstEmissionBlockNumber[2] == world.runtime.block + 1
    assert chain.SubtokenEnabled[2]
    world.fails("SubtensorModule.FirstEmissionBlockNumberAlreadySet", ALICE, "start_call", netuid=2)
    names = (
        "subnet_name",
        "github_repo",
        "subnet_contact",
        "subnet_url",
        "discord",
        "description",
        "logo_url",
    )
    fields = dict.fromkeys((*names, "additional"), b"x")
    world.fails("SubtensorModule.NotSubnetOwner", BOB, "set_subnet_identity", netuid=2, **fields)
    world.fails(
        "SubtensorModule.InvalidIdentity", ALICE, "set_subnet_identity", netuid=2,
        **fields | {"subnet_name": b"n" * 257},
    )  # fmt: skip
    world.call(ALICE, "set_subnet_identity", netuid=2, **fields)
    assert chain.SubnetIdentitiesV3[2].logo_url == b"x"


def test_takes_fall_freely_and_rise_rarely(world: World) -> None:
    """11,796 of 65,535 is the most; a rise waits for the last change to be old enough."""
    chain = world.chain
    world.neuron(ROOT, BOB, HOT)
    world.runtime.run_to(10)
    world.fails("SubtensorModule.NonAssociatedColdKey", ALICE, "decrease_take", hotkey=HOT, take=1)
    world.fails("SubtensorModule.HotKeyAccountNotExists", ALICE, "decrease_take", hotkey=key("x"), take=1)
    world.fails("SubtensorModule.DelegateTakeTooLow", BOB, "decrease_take", hotkey=HOT, take=11_796)
    world.call(BOB, "decrease_take", hotkey=HOT, take=1_000)
    assert world.events("TakeDecreased") == [(BOB, HOT, 1_000)]
    world.fails("SubtensorModule.DelegateTakeTooLow", BOB, "increase_take", hotkey=HOT, take=1_000)
    world.fails("SubtensorModule.DelegateTakeTooHigh", BOB, "increase_take", hotkey=HOT, take=11_797)
    world.fails("SubtensorModule.DelegateTxRateLimitExceeded", BOB, "increase_take", hotkey=HOT, take=2_000)
    chain.TxDelegateTakeRateLimit.value = 5
    world.runtime.run_to(16)
    world.call(BOB, "increase_take", hotkey=HOT, take=2_000)
    assert chain.Delegates[HOT] == 2_000


@pytest.mark.parametrize(
    ("who", "function", "take", "number"),
    [
        (ALICE, "increase_take", 1, 25),
        (BOB, "increase_take", 11_797, 27),
        (BOB, "increase_take", 11_796, 26),
        (BOB, "decrease_take", 11_796, 26),
    ],
)
def test_the_pool_refuses_takes_that_must_fail(
    world: World, who: bytes, function: str, take: int, number: int
) -> None:
    """By the chain's custom error numbers."""
    world.neuron(ROOT, BOB, HOT)
    made = world.runtime.call("SubtensorModule", function, hotkey=HOT, take=take)
    with pytest.raises(InvalidTransaction, match=f"^Custom error: {number}$"):
        world.chain.validate(who, made)
