"""The sheets behind the Scores place: what if, the matrix, the audit, alerts, the wall, replays."""

from __future__ import annotations

import pytest

from tao_tui.config import read_config
from tao_tui.errors import Fault
from tao_tui.messages import GoTo
from tao_tui.paths import recordings_dir
from tao_tui.reads.scores.recording import Recorder, Recording
from tao_tui.screens.signing.form import ActionForm
from tao_tui.widgets.field import Field
from tao_tui.widgets.matrix_view import MatrixView, shade
from tao_tui.widgets.table.neuron_table import NeuronTable
from tao_tui.widgets.table.row_table import RowTable
from tests.app.conftest import Opener, Stage
from tests.app.fake_world import World


async def opened(s: Stage, *keys: str) -> None:
    await s.until(lambda: "epoch in 41 blocks" in s.text())
    await s.press(*keys)


async def test_what_if_computes_while_it_is_written(stage: Opener) -> None:
    async with stage(place="scores", size=(110, 30)) as s:
        await opened(s, "w")
        await s.until(lambda: "Write what should be different." in s.text())
        await s.press(*"drop 2")
        await s.until(lambda: "of 5 would score differently" in s.text())
        table = s.app.screen.query_one(RowTable)
        assert {shift.uid: shift.dividends_then for shift in table.shown}[2] == 0
        await s.press(*" now", "enter")
        await s.until(lambda: "“drop 2 now” is no change." in s.text())
        await s.press("escape")
        assert "What if" not in s.text()


async def test_the_matrix_says_what_was_given_and_what_counted(stage: Opener) -> None:
    async with stage(place="scores", size=(110, 30)) as s:
        await opened(s, "x")
        await s.until(lambda: "Rows are validators" in s.text())
        view = s.app.screen.query_one(MatrixView)
        assert list(view.matrix.rows) == [0, 1, 2]
        await s.press(*["left"] * 4, *["right"] * 4, "down", "down")
        assert "gave 0.6859, counted 0.0908; validators agree on 0.0908" in s.text()
        await s.press("b")
        assert "Bonds on subnet 1" in s.text()
        assert "of all bonds to it" in s.text()
        await s.press("up", "up", "up", "left")
        assert view.at == (0, 3)


def test_shades_grow_with_the_weight() -> None:
    assert "".join(shade(value) for value in (0, 1, 400, 2_000, 5_000, 20_000)) == " ·░▒▓█"


async def test_the_audit_goes_column_by_column(stage: Opener) -> None:
    async with stage(place="scores", size=(100, 30)) as s:
        await opened(s, "c")
        await s.until(lambda: "The chain's scores follow from its own inputs." in s.text())
        assert "✓ validator trust" in s.text()


async def test_the_audit_names_what_does_not_follow(stage: Opener) -> None:
    async with stage(place="scores", size=(100, 30), world=World(tampered=True)) as s:
        await opened(s, "c")
        await s.until(lambda: "✗ incentive         5 of 5 differ" in s.text())
        assert "uid 0    incentive: the chain has 1, computed 0" in s.text()
        assert "follow from its own" not in s.text()


async def test_inputs_that_cannot_be_read_are_said_in_every_sheet(stage: Opener) -> None:
    async with stage(place="scores", world=World(decline="The node is tired.")) as s:
        await opened(s)
        for key in "wxc":
            await s.press(key)
            await s.until(lambda: "The node is tired." in s.text())
            await s.press("escape")


async def test_an_alert_rule_is_kept_and_comes_true(stage: Opener) -> None:
    async with stage(place="scores") as s:
        await opened(s, "a")
        await s.press(*"61 luck falls 1%", "enter")
        await s.until(lambda: "No such rule can be made about “luck”." in s.text())
        s.app.screen.query_one("Input").value = ""  # type: ignore[attr-defined]
        await s.press(*"61 incentive falls 10%", "enter")
        await s.until(lambda: "! 61 incentive falls 10%" in s.text())
        assert read_config()["alerts"] == "61 incentive falls 10%"
        await s.press("escape")
        s.world.deltas.put_nowait({"incentive": {61: 12_000}})
        await s.until(lambda: "0.183" in s.text())
        s.world.deltas.put_nowait({"incentive": {61: 6_000}})
        await s.until(lambda: "incentive fell by 50 %" in s.toasts())
        await s.press("1")
        await s.until(lambda: "Uid 61 on subnet 1: incentive fell by 50 %" in s.text())
        await s.press("5", "a", "delete")
        await s.until(lambda: read_config()["alerts"] == "none")


