"""How money looks: charts, the network sheet, wallets and Home, on a clock that stands still."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from tao_tui.app import TaoApp
from tao_tui.journal.portfolio_history import PortfolioHistory, Snapshot
from tao_tui.journal.price_history import PriceHistory
from tests.app.fake_world import ALICE, World
from tests.app.test_activity import found
from tests.app.test_snapshots import Compare, opened, then

GENESIS = "0x" + "00" * 32
NOW = 1_774_440_000
"""A noon in UTC."""
SIZES = pytest.mark.parametrize("size", [(80, 24), (160, 48)], ids=["80x24", "160x48"])
KNOWN = "τ if all were sold now"


@pytest.fixture(autouse=True)
def _utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()


def on_that_day(folder: Path, place: str = "home", world: World | None = None) -> TaoApp:
    """The app at `NOW`, with a month of what Alice owned and what alpha cost."""
    app = opened(folder, place, world=world or World(findings=[found(1), found(2)]))
    app.session.portfolio.clock = lambda: NOW
    app.session.settings = replace(app.session.settings, scan_blocks=0)
    with PortfolioHistory() as history, PriceHistory() as prices:
        for hours in range(30 * 24, 0, -6):
            at = NOW - hours * 3_600
            staked = 327_549_467_835 - hours * 31_000_000 + hours**3 % 17 * 900_000_000
            history.keep(GENESIS, [(ALICE, Snapshot(at, 1, 84_120_000_000, staked, staked * 99 // 100, ()))])
            prices.keep(GENESIS, at, {1: 84_190_231 - hours**2 * 40, 6: 14_031_705 + hours**3 % 11 * 90_000})
    return app


@SIZES
def test_what_was_owned_over_time(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    steps = then(f"see {KNOWN}", "see tao.bot", "c", until="2026-03-25")
    assert snap_compare(on_that_day(tmp_path), terminal_size=size, run_before=steps)


@SIZES
def test_a_price_over_a_week(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    steps = then(
        f"see {KNOWN}", "see tao.bot", "c", "see 30 days, UTC", "right", "w", until="a week, UTC · 2 of 3"
    )
    assert snap_compare(on_that_day(tmp_path), terminal_size=size, run_before=steps)


@SIZES
def test_the_network_sheet(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    steps = then(f"see {KNOWN}", "see tao.bot", "n", until="All is well.")
    assert snap_compare(on_that_day(tmp_path), terminal_size=size, run_before=steps)


def test_home_at_160_by_48(snap_compare: Compare, tmp_path: Path) -> None:
    steps = then(f"see {KNOWN}", "see tao.bot", until="Latest")
    assert snap_compare(on_that_day(tmp_path), terminal_size=(160, 48), run_before=steps)


def test_wallets_at_160_by_48(snap_compare: Compare, tmp_path: Path) -> None:
    steps = then("see owns", until="if sold)")
    assert snap_compare(on_that_day(tmp_path, "wallets"), terminal_size=(160, 48), run_before=steps)


def test_what_can_be_done_at_80_by_24(snap_compare: Compare, tmp_path: Path) -> None:
    steps = then(
        f"see {KNOWN}", "see tao.bot", "question_mark", "see type to narrow", *"proxy", until="Let another"
    )
    assert snap_compare(on_that_day(tmp_path), run_before=steps)


def test_no_connection_at_80_by_24(snap_compare: Compare, tmp_path: Path) -> None:
    world = World(offline="Nothing listens at ws://127.0.0.1:9944.")
    assert snap_compare(
        on_that_day(tmp_path, world=world), run_before=then("see alice:", until="No connection.")
    )
