"""Rewards as they are remembered: one point an epoch, or one a day on root, which has no epochs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tao_tui.addresses import Address
from tao_tui.journal.reward_history import RewardHistory
from tao_tui.reads.trades.prices import ROOT
from tao_tui.reads.validators.rewards import Point
from tao_tui.reads.validators.roster import Survey
from tao_tui.reads.validators.yields import BLOCKS_A_DAY

MOST: Final = 240
"""Points kept of a subnet: twelve days of epochs 360 blocks apart."""
MOST_OF_ROOT: Final = 8
"""Points kept of root: each has a rate for every validator and subnet."""


def most_points(netuid: int) -> int:
    """How many points are kept of a subnet."""
    return MOST_OF_ROOT if netuid == ROOT else MOST


def slot_of(netuid: int, block: int) -> int:
    """What a point stands for: the block of an epoch, or a day of root."""
    return block // BLOCKS_A_DAY if netuid == ROOT else block


def is_due(points: Sequence[Point], survey: Survey) -> bool:
    """Whether a picture tells what none of the `points`, oldest first, does: an epoch, or a day of root."""
    if not survey.step or not any(survey.counters.values()):
        return False
    return not points or slot_of(survey.netuid, points[-1].block) < slot_of(survey.netuid, survey.step)


def keep(history: RewardHistory, genesis: str, survey: Survey) -> None:
    """Remember what earnings are counted by now, unless its slot is taken."""
    netuid = survey.netuid
    counters = {str(hotkey): counted for hotkey, counted in survey.counters.items()}
    slot = slot_of(netuid, survey.step)
    history.keep(genesis, netuid, slot, survey.step, counters, most=most_points(netuid))


def kept_points(history: RewardHistory, genesis: str, netuid: int) -> list[Point]:
    """The points kept of a subnet, oldest first."""
    return [
        Point(block, {Address(hotkey): counted for hotkey, counted in counters.items()})
        for block, counters in history.points(genesis, netuid)
    ]
