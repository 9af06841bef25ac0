"""Stake goes in, moves about and comes out again, at the pool's price and no worse than the limit."""

from __future__ import annotations

import bittensor_core as bc
import pytest

from tao_tui.addresses import parse_address
from tao_tui.reads.owned.stake import read_positions
from tests.conformance.chain import TAO, Chain, told
from tests.conformance.conftest import Subnet, found_subnet

FEE_SHARE = 1 / 1_000
"""More than any pool's swap fee."""
AN_EPOCHS_PAY = 0.02
"""What a position may have earned, as a share, by an epoch that fell between two extrinsics."""


async def stake(chain: Chain, hotkey: bc.Keypair, coldkey: bc.Keypair, netuid: int) -> int:
    """Alpha of a coldkey on a hotkey, rao."""
    rows = await chain.ask("StakeInfoRuntimeApi.get_stake_info_for_coldkey", coldkey.ss58_address)
    if isinstance(rows, str | bytes):  # of no declared type: as the program reads them from storage
        held = (await read_positions(chain.client, parse_address(coldkey.ss58_address))).data
        place = (hotkey.ss58_address, netuid)
        return sum(each.alpha.rao for each in held if (each.hotkey, each.netuid) == place)
    return sum(
        int(row["stake"]) for row in rows if (row["hotkey"], row["netuid"]) == (hotkey.ss58_address, netuid)
    )


async def price(chain: Chain, netuid: int) -> float:
    """TAO per alpha."""
    chain.needs_api("SwapRuntimeApi.current_alpha_price")
    return int(await chain.ask("SwapRuntimeApi.current_alpha_price", netuid)) / TAO


async def what_moving_leaves(chain: Chain, netuid: int, alpha: int) -> float:
    """Alpha that arrives when it moves within a subnet: all of it, or less where the pool's fee was due."""
    if chain.client.runtime.spec_version > 400:
        return alpha
    chain.needs_storage("Swap.FeeRate")
    return alpha * (1 - int(await chain.get("Swap.FeeRate", netuid)) / 65_535)


@pytest.fixture
def place(subnet: Subnet) -> dict[str, object]:
    """The owner's hotkey on the subnet, as arguments."""
    return {"hotkey": subnet.hotkey.ss58_address, "netuid": subnet.netuid}


async def test_adding_stake_buys_what_was_simulated(
    chain: Chain, subnet: Subnet, place: dict[str, object]
) -> None:
    chain.needs_api("SwapRuntimeApi.sim_swap_tao_for_alpha")
    who = await chain.account(100)
    quote = await chain.ask("SwapRuntimeApi.sim_swap_tao_for_alpha", subnet.netuid, 10 * TAO)
    before = await chain.free(who)
    done = await chain.do(who, "SubtensorModule.add_stake", **place, amount_staked=10 * TAO)
    bought = await stake(chain, subnet.hotkey, who, subnet.netuid)
    assert bought == pytest.approx(int(quote["alpha_amount"]), rel=1e-6)
    assert before - await chain.free(who) == 10 * TAO + done.fee_rao
    assert int(quote["tao_amount"]) + int(quote["tao_fee"]) == pytest.approx(10 * TAO, rel=1e-9)
    assert 0 < int(quote["tao_fee"]) < 10 * TAO * FEE_SHARE
    assert "SubtensorModule.StakeAdded" in told(done)


async def test_removing_stake_pays_what_was_simulated(
    chain: Chain, subnet: Subnet, place: dict[str, object]
) -> None:
    chain.needs_api("SwapRuntimeApi.sim_swap_alpha_for_tao")
    who = await chain.account(100)
    await chain.do(who, "SubtensorModule.add_stake", **place, amount_staked=20 * TAO)
    held = await stake(chain, subnet.hotkey, who, subnet.netuid)
    quote = await chain.ask("SwapRuntimeApi.sim_swap_alpha_for_tao", subnet.netuid, held)
    before = await chain.free(who)
    done = await chain.do(who, "SubtensorModule.remove_stake", **place, amount_unstaked=held)
    gained = await chain.free(who) - before + done.fee_rao
    assert gained == pytest.approx(int(quote["tao_amount"]), rel=1e-5)
    assert 19 * TAO < gained < 20 * TAO
    assert await stake(chain, subnet.hotkey, who, subnet.netuid) < held * AN_EPOCHS_PAY
    assert "SubtensorModule.StakeRemoved" in told(done)


