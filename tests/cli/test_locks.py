"""Locks of stake on the command line: lock, look at it, be told what can no longer leave."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Cli

pytestmark = pytest.mark.xdist_group("cli-node")


def test_stake_is_locked_listed_and_followed_into_next_year(on_node: Cli) -> None:
    hotkey = on_node("stake", "validators", "--netuid", "1", "--json").data[0]["hotkey"]
    place = ("--netuid", "1", "--hotkey", hotkey, "-w", "bob")
    assert on_node("stake", "lock", "-w", "bob", "--json").data == []
    assert "has nothing locked.\n" in on_node("stake", "lock", "-w", "bob").out
    assert "has nothing locked on subnet 2." in on_node("stake", "lock", "--netuid", "2", "-w", "bob").out
    assert on_node("stake", "add", *place, "--amount", "10", "--yes").code == 0
    told = on_node("stake", "lock", *place, "--amount", "20", "--dry-run", "--json").data
    assert told["action"] == "stake.lock"
    assert told["call"]["function"] == "lock_stake"
    assert [each["code"] for each in told["warnings"]] == ["locked"]
    done = on_node("stake", "lock", *place, "--amount", "20", "--yes", "--json").data
    assert "StakeLocked" in [event["name"] for event in done["events"]]
    (lock,) = on_node("stake", "lock", "-w", "bob", "--json").data
    assert (lock["netuid"], lock["hotkey"], lock["perpetual"]) == (1, hotkey, False)
    assert 0 <= 20 * 10**9 - lock["locked_rao"] < 10**7
    assert lock["available_rao"] == lock["staked_rao"] - lock["locked_rao"]
    assert [each["days"] for each in lock["projection"]] == [30, 90, 365]
    assert on_node("stake", "lock-mode", "--netuid", "1", "--perpetual", "-w", "bob", "--yes").code == 0
    text = on_node("stake", "lock", "-w", "bob").out
    assert "stays until you let it melt" in text
    assert "in 365 days" in text


@pytest.mark.parametrize(
    ("amount", "code", "error"),
    [("0", 2, "zero_amount"), ("x", 2, "usage"), ("1000000", 3, "not_enough_stake")],
)
def test_amounts_that_cannot_be_locked(on_node: Cli, amount: str, code: int, error: str) -> None:
    hotkey = on_node("stake", "validators", "--netuid", "1", "--json").data[0]["hotkey"]
    order = ("stake", "lock", "--netuid", "1", "--hotkey", hotkey, "--amount", amount, "-w", "bob")
    answer = on_node(*order, "--yes", "--json")
    assert (answer.code, answer.error["code"]) == (code, error)
