"""Who sits on the voting bodies, by address and name."""

from __future__ import annotations

from tao_tui.screens.sheets.text_sheet import TextSheet
from tests.app.conftest import Opener


async def test_members_of_both_bodies_are_listed_in_full_and_left_by_mouse(stage: Opener) -> None:
    async with stage(place="governance", size=(120, 40)) as s:
        await s.until(lambda: "m members" in s.text() and "propose" in s.lines()[1])
        found = (await s.session.governance()).data
        await s.press("m")
        await s.until(lambda: isinstance(s.app.screen, TextSheet) and "these hotkeys vote" in s.text())
        assert found.senators
        assert all(address in s.text() for address in (*found.members, *found.senators))
        row = next(y for y, line in enumerate(s.lines()) if "esc closes" in line)
        await s.pilot.click(offset=(s.lines()[row].index("esc closes"), row))
        await s.until(lambda: not isinstance(s.app.screen, TextSheet))
