"""`wallet rules` as a script and a person meet it, and a refusal by a rule on its way to a node."""

from __future__ import annotations

import shlex

import pytest

from tests.cli.conftest import Cli
from tests.cli.contract import BOB, CHARLIE

ALICE = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"


def test_rules_are_none_until_they_are_set_and_then_as_set(alice: Cli) -> None:
    show = ("wallet", "rules", "show", "-w", "alice")
    assert alice(*show, "--json").data == {
        "wallet": "alice",
        "coldkey": ALICE,
        "version": None,
        "per_transaction_rao": None,
        "per_day_rao": None,
        "destinations": None,
        "netuids": None,
        "calls": [],
        "alpha_prices": [],
        "last_day": [],
    }
    assert "no rules" in alice(*show).out
    change = ("wallet", "rules", "set", "-w", "alice", "--yes")
    set_ = alice(*change, "--per-day", "3.5", "--destinations", f"{BOB},alice", "--netuids", "2,1", "--json")
    assert set_.data == alice(*show, "--json").data
    assert (set_.data["per_day_rao"], set_.data["netuids"]) == (3_500_000_000, [1, 2])
    assert set_.data["destinations"] == [BOB, ALICE]
    again = alice(
        *change, "--netuids", "any", "--destinations", "none", "--calls", "Sudo.sudo", "--json"
    ).data
    assert (again["version"], again["netuids"], again["destinations"]) == (2, None, [])
    assert (again["per_day_rao"], again["calls"]) == (3_500_000_000, ["Sudo.sudo"])
    assert "nobody but the wallet itself" in alice(*show).out


def test_the_way_back_to_the_old_rules_is_told_as_a_command(alice: Cli) -> None:
    show, change = ("wallet", "rules", "show", "-w", "alice", "--json"), ("wallet", "rules", "set", "--yes")
    assert (
        alice(*change, "-w", "alice", "--per-day", "3.5", "--destinations", BOB, "--netuids", "none").code
        == 0
    )
    priced = alice(*change, "-w", "alice", "--alpha-prices", "64=0.3, 0.05,1=2", "--json").data
    assert priced["alpha_prices"] == [
        {"netuid": 1, "price_rao": 2 * 10**9},
        {"netuid": 64, "price_rao": 300_000_000},
        {"netuid": None, "price_rao": 50_000_000},
    ]
    assert (
        "counts for at most 2.000000000 τ on subnet 1, "
        in alice("wallet", "rules", "show", "-w", "alice").out
    )
    before = alice(*show).data
    changed = alice(
        *change, "-w", "alice", "--per-day", "any", "--destinations", "none", "--calls", "Sudo.sudo",
        "--alpha-prices", "none",
    )  # fmt: skip
    (line,) = [line for line in changed.err.splitlines() if line.startswith("To go back: tao-tui ")]
    assert alice(*shlex.split(line.partition("tao-tui ")[2]), "--yes").code == 0
    after = alice(*show).data
    assert {**after, "version": 0} == {**before, "version": 0}
    assert "To go back" not in alice(*change, "--per-day", "3.5").err


@pytest.mark.parametrize(
    "option",
    [
        ("--per-day", "lots"),
        ("--netuids", "1,x"),
        ("--netuids", "70000"),
        ("--calls", "x"),
        ("--alpha-prices", "1=x"),
        ("--alpha-prices", "0=1"),
        ("--alpha-prices", "1=1,1=2"),
        ("--alpha-prices", "1,2"),
        ("--alpha-prices", "70000=1"),
        ("--destinations", "zoe"),
    ],
)
def test_what_cannot_be_a_rule_is_refused_before_anything_is_written(
    alice: Cli, option: tuple[str, ...]
) -> None:
    assert alice("wallet", "rules", "set", "-w", "alice", "--yes", *option).code == 2
    assert not (alice.wallets / "alice" / "rules.json").exists()


def test_nothing_is_set_without_agreement_or_in_a_dry_run(alice: Cli) -> None:
    line = ("wallet", "rules", "set", "-w", "alice", "--per-day", "1", "--json")
    assert alice(*line).error["code"] == "agreement_needed"
    assert alice(*line, "--dry-run").data["per_day_rao"] == 10**9
    assert not (alice.wallets / "alice" / "rules.json").exists()


def test_a_changed_rules_file_stops_the_key_until_the_rules_are_set_anew(alice: Cli) -> None:
    change = ("wallet", "rules", "set", "-w", "alice", "--yes", "--per-day", "1")
    assert alice(*change).code == 0
    file = alice.wallets / "alice" / "rules.json"
    file.write_text(file.read_text().replace("1000000000", "9000000000"))
    for line in (("wallet", "rules", "show"), ("wallet", "sign", "--message", "x")):
        answer = alice(*line, "-w", "alice", "--json")
        assert (answer.code, answer.error["code"]) == (3, "rules_tampered")
    assert "begin from none" in alice(*change).err
    assert alice("wallet", "sign", "--message", "x", "-w", "alice").code == 0


@pytest.mark.xdist_group("cli-node")
def test_a_transfer_against_a_rule_ends_with_3_and_nothing_is_sent(on_node: Cli) -> None:
    change = ("wallet", "rules", "set", "-w", "bob", "--yes")
    assert on_node(*change, "--per-transaction", "2", "--per-day", "3", "--destinations", CHARLIE).code == 0
    try:
        pay = ("--wallet", "bob", "--yes", "--json")
        assert on_node("transfer", CHARLIE, "2", *pay).data["finalized"]
        for amount, rule in (("2.5", "rule_per_transaction"), ("1.5", "rule_per_day")):
            answer = on_node("transfer", CHARLIE, amount, *pay)
            assert (answer.code, answer.error["code"]) == (3, rule)
            assert "Nothing was signed" in answer.error["hint"]
        assert on_node("transfer", ALICE, "0.1", *pay).error["code"] == "rule_destination"
        # The review foresees it: nothing has to be unlocked, and nobody asked, to be told so.
        look = ("--wallet", "bob", "--dry-run", "--json")
        assert on_node("transfer", CHARLIE, "2.5", *look).error["code"] == "rule_per_transaction"
        warned = {each["code"] for each in on_node("transfer", CHARLIE, "1.5", *look).data["warnings"]}
        assert "rule_per_day" in warned
        kept = on_node("wallet", "rules", "show", "-w", "bob", "--json").data
        file = on_node.wallets / "bob" / "rules.json"
        honest = file.read_text()
        file.write_text(honest.replace("2000000000", "9000000000"))
        assert on_node("transfer", CHARLIE, "1", *look).error["code"] == "rules_tampered"
        file.write_text(honest)
        assert on_node("wallet", "rules", "show", "-w", "bob", "--json").data == kept
        assert on_node("transfer", CHARLIE, "1", *pay).data["finalized"]
        (day,) = on_node("wallet", "rules", "show", "-w", "bob", "--json").data["last_day"]
        assert day["signed_rao"] == 3 * 10**9
    finally:
        lift = ("--per-transaction", "any", "--per-day", "any", "--destinations", "any")
        assert on_node(*change, *lift).code == 0
