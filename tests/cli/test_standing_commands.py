"""`stake auto|claim|children|take` and `wallet proxy`: they show how things stand, and set when told what."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Cli
from tests.cli.contract import BOB, SENATOR, fields

pytestmark = pytest.mark.xdist_group("cli-node")

LENT = ("stake", "children", "--hotkey", "default", "--netuid", "1")


def test_without_anything_to_set_nothing_is_signed(on_node: Cli) -> None:
    auto = on_node("stake", "auto", "--json").data
    assert set(auto[0]) == fields("netuid subnet_name destination destination_name is_registered miners")
    assert "Set one: tao-tui stake auto" in on_node("stake", "auto").out
    claims = on_node("stake", "claim", "--json").data
    assert set(claims) == fields("kind claim_type keep_subnets value_rao claims")
    assert claims["kind"] == "alpha"
    assert "a claim is sold and becomes root stake (Swap)" in on_node("stake", "claim").out
    (take,) = on_node("stake", "take", "--json").data
    assert (take["hotkey"], take["min_ppm"]) == (SENATOR, 0)
    assert set(take) == fields(
        "hotkey owner take_ppm min_ppm max_ppm rate_limit_blocks changed_at raisable_at"
    )
    children = on_node("stake", "children", "--hotkey", "default", "--netuid", "1", "--json").data
    assert set(children[0]) == fields(
        "hotkey netuid children parents pending kept_ppm settable_at child_take_ppm child_take_raisable_at"
    )
    again = on_node("stake", "claim-type", "--json").data
    assert (set(again), again["claim_type"]) == (set(claims), claims["claim_type"])
    lent = ("--hotkey", "default", "--netuid", "1")
    assert on_node("stake", "child-take", *lent, "--json").data == children
    assert "own take" in on_node("stake", "child-take", *lent).out
    (lock,) = on_node("stake", "lock-mode", "--json").data
    assert (lock["netuid"], lock["perpetual"]) == (2, False), "the demo world has one to look at"
    assert on_node("stake", "lock-accept", "--json").data == {"accepts_locked_alpha": False}
    assert "refuses stake that is locked" in on_node("stake", "lock-accept").out
    proxies = on_node("wallet", "proxy", "list", "--json").data
    assert set(proxies) == fields("account proxies deposit_rao most announced")
    assert "Nobody may act for" in on_node("wallet", "proxy", "list").out


def test_what_is_set_is_shown_then(on_node: Cli) -> None:
    validator = on_node("stake", "validators", "--netuid", "1", "--json").data[0]["hotkey"]
    assert on_node("stake", "auto", "--netuid", "1", "--hotkey", validator, "--yes", "--json").code == 0
    (row,) = on_node("stake", "auto", "--netuid", "1", "--json").data
    assert (row["destination"], row["is_registered"]) == (validator, True)
    again = on_node("stake", "auto", "--netuid", "1", "--hotkey", validator, "--yes", "--json")
    assert (again.code, again.error["code"]) == (3, "no_change")
    lent = ("stake", "children", "--hotkey", "default", "--netuid", "2")
    assert on_node(*lent, "--children", f"{validator}=12.5%", "--yes", "--json").code == 0
    (found,) = on_node(*lent, "--json").data
    assert found["pending"]["children"][0] == {
        "hotkey": validator, "proportion": (2**64 - 1) * 125 // 1000, "share_ppm": 125_000,
    }  # fmt: skip
    assert "will lend to" in on_node("stake", "children").out
    assert on_node("wallet", "proxy", "add", BOB, "--type", "staking", "--yes", "--json").code == 0
    assert on_node("wallet", "proxy", "list", "--json").data["proxies"][0]["proxy_type"] == "Staking"
    assert SENATOR not in {
        row["hotkey"] for row in on_node("stake", "take", "--proxy-for", "bob", "--json").data
    }
    assert on_node("wallet", "proxy", "remove", BOB, "--yes", "--json").code == 0


def test_what_a_subnets_owner_could_set_is_shown_without_what_to_set(on_node: Cli) -> None:
    listed = {row["name"]: row for row in on_node("subnets", "hparams", "2", "--json").data}
    rows = {row["name"]: row for row in on_node("subnets", "set", "--netuid", "2", "--json").data}
    assert set(rows["tempo"]) == fields("name value text owners")
    assert rows["immunity_period"] == {**listed["immunity_period"], "owners": True}
    assert rows["weights_version_key"]["value"] == listed["weights_version"]["value"], (
        "by the name that sets it"
    )
    assert (rows["kappa"]["owners"], rows["rho"]["value"]) == (False, None)
    text = on_node("subnets", "set", "--netuid", "2").out
    assert "Set it: tao-tui subnets set --netuid 2 --name NAME --value VALUE" in text
    (one,) = on_node("subnets", "set", "--netuid", "2", "--name", "weights_version", "--json").data
    assert one == rows["weights_version_key"]
    choice = on_node("subnets", "symbol", "--netuid", "2", "--json").data
    assert set(choice) == fields("netuid symbol changeable free")
    symbols = {row["symbol"] for row in on_node("subnets", "list", "--json").data}
    assert choice["symbol"] in symbols
    assert not symbols & set(choice["free"])
    lines = on_node("subnets", "symbol", "--netuid", "2").out.splitlines()
    assert lines[0] == f"Subnet 2 has the symbol {choice['symbol']}."
    assert " ".join(lines[2:-1]).split() == choice["free"]


@pytest.mark.parametrize(
    ("line", "code", "error"),
    [
        ((*LENT, "--children", f"{BOB}=101%"), 2, "bad_share"),
        ((*LENT, "--children", "default=1%"), 2, "own_child"),
        (("stake", "children", "--netuid", "999"), 2, "unknown_subnet"),
        (("stake", "take", "--hotkey", "default", "--take", "19%"), 3, "take_out_of_bounds"),
        (("stake", "take", "--hotkey", "nobody"), 2, "unknown_hotkey"),
        (("stake", "claim", "--netuids", "all", "-w", "bob", "--yes"), 3, "nothing_to_claim"),
        (("stake", "claim-type", "--type", "burn"), 2, "unknown_choice"),
        (("stake", "lock-mode", "--perpetual"), 2, "missing_argument"),
        (("stake", "claim-type", "--netuids", "1"), 2, "missing_argument"),
        (("subnets", "set"), 2, "missing_argument"),
        (("subnets", "set", "--netuid", "2", "--name", "nonsense"), 2, "unknown_parameter"),
        (("subnets", "set", "--netuid", "2", "--value", "3"), 2, "missing_argument"),
        (("subnets", "symbol", "--netuid", "999"), 2, "unknown_subnet"),
        (("offline", "prepare", "--file", "never.json", "stake", "take"), 2, "missing_argument"),
        (("wallet", "proxy", "add", "demo", "--type", "any"), 2, "to_itself"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said(on_node: Cli, line: tuple[str, ...], code: int, error: str) -> None:
    answer = on_node(*line, "--json")
    assert (answer.code, answer.error["code"]) == (code, error)