async def test_a_purchase_moves_the_price_up_and_a_sale_down(
    chain: Chain, subnet: Subnet, place: dict[str, object]
) -> None:
    who = await chain.account(1_000)
    prices = [await price(chain, subnet.netuid)]
    await chain.do(who, "SubtensorModule.add_stake", **place, amount_staked=100 * TAO)
    prices.append(await price(chain, subnet.netuid))
    held = await stake(chain, subnet.hotkey, who, subnet.netuid)
    await chain.do(who, "SubtensorModule.remove_stake", **place, amount_unstaked=held)
    prices.append(await price(chain, subnet.netuid))
    assert prices[1] > prices[0]
    assert prices[2] < prices[1]


async def test_a_limit_stops_or_cuts_a_purchase(
    chain: Chain, subnet: Subnet, place: dict[str, object]
) -> None:
    who = await chain.account(5_000)
    now = await price(chain, subnet.netuid)
    limit = int(now * 1.01 * TAO)
    order = {**place, "amount_staked": 2_000 * TAO, "limit_price": limit}
    name = await chain.rejects(who, "SubtensorModule.add_stake_limit", **order, allow_partial=False)
    assert name == "SlippageTooHigh"
    before = await chain.free(who)
    done = await chain.do(who, "SubtensorModule.add_stake_limit", **order, allow_partial=True)
    spent = before - await chain.free(who) - done.fee_rao
    assert 0 < spent < 2_000 * TAO
    assert await price(chain, subnet.netuid) == pytest.approx(limit / TAO, rel=1e-4)


async def test_a_limit_stops_or_cuts_a_sale(chain: Chain, subnet: Subnet, place: dict[str, object]) -> None:
    who = await chain.account(5_000)
    await chain.do(who, "SubtensorModule.add_stake", **place, amount_staked=1_000 * TAO)
    held = await stake(chain, subnet.hotkey, who, subnet.netuid)
    limit = int(await price(chain, subnet.netuid) * 0.99 * TAO)
    order = {**place, "amount_unstaked": held, "limit_price": limit}
    done = await chain.do(who, "SubtensorModule.remove_stake_limit", **order, allow_partial=True)
    assert "SubtensorModule.StakeRemoved" in told(done)
    assert 0 < await stake(chain, subnet.hotkey, who, subnet.netuid) < held
    assert await price(chain, subnet.netuid) == pytest.approx(limit / TAO, rel=1e-4)


async def test_stake_moves_between_hotkeys(chain: Chain, subnet: Subnet) -> None:
    other_owner, other = await chain.account(2_000), chain.stranger()
    await chain.do(
        other_owner, "SubtensorModule.burned_register", netuid=subnet.netuid, hotkey=other.ss58_address
    )
    who = await chain.account(100)
    await chain.do(
        who,
        "SubtensorModule.add_stake",
        hotkey=subnet.hotkey.ss58_address,
        netuid=subnet.netuid,
        amount_staked=10 * TAO,
    )
    held = await stake(chain, subnet.hotkey, who, subnet.netuid)
    kept = await what_moving_leaves(chain, subnet.netuid, held)
    done = await chain.do(
        who,
        "SubtensorModule.move_stake",
        origin_hotkey=subnet.hotkey.ss58_address,
        destination_hotkey=other.ss58_address,
        origin_netuid=subnet.netuid,
        destination_netuid=subnet.netuid,
        alpha_amount=held,
    )
    assert "SubtensorModule.StakeMoved" in told(done)
    assert await stake(chain, other, who, subnet.netuid) == pytest.approx(kept, rel=1e-4)
    assert await stake(chain, subnet.hotkey, who, subnet.netuid) < held * AN_EPOCHS_PAY


