"""Auto-stake, root claims, children and takes: composed right, and what would fail refused beforehand."""

from __future__ import annotations

from typing import Any

import pytest

from tao_tui.actions.lifecycle.reviewing import review
from tao_tui.actions.plan import Review
from tao_tui.errors import Declined, TaoTuiError, Unsupported, UsageError
from tao_tui.reads.validators.relations import WHOLE
from tests.actions.worlds import ME, TAO, stake, world
from tests.reads.fake import ALICE, BOB, CAROL, HOTKEY, OTHER, FakeClient
from tests.reads.test_root_claims import ALPHA, ONE

STANDING: dict[str, Any] = {
    f"Uids(1, {HOTKEY})": 3,
    f"Uids(1, {OTHER})": 4,
    "ValidatorPermit(1)": [False, False, False, False, True],
    f"Delegates({HOTKEY})": 5_898,
    f"Delegates({OTHER})": 11_796,
    "MinDelegateTake": 655,
    "MaxDelegateTake": 11_796,
    "TxDelegateTakeRateLimit": 216_000,
    "MaxChildkeyTake": 11_796,
    "TxChildkeyTakeRateLimit": 216_000,
    "PendingChildKeyCooldown": 7_200,
    "StakeThreshold": 1_000 * TAO,
    f"TotalHotkeyAlpha({HOTKEY}, 1)": 4_000 * TAO,
    "current_alpha_price_all": [{"netuid": 1, "price": 250_000_000}],
}


async def reviewed(
    name: str, changes: dict[str, Any], missing: set[str] | None = None, **arguments: Any
) -> Review:
    client = FakeClient(world(**{**STANDING, **changes}), missing=missing or set())
    return await review(name, arguments, client, ME)  # type: ignore[arg-type]


async def refused(
    name: str, changes: dict[str, Any], missing: set[str] | None = None, **arguments: Any
) -> TaoTuiError:
    with pytest.raises(TaoTuiError) as found:
        await reviewed(name, changes, missing, **arguments)
    return found.value


def codes(found: Review) -> list[str]:
    return [warning.code for warning in found.warnings]


def shown(found: Review) -> dict[str, str]:
    return {str(effect.label): str(effect.value) for effect in found.effects}


async def test_auto_stake_says_who_gets_it_instead_of_whom() -> None:
    before = {f"AutoStakeDestination({ALICE}, 1)": HOTKEY}
    found = await reviewed("stake.auto", before, netuid=1, hotkey="h2")
    assert found.call.decoded.name == "SubtensorModule.set_coldkey_auto_stake_hotkey"
    assert found.call.decoded.arguments == {"netuid": 1, "hotkey": OTHER}
    assert shown(found)["Instead of"] == f"{HOTKEY} (h1)"
    assert (shown(found)["Its take"], codes(found)) == ("18 %", ["from_now_on"])
    first = await reviewed("stake.auto", {}, netuid=1, hotkey="h1")
    assert shown(first)["Instead of"] == "each miner's own hotkey"
    assert codes(first) == ["no_validator_permit", "from_now_on"]
    again = await refused("stake.auto", before, netuid=1, hotkey="h1")
    stranger = await refused("stake.auto", {}, netuid=1, hotkey=CAROL)
    nowhere = await refused("stake.auto", {}, netuid=77, hotkey="h1")
    root = await refused("stake.auto", {}, netuid=0, hotkey="h1")
    assert [each.code for each in (again, stranger, nowhere, root)] == [
        "no_change", "not_registered", "unknown_subnet", "root_has_no_miners",
    ]  # fmt: skip
    old = await refused("stake.auto", {}, {"SubtensorModule.AutoStakeDestination"}, netuid=1, hotkey="h1")
    assert isinstance(old, Unsupported)


async def test_a_claim_names_its_subnets_and_what_becomes_of_each() -> None:
    found = await reviewed("stake.claim", ALPHA)
    assert found.call.decoded.name == "SubtensorModule.claim_root"
    assert found.call.decoded.arguments == {"subnets": (1,)}
    assert "sold for root stake" in shown(found)["Subnet 1"]
    assert "--netuids 1 " in found.command_line
    kept = await reviewed("stake.claim", {**ALPHA, "RootClaimableThreshold(2)": {"bits": 0}}, netuids="2,1")
    assert kept.call.decoded.arguments == {"subnets": (1, 2)}
    assert "kept as alpha" in shown(kept)["Subnet 2"]
    left = 30 * TAO - 400_000
    little = await reviewed(
        "stake.claim",
        {**ALPHA, f"RootClaimed(1, {HOTKEY}, {ALICE})": left, "RootClaimableThreshold": {"bits": 0}},
        netuids="1",
    )
    assert "fee_above_value" in codes(little)


