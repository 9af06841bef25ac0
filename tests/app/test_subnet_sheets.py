"""Who gives way next, and what a subnet says of itself, behind keys of Subnets and Scores."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tao_tui.reads.uids.pruning import pruning_order
from tao_tui.screens.signing.form import ActionForm
from tao_tui.screens.subnets.identity_sheet import IdentitySheet
from tao_tui.screens.subnets.queue_sheet import QueueSheet
from tao_tui.widgets.field import FieldInput
from tao_tui.widgets.table.neuron_table import NeuronTable
from tao_tui.widgets.table.row_table import RowTable
from tests.app.conftest import Opener
from tests.app.fake_world import ALICE, World


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_the_queue_of_neurons_from_scores_and_back_to_one_of_them(
    stage: Opener, size: tuple[int, int]
) -> None:
    async with stage(place="scores", size=size) as s:
        await s.until(lambda: "epoch in 41 blocks" in s.text())
        await s.press("p")
        await s.until(lambda: "256 of 256 places taken: the next registration replaces uid" in s.text())
        sheet = s.app.screen
        assert isinstance(sheet, QueueSheet)
        table = sheet.query_one(RowTable)
        order = pruning_order(s.world.scores(1))
        await s.press("home", "enter")
        await s.until(lambda: not isinstance(s.app.screen, QueueSheet))
        assert s.app.screen.query_one(NeuronTable).cursor_key == order[0] == table.rows.key_at(0)


class OwnersWorld(World):
    """Alice owns every subnet, and the neuron with uid 30."""

    def subnets(self) -> Any:
        return tuple(replace(subnet, owner=ALICE) for subnet in super().subnets())

    def scores(self, netuid: int) -> Any:
        found = super().scores(netuid)
        return replace(found, coldkeys=(*found.coldkeys[:30], ALICE, *found.coldkeys[31:]))


async def test_mine_are_found_in_the_queue(stage: Opener) -> None:
    async with stage(place="subnets", world=OwnersWorld()) as s:
        await s.until(lambda: "Templar" in s.text())
        await s.press("down", "p")
        await s.until(lambda: "places taken" in s.text())
        sheet = s.app.screen
        assert isinstance(sheet, QueueSheet)
        await s.press("m")
        assert sheet.query_one(RowTable).cursor_key == 30
        await s.until(lambda: "mine" in s.text())
        await s.press("escape")
        await s.until(lambda: not isinstance(s.app.screen, QueueSheet))


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_my_subnets_and_what_they_earn_me(stage: Opener, size: tuple[int, int]) -> None:
    async with stage(place="subnets", world=OwnersWorld(), size=size) as s:
        await s.until(lambda: "Templar" in s.text())
        await s.press("m")
        await s.until(lambda: "The owner's cut brings about" in s.text())
        assert "Subnet 7 earns nothing until you start it" in s.text()
        sheet = s.app.screen
        assert isinstance(sheet, QueueSheet)
        await s.press("end", "enter")
        await s.until(lambda: not isinstance(s.app.screen, QueueSheet))
        last = max(subnet.netuid for subnet in s.world.subnets())
        assert s.app.screen.query_one(RowTable).cursor_key == last
        if size[0] > 80:
            await s.until(lambda: "that is you" in s.text())


async def test_who_owns_no_subnet_is_told(stage: Opener) -> None:
    async with stage(place="subnets") as s:
        await s.until(lambda: "Templar" in s.text())
        await s.press("m")
        await s.until(lambda: "You own no subnet." in s.text())
        assert "that is you" not in s.text()


async def test_where_none_is_mine_it_is_said(stage: Opener) -> None:
    async with stage(place="subnets") as s:
        await s.until(lambda: "Templar" in s.text())
        await s.press("down", "p")
        await s.until(lambda: "places taken" in s.text())
        await s.press("m")
        await s.until(lambda: "None of these is yours." in [note.message for note in s.app._notifications])


async def test_the_queue_of_subnets(stage: Opener) -> None:
    async with stage(place="subnets") as s:
        await s.until(lambda: "Templar" in s.text())
        await s.press("d")
        await s.until(lambda: "the next creation dissolves subnet 7" in s.text())
        assert "Creating one costs 1,000.000000000 τ now, from block" in s.text()
        await s.press("home", "enter")
        await s.until(lambda: not isinstance(s.app.screen, QueueSheet))
        assert s.app.screen.query_one(RowTable).cursor_key == 7


async def test_an_identity_is_clean_text_and_only_the_owner_changes_it(stage: Opener) -> None:
    async with stage(place="subnets") as s:
        await s.until(lambda: "Templar" in s.text())
        await s.press("i")
        await s.until(lambda: isinstance(s.app.screen, IdentitySheet))
        assert "https://[31mevil.io" in s.text()
        assert "Only its owner changes it." in s.text()
        await s.press("c")
        assert isinstance(s.app.screen, IdentitySheet)


async def test_the_owner_gets_the_form_with_what_is_said_now(stage: Opener) -> None:
    async with stage(place="subnets", world=OwnersWorld()) as s:
        await s.until(lambda: "Templar" in s.text())
        await s.press("down", "down", "down", "i")
        await s.until(lambda: "c changes it" in s.text())
        await s.press("c")
        await s.until(lambda: isinstance(s.app.screen, ActionForm))
        assert "Templar" in s.text()


async def test_an_owners_form_means_the_subnet_under_the_cursor(stage: Opener) -> None:
    async with stage(place="subnets", world=OwnersWorld()) as s:
        await s.until(lambda: "Templar" in s.text())
        await s.press("end", "question_mark")
        await s.until(lambda: "What can be done here" in s.text())
        await s.press(*"trim", "enter")
        await s.until(lambda: bool(s.app.screen.query("ActionForm Field, Field")))
        last = max(subnet.netuid for subnet in s.world.subnets())
        await s.until(lambda: s.app.screen.query(FieldInput).first().value == str(last))


async def test_an_owner_looks_at_a_parameter_and_sets_it(stage: Opener) -> None:
    async with stage(place="subnets", world=OwnersWorld()) as s:
        await s.until(lambda: "Templar" in s.text())
        await s.press("end", "h")
        await s.until(lambda: "0.000500000 τ" in s.text())
        await s.press(*"burn", "enter")
        await s.until(lambda: bool(s.app.screen.query("ActionForm Field, Field")))
        last = max(subnet.netuid for subnet in s.world.subnets())
        await s.until(
            lambda: [each.value for each in s.app.screen.query(FieldInput)][:2] == [str(last), "min_burn"]
        )


async def test_who_does_not_own_it_only_looks(stage: Opener) -> None:
    async with stage(place="subnets") as s:
        await s.until(lambda: "Templar" in s.text())
        await s.press("h")
        await s.until(lambda: "Hyperparameters of" in s.text())
        await s.press("enter")
        said = "Only the subnet's owner changes that."
        await s.until(lambda: said in [note.message for note in s.app._notifications])
        assert not isinstance(s.app.screen, ActionForm)
