"""The sheet of locked stake: look from lock to lock, and begin what changes one."""

from __future__ import annotations

import pytest

from tao_tui.messages import Perform
from tests.app.conftest import Opener


@pytest.mark.parametrize(
    ("keys", "form", "filled"),
    [
        (("l",), "Lock stake", "2"),
        (("down", "m"), "Move a lock", "7"),
        (("p",), "Let a lock melt or stay", "2"),
    ],
)
async def test_from_the_locks_to_the_form(
    stage: Opener, keys: tuple[str, ...], form: str, filled: str
) -> None:
    async with stage(place="stake") as s:
        await s.until(lambda: "tao.bot" in s.text())
        await s.press("l")
        await s.until(lambda: "in 365 days" in s.text())
        await s.press(*keys)
        await s.until(lambda: form in s.text() and "Locked stake" not in s.text())
        values = s.app.screen.values()  # type: ignore[attr-defined]
        assert values["netuid"] == filled
        if keys == ("p",):
            assert values["perpetual"] == "yes"
        await s.press("escape")


async def test_the_other_lock_is_looked_at_with_the_arrows(stage: Opener) -> None:
    async with stage(place="stake") as s:
        await s.until(lambda: "tao.bot" in s.text())
        await s.press("l")
        await s.until(lambda: "melts: half in about 90 days" in s.text())
        assert "stays until you let it melt" not in s.text()
        await s.press("down")
        await s.until(lambda: "stays until you let it melt" in s.text())
        await s.press("escape")
        await s.until(lambda: "Locked stake" not in s.text())


async def test_a_form_with_nothing_to_fill_in_says_at_once_what_it_would_do(stage: Opener) -> None:
    async with stage(place="stake") as s:
        await s.until(lambda: "tao.bot" in s.text())
        s.app.post_message(Perform("wallet.coldkey.withdraw", {}))
        await s.until(lambda: "Take a coldkey swap back" in s.text() and "Network fee" in s.text())
        await s.press("escape")
