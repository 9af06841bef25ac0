"""What a form tells of its review: as much as there is room for, by name."""

from __future__ import annotations

from tao_tui.messages import Perform
from tao_tui.screens.signing.form import ActionForm
from tests.app.conftest import Opener
from tests.app.true_deeds import LENT, SECOND, TrueDeeds
from tests.reads.fake import BOB


async def test_a_small_terminal_says_how_much_more_the_review_has(stage: Opener) -> None:
    typed = {"netuid": "1", "hotkey": SECOND, "amount": "3", "shield": "yes", "proxy_for": BOB}
    async with stage(place="stake") as s:
        s.session.deeds = TrueDeeds(s.world)
        await s.until(lambda: "Validators of subnet 6" in s.text() and "tao.bot" in s.text())
        s.app.post_message(Perform("stake.remove", typed))
        await s.until(lambda: isinstance(s.app.screen, ActionForm) and "more lines in the review" in s.text())
        assert s.lines()[-1].startswith("╰") or "esc cancel" in s.text(), "the buttons stay in sight"
        assert "Review" in s.text()
        await s.pilot.resize_terminal(160, 48)
        await s.until(lambda: "more lines in the review" not in s.text() and "paid by alice" in s.text())


async def test_hotkeys_go_by_their_names_and_another_accounts_stake_is_not_told(stage: Opener) -> None:
    async with stage(place="stake") as s:
        s.session.deeds = TrueDeeds(s.world)
        await s.until(lambda: "Validators of subnet 6" in s.text() and "tao.bot" in s.text())
        s.app.post_message(Perform("stake.lock_move", {"netuid": "1", "to_hotkey": LENT}))
        await s.until(lambda: "→ tao.bot" in s.text())
        assert any(line.split()[1:3] == ["From", "validator"] for line in s.lines())
        await s.press("escape")
        place = {"netuid": "1", "hotkey": SECOND}
        s.app.post_message(Perform("stake.burn", place))
        await s.until(lambda: "840.000000000 α here" in s.text())
        await s.press("escape")
        s.app.post_message(Perform("stake.lock", {**place, "hotkey": LENT}))
        await s.until(lambda: "840.000000000 α on the subnet" in s.text())
        await s.press("escape")
        s.app.post_message(Perform("stake.burn", {**place, "proxy_for": BOB}))
        await s.until(lambda: isinstance(s.app.screen, ActionForm) and "How much alpha" in s.text())
        assert "840.000000000 α here" not in s.text()
