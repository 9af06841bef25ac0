"""`activity export`: what was really moved, held against what was quoted, for somebody else's program."""

from __future__ import annotations

import csv

import pytest

from tao_tui.genesis import FINNEY_GENESIS
from tao_tui.journal.portfolio_history import DAY, KeptHolding, PortfolioHistory, Snapshot
from tests.cli.conftest import Cli
from tests.cli.contract import BOB, CHARLIE

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
    assert [each["cost_quantity_rao"] for each in (bought, sold, paid)] == [None, 5 * 10**9, None]
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
    assert [each["cost_method"] for each in (bought, sold, paid)] == [
        None, "average cost, rewards at their value", None,
    ]  # fmt: skip

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


def keep_three_days(genesis: str, *, growth: int = 10**15) -> None:
    """Bob's position: what it earned on a day, and over a gap of 8, at a quarter of a TAO for each alpha."""
    with PortfolioHistory() as history:
        for day, earned in ((0, 0), (1, 7_000), (9, 63_000)):
            alpha = 10**12 + earned
            held = KeptHolding(3, CHARLIE, alpha, alpha // 4, alpha // 5, growth + earned * growth // 10**12)
            at = (20_000 + day) * DAY + DAY // 2
            history.keep(genesis, [(BOB, Snapshot(at, 100 + day, 0, alpha // 4, alpha // 5, (held,)))])


def test_rewards_by_the_day_are_lines_of_their_own(cli: Cli) -> None:
    keep_three_days(FINNEY_GENESIS)
    keep_three_days("0x" + "77" * 32)
    rows = cli("activity", "export", "--json").data
    assert [row["network"] for row in rows] == ["finney"] * 2 + ["0x" + "77" * 32] * 2
    day, gap = rows[:2]
    assert (day["what"], day["account"], day["netuid"], day["other"]) == ("staking_reward", BOB, 3, CHARLIE)
    assert (day["counts_from"], day["date"]) == ("2024-10-04T12:00:00Z", "2024-10-05T12:00:00Z")
    assert (gap["counts_from"], gap["date"]) == ("2024-10-05T12:00:00Z", "2024-10-13T12:00:00Z")
    assert [
        (row["alpha_rao"], row["quantity_rao"], row["value_rao"], row["tao_rao"]) for row in rows[:2]
    ] == [
        (7_000, 7_000, 1_750, 0),
        (56_000, 56_000, 14_000, 0),
    ]
    assert {row["reward_method"] for row in rows} == {"growth of its shares"}
    assert {(row["value_method"], row["asset"]) for row in rows} == {
        ("price at the end", "alpha of subnet 3")
    }
    (first, *_) = csv.DictReader(cli("activity", "export").out.splitlines())
    assert (first["alpha"], first["value"], first["fee"]) == ("0.000007000", "0.000001750", "")
    assert cli("activity", "export", "--no-rewards", "--json").data == []
    assert cli("activity", "export", "--address", CHARLIE, "--json").data == []


def test_rewards_raise_the_cost_of_what_is_sold_unless_they_are_left_out(on_node: Cli) -> None:
    validator = on_node("stake", "validators", "--netuid", "1", "--json").data[0]["hotkey"]
    stake = ("--netuid", "1", "--hotkey", validator, "-w", "bob", "--yes", "--tolerance", "0.2")
    assert on_node("stake", "add", "--amount", "10", *stake).code == 0
    (bought,) = on_node("activity", "export", "--json").data
    genesis = on_node("status", "--json").document["network"]["genesis"]
    with PortfolioHistory() as history:
        for block, alpha in (
            (-2, 10**12),
            (-1, 10**12 + 10**10),
        ):  # before the purchase: 10 alpha, worth 5 TAO
            held = KeptHolding(1, validator, alpha, alpha // 2, alpha // 2, alpha * 1_000)
            at = 20_000 * DAY + (block + 2) * DAY
            kept = Snapshot(at, bought["block"] + block, 0, alpha // 2, alpha // 2, (held,))
            history.keep(genesis, [(BOB, kept)])
    assert on_node("stake", "remove", "--amount", "5", *stake).code == 0
    reward, _, sold = on_node("activity", "export", "--json").data
    assert (reward["what"], reward["value_rao"]) == ("staking_reward", 5 * 10**9)
    assert reward["network"] == bought["network"]
    assert sold["cost_rao"] == 15 * 10**9 * 5 * 10**9 // (bought["alpha_rao"] + 10**10)
    assert sold["cost_method"] == "average cost, rewards at their value"
    _, bare = on_node("activity", "export", "--no-rewards", "--json").data
    assert bare["cost_rao"] == 10**10 * 5 * 10**9 // bought["alpha_rao"]
    assert bare["cost_method"] == "average cost"


def test_a_history_that_cannot_be_read_is_said_and_can_be_left_out(cli: Cli) -> None:
    keep_three_days(FINNEY_GENESIS)
    next(cli.home.rglob("portfolio.sqlite")).write_bytes(b"no database" * 100)
    assert cli("activity", "export", "--json").error["code"] == "history_unusable"
    assert cli("activity", "export", "--no-rewards", "--json").data == []


def test_an_empty_journal_has_a_heading_and_no_lines(cli: Cli) -> None:
    assert cli("activity", "export", "--format", "json").data == []
    (heading,) = cli("activity", "export").out.splitlines()
    assert heading.startswith("date,network,account,action")


def test_a_broken_history_costs_the_rewards_alone(cli: Cli) -> None:
    cli.home.mkdir(exist_ok=True)
    (cli.home / "portfolio.sqlite").write_bytes(b"no database" * 100)
    answer = cli("activity", "export", "--json")
    assert (answer.code, "--no-rewards" in answer.error["hint"]) == (1, True)
    assert cli("activity", "export", "--no-rewards", "--json").data == []


@pytest.mark.parametrize("line", [("--format", "xml"), ("--format", "csv", "--json")])
def test_other_formats_are_refused(cli: Cli, line: tuple[str, ...]) -> None:
    assert cli("activity", "export", *line).code == 2