async def test_stake_is_given_to_another_coldkey(
    chain: Chain, subnet: Subnet, place: dict[str, object]
) -> None:
    chain.needs_call("SubtensorModule.transfer_stake")
    giver, taker = await chain.account(100), await chain.account(1)
    await chain.do(giver, "SubtensorModule.add_stake", **place, amount_staked=10 * TAO)
    held = await stake(chain, subnet.hotkey, giver, subnet.netuid)
    kept = await what_moving_leaves(chain, subnet.netuid, held)
    done = await chain.do(
        giver,
        "SubtensorModule.transfer_stake",
        destination_coldkey=taker.ss58_address,
        hotkey=subnet.hotkey.ss58_address,
        origin_netuid=subnet.netuid,
        destination_netuid=subnet.netuid,
        alpha_amount=held,
    )
    assert "SubtensorModule.StakeTransferred" in told(done)
    assert await stake(chain, subnet.hotkey, taker, subnet.netuid) == pytest.approx(kept, rel=1e-4)


async def test_stake_is_swapped_to_another_subnet(
    chain: Chain, subnet: Subnet, place: dict[str, object]
) -> None:
    chain.needs_call("SubtensorModule.swap_stake")
    other = await found_subnet(chain)
    who = await chain.account(100)
    await chain.do(who, "SubtensorModule.add_stake", **place, amount_staked=10 * TAO)
    held = await stake(chain, subnet.hotkey, who, subnet.netuid)
    swap = {
        "hotkey": subnet.hotkey.ss58_address,
        "origin_netuid": subnet.netuid,
        "destination_netuid": other.netuid,
    }
    done = await chain.do(who, "SubtensorModule.swap_stake", **swap, alpha_amount=held)
    assert "SubtensorModule.StakeSwapped" in told(done)
    assert await stake(chain, subnet.hotkey, who, subnet.netuid) < held * AN_EPOCHS_PAY
    moved = await stake(chain, subnet.hotkey, who, other.netuid)
    assert moved * await price(chain, other.netuid) == pytest.approx(10 * TAO, rel=0.05)


async def test_everything_is_unstaked_at_once(chain: Chain, subnet: Subnet, place: dict[str, object]) -> None:
    chain.needs_call("SubtensorModule.unstake_all")
    who = await chain.account(100)
    await chain.do(who, "SubtensorModule.add_stake", **place, amount_staked=50 * TAO)
    held = await stake(chain, subnet.hotkey, who, subnet.netuid)
    done = await chain.do(who, "SubtensorModule.unstake_all", hotkey=subnet.hotkey.ss58_address)
    assert "SubtensorModule.StakeRemoved" in told(done)
    assert await stake(chain, subnet.hotkey, who, subnet.netuid) < held * AN_EPOCHS_PAY
    assert await chain.free(who) == pytest.approx(100 * TAO, rel=0.01)


async def test_what_cannot_be_staked_is_refused_by_name(
    chain: Chain, subnet: Subnet, place: dict[str, object]
) -> None:
    who = await chain.account(100)
    nobody = chain.stranger().ss58_address
    # By the name the call fails with, or the one the pool refuses it with.
    wrong: list[tuple[set[str], dict[str, object]]] = [
        ({"NotEnoughBalanceToStake", "BalanceTooLow"}, {"amount_staked": 1_000 * TAO}),
        (
            {"HotKeyAccountNotExists", "HotkeyAccountDoesntExist"},
            {"amount_staked": TAO, "hotkey": nobody},
        ),
        ({"SubnetNotExists", "MechanismDoesNotExist"}, {"amount_staked": TAO, "netuid": 999}),
    ]
    for names, changes in wrong:
        name = await chain.rejects(who, "SubtensorModule.add_stake", **{**place, **changes})
        assert name in names, changes


async def test_less_than_the_least_stake_is_refused(
    chain: Chain, subnet: Subnet, place: dict[str, object]
) -> None:
    # The least came with the limits; before them any amount could be staked.
    chain.needs_call("SubtensorModule.add_stake_limit")
    who = await chain.account(100)
    name = await chain.rejects(who, "SubtensorModule.add_stake", **place, amount_staked=100)
    assert name in ("AmountTooLow", "StakeAmountTooLow")
