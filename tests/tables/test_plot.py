"""A line over time, drawn in dots."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tao_tui.tables.plot import plot

DAY = 24 * 3_600
BEGIN = 20_000 * DAY


def drawn(*points: tuple[int, int], days: int = 3, width: int = 48, height: int = 4) -> list[str]:
    return plot(points, width, height, BEGIN, BEGIN + days * DAY, str)


def test_the_highest_is_on_top_the_lowest_below_with_days_under_them() -> None:
    lines = drawn((BEGIN, 10), (BEGIN + DAY, 30), (BEGIN + 2 * DAY, 20))
    assert [line.split(" ")[0] for line in (lines[0], lines[3])] == ["30", "10"]
    assert lines[5].split() == ["2024-10-04", "2024-10-05", "2024-10-07"]
    assert {len(line) for line in lines[:5]} == {48}
    left, right = lines[3], lines[0]
    assert left[4] != " "
    assert set(right[4:12]) == {" "}, "nothing on top at the beginning"


def test_long_silence_is_a_gap_and_a_short_one_a_line() -> None:
    steady = "".join(drawn((BEGIN, 1), (BEGIN + DAY, 1), days=3)[2])
    assert steady.count("⠉") + steady.count("⠤") + steady.count("⠒") + steady.count("⣀") > 8
    silent = drawn((BEGIN, 1), (BEGIN + 3 * DAY, 1), days=3)
    assert sum(char not in " │┤1" for line in silent[:4] for char in line) == 2


def test_within_two_days_hours_are_told() -> None:
    assert "04 Oct 00:00" in drawn((BEGIN, 1), (BEGIN + 3_600, 2), days=1)[5]


def test_nothing_to_show_or_no_room_is_nothing() -> None:
    assert drawn() == []
    assert drawn((BEGIN - 1, 5)) == []
    assert drawn((BEGIN, 5), width=20) == []


@given(
    st.lists(st.tuples(st.integers(BEGIN, BEGIN + 3 * DAY), st.integers(0, 2**64)), max_size=20),
    st.integers(50, 120),
    st.integers(2, 12),
)
def test_every_line_fits_whatever_the_values(points: list[tuple[int, int]], width: int, height: int) -> None:
    lines = plot(sorted(points), width, height, BEGIN, BEGIN + 3 * DAY, lambda value: f"{value:.3e}")
    assert len(lines) == (height + 2 if points else 0)
    assert all(len(line) <= width for line in lines)


def test_within_an_hour_seconds_are_told_and_a_high_line_has_more_values_beside_it() -> None:
    lines = plot([(BEGIN, 0), (BEGIN + 90, 400)], 60, 21, BEGIN, BEGIN + 90, str)
    assert "04 Oct 00:01:30" in lines[-1]
    beside = {row: line.split()[0] for row, line in enumerate(lines[:21]) if "┤" in line}
    assert beside == {0: "400", 5: "300", 10: "200", 15: "100", 20: "0"}
