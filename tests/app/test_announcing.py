"""What the app says by itself stands aside for a sheet and is said afterwards."""

from __future__ import annotations

from tao_tui.messages import Notice
from tao_tui.screens.sheets.picker import Picker
from tests.app.conftest import Opener


async def test_an_announcement_waits_until_the_sheet_is_closed(stage: Opener) -> None:
    async with stage() as s:
        await s.press("question_mark")
        await s.until(lambda: isinstance(s.app.screen, Picker))
        s.app.post_message(Notice("Not sent from here: a transfer."))
        await s.until(lambda: s.app.waiting_announcements == ("Not sent from here: a transfer.",))
        assert "Not sent from here" not in s.toasts()
        await s.press("escape")
        await s.until(lambda: "Not sent from here" in s.toasts())
        assert not s.app.waiting_announcements


async def test_one_that_is_shown_makes_way_for_a_sheet_and_comes_back(stage: Opener) -> None:
    async with stage() as s:
        s.app.post_message(Notice("Not sent from here: a transfer."))
        await s.until(lambda: "Not sent from here" in s.toasts())
        await s.press("question_mark")
        await s.until(lambda: "Not sent from here" not in s.toasts())
        assert s.app.waiting_announcements
        await s.press("escape")
        await s.until(lambda: "Not sent from here" in s.toasts())


async def test_one_that_was_clicked_away_stays_away(stage: Opener) -> None:
    async with stage(toasts=True) as s:
        s.app.post_message(Notice("Not sent from here: a transfer."))
        await s.until(lambda: any("Not sent from here" in line for line in s.lines()))
        row = next(y for y, line in enumerate(s.lines()) if "Not sent from here" in line)
        await s.pilot.click(offset=(s.lines()[row].index("Not sent"), row))
        await s.until(lambda: "Not sent from here" not in s.toasts())
        await s.press("question_mark")
        await s.until(lambda: isinstance(s.app.screen, Picker))
        s.app.post_message(Notice("Another one."))
        await s.until(lambda: s.app.waiting_announcements == ("Another one.",))


async def test_what_a_sheet_itself_says_is_said_above_its_buttons(stage: Opener) -> None:
    async with stage(toasts=True) as s:
        await s.press("question_mark")
        await s.until(lambda: isinstance(s.app.screen, Picker))
        s.app.screen.notify("Type it again.")
        await s.until(lambda: any("Type it again" in line for line in s.lines()[:4]))


async def test_of_many_at_once_two_are_shown_and_the_others_wait(stage: Opener) -> None:
    async with stage() as s:
        for number in range(5):
            s.app.post_message(Notice(f"Thing {number} happened."))
        await s.until(lambda: s.app.waiting_announcements == tuple(f"Thing {n} happened." for n in (2, 3, 4)))
        await s.until(lambda: "Thing 1" in s.toasts())
        assert "Thing 2" not in s.toasts()
        for said in s.app._said:
            said.raised_at -= 60
        await s.until(lambda: s.app.waiting_announcements == ("Thing 4 happened.",))
