"""`call`: any call of the runtime through the one way that everything signed goes."""

from __future__ import annotations

import json
import shlex

import pytest

from tests.cli.conftest import Cli

BOB = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty"
PAY = {"pallet": "Balances", "function": "transfer_keep_alive", "arguments": {"dest": "bob", "value": "2tao"}}


def codes(data: dict[str, object]) -> set[str]:
    warnings = data["warnings"]
    assert isinstance(warnings, list)
    return {each["code"] for each in warnings}


def test_it_lists_and_describes_what_there_is(on_node: Cli) -> None:
    pallets = on_node("call", "--json").data
    assert {"pallet": "Timestamp", "calls": 1} in pallets
    assert "AdminUtils" in on_node("call").out
    calls = on_node("call", "balances", "--json").data
    assert calls["pallet"] == "Balances"
    (burn,) = (each for each in calls["calls"] if each["name"] == "burn")
    assert [each["name"] for each in burn["arguments"]] == ["value", "keep_alive"]
    assert "transfer_keep_alive(dest: MultiAddress, value: u64" in on_node("call", "Balances").out
    described = on_node("call", "Balances.burn", "--describe", "--json").data
    assert described["docs"]
    assert (
        "tao-tui call Balances.burn value=1 keep_alive=true"
        in on_node("call", "Balances.burn", "--describe").out
    )
    assert "Balances.burn" in on_node("call", "--find", "burn").out


def test_a_call_no_action_makes_says_so_and_is_carried_out(on_node: Cli) -> None:
    line = ("call", "system.remark_with_event", "remark=any call at all")
    review = on_node(*line, "--dry-run", "--json").data
    assert review["call"]["arguments"] == {"remark": "any call at all"}
    assert codes(review) >= {"raw_call"}
    assert any(each["label"] == "Runtime says" for each in review["effects"])
    outcome = on_node(*line, "--yes", "--json").data
    assert outcome["action"] == "call"
    assert {"pallet": "System", "name": "Remarked"}.items() <= {
        key: value for each in outcome["events"] if each["name"] == "Remarked" for key, value in each.items()
    }.items()
    listed = on_node("activity", "list", "--json").data
    assert listed[0]["extrinsic_hash"] == outcome["extrinsic_hash"]


def test_the_action_that_makes_the_same_call_speaks_for_it(on_node: Cli) -> None:
    same = on_node("transfer", "bob", "2", "--dry-run", "--json").data
    raw = on_node(
        "call", "Balances.transfer_keep_alive", "dest=bob", "value=2tao", "--dry-run", "--json"
    ).data
    assert raw["call_hex"] == same["call_hex"]
    assert [each["label"] for each in raw["effects"]] == [each["label"] for each in same["effects"]]
    assert codes(raw) == codes(same) | {"known_call"}
    assert "raw_call" not in codes(raw)


def test_what_the_action_would_refuse_is_said_not_hidden(on_node: Cli) -> None:
    line = ("call", "Balances.transfer_keep_alive", "dest=bob", "value=99999999tao")
    review = on_node(*line, "--dry-run", "--json").data
    assert codes(review) >= {"raw_call", "action_refuses"}
    refused = on_node(*line, "--yes", "--json")
    assert refused.code == 5


@pytest.mark.parametrize(
    "words",
    [
        ["Balances.transfer_keep_alive", "dest=bob", "value=2000000000"],
        ["Balances.transfer_keep_alive", '{"dest": "bob", "value": 2000000000}'],
        [json.dumps(PAY)],
        ["0x0503008eaf04151687736326c9fea17e25fc5287613693c912909cb226aa4794f26a480300943577"],
    ],
)
def test_one_call_in_every_form(on_node: Cli, words: list[str]) -> None:
    same = on_node("transfer", "bob", "2", "--dry-run", "--json").data
    review = on_node("call", *words, "--dry-run", "--json").data
    assert review["call_hex"] == same["call_hex"]
    again = shlex.split(review["command_line"])[1:]
    assert on_node(*again, "--dry-run", "--json").data["call_hex"] == same["call_hex"]


def test_calls_within_a_call_are_shown_and_judged(on_node: Cli) -> None:
    stake = {"pallet": "SubtensorModule", "function": "add_stake",
             "arguments": {"hotkey": BOB, "netuid": 1, "amount_staked": "1tao"}}  # fmt: skip
    line = ("call", "Utility.batch_all", f"calls={json.dumps([PAY, stake])}", "--dry-run")
    review = on_node(*line, "--json").data
    shown = review["call"]["arguments"]["calls"]
    assert [each["function"] for each in shown] == ["transfer_keep_alive", "add_stake"]
    assert shown[0]["arguments"] == {"dest": BOB, "value": 2_000_000_000}
    effects = [(each["label"], each["value"]) for each in review["effects"]]
    assert ("Takes", "3.000000000 τ at most") in effects
    assert ("Pays", f"{BOB} (bob)") in effects
    assert "no_limit_price" in codes(review)
    text = on_node(*line).out
    assert "Balances.transfer_keep_alive\n" in text


