"""Choosing a validator on the command line: the list, side by side, what one's stake would have earned."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.conftest import Answer, Cli

pytestmark = pytest.mark.xdist_group("cli-node")

SENATOR = "5GKYCQR1PfT5ZXA5sctdiRDz3t3LZEkGMf2kuFTxKbCWqcTP"
LIST = ("stake", "validators", "--netuid", "1")


def paying(on_node: Cli) -> list[dict[str, Any]]:
    """The validators of subnet 1 whose stakers were paid, once an epoch has run."""
    for _ in range(40):
        rows = [row for row in on_node(*LIST, "--json").data if row["reward"]]
        if len(rows) > 2:
            return rows
        assert on_node("scores", "1", "--watch", "--blocks", "2").code == 0
    raise AssertionError("no epoch paid anybody")


def pair(on_node: Cli, *more: str) -> Answer:
    first, second = paying(on_node)[:2]
    return on_node(*LIST, "--hotkey", second["hotkey"], "--hotkey", first["hotkey"], *more)


def test_what_is_kept_grows_with_every_epoch_looked_at(on_node: Cli) -> None:
    first = paying(on_node)[0]
    assert (first["reward"]["kept"], first["reward"]["epochs"]) == (False, 1)
    assert "None is kept here yet" in on_node(*LIST).out
    assert on_node("scores", "1", "--watch", "--blocks", "21").code == 0
    now = next(row for row in paying(on_node) if row["hotkey"] == first["hotkey"])["reward"]
    assert (now["kept"], now["blocks"] % 20) == (True, 0)
    assert now["yield_ppb"] > 0
    assert "blocks kept here" in on_node(*LIST).out


def test_who_wants_no_history_gets_the_last_epoch(on_node: Cli) -> None:
    assert on_node("config", "set", "score_history", "0").code == 0
    assert not any(row["reward"]["kept"] for row in paying(on_node))
    assert "None is kept" not in on_node(*LIST).out
    assert not (on_node.home / "rewards.sqlite").exists()


def test_a_broken_history_costs_no_list(on_node: Cli) -> None:
    on_node.home.mkdir(exist_ok=True)
    (on_node.home / "rewards.sqlite").write_bytes(b"no database" * 100)
    answer = on_node(*LIST, "--json")
    assert answer.data
    assert "move the file aside" in answer.err


def test_two_side_by_side_with_what_an_amount_would_have_earned(on_node: Cli) -> None:
    rows = pair(on_node, "--amount", "100", "--json").data
    assert len(rows) == 2
    assert rows[0]["hotkey"] == paying(on_node)[1]["hotkey"], "in the order they were named"
    for row in rows:
        would, reward = row["would_have_earned"], row["reward"]
        assert would["amount_rao"] == 100 * 10**9
        assert abs(would["earned_rao"] - would["bought_rao"] * reward["yield_ppb"] // 10**9) <= 2_000
        assert would["value_rao"] > 0
        assert row["nominators"]["count"] >= 0
        assert row["reward"]["blocks"] == rows[0]["reward"]["blocks"], "over the same blocks"
    text = pair(on_node, "--amount", "100").out
    for word in ("take", "100 τ buys α", "would have earned α", "by nominators", "weights set", "lends to"):
        assert word in text
    assert rows[0]["hotkey"] in text
    left_out = "Left out: how the price moved meanwhile"
    assert left_out in text
    assert left_out in on_node(*LIST, "--amount", "100").out
    assert "Left out" not in on_node(*LIST).out


def test_root_is_the_default_and_counts_in_tao(on_node: Cli) -> None:
    rows = on_node("stake", "validators", "--json").data
    assert {row["netuid"] for row in rows} == {0}
    assert SENATOR in {row["hotkey"] for row in rows}
    text = on_node("stake", "validators", "--hotkey", SENATOR, "--amount", "5").out
    assert "5 τ would have earned τ" in text
    assert "Left out: that so much more stake" in text
    assert "permit" not in text
    assert "parts of other subnets' dividends" in on_node("stake", "validators").out


def test_nominators_are_counted_when_asked(on_node: Cli) -> None:
    assert all(row["nominators"] is None for row in on_node(*LIST, "--json").data)
    rows = on_node(*LIST, "--nominators", "--json").data
    assert sum(row["nominators"]["count"] for row in rows if row["nominators"]) > 0
    assert " nominators " in on_node(*LIST, "--nominators").out


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (("--hotkey", SENATOR), "no_validator"),
        (("--hotkey", "nobody"), "unknown_hotkey"),
        (("--amount", "0"), "usage"),
        (("--amount", "many"), "usage"),
        (("--netuid", "999"), "unknown_subnet"),
        (("--amount", "1000000000"), "pool_cannot_trade"),
    ],
)
def test_mistakes_are_said(on_node: Cli, more: tuple[str, ...], code: str) -> None:
    answer = on_node(*LIST, *more, "--json")
    assert answer.error["code"] == code
    assert answer.error["hint"]


def test_seven_are_too_many(on_node: Cli) -> None:
    hotkeys = [row["hotkey"] for row in on_node("stake", "validators", "--json").data][:7]
    answer = on_node(
        "stake", "validators", *(part for hotkey in hotkeys for part in ("--hotkey", hotkey)), "--json"
    )
    assert (answer.code, "side by side" in answer.error["message"]) == (2, True)
