"""Settings: every option of the config file is there, is changed there, and no nonsense is taken."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from tao_tui.config import OPTIONS, read_config
from tao_tui.screens.options import value_of
from tao_tui.screens.sheets.line_sheet import LineSheet
from tao_tui.screens.sheets.picker import Picker
from tao_tui.widgets.table.row_table import RowTable
from tests.app.conftest import Opener, Stage


async def change(s: Stage, name: str) -> None:
    await s.until(lambda: any(line.key == name for line in s.app.screen.query_one(RowTable).shown))
    s.app.screen.query_one(RowTable).cursor_key = name
    await s.pilot.pause()
    await s.press("enter")


async def test_every_option_is_listed(stage: Opener) -> None:
    async with stage(place="settings") as s:
        table = s.app.screen.query_one(RowTable)
        await s.until(lambda: len(table.shown) > 10)
        assert set(OPTIONS) <= {line.key for line in table.shown}


async def test_a_number_is_typed_and_holds_at_once(stage: Opener) -> None:
    async with stage(place="settings") as s:
        await change(s, "unlock_minutes")
        await s.until(lambda: isinstance(s.app.screen, LineSheet))
        s.app.screen.query_one(Input).value = "many"
        await s.press("enter")
        await s.until(lambda: "is not a value of the setting" in s.text())
        s.app.screen.query_one(Input).value = "15"
        await s.press("enter")
        await s.until(lambda: s.session.settings.unlock_minutes == 15)
        assert read_config() == {"unlock_minutes": "15"}


async def test_a_switch_is_chosen_from_its_two_words(stage: Opener) -> None:
    async with stage(place="settings") as s:
        await change(s, "keyring")
        await s.until(lambda: isinstance(s.app.screen, Picker))
        await s.press(*"true", "enter")
        await s.until(lambda: s.session.settings.keyring is True)
        assert value_of(s.session.settings, "keyring") == "true"
        assert read_config() == {"keyring": "true"}


@pytest.mark.parametrize("name", ["network", "nodes_finney", "second_test"])
async def test_what_is_no_address_of_a_node_is_refused(stage: Opener, name: str) -> None:
    async with stage(place="settings") as s:
        await change(s, name)
        if name == "network":
            await s.until(lambda: isinstance(s.app.screen, Picker))
            await s.press(*"another", "enter")
        await s.until(lambda: isinstance(s.app.screen, LineSheet))
        s.app.screen.query_one(Input).value = "gopher://x"
        await s.press("enter")
        assert isinstance(s.app.screen, LineSheet)
        assert read_config() == {}
