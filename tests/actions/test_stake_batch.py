"""Several stakes or unstakes at once: one atomic batch, a limit for each, totals at worst, refusals."""

from __future__ import annotations

from typing import Any

import pytest

from tao_tui.actions.lifecycle.reviewing import refresh, review
from tao_tui.actions.plan import Review
from tao_tui.amounts import Tao
from tao_tui.cli.signing.review_text import review_row
from tao_tui.errors import TaoTuiError, UsageError
from tao_tui.reads.rows import as_row
from tests.actions.worlds import ME, TAO, simulated, stake, world
from tests.reads.fake import ALICE, HOTKEY, OTHER, FakeClient, account

POOLS = {1: 1_000 * TAO, 2: 2_000 * TAO}
"""TAO in the pools of both subnets, beside 4,000 alpha; they keep no share."""


def bought(netuid: int, tao: int) -> dict[str, int]:
    return simulated(4_000 * TAO * tao // (POOLS[netuid] + tao), buying=True)


def sold(netuid: int, alpha: int) -> dict[str, int]:
    return simulated(POOLS[netuid] * alpha // (4_000 * TAO + alpha), buying=False)


TWO: dict[str, Any] = {
    f"Owner({OTHER})": ALICE,
    "NetworksAdded(2)": True,
    "SubnetMechanism(2)": 1,
    "SubnetTAO(2)": 2_000 * TAO,
    "SubnetAlphaIn(2)": 4_000 * TAO,
    "current_alpha_price(2)": 500_000_000,
    "FeeRate": 0,
    "sim_swap_tao_for_alpha": bought,
    "sim_swap_alpha_for_tao": sold,
    "get_stake_info_for_coldkeys": [
        (ALICE, [stake(1, 30 * TAO), stake(1, 20 * TAO, OTHER), stake(2, 40 * TAO)])
    ],
}


def client_of(**more: Any) -> FakeClient:
    return FakeClient(world(**{**TWO, **more}))


async def reviewed(side: str, client: FakeClient | None = None, **arguments: Any) -> Review:
    return await review(f"stake.{side}", arguments, client or client_of(), ME)  # type: ignore[arg-type]


def legs(found: Review) -> list[dict[str, Any]]:
    assert found.call.decoded.name == "Utility.batch_all"
    calls: Any = found.call.decoded.arguments["calls"]
    return [{"name": each.function, **each.arguments} for each in calls]


def shown(found: Review, label: str) -> list[str]:
    return [str(effect.value) for effect in found.effects if effect.label == label]


async def test_several_stakes_are_one_batch_of_limited_trades() -> None:
    found = await reviewed("add", netuid=("1", "2"), hotkey=("h1", "h2"), amount=("10", "20"))
    first, second = legs(found)
    assert first == {
        "name": "add_stake_limit", "hotkey": HOTKEY, "netuid": 1, "amount_staked": 10 * TAO,
        "limit_price": 262_500_000, "allow_partial": False,
    }  # fmt: skip
    assert (second["netuid"], second["hotkey"], second["amount_staked"]) == (2, OTHER, 20 * TAO)
    assert found.title == "Stake to 2 places at once"
    assert shown(found, "You pay") == ["30.000000000 τ in all; one trade beyond its limit stops them all"]
    assert shown(found, "Worst case") == [
        "38.095238095 α on subnet 1; 38.095238095 α on subnet 2, or nothing happens"
    ]
    assert "--netuid 1 --netuid 2" in found.command_line
    assert "--amount 10 --amount 20" in found.command_line


async def test_a_batch_says_what_it_brings_beside_the_worst_case_and_the_fees() -> None:
    found = await reviewed("add", netuid=("1", "2"), hotkey=("h1", "h2"), amount=("10", "20"))
    # 39.60 α at 0.25 τ and 39.60 α at 0.5 τ: a hundredth less than the 30 τ that go in.
    assert shown(found, "You get") == [
        "about 39.603960396 α on subnet 1; 39.603960396 α on subnet 2; worth 29.702970297 τ at today's prices"
    ]
    assert shown(found, "Fees") == [f"0.000000000 τ pools, {found.fee} network"]
    row: Any = as_row(review_row(found))
    assert [(trade["netuid"], trade["side"], trade["amount_in_rao"]) for trade in row["trades"]] == [
        (1, "add", 10 * TAO), (2, "add", 20 * TAO),
    ]  # fmt: skip
    assert [trade["least_out_rao"] for trade in row["trades"]] == [38_095_238_095, 38_095_238_095]
    assert row["totals"] == {
        "value_in_rao": 30 * TAO,
        "value_out_rao": 29_702_970_297,
        "least_value_out_rao": 38_095_238_095 // 4 + 38_095_238_095 // 2,
        "extrinsic_fee_rao": found.fee.rao,
    }
    partly = await reviewed("add", netuid=("1", "2"), hotkey="h1", amount="5", partial=True)
    assert shown(partly, "You get")[0].startswith("at most ")
    assert review_row(partly)["totals"]["least_value_out_rao"] is None


async def test_unstaking_several_or_everything_has_the_same_totals() -> None:
    prices = [{"netuid": 1, "price": 250_000_000}, {"netuid": 2, "price": 500_000_000}]
    listed = {"get_all_dynamic_info": [], "current_alpha_price_all": prices}
    two: dict[str, Any] = {"netuid": ("1", "2"), "hotkey": "h1", "amount": "all"}
    everything: dict[str, Any] = {}
    for side, order in (("remove", two), ("exit", everything)):
        found = await reviewed(side, client_of(**listed), **order)
        row = review_row(found)
        sums = row["totals"]
        assert sorted(trade.netuid for trade in row["trades"]) == [1, 2]
        assert shown(found, "You get")[0].startswith(f"about {Tao(sums['value_out_rao'])} in all")
        worst = f"{Tao(sums['least_value_out_rao'])} in all, or nothing happens"
        assert shown(found, "Worst case") == [worst]
        worth = [trade.amount_in_rao * POOLS[trade.netuid] // (4_000 * TAO) for trade in row["trades"]]
        assert sums["value_in_rao"] == sum(worth)


async def test_trades_that_bring_less_than_their_part_of_the_fee_are_said() -> None:
    dust = [(ALICE, [stake(1, 30 * TAO), stake(2, 100)])]
    two: dict[str, Any] = {"netuid": ("1", "2"), "hotkey": "h1", "amount": "all"}
    found = await reviewed("remove", client_of(get_stake_info_for_coldkeys=dust), **two)
    said = [caution.text for caution in found.warnings if caution.code == "fee_above_value"]
    assert said == ["Trade 2 brings less than its part of the network fee."]


async def test_what_is_given_once_holds_for_all() -> None:
    found = await reviewed("add", netuid=1, hotkey=["h1", "h2"], amount="5")
    assert [leg["amount_staked"] for leg in legs(found)] == [5 * TAO, 5 * TAO]
    typed = await reviewed("add", netuid="1", hotkey="h1; h2", amount="5")
    assert typed.call.data == found.call.data
    alone = await reviewed("add", netuid=("1",), hotkey=("h1",), amount=("5",))
    assert alone.call.decoded.name == "SubtensorModule.add_stake_limit"


async def test_a_later_trade_on_a_pool_is_priced_after_the_earlier_ones() -> None:
    found = await reviewed("add", netuid=1, hotkey=("h1", "h2"), amount="10")
    # 1,000 τ and 4,000 α: the first ten TAO buy 39.60 α, the next ten 38.82 α.
    assert "39.603960396 α" in shown(found, "Trade 1")[0]
    assert "38.827412153 α" in shown(found, "Trade 2")[0]
    assert {leg["limit_price"] for leg in legs(found)} == {262_500_000}
    with pytest.raises(TaoTuiError) as refused:
        # Either alone stays within 3 %; both together do not.
        await reviewed("add", netuid=1, hotkey=("h1", "h2"), amount="10", tolerance="3%")
    assert refused.value.code == "slippage_too_high"
    assert refused.value.message.startswith("Trade 2, subnet 1: ")


async def test_several_unstakes_say_the_worst_case_in_all() -> None:
    found = await reviewed("remove", netuid=("1", "2"), hotkey="h1", amount=("all", "10"))
    first, second = legs(found)
    assert first == {
        "name": "remove_stake_full_limit", "hotkey": HOTKEY, "netuid": 1, "limit_price": 237_500_000
    }  # fmt: skip
    assert (second["name"], second["amount_unstaked"]) == ("remove_stake_limit", 10 * TAO)
    worst = 30 * TAO * 2_375 // 10_000 + 10 * TAO * 475 // 1_000
    assert worst == 11_875_000_000
    assert shown(found, "Worst case") == ["11.875000000 τ in all, or nothing happens"]
    assert "30.000000000 α stay" in shown(found, "Trade 2")[0]


async def test_a_batch_warns_once_of_limits_that_hold_nobody_off() -> None:
    found = await reviewed("remove", netuid=("1", "2"), hotkey="h1", amount="10", tolerance="100%")
    (warned,) = [warning for warning in found.warnings if warning.code == "loose_limit"]
    assert (warned.level, "100 % worse than now" in warned.text) == ("danger", True)
    prices = [{"netuid": 1, "price": 250_000_000}, {"netuid": 2, "price": 500_000_000}]
    listed = {"get_all_dynamic_info": [], "current_alpha_price_all": prices}
    left = await reviewed("exit", client_of(**listed), tolerance="30%")
    assert [warning.level for warning in left.warnings if warning.code == "loose_limit"] == ["caution"]


async def test_a_partial_batch_sells_what_the_limits_allow() -> None:
    found = await reviewed("remove", netuid=("1", "2"), hotkey="h1", amount="all", partial=True)
    assert [(leg["name"], leg["allow_partial"]) for leg in legs(found)] == [("remove_stake_limit", True)] * 2
    assert "partial" in {warning.code for warning in found.warnings}


async def test_a_refreshed_batch_never_loosens_any_limit() -> None:
    client = client_of()
    old = await reviewed("add", client, netuid=("1", "2"), hotkey="h1", amount="5")
    client.answers["current_alpha_price"] = 255_000_000
    client.answers["current_alpha_price(2)"] = 490_000_000
    new = await refresh(old, client)  # type: ignore[arg-type]
    assert [leg["limit_price"] for leg in legs(new)] == [262_500_000, 514_500_000]


@pytest.mark.parametrize(
    ("side", "changes", "arguments", "code", "words"),
    [
        ("add", {}, {"netuid": ("1", "2", "3"), "hotkey": ("h1", "h2"), "amount": "1"}, "uneven_legs", ""),
        ("add", {}, {"netuid": "1", "hotkey": ("h1", "h1"), "amount": "1"}, "same_leg_twice", ""),
        ("add", {}, {"netuid": ("1", "2"), "hotkey": "h1", "amount": ("1", "0")}, "zero_amount", ""),
        ("add", {}, {"netuid": ("1", "2"), "hotkey": "h1", "amount": "all"}, "all_twice", ""),
        ("add", {}, {"netuid": ("1", "2"), "hotkey": "h1", "amount": "1", "limit_price": "0.3"},
         "one_limit_for_several", ""),
        ("add", {}, {"netuid": ("1", "2"), "hotkey": "h1", "amount": "60"}, "not_enough_balance",
         "NotEnoughBalanceToStake: the coldkey does not hold that much free TAO."),
        ("add", {}, {"netuid": ("1", "77"), "hotkey": "h1", "amount": "1"}, "unknown_subnet", "Trade 2"),
        ("add", {f"Owner({OTHER})": None}, {"netuid": "1", "hotkey": ("h1", "h2"), "amount": "1"},
         "hotkey_not_on_chain", "HotKeyAccountNotExists: the hotkey is not known on chain."),
        ("add", {"SubtokenEnabled(2)": False}, {"netuid": ("1", "2"), "hotkey": "h1", "amount": "1"},
         "subtoken_disabled", "SubtokenDisabled: "),
        ("add", {}, {"netuid": ("1", "2"), "hotkey": "h1", "amount": ("1", "0.000001")},
         "below_minimum_stake", "Trade 2, subnet 2: "),
        ("add", {"sim_swap_tao_for_alpha": simulated(0, buying=True)},
         {"netuid": ("1", "2"), "hotkey": "h1", "amount": "1"}, "pool_cannot_trade",
         "InsufficientLiquidity: "),
        ("remove", {}, {"netuid": ("1", "2"), "hotkey": "h1", "amount": "41"}, "not_enough_stake",
         "NotEnoughStakeToWithdraw: "),
        ("remove", {}, {"netuid": ("1", "2"), "hotkey": "h2", "amount": "all"}, "no_stake", "Trade 2"),
        ("remove", {}, {"netuid": ("1", "2"), "hotkey": "h1", "amount": "0.001"}, "below_minimum_stake",
         "AmountTooLow: the amount is below the chain's minimum."),
    ],
)  # fmt: skip
async def test_refusals_name_the_trade_and_the_chains_error(
    side: str, changes: dict[str, Any], arguments: dict[str, Any], code: str, words: str
) -> None:
    with pytest.raises(TaoTuiError) as refused:
        await reviewed(side, client_of(**changes), **arguments)
    assert refused.value.code == code
    assert words in refused.value.message


async def test_the_fee_counts_where_everything_is_staked() -> None:
    client = client_of(**{f"Account({ALICE})": account(10 * TAO + 500)})
    with pytest.raises(TaoTuiError) as refused:
        await reviewed("add", client, netuid=("1", "2"), hotkey="h1", amount="5")
    assert refused.value.code == "not_enough_balance"
    assert "paying the fee" in refused.value.message


async def test_more_than_a_review_can_show_is_refused() -> None:
    with pytest.raises(UsageError, match="too many"):
        await reviewed("add", netuid=tuple(range(1, 80)), hotkey="h1", amount="1")
