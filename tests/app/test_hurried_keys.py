"""Forms of keys under quick fingers, stopped halfway, and when a key's process is gone."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest
from textual.command import CommandInput
from textual.events import Key
from textual.widgets import Button, Input

from tao_tui.errors import WrongPassword
from tao_tui.screens.keys.form import KeyForm
from tao_tui.screens.sheets.picker import Picker
from tao_tui.screens.signing.review_sheet import ReviewSheet
from tao_tui.wallet import Book
from tao_tui.widgets.bars.filter_bar import FilterBar
from tao_tui.widgets.field import Field
from tao_tui.widgets.table.row_table import RowTable
from tests.app.conftest import Opener, Stage
from tests.app.filling import fill_stake
from tests.app.key_forms import BOB, GOOD, PHRASE, choose, fill

pytestmark = pytest.mark.usefixtures("cheap_keys")


async def test_enter_after_the_last_field_does_it_and_never_gives_up_what_was_typed(stage: Opener) -> None:
    async with stage() as s:
        await s.press("2")
        await choose(s, "Name an address")
        await s.until(lambda: isinstance(s.app.screen, KeyForm) and s.app.screen.query(Button))
        await s.press(*"carol", "enter", *BOB, "enter")
        if s.app.focused is not s.app.screen.query_one("#do", Button):
            await s.press("enter")  # a note may stay empty
        assert s.app.focused is s.app.screen.query_one("#do", Button)
        await s.press("enter")
        await s.until(lambda: not isinstance(s.app.screen, KeyForm))
        assert [(each.name, each.address) for each in Book().entries()] == [("carol", BOB)]


async def test_esc_stops_what_takes_long(
    stage: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nacl.pwhash import argon2i

    begun, over = threading.Event(), threading.Event()

    def endless(*arguments: object, **options: object) -> bytes:
        begun.set()
        assert over.wait(60)
        return bytes(32)

    monkeypatch.setattr(argon2i, "kdf", endless)
    async with stage(wallet=False) as s:
        await s.until(lambda: "No wallet" in s.text())
        await s.press("w")
        await s.press("down", "enter")
        await fill(s, words=PHRASE, new=GOOD, again=GOOD)
        await s.until(begun.is_set)
        await s.press("escape")
        await s.until(lambda: "Stopped; nothing was written." in s.text())
        await s.press("escape")
        await s.until(lambda: not isinstance(s.app.screen, KeyForm))
        assert not (tmp_path / "wallets").exists()
    over.set()


async def test_enter_comes_after_what_was_typed_however_quickly(stage: Opener) -> None:
    async with stage(place="wallets") as s:
        await s.press("m")
        await s.until(lambda: isinstance(s.app.screen, Picker) and s.app.screen.query(Input))
        for letter in "put away":
            s.app.post_message(Key("space" if letter == " " else letter, letter))
        s.app.post_message(Key("enter", None))
        await s.until(lambda: isinstance(s.app.screen, KeyForm) and s.app.screen.query(".sheet"))
        assert s.app.screen.query_one(".sheet").border_title == "Put away · alice"


async def test_every_field_gets_its_own_text_however_quickly(stage: Opener) -> None:
    async with stage(wallet=False, place="wallets") as s:
        await s.press("n", "down", "enter")
        await s.until(lambda: isinstance(s.app.screen, KeyForm) and s.app.screen.query(Button))
        for text in ("zed", "//Zed", GOOD, GOOD, ""):
            for letter in text:
                s.app.post_message(Key(letter, letter))
            s.app.post_message(Key("tab", None))
        for key in ("right", "tab", "tab", "enter"):
            s.app.post_message(Key(key, None))
        await s.until(lambda: s.session.account is not None)
        assert (s.session.wallet, s.session.account.crypto_type) == ("zed", 0)  # type: ignore[union-attr]
        await s.until(lambda: "zed is in use" in s.toasts())
        table = s.app.screen.query_one("#wallets", RowTable)
        await s.until(lambda: table.cursor_key == "zed")


async def test_a_signature_is_stopped_and_a_wrong_password_typed_again(
    stage: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tao_tui.wallet.agent.client import Agent

    async def endless(self: Agent, question: object) -> None:
        await asyncio.Event().wait()

    async with stage(place="wallets", encrypted=True) as s:
        await choose(s, "Sign a message")
        with monkeypatch.context() as patch:
            patch.setattr(Agent, "ask", endless)
            await fill(s, message="hello", old=GOOD)
            await s.until(lambda: "Working" in s.text())
            await s.press("escape")
            await s.until(lambda: "Stopped; nothing was signed." in s.text())

        async def refuse(self: Agent, question: object) -> None:
            raise WrongPassword("The password does not open it.")

        monkeypatch.setattr(Agent, "ask", refuse)
        await fill(s, message="hello", old=GOOD)
        await s.until(lambda: "does not open it" in s.text())
        old = next(field for field in s.app.screen.query(Field) if field.argument == "old")
        await s.until(lambda: old.value == "" and old.has_focus_within)


async def test_a_key_whose_process_was_killed_is_not_called_unlocked_and_opens_anew(stage: Opener) -> None:
    async with stage(place="wallets") as s:
        await s.until(lambda: s.session.account is not None)
        signer = await s.session.signer(minutes=5)
        await s.until(lambda: "unlocked 5m" in s.lines()[-1])
        signer._channel._process.kill()  # type: ignore[attr-defined]
        await s.until(lambda: "unlocked" not in s.lines()[-1])
        again = await s.session.signer(minutes=5)
        assert again is not signer
        assert len(await again.sign_message("hello")) == 64


async def test_no_letter_of_the_word_is_lost_however_quickly_it_is_typed(stage: Opener) -> None:
    async with stage(place="stake") as s:
        await fill_stake(s)
        assert s.app.focused is s.app.screen.query_one("#cancel")
        for letter in "STAKE":
            s.app.post_message(Key(letter, letter))
            await asyncio.sleep(0)  # between two letters others have their turn, as with a terminal's
        s.app.post_message(Key("enter", None))
        await s.until(lambda: s.world.submitted)


async def test_capital_letters_of_a_password_are_no_word(stage: Opener) -> None:
    async with stage(place="stake", encrypted=True) as s:
        await fill_stake(s)
        await s.until(lambda: "Key locked, p:" in s.text())
        for letter in "pPASpass":
            s.app.post_message(Key(letter, letter))
        line, word = (s.app.screen.query_one(each, Input) for each in ("KeyLine Input", "#word"))
        await s.until(lambda: line.value == "PASpass")
        assert word.value == ""


async def burst(s: Stage, text: str) -> None:
    """Keys as a slow line delivers them: all at once."""
    for letter in text:
        s.app.post_message(
            Key({"/": "slash", ":": "colon", ">": "greater_than_sign"}.get(letter, letter), letter)
        )
        await asyncio.sleep(0)


async def test_a_filter_gets_what_is_typed_on_after_its_key(stage: Opener) -> None:
    async with stage(place="subnets") as s:
        await s.until(lambda: "Templar" in s.text())
        bar = s.app.screen.query_one(FilterBar)
        await burst(s, "/name:chutes/p")
        await s.until(lambda: bar.value == "name:chutes/p")
        assert bar.has_focus
        assert len(s.app.screen_stack) == 1


async def test_the_palette_gets_what_is_typed_on_after_its_key(stage: Opener) -> None:
    async with stage(place="stake") as s:
        await s.until(lambda: "tao.bot" in s.text())
        await burst(s, ":give stake: x")
        await s.until(lambda: s.app.screen.query(CommandInput))
        await s.until(lambda: s.app.screen.query_one(CommandInput).value == "give stake: x")
        assert len(s.app.screen_stack) == 2


async def test_a_colon_opens_no_palette_over_a_sheet(stage: Opener) -> None:
    async with stage(place="stake") as s:
        await fill_stake(s)
        await s.press("colon")
        assert isinstance(s.app.screen, ReviewSheet)