async def test_the_wall_shows_every_subnet_and_opens_one(stage: Opener) -> None:
    async with stage(place="scores") as s:
        await opened(s, "W")
        await s.until(lambda: "7 subnets · block" in s.text())
        lines = s.lines()
        assert "  1 █▆▃▂▁▁▁▁ .91  ▉" in lines[1]
        assert ".30▼" in lines[1]
        await s.press("right", "right")
        assert "3 Templar · epoch in 43 blocks" in s.text()
        await s.press("space")
        s.world.steps.put_nowait(3)
        await s.pilot.pause(0.2)
        assert "the best 13.7 %" in s.text()
        await s.press("space")
        await s.until(lambda: "the best 100.0 %" in s.text())
        await s.press("enter")
        await s.until(lambda: "3 Templar · 256 neurons" in s.text())


async def test_a_feed_is_recorded_and_replayed_through_the_same_screen(stage: Opener) -> None:
    async with stage(place="scores") as s:
        await opened(s, "ctrl+r")
        s.world.deltas.put_nowait({"incentive": {61: 60_000}})
        await s.until(lambda: "0.916▲" in s.text())
        assert "● 1 Apex" in s.text()
        await s.press("ctrl+r")
        (path,) = recordings_dir().iterdir()
        assert f"Recorded: {path}" in s.toasts()
        await s.press("ctrl+o", "enter")
        await s.until(lambda: "▶ 1 Apex" in s.text() and "0.916▲" in s.text())
        await s.press("e")
        await s.until(lambda: "A recording holds scores" in s.text())
        await s.press("escape")
        await s.until(lambda: "The recording is over" in s.toasts())
        await s.pilot.pause()
        assert s.toasts().count("The recording is over") == 1
        s.app.place.look_at(1)  # type: ignore[union-attr]
        await s.until(lambda: "▶" not in s.text() and "1 Apex" in s.text())


async def test_a_recording_that_cannot_go_on_is_said_and_the_feed_goes_on(
    stage: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise Fault("The recording cannot be written: no space.", hint="Make room.", code="recording_failed")

    async with stage(place="scores") as s:
        await opened(s, "ctrl+r")
        monkeypatch.setattr(Recorder, "record", full)
        s.world.deltas.put_nowait({"incentive": {61: 60_000}})
        await s.until(lambda: "0.916▲" in s.text() and "● 1 Apex" not in s.text())
        await s.until(lambda: "cannot be written: no space" in s.toasts())


async def test_courses_grow_with_the_epochs(stage: Opener) -> None:
    async with stage(place="scores", size=(160, 30)) as s:
        await s.until(lambda: "epoch in 41 blocks" in s.text())
        table = s.app.screen.query_one(NeuronTable)
        await s.until(lambda: "▄" in s.lines()[3])
        assert "course" in {slot.column.key for slot in table.slots}
        assert "by epoch" in s.text()


async def test_a_recording_shown_first_is_what_the_keys_are_about(stage: Opener) -> None:
    async with stage(place="scores") as s:
        s.app.place.look_at(3)  # type: ignore[union-attr]
        await s.until(lambda: "3 Templar · 256 neurons" in s.text())
        await s.press("ctrl+r", "ctrl+r")
        s.session.views.put("scores.netuid", 1)
        (path,) = recordings_dir().iterdir()
    async with stage() as s:
        s.session.first_recording = Recording(path)
        s.app.post_message(GoTo("scores"))
        await s.until(lambda: "▶ 3 Templar" in s.text())
        await s.press("s")
        await s.until(lambda: isinstance(s.app.screen, ActionForm))
        values = {field.argument: field.value for field in s.app.screen.query(Field)}
        assert values["netuid"] == "3"
