"""What stake earned by the day: exact integers, trades taken out, gaps in one line, chains kept apart."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tao_tui.journal.journal import Journal
from tao_tui.journal.ledger import ledger_of
from tao_tui.journal.movement import Movement, written
from tao_tui.journal.portfolio_history import DAY, HOUR, KeptHolding, PortfolioHistory, Snapshot
from tao_tui.journal.row import NewRow
from tao_tui.journal.share_rewards import (
    REWARD_METHODS,
    ShareReward,
    kept_share_rewards,
    share_rewards,
)

GENESIS, FORK = "0x" + "11" * 32, "0x" + "22" * 32
OWNER, HOTKEY = "5Owner", "5Hot"
PLACE = (1, HOTKEY)
MIDNIGHT = 20_000 * DAY
SHARE = 10**15
EXACT, TRADED, THROUGHOUT = REWARD_METHODS
ALPHA = 10**9


def reading(at: int, alpha: int, growth: int | None, *, block: int | None = None) -> Snapshot:
    """A snapshot of one position, at 2 TAO for each alpha."""
    held = KeptHolding(1, HOTKEY, alpha, 2 * alpha, 2 * alpha, growth)
    return Snapshot(
        at, at // 12 if block is None else block, 0, 2 * alpha, 2 * alpha, (held,) if alpha else ()
    )


def grown(shares: int, growth: int) -> int:
    return shares * growth // SHARE


def rewards(
    course: Sequence[Snapshot], trades: dict[tuple[int, str], list[tuple[int, int]]] | None = None
) -> list[ShareReward]:
    return share_rewards(GENESIS, OWNER, course, trades or {})


def told(found: Sequence[ShareReward]) -> list[tuple[int, int, int, str]]:
    """Hours since the first midnight, what was earned between them, and how that is known."""
    return [
        ((r.since - MIDNIGHT) // HOUR, (r.until - MIDNIGHT) // HOUR, r.alpha_rao, r.method) for r in found
    ]


def test_a_day_is_one_line_from_the_last_reading_of_the_day_before() -> None:
    hours = (1, 9, 23, 25, 40, 47, 49)
    course = [reading(MIDNIGHT + h * HOUR, 1_000 * ALPHA + h, SHARE + h * SHARE // 10**12) for h in hours]
    found = rewards(course)
    assert told(found) == [(1, 23, 22, EXACT), (23, 47, 24, EXACT), (47, 49, 2, EXACT)]
    assert [each.value_rao for each in found] == [44, 48, 4]
    by_the_day = [course[0], course[2], course[5], course[6]]
    assert rewards(by_the_day) == found, "older days keep the last reading alone, and their lines"


def test_a_gap_is_one_line_over_the_gap() -> None:
    course = [
        reading(MIDNIGHT + h * HOUR, 1_000 * ALPHA + h, SHARE + h * SHARE // 10**12) for h in (5, 200, 210)
    ]
    assert told(rewards(course)) == [(5, 210, 205, EXACT)]


def test_what_was_traded_in_the_middle_of_a_day_was_not_earned() -> None:
    shares, later = 1_000 * ALPHA, 1_500 * ALPHA
    growths = [SHARE + SHARE // 1_000 * step for step in range(4)]
    held = [grown(s, g) for s, g in zip((shares, shares, later, later), growths, strict=True)]
    hours = (24, 30, 36, 42)
    course = [reading(MIDNIGHT + h * HOUR, a, g) for h, a, g in zip(hours, held, growths, strict=True)]
    bought = grown(later - shares, (growths[1] + growths[2]) // 2)  # halfway between two readings
    block = course[1].block + 5
    (line,) = rewards(course, {PLACE: [(block, bought)]})
    assert (line.alpha_rao, line.method) == (held[-1] - held[0] - bought, TRADED)
    (blind,) = rewards(course)
    # Without the trade what was held throughout counts: 1,000 twice, then 1,500.
    assert (blind.alpha_rao, blind.method) == (2 * ALPHA + grown(later, growths[3]) - held[2], THROUGHOUT)
    (wrong,) = rewards(course, {PLACE: [(block, bought // 2)]})
    assert wrong == blind, "a trade that does not explain the shares is not believed"


def test_a_miners_new_shares_are_no_growth() -> None:
    course = [
        reading(MIDNIGHT, 1_000 * ALPHA, SHARE),
        reading(MIDNIGHT + HOUR, 1_100 * ALPHA, SHARE + SHARE // 1_000),
    ]
    assert told(rewards(course)) == [(0, 1, ALPHA, THROUGHOUT)]


def test_nothing_is_told_of_what_cannot_be_compared() -> None:
    later = MIDNIGHT + HOUR
    first = reading(MIDNIGHT, 100 * ALPHA, SHARE)
    assert rewards([first, reading(later, 101 * ALPHA, None)]) == []  # root, and files of older versions
    assert rewards([first, reading(later, 0, None), reading(later + HOUR, 101 * ALPHA, 2 * SHARE)]) == []
    assert (
        rewards([first, reading(later, 101 * ALPHA, SHARE * 101 // 100, block=1)]) == []
    )  # the chain began anew
    assert rewards([first, reading(later, 50 * ALPHA, SHARE // 2)]) == []  # so did the pool
    assert rewards([first, reading(later, 100 * ALPHA, SHARE)]) == []


def test_a_rao_lost_to_rounding_is_taken_from_the_next_line() -> None:
    days = [(0, 10), (1, 9), (2, 14)]
    course = [reading(MIDNIGHT + d * DAY, 1_000 * ALPHA + a, SHARE + a * SHARE // 10**12) for d, a in days]
    assert told(rewards(course)) == [(0, 48, 4, EXACT)]


STEP = st.tuples(st.integers(1, 60), st.integers(0, 10**12), st.none() | st.integers(-(10**9), 10**12))
"""Hours until the next reading, by how much a share grows, and what is traded just before it."""


@given(st.integers(10**9, 10**15), st.lists(STEP, min_size=1, max_size=40))
def test_rewards_are_all_that_was_gained_beyond_trades(
    alpha: int, steps: list[tuple[int, int, int | None]]
) -> None:
    shares, growth, at = alpha, SHARE, MIDNIGHT
    course = [reading(at, grown(shares, growth), growth)]
    trades: list[tuple[int, int]] = []
    for hours, rise, traded in steps:
        at, growth = at + hours * HOUR, growth + rise
        if traded is not None and grown(shares, growth) + traded > 10**6:
            before = grown(shares, growth)
            shares += traded * SHARE // growth
            trades.append((at // 12, grown(shares, growth) - before))
        course.append(reading(at, grown(shares, growth), growth))
    found = rewards(course, {PLACE: trades})
    gained = course[-1].holdings[0].alpha_rao - course[0].holdings[0].alpha_rao
    assert sum(each.alpha_rao for each in found) == gained - sum(rao for _, rao in trades)
    assert all(each.alpha_rao > 0 for each in found)
    assert len({each.until // DAY for each in found}) == len(found)
    assert all(one.until <= next_.since for one, next_ in itertools.pairwise(found))


@given(st.lists(STEP, min_size=2, max_size=30))
def test_what_is_thinned_to_days_tells_the_same(steps: list[tuple[int, int, int | None]]) -> None:
    growth, at = SHARE, MIDNIGHT
    course = [reading(at, grown(10**12, growth), growth)]
    for hours, rise, _ in steps:
        at, growth = at + hours * HOUR, growth + rise
        course.append(reading(at, grown(10**12, growth), growth))
    last = {each.at // DAY: each for each in course[1:]}
    thinned = rewards([course[0], *(each for each in last.values())])
    assert thinned == rewards(course)


def test_chains_are_kept_apart_and_two_processes_count_once(tmp_path: Path) -> None:
    path = tmp_path / "portfolio.sqlite"
    course = [reading(MIDNIGHT + h * HOUR, 1_000 * ALPHA + h, SHARE + h * SHARE // 10**12) for h in (1, 2, 3)]
    other = [replace(each, at=each.at + 60, block=each.block + 5) for each in course]
    with PortfolioHistory(path) as history:
        history.keep(GENESIS, [(OWNER, each) for each in course[:2]])
        program = (
            "import sys; from pathlib import Path; from tao_tui.journal.portfolio_history import *\n"
            "with PortfolioHistory(Path(sys.argv[1])) as history:\n"
            f"    history.keep({GENESIS!r}, [({OWNER!r}, each) for each in {other!r}])\n"
            f"    history.keep({FORK!r}, [({OWNER!r}, each) for each in {course[:2]!r}])\n"
        )
        subprocess.run([sys.executable, "-c", program, str(path)], check=True, timeout=60)
        history.keep(GENESIS, [(OWNER, each) for each in course])
        found = kept_share_rewards(history, [])
    assert [(each.genesis, each.alpha_rao) for each in found] == [(GENESIS, 2), (FORK, 1)]


@pytest.mark.parametrize(("told_of", "cost", "gain"), [(True, 120, 30), (False, 100, 50)])
def test_rewards_that_are_income_have_cost_their_value(
    tmp_path: Path, told_of: bool, cost: int, gain: int
) -> None:
    line = ShareReward(GENESIS, OWNER, 1, HOTKEY, 0, 100, 50, 10, 20, EXACT)
    with Journal(tmp_path / "journal.sqlite") as journal:
        for nonce, block, moved in (
            (0, 40, Movement("stake_added", -100, 1, 100, HOTKEY)),
            (1, 60, Movement("stake_removed", 150, 1, -110, HOTKEY)),
        ):
            row = journal.begin(NewRow(
                "stake.add", "dev", GENESIS, OWNER, nonce, f"0x{nonce:064x}", "{}", "0x", 99, "tao-tui …"
            ))  # fmt: skip
            journal.mark(row, "finalized", block_number=block, fee_rao=7, moved_json=written([moved]))
        _, sale = ledger_of(journal.rows(), [line] if told_of else []).lines
    assert (sale.cost_rao, sale.gain_rao) == (cost, gain)
