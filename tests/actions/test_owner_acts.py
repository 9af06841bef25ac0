"""What a subnet's owner does beside setting parameters: trimming, its symbol, the calls owners have."""

from __future__ import annotations

from typing import Any

import pytest

from tao_tui.actions.lifecycle.reviewing import review
from tao_tui.actions.plan import Review
from tao_tui.actions.raw.known import action_of
from tao_tui.chain.calls.call import DecodedCall
from tao_tui.errors import Declined, TaoTuiError, Unsupported, UsageError
from tests.actions.worlds import ME, TAO, crowded, world
from tests.reads.fake import ALICE, BOB, CAROL, HOTKEY, OTHER, FakeClient

_NEURONS = ((HOTKEY, ALICE, 0), (CAROL, CAROL, 5 * TAO), (OTHER, BOB, 2 * TAO), (BOB, BOB, 7 * TAO))
_TEMPO = {"name": "tempo", "value": "400"}
MINE = {
    "SubnetOwner(1)": ALICE,
    "SubnetOwnerHotkey(1)": HOTKEY,
    "ImmuneOwnerUidsLimit(1)": 1,
    **crowded(_NEURONS),
    "get_subnet_hyperparams_v3": {},
    "MaxAllowedUids": 8,
    "MinAllowedUids": 2,
    "TokenSymbol(0)": "Τ",
    "TokenSymbol(1)": "α",
    "TokenSymbol(2)": "β",
    "NetworksAdded(2)": True,
}


def node(**changes: Any) -> FakeClient:
    return FakeClient(
        world(**{**MINE, **changes}),
        arguments={
            "set_tempo": ("netuid", "tempo"),
            "set_activity_cutoff_factor": ("netuid", "factor_milli"),
        },
        constants={
            "Balances.ExistentialDeposit": 500,
            "SubtensorModule.MinTempo": 360,
            "SubtensorModule.MaxTempo": 50_400,
        },
    )


async def reviewed(action: str, client: FakeClient, **values: Any) -> Review:
    return await review(f"subnets.{action}", {"netuid": 1, **values}, client, ME)  # type: ignore[arg-type]


def lines(found: Review) -> list[tuple[str, str]]:
    return [(str(line.label), str(line.value)) for line in found.effects]


async def test_no_parameter_is_negative() -> None:
    with pytest.raises(UsageError, match="“-5” is negative; no parameter can be"):
        await reviewed("set", node(), name="immunity_period", value="-5")


async def test_a_trim_says_who_leaves() -> None:
    found = await reviewed("trim", node(), max=3)
    assert found.call.decoded.name == "AdminUtils.sudo_trim_to_max_allowed_uids"
    assert found.call.decoded.arguments == {"netuid": 1, "max_n": 3}
    assert found.title == "Trim subnet 1 to 3 neurons"
    said = lines(found)
    assert ("Leaves", f"uid 2, {OTHER} (h2), earned 2.000000000 α") in said
    assert {("Neurons", "4 → 3"), ("Room for", "8 → 3 neurons")} <= set(said)
    (caution,) = found.warnings
    assert (caution.level, caution.code) == ("danger", "removes_neurons")
    assert "1 of those who stay get" in caution.text


async def test_a_trim_that_nobody_leaves_by_warns_of_nothing() -> None:
    found = await reviewed("trim", node(), max=4)
    assert not found.warnings
    assert not [label for label, _ in lines(found) if label == "Leaves"]


@pytest.mark.parametrize(
    ("most", "changes", "code"),
    [
        (1, {}, "out_of_bounds"),
        (9, {}, "out_of_bounds"),
        (8, {}, "nothing_to_change"),
        (3, {"ImmunityPeriod": 995}, "too_many_immune"),
        (3, {"SubnetOwner(1)": BOB}, "not_owner"),
        (3, {f"TransactionKeyLastBlock({ALICE}, 1, 9)": 900}, "too_early"),
    ],
)
async def test_trims_that_would_fail(most: int, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Declined) as refused:
        await reviewed("trim", node(**changes), max=most)
    assert refused.value.code == code


async def test_a_symbol_that_is_free() -> None:
    found = await reviewed("symbol", node(), symbol="ᚠ")
    assert found.call.decoded.arguments == {"netuid": 1, "symbol": "ᚠ".encode()}
    assert (found.title, found.warnings) == ("Give subnet 1 the symbol ᚠ", ())
    assert ("Symbol", "α → ᚠ") in lines(found)
    assert found.undo == ("subnets.symbol", {"netuid": 1, "symbol": "α"})
    (doubt,) = (await reviewed("symbol", node(), symbol="$")).warnings
    assert (doubt.level, doubt.code) == ("danger", "unknown_symbol")


