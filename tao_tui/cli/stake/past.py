"""What this machine remembers of coldkeys: what their stake cost, and how it grew."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tao_tui.addresses import Address
    from tao_tui.cli.invocation.run import Run
    from tao_tui.journal.ledger import Lots
    from tao_tui.reads.owned.remembered import Past

_PLOT_ROWS: Final = 8


def pasts(run: Run, genesis: str, coldkeys: Iterable[Address]) -> dict[Address, Past]:
    """The past of each coldkey on a chain; a journal or history that cannot be read is said and left out."""
    from tao_tui.errors import Fault
    from tao_tui.journal.portfolio_history import DAY, PortfolioHistory
    from tao_tui.paths import portfolio_history_file
    from tao_tui.reads.owned.remembered import LOOKED_BACK_DAYS, Past

    asked = list(coldkeys)
    lots: Lots = {}
    try:
        lots = _lots(genesis)
    except Fault as error:
        run.say.warning(f"What stake cost is not known: {error}")
    if not run.settings.portfolio_history or not portfolio_history_file().exists():
        return {coldkey: Past(lots) for coldkey in asked}
    since = int(time.time()) - LOOKED_BACK_DAYS * DAY
    try:
        with PortfolioHistory() as kept:
            return {coldkey: Past(lots, kept.growths(genesis, str(coldkey), since)) for coldkey in asked}
    except Fault as error:
        run.say.warning(f"{error} {error.hint}")
        return {coldkey: Past(lots) for coldkey in asked}


def kept_prices(run: Run, genesis: str, netuid: int, price_rao: int) -> list[tuple[int, int]]:
    """The kept prices of a subnet until now, (seconds since 1970, rao); now is kept as well."""
    from tao_tui.errors import Fault
    from tao_tui.journal.price_history import PriceHistory

    now = int(time.time())
    if not run.settings.portfolio_history:
        return [(now, price_rao)]
    try:
        with PriceHistory() as history:
            history.keep(genesis, now, {netuid: price_rao})
            kept = history.course(genesis, netuid)
            return [*((each.at, each.price_rao) for each in kept), (now, price_rao)]
    except Fault as error:
        run.say.warning(f"{error} {error.hint}")
        return [(now, price_rao)]


def price_lines(prices: list[tuple[int, int]]) -> Iterator[str]:
    """A chart of prices over time, or a word on why there is none yet."""
    from tao_tui.cli.terminal.layout import terminal_width
    from tao_tui.tables.cells import price
    from tao_tui.tables.plot import plot

    yield ""
    if len(prices) < 3:  # the one just kept and now are the same moment
        yield "  Nothing was kept of its price yet: it grows by the hour, in use."
        return
    width = min((terminal_width() or 100) - 2, 160)
    lines = plot(prices, width, _PLOT_ROWS, prices[0][0], prices[-1][0], price)
    yield from (f"  {line}".rstrip() for line in lines)
    yield "  price in τ per alpha, UTC"


def _lots(genesis: str) -> Lots:
    from tao_tui.journal.journal import Journal
    from tao_tui.journal.ledger import ledger_of
    from tao_tui.paths import journal_file

    if not journal_file().exists():
        return {}
    with Journal() as journal:
        return ledger_of(journal.every_row(genesis)).lots
