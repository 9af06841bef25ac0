"""Values that are wrapped under themselves: numbers stay whole, and are copied as they were."""

from __future__ import annotations

import pytest

from tao_tui.amounts import Alpha
from tao_tui.widgets.figures import grouped
from tao_tui.widgets.text_pane import hanging

AMOUNT = f"{grouped(878_520_226_365)} α"


@pytest.mark.parametrize("room", range(24, 70))
def test_a_number_is_not_parted_from_itself_nor_from_its_unit(room: int) -> None:
    text = f"Staked with the validator are {AMOUNT} of subnet 12, which is 4.5 % of all"
    lines = [line.plain for line in hanging("", text, room, "", "")]
    assert " ".join(lines) == text
    assert sum(AMOUNT in line for line in lines) == 1
    assert any("4.5 %" in line for line in lines)
    assert max(map(len, lines)) <= room


def test_what_is_copied_can_be_typed() -> None:
    (line,) = hanging("alpha  ", AMOUNT, 60, "", "")
    assert Alpha.parse(line.plain.removeprefix("alpha  ")).rao == 878_520_226_365
