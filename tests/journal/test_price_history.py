"""Prices over time: by the hour for a month, then by the day, of each chain apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from tao_tui.errors import Fault
from tao_tui.journal.price_history import PriceHistory

GENESIS, OTHER = "0x" + "11" * 32, "0x" + "22" * 32
HOUR, DAY = 3_600, 24 * 3_600
NOON = 20_000 * DAY + 12 * HOUR


def test_the_first_of_an_hour_stands_for_it_and_chains_are_apart(tmp_path: Path) -> None:
    with PriceHistory(tmp_path / "prices.sqlite") as history:
        history.keep(GENESIS, NOON, {1: 10, 2: 20})
        history.keep(GENESIS, NOON + 60, {1: 11, 3: 30})
        history.keep(GENESIS, NOON + HOUR, {1: 12, 2: 2**64})
        history.keep(OTHER, NOON, {1: 99})
        prices = [(kept.at, kept.price_rao) for kept in history.course(GENESIS, 1)]
        assert prices == [(NOON, 10), (NOON + HOUR, 12)]
        assert [kept.price_rao for kept in history.course(GENESIS, 1, NOON + 1)] == [12]
        assert [kept.price_rao for kept in history.course(GENESIS, 2)] == [20]
        assert [kept.price_rao for kept in history.course(OTHER, 1)] == [99]
        assert history.course("0x", 1) == ()


def test_of_days_long_past_only_the_last_hour_is_kept(tmp_path: Path) -> None:
    with PriceHistory(tmp_path / "prices.sqlite") as history:
        for hour in range(3):
            history.keep(GENESIS, NOON + hour * HOUR, {1: hour})
        history.keep(GENESIS, NOON + 40 * DAY, {1: 7})
        assert [kept.price_rao for kept in history.course(GENESIS, 1)] == [2, 7]


def test_a_file_that_is_none_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "prices.sqlite"
    path.write_bytes(b"no database" * 100)
    with pytest.raises(Fault, match="cannot be used"):
        PriceHistory(path)
