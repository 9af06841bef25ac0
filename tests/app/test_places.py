"""Each place opens by its number and shows real data; state survives a restart."""

from __future__ import annotations

import asyncio
import importlib
import pkgutil

import pytest
from textual.command import CommandList, CommandPalette

import tao_tui.screens
import tao_tui.widgets
from tao_tui.messages import SwitchNetwork
from tao_tui.reads.governance.proposals import Proposal
from tao_tui.screens.sheets.picker import Picker
from tao_tui.session.session import Loaded, Session
from tao_tui.widgets.table.row_table import RowTable
from tests.app.conftest import Opener
from tests.app.fake_world import ALICE, World, address

PLACES = {
    "1": ("home", "411.669 467 835 τ"),
    "2": ("wallets", ALICE),
    "3": ("stake", "Validators of subnet"),
    "4": ("subnets", "Templar"),
    "5": ("scores", "epoch in 41 blocks"),
    "6": ("governance", "needs 7"),
    "7": ("activity", "Nothing was signed from here yet."),
    "8": ("settings", "portfolio_history"),
}


@pytest.mark.parametrize("key", PLACES)
async def test_a_number_goes_to_a_place_that_shows_its_data(stage: Opener, key: str) -> None:
    name, seen = PLACES[key]
    async with stage(place="settings" if name != "settings" else "home") as s:
        await s.press(key)
        await s.until(lambda: s.app.place is not None and s.app.place.name_of_place == name)
        await s.until(lambda: seen in s.text())


async def test_the_status_line_tells_block_age_finality_and_lock(stage: Opener) -> None:
    async with stage() as s:
        await s.until(lambda: "411.669" in s.text())
        s.clock.now += 7
        assert s.app.place is not None
        s.app.place.tick()
        await s.pilot.pause()
        last = s.lines()[-1]
        assert "block 5,123,456 · 7 s ago · final −2" in last
        assert "alice read-only" in last


async def test_silence_of_the_node_is_a_banner_with_the_age_and_old_data_stays(stage: Opener) -> None:
    async with stage(place="subnets") as s:
        await s.until(lambda: "Templar" in s.text())
        s.clock.now += 80
        assert s.app.place is not None
        s.app.place.tick()
        await s.pilot.pause()
        assert "Stale for 80 s: what you see is block 5,123,456" in s.text()
        assert "Templar" in s.text()
        assert "◐" in s.lines()[0]


async def test_no_node_says_so_and_what_to_do(stage: Opener) -> None:
    async with stage(world=World(offline="Nobody answers at ws://127.0.0.1:9944.")) as s:
        await s.until(lambda: "No connection" in s.text())
        assert "Trying again in 2 s. Nobody answers" in s.text()
        assert "offline" in s.lines()[0]


async def test_a_wait_for_the_node_is_shown_with_its_end_and_its_reason(stage: Opener) -> None:
    async with stage(place="subnets") as s:
        await s.until(lambda: "Templar" in s.text())
        client = s.app.session.client
        assert client is not None
        client.go("connecting", "Too many requests (HTTP 429).", s.clock.now + 31)  # type: ignore[attr-defined]
        await s.until(lambda: "Trying again in 31 s. Too many requests (HTTP 429)." in s.text())
        assert "connecting" in s.lines()[0]
        client.go("live")  # type: ignore[attr-defined]
        await s.until(lambda: "429" not in s.text())


async def test_a_connection_others_can_read_is_said_aloud(stage: Opener) -> None:
    warning = "The connection to 203.0.113.9 is not encrypted: others on the way can read it."
    async with stage(world=World(warning=warning)) as s:
        await s.until(lambda: "The connection to 203.0.113.9 is not encrypted" in s.text())


async def test_a_new_block_moves_prices_and_marks_them(stage: Opener) -> None:
    async with stage(place="subnets") as s:
        await s.until(lambda: "Templar" in s.text())
        s.world.subnet_names = (*s.world.subnet_names, "Brandnew")
        s.world.heads.put_nowait(s.world.block + 1)
        await s.until(lambda: "Brandnew" in s.text())
        assert "block 5,123,457" in s.lines()[-1]


async def test_the_filter_narrows_survives_a_restart_and_escape_clears_it(stage: Opener) -> None:
    async with stage(place="subnets") as s:
        await s.until(lambda: "Templar" in s.text())
        await s.press("slash", *"name:chut", "enter")
        table = s.app.screen.query_one(RowTable)
        assert [row.netuid for row in table.shown] == [6]
        assert table.has_focus
    async with stage(place="subnets") as s:
        await s.until(lambda: "Chutes" in s.text())
        await s.until(lambda: "Templar" not in s.text())
        await s.press("escape")
        await s.until(lambda: "Templar" in s.text())


async def test_the_filter_of_home_is_for_positions_and_only_named_columns_sort(stage: Opener) -> None:
    async with stage() as s:
        await s.until(lambda: "Proposal 12" in s.text() and "Chutes" in s.text())
        await s.press("slash", *"apex", "enter")
        await s.until(lambda: "Chutes" not in s.text())
        assert "Proposal 12" in s.text()
        await s.press("escape", "up", "up", "o")
        await s.until(lambda: "Sort by" in s.text())
        assert isinstance(s.app.screen, Picker)
        assert [choice.label for choice in s.app.screen.choices] == ["Needs you"]


