"""Names from strangers: shown literally, never as markup, never as escapes, on every place and sheet."""

from __future__ import annotations

import pytest
from textual.command import CommandPalette
from textual.widgets import Input

from tao_tui.errors import NodeError
from tao_tui.screens.place import Place
from tao_tui.text import clean
from tao_tui.widgets.bars.banner import Banner
from tao_tui.widgets.text_pane import TextPane, pairs
from tests.app.conftest import Opener, Stage
from tests.app.fake_world import World

HOSTILE = "[/foo][@click=app.quit]x[/]\x1b]52;c;ZXZpbA==\x1b\\\u202e[bold $error]"
SHOWN = "[/foo][@click=app.q"


def hostile_world() -> World:
    """Every name is an attack."""
    return World(
        subnet_names=[HOSTILE] * 8, validator_name=HOSTILE, summary=HOSTILE, refuse=HOSTILE, decline=""
    )


def check(s: Stage) -> None:
    """No control or bidi character in any cell."""
    text = s.text()
    assert "\x1b" not in text
    assert "\u202e" not in text


@pytest.mark.parametrize("key", [*"134567", "2"])
async def test_places_survive_and_show_the_name_literally(stage: Opener, key: str) -> None:
    async with stage(world=hostile_world(), size=(160, 40), place="settings") as s:
        await s.press(key)
        await s.until(lambda: "alice" in s.text() if key in "27" else "[/foo]" in s.text())
        check(s)
        assert s.app.is_running


async def test_the_subnet_pane_palette_and_pickers(stage: Opener) -> None:
    async with stage(world=hostile_world(), size=(160, 40), place="subnets") as s:
        await s.until(lambda: SHOWN in s.text())
        await s.press("y")
        await s.until(lambda: "type to narrow" in s.text())
        check(s)
        await s.press("escape")
        await s.until(lambda: isinstance(s.app.screen, Place))
        await s.press("colon")
        await s.until(lambda: isinstance(s.app.screen, CommandPalette) and isinstance(s.app.focused, Input))
        await s.press(*"foo")
        await s.until(lambda: "sn 0 [/foo]" in s.text())
        check(s)
        await s.press("escape")
        await s.until(lambda: isinstance(s.app.screen, Place))
        await s.press("5")
        await s.until(lambda: "[/foo]" in s.text())
        check(s)


async def test_form_list_review_progress_and_refusal(stage: Opener) -> None:
    async with stage(world=hostile_world(), place="stake") as s:
        await s.until(lambda: "▌" in s.text() and "[/foo]" in s.text())
        await s.press("s")
        await s.until(lambda: "Amount" in s.text())
        await s.press("shift+tab", "down")
        await s.until(lambda: "yours" in s.text())
        check(s)
        await s.press("escape", "tab", *"40")
        await s.press("ctrl+r")
        await s.until(lambda: "type STAKE to sign" in s.text())
        assert "First time you stake to [/foo]" in s.text()
        check(s)
        await s.press("tab")
        await s.press(*"STAKE", "enter")
        await s.until(lambda: "✗ [/foo]" in s.text())
        check(s)


async def test_errors_that_quote_a_stranger_are_shown_in_banners_and_toasts(stage: Opener) -> None:
    async with stage(world=World(offline=clean(HOSTILE)), place="subnets") as s:
        await s.until(lambda: "No connection. Trying again in 2 s. [/foo]" in s.text())
        s.app.complain(NodeError(clean(HOSTILE)))
        await s.until(lambda: "[/foo]" in s.toasts())
        await s.pilot.pause()
        check(s)
        assert s.app.is_running


def test_panes_take_text_as_text() -> None:
    assert pairs([(SHOWN, SHOWN)]).plain == f"{SHOWN}  {SHOWN}"
    assert str(TextPane(SHOWN).render()) == SHOWN
    assert Banner().text == ""
