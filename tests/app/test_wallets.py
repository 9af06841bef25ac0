"""First run: making, bringing and watching a wallet in the app."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import Input

from tao_tui.screens.words_sheet import WordsSheet
from tao_tui.wallet import WalletFolder
from tests.app.conftest import Opener
from tests.app.fakes import ALICE

PHRASE = "bottom drive obey lake curtain smoke basket hold race lonely fit walk"
GOOD = "a long password, with words"


async def test_create_shows_the_words_once_and_asks_for_two(stage: Opener, tmp_path: Path) -> None:
    async with stage(wallet=False) as s:
        await s.until(lambda: "No wallet" in s.text())
        await s.press("w", "enter")
        await s.until(lambda: "Once more" in s.text())
        await s.press("tab", *GOOD, "tab", *GOOD, "tab", "tab", "enter")
        await s.until(lambda: isinstance(s.app.screen, WordsSheet), 900)
        sheet = s.app.screen
        assert isinstance(sheet, WordsSheet)
        words = sheet.mnemonic.reveal().split()
        await s.until(lambda: all(word in s.text() for word in words))
        await s.press("enter")
        assert " ".join(words[:3]) not in s.text()
        (_, one), (_, two) = sheet._asked
        box = sheet.query_one(Input)
        box.value = "wrong words"
        await s.press("enter")
        assert isinstance(s.app.screen, WordsSheet)
        box.value = f"{one} {two}"
        await s.press("enter")
        await s.until(lambda: s.session.account is not None and not isinstance(s.app.screen, WordsSheet))
        assert WalletFolder(tmp_path / "wallets").wallet("default").encrypted


async def test_import_checks_each_word_and_makes_the_right_key(stage: Opener, tmp_path: Path) -> None:
    async with stage(wallet=False) as s:
        await s.until(lambda: "No wallet" in s.text())
        await s.press("w", "down", "enter")
        await s.until(lambda: "Words" in s.text())
        await s.press("tab", *"bottom dreve ")
        await s.until(lambda: "Word 2, “dreve”, is not in the list." in s.text())
        for box in s.app.screen.query(Input):
            if box.value.startswith("bottom"):
                box.value = PHRASE
        await s.press("tab", *GOOD, "tab", *GOOD, "tab", "tab", "enter")
        await s.until(lambda: s.session.account is not None, 900)
        assert (tmp_path / "wallets" / "default" / "coldkey").exists()


async def test_watch_an_address_and_sign_nothing_with_it(stage: Opener) -> None:
    async with stage(wallet=False, place="wallets") as s:
        await s.until(lambda: "No wallets yet" in s.text())
        await s.press("n", "down", "down", "enter")
        await s.until(lambda: "Address" in s.text())
        await s.press("tab", *"5Grwva")
        await s.until(lambda: "Address" in s.text())
        for box in s.app.screen.query(Input):
            if box.value == "5Grwva":
                box.value = ALICE
        await s.press("tab", "tab", "enter")
        await s.until(lambda: s.session.account is not None)
        await s.until(lambda: "watch-only" in s.lines()[-1])
        await s.press("t")
        await s.until(lambda: "is watch-only" in s.toasts())
