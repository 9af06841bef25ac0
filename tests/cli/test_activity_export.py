"""`activity export`: what was really moved, held against what was quoted, for somebody else's program."""

from __future__ import annotations

import csv

import pytest

from tests.cli.conftest import Cli
from tests.cli.test_on_a_node import BOB, CHARLIE

pytestmark = pytest.mark.xdist_group("cli-node")


def test_trades_and_payments_with_price_fee_cost_and_gain(on_node: Cli) -> None:
    validator = on_node("stake", "validators", "--netuid", "1", "--json").data[0]["hotkey"]
    stake = ("--netuid", "1", "--hotkey", validator, "-w", "bob", "--yes", "--tolerance", "0.2")
    assert on_node("stake", "add", "--amount", "10", *stake).code == 0
    assert on_node("stake", "remove", "--amount", "5", *stake).code == 0
    assert on_node("transfer", CHARLIE, "1.25", "-w", "bob", "--yes").code == 0
    bought, sold, paid = on_node("activity", "export", "--json").data
    assert (bought["what"], bought["tao_rao"], bought["netuid"], bought["other"]) == (
        "stake_added", -10 * 10**9, 1, validator,
    )  # fmt: skip
    assert bought["account"] == BOB
    assert bought["alpha_rao"] > 0 > sold["alpha_rao"]
    for trade in (bought, sold):
        assert trade["price_rao"] == pytest.approx(trade["quoted_price_rao"], rel=0.05)
    assert (sold["what"], sold["alpha_rao"]) == ("stake_removed", -5 * 10**9)
    assert sold["cost_rao"] == 10**10 * 5 * 10**9 // bought["alpha_rao"]
    assert sold["gain_rao"] == sold["tao_rao"] - sold["cost_rao"]
    assert (paid["what"], paid["tao_rao"], paid["other"], paid["price_rao"]) == (
        "paid", -1_250_000_000, CHARLIE, None,
    )  # fmt: skip
    assert all(each["fee_rao"] > 0 and each["block"] for each in (bought, sold, paid))
    assert [each["date_of"] for each in (bought, sold, paid)] == ["block"] * 3
    assert [(each["asset"], each["quantity_rao"], each["value_rao"]) for each in (bought, sold, paid)] == [
        ("alpha of subnet 1", bought["alpha_rao"], 10**10),
        ("alpha of subnet 1", -5 * 10**9, sold["tao_rao"]),
        ("TAO", -1_250_000_000, 1_250_000_000),
    ]
    assert [each["cost_method"] for each in (bought, sold, paid)] == [None, "average cost", None]

    (now,) = on_node("wallet", "balance", "-w", "bob", "--json").data
    (basis,) = now["bought"]
    # Shares of the hotkey's pool may be worth a rao of alpha less than what was bought for them.
    assert basis["cost_rao"] == pytest.approx(10**10 - sold["cost_rao"], abs=5)
    assert basis["alpha_rao"] == pytest.approx(bought["alpha_rao"] + sold["alpha_rao"], abs=1)
    assert basis["gain_rao"] == basis["value_rao"] - basis["cost_rao"]
    assert "bought from here for" in on_node("wallet", "balance", "-w", "bob").out

    read = list(csv.DictReader(on_node("activity", "export").out.splitlines()))
    assert [row["what"] for row in read] == ["stake_added", "stake_removed", "paid"]
    assert (read[0]["tao"], read[2]["tao"], read[2]["alpha"]) == (
        "-10.000000000",
        "-1.250000000",
        "0.000000000",
    )
    assert read[0]["cost"] == ""
    assert read[0]["date"].endswith("Z")
    assert on_node("activity", "export", "--address", CHARLIE, "--json").data == []


def test_an_empty_journal_has_a_heading_and_no_lines(cli: Cli) -> None:
    assert cli("activity", "export", "--format", "json").data == []
    (heading,) = cli("activity", "export").out.splitlines()
    assert heading.startswith("date,network,account,action")


@pytest.mark.parametrize("line", [("--format", "xml"), ("--format", "csv", "--json")])
def test_other_formats_are_refused(cli: Cli, line: tuple[str, ...]) -> None:
    assert cli("activity", "export", *line).code == 2