@pytest.mark.parametrize(
    ("symbol", "code", "what"),
    [
        ("β", "symbol_in_use", "Subnet 2 has the symbol"),
        ("Τ", "symbol_in_use", "Subnet 0 has the symbol"),
        ("α", "nothing_to_change", "already"),
        (" ", "bad_argument", "one letter"),
        ("a\x1b[2J", "bad_argument", "one letter"),
    ],
)
async def test_symbols_that_would_fail(symbol: str, code: str, what: str) -> None:
    with pytest.raises(TaoTuiError, match=what) as refused:
        await reviewed("symbol", node(), symbol=symbol)
    assert refused.value.code == code


async def test_older_runtimes_have_neither() -> None:
    client = node()
    client.runtime.missing |= {"AdminUtils.sudo_trim_to_max_allowed_uids", "SubtensorModule.update_symbol"}
    with pytest.raises(Unsupported, match="trim"):
        await reviewed("trim", client, max=3)
    with pytest.raises(Unsupported, match="for good"):
        await reviewed("symbol", client, symbol="ᚠ")


async def test_an_owner_sets_the_tempo_by_the_owners_call() -> None:
    found = await reviewed("set", node(), name="tempo", value="400")
    assert found.call.decoded.name == "SubtensorModule.set_tempo"
    assert (found.title, found.warnings) == ("Set tempo of subnet 1 to 400", ())
    factor = await reviewed("set", node(), name="activity_cutoff_factor", value="14000")
    assert factor.call.decoded.arguments == {"netuid": 1, "factor_milli": 14_000}
    with pytest.raises(Declined, match="TempoOutOfBounds"):
        await reviewed("set", node(), name="tempo", value="100")
    early = node(**{f"TransactionKeyLastBlock({ALICE}, 1, 11)": 900})
    with pytest.raises(Declined) as refused:
        await reviewed("set", early, name="tempo", value="400")
    assert (refused.value.code, refused.value.hint) == ("too_early", "Wait until block 1,260.")
    older = node()
    older.runtime.missing.add("SubtensorModule.set_tempo")
    older.runtime.arguments["sudo_set_tempo"] = ("netuid", "tempo")
    (caution,) = (await reviewed("set", older, name="tempo", value="100")).warnings
    assert caution.code == "root_only"


async def test_a_parameter_is_set_by_the_name_it_is_listed_under() -> None:
    client = node()
    client.runtime.arguments["sudo_set_toggle_transfer"] = ("netuid", "toggle")
    found = await reviewed("set", client, name="transfers_enabled", value="no")
    assert found.call.decoded.name == "AdminUtils.sudo_set_toggle_transfer"


async def test_a_parameter_in_rao_may_be_given_in_tao() -> None:
    client = node()
    client.runtime.arguments["sudo_set_min_burn"] = ("netuid", "min_burn")
    found = await reviewed("set", client, name="min_burn", value="0.1tao")
    assert found.call.decoded.arguments == {"netuid": 1, "min_burn": 100_000_000}
    with pytest.raises(TaoTuiError, match="not an amount"):
        await reviewed("set", client, name="min_burn", value="muchtao")


async def test_waits_are_told_by_the_pace_of_the_network() -> None:
    client = node(OwnerHyperparamRateLimit=2, Tempo=400, LastEpochBlock=900)
    client.runtime.arguments["sudo_set_min_burn"] = ("netuid", "min_burn")
    client.block_time = 1.0
    found = await reviewed("set", client, name="min_burn", value="5")
    assert ("Then", "it can be done again after 800 blocks, about 13 minutes") in lines(found)


async def test_before_an_epoch_it_is_said_when_a_subnet_can_be_changed_again() -> None:
    client = node(AdminFreezeWindow=10, Tempo=360, LastEpochBlock=645)
    client.runtime.arguments["sudo_set_min_burn"] = ("netuid", "min_burn")
    with pytest.raises(Declined) as refused:
        await reviewed("set", client, name="min_burn", value="5")
    assert refused.value.message.startswith(
        "Subnet 1 cannot be changed in the last 10 blocks before its epoch. AdminActionProhibited"
    )
    assert refused.value.hint == "Its epoch is in block 1,005; from then on it can be again."


@pytest.mark.parametrize(
    ("name", "said", "action"),
    [
        ("set_tempo", {"netuid": 1, "tempo": 400}, ("subnets.set", {**_TEMPO, "netuid": 1})),
        ("update_symbol", {"netuid": 1, "symbol": "ᚠ"}, ("subnets.symbol", {"netuid": 1, "symbol": "ᚠ"})),
    ],
)  # fmt: skip
def test_raw_calls_are_known_as_these(name: str, said: dict[str, Any], action: Any) -> None:
    assert action_of(DecodedCall("SubtensorModule", name, said)) == action
