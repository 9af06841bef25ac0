"""Letting others act for an account: how much is given away, for which deposit, and taking it back."""

from __future__ import annotations

from typing import Any

import pytest

from tao_tui.actions.lifecycle.reviewing import review
from tao_tui.actions.plan import Review
from tao_tui.errors import TaoTuiError
from tests.actions.worlds import ME, world
from tests.reads.fake import ALICE, BOB, CAROL, HOTKEY, OTHER, FakeClient, account

CONSTANTS = {
    "Balances.ExistentialDeposit": 500,
    "Proxy.ProxyDepositBase": 60_000_000,
    "Proxy.ProxyDepositFactor": 33_000_000,
    "Proxy.MaxProxies": 3,
}


def proxies(*each: tuple[str, str, int]) -> dict[str, Any]:
    """The proxies of Alice, with the deposit they took."""
    told = [{"delegate": who, "proxy_type": kind, "delay": delay} for who, kind, delay in each]
    return {f"Proxies({ALICE})": (told, 60_000_000 + 33_000_000 * len(told) if told else 0)}


async def reviewed(verb: str, known: dict[str, Any], **arguments: Any) -> Review:
    client = FakeClient(world(**known), constants=CONSTANTS)
    return await review(f"wallet.proxy.{verb}", arguments, client, ME)  # type: ignore[arg-type]


async def refused(verb: str, known: dict[str, Any], **arguments: Any) -> TaoTuiError:
    with pytest.raises(TaoTuiError) as found:
        await reviewed(verb, known, **arguments)
    return found.value


def shown(found: Review) -> dict[str, str]:
    return {str(effect.label): str(effect.value) for effect in found.effects}


async def test_a_proxy_for_everything_gives_the_account_away() -> None:
    found = await reviewed("add", {}, delegate="carol", type="any")
    assert found.call.decoded.name == "Proxy.add_proxy"
    assert found.call.decoded.arguments == {"delegate": CAROL, "proxy_type": "Any", "delay": 0}
    assert [(each.level, each.code) for each in found.warnings] == [
        ("danger", "gives_account_away"),
        ("caution", "no_delay"),
    ]
    assert shown(found)["Deposit"] == "0.093000000 τ, reserved until it is removed"
    assert found.command_line.startswith(f"tao-tui wallet proxy add {CAROL} --type Any --wallet")
    assert (found.danger.name, found.confirm_word) == ("RIGHTS", "PROXY")


async def test_a_second_one_costs_less_and_a_stranger_is_told() -> None:
    there = proxies((CAROL, "Any", 0))
    found = await reviewed(
        "add", {**there, f"Account({BOB})": account(0)}, delegate=BOB, type="Staking", delay=100
    )
    assert shown(found)["Deposit"].startswith("0.033000000 τ")
    assert shown(found)["Waits"].startswith("100 blocks (about 20 minutes)")
    assert [each.code for each in found.warnings] == ["gives_power", "destination_unknown", "destination_new"]


async def test_types_that_newer_runtimes_allow_nothing_are_told() -> None:
    found = await reviewed("add", {}, delegate="carol", type="senate")
    assert [each.code for each in found.warnings] == ["proxy_may_nothing"]


async def test_a_type_is_found_however_the_runtime_spells_it() -> None:
    client = FakeClient(world(), constants=CONSTANTS)
    client.runtime.alternatives = ("Any", "NonFungibile")
    old = {"delegate": CAROL, "type": "non-fungible"}
    found = await review("wallet.proxy.add", old, client, ME)  # type: ignore[arg-type]
    assert found.call.decoded.arguments["proxy_type"] == "NonFungibile"
    assert "moves neither TAO nor stake" in shown(found)["May"]


async def test_removing_finds_the_one_that_is_meant() -> None:
    there = proxies((CAROL, "Any", 0), (BOB, "Staking", 7), (BOB, "Transfer", 0))
    found = await reviewed("remove", there, delegate="carol")
    assert found.call.decoded.name == "Proxy.remove_proxy"
    assert found.call.decoded.arguments == {"delegate": CAROL, "proxy_type": "Any", "delay": 0}
    assert shown(found)["Comes back"] == "0.033000000 τ of deposit"
    one = await reviewed("remove", there, delegate=BOB, type="staking")
    assert one.call.decoded.arguments == {"delegate": BOB, "proxy_type": "Staking", "delay": 7}
    last = await reviewed("remove", proxies((CAROL, "Any", 0)), delegate="carol")
    assert shown(last)["Comes back"] == "0.093000000 τ of deposit"
    both = await refused("remove", there, delegate=BOB)
    assert both.code == "ambiguous_proxy"
    assert both.hint == "Say which with --type and --delay: type Staking, delay 7; type Transfer, delay 0."


@pytest.mark.parametrize(
    ("verb", "arguments", "code"),
    [
        ("add", {"delegate": ALICE, "type": "Any"}, "to_itself"),
        ("add", {"delegate": CAROL, "type": "Everything"}, "unknown_choice"),
        ("add", {"delegate": BOB, "type": "Staking", "delay": 7}, "no_change"),
        ("remove", {"delegate": HOTKEY}, "not_proxy"),
        ("remove", {"delegate": BOB, "type": "Any"}, "not_proxy"),
    ],
)
async def test_what_would_fail_is_told(verb: str, arguments: dict[str, Any], code: str) -> None:
    assert (await refused(verb, proxies((BOB, "Staking", 7)), **arguments)).code == code


async def test_there_must_be_room_and_money() -> None:
    full = proxies((CAROL, "Any", 0), (BOB, "Staking", 7), (OTHER, "Any", 0))
    assert (await refused("add", full, delegate=HOTKEY, type="Any")).code == "too_many_proxies"
    poor = {f"Account({ALICE})": account(90_000_000)}
    assert (await refused("add", poor, delegate=CAROL, type="Any")).code == "not_enough_balance"
    old: Any = FakeClient(world(), missing={"Proxy.add_proxy"})
    with pytest.raises(TaoTuiError, match="no proxies"):
        await review("wallet.proxy.add", {"delegate": CAROL, "type": "Any"}, old, ME)
