"""What can be done with the mouse alone: leave every sheet, use its keys, turn the pages of a chart."""

from __future__ import annotations

import pytest

from tao_tui.screens.portfolio.chart_screen import ChartScreen
from tao_tui.screens.scores.wall_screen import WallScreen
from tao_tui.screens.sheets.picker import Picker
from tao_tui.widgets.bars.banner import whole_sentences
from tests.app.conftest import Opener, Stage


async def click_on(s: Stage, words: str) -> None:
    """Click on the last place words stand at."""
    y, line = next((y, line) for y, line in reversed([*enumerate(s.lines())]) if words in line)
    await s.pilot.click(offset=(line.rindex(words), y))
    await s.pilot.pause()


@pytest.mark.parametrize(
    ("key", "title", "leave"),
    [
        ("n", "Network dev", "esc closes"),
        ("h", "What alice owned", "esc closes"),
        ("t", "Send TAO", "esc cancel"),
        ("question_mark", "What can be done here", "esc leaves"),
    ],
)
async def test_a_sheet_is_left_by_a_click_on_its_edge(
    stage: Opener, key: str, title: str, leave: str
) -> None:
    async with stage() as s:
        await s.until(lambda: "τ if all were sold now" in s.text())
        place = s.app.screen
        await s.press(key)
        await s.until(lambda: title in s.text() and leave in s.text())
        await click_on(s, title)
        assert s.app.screen is not place, "the upper edge does nothing"
        await click_on(s, leave)
        await s.until(lambda: s.app.screen is place)


async def test_a_list_is_taken_from_and_a_chart_turned_by_mouse(stage: Opener) -> None:
    async with stage() as s:
        await s.until(lambda: "τ if all were sold now" in s.text() and "tao.bot" in s.text())
        await click_on(s, "? all")
        await s.until(lambda: isinstance(s.app.screen, Picker) and "Charts of" in s.text())
        await click_on(s, "Charts of")
        await s.until(lambda: isinstance(s.app.screen, ChartScreen) and "1 of 3" in s.text())
        await click_on(s, "→ next")
        await s.until(lambda: "Price of 1 Apex" in s.text())
        await click_on(s, "a week")
        await s.until(lambda: "a week, UTC · 2 of 3" in s.text())
        await click_on(s, "esc back")
        await s.until(lambda: "τ if all were sold now" in s.text())


async def test_the_wall_is_opened_frozen_and_left_by_mouse(stage: Opener) -> None:
    async with stage(place="scores") as s:
        place = s.app.screen
        await s.until(lambda: "W wall" in s.text() and place.is_mounted)
        await click_on(s, "W wall")
        await s.until(lambda: isinstance(s.app.screen, WallScreen) and "esc back" in s.text())
        await click_on(s, "space freeze")
        await s.until(lambda: "frozen" in s.text())
        await click_on(s, "esc back")
        await s.until(lambda: s.app.screen is place)


def test_a_banner_drops_whole_sentences_before_it_cuts_one() -> None:
    said = "No connection. Trying again in 3 s. Nothing listens at ws://127.0.0.1:9. Is it running?"
    assert whole_sentences(said, 76).endswith("ws://127.0.0.1:9.")
    assert whole_sentences(said, 40) == "No connection. Trying again in 3 s."
    assert whole_sentences(said, 68).endswith("Nothing listens at ws://127.0.0.1:9."), "cut where it is drawn"
    assert whole_sentences(said, 5) == "No connection."
    assert whole_sentences(said, 100) == said
