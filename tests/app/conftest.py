"""Every app test has a home of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from textual.pilot import Pilot

from tao_tui.app import TaoApp
from tao_tui.session.session import Session
from tao_tui.widgets.field import Field
from tests.app.fake_world import World
from tests.app.fakes import Clock, make_alice, make_session

SECONDS = 60.0
"""How long what a test waits for may take, on a machine busy with other things."""


@dataclass
class Stage:
    """An open app with the world behind it."""

    app: TaoApp
    pilot: Pilot[int]
    session: Session
    world: World
    clock: Clock

    async def until(self, holds: Callable[[], Any]) -> None:
        """Let the app work until something holds; fail when it never does."""
        end = monotonic() + SECONDS
        while not holds():
            assert monotonic() < end, f"it never came to be: {self.text()}"
            await self.pilot.pause(0.01)

    async def press(self, *keys: str) -> None:
        """Press keys and let the app settle."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def fill(self, **values: str) -> None:
        """Fill in fields of the form on top, once all of it is there."""

        def is_whole() -> bool:
            fields, inputs = self.app.screen.query(Field), self.app.screen.query("FieldInput, YesNo")
            return len(fields) == len(inputs) and (bool(fields) or not values)

        await self.until(is_whole)
        for field in self.app.screen.query(Field):
            if field.argument in values:
                field.set(values.pop(field.argument))
        assert not values, values

    def lines(self) -> list[str]:
        """What the terminal shows, line by line."""
        strips = self.app.screen._compositor.render_strips()
        return [strip.text for strip in strips]

    def text(self) -> str:
        """What the terminal shows."""
        return "\n".join(self.lines())

    def toasts(self) -> str:
        """Everything the app notified."""
        return "\n".join(str(toast.message) for toast in self.app._notifications)


Opener = Callable[..., AbstractAsyncContextManager[Stage]]


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAO_TUI_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture
def stage(tmp_path: Path) -> Opener:
    """Open the app over fakes: ``async with stage(place="home") as s``."""

    @asynccontextmanager
    async def open_stage(
        *,
        place: str = "home",
        size: tuple[int, int] = (80, 24),
        wallet: bool = True,
        encrypted: bool = False,
        settled: bool = True,
        toasts: bool = False,
        **more: Any,
    ) -> AsyncIterator[Stage]:
        if wallet and not (tmp_path / "wallets").exists():
            make_alice(tmp_path, encrypted=encrypted)
        session, world, clock = make_session(tmp_path, **more)
        app = TaoApp(session.settings, session=session, place=place)
        async with app.run_test(size=size, notifications=toasts) as pilot:
            opened = Stage(app, pilot, session, world, clock)
            if settled:
                await opened.until(session.account_known.is_set)
            await pilot.pause()
            yield opened

    return open_stage
