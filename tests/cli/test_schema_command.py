"""`schema`, and that the commands are made from the registry it prints."""

from __future__ import annotations

import json

from tao_tui.actions.registry import ACTIONS
from tests.cli.conftest import Cli


def test_schema_lists_every_action_and_argument(cli: Cli) -> None:
    rows = {row["action"]: row for row in cli("schema", "--json").data["actions"]}
    assert set(rows) == set(ACTIONS)
    for name, spec in ACTIONS.items():
        assert [argument["name"] for argument in rows[name]["arguments"]] == [a.name for a in spec.arguments]
        assert rows[name]["command"] == " ".join(spec.path)
    (kind,) = (each for each in rows["wallet.proxy.add"]["arguments"] if each["name"] == "type")
    assert kind["choice_of"] == "Proxy.add_proxy.proxy_type"
    assert json.loads(cli("schema").out) == cli("schema", "--json").data


def test_every_action_is_a_command_with_its_flags(cli: Cli) -> None:
    for spec in ACTIONS.values():
        shown = cli(*spec.path, "--help").out
        for argument in spec.arguments:
            assert (argument.name.upper() if argument.positional else argument.flag) in shown
            if argument.negative:
                assert f"--{argument.negative}" in shown


def test_explain_says_what_the_chain_meant(cli: Cli) -> None:
    data = cli("explain", "NotEnoughBalanceToStake", "--json").data
    assert set(data) == {"code", "meaning", "remedy"}
    assert data["meaning"] in cli("explain", "NotEnoughBalanceToStake").out
    for unknown in ("Nonsense", ""):
        answer = cli("explain", unknown, "--json")
        assert (answer.code, answer.error["code"]) == (2, "unknown_error")
