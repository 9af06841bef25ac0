"""Portfolios as they are remembered on this machine, and how one changed since."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tao_tui.journal.portfolio_history import DAY, HOUR, KeptHolding, PortfolioHistory, Snapshot, to_compare
from tao_tui.reads.owned.portfolio import Portfolio

_LARGEST: Final = 2**63 - 1
"""The file's integers are signed; growth beyond 9,000 alpha a share is not kept."""


@dataclass(frozen=True, slots=True)
class Change:
    """By how much the total of a coldkey changed, deposits and payments included, since when."""

    rao: int
    since: int
    """Seconds since 1970."""

    def words(self, now: float) -> str:
        """Since when, as people say it: `since yesterday`, `in 3 h`, `since 2026-11-02`."""
        passed = int(now) - self.since
        if passed < HOUR:
            return f"in {max(0, passed) // 60} min"
        if passed < DAY:
            return f"in {passed // HOUR} h"
        if passed < 2 * DAY:
            return "since yesterday"
        return time.strftime("since %Y-%m-%d", time.gmtime(self.since))


def keep(
    history: PortfolioHistory, genesis: str, block: int, portfolios: Sequence[Portfolio], now: float
) -> None:
    """Remember portfolios read at `block`."""
    history.keep(genesis, [(str(each.coldkey), snapshot_of(each, block, now)) for each in portfolios])


def snapshot_of(portfolio: Portfolio, block: int, now: float) -> Snapshot:
    """A portfolio as it is remembered."""
    return Snapshot(
        int(now),
        block,
        portfolio.free.rao,
        portfolio.staked.rao,
        portfolio.liquidation.rao,
        tuple(
            KeptHolding(
                held.netuid,
                str(held.hotkey),
                held.alpha.rao,
                held.value.rao,
                held.liquidation.rao,
                held.growth if held.growth is not None and held.growth <= _LARGEST else None,
            )
            for held in portfolio.holdings
        ),
        portfolio.reserved.rao,
    )


def change_of(course: Sequence[Snapshot], total_rao: int, now: float) -> Change | None:
    """The change since yesterday, or since when it is known; None when nothing is remembered yet."""
    before = to_compare(course, int(now))
    return None if before is None else Change(total_rao - before.total_rao, before.at)
