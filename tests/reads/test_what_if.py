"""Changes as people write them, and what they would have moved."""

from __future__ import annotations

import pytest

from tao_tui.consensus.what_if import Change, Drop, Kappa, Stake, Weight
from tao_tui.errors import TaoTuiError, UsageError
from tao_tui.reads.rows import as_row
from tao_tui.reads.scores.epoch_inputs import read_epoch
from tao_tui.reads.scores.what_if import WAYS, WhatIf, parse_changes, what_if
from tests.reads.fake import FakeClient
from tests.reads.test_explanations import TAO, world


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("weight 3 > 41 = 0.5", Weight(3, 41, 32_768)),
        ("Weight 3 41 50%", Weight(3, 41, 32_768)),
        ("weight 0->1=1", Weight(0, 1, 65_535)),
        ("stake 3 = 1000", Stake(3, 1000 * TAO)),
        ("stake 3 0.000000001", Stake(3, 1)),
        ("kappa = 0.6", Kappa(39_321)),
        ("kappa 100%", Kappa(65_535)),
        ("  drop 12 ", Drop(12)),
    ],
)
def test_each_change_can_be_written(text: str, expected: Change) -> None:
    assert parse_changes(text) == (expected,)


def test_the_example_of_every_change_is_understood() -> None:
    assert [type(change) for change in parse_changes(WAYS)] == [Weight, Stake, Kappa, Drop]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " , ",
        "drop",
        "drop x",
        "kappa = 1.1",
        "kappa 101%",
        "kappa .",
        "stake 3 = -1",
        "weight 1 = 2",
        "x",
    ],
)
def test_what_is_no_change_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(TaoTuiError) as caught:
        parse_changes(text)
    assert caught.value.hint


async def asked(text: str) -> WhatIf:
    picture = (await read_epoch(FakeClient(world()), 1)).data  # type: ignore[arg-type]
    return what_if(picture, parse_changes(text))


async def test_without_its_only_validator_a_miner_earns_nothing() -> None:
    found = await asked("drop 0")
    miner = next(shift for shift in found.shifts if shift.uid == 1)
    assert (miner.incentive, miner.incentive_then) == (65_535, 0)
    row = as_row(found)
    assert isinstance(row, dict)
    assert {"emission_rao", "emission_then_rao", "incentive", "incentive_then"} <= set(row["shifts"][0])


async def test_what_changes_nothing_moves_nobody() -> None:
    assert (await asked("kappa = 0.5")).shifts == ()


async def test_somebody_who_is_not_there() -> None:
    with pytest.raises(UsageError, match="no neuron 7"):
        await asked("drop 7")
