"""When a form says what is missing: not before anything was typed, and then until it is there."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from tao_tui.actions.plan import Review
from tao_tui.errors import UsageError
from tao_tui.messages import Perform
from tao_tui.screens.signing import form as forms
from tao_tui.screens.signing.form import ActionForm
from tao_tui.widgets.field import Field
from tests.app.conftest import Opener
from tests.app.fake_deeds import FakeDeeds


class Asking(FakeDeeds):
    """Reviews nothing: something is missing."""

    asked = 0

    async def review(self, name: str, arguments: Mapping[str, object], *rest: Any) -> Review:
        self.asked += 1
        raise UsageError("Nothing is said anew.", code="missing_argument")


async def test_what_is_missing_is_not_told_before_anything_was_typed(stage: Opener) -> None:
    async with stage() as s:
        deeds = Asking(s.world)
        s.session.deeds = deeds
        s.app.post_message(Perform("subnets.identity", {"netuid": "6"}))
        await s.until(lambda: deeds.asked and s.app.screen.query("#preview"))
        await s.until(lambda: "Say what your subnet is" in s.text())
        assert "✗" not in s.text()
        await s.press("ctrl+r")
        await s.until(lambda: "✗ Nothing is said anew." in s.text())


async def test_what_is_needed_is_told_however_soon_one_asks_and_the_focus_goes_there(
    stage: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "PREVIEW_AFTER", 0.2)
    rested = asyncio.Event()
    check = ActionForm._rested

    def late(form: ActionForm) -> None:
        check(form)
        rested.set()

    async with stage() as s:
        s.app.post_message(Perform("subnets.trim", {}))
        await s.until(lambda: isinstance(s.app.screen, ActionForm) and s.app.screen.query(Field))
        await s.pilot.pause()
        monkeypatch.setattr(ActionForm, "_rested", late)
        await s.press("6", "ctrl+r")
        await s.until(lambda: "Neurons is needed." in s.text())
        rested.clear()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(rested.wait(), 0.4)
        assert "Neurons is needed." in s.text()
        needed = next(each for each in s.app.screen.query(Field) if each.label == "Neurons")
        assert needed.has_class("-here")
