"""Staking and unstaking: what is paid, what is got, who earns the fee, and what is refused."""

from __future__ import annotations

import pytest

from tao_tui.devnet.economics.swap import swap_fee
from tao_tui.devnet.pallets.aura import Aura
from tao_tui.devnet.pallets.subtensor.positions import stake_of
from tao_tui.devnet.pallets.subtensor.purse import BURNED
from tao_tui.devnet.pallets.subtensor.state import ROOT
from tests.devnet.founding import ALICE, AUTHOR, BOB, HOT, OWNER, TAO, World, key


@pytest.fixture
def world() -> World:
    """One subnet of 1,000 TAO and 10,000 alpha; Bob's hotkey is known."""
    made = World()
    made.subnet()
    made.neuron(1, BOB, HOT)
    return made


def test_add_stake_moves_exactly_what_it_says(world: World) -> None:
    """1 TAO: fee 503,547, the rest buys 1e13 * 999496453 / 1000999496453 = 9,984,984,... alpha."""
    alpha = 10_000 * TAO * 999_496_453 // (1_000 * TAO + 999_496_453)
    world.call(ALICE, "add_stake", hotkey=HOT, netuid=1, amount_staked=TAO)
    chain = world.chain
    assert alpha == 9_984_984_573
    assert stake_of(chain, HOT, ALICE, 1) == alpha
    assert world.balances.free(ALICE) == 9_999 * TAO
    assert world.balances.free(AUTHOR) == 10_000 * TAO + 503_547
    assert chain.SubnetTAO[1] == 1_000 * TAO + 999_496_453
    assert chain.SubnetAlphaIn[1] == 10_000 * TAO - alpha
    assert chain.SubnetAlphaOut[1] == alpha
    assert chain.SubnetVolume[1] == TAO
    assert chain.TotalStake.value == sum(chain.SubnetTAO.values()) + 503_547
    assert chain.LastColdkeyHotkeyStakeBlock[ALICE, HOT] == chain.block
    assert chain.SubnetTaoFlow[1] == 999_496_453
    assert chain.StakingHotkeys[ALICE] == [HOT]
    assert world.events("StakeAdded") == [(ALICE, HOT, TAO, alpha, 1, 503_547)]
    world.check_books()


def test_without_an_author_the_fee_is_burned(world: World) -> None:
    """A buyer's fee goes to the account nobody can use; a seller's stays in the subnet's issuance."""
    world.runtime.pallet(Aura).Authorities.value = []
    before = world.balances.TotalIssuance.value
    world.call(ALICE, "add_stake", hotkey=HOT, netuid=1, amount_staked=TAO)
    assert world.balances.free(BURNED) == 503_547
    assert world.balances.TotalIssuance.value == before
    held = stake_of(world.chain, HOT, ALICE, 1)
    world.call(ALICE, "remove_stake", hotkey=HOT, netuid=1, amount_unstaked=held)
    assert world.chain.SubnetAlphaOut[1] == swap_fee(held, 33)
    world.check_books()


def test_root_stake_is_one_to_one_and_free(world: World) -> None:
    """TAO in, the same TAO staked, and out again."""
    world.call(ALICE, "add_stake", hotkey=HOT, netuid=ROOT, amount_staked=5 * TAO)
    assert stake_of(world.chain, HOT, ALICE, ROOT) == 5 * TAO
    world.call(ALICE, "remove_stake", hotkey=HOT, netuid=ROOT, amount_unstaked=5 * TAO)
    assert world.balances.free(ALICE) == 10_000 * TAO
    assert (HOT, ROOT) not in world.chain.TotalHotkeyAlpha
    world.check_books()


@pytest.mark.parametrize(
    ("error", "netuid", "hotkey", "amount"),
    [
        ("SubnetNotExists", 9, HOT, TAO),
        ("AmountTooLow", 1, HOT, 2_001_006),
        ("NotEnoughBalanceToStake", 1, HOT, 10_000 * TAO + 1),
        ("HotKeyAccountNotExists", 1, key("nobody"), TAO),
        ("InsufficientLiquidity", 1, HOT, 1_000_000 * TAO + 1),
    ],
)
def test_refused_stakes(world: World, error: str, netuid: int, hotkey: bytes, amount: int) -> None:
    """The chain's own errors."""
    world.fails(
        f"SubtensorModule.{error}", ALICE, "add_stake", hotkey=hotkey, netuid=netuid, amount_staked=amount
    )


