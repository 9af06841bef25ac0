"""What this machine remembers of coldkeys: what their stake cost, and how it grew."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tao_tui.addresses import Address
    from tao_tui.cli.run import Run
    from tao_tui.journal.ledger import Lots
    from tao_tui.reads.remembered import Past


def pasts(run: Run, genesis: str, coldkeys: Iterable[Address]) -> dict[Address, Past]:
    """The past of each coldkey on a chain; a history that cannot be read is said and left out."""
    from tao_tui.errors import Fault
    from tao_tui.journal.portfolio_history import DAY, PortfolioHistory
    from tao_tui.paths import portfolio_history_file
    from tao_tui.reads.remembered import LOOKED_BACK_DAYS, Past

    asked = list(coldkeys)
    lots = _lots(genesis)
    if not run.settings.portfolio_history or not portfolio_history_file().exists():
        return {coldkey: Past(lots) for coldkey in asked}
    since = int(time.time()) - LOOKED_BACK_DAYS * DAY
    try:
        with PortfolioHistory() as kept:
            return {coldkey: Past(lots, kept.growths(genesis, str(coldkey), since)) for coldkey in asked}
    except Fault as error:
        run.say.warning(f"{error} {error.hint}")
        return {coldkey: Past(lots) for coldkey in asked}


def _lots(genesis: str) -> Lots:
    from tao_tui.journal.journal import Journal
    from tao_tui.journal.ledger import ledger_of
    from tao_tui.paths import journal_file

    if not journal_file().exists():
        return {}
    with Journal() as journal:
        return ledger_of(journal.every_row(genesis)).lots
