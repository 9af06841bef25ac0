"""Numbers of things in words, and whose scores they are."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tao_tui.consensus.explanation import Explanation, ServerExplanation, ValidatorExplanation, Vote
from tao_tui.counted import counted
from tao_tui.tables.reasons import miners_earn
from tao_tui.tables.score_reasons import as_miner, whose

VOTES = (Vote(1, 61, 13_107, 40_000, 30_000),)


def test_one_is_no_plural() -> None:
    assert [counted(count, "block") for count in (0, 1, 2_304)] == ["0 blocks", "1 block", "2,304 blocks"]
    assert [miners_earn(count) for count in (1, 30)] == ["1 miner earns", "30 miners earn"]


@pytest.mark.parametrize(("mechanisms", "said"), [(1, "Subnet 7"), (2, "Subnet 7, mechanism 1 of 2")])
def test_a_mechanism_is_named_where_there_are_several(mechanisms: int, said: str) -> None:
    assert whose(SimpleNamespace(netuid=7, mechanism=1, mechanisms=mechanisms)) == said


@pytest.mark.parametrize(("votes", "active", "told"), [((), True, 1), (VOTES, True, 0), (VOTES, False, 1)])
def test_a_miner_is_told_its_pay_where_its_part_as_a_validator_says_nothing(
    votes: tuple[Vote, ...], active: bool, told: int
) -> None:
    server = ServerExplanation(7_000, 3_000, 32_767, 39_321, VOTES, (), ())
    validator = ValidatorExplanation(13_107, 55_535, 4_096, votes, (), (), None)
    about = Explanation(1, active, True, True, 0, 1_500_000_000, server, validator)
    said = " ".join(reason.text for reason in as_miner(about, 1))
    assert said.count("The epoch paid 1.500000 α.") == told


@pytest.mark.parametrize(
    ("mechanisms", "said"), [(1, "it earns nothing."), (2, "nothing by this mechanism.")]
)
def test_nothing_from_one_of_several_mechanisms_is_not_nothing_at_all(mechanisms: int, said: str) -> None:
    server = ServerExplanation(0, 0, 32_767, 0, (), (), (3, 4))
    about = Explanation(1, True, False, False, 0, 0, server, None)
    (reason,) = as_miner(about, mechanisms)
    assert reason.text.endswith(said)


def test_what_one_of_several_mechanisms_paid_is_its_own() -> None:
    server = ServerExplanation(7_000, 3_000, 32_767, 39_321, VOTES, (), ())
    about = Explanation(1, True, False, False, 0, 1_500_000_000, server, None)
    assert any("This mechanism paid 1.500000 α." in reason.text for reason in as_miner(about, 2))
