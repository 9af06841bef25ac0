"""A course of values as blocks."""

from __future__ import annotations

from tao_tui.tables.chart import chart


def test_one_row_goes_from_an_eighth_to_full_and_leaves_gaps() -> None:
    assert chart([10, None, 17, 13], 1) == ["▁ █▄"]


def test_rows_stand_on_each_other() -> None:
    assert chart([0, 15], 2, cells=2) == ["  ██", "▁▁██"]
    assert chart([0, 100, 50], 3) == [" █ ", " █▄", "▁██"]


def test_what_does_not_change_is_half_high() -> None:
    assert chart([7, 7], 2) == ["  ", "██"]
    assert chart([7], 1) == ["▄"]


def test_nothing_known_is_nothing_shown() -> None:
    assert chart([None, None], 2) == ["  ", "  "]
    assert chart([], 1) == [""]


def test_large_amounts_lose_nothing_to_fractions() -> None:
    top = 21_000_000 * 10**9
    assert chart([top - 1, top], 1) == ["▁█"]
