"""Live scores: only changed cells move, the cursor stays with its neuron, freezing holds the picture."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tao_tui.reads.scores.columns import Scores
from tao_tui.reads.scores.items import SCORE_COLUMNS
from tao_tui.widgets.table.neuron_table import NeuronTable
from tests.app.conftest import Opener, Stage
from tests.app.fake_world import World, address


def in_the_sheet(s: Stage) -> str:
    """The text of an open sheet as one line."""
    return " ".join(" ".join(line.split("│")[1] for line in s.lines() if line.count("│") > 1).split())


async def test_a_delta_marks_the_changed_cell_and_the_epoch_moves_on(stage: Opener) -> None:
    async with stage(place="scores") as s:
        await s.until(lambda: "epoch in 41 blocks" in s.text())
        s.world.deltas.put_nowait({"incentive": {61: 60_000}})
        await s.until(lambda: "0.916▲" in s.text())
        assert "epoch in 40 blocks" in s.text()
        table = s.app.screen.query_one(NeuronTable)
        assert table.shown[0].uid == 61
        s.world.deltas.put_nowait({"incentive": {61: 50_000}})
        await s.until(lambda: "0.763▼" in s.text())


async def test_the_line_below_follows_the_neuron_under_the_cursor(stage: Opener) -> None:
    async with stage(place="scores") as s:
        await s.until(lambda: "epoch in 41 blocks" in s.text())
        uid = s.app.screen.query_one(NeuronTable).current.uid  # type: ignore[union-attr]
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
        row = s.app.screen.query_one(NeuronTable).current
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


async def test_a_miner_is_told_who_agrees_and_what_is_cut(stage: Opener) -> None:
    async with stage(place="scores", size=(100, 40)) as s:
        await s.until(lambda: "epoch in 41 blocks" in s.text())
        await s.press("e")
        await s.until(lambda: "As a miner" in s.text())
        said = in_the_sheet(s)
        assert "Validators with 60.0 % of the stake give it 0.1068 or more; 50.0 % must agree." in said
        assert "1 validator gave more: what is above is cut." in said
        assert "2 validators gave it nothing: uid 4, 5." in said
        assert "its incentive, 0.0457. The epoch paid 1.500000 α." in said
        assert "20.0 % 0.1373 0.1068 cut" in said
        assert "From the state before the epoch at block 5,123,137." in said


async def test_a_validator_is_told_what_its_trust_lost(stage: Opener) -> None:
    async with stage(place="scores", size=(100, 40)) as s:
        await s.until(lambda: "epoch in 41 blocks" in s.text())
        s.app.screen.query_one(NeuronTable).cursor_key = 3
        await s.press("e")
        await s.until(lambda: "As a validator" in s.text())
        said = in_the_sheet(s)
        assert "It speaks for 20.0 % of the stake. Of its weight 0.8474 was counted" in said
        assert "The rest was cut, on 1 of 2 neurons" in said
        assert "Most on uid 61: 0.6103 given, 0.4577 counted." in said
        assert "As a miner" not in said


async def test_no_explanation_is_said_in_words(stage: Opener) -> None:
    async with stage(place="scores", world=World(decline="This node has forgotten that epoch.")) as s:
        await s.until(lambda: "epoch in 41 blocks" in s.text())
        await s.press("e")
        await s.until(lambda: "No explanation: This node has forgotten that epoch." in s.text())


async def test_validators_are_shown_by_the_name_they_gave_themselves(stage: Opener) -> None:
    async with stage(place="scores") as s:
        await s.until(lambda: "epoch in 41 blocks" in s.text())
        s.app.screen.query_one(NeuronTable).cursor_key = 0
        await s.until(lambda: "tao.bot" in s.text())


async def test_the_cursor_stays_on_a_uid_that_goes_to_another_neuron(stage: Opener) -> None:
    async with stage(place="scores") as s:
        await s.until(lambda: "epoch in 41 blocks" in s.text())
        table = s.app.screen.query_one(NeuronTable)
        uid = table.current.uid  # type: ignore[union-attr]
        s.world.deltas.put_nowait({"hotkeys": {uid: 9_999}, "incentive": {uid: 0}})
        await s.until(lambda: table.current is not None and table.current.hotkey == address(9_999))
        assert table.cursor_key == uid
        await s.until(lambda: f"uid {uid} " in s.lines()[-4] and "earns nothing" in s.text())


async def test_a_subnet_that_is_dissolved_is_said_and_another_can_be_watched(stage: Opener) -> None:
    async with stage(place="scores") as s:
        await s.until(lambda: "epoch in 41 blocks" in s.text())
        s.world.deltas.put_nowait({"dissolved": {}})
        await s.until(lambda: "Subnet 1 was dissolved." in s.text())
        await s.press("r")
        await s.until(lambda: s.app.place.trouble)  # type: ignore[union-attr]
        assert "Subnet 1 was dissolved." in s.app.place.trouble  # type: ignore[union-attr]
        s.app.place.look_at(3)  # type: ignore[union-attr]
        await s.until(lambda: "3 Templar · 256" in s.text() and "dissolved" not in s.text())


async def test_ranks_and_trust_have_columns_where_the_runtime_keeps_them(
    stage: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = World.scores

    def older(world: World, netuid: int) -> Scores:
        found = plain(world, netuid)
        ranks: dict[str, Any] = {"rank": found.incentive, "trust": found.incentive} if netuid == 1 else {}
        return replace(found, **ranks)

    monkeypatch.setattr(World, "scores", older)
    async with stage(place="scores", size=(160, 40)) as s:
        await s.until(lambda: "epoch in 41 blocks" in s.text())
        assert " rank  trust " in s.lines()[2]
        s.app.place.look_at(3)  # type: ignore[union-attr]
        await s.until(lambda: "3 Templar · 256" in s.text())
        assert " rank " not in s.lines()[2]


async def test_a_large_table_is_filtered_while_keys_are_heard(
    stage: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = World.scores

    def large(world: World, netuid: int) -> Scores:
        found, size = plain(world, netuid), 1_000
        columns: dict[str, Any] = {name: np.resize(found.column(name), size) for name in SCORE_COLUMNS}
        keys = tuple(address(number) for number in range(size))
        return replace(found, hotkeys=keys, coldkeys=keys, **columns)

    monkeypatch.setattr(World, "scores", large)
    async with stage(place="scores") as s:
        await s.until(lambda: "1,000 neurons" in s.text())
        table = s.app.screen.query_one(NeuronTable)
        await s.press("/", *"uid>990")
        await s.until(lambda: len(table.shown) == 9)
        assert {row.uid for row in table.shown} == set(range(991, 1_000))
        table.clear()
        table.follow(World().scores(2))
        assert len(table.shown) == 0, "many that come at once are asked bit by bit as well"
        assert "matches" not in s.text()
        await s.until(lambda: len(table.shown) == 9)
        await s.press("escape")
        await s.until(lambda: len(table.shown) == 1_000)
