"""On a machine that lets the app wait at the wrong moment nothing is lost for good."""

from __future__ import annotations

import asyncio
import itertools

import pytest
from textual import _time

from tests.app.conftest import Opener


async def test_a_timer_ticks_though_its_only_tick_is_late(
    stage: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The app tells its screens of the terminal's new size by such a timer."""
    real, looks, ticked = _time.get_time, itertools.count(), asyncio.Event()
    async with stage() as s:
        timer = s.app.set_timer(1 / 120, ticked.set)
        monkeypatch.setattr(
            _time,
            "get_time",
            lambda: real() + (next(looks) * 0.02 if asyncio.current_task() is timer._task else 0),
        )
        await asyncio.wait_for(ticked.wait(), 60)
        assert next(looks) > 1