def test_least_stake_is_two_million_rao_and_its_fee(world: World) -> None:
    """floor(2e6 * 33 / 65535) = 1,007 on top of the least stake."""
    world.call(ALICE, "add_stake", hotkey=HOT, netuid=1, amount_staked=2_001_007)
    assert stake_of(world.chain, HOT, ALICE, 1) > 0


def test_nothing_trades_before_the_subnet_starts(world: World) -> None:
    """Subtokens are off until the owner starts the subnet."""
    world.chain.SubtokenEnabled[1] = False
    world.fails(
        "SubtensorModule.SubtokenDisabled", ALICE, "add_stake", hotkey=HOT, netuid=1, amount_staked=TAO
    )


def test_limit_kills_or_fills_in_part(world: World) -> None:
    """From 0.1 to 0.121 the pool takes y*(1.21^(1/2) - 1) = 100 TAO; a whole 500 is killed."""
    order = {"hotkey": HOT, "netuid": 1, "amount_staked": 500 * TAO, "limit_price": 121_000_000}
    world.fails("SubtensorModule.SlippageTooHigh", ALICE, "add_stake_limit", **order, allow_partial=False)
    world.call(ALICE, "add_stake_limit", **order, allow_partial=True)
    spent = 10_000 * TAO - world.balances.free(ALICE)
    into_pool = world.chain.SubnetTAO[1] - 1_000 * TAO
    assert abs(into_pool - 100 * TAO) <= 100
    fee = world.balances.free(AUTHOR) - 10_000 * TAO
    unspent = spent - into_pool - fee
    assert 0 <= unspent <= 1
    assert world.events("StakeAdded") == [(ALICE, HOT, spent, stake_of(world.chain, HOT, ALICE, 1), 1, fee)]
    assert world.chain.Delegates[HOT] == 11_796
    world.check_books(unspent=unspent)


def test_staking_everything_keeps_the_account_alive(world: World) -> None:
    """The existential deposit stays, and the event tells what was really staked."""
    world.call(ALICE, "add_stake", hotkey=HOT, netuid=ROOT, amount_staked=10_000 * TAO)
    assert world.balances.free(ALICE) == 500
    assert world.events("StakeAdded")[0][2] == 10_000 * TAO - 500
    world.check_books()


def test_limit_at_the_price_is_refused_by_the_pool(world: World) -> None:
    """The limit must be strictly beyond the price."""
    world.fails(
        "Swap.PriceLimitExceeded", ALICE, "add_stake_limit",
        hotkey=HOT, netuid=1, amount_staked=TAO, limit_price=99_000_000, allow_partial=True,
    )  # fmt: skip


def test_root_limit_is_all_or_nothing(world: World) -> None:
    """A limit under one TAO allows nothing."""
    order = {"hotkey": HOT, "netuid": ROOT, "amount_staked": TAO, "allow_partial": False}
    world.fails("SubtensorModule.SlippageTooHigh", ALICE, "add_stake_limit", **order, limit_price=TAO - 1)
    world.call(ALICE, "add_stake_limit", **order, limit_price=TAO)
    assert stake_of(world.chain, HOT, ALICE, ROOT) == TAO


def test_remove_stake_pays_out_and_sells_the_fee_for_the_author(world: World) -> None:
    """Selling 1,000 alpha into 10,000 + and 1,000 TAO: fee 503,547,722 alpha, the rest at the curve."""
    world.stake(HOT, ALICE, 1, 2_000 * TAO)
    sold = 1_000 * TAO - 503_547_722
    tao = 1_000 * TAO * sold // (10_000 * TAO + sold)
    world.call(ALICE, "remove_stake", hotkey=HOT, netuid=1, amount_unstaked=1_000 * TAO)
    assert tao == 90_867_473_489
    assert world.balances.free(ALICE) == 10_000 * TAO + tao
    assert stake_of(world.chain, HOT, ALICE, 1) == 1_000 * TAO
    left = 1_000 * TAO - tao
    author = left * 503_547_722 // (10_000 * TAO + sold + 503_547_722)
    assert world.balances.free(AUTHOR) == 10_000 * TAO + author
    assert world.events("StakeRemoved") == [(ALICE, HOT, tao, sold, 1, 503_547_722)]
    world.check_books()


def test_remove_stake_is_capped_to_the_position(world: World) -> None:
    """Asking for more than there is sells everything."""
    world.stake(HOT, ALICE, 1, 10 * TAO)
    world.call(ALICE, "remove_stake", hotkey=HOT, netuid=1, amount_unstaked=11 * TAO)
    assert stake_of(world.chain, HOT, ALICE, 1) == 0
    assert (HOT, ALICE, 1) not in world.chain.AlphaV2


