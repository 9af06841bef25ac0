"""Staking and unstaking: limit prices, positions and refusals."""

from __future__ import annotations

from typing import Any

import pytest

from tao_tui.actions.lifecycle.reviewing import refresh, review
from tao_tui.actions.plan import Review
from tao_tui.errors import Declined, Unsupported, UsageError
from tests.actions.worlds import ME, TAO, simulated, stake, world
from tests.reads.fake import ALICE, BOB, HOTKEY, FakeClient, account

NO_LIMITS = {
    f"SubtensorModule.{name}" for name in ("add_stake_limit", "remove_stake_limit", "remove_stake_full_limit")
}


async def reviewed(client: FakeClient, side: str, **arguments: Any) -> Review:
    arguments = {"netuid": "1", "hotkey": "h1", **arguments}
    return await review(f"stake.{side}", arguments, client, ME)  # type: ignore[arg-type]


def shown(found: Review) -> dict[str, str]:
    return {effect.label: effect.value for effect in found.effects}


def codes(found: Review) -> set[str]:
    return {warning.code for warning in found.warnings}


async def test_a_stake_carries_the_tolerance_as_a_limit_price() -> None:
    found = await reviewed(FakeClient(world()), "add", amount="10")
    assert found.call.decoded.name == "SubtensorModule.add_stake_limit"
    assert found.call.decoded.arguments == {
        "hotkey": HOTKEY,
        "netuid": 1,
        "amount_staked": 10 * TAO,
        "limit_price": 262_500_000,
        "allow_partial": False,
    }
    lines = shown(found)
    assert lines["You pay"] == "10.000000000 τ"
    assert "at least 38.095238095 α, or nothing happens" in lines["You get"]
    assert lines["Limit price"] == "0.262500000 τ/α"
    assert lines["Price"].startswith("0.250000000 τ/α now")
    assert f"--hotkey {HOTKEY}" in found.command_line
    assert codes(found) == set()
    assert "slippage" in codes(await reviewed(FakeClient(world()), "add", amount="20"))


async def test_own_limit_price_tolerance_and_partial() -> None:
    found = await reviewed(FakeClient(world()), "add", amount="10", limit_price="0.3", partial=True)
    assert found.call.decoded.arguments["limit_price"] == 300_000_000
    assert found.call.decoded.arguments["allow_partial"] is True
    assert "partial" in codes(found)
    tight = await reviewed(FakeClient(world()), "add", amount="10", tolerance="2.1%")
    assert tight.call.decoded.arguments["limit_price"] == 255_250_000


@pytest.mark.parametrize(
    ("side", "terms", "level"),
    [
        ("add", {"tolerance": "20%"}, None),
        ("add", {"tolerance": "21%"}, "caution"),
        ("add", {"limit_price": "0.4", "partial": True}, "caution"),
        ("add", {"limit_price": "1000"}, "danger"),
        ("remove", {"tolerance": "20%"}, None),
        ("remove", {"tolerance": "50%"}, "caution"),
        ("remove", {"tolerance": "100%"}, "danger"),
        ("remove", {"limit_price": "0"}, "danger"),
    ],
)
async def test_a_limit_that_holds_nobody_off_is_warned_of(
    side: str, terms: dict[str, Any], level: str | None
) -> None:
    found = await reviewed(FakeClient(world()), side, amount="10", **terms)
    levels = [warning.level for warning in found.warnings if warning.code == "loose_limit"]
    assert levels == ([] if level is None else [level])


async def test_a_trade_that_cannot_fit_its_limit_is_refused_before_it_costs_a_fee() -> None:
    with pytest.raises(Declined) as refused:
        await reviewed(FakeClient(world()), "add", amount="50", tolerance="0.01")
    assert refused.value.code == "slippage_too_high"
    assert "0.252500000" in refused.value.message


@pytest.mark.parametrize(
    ("side", "amount", "limit", "goes", "brings"),
    [("add", "50", "0.26", "19.", "77."), ("remove", "40", "0.248", "16.", "4.0")],
)
async def test_what_a_limit_stops_is_told_by_what_goes_through(
    side: str, amount: str, limit: str, goes: str, brings: str
) -> None:
    """And trading so much, rounded down, is no longer refused."""
    client = FakeClient(world())
    found = shown(await reviewed(client, side, amount=amount, limit_price=limit, partial=True))
    paid, unit = ("You pay", "τ") if side == "add" else ("You sell", "α")
    assert found[paid].startswith(f"up to {amount}.000000000 {unit}; about {goes}")
    assert found[paid].endswith(f"{unit} now")
    assert found["You get"].startswith(f"about {brings}")
    with pytest.raises(Declined) as refused:
        await reviewed(client, side, amount=amount, limit_price=limit)
    said = refused.value.hint.removeprefix(f"Trade less: about {goes}").partition(",")[0]
    assert said.endswith(f"00 {unit}")
    fits = refused.value.hint.removeprefix("Trade less: about ").partition(" ")[0]
    assert await reviewed(client, side, amount=fits, limit_price=limit)


