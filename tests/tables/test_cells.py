"""Cells of tables, in few characters and true."""

from __future__ import annotations

import pytest

from tao_tui.tables.cells import lasting
from tao_tui.widgets.figures import age


@pytest.mark.parametrize(
    ("count", "seconds", "words"),
    [
        (0, 12, "–"), (216_000, 1, "216,000 2.5d"), (216_000, 12, "216,000 30d"), (600, 12, "600 2h"),
        (4_991, 12, "4,991 16.6h"), (5, 0.5, "5 3s"),
    ],
)  # fmt: skip
def test_blocks_and_how_long_they_take(count: int, seconds: float, words: str) -> None:
    assert lasting(count, seconds) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (4, "4 s"), (216_000, "2 d 12 h"), (172_800, "2 d"), (7_500, "2 h 5 min"), (30 * 86_400, "30 d"),
        (11 * 86_400 + 80_000, "11 d"),
    ],
)  # fmt: skip
def test_how_long_in_one_unit_or_two(seconds: float, words: str) -> None:
    assert age(seconds) == words
