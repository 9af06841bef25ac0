"""Live scores: only changed cells move, the cursor stays with its neuron, freezing holds the picture."""

from __future__ import annotations

from tao_tui.widgets.score_table import ScoreTable
from tests.app.conftest import Opener


async def test_a_delta_marks_the_changed_cell_and_the_epoch_moves_on(stage: Opener) -> None:
    async with stage(place="scores") as s:
        await s.until(lambda: "epoch in 41 blocks" in s.text())
        s.world.deltas.put_nowait({"incentive": {61: 60_000}})
        await s.until(lambda: "0.916▲" in s.text())
        assert "epoch in 40 blocks" in s.text()
        table = s.app.screen.query_one(ScoreTable)
        assert table.shown[0].uid == 61
        s.world.deltas.put_nowait({"incentive": {61: 50_000}})
        await s.until(lambda: "0.763▼" in s.text())


async def test_the_line_below_follows_the_neuron_under_the_cursor(stage: Opener) -> None:
    async with stage(place="scores") as s:
        await s.until(lambda: "epoch in 41 blocks" in s.text())
        uid = s.app.screen.query_one(ScoreTable).current.uid  # type: ignore[union-attr]
        s.world.deltas.put_nowait({"incentive": {uid: 65_535, 200: 65_000}})
        await s.until(lambda: f"uid {uid} " in s.text() and "incentive 1.0000, place 1 of 256" in s.text())


async def test_space_freezes_while_data_keeps_arriving(stage: Opener) -> None:
    async with stage(place="scores") as s:
        await s.until(lambda: "epoch in 41 blocks" in s.text())
        await s.press("space")
        assert "❚❚ frozen" in s.lines()[-1]
        s.world.deltas.put_nowait({"incentive": {200: 65_000}})
        await s.until(lambda: "epoch in 40 blocks" in s.text())
        assert "0.992" not in s.text()
        await s.press("space")
        await s.until(lambda: "0.992▲" in s.text())


async def test_a_neuron_in_full_shows_whole_keys(stage: Opener) -> None:
    async with stage(place="scores") as s:
        await s.until(lambda: "epoch in 41 blocks" in s.text())
        row = s.app.screen.query_one(ScoreTable).current
        await s.press("e")
        await s.until(lambda: f"uid {row.uid} on subnet 1" in s.text())  # type: ignore[union-attr]
        assert row.hotkey in s.text()  # type: ignore[union-attr]


async def test_another_subnet_can_be_chosen(stage: Opener) -> None:
    async with stage(place="scores") as s:
        await s.until(lambda: "1 Apex" in s.text())
        await s.press("n")
        await s.until(lambda: "Scores of subnet" in s.text())
        await s.press(*"ridges", "enter")
        await s.until(lambda: "7 Ridges · 256" in s.text())
