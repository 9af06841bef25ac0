"""Numbers of things in words, and whose scores they are."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tao_tui.tables.reasons import many, miners_earn
from tao_tui.tables.score_reasons import whose


def test_one_is_no_plural() -> None:
    assert [many(count, "block") for count in (0, 1, 2_304)] == ["0 blocks", "1 block", "2,304 blocks"]
    assert [miners_earn(count) for count in (1, 30)] == ["1 miner earns", "30 miners earn"]


@pytest.mark.parametrize(("mechanisms", "said"), [(1, "Subnet 7"), (2, "Subnet 7, mechanism 1 of 2")])
def test_a_mechanism_is_named_where_there_are_several(mechanisms: int, said: str) -> None:
    assert whose(SimpleNamespace(netuid=7, mechanism=1, mechanisms=mechanisms)) == said
