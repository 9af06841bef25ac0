"""How it looks to change what stands, to lock, to give up, and to trade shielded or for another account."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field

import pytest
from pytest_textual_snapshot import SVGImageExtension  # type: ignore[import-untyped]
from syrupy.assertion import SnapshotAssertion
from textual.widgets import Input

from tao_tui.journal.movement import Movement
from tao_tui.messages import Perform
from tao_tui.screens.signing.form import ActionForm
from tao_tui.screens.signing.review_sheet import ReviewSheet
from tests.app.conftest import Opener, Stage
from tests.app.true_deeds import LENT, MINER, SECOND, THIRD, TrueDeeds
from tests.reads.fake import BOB

TAO = 10**9
SIZES = pytest.mark.parametrize("size", [(80, 24), (160, 48)], ids=["80x24", "160x48"])


@pytest.fixture(autouse=True)
def _still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Input, "cursor_blink", False)


@dataclass
class Camera:
    """Takes pictures of one app over true reviews, and remembers which are not as they were."""

    stage: Stage
    deeds: TrueDeeds
    shots: SnapshotAssertion
    changed: list[str] = field(default_factory=list)

    async def take(self, name: str, *sees: str) -> None:
        """Wait for what is to be seen, and take it."""
        await self.stage.until(lambda: all(each in _words(self.stage) for each in sees))
        await self.stage.pilot.wait_for_scheduled_animations()
        await self.stage.pilot.pause()
        if self.stage.app.export_screenshot(simplify=True) != self.shots(name=name):
            self.changed.append(name)

    async def follow(self, action: str, sees: str, *moved: Movement, **typed: str) -> None:
        """An action from its form, which says what it would do, to its review; where it moved, to its end."""
        s, name = self.stage, action.partition(".")[2]
        s.app.post_message(Perform(action, typed))
        await s.until(lambda: isinstance(s.app.screen, ActionForm))
        await self.take(f"{name}-form", sees)
        await s.pilot.press("ctrl+r")
        await self.take(f"{name}-review", "to sign:")
        review = s.app.screen
        assert isinstance(review, ReviewSheet)
        if moved:
            self.deeds.moved = moved
            review.query_one("#word", Input).value = review.review.confirm_word
            await s.pilot.press("tab", "enter")
            await self.take(f"{name}-outcome", "esc closes")
        while len(s.app.screen_stack) > 1:
            await s.pilot.press("escape")


def _words(stage: Stage) -> str:
    return " ".join(stage.text().replace("│", " ").split())


Filming = Callable[[tuple[int, int]], AbstractAsyncContextManager[Camera]]


@pytest.fixture
def film(stage: Opener, snapshot: SnapshotAssertion) -> Filming:
    """Open the app in Stake; at the end every picture has to be as it was."""

    @asynccontextmanager
    async def open_camera(size: tuple[int, int]) -> AsyncIterator[Camera]:
        async with stage(place="stake", size=size) as s:
            deeds = s.session.deeds = TrueDeeds(s.world)
            await s.until(lambda: "Validators of subnet 6" in s.text() and "tao.bot" in s.text())
            camera = Camera(s, deeds, snapshot.use_extension(SVGImageExtension))
            yield camera
        assert not camera.changed, f"no longer as they were: {camera.changed}"

    return open_camera


@SIZES
async def test_what_stands(film: Filming, size: tuple[int, int]) -> None:
    mine = {"hotkey": MINER, "netuid": "3"}
    claimed = Movement("dividends", 0, 0, 237_000_000, THIRD)
    async with film(size) as camera:
        await camera.follow("stake.auto", "Instead of", netuid="3", hotkey=LENT)
        await camera.follow("stake.claim", "Together", claimed, netuids="all")
        await camera.follow("stake.claim_type", "Waiting", type="KeepSubnets", netuids="1,6")
        await camera.follow("stake.children", "Keeps itself", children=f"{LENT}=40%,{SECOND}=25%", **mine)
        await camera.follow("stake.child_take", "Applies to", take="5%", **mine)
        await camera.follow("stake.take", "Applies to", take="12%", hotkey=MINER)


@SIZES
async def test_locks_and_what_is_given_up(film: Filming, size: tuple[int, int]) -> None:
    place = {"netuid": "1", "hotkey": SECOND}
    burned = Movement("stake_destroyed", 0, 1, -20 * TAO, SECOND)
    async with film(size) as camera:
        await camera.follow("stake.lock", "In 365 days", amount="100", **place)
        await camera.follow("stake.lock_move", "In 365 days", netuid="1", to_hotkey=LENT)
        await camera.follow("stake.lock_mode", "In 365 days", netuid="1", perpetual="yes")
        await camera.follow("stake.lock_accept", "accepted then", accept="yes")
        await camera.follow("stake.burn", "You get nothing", burned, amount="20", **place)
        await camera.follow("stake.recycle", "You get nothing", amount="700", **place)


@SIZES
async def test_trades_shielded_and_for_another(film: Filming, size: tuple[int, int]) -> None:
    bought = Movement("stake_added", -5 * TAO, 6, 56_300_000_000, LENT)
    sold = Movement("stake_removed", 265_000_000, 1, -3 * TAO, SECOND)
    async with film(size) as camera:
        await camera.follow(
            "stake.add", "signed twice", bought, netuid="6", hotkey=LENT, amount="5", shield="yes"
        )
        await camera.follow(
            "stake.remove", "As its proxy", sold, netuid="1", hotkey=SECOND, amount="3", proxy_for=BOB
        )