async def test_root_is_one_to_one() -> None:
    found = await reviewed(FakeClient(world()), "add", netuid=0, amount="10", tolerance="0")
    assert found.call.decoded.arguments["limit_price"] == TAO
    lines = shown(found)
    assert lines["You get"] == "about 10.000000000 τ; at least 10.000000000 τ, or nothing happens"
    assert lines["After"].endswith(" τ here")
    back = await reviewed(FakeClient(world()), "remove", netuid=0, amount="5")
    assert back.call.decoded.arguments["limit_price"] == TAO
    assert shown(back)["You sell"] == "5.000000000 τ"
    assert "α" not in shown(back)["After"] + shown(back)["Fees"]


async def test_a_sale_that_brings_less_than_its_fee_is_said() -> None:
    state = world(get_stake_info_for_coldkeys=[(ALICE, [stake(1, 4_000), stake(0, 9 * TAO)])])
    assert "fee_above_value" in codes(await reviewed(FakeClient(state), "remove", amount="all"))
    assert "fee_above_value" not in codes(await reviewed(FakeClient(world()), "remove", amount="all"))


async def test_a_runtime_without_limits_is_loud() -> None:
    found = await reviewed(FakeClient(world(), missing=set(NO_LIMITS)), "add", amount="10")
    assert found.call.decoded.name == "SubtensorModule.add_stake"
    assert found.warnings[0].code == "no_limit_price"
    assert found.warnings[0].level == "danger"
    assert "at any price" in shown(found)["You get"]
    back = await reviewed(FakeClient(world(), missing=set(NO_LIMITS)), "remove", amount="all")
    assert back.call.decoded.name == "SubtensorModule.remove_stake"
    assert back.call.decoded.arguments["amount_unstaked"] == 50 * TAO
    assert back.warnings[0].code == "no_limit_price"


async def test_all_leaves_the_fee_and_the_deposit() -> None:
    found = await reviewed(FakeClient(world()), "add", netuid=0, amount="all")
    amount = found.call.decoded.arguments["amount_staked"]
    assert amount == 100 * TAO - 500 - 165_000
    assert found.fee.rao + int(str(amount)) + 500 <= 100 * TAO


@pytest.mark.parametrize(
    ("changes", "arguments", "code"),
    [
        ({}, {"amount": "100.5"}, "not_enough_balance"),
        ({}, {"amount": "99.9999"}, "slippage_too_high"),
        ({}, {"amount": "0.000001"}, "below_minimum_stake"),
        ({f"Owner({HOTKEY})": None}, {"amount": "1"}, "hotkey_not_on_chain"),
        ({"SubtokenEnabled": False}, {"amount": "1"}, "subtoken_disabled"),
        ({"sim_swap_tao_for_alpha": simulated(0, buying=True)}, {"amount": "1"}, "pool_cannot_trade"),
        ({f"Account({ALICE})": account(600)}, {"amount": "all"}, "not_enough_balance"),
    ],
)
async def test_stakes_that_would_fail(changes: dict[str, Any], arguments: dict[str, Any], code: str) -> None:
    with pytest.raises(Declined) as refused:
        await reviewed(FakeClient(world(**changes)), "add", **arguments)
    assert refused.value.code == code


async def test_unknown_subnets_and_zero() -> None:
    for side in ("add", "remove"):
        with pytest.raises(UsageError) as unknown:
            await reviewed(FakeClient(world()), side, netuid=77, amount="1")
        assert unknown.value.code == "unknown_subnet"
        with pytest.raises(UsageError) as zero:
            await reviewed(FakeClient(world()), side, amount="0")
        assert zero.value.code == "zero_amount"


async def test_the_whole_position_goes_in_one_limited_call() -> None:
    found = await reviewed(FakeClient(world()), "remove", amount="all")
    assert found.call.decoded.name == "SubtensorModule.remove_stake_full_limit"
    assert found.call.decoded.arguments == {"hotkey": HOTKEY, "netuid": 1, "limit_price": 237_500_000}
    assert "the whole position" in shown(found)["You sell"]


