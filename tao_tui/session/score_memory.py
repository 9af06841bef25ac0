"""What the app remembers and watches of scores: epochs kept on disk, alert rules, alerts that came true."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Final

from tao_tui.config import NONE, Settings
from tao_tui.errors import Fault, TaoTuiError
from tao_tui.session.wording import sentence

if TYPE_CHECKING:
    from tao_tui.journal.score_history import KeptEpoch, ScoreHistory
    from tao_tui.reads.alerts.rules import Rule
    from tao_tui.reads.alerts.watch import Alert, Watcher
    from tao_tui.reads.scores.columns import Scores
    from tao_tui.reads.scores.follow import ScoresDelta

EPOCHS: Final = 20
"""Epochs a course shows."""
COURSE_COLUMNS: Final = ("owners", "incentive", "dividends")
"""What of an epoch a course is drawn from."""
_ALERTS: Final = 20


class ScoreMemory:
    """One for the whole app; its methods that touch the disk run in threads."""

    def __init__(self, settings: Settings) -> None:
        self._megabytes = settings.score_history
        self._history: ScoreHistory | None = None
        self._watcher: Watcher | None = None
        self._trouble = ""
        self.alerts: deque[Alert] = deque(maxlen=_ALERTS)
        """What came true, newest first."""
        self.followed: frozenset[int] = frozenset()
        """Subnets followed for the rules' sake, whichever is shown."""
        self.rules_text = settings.alerts
        self.command = "" if settings.alert_command == NONE else settings.alert_command

    def take_trouble(self) -> str:
        """Why nothing is kept, or which rule cannot be read; nothing once it was taken."""
        trouble, self._trouble = self._trouble, ""
        return trouble

    # History

    async def keep(self, genesis: str, delta: ScoresDelta) -> bool:
        """Keep what an epoch brought; False when there was nothing new to keep."""
        return await asyncio.to_thread(self._keep, genesis, delta)

    async def epochs(self, genesis: str, netuid: int, mechanism: int) -> tuple[KeptEpoch, ...]:
        """The newest epochs kept of a subnet, oldest first."""
        return await asyncio.to_thread(self._epochs, genesis, netuid, mechanism)

    def _keep(self, genesis: str, delta: ScoresDelta) -> bool:
        from tao_tui.reads.scores.kept import keep

        try:
            history = self._opened()
            return keep(history, genesis, delta) if history is not None else False
        except Fault as error:
            self._give_up(error)
            return False

    def _epochs(self, genesis: str, netuid: int, mechanism: int) -> tuple[KeptEpoch, ...]:
        try:
            history = self._opened()
            return (
                history.epochs(genesis, netuid, mechanism, limit=EPOCHS, names=COURSE_COLUMNS)
                if history is not None
                else ()
            )
        except Fault as error:
            self._give_up(error)
            return ()

    def _opened(self) -> ScoreHistory | None:
        if self._history is None and self._megabytes:
            from tao_tui.journal.score_history import MEGABYTE, ScoreHistory

            self._history = ScoreHistory(self._megabytes * MEGABYTE)
        return self._history

    def _give_up(self, error: Fault) -> None:
        self._megabytes = 0
        self._trouble = f"No scores are kept: {sentence(error)}"

    def close(self) -> None:
        """Close the file."""
        if self._history is not None:
            self._history.close()

    # Alerts

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules in force; one that cannot be read silences all of them, which is said."""
        from tao_tui.reads.alerts.rules import parse_rules

        if self.rules_text == NONE:
            return ()
        try:
            return parse_rules(self.rules_text)
        except TaoTuiError as error:
            self._trouble = f"No alerts: {sentence(error)}"
            return ()

    def watch_for(self, mine: frozenset[str]) -> None:
        """Watch by the rules in force from now on; `mine` are the account's keys."""
        from tao_tui.reads.alerts.watch import Watcher

        rules = self.rules
        if self._watcher is None or (self._watcher.rules, self._watcher.mine) != (rules, mine):
            self._watcher = Watcher(rules, mine) if rules else None

    def look(self, scores: Scores, *, in_passing: bool = False) -> tuple[Alert, ...]:
        """What came true with this picture.

        ``in_passing`` it was only shown: of two feeds of one subnet the slower would make each change twice.
        """
        if self._watcher is None or (in_passing and not scores.mechanism and scores.netuid in self.followed):
            return ()
        found = self._watcher.look(scores)
        self.alerts.extendleft(found)
        return found
