"""The account's key on the way of an action: asked for, opened while one reads, kept open, forgotten."""

from __future__ import annotations

import asyncio

from textual.widgets import Input

from tests.app.conftest import Opener
from tests.app.fakes import PASSWORD
from tests.app.filling import fill_stake


async def test_a_password_is_asked_for_after_the_word_at_the_latest(stage: Opener) -> None:
    async with stage(place="stake", encrypted=True) as s:
        await fill_stake(s)
        await s.until(lambda: "Key locked, p:" in s.text())
        await s.press("p", *"wrong", "enter")
        await s.until(lambda: "does not open" in s.text())
        assert not s.session.unlocked
        for letter in "STAKE":
            await s.press(letter)
        await s.press("enter")
        await s.until(lambda: "Password of alice" in s.text())
        s.app.screen.query_one(Input).value = PASSWORD
        await s.press("enter")
        await s.until(lambda: "esc cancels" in s.text())
        assert not s.world.submitted
        await s.until(lambda: s.world.submitted)


async def test_the_key_opens_while_the_review_is_read(stage: Opener) -> None:
    async with stage(place="stake", encrypted=True) as s:
        s.world.hold = asyncio.Event()
        await fill_stake(s)
        await s.until(lambda: "Key locked, p:" in s.text())
        assert "type STAKE to sign" in s.text()
        await s.press("p")
        typed = s.app.focused
        assert isinstance(typed, Input)
        assert typed.password
        typed.value = PASSWORD
        await s.press("enter")
        assert typed.value == ""
        await s.until(lambda: "Opening the key" in s.text())
        await s.until(lambda: "Key open, for this action" in s.text())
        assert PASSWORD not in s.text()
        for letter in "STAKE":
            await s.press(letter)
        await s.press("enter")
        await s.until(lambda: "Sent to the node." in s.text())
        await s.until(lambda: "read-only" in s.lines()[-1])  # forgotten before it is in a block
        s.world.hold.set()
        await s.until(lambda: "Done: Stake TAO" in s.text())
        await s.press("escape")
        await s.until(lambda: "read-only" in s.lines()[-1])


async def test_leaving_the_review_stops_the_opening(stage: Opener) -> None:
    async with stage(place="stake", encrypted=True) as s:
        await fill_stake(s)
        await s.until(lambda: "Key locked, p:" in s.text())
        await s.press("p")
        s.app.screen.query_one("KeyLine Input", Input).value = PASSWORD
        await s.press("enter")
        await s.until(lambda: s.session.keys.opening)
        await s.press("escape", "escape")
        await s.until(lambda: not s.session.keys.opening)
        assert not s.session.unlocked
        assert not s.world.submitted


async def test_a_key_kept_open_says_for_how_long_and_is_forgotten_on_demand(stage: Opener) -> None:
    async with stage(place="stake") as s:
        await s.press("ctrl+o")
        await s.until(lambda: "15 minutes" in s.text())
        await s.press(*"15", "enter")
        await s.until(lambda: "◉ unlocked 15m" in s.lines()[-1])
        await fill_stake(s)
        await s.press("tab")
        await s.press(*"STAKE", "enter")
        await s.until(lambda: "Done: Stake TAO" in s.text())
        await s.press("escape")
        s.clock.now += 120
        await s.until(lambda: "◉ unlocked 13m" in s.lines()[-1])
        await s.press("ctrl+l")
        await s.until(lambda: "read-only" in s.lines()[-1])


async def test_a_key_unlocked_in_another_terminal_is_used_and_seen(stage: Opener) -> None:
    from tao_tui.wallet import hold, lock_all

    async with stage(place="stake") as s:
        held = await hold(await s.session.coldkey(), None, 600)
        try:
            await s.until(lambda: "◉ unlocked 10m" in s.lines()[-1])
            await fill_stake(s)
            await s.press("tab")
            await s.press(*"STAKE", "enter")
            await s.until(lambda: s.world.submitted)
            await s.until(lambda: "Done: Stake TAO" in s.text())
            await s.press("escape")
            await s.until(lambda: "◉ unlocked 10m" in s.lines()[-1])
            assert held.pid
        finally:
            await lock_all()
        await s.until(lambda: "read-only" in s.lines()[-1])
