"""The tax export of the Activity place: where the person says, for their eyes, never over a file unasked."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from textual.widgets import Input

from tao_tui.errors import UsageError
from tao_tui.screens.activity.exporting import destination
from tao_tui.screens.sheets.line_sheet import LineSheet
from tao_tui.screens.sheets.picker import Picker
from tests.app.conftest import Opener, Stage


async def write_to(s: Stage, path: Path) -> None:
    await s.press("x")
    await s.until(lambda: isinstance(s.app.screen, LineSheet))
    s.app.screen.query_one(Input).value = str(path)
    await s.press("enter")


async def test_the_export_is_private_and_asks_before_it_takes_a_name(stage: Opener, tmp_path: Path) -> None:
    path = tmp_path / "ledger.csv"
    async with stage(place="activity") as s:
        await write_to(s, path)
        await s.until(lambda: "Written: 0 lines" in s.toasts())
        assert path.read_text().startswith("date,network,account,")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        path.write_text("mine")
        await write_to(s, path)
        await s.until(lambda: isinstance(s.app.screen, Picker) and "is there already" in s.text())
        await s.press("escape")
        assert path.read_text() == "mine"
        await write_to(s, path)
        await s.until(lambda: isinstance(s.app.screen, Picker))
        await s.press("enter")
        await s.until(lambda: isinstance(s.app.screen, LineSheet))
        assert path.read_text() == "mine", "the first choice is another name"
        await s.press("enter")
        await s.until(lambda: isinstance(s.app.screen, Picker))
        await s.press("down", "enter")
        await s.until(lambda: path.read_text().startswith("date,"))


async def test_a_place_that_is_none_is_said_in_the_sheet(stage: Opener, tmp_path: Path) -> None:
    async with stage(place="activity") as s:
        await write_to(s, tmp_path / "nowhere" / "ledger.csv")
        await s.until(lambda: "There is no folder" in s.text())
        assert isinstance(s.app.screen, LineSheet)


@pytest.mark.parametrize("text", ["", "/", "~nobody-of-that-name/x.csv", "a\0b", "/etc/passwd/x.csv"])
def test_what_cannot_be_a_file_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        destination(text)