async def test_more_than_five_subnets_are_claimed_by_worth() -> None:
    rates = {netuid: {"bits": ONE // (netuid * 10)} for netuid in range(1, 8)}
    many = {
        **ALPHA,
        f"RootClaimable({HOTKEY})": rates,
        f"RootClaimed(1, {HOTKEY}, {ALICE})": 0,
        "RootClaimableThreshold(2)": {"bits": 0},
        "current_alpha_price_all": [{"netuid": netuid, "price": TAO} for netuid in range(1, 8)],
    }
    found = await reviewed("stake.claim", many, netuids="all")
    assert found.call.decoded.arguments == {"subnets": (1, 2, 3, 4, 5)}
    assert "more_to_claim" in codes(found)
    too_many = await refused("stake.claim", many, netuids="1,2,3,4,5,6")
    assert too_many.code == "too_many_subnets"


async def test_claims_that_would_pay_nothing_say_why() -> None:
    small = await refused("stake.claim", ALPHA, netuids="2")
    assert small.code == "below_claim_threshold"
    assert "of the 4.000000000 α it takes" in small.message
    nothing = await refused("stake.claim", ALPHA, netuids="6")
    of_one = await refused("stake.claim", ALPHA, hotkey="h1")
    none: dict[str, Any] = {
        "get_stake_info_for_coldkeys": [(ALICE, [stake(1, TAO)])],
        f"RootClaimType({ALICE})": "Swap",
    }
    empty = await refused("stake.claim", none)
    assert [each.code for each in (nothing, of_one, empty)] == [
        "nothing_to_claim", "claims_all_validators", "nothing_to_claim",
    ]  # fmt: skip
    old = await refused("stake.claim", {}, {"SubtensorModule.claim_root"})
    assert isinstance(old, Unsupported)
    assert old.message == "Runtime 459 has no root claims: root stake grows by itself."
    untold = {"SubtensorModule.set_root_claim_type", "BetaBasketRuntimeApi"}
    assert "does not tell what its baskets owe" in (await refused("stake.claim", {}, untold)).message


BASKETS: dict[str, Any] = {
    "get_root_basket_positions": [(OTHER, 5, 400_000), (HOTKEY, 12, 3 * TAO)],
    "RootClaimableThreshold": {"bits": 500_000 * ONE},
}
NEWEST = {"SubtensorModule.set_root_claim_type"}


async def test_baskets_are_claimed_one_or_all() -> None:
    found = await reviewed("stake.claim", BASKETS, NEWEST)
    assert found.call.decoded.arguments == {"subnets": (0,)}
    assert "--netuids all" in found.command_line
    one = await reviewed("stake.claim", BASKETS, NEWEST, hotkey="h1")
    assert one.call.decoded.name == "SubtensorModule.claim_root_with_hotkey"
    assert one.call.decoded.arguments == {"hotkey": HOTKEY}
    bare = await reviewed("stake.claim", BASKETS, {*NEWEST, "SubtensorModule.claim_root()"})
    assert bare.call.decoded.arguments == {}
    assert "--netuids all" in bare.command_line
    small = await refused("stake.claim", BASKETS, NEWEST, hotkey="h2")
    by_subnet = await refused("stake.claim", BASKETS, NEWEST, netuids="1")
    between = await refused(
        "stake.claim", BASKETS, {*NEWEST, "SubtensorModule.claim_root_with_hotkey"}, hotkey="h1"
    )
    chosen = await refused("stake.claim_type", BASKETS, NEWEST, type="keep")
    assert [each.code for each in (small, by_subnet, between, chosen)] == [
        "below_claim_threshold", "claims_whole_baskets", "unsupported", "unsupported",
    ]  # fmt: skip


async def test_claim_types_are_the_runtimes_own() -> None:
    keep = await reviewed("stake.claim_type", ALPHA, type="keep")
    assert keep.call.decoded.arguments == {"new_root_claim_type": "Keep"}
    assert shown(keep)["Now"] == "kept as alpha on subnets 2, 5, else sold and added to your root stake"
    some = await reviewed("stake.claim_type", ALPHA, type="keep-subnets", netuids="1")
    assert some.call.decoded.arguments == {"new_root_claim_type": {"KeepSubnets": {"subnets": (1,)}}}
    assert "--type KeepSubnets --netuids 1 " in some.command_line
    cases: list[tuple[dict[str, Any], str]] = [
        ({"type": "burn"}, "unknown_choice"),
        ({"type": "keep", "netuids": "1"}, "bad_argument"),
        ({"type": "keepsubnets"}, "missing_argument"),
        ({"type": "keepsubnets", "netuids": "77"}, "unknown_subnet"),
    ]
    for arguments, code in cases:
        assert (await refused("stake.claim_type", ALPHA, **arguments)).code == code
    same = await refused("stake.claim_type", {**ALPHA, f"RootClaimType({ALICE})": "Keep"}, type="Keep")
    assert same.code == "no_change"


async def test_children_get_parts_that_never_exceed_the_whole() -> None:
    found = await reviewed(
        "stake.children", {}, hotkey="h1", netuid=1, children=f"h2=33.3333%, {CAROL}=0.333333,{BOB}=33.3334%"
    )
    assert found.call.decoded.name == "SubtensorModule.set_children"
    parts: Any = found.call.decoded.arguments["children"]
    assert [child for _, child in parts] == [OTHER, CAROL, BOB]
    assert WHOLE - 3 <= sum(part for part, _ in parts) <= WHOLE
    effects = [str(effect.value) for effect in found.effects]
    assert f"{OTHER} (h2): nothing now, 33.3333 % then" in effects
    assert shown(found)["Keeps itself"] == "100 % now, 0 % then"
    assert shown(found)["Takes effect"] == "with the first epoch after block 8,201, in about 24 hours"
    assert codes(found) == ["child_not_registered", "child_not_registered", "lent"]


async def test_children_change_and_go() -> None:
    before = {
        f"ChildKeys({HOTKEY}, 1)": [(WHOLE // 2, OTHER)],
        f"PendingChildKeys(1, {HOTKEY})": ([(1, OTHER)], 900),
    }
    gone = await reviewed("stake.children", before, hotkey="h1", netuid=1, children="none")
    assert gone.call.decoded.arguments["children"] == ()
    assert f"{OTHER} (h2): 50 % now, nothing then" in [str(effect.value) for effect in gone.effects]
    assert codes(gone) == ["replaces_pending"]
    assert "--children none" in gone.command_line
    at_once = await reviewed(
        "stake.children", {"SubtokenEnabled(1)": False}, hotkey="h1", netuid=1, children="h2=1"
    )
    assert shown(at_once)["Takes effect"] == "at once"
    waiting = {f"PendingChildKeys(1, {OTHER})": ([(WHOLE, HOTKEY)], 1_100)}
    crossed = await reviewed("stake.children", waiting, hotkey="h1", netuid=1, children="h2=1")
    assert codes(crossed)[0] == "child_cycle_pending"


@pytest.mark.parametrize(
    ("changes", "arguments", "error", "code"),
    [
        ({}, {"children": "h2=101%"}, UsageError, "bad_share"),
        ({}, {"children": f"h2=60%,{CAROL}=41%"}, UsageError, "proportion_overflow"),
        ({}, {"children": "h2=10%,h2=20%"}, UsageError, "duplicate_child"),
        ({}, {"children": "h1=10%"}, UsageError, "own_child"),
        ({}, {"children": "h2=0"}, UsageError, "bad_shares"),
        ({}, {"children": "h2"}, UsageError, "bad_shares"),
        ({}, {"children": "nobody=10%"}, UsageError, "unknown_hotkey"),
        ({}, {"children": "none"}, Declined, "no_change"),
        ({}, {"children": "h2=1", "netuid": 0}, UsageError, "root_has_no_children"),
        ({}, {"children": "h2=1", "netuid": 77}, UsageError, "unknown_subnet"),
        ({}, {"children": "h1=1", "hotkey": "h2"}, Declined, "hotkey_not_on_chain"),
        ({f"Owner({HOTKEY})": BOB}, {"children": "h2=1"}, Declined, "not_owner"),
        ({f"ParentKeys({HOTKEY}, 1)": [(1, OTHER)]}, {"children": "h2=1"}, Declined, "child_cycle"),
        ({f"ChildKeys({HOTKEY}, 1)": [(WHOLE, OTHER)]}, {"children": "h2=100%"}, Declined, "no_change"),
        ({f"TransactionKeyLastBlock({HOTKEY}, 1, 0)": 852}, {"children": "h2=1"}, Declined, "rate_limited"),
        ({f"TotalHotkeyAlpha({HOTKEY}, 1)": TAO}, {"children": "h2=1"}, Declined, "not_enough_stake"),
    ],
)  # fmt: skip
async def test_children_that_would_fail(
    changes: dict[str, Any], arguments: dict[str, Any], error: type[TaoTuiError], code: str
) -> None:
    found = await refused("stake.children", changes, **{"hotkey": "h1", "netuid": 1, **arguments})
    assert (type(found), found.code) == (error, code)


async def test_more_than_five_children_and_runtimes_without_any() -> None:
    from tao_tui.addresses import address_of

    six = ",".join(f"{address_of(bytes([n]) * 32)}=1%" for n in range(6))
    assert (
        await refused("stake.children", {}, hotkey="h1", netuid=1, children=six)
    ).code == "too_many_children"
    old = {"SubtensorModule.set_children"}
    found = await refused("stake.children", {}, old, hotkey="h1", netuid=1, children="h2=1")
    assert found.message == "Runtime 459 has no child hotkeys."


async def test_the_owners_hotkey_needs_no_stake_to_lend() -> None:
    poor = {f"TotalHotkeyAlpha({HOTKEY}, 1)": 0, "SubnetOwnerHotkey(1)": HOTKEY}
    found = await reviewed("stake.children", poor, hotkey="h1", netuid=1, children="h2=5%")
    assert found.call.decoded.function == "set_children"


async def test_takes_go_up_and_down_by_their_own_calls() -> None:
    up = await reviewed("stake.take", {}, hotkey="h1", take="15%")
    assert up.call.decoded.name == "SubtensorModule.increase_take"
    assert up.call.decoded.arguments["take"] == 9_830
    assert shown(up)["Take"] == "9 % now, 15 % then"
    assert codes(up) == ["rate_limited"]
    assert "216,000 blocks (about 30 days)" in str(up.warnings[0].text)
    down = await reviewed("stake.take", {}, hotkey="h1", take="0.01")
    assert down.call.decoded.name == "SubtensorModule.decrease_take"
    changed = {f"LastTxBlockDelegateTake({HOTKEY})": 900}
    refusals: list[tuple[dict[str, Any], str, str]] = [
        ({}, "19%", "take_out_of_bounds"),
        ({}, "0", "take_out_of_bounds"),
        ({f"Owner({HOTKEY})": BOB}, "1%", "not_owner"),
        ({f"Owner({HOTKEY})": None}, "1%", "hotkey_not_on_chain"),
        ({}, "9%", "no_change"),
        (changed, "10%", "rate_limited"),
    ]
    for changes, take, code in refusals:
        assert (await refused("stake.take", changes, hotkey="h1", take=take)).code == code
    assert (
        await reviewed("stake.take", changed, hotkey="h1", take="8%")
    ).call.decoded.function == "decrease_take"
    early = await refused("stake.take", changed, hotkey="h1", take="10%")
    assert "from block 216,901 on, in 215,900 blocks (about 30 days)" in early.message
    bounds = await refused("stake.take", {}, hotkey="h1", take="19%")
    assert bounds.message.startswith("The take must be between 1 % and 18 %. DelegateTakeTooHigh: ")
    too_low = await refused("stake.take", {}, hotkey="h1", take="0")
    assert "DelegateTakeTooLow" in too_low.message


async def test_a_childs_take_is_its_own_on_each_subnet() -> None:
    found = await reviewed("stake.child_take", {}, hotkey="h1", netuid=1, take="5%")
    assert found.call.decoded.name == "SubtensorModule.set_childkey_take"
    assert found.call.decoded.arguments == {"hotkey": HOTKEY, "netuid": 1, "take": 3_276}
    assert shown(found)["Take"] == "0 % now, 5 % then"
    assert found.command_line.startswith(f"tao-tui stake child-take --hotkey {HOTKEY} --netuid 1 --take 0.05")
    recent = {f"TransactionKeyLastBlock({HOTKEY}, 1, 1)": 990}
    cases: list[tuple[dict[str, Any], dict[str, Any], str]] = [
        ({}, {"take": "19%"}, "take_out_of_bounds"),
        ({}, {"take": "0"}, "no_change"),
        ({"MinChildkeyTakePerSubnet(1)": 655}, {"take": "0"}, "take_out_of_bounds"),
        (recent, {"take": "5%"}, "rate_limited"),
        ({}, {"take": "5%", "netuid": 0}, "root_has_no_children"),
        ({f"Owner({HOTKEY})": BOB}, {"take": "5%"}, "not_owner"),
    ]
    for changes, arguments, code in cases:
        found_code = (
            await refused("stake.child_take", changes, **{"hotkey": "h1", "netuid": 1, **arguments})
        ).code
        assert found_code == code


async def test_a_childs_take_goes_down_at_once_only_on_newer_runtimes() -> None:
    changed = {f"TransactionKeyLastBlock({HOTKEY}, 1, 1)": 990, f"ChildkeyTake({HOTKEY}, 1)": 6_553}
    down: dict[str, Any] = {"hotkey": "h1", "netuid": 1, "take": "5%"}
    assert await reviewed("stake.child_take", changed, **down)
    older = FakeClient(world(**{**STANDING, **changed}), spec_version=265)
    with pytest.raises(Declined, match=r"may be changed again from block .*TxChildkeyTakeRateLimitExceeded"):
        await review("stake.child_take", down, older, ME)  # type: ignore[arg-type]
