"""Stories of things people do: stake, vote, be refused, give up; nothing is signed without the typed word."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import NoReturn

import pytest
from textual.widgets import Button, Input

from tao_tui import paths
from tao_tui.actions.plan import Outcome
from tao_tui.amounts import Tao
from tao_tui.journal.unfilled import Unfilled
from tao_tui.screens.sheets.progress_sheet import ProgressSheet
from tao_tui.screens.signing import form
from tao_tui.screens.signing.form import ActionForm
from tao_tui.session.session import Session
from tao_tui.text import clean
from tao_tui.widgets.field import Field, FieldInput
from tests.app.conftest import Opener
from tests.app.fake_deeds import FakeDeeds
from tests.app.fake_world import ALICE, HASH, World, address
from tests.app.filling import fill_stake


async def test_stake_from_the_position_to_the_outcome(stage: Opener) -> None:
    async with stage(place="stake") as s:
        await fill_stake(s)
        assert address(101) in s.text().replace("\n", "")
        assert ALICE in s.text()
        assert "SubtensorModule.add_stake_limit" in s.text()
        await s.press("tab")
        await s.press(*"STAKE", "enter")
        await s.until(lambda: "Done: Stake TAO" in s.text())
        assert [name for name, _ in s.world.submitted] == ["stake.add"]
        assert "In block 5,123,457." in s.text()
        await s.press("escape")
        await s.until(lambda: "read-only" in s.lines()[-1])


async def test_a_review_asked_for_while_the_last_key_settles_comes_all_the_same(stage: Opener) -> None:
    async with stage(place="stake", world=World(review_takes=1.0)) as s:
        await s.until(lambda: s.session.account is not None and "Chutes" in s.text())
        await s.press("s")
        await s.until(lambda: s.app.screen.query("ActionForm Field, Field"))
        await s.press("4", "0", "ctrl+r")
        await s.until(lambda: "type STAKE to sign" in s.text())


async def test_the_quote_in_the_form_follows_the_head(stage: Opener) -> None:
    async with stage(place="stake") as s:
        await s.until(lambda: "tao.bot" in s.text() and "▌" in s.text())
        await s.press("s")
        await s.until(lambda: s.app.screen.query("ActionForm Field, Field"))
        await s.press(*"40")
        await s.until(lambda: "You get" in s.text())
        s.world.decline = "The price went past the limit"
        await s.world.heads.put(s.world.block + 1)
        await s.until(lambda: "The price went past the limit" in s.text())
        s.world.decline = ""
        await s.world.heads.put(s.world.block + 1)
        await s.until(lambda: "You get" in s.text())
        assert not s.world.submitted


async def test_focus_rests_on_cancel_and_enter_alone_signs_nothing(stage: Opener) -> None:
    async with stage(place="stake") as s:
        await fill_stake(s)
        assert isinstance(s.app.focused, Button)
        assert s.app.focused.id == "cancel"
        await s.press("enter")
        await s.until(lambda: "type STAKE to sign" not in s.text())
        assert not s.world.submitted
        assert "40" in s.text(), "Cancel leads back to what was typed"
        await s.press("ctrl+r")
        await s.until(lambda: "type STAKE to sign" in s.text())
        await s.press("tab", "enter")
        await s.press(*"STAK", "enter")
        assert "type STAKE to sign" in s.text()
        assert not s.world.submitted
        await s.press("escape", "escape")
        assert not s.world.submitted
        assert "read-only" in s.lines()[-1]


async def test_a_capital_letter_begins_the_word(stage: Opener) -> None:
    async with stage(place="stake") as s:
        await fill_stake(s)
        for letter in "STAKE":
            await s.press(letter)
        assert s.app.screen.query_one("#word", Input).value == "STAKE"


async def test_a_refusal_by_the_chain_is_a_sentence_with_a_next_step(stage: Opener) -> None:
    async with stage(
        place="stake", world=World(refuse="The account does not hold enough TAO to stake that much.")
    ) as s:
        await fill_stake(s)
        await s.press("tab")
        await s.press(*"STAKE", "enter")
        await s.until(lambda: "does not hold enough TAO" in s.text())
        assert "→ Stake less, or wait." in s.text()
        assert not s.world.submitted


@pytest.mark.parametrize("again", [True, False])
async def test_the_same_is_sent_a_second_time_only_when_the_person_says_so(
    stage: Opener, again: bool
) -> None:
    async with stage(place="stake", world=World(sent_before="The same was signed on 3 May.")) as s:
        await fill_stake(s)
        await s.press("tab")
        await s.press(*"STAKE", "enter")
        await s.until(lambda: "type AGAIN to send a second one" in s.text())
        assert "signed on 3 May" in s.text()
        await s.press("tab" if again else "enter")
        if again:
            await s.press(*"again", "enter")
            await s.until(lambda: "Done: Stake TAO" in s.text())
        await s.until(lambda: "type AGAIN" not in s.text())
        assert len(s.world.submitted) == int(again)


async def test_what_would_fail_is_said_in_the_form_before_any_review(stage: Opener) -> None:
    async with stage(place="stake", world=World(decline="You have 84.12 τ, 100 τ are needed.")) as s:
        await s.until(lambda: "tao.bot" in s.text() and "▌" in s.text())
        await s.press("s")
        await s.until(lambda: "Amount" in s.text())
        await s.press(*"100")
        await s.until(lambda: "100 τ are needed. Give a smaller amount." in s.text())
        await s.press("ctrl+r")
        form = s.app.screen
        assert isinstance(form, ActionForm)
        await s.until(lambda: not form._busy)
        assert "to sign" not in s.text()


async def test_who_has_a_wallet_by_now_is_not_told_to_make_one(
    stage: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    positions: list[SimpleNamespace | None] = [None]

    async def asked(_: Session) -> SimpleNamespace | None:
        return positions[-1]

    monkeypatch.setattr(Session, "positions", asked)
    async with stage(place="stake") as s:
        await s.until(lambda: "No wallet is in use" in s.text())
        positions.append(SimpleNamespace(data=()))
        s.app.reload_place("stake")
        await s.until(lambda: "No stake yet. Choose a validator below" in s.text())


async def test_a_preview_goes_with_the_values_it_was_for(stage: Opener) -> None:
    async with stage(place="stake") as s:
        await s.until(lambda: "tao.bot" in s.text() and "▌" in s.text())
        await s.press("s")
        await s.until(lambda: "Amount" in s.text())
        await s.press(*"40")
        await s.until(lambda: "You get" in s.text())
        await s.press("x")
        await s.until(lambda: "is not an amount" in s.text())
        await s.until(lambda: "You get" not in s.text())


def broken(*_: object) -> NoReturn:
    raise RuntimeError("out of step")


def tells_of_the_defect(said: str) -> bool:
    """Names what failed and the file that keeps its traceback."""
    kept = list((paths.home() / "state").glob("fault-*.txt"))
    joined = "".join(said.replace("│", "").split())
    return (
        "tao-tuifailedunexpectedly(RuntimeError)." in joined
        and any(str(path) in joined for path in kept)
        and all("out of step" in path.read_text() for path in kept)
    )


@pytest.mark.parametrize(
    ("where", "name", "keys"),
    [(FakeDeeds, "review", []), (form, "news_of", []), (FakeDeeds, "review", ["ctrl+r"])],
    ids=["preview", "its words", "review"],
)
async def test_a_defect_below_a_form_is_said_in_it(
    stage: Opener, monkeypatch: pytest.MonkeyPatch, where: object, name: str, keys: list[str]
) -> None:
    async with stage(place="stake") as s:
        await s.until(lambda: "tao.bot" in s.text() and "▌" in s.text())
        await s.press("s")
        await s.until(lambda: "Amount" in s.text())
        with monkeypatch.context() as patched:
            patched.setattr(where, name, broken)
            await s.press(*"40", *keys)
            await s.until(lambda: tells_of_the_defect(s.text()))
        await s.press("backspace")
        await s.until(lambda: "You get" in s.text())


async def test_a_defect_of_the_list_of_a_field_is_said(
    stage: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(form, "offers_for", broken)
    async with stage(place="stake") as s:
        await s.until(lambda: "tao.bot" in s.text() and "▌" in s.text())
        await s.press("s")
        await s.until(lambda: "Amount" in s.text())
        await s.press("shift+tab", "down")
        await s.until(lambda: tells_of_the_defect(s.toasts()))


async def test_a_list_says_that_nothing_goes_by_what_was_typed(stage: Opener) -> None:
    async with stage(place="stake") as s:
        await s.until(lambda: "tao.bot" in s.text() and "▌" in s.text())
        await s.press("e", *"zz")
        await s.until(lambda: "Nothing here goes by that." in s.text())
        await s.press("down", "enter")
        assert "Nothing here goes by that." in s.text()
        await s.press("backspace", "backspace", *"auto-stake", "enter")
        await s.until(lambda: "Auto-stake of alice" in s.text())


async def test_a_wrong_amount_is_said_while_typing(stage: Opener) -> None:
    async with stage(place="stake") as s:
        await s.until(lambda: "tao.bot" in s.text() and "▌" in s.text())
        await s.press("s")
        await s.until(lambda: "Amount" in s.text())
        await s.press(*"1.2.3")
        await s.until(lambda: "“1.2.3” is not an amount." in s.text())


async def test_a_trade_is_shielded_and_done_for_another_from_the_fields_behind_more(stage: Opener) -> None:
    async with stage(place="stake") as s:
        await s.until(lambda: "tao.bot" in s.text() and "▌" in s.text())
        await s.press("s")
        await s.until(lambda: "Amount" in s.text())
        assert "Act for" not in s.text()
        await s.press(*"40", "ctrl+t")
        await s.until(lambda: "Act for" in s.text() and "○ yes   ◉ no" in s.text())
        await s.press("left", "tab")
        await s.press(*ALICE, "ctrl+r")
        await s.until(lambda: "type STAKE to sign" in s.text())
        await s.press("escape")
        await s.until(lambda: "◉ yes" in s.text() and ALICE in s.text())
        assert "More" not in s.text(), "there is nothing more to show"
        await s.press("ctrl+r")
        await s.until(lambda: "type STAKE to sign" in s.text())
        await s.press("tab")
        await s.press(*"STAKE", "enter")
        await s.until(lambda: s.world.submitted)
        _, arguments = s.world.submitted[0]
        assert (arguments["shield"], arguments["proxy_for"]) == (True, ALICE)


async def test_a_list_offers_validators(stage: Opener) -> None:
    async with stage(place="subnets") as s:
        await s.until(lambda: "Templar" in s.text())
        await s.press("down", "s")
        await s.until(lambda: "Hotkey" in s.text())
        await s.press("down")
        await s.until(lambda: "tao.bot" in s.text())
        await s.press(*"tao.bot", "enter")
        await s.until(lambda: address(101) in s.text())


async def test_vote_on_a_proposal(stage: Opener) -> None:
    async with stage() as s:
        await s.until(lambda: "Proposal 12 closes in 5 h 10 min" in s.text())
        await s.press("6")
        await s.until(lambda: "needs 7" in s.text())
        await s.press("v")
        await s.until(lambda: "○ approve" in s.text())
        await s.press("left", "ctrl+r")
        await s.until(lambda: "type VOTE to sign" in s.text())
        await s.press("tab")
        await s.press(*"VOTE", "enter")
        await s.until(lambda: s.world.submitted)
        name, arguments = s.world.submitted[0]
        assert name == "gov.vote"
        assert arguments["approve"] is True
        assert arguments["proposal"] == 12


async def test_a_vote_of_others_needs_nobody_without_a_seat(stage: Opener) -> None:
    async with stage(world=World(seated=False)) as s:
        await s.until(lambda: s.session.known("governance") and "τ if all were sold now" in s.text())
        await s.press("r")
        assert "closes in" not in s.text()
        await s.press("6")
        await s.until(lambda: "closes in 5 h 10 min" in s.text())
        assert "you have not voted" not in s.text()
        assert s.text().count("you have no seat") == 2


async def test_without_a_wallet_an_action_leads_to_the_first_steps(stage: Opener) -> None:
    async with stage(place="subnets", wallet=False) as s:
        await s.until(lambda: "Templar" in s.text())
        await s.press("s")
        await s.until(lambda: "An action needs a wallet" in s.text())
        assert "Create a wallet" in s.text()
        await s.press("escape")
        await s.until(lambda: "Create a wallet" not in s.text())


async def test_leaving_the_progress_sheet_does_not_stop_the_submission(stage: Opener) -> None:
    async with stage(place="stake", world=World(hold=asyncio.Event())) as s:
        await fill_stake(s)
        await s.press("tab")
        await s.press(*"STAKE", "enter")
        await s.until(lambda: "Sent to the node." in s.text())
        await s.press("escape")
        assert not s.world.submitted
        assert s.world.hold is not None
        s.world.hold.set()
        await s.until(lambda: "Done: Stake TAO" in s.toasts())
        assert s.world.submitted


async def test_a_trade_that_was_filled_in_part_says_what_stayed(stage: Opener) -> None:
    async with stage(place="stake") as s:
        sheet = ProgressSheet("Stake TAO")
        s.app.push_screen(sheet)
        await s.until(lambda: "Signing" in s.text())
        left = Unfilled("add", 1, address(101), 10 * 10**9, 3 * 10**9)
        sheet.done(Outcome("stake.add", HASH, HASH, 9, True, Tao(1), (), clean("Done."), unfilled=(left,)))
        await s.until(lambda: "not traded 7.000000000 τ of the 10.000000000 τ asked" in s.text())
        assert "it stayed free" in " ".join(s.text().split())


async def test_an_action_asked_for_before_the_wallet_was_read_waits_for_it(
    stage: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = asyncio.Event()
    use_wallet = Session.use_wallet

    async def slowly(session: Session, name: str) -> bool:
        await read.wait()
        return await use_wallet(session, name)

    monkeypatch.setattr(Session, "use_wallet", slowly)
    async with stage(place="stake", settled=False) as s:
        await s.press("s")
        assert not s.app.screen.query("Field")
        assert "needs a wallet" not in s.text()
        read.set()
        await s.until(lambda: isinstance(s.app.focused, FieldInput))


async def test_several_positions_are_picked_and_unstaked_at_once(stage: Opener) -> None:
    async with stage(place="stake") as s:
        await s.until(lambda: "tao.bot" in s.text() and "▌" in s.text())
        await s.press("m", "m")
        await s.until(lambda: s.text().count("◆") == 2)
        await s.press("u")
        await s.until(lambda: "2 at once, all of them or none:" in s.text())
        form = s.app.screen
        assert isinstance(form, ActionForm)
        assert form.values()["amount"] == "all"
        assert form.values()["netuid"].count(";") == 1
        shown = [field.argument for field in form.query(Field) if field.display]
        assert "hotkey" not in shown
        await s.press("ctrl+t")
        await s.until(lambda: all(field.display for field in form.query(Field)))
        await s.press("ctrl+r")
        await s.until(lambda: "type UNSTAKE to sign" in s.text())
        await s.press("escape")
        await s.until(lambda: "2 at once" in s.text())
        await s.press("escape")
        await s.until(lambda: "read-only" in s.lines()[-1])
        await s.press("home", "m")
        await s.until(lambda: s.text().count("◆") == 1)


async def test_picked_validators_are_staked_to_wherever_picking_led_the_cursor(stage: Opener) -> None:
    async with stage(place="stake") as s:
        await s.until(lambda: "tao.bot" in s.text() and "▌" in s.text())
        await s.press("tab", "m", "m", "s")
        await s.until(lambda: "2 at once, all of them or none" in s.text())


async def test_a_review_says_how_to_read_on_in_a_terminal_that_became_smaller(stage: Opener) -> None:
    async with stage(place="stake", size=(160, 48)) as s:
        await fill_stake(s)
        assert "pgdn reads on" not in s.text()
        await s.pilot.resize_terminal(80, 24)
        await s.until(lambda: "pgdn reads on" in s.text())
        await s.pilot.resize_terminal(160, 48)
        await s.until(lambda: "pgdn reads on" not in s.text())
