"""What the app remembers of portfolios: kept by the hour, read again for charts."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from tao_tui.config import Settings
from tao_tui.errors import Fault
from tao_tui.session.wording import sentence

if TYPE_CHECKING:
    from tao_tui.journal.journal import Journal
    from tao_tui.journal.ledger import Lots
    from tao_tui.journal.portfolio_history import Grown, PortfolioHistory, Snapshot
    from tao_tui.reads.owned.portfolio import Portfolio
    from tao_tui.reads.owned.remembered import Past

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
        self._priced: dict[tuple[str, int], int] = {}
        """The last hour the price of each subnet of a chain was kept in."""
        self._lots: tuple[tuple[str, int, float], Lots] | None = None
        """The last ledger's lots, and the stamp of the journal they are of."""
        self._missed = False
        """Whether it was said that the journal cannot be read."""
        self._growths: dict[tuple[str, str], tuple[int, dict[tuple[int, str], Grown]]] = {}
        """By chain and coldkey: the hour they were read in, and what they were."""

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
        from tao_tui.reads.owned.kept_portfolios import snapshot_of

        key = (genesis, str(owned.coldkey))
        if key not in self._courses and self._wanted:
            self._courses[key] = await asyncio.to_thread(self._course, *key)
        return (*self._courses.get(key, ()), snapshot_of(owned, block, self.clock()))

    async def past(self, journal: Callable[[], Journal], genesis: str, coldkey: str) -> Past:
        """What stake of a coldkey cost by the journal, and how it grew by what was kept.

        Where the journal cannot be read there is no cost; whoever means to send hears why.
        """
        try:
            opened = journal()
        except Fault as error:
            self._without_cost(error)
            opened = None
        return await asyncio.to_thread(self._past, opened, genesis, coldkey)

    async def keep_prices(self, genesis: str, prices: Mapping[int, int]) -> None:
        """Keep prices by netuid, unless this hour has them all."""
        hour = int(self.clock()) // _HOUR
        due = {n: price for n, price in prices.items() if self._priced.get((genesis, n)) != hour}
        if due and self._wanted:
            self._priced.update(dict.fromkeys(((genesis, netuid) for netuid in due), hour))
            await asyncio.to_thread(self._keep_prices, genesis, due)

    async def price_course(self, genesis: str, netuid: int) -> tuple[tuple[int, int], ...]:
        """Everything kept of a subnet's price: seconds since 1970 and rao, oldest first."""
        return await asyncio.to_thread(self._price_course, genesis, netuid) if self._wanted else ()

    def _keep_prices(self, genesis: str, prices: Mapping[int, int]) -> None:
        from tao_tui.journal.price_history import PriceHistory

        try:
            with PriceHistory() as kept:
                kept.keep(genesis, int(self.clock()), prices)
        except Fault as error:
            self._give_up(error)

    def _price_course(self, genesis: str, netuid: int) -> tuple[tuple[int, int], ...]:
        from tao_tui.journal.price_history import PriceHistory

        try:
            with PriceHistory() as kept:
                return tuple((each.at, each.price_rao) for each in kept.course(genesis, netuid))
        except Fault as error:
            self._give_up(error)
            return ()

    def _past(self, journal: Journal | None, genesis: str, coldkey: str) -> Past:
        from tao_tui.journal.portfolio_history import DAY
        from tao_tui.reads.owned.remembered import LOOKED_BACK_DAYS, Past

        now = int(self.clock())
        key = (genesis, coldkey)
        if self._wanted and self._growths.get(key, (0, {}))[0] != now // _HOUR:
            try:
                found = self._opened().growths(genesis, coldkey, now - LOOKED_BACK_DAYS * DAY)
                self._growths[key] = now // _HOUR, found
            except Fault as error:
                self._give_up(error)
        lots = self._bought(journal, genesis) if journal is not None else {}
        return Past(lots, self._growths.get(key, (0, {}))[1])

    def _bought(self, journal: Journal, genesis: str) -> Lots:
        from tao_tui.journal.ledger import ledger_of

        try:
            stamp = (genesis, *journal.stamp())
            if self._lots is None or self._lots[0] != stamp:
                self._lots = stamp, ledger_of(journal.every_row(genesis)).lots
        except Fault as error:
            self._without_cost(error)
            return {}
        return self._lots[1]

    def _without_cost(self, error: Fault) -> None:
        """Say once why no cost is known: the journal is asked with every block."""
        if not self._missed:
            self._missed, self.trouble = True, sentence(error)

    def _keep(self, genesis: str, block: int, portfolios: Sequence[Portfolio]) -> None:
        from tao_tui.reads.owned.kept_portfolios import keep

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
