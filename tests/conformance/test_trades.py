"""The trading actions as people use them: batches whole or nothing, limits, refusals in one voice."""

from __future__ import annotations

import pytest
import pytest_asyncio

from tao_tui.chain.calls.call import Call
from tao_tui.chain.words.errors import explain
from tao_tui.errors import Declined
from tests.conformance.chain import TAO, Chain
from tests.conformance.conftest import Subnet, found_subnet
from tests.conformance.market import Trader, hold_still, open_root, promised
from tests.conformance.test_staking import price, stake

PATIENT = {"tolerance": "0.5"}
"""The pools of new subnets are small."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def other(chain: Chain) -> Subnet:
    return await found_subnet(chain)


@pytest_asyncio.fixture(loop_scope="session")
async def trader(chain: Chain, subnet: Subnet, other: Subnet) -> Trader:
    """Somebody new with a thousand TAO; both pools stand still."""
    await open_root(chain)
    for each in (subnet, other):
        await hold_still(chain, each.netuid)
    hotkeys = (subnet.hotkey.ss58_address, other.hotkey.ss58_address)
    return Trader(chain, await chain.account(1_000), await chain.account(1), (subnet, other), hotkeys)


def within(quoted: int, got: int) -> bool:
    """Whether a trade brought its quote, give or take what runtimes without a simulation round."""
    return abs(got - quoted) <= max(2, quoted // 10**8)


async def buy(trader: Trader, *amounts: str) -> None:
    """A position on each of both subnets, with the hotkey of the first."""
    netuids = tuple(str(each.netuid) for each in trader.subnets)
    agreed = await trader.review(
        "stake.add", netuid=netuids, hotkey=trader.hotkeys[0], amount=amounts or "50", **PATIENT
    )
    assert (await trader.carry_out(agreed)).success


async def test_several_stakes_at_once_cost_and_bring_what_the_review_says(
    chain: Chain, trader: Trader
) -> None:
    before = await chain.free(trader.keypair)
    netuids = tuple(str(each.netuid) for each in trader.subnets)
    agreed = await trader.review(
        "stake.add", netuid=netuids, hotkey=trader.hotkeys, amount=("30", "20"), **PATIENT
    )
    done = await trader.carry_out(agreed)
    assert done.success
    assert before - await chain.free(trader.keypair) == 50 * TAO + done.fee_rao
    assert all(within(*pair) for pair in promised(agreed.quoted, trader.traded(done)))
    assert set(await trader.positions()) == set(zip(trader.hotkeys, map(int, netuids), strict=True))


async def test_one_trade_beyond_its_limit_stops_the_whole_batch(chain: Chain, trader: Trader) -> None:
    second = trader.subnets[1]
    where = {"hotkey": trader.hotkeys[0], "amount_staked": 20 * TAO, "allow_partial": False}
    limits = [int(await price(chain, each.netuid) * TAO) for each in trader.subnets]
    limits = [limits[0] * 2, limits[1] + 9]
    calls = [
        Call("SubtensorModule", "add_stake_limit", {**where, "netuid": each.netuid, "limit_price": limit})
        for each, limit in zip(trader.subnets, limits, strict=True)
    ]
    before = await chain.free(trader.keypair)
    done = await chain.include(trader.keypair, "Utility.batch_all", calls=calls)
    assert done.error is not None
    assert done.error.name == "SlippageTooHigh"
    assert before - await chain.free(trader.keypair) == done.fee_rao
    assert await trader.positions() == {}
    # The program says the same before it is signed, in the same words, and what would help here.
    with pytest.raises(Declined) as refused:
        await trader.review(
            "stake.add", netuid=second.netuid, hotkey=trader.hotkeys[0], amount="20", tolerance="0.00001"
        )
    assert f"SlippageTooHigh: {done.error.words}" in refused.value.message
    assert "--tolerance" in refused.value.hint


async def test_everything_is_sold_in_one_batch(chain: Chain, trader: Trader) -> None:
    await buy(trader, "50", "40")
    held, before = await trader.positions(), await chain.free(trader.keypair)
    agreed = await trader.review("stake.exit", **PATIENT)
    done = await trader.carry_out(agreed)
    assert done.success
    pairs = promised(agreed.quoted, trader.traded(done))
    assert all(within(*pair) for pair in pairs)
    assert await chain.free(trader.keypair) - before + done.fee_rao == sum(got for _, got in pairs)
    # What a block may have paid between review and inclusion stays behind.
    assert sum((await trader.positions()).values()) * 1_000_000 < sum(held.values())


async def test_a_part_of_a_position_is_sold_for_what_was_said_or_as_far_as_the_limit(
    chain: Chain, trader: Trader
) -> None:
    chain.needs_call("SubtensorModule.remove_stake_limit")
    await buy(trader, "200", "1")
    place = {"netuid": trader.subnets[0].netuid, "hotkey": trader.hotkeys[0]}
    before = await chain.free(trader.keypair)
    agreed = await trader.review("stake.remove", **place, amount="20", **PATIENT)
    done = await trader.carry_out(agreed)
    assert done.success, done.error
    ((quoted, got),) = promised(agreed.quoted, trader.traded(done))
    assert within(quoted, got)
    assert await chain.free(trader.keypair) - before + done.fee_rao == got
    limit = await price(chain, trader.subnets[0].netuid) * 0.99
    near = {**place, "amount": "all", "limit_price": f"{limit:.9f}"}
    with pytest.raises(Declined, match="SlippageTooHigh: "):
        await trader.review("stake.remove", **near)
    assert (await trader.carry_out(await trader.review("stake.remove", **near, partial=True))).success
    left = (await trader.positions())[trader.hotkeys[0], trader.subnets[0].netuid]
    assert left > TAO
    assert await price(chain, trader.subnets[0].netuid) == pytest.approx(limit, rel=1e-4)


async def test_a_whole_position_is_not_sold_below_its_limit(chain: Chain, trader: Trader) -> None:
    chain.needs_call("SubtensorModule.remove_stake_full_limit")
    await buy(trader)
    netuid, hotkey = trader.subnets[0].netuid, trader.subnets[0].hotkey
    place = {"hotkey": hotkey.ss58_address, "netuid": netuid}
    held = await stake(chain, hotkey, trader.keypair, netuid)
    near = int(await price(chain, netuid) * TAO) - 3
    name = await chain.rejects(
        trader.keypair, "SubtensorModule.remove_stake_full_limit", **place, limit_price=near
    )
    assert name == "SlippageTooHigh"
    assert await stake(chain, hotkey, trader.keypair, netuid) == held
    await chain.do(trader.keypair, "SubtensorModule.remove_stake_full_limit", **place, limit_price=near // 2)
    assert await stake(chain, hotkey, trader.keypair, netuid) <= 1  # shares of a hotkey's alpha are rounded


async def test_a_swap_is_stopped_or_cut_by_the_ratio_of_prices(chain: Chain, trader: Trader) -> None:
    chain.needs_call("SubtensorModule.swap_stake_limit")
    await buy(trader, "200", "1")
    here, there = (each.netuid for each in trader.subnets)
    hotkey = trader.subnets[0].hotkey
    held = await stake(chain, hotkey, trader.keypair, here)
    ratio = int(await price(chain, here) / await price(chain, there) * TAO)
    swap = {"hotkey": hotkey.ss58_address, "origin_netuid": here, "destination_netuid": there}
    order = {**swap, "alpha_amount": held, "limit_price": ratio * 995 // 1_000}
    name = await chain.rejects(
        trader.keypair, "SubtensorModule.swap_stake_limit", **order, allow_partial=False
    )
    assert name == "SlippageTooHigh"
    close = {"netuid": here, "hotkey": hotkey.ss58_address, "to_netuid": there, "amount": "all"}
    close["tolerance"] = "0.005"
    with pytest.raises(Declined, match="SlippageTooHigh: "):
        await trader.review("stake.swap", **close)
    agreed = await trader.review("stake.swap", **close, partial=True)
    assert (await trader.carry_out(agreed)).success
    assert 0 < await stake(chain, hotkey, trader.keypair, here) < held


async def test_stake_that_moves_to_another_subnet_arrives_within_its_limit(
    chain: Chain, trader: Trader
) -> None:
    await buy(trader)
    here, there = (each.netuid for each in trader.subnets)
    agreed = await trader.review(
        "stake.move", netuid=here, hotkey=trader.hotkeys[0], to_hotkey=trader.hotkeys[1], to_netuid=there,
        amount="all", **PATIENT,
    )  # fmt: skip
    done = await trader.carry_out(agreed)
    assert done.success
    assert all(within(*pair) for pair in promised(agreed.quoted, trader.traded(done)))
    held = await trader.positions()
    assert abs(held[trader.hotkeys[1], there] - agreed.quoted[1].amount_out_rao) <= 4
    limited = "limit_price" in str(agreed.call.decoded)
    assert limited != ("no_limit_price" in {warning.code for warning in agreed.warnings})


async def test_stake_cannot_be_given_where_the_owner_forbids_it(chain: Chain, trader: Trader) -> None:
    chain.needs_call("SubtensorModule.transfer_stake")
    await buy(trader)
    netuid = trader.subnets[1].netuid
    await chain.put("SubtensorModule.TransferToggle", netuid, value=False)
    give = {"hotkey": trader.hotkeys[0], "netuid": netuid, "to_coldkey": trader.taker.ss58_address}
    with pytest.raises(Declined) as refused:
        await trader.review("stake.transfer", **give, amount="10")
    raw = {"hotkey": trader.hotkeys[0], "origin_netuid": netuid, "destination_netuid": netuid}
    name = await chain.rejects(
        trader.keypair,
        "SubtensorModule.transfer_stake",
        **raw,
        destination_coldkey=trader.taker.ss58_address,
        alpha_amount=10 * TAO,
    )
    await chain.put("SubtensorModule.TransferToggle", netuid, value=True)
    assert f"{name}: {explain(name)[0]}" in refused.value.message
    assert (await trader.carry_out(await trader.review("stake.transfer", **give, amount="10"))).success


async def test_an_account_that_is_being_replaced_is_refused_before_and_by_the_chain(
    chain: Chain, trader: Trader
) -> None:
    chain.needs_call("SubtensorModule.announce_coldkey_swap")
    await buy(trader, "10", "10")
    await chain.do(trader.keypair, "SubtensorModule.announce_coldkey_swap", new_coldkey_hash="0x" + "11" * 32)
    with pytest.raises(Declined, match="ColdkeySwapAnnounced: "):
        await trader.review("stake.exit")
    place = {"hotkey": trader.hotkeys[0], "netuid": trader.subnets[0].netuid}
    name = await chain.rejects(trader.keypair, "SubtensorModule.remove_stake", **place, amount_unstaked=TAO)
    # The pool's number for it has a name of its own, with the same words.
    assert explain(name) == explain("ColdkeySwapAnnounced")


async def test_stake_is_touched_once_a_block_where_the_runtime_says_so(chain: Chain, trader: Trader) -> None:
    chain.needs_storage("SubtensorModule.StakingOperationRateLimiter")
    place = {"hotkey": trader.hotkeys[0], "netuid": trader.subnets[0].netuid}
    calls = [
        Call("SubtensorModule", "add_stake", {**place, "amount_staked": 10 * TAO}),
        Call("SubtensorModule", "remove_stake", {**place, "amount_unstaked": TAO}),
    ]
    failed = await chain.fails(trader.keypair, "Utility.batch_all", calls=calls)
    assert failed == "SubtensorModule.StakingOperationRateLimitExceeded"
