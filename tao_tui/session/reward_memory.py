"""What the app remembers of validators' stakers: kept by the epoch, counted anew with every look."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tao_tui.config import Settings
from tao_tui.errors import Fault
from tao_tui.session.wording import sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tao_tui.addresses import Address
    from tao_tui.journal.reward_history import RewardHistory
    from tao_tui.reads.validators.rewards import Point, Reward
    from tao_tui.reads.validators.roster import Survey


class RewardMemory:
    """One for the whole app; the disk is used in threads."""

    def __init__(self, settings: Settings) -> None:
        self._wanted = settings.score_history > 0
        self._history: RewardHistory | None = None
        self._points: dict[tuple[str, int], list[Point]] = {}
        self._surveys: dict[int, Survey] = {}
        self._known: dict[int, Mapping[Address, Reward]] = {}
        self._trouble = ""
        self._turn = asyncio.Lock()
        """Two looks at once would keep the same epoch twice."""

    async def look(self, genesis: str, survey: Survey) -> None:
        """Keep what a picture tells, and count the rewards until then."""
        from tao_tui.reads.validators.kept_rewards import most_points
        from tao_tui.reads.validators.rewards import Point

        key = (genesis, survey.netuid)
        known, surveys = self._known, self._surveys  # of this network, whatever is forgotten meanwhile
        async with self._turn:
            if key not in self._points:
                self._points[key] = await asyncio.to_thread(self._read, *key) if self._wanted else []
            points = self._points[key]
            known[survey.netuid], due = await asyncio.to_thread(_counted, survey, tuple(points))
            surveys[survey.netuid] = survey
            if due and self._wanted:
                await asyncio.to_thread(self._keep, genesis, survey)
                points.append(Point(survey.step, survey.counters))
                del points[: -most_points(survey.netuid)]

    def forget(self) -> None:
        """Another network: nothing of this one is known there."""
        self._surveys, self._known = {}, {}

    def take_trouble(self) -> str:
        """Why nothing is kept; nothing once it was taken."""
        trouble, self._trouble = self._trouble, ""
        return trouble

    def survey(self, netuid: int) -> Survey | None:
        """The last picture of a subnet."""
        return self._surveys.get(netuid)

    def rewards(self, netuid: int) -> Mapping[Address, Reward]:
        """What stakers of each validator of a subnet earned, as far as it is known."""
        return self._known.get(netuid, {})

    def together(self, genesis: str, netuid: int, hotkeys: Sequence[Address]) -> Mapping[Address, Reward]:
        """The rewards of some validators over the same blocks."""
        from tao_tui.reads.validators.rewards import common_rewards

        survey = self._surveys.get(netuid)
        return common_rewards(self._points.get((genesis, netuid), ()), survey, hotkeys) if survey else {}

    def course(self, genesis: str, netuid: int, hotkey: Address) -> list[int]:
        """What a validator's stakers earned a day, epoch by epoch, oldest first."""
        from tao_tui.reads.validators.rewards import course

        survey = self._surveys.get(netuid)
        return course(self._points.get((genesis, netuid), ()), survey, hotkey) if survey else []

    def _read(self, genesis: str, netuid: int) -> list[Point]:
        from tao_tui.reads.validators.kept_rewards import kept_points

        try:
            return kept_points(self._opened(), genesis, netuid)
        except Fault as error:
            self._give_up(error)
            return []

    def _keep(self, genesis: str, survey: Survey) -> None:
        from tao_tui.reads.validators.kept_rewards import keep

        try:
            keep(self._opened(), genesis, survey)
        except Fault as error:
            self._give_up(error)

    def _opened(self) -> RewardHistory:
        if self._history is None:
            from tao_tui.journal.reward_history import RewardHistory

            self._history = RewardHistory()
        return self._history

    def _give_up(self, error: Fault) -> None:
        self._wanted = False
        self._trouble = f"What stakers earn is not kept: {sentence(error)}"

    def close(self) -> None:
        """Close the file."""
        if self._history is not None:
            self._history.close()


def _counted(survey: Survey, points: Sequence[Point]) -> tuple[Mapping[Address, Reward], bool]:
    """The rewards until now, and whether there is something new to keep."""
    from tao_tui.reads.validators.kept_rewards import is_due
    from tao_tui.reads.validators.rewards import rewards

    return rewards(points, survey), is_due(points, survey)
