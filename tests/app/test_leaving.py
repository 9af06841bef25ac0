"""How one leaves: at once where nothing is lost, asked again where something is."""

from __future__ import annotations

import asyncio
import gc
import warnings
from typing import Literal

import pytest

from tests.app.conftest import Opener, Stage
from tests.app.filling import fill_stake


def is_over(stage: Stage) -> bool:
    """Whether the app was told to end."""
    return stage.app._exit


async def test_q_leaves_a_place_at_once(stage: Opener) -> None:
    async with stage() as s:
        await s.press("q")
        assert is_over(s)


async def test_q_is_a_letter_where_one_writes(stage: Opener) -> None:
    async with stage() as s:
        await s.press("slash", "q")
        assert not is_over(s)
        assert "q" in s.lines()[-3]


async def test_the_palette_knows_how_to_quit(stage: Opener) -> None:
    async with stage() as s:
        await s.press("colon", *"quit")
        await s.until(lambda: "Quit the app" in s.text())
        await s.press("enter")
        await s.until(lambda: is_over(s))


@pytest.mark.parametrize(
    ("pending", "demo", "said"),
    [
        (0, True, "This demo network ends with the app. q again leaves."),
        (1, False, "1 transaction is under way; followed again when you come back. q again leaves."),
        (3, True, "3 transactions are under way; followed again when you come back. q again leaves."),
    ],
)
async def test_q_asks_where_leaving_costs_something(
    stage: Opener, pending: int, demo: bool, said: str
) -> None:
    async with stage() as s:
        s.session.pending_count = pending
        s.session._called = "demo" if demo else ""
        await s.press("q")
        assert not is_over(s)
        assert said in s.toasts()
        await s.press("q")
        assert is_over(s)


async def test_ctrl_c_is_asked_again_and_only_for_a_while(stage: Opener) -> None:
    async with stage() as s:
        await s.press("ctrl+c")
        assert "ctrl+c again leaves." in s.toasts()
        s.clock.now += 5
        await s.press("ctrl+c")
        assert not is_over(s)
        s.clock.now += 1
        await s.press("ctrl+c")
        assert is_over(s)


async def test_stopping_right_after_sending_forgets_the_key_and_leaves_nothing_behind(stage: Opener) -> None:
    class Stopped(asyncio.Event):
        async def wait(self) -> Literal[True]:
            s.app.workers.cancel_all()
            self.set()
            await asyncio.sleep(0)
            raise AssertionError("it goes on")

    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always", RuntimeWarning)
        async with stage(place="stake") as s:
            s.world.hold = stopped = Stopped()
            await fill_stake(s)
            await s.until(lambda: "type STAKE to sign" in s.text())
            await s.press(*"STAKE", "enter")
            await s.until(stopped.is_set)
            await s.until(lambda: not s.session.unlocked)
        gc.collect()
    assert [str(each.message) for each in warned] == []
