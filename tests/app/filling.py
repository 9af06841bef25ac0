"""Forms filled in as a person does it."""

from __future__ import annotations

from tests.app.conftest import Stage


async def fill_stake(s: Stage) -> None:
    """From the Stake place to the review sheet."""
    await s.until(lambda: "tao.bot" in s.text() and "▌" in s.text())
    await s.press("s")
    await s.until(lambda: s.app.screen.query("ActionForm Field, Field"))
    await s.press(*"40")
    await s.press("ctrl+r")
    await s.until(lambda: "type STAKE to sign" in s.text())