def test_alpha_that_goes_and_stake_that_is_lent_are_named(on_node: Cli) -> None:
    burn = {"hotkey": "bob", "amount": 1, "netuid": 1}
    lend = {"hotkey": "bob", "netuid": 1, "children": [[1, BOB]]}
    calls = [
        {"pallet": "SubtensorModule", "function": name, "arguments": arguments}
        for name, arguments in (("burn_alpha", burn), ("set_children", lend))
    ]
    both = f"calls={json.dumps(calls)}"
    review = on_node("call", "Utility.batch_all", both, "--dry-run", "--json").data
    assert codes(review) >= {"raw_call", "alpha", "lends"}


def test_control_given_away_within_a_batch_is_seen(on_node: Cli) -> None:
    proxy = {"pallet": "Proxy", "function": "add_proxy",
             "arguments": {"delegate": BOB, "proxy_type": "Any", "delay": 0}}  # fmt: skip
    review = on_node("call", "Utility.batch", f"calls={json.dumps([proxy])}", "--dry-run", "--json").data
    assert "gives_control" in codes(review)
    alone = on_node(
        "call", "Proxy.add_proxy", f"delegate={BOB}", "proxy_type=Any", "delay=0", "--dry-run", "--json"
    )
    assert "gives_account_away" in codes(alone.data)


def test_spending_rules_hold_for_raw_calls_too(on_node: Cli) -> None:
    on_node("wallet", "import", "--name", "ruled", "--uri", "//Eve", "--no-password")
    assert (
        on_node("wallet", "rules", "set", "-w", "ruled", "--per-transaction", "1", "--yes", "--json").code
        == 0
    )
    batch = f"calls={json.dumps([PAY])}"
    for words, code in (
        (["Balances.transfer_keep_alive", "dest=bob", "value=2tao"], "rule_per_transaction"),
        (["Utility.force_batch", batch], "rule_per_transaction"),
        (["Utility.as_derivative", "index=0", f"call={json.dumps(PAY)}"], "rule_per_transaction"),
        (
            ["Proxy.proxy", "real=bob", "force_proxy_type=none", f"call={json.dumps(PAY)}"],
            "rule_per_transaction",
        ),
        (["Balances.transfer_all", "dest=bob", "keep_alive=false"], "rule_unmeasured"),
        (["System.kill_prefix", "prefix=0x00", "subkeys=1"], "rule_unknown_call"),
        (["Proxy.add_proxy", "delegate=bob", "proxy_type=Any", "delay=0"], "rule_gives_control"),
    ):
        answer = on_node("call", *words, "-w", "ruled", "--yes", "--json")
        assert (answer.code, answer.error["code"]) == (3, code), (words, answer)


MISTAKES: tuple[tuple[list[str], str, str], ...] = (
    (["Nope.remark"], "unknown_name", "Nope"),
    (["System.remrk"], "unknown_name", "System.remark"),
    (["System.remark"], "bad_argument", "remark=0x00"),
    (["System.remark", "remark=1", "more=2"], "bad_argument", "more"),
    (["System.remark", "hello"], "bad_argument", "NAME=VALUE"),
    (["System.remark", "remark=1", "remark=2"], "bad_argument", "twice"),
    (["System.remark", "{nope"], "bad_json", "JSON"),
    (["System.remark", "remark=0xzz"], "bad_argument", "remark"),
    (["Balances.burn", "value=1.5", "keep_alive=true"], "bad_argument", "1.5tao"),
    (["Balances.transfer_keep_alive", "dest=5abc", "value=1"], "unknown_name", "dest"),
    (["0x0000"], "bad_call", "no call"),
    (["0xzz"], "bad_call", "0xzz"),
    (["0x00000400", "remark=1"], "bad_call", "in it"),
    (['{"pallet": "System"}'], "bad_argument", "call"),
    (["Utility.batch", "calls=[1]"], "bad_argument", "calls"),
)


def test_mistakes_say_what_is_wanted(on_node: Cli) -> None:
    for words, code, says in MISTAKES:
        answer = on_node("call", *words, "--dry-run", "--json")
        assert (answer.code, answer.error["code"]) == (2, code), answer
        assert says in answer.error["message"] + answer.error["hint"], words


def test_a_hotkey_can_make_the_calls_that_are_its_own(on_node: Cli) -> None:
    (wallet,) = (each for each in on_node("wallet", "list", "--json").data if each["name"] == "demo")
    (hotkey,) = (each["hotkey"] for each in wallet["hotkeys"] if each["name"] == "default")
    assert on_node("transfer", hotkey, "1", "--yes", "--json").code == 0
    account = ("query", "System.Account", hotkey, "--json")
    nonce = on_node(*account).data["value"]["nonce"]
    line = ("call", "System.remark", "remark=from a hotkey", "--as-hotkey", "--wallet-hotkey", "default")
    review = on_node(*line, "--dry-run", "--json").data
    assert review["signer"] == hotkey
    assert on_node(*shlex.split(review["command_line"])[1:], "--dry-run", "--json").data["signer"] == hotkey
    assert on_node(*line, "--yes", "--json").code == 0
    assert on_node(*account).data["value"]["nonce"] == nonce + 1


def test_it_can_be_signed_elsewhere(on_node: Cli) -> None:
    file = on_node.home / "call.json"
    prepared = on_node(
        "offline", "prepare", "--file", str(file), "call", "System.remark", "remark=far away", "--json"
    )
    assert prepared.code == 0, prepared
    assert "far away" in file.read_text()