def test_a_remainder_forbids_dust_but_a_whole_position_does_not(world: World) -> None:
    """10,000,000 rao of alpha are worth a million of TAO: too little to take off, enough to leave with."""
    world.stake(HOT, ALICE, 1, TAO)
    world.fails(
        "SubtensorModule.AmountTooLow",
        ALICE,
        "remove_stake",
        hotkey=HOT,
        netuid=1,
        amount_unstaked=10_000_000,
    )
    world.fails("SubtensorModule.AmountTooLow", BOB, "remove_stake", hotkey=HOT, netuid=1, amount_unstaked=5)
    world.stake(HOT, BOB, 1, 10_000_000)
    world.call(BOB, "remove_stake", hotkey=HOT, netuid=1, amount_unstaked=10_000_000)
    assert stake_of(world.chain, HOT, BOB, 1) == 0


def test_remove_limit_sells_down_to_the_limit(world: World) -> None:
    """From 0.1 to 0.064 takes x*((0.1/0.064)^(1/2) - 1) = 2,500 alpha."""
    world.stake(HOT, ALICE, 1, 9_000 * TAO)
    order = {"hotkey": HOT, "netuid": 1, "limit_price": 64_000_000}
    world.fails("SubtensorModule.SlippageTooHigh", ALICE, "remove_stake_full_limit", **order)
    world.fails(
        "SubtensorModule.NotEnoughStakeToWithdraw", ALICE, "remove_stake_limit",
        **order, amount_unstaked=9_001 * TAO, allow_partial=True,
    )  # fmt: skip
    world.call(ALICE, "remove_stake_limit", **order, amount_unstaked=9_000 * TAO, allow_partial=True)
    sold = world.events("StakeRemoved")[0][3]
    assert abs(sold - 2_500 * TAO) <= 1_000
    assert stake_of(world.chain, HOT, ALICE, 1) == 9_000 * TAO - sold - sold * 33 // (65_535 - 33)
    world.check_books()


def test_remove_all_without_a_limit(world: World) -> None:
    """No limit sells at any price."""
    world.stake(HOT, ALICE, 1, 9_000 * TAO)
    world.call(ALICE, "remove_stake_full_limit", hotkey=HOT, netuid=1, limit_price=None)
    assert stake_of(world.chain, HOT, ALICE, 1) == 0
    world.check_books()


def test_unstake_all_leaves_every_subnet_and_root(world: World) -> None:
    """One call, three positions; what cannot be sold would stay."""
    world.subnet()
    for netuid in (ROOT, 1, 2):
        world.stake(HOT, ALICE, netuid, 10 * TAO)
    world.chain.SubtokenEnabled[2] = False
    world.call(ALICE, "unstake_all", hotkey=HOT)
    assert [stake_of(world.chain, HOT, ALICE, netuid) for netuid in (ROOT, 1, 2)] == [0, 0, 10 * TAO]
    assert [event[4] for event in world.events("StakeRemoved")] == [ROOT, 1]
    world.check_books()


def test_unstake_all_alpha_puts_the_proceeds_on_root(world: World) -> None:
    """The balance does not change; root stake grows by what the alpha fetched."""
    world.stake(HOT, ALICE, 1, 10 * TAO)
    world.call(ALICE, "unstake_all_alpha", hotkey=HOT)
    fetched = world.events("StakeRemoved")[0][2]
    assert stake_of(world.chain, HOT, ALICE, ROOT) == fetched > 0
    assert world.balances.free(ALICE) == 10_000 * TAO
    world.check_books()


def test_small_nominations_are_cleared_but_not_the_owners(world: World) -> None:
    """With the least stake as least nomination nobody but the owner of the hotkey keeps less."""
    world.chain.NominatorMinRequiredStake.value = 1_000_000
    for who in (ALICE, BOB):
        world.stake(HOT, who, 1, 1_001_000_000)
        world.call(who, "remove_stake", hotkey=HOT, netuid=1, amount_unstaked=1_000_000_000)
    assert stake_of(world.chain, HOT, ALICE, 1) == 0
    assert stake_of(world.chain, HOT, BOB, 1) == 1_000_000


def test_owner_of_a_new_subnet_is_its_first_neuron(world: World) -> None:
    """Uid 0, and a known hotkey others can stake on."""
    assert world.chain.Uids[1, world.chain.SubnetOwnerHotkey[1]] == 0
    assert world.chain.Owner[world.chain.SubnetOwnerHotkey[1]] == OWNER
