"""Home remembers: the change since yesterday, a month at a glance, the days behind `h`."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from tao_tui.addresses import Address
from tao_tui.amounts import Alpha, Tao
from tao_tui.errors import Fault
from tao_tui.journal.portfolio_history import DAY, KeptHolding, PortfolioHistory, Snapshot
from tao_tui.journal.price_history import PriceHistory
from tao_tui.messages import Notice
from tao_tui.paths import home, portfolio_history_file, price_history_file
from tao_tui.reads.owned.stake import Position
from tao_tui.screens.portfolio.owned_words import position_facts
from tao_tui.tables.history import day_text
from tao_tui.text import clean
from tests.app.conftest import Opener
from tests.app.fake_world import ALICE
from tests.app.fakes import FakeJournal

GENESIS = "0x" + "00" * 32
TOTAL = 411_669_467_835


def remember(*days_ago: tuple[int, int]) -> None:
    """Keep totals of Alice of so many days ago."""
    now = int(time.time())
    with PortfolioHistory() as history:
        for days, total in days_ago:
            held = KeptHolding(1, "5Hot", 1, total // 2, total // 3)
            kept = Snapshot(now - days * DAY, 1, total - total // 2, total // 2, total // 3, (held,))
            history.keep(GENESIS, [(ALICE, kept)])


async def test_home_tells_the_change_since_yesterday_and_a_month(stage: Opener) -> None:
    remember((1, TOTAL - 3_412_000_000), (9, TOTAL - 10 * 10**9))
    async with stage() as s:
        await s.until(lambda: "▲ 3.412000 τ since yesterday" in s.text())
        assert "30 days" in s.text()
        assert "401.669 to 411.669 τ" in s.text()
        assert "τ if all were sold now" in s.text()


async def test_the_days_behind_h_go_back_to_the_first_kept(stage: Opener) -> None:
    remember((1, TOTAL + 5 * 10**8), (9, TOTAL - 10 * 10**9))
    async with stage() as s:
        await s.until(lambda: "▼ 0.500000 τ since yesterday" in s.text())
        await s.press("h")
        await s.until(lambda: "What alice owned" in s.text())
        today = int(time.time()) // DAY
        days = [day_text(today - ago) for ago in (0, 1, 9)]
        for text in (*days, "-0.5000", "+10.5000", "412.169 τ"):
            assert text in s.text()
        await s.press("escape")
        await s.until(lambda: "since yesterday" in s.text())


async def test_a_first_day_has_no_change_and_no_month(stage: Opener) -> None:
    async with stage() as s:
        await s.until(lambda: "τ if all were sold now" in s.text())
        assert "since" not in s.text()
        assert "30 days" not in s.text()
        await s.until(lambda: portfolio_history_file().exists())
    with PortfolioHistory() as history:
        (kept,) = history.course(GENESIS, ALICE)
    assert (kept.total_rao, abs(kept.at - time.time()) < 600) == (TOTAL, True)


async def test_a_history_that_cannot_be_kept_is_said_and_costs_nothing_else(stage: Opener) -> None:
    home().mkdir(parents=True, exist_ok=True)
    portfolio_history_file().write_bytes(b"no database" * 100)
    async with stage() as s:
        told: list[str] = []
        s.session.tell = lambda m: told.append(m.text) if isinstance(m, Notice) else None
        await s.until(lambda: told or "not kept over time" in s.toasts())
        assert "411.669 467 835 τ" in s.text()


async def test_charts_of_the_total_and_of_prices_behind_c(stage: Opener) -> None:
    remember((1, TOTAL - 10**9), (3, TOTAL - 3 * 10**9))
    now = int(time.time())
    with PriceHistory() as history:
        for days in (1, 2):
            history.keep(GENESIS, now - days * DAY, {1: 80_000_000 - days * 10**6})
    async with stage() as s:
        await s.until(lambda: "tao.bot" in s.text() and "since yesterday" in s.text())
        await s.press("c")
        await s.until(lambda: "What alice owned" in s.text() and "▲ 3.000" in s.text())
        assert "1 of 3" in s.text()
        assert any("⠀" < char <= "⣿" for char in s.text())
        await s.press("right")
        await s.until(lambda: "Price of 1 Apex" in s.text())
        assert "highest 0.084190" in s.text()
        await s.press("d")
        await s.until(lambda: "a day, UTC" in s.text())
        await s.press("escape")
        await s.until(lambda: "since yesterday" in s.text())


async def test_the_price_of_a_subnet_is_kept_and_charted(stage: Opener) -> None:
    async with stage(place="subnets") as s:
        await s.until(lambda: "Templar" in s.text() and price_history_file().exists())
        await s.press("c")
        await s.until(lambda: "Price of 0 Root" in s.text() and "1.000000" in s.text())


async def test_wallets_tells_all_accounts_together(stage: Opener) -> None:
    async with stage(place="wallets") as s:
        await s.until(lambda: "Total 411.669 467 835 τ" in s.text())
        assert "free 84.120, staked 327.549 (324.273 if sold)" in s.text()


async def test_the_gain_goes_on_a_line_of_its_own_where_there_is_no_room(
    stage: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tao_tui.screens.places.home.gain_of", lambda positions: 30_000 * 10**9)
    for size, beside in (((160, 24), True), ((120, 24), False)):
        async with stage(size=size) as s:
            await s.until(lambda: "gain ▲ 30,000.000" in s.text())
            (line,) = [line for line in s.text().splitlines() if "gain ▲" in line]
            assert line.split()[0] == ("Staked" if beside else "Also")


def test_a_cost_stands_beside_the_worth_of_what_it_is_of() -> None:
    held = Position(
        hotkey=Address(ALICE), netuid=1, subnet_name=clean("Text"), alpha=Alpha(100 * 10**9),
        value=Tao(50 * 10**9), liquidation=Tao(49 * 10**9), price_rao=5 * 10**8, locked=Alpha(0),
        emission=Alpha(0), is_registered=True, cost_rao=4 * 10**9, gain_rao=-(10**9),
    )  # fmt: skip
    facts = dict(position_facts(held))
    assert facts["worth"] == "50.000 000 000 τ"
    assert (facts["bought"], facts["gain"]) == (
        "for 4.000 000 000 τ, worth 3.000 000 000 τ now", "▼ 1.000000000 τ",
    )  # fmt: skip
    assert "bought" not in dict(position_facts(replace(held, cost_rao=None, gain_rao=None)))


async def test_nothing_of_what_stake_is_set_aside_is_cut_off(
    stage: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    aside = ["reserved 1.2000 τ", "locked 9.99 α on 1, 39.98 α on 2, 7.00 α on 64", "to claim 0.001356 τ"]
    monkeypatch.setattr("tao_tui.screens.portfolio.owned_words.beside_words", lambda held: [*aside])
    async with stage(place="stake") as s:
        await s.until(lambda: "0.001356 τ" in s.text() and "Chutes" in s.text())


async def test_what_is_owned_is_shown_where_the_journal_cannot_be_read(
    stage: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise Fault("The journal cannot be used: disk full.", hint="Make room.", code="journal_unusable")

    for told in ("stamp", "open_rows"):
        monkeypatch.setattr(FakeJournal, told, full)
    async with stage(toasts=True) as s:
        await s.until(lambda: "tao.bot" in s.text() and "✗ The journal cannot be used" in s.text())
        s.session.portfolio.trouble = ""
        await s.session.portfolio.past(lambda: s.session.journal, GENESIS, ALICE)
        assert s.session.portfolio.trouble == "", "it is said once"
        await s.press("3")
        await s.until(lambda: "Staked 327.549" in s.text() and "Chutes" in s.text())
