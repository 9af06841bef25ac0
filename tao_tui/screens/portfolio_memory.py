"""What the app remembers of portfolios: kept by the hour, read again for charts."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tao_tui.config import Settings
from tao_tui.errors import Fault
from tao_tui.screens.wording import sentence

if TYPE_CHECKING:
    from tao_tui.journal.portfolio_history import PortfolioHistory, Snapshot
    from tao_tui.reads.portfolio import Portfolio

_HOUR = 3_600


class PortfolioMemory:
    """One for the whole app."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        self._wanted = settings.portfolio_history
        self.clock = clock
        """Seconds since 1970."""
        self.trouble = ""
        """Why nothing is kept."""
        self._history: PortfolioHistory | None = None
        self._hours: dict[tuple[str, str], int] = {}
        """The last hour each coldkey of a chain was kept in."""
        self._courses: dict[tuple[str, str], tuple[Snapshot, ...]] = {}

    async def keep(self, genesis: str, block: int, portfolios: Sequence[Portfolio]) -> None:
        """Keep portfolios read at `block`, unless this hour has them."""
        hour = int(self.clock()) // _HOUR
        due = [each for each in portfolios if self._hours.get((genesis, each.coldkey)) != hour]
        if due and self._wanted:
            for each in due:
                self._hours[genesis, each.coldkey] = hour
                self._courses.pop((genesis, each.coldkey), None)
            await asyncio.to_thread(self._keep, genesis, block, due)

    async def course(self, genesis: str, owned: Portfolio, block: int) -> tuple[Snapshot, ...]:
        """Everything kept of a coldkey, oldest first, and what it owns now, at `block`."""
        from tao_tui.reads.kept_portfolios import snapshot_of

        key = (genesis, str(owned.coldkey))
        if key not in self._courses and self._wanted:
            self._courses[key] = await asyncio.to_thread(self._course, *key)
        return (*self._courses.get(key, ()), snapshot_of(owned, block, self.clock()))

    def _keep(self, genesis: str, block: int, portfolios: Sequence[Portfolio]) -> None:
        from tao_tui.reads.kept_portfolios import keep

        try:
            keep(self._opened(), genesis, block, portfolios, self.clock())
        except Fault as error:
            self._give_up(error)

    def _course(self, genesis: str, coldkey: str) -> tuple[Snapshot, ...]:
        try:
            return self._opened().course(genesis, coldkey)
        except Fault as error:
            self._give_up(error)
            return ()

    def _opened(self) -> PortfolioHistory:
        if self._history is None:
            from tao_tui.journal.portfolio_history import PortfolioHistory

            self._history = PortfolioHistory()
        return self._history

    def _give_up(self, error: Fault) -> None:
        self._wanted = False
        self.trouble = f"Your balances are not kept over time: {sentence(error)}"

    def close(self) -> None:
        """Close the file."""
        if self._history is not None:
            self._history.close()