async def test_a_part_of_the_position() -> None:
    found = await reviewed(FakeClient(world()), "remove", amount="20")
    assert found.call.decoded.name == "SubtensorModule.remove_stake_limit"
    assert found.call.decoded.arguments["amount_unstaked"] == 20 * TAO
    assert shown(found)["After"].endswith("30.000000000 α here")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"amount": "51"}, "not_enough_stake"),
        ({"amount": "1", "hotkey": "h2"}, "hotkey_not_on_chain"),
        ({"amount": "0.001"}, "below_minimum_stake"),
    ],
)
async def test_unstaking_that_would_fail(arguments: dict[str, Any], code: str) -> None:
    with pytest.raises(Declined) as refused:
        await reviewed(FakeClient(world()), "remove", **arguments)
    assert refused.value.code == code


OLDER = {"SubtensorModule.ColdkeySwapAnnouncements"}


@pytest.mark.parametrize(
    ("changes", "missing", "code", "name"),
    [
        ({f"ColdkeySwapAnnouncements({ALICE})": (900, "0x11")}, set(), "coldkey_in_swap",
         "ColdkeySwapAnnounced"),
        ({f"ColdkeySwapAnnouncements({ALICE})": (900, "0x11"), f"ColdkeySwapDisputes({ALICE})": 950}, set(),
         "coldkey_swap_disputed", "ColdkeySwapDisputed"),
        ({"ColdkeySwapScheduled": (5_000, BOB)}, OLDER, "coldkey_in_swap", "ColdkeyInSwapSchedule"),
    ],
)  # fmt: skip
async def test_an_account_that_is_being_replaced_does_nothing_else(
    changes: dict[str, Any], missing: set[str], code: str, name: str
) -> None:
    with pytest.raises(Declined) as refused:
        await reviewed(FakeClient(world(**changes), missing=missing), "add", amount="10")
    assert refused.value.code == code
    assert f"{name}: " in refused.value.message
    nobody = FakeClient(world(ColdkeySwapScheduled=(0, BOB)), missing=OLDER)
    assert (await reviewed(nobody, "add", amount="10")).fee


async def test_nothing_staked() -> None:
    client = FakeClient(world(**{"get_stake_info_for_coldkeys": [(ALICE, [])], f"Owner({BOB})": BOB}))
    with pytest.raises(Declined) as refused:
        await reviewed(client, "remove", hotkey=BOB, amount="all")
    assert refused.value.code == "no_stake"


async def test_a_refreshed_review_follows_the_price() -> None:
    client = FakeClient(world())
    old = await reviewed(client, "add", amount="10")
    client.answers["current_alpha_price"] = 240_000_000
    new = await refresh(old, client)  # type: ignore[arg-type]
    assert new.call.decoded.arguments["limit_price"] == 252_000_000


async def test_a_refreshed_review_never_loosens_what_was_read() -> None:
    client = FakeClient(world())
    old = await reviewed(client, "add", amount="10")
    client.answers["current_alpha_price"] = 255_000_000
    new = await refresh(old, client)  # type: ignore[arg-type]
    assert new.call.decoded.arguments["limit_price"] == old.call.decoded.arguments["limit_price"]


BEFORE_POOLS = NO_LIMITS | {
    "SubtensorModule.SubnetTAO",
    "SubtensorModule.SubtokenEnabled",
    "StakeInfoRuntimeApi",
}


async def test_before_there_was_alpha_stake_is_tao_with_a_hotkey() -> None:
    client = FakeClient(world(**{f"Stake({HOTKEY}, {ALICE})": 50 * TAO}), missing=BEFORE_POOLS)
    found = await reviewed(client, "add", netuid=0, amount="10")
    assert found.call.decoded.name == "SubtensorModule.add_stake"
    assert found.call.decoded.arguments == {"hotkey": HOTKEY, "amount_staked": 10 * TAO}
    assert codes(found) == set()
    assert shown(found)["You get"] == "about 10.000000000 τ; one for one"
    back = await reviewed(client, "remove", netuid=0, amount="all")
    assert back.call.decoded.arguments == {"hotkey": HOTKEY, "amount_unstaked": 50 * TAO}
    assert codes(back) == set()
    with pytest.raises(Unsupported, match="has no alpha"):
        await reviewed(client, "add", netuid=1, amount="10")
