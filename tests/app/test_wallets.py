"""Wallets in the app: made, brought and watched; checked, protected, put away, taken elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.command import CommandList, CommandPalette
from textual.widget import Widget
from textual.widgets import Input

from tao_tui.screens.keys.form import KeyForm
from tao_tui.screens.keys.words_sheet import WordsSheet
from tao_tui.wallet import Book, WalletFolder
from tao_tui.wallet.upkeep.archive import archive_wallet
from tao_tui.widgets.field import Field
from tao_tui.widgets.text_pane import TextPane
from tests.app.conftest import Opener
from tests.app.fake_world import ALICE
from tests.app.key_forms import BOB, GOOD, PHRASE, choose, fill

pytestmark = pytest.mark.usefixtures("cheap_keys")


async def test_create_shows_the_words_before_anything_is_written(stage: Opener, tmp_path: Path) -> None:
    async with stage(wallet=False) as s:
        await s.until(lambda: "No wallet" in s.text())
        await s.press("w", "enter")
        await fill(s, new=GOOD, again=GOOD)
        await s.until(lambda: isinstance(s.app.screen, WordsSheet))
        sheet = s.app.screen
        assert isinstance(sheet, WordsSheet)
        words = sheet.mnemonic.reveal().split()
        await s.until(lambda: all(word in s.text() for word in words))
        await s.press("enter")
        assert " ".join(words[:3]) not in s.text()
        box = sheet.query_one(Input)
        box.value = "wrong words"
        await s.press("enter")
        assert isinstance(s.app.screen, WordsSheet)
        assert not (tmp_path / "wallets").exists()
        box.value = " ".join(word for _, word in sheet.asked)
        await s.press("enter")
        await s.until(lambda: s.session.account is not None and not isinstance(s.app.screen, WordsSheet))
        assert WalletFolder(tmp_path / "wallets").wallet("default").encrypted
        shown = ""  # on any screen, painted or not
        for screen in s.app.screen_stack:
            for widget in screen.walk_children():
                assert isinstance(widget, Widget)
                shown += f" {getattr(widget, 'value', '')} {widget.render()} "
        # Some words, such as “network” and “account”, are the screens' own too, but never many of one phrase.
        assert len([word for word in words if len(word) > 4 and f" {word} " in shown]) < 4


async def test_leaving_the_words_writes_nothing(stage: Opener, tmp_path: Path) -> None:
    async with stage(wallet=False) as s:
        await s.until(lambda: "No wallet" in s.text())
        await s.press("w", "enter")
        await fill(s, new=GOOD, again=GOOD)
        await s.until(lambda: isinstance(s.app.screen, WordsSheet))
        await s.press("escape")
        await s.until(lambda: "nothing was written" in s.text())
        assert not (tmp_path / "wallets").exists()


async def test_import_checks_and_completes_each_word(stage: Opener, tmp_path: Path) -> None:
    async with stage(wallet=False) as s:
        await s.until(lambda: "No wallet" in s.text())
        await s.press("w", "down", "enter")
        await s.until(lambda: "Words" in s.text())
        await s.press("tab", *"bottom dreve ")
        await s.until(lambda: "Word 2, “dreve”, is not in the list." in s.text())
        words = next(box for box in s.app.screen.query(Input) if box.value.startswith("bottom"))
        words.value = "bottom "
        await s.press("end", *"driv ")
        await s.until(lambda: words.value == "bottom drive ")
        await s.press(*"obe")
        await s.until(lambda: words._suggestion == "bottom drive obey")
        await s.press("right")
        assert words.value == "bottom drive obey"
        await fill(s, words=PHRASE, new=GOOD, again=GOOD)
        await s.until(lambda: s.session.account is not None)
        assert (tmp_path / "wallets" / "default" / "coldkey").exists()
        assert "bottom" not in s.text()


@pytest.mark.parametrize(
    ("text", "more", "address"),
    [
        ("0x6fa2796b0071cac425d8a7851038318c2c37dcebfe4bae73197ce93e75909bd2", {}, "5EHgWw2A"),
        (f"{PHRASE}//Bob", {}, "5FHneW46"),
        ("//Bob", {}, "5FHneW46"),
        ("EXPORT.json", {"passphrase": "Test-pass-1!"}, "5"),
    ],
)
async def test_import_takes_whatever_a_key_is_kept_as(
    stage: Opener, text: str, more: dict[str, str], address: str
) -> None:
    export = Path(__file__).parent.parent / "wallet" / "golden" / "polkadotjs_v3_sr25519.json"
    async with stage(wallet=False) as s:
        await s.until(lambda: "No wallet" in s.text())
        await s.press("w", "down", "enter")
        await fill(s, words=text.replace("EXPORT.json", str(export)), new=GOOD, again=GOOD, **more)
        await s.until(lambda: s.session.account is not None)
        assert s.session.account is not None
        assert s.session.account.coldkey.startswith(address)


async def test_watch_an_address_and_sign_nothing_with_it(stage: Opener) -> None:
    async with stage(wallet=False, place="wallets") as s:
        await s.until(lambda: "No wallets yet" in s.text())
        await s.press("n", "down", "down", "enter")
        await fill(s, address=ALICE)
        await s.until(lambda: s.session.account is not None)
        await s.until(lambda: "watch-only" in s.lines()[-1])
        await s.press("t")
        await s.until(lambda: s.app.screen.query(Field))
        for field in s.app.screen.query(Field):
            field.set({"dest": BOB, "amount": "1"}.get(field.argument, ""))
        await s.press("ctrl+r")
        await s.until(lambda: "watch-only: o writes it down" in s.text())
        await s.press("tab", *"SEND", "enter")
        assert s.world.submitted == []


async def test_what_can_be_done_with_a_wallet(stage: Opener, tmp_path: Path) -> None:
    folder = WalletFolder(tmp_path / "wallets")
    async with stage(place="wallets") as s:
        await s.until(lambda: "alice" in s.text() and s.session.account is not None)
        await choose(s, "Change the password")
        await fill(s, new=GOOD, again=GOOD)
        await s.until(lambda: folder.wallet("alice").encrypted)
        await s.until(lambda: not isinstance(s.app.screen, KeyForm))
        await choose(s, "Back up")
        await fill(s, file=str(tmp_path / "a.bak"), new=GOOD, again=GOOD)
        await s.until(lambda: "it was read back" in s.toasts())
        await choose(s, "Write a paper sheet")
        await fill(s, file=str(tmp_path / "sheet"), old=GOOD, confirm="paper")
        await s.until(lambda: (tmp_path / "sheet").exists())
        await choose(s, "Export for polkadot.js")
        await fill(s, file=str(tmp_path / "a.json"), old=GOOD, new=GOOD, again=GOOD)
        await s.until(lambda: (tmp_path / "a.json").exists())
        await choose(s, "Rename")
        await fill(s, name="anna")
        await s.until(lambda: s.session.wallet == "anna")
        await choose(s, "QR code")
        await s.until(lambda: "█▀▀▀▀▀█" in s.text() and ALICE in s.text())
        assert len(s.lines()) == 24
        await s.press("escape")
        await choose(s, "Put away")
        await fill(s, confirm="REMOVE")
        await s.until(lambda: folder.list() == ())
        await choose(s, "Restore a backup")
        await fill(s, file=str(tmp_path / "a.bak"), old=GOOD)
        await s.until(lambda: [wallet.name for wallet in folder.list()] == ["alice"])
        await choose(s, "Take back or delete", "anna@", "Delete it for good")
        await fill(s, confirm="DELETE")
        await s.until(lambda: "is deleted" in s.toasts())
        assert GOOD not in s.text()


async def test_what_can_be_done_with_a_hotkey(stage: Opener, tmp_path: Path) -> None:
    folder = WalletFolder(tmp_path / "wallets")
    async with stage(place="wallets") as s:
        await s.until(lambda: "alice" in s.text() and s.session.account is not None)
        await choose(s, "A hotkey…", "default", "Encrypt")
        await fill(s, new=GOOD, again=GOOD)
        await s.until(lambda: folder.wallet("alice").hotkeys[0].encrypted)
        await s.until(lambda: not isinstance(s.app.screen, KeyForm))
        await choose(s, "A hotkey…", "default", "Rename")
        await fill(s, name="miner")
        await s.until(lambda: s.session.account is not None and s.session.account.hotkeys[0][0] == "miner")
        await choose(s, "A hotkey…", "miner", "Put away")
        await fill(s, confirm="remove")
        await s.until(lambda: folder.wallet("alice").hotkeys == ())
        await choose(s, "Watch a hotkey")
        await fill(s, name="far", address=BOB)
        await s.until(lambda: len(folder.wallet("alice").hotkeys) == 1)


async def test_a_name_kept_in_the_book_is_good_in_every_form(stage: Opener) -> None:
    async with stage(place="wallets") as s:
        await s.until(lambda: s.session.account is not None)
        await choose(s, "Name an address")
        await fill(s, name="shop", address=BOB)
        await s.until(lambda: [entry.name for entry in Book().entries()] == ["shop"])
        await s.until(lambda: s.session.account is not None and "shop" in s.session.account.known.book)
        account = s.session.account
        assert account is not None
        assert account.address("shop") == BOB
        await choose(s, "The address book", "shop")
        await fill(s)
        await s.until(lambda: Book().entries() == ())


async def test_a_message_is_signed_and_verified(stage: Opener) -> None:
    async with stage(place="wallets") as s:
        await s.until(lambda: s.session.account is not None)
        await choose(s, "Sign a message")
        await fill(s, message="hello")
        await s.until(lambda: "0x" in s.text() and "y copies" in s.text())
        signature = s.app.screen._copies  # type: ignore[attr-defined]
        await s.press("escape")
        await choose(s, "Verify a message")
        await fill(s, address="alice", message="hello", signature=signature)
        await s.until(lambda: "Signed by" in s.toasts())
        await choose(s, "Verify a message")
        await fill(s, address=BOB, message="hello", signature=signature)
        await s.until(lambda: "was not made by" in s.text())


async def test_a_backup_on_paper_is_checked(stage: Opener) -> None:
    async with stage(place="wallets") as s:
        await s.until(lambda: s.session.account is not None)
        await choose(s, "Check a backup")
        await fill(s, words=PHRASE)
        await s.until(lambda: "This is another key" in s.text())
        await s.press("escape")
        await choose(s, "Check a backup")
        await fill(s, words=f"{PHRASE}//Alice")
        await s.until(lambda: "It matches" in s.toasts())


async def test_a_folder_open_to_others_is_closed_and_said(stage: Opener, tmp_path: Path) -> None:
    from tests.app.fakes import make_alice

    make_alice(tmp_path)
    (tmp_path / "wallets" / "alice").chmod(0o755)
    async with stage() as s:
        await s.until(lambda: "could look into" in s.toasts())
        assert (tmp_path / "wallets" / "alice").stat().st_mode & 0o777 == 0o700


async def test_wallets_of_other_names_are_not_called_none(stage: Opener, tmp_path: Path) -> None:
    for name, address in (("savings", BOB), ("mining", ALICE)):  # the only one would be in use
        WalletFolder(tmp_path / "wallets").watch(name, address)
    async with stage(wallet=False) as s:
        await s.until(lambda: "No wallet is in use" in s.text())
        assert "2 chooses one" in s.text()
        assert (s.text().count("No wallet"), s.text().count("What you stake will stand here.")) == (1, 1)


async def test_a_wallet_that_was_put_away_is_in_use_no_more(stage: Opener) -> None:
    """Whoever did it, as soon as the folder is looked at: the status line names nobody then."""
    async with stage(place="wallets") as s:
        await s.until(lambda: s.session.account is not None and "alice" in s.lines()[-1])
        archive_wallet(s.session.folder, "alice")
        s.app.reload_place("wallets")
        await s.until(lambda: s.session.account is None)
        assert (s.session.wallet, s.session.views.text("wallet"), s.session.unlocked) == ("", "", False)
        await s.until(lambda: "alice" not in s.text())
        await s.press("1")
        await s.until(lambda: "No wallet yet" in s.text())
        assert s.text().count("No wallet") == 1


async def test_the_palette_finds_what_can_be_done_with_keys(stage: Opener) -> None:
    async with stage() as s:
        await s.until(lambda: s.session.account is not None)
        await s.press("colon")
        await s.until(lambda: isinstance(s.app.screen, CommandPalette))
        await s.press(*"qr code")
        await s.until(lambda: "The address for a camera" in s.text())
        await s.until(lambda: s.app.screen.query_one(CommandList).highlighted is not None)
        for _ in range(50):
            if not isinstance(s.app.screen, CommandPalette):
                break
            await s.press("enter")
        await s.until(lambda: "█▀▀▀▀▀█" in s.text() and ALICE in s.text())


async def test_spending_rules_are_set_and_shown(stage: Opener, tmp_path: Path) -> None:
    from tao_tui.wallet import read_rules

    async with stage(place="wallets") as s:
        await s.until(lambda: "alice" in s.text())
        await choose(s, "Show the rules")
        await s.until(lambda: "no rules" in s.text())
        await s.press("escape")
        await choose(s, "Spending rules")
        await fill(s, per_transaction="5", per_day="20", destinations="alice", netuids="0,1")
        await s.until(lambda: "at most 20.000000000 τ" in s.text())
        assert len(s.lines()) == 24
    rules = read_rules(tmp_path / "wallets" / "alice" / "rules.json", ALICE).rules
    assert (rules.per_transaction_rao, rules.destinations, rules.netuids) == (5 * 10**9, (ALICE,), (0, 1))


async def test_a_renamed_wallet_is_the_one_whose_keys_are_told(stage: Opener) -> None:
    async with stage(place="wallets") as s:
        await choose(s, "Rename")
        await fill(s, name="zoe")
        await s.until(lambda: not isinstance(s.app.screen, KeyForm))
        pane = s.app.screen.query_one("#wallet", TextPane)
        await s.until(lambda: str(pane.render()).startswith("zoe"))