async def test_a_bad_filter_is_marked_and_keeps_the_rows(stage: Opener) -> None:
    async with stage(place="subnets") as s:
        await s.until(lambda: "Templar" in s.text())
        await s.press("slash", *"price>cheap")
        assert len(s.app.screen.query_one(RowTable).shown) == 8
        assert "“cheap” is not a number." in s.text()


async def test_sorting_keeps_the_cursor_on_its_row_and_survives_a_restart(stage: Opener) -> None:
    async with stage(place="subnets") as s:
        await s.until(lambda: "Templar" in s.text())
        await s.press("down", "down")
        table = s.app.screen.query_one(RowTable)
        assert table.cursor_key == 2
        await s.press("o", *"price", "enter")
        assert [row.netuid for row in table.shown][:3] == [0, 1, 2]
        await s.press("o", *"price", "enter")
        assert table.shown[0].netuid == 7
        assert table.cursor_key == 2
    async with stage(place="subnets") as s:
        await s.until(lambda: "Templar" in s.text())
        assert s.app.screen.query_one(RowTable).sort == ("price", False)


async def test_the_last_place_and_the_theme_are_remembered(stage: Opener) -> None:
    async with stage() as s:
        await s.press("6")
        s.app.action_theme("tao-light")
        await s.pilot.pause()
    async with stage(place="") as s:
        await s.until(lambda: s.app.place is not None and s.app.place.name_of_place == "governance")
        assert s.app.theme == "tao-light"


async def test_arrows_lead_from_one_table_into_the_next(stage: Opener) -> None:
    async with stage() as s:
        await s.until(lambda: "Proposal 12 closes" in s.text() and "Chutes" in s.text())
        await s.press("up")
        assert s.app.focused is not None
        assert s.app.focused.id == "needs"
        await s.press("enter")
        await s.until(lambda: s.app.place is not None and s.app.place.name_of_place == "governance")


async def test_enter_goes_from_a_subnet_to_its_scores_and_escape_home(stage: Opener) -> None:
    async with stage(place="subnets") as s:
        await s.until(lambda: "Templar" in s.text())
        await s.press("down", "down", "down", "enter")
        await s.until(lambda: "3 Templar · 256" in s.text())
        await s.press("escape")
        await s.until(lambda: s.app.place is not None and s.app.place.name_of_place == "home")


async def test_the_question_mark_lists_what_can_be_done_and_does_it(stage: Opener) -> None:
    async with stage(place="subnets") as s:
        await s.until(lambda: "Templar" in s.text())
        await s.press("question_mark", *"watch this", "enter")
        await s.until(lambda: s.app.place is not None and s.app.place.name_of_place == "scores")


async def test_the_palette_finds_a_subnet_by_name(stage: Opener) -> None:
    async with stage(place="subnets") as s:
        await s.until(lambda: "Templar" in s.text())
        await s.press("colon")
        await s.press(*"chutes")
        await s.until(lambda: "sn 6 Chutes" in s.text())
        await s.until(lambda: s.app.screen.query_one(CommandList).highlighted is not None)
        for _ in range(50):
            if not isinstance(s.app.screen, CommandPalette):
                break
            await s.press("enter")
        await s.until(lambda: "6 Chutes · 256" in s.text())


async def test_letters_typed_while_the_chain_is_still_asked_find_all_the_same(
    stage: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered, proposals = asyncio.Event(), Session.proposals

    async def slowly(session: Session) -> Loaded[tuple[Proposal, ...]]:
        await answered.wait()
        return await proposals(session)

    async with stage(place="subnets") as s:
        await s.until(lambda: "Templar" in s.text())
        monkeypatch.setattr(Session, "proposals", slowly)
        await s.press("colon")
        await s.until(lambda: isinstance(s.app.screen, CommandPalette))
        await s.press(*"chutes")
        answered.set()
        await s.until(lambda: "sn 6 Chutes" in s.text())


async def test_copying_gives_the_whole_address(stage: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[str] = []
    async with stage(place="subnets") as s:
        monkeypatch.setattr(s.app, "copy_to_clipboard", copied.append)
        await s.until(lambda: "Templar" in s.text())
        await s.press("y", "enter")
        assert copied == [address(0)]


def test_every_binding_has_an_id_of_its_own_and_a_tooltip() -> None:
    seen: dict[str, str] = {}
    for package in (tao_tui.screens, tao_tui.widgets):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(found.name)
            for name, owner in vars(module).items():
                if getattr(owner, "__module__", "") != module.__name__:
                    continue
                for binding in getattr(owner, "__dict__", {}).get("BINDINGS", ()):
                    assert binding.id, (name, binding)
                    assert binding.tooltip, (name, binding)
                    assert seen.setdefault(binding.id, name) == name, binding.id
    assert len(seen) > 50


async def test_a_network_goes_by_the_name_its_caller_gives_it_until_another_is_chosen(stage: Opener) -> None:
    async with stage() as s:
        s.session._called = "demo"
        assert s.session.network_label == "demo"
        assert s.session.is_demo
        s.app.post_message(SwitchNetwork("ws://127.0.0.1:9"))
        await s.until(lambda: s.session.network_label == "local:9")
        assert not s.session.is_demo
