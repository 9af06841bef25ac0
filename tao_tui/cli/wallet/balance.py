"""`wallet balance`: what coldkeys own now, and what they owned over time as far as it was kept here."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from tao_tui.cli.invocation.run import Run, run_of
from tao_tui.cli.signing.account import coldkeys_of

if TYPE_CHECKING:
    from tao_tui.addresses import Address
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import Reading
    from tao_tui.journal.portfolio_history import Snapshot
    from tao_tui.reads.owned.basis import Basis
    from tao_tui.reads.owned.portfolio import Portfolio

_DAYS: Final = 30
_MOST_DAYS: Final = 3_660


def balance(
    context: typer.Context,
    address: Annotated[
        list[str] | None,
        typer.Option(
            "--address", help="A coldkey: its address or its name; may be repeated.", metavar="ADDRESS|NAME"
        ),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every wallet of the folder.")] = False,
    history: Annotated[
        bool, typer.Option("--history", help="Also what it was, day by day, as far as it was kept here.")
    ] = False,
    days: Annotated[
        int, typer.Option("--days", help="How many days of it.", metavar="N", min=1, max=_MOST_DAYS)
    ] = _DAYS,
) -> None:
    """Show what the chosen wallet, every wallet or an address owns: free, reserved, staked, locked, to claim.

    `stake list` has the positions one by one.
    """
    from tao_tui.cli.stake.past import pasts
    from tao_tui.cli.wallet.balance_text import balance_lines, history_lines, sum_lines

    run = run_of(context)
    named = coldkeys_of(run, address or [], every=every)
    genesis, reading = run.on_node(lambda client: _read(client, list(named)))
    now = time.time()
    past = pasts(run, genesis, named)
    courses = _courses(run, genesis, reading, now)
    owned = [_with_past(held, past, genesis, reading.block.number) for held in reading.data]
    rows = [_row(held, bases, named, courses, now) for held, bases in owned]
    if history:
        courses = {held.coldkey: _until_now(courses, held, reading.block.number, now) for held, _ in owned}
        for row, (held, _) in zip(rows, owned, strict=True):
            row["history"] = _days(courses[held.coldkey], now, days)

    def text() -> Iterator[str]:
        for row, (held, bases) in zip(rows, owned, strict=True):
            yield from balance_lines(held, bases, row, now)
            if history:
                yield from history_lines(courses[held.coldkey], now, days)
        if len(rows) > 1:
            yield from sum_lines(owned)

    run.out.answer(rows, text, block=reading.block)


async def _read(client: Client, coldkeys: Sequence[Address]) -> tuple[str, Reading[tuple[Portfolio, ...]]]:
    """What the coldkeys own, and the genesis hash of the chain that says so."""
    from tao_tui.reads.owned.portfolio import read_portfolios

    return client.genesis, await read_portfolios(client, coldkeys)


def _with_past(
    held: Portfolio, past: Mapping[Address, Any], genesis: str, block: int
) -> tuple[Portfolio, tuple[Basis, ...]]:
    """A portfolio with what is known here of its holdings, and their cost by subnet."""
    from dataclasses import replace

    from tao_tui.reads.owned.basis import bases_of
    from tao_tui.reads.owned.remembered import with_past

    known = past[held.coldkey]
    bases = bases_of(known.lots, genesis, held.coldkey, held.holdings)
    return replace(held, holdings=with_past(held.holdings, known, genesis, held.coldkey, block)), bases


def _courses(
    run: Run, genesis: str, reading: Reading[tuple[Portfolio, ...]], now: float
) -> dict[Address, tuple[Snapshot, ...]]:
    """What is kept of each coldkey, and now kept of those in the wallet folder; trouble is said, no more."""
    from tao_tui.errors import Fault
    from tao_tui.journal.portfolio_history import PortfolioHistory
    from tao_tui.reads.owned.kept_portfolios import keep

    if not run.settings.portfolio_history:
        return {}
    mine = {wallet.coldkey for wallet in run.wallet_folder().list()}
    try:
        with PortfolioHistory() as kept:
            keep(kept, genesis, reading.block.number, [p for p in reading.data if p.coldkey in mine], now)
            return {
                held.coldkey: kept.course(genesis, str(held.coldkey), holdings=run.flags.json)
                for held in reading.data
            }
    except Fault as error:
        run.say.warning(f"{error} {error.hint}")
        return {}


def _until_now(
    courses: Mapping[Address, tuple[Snapshot, ...]], held: Portfolio, block: int, now: float
) -> tuple[Snapshot, ...]:
    """What is kept of a coldkey and what it owns now; nothing where nothing is kept."""
    from tao_tui.reads.owned.kept_portfolios import snapshot_of

    kept = courses.get(held.coldkey, ())
    return (*kept, snapshot_of(held, block, now)) if kept else ()


def _row(
    held: Portfolio,
    bases: Sequence[Basis],
    named: Mapping[Address, list[str]],
    courses: Mapping[Address, Sequence[Snapshot]],
    now: float,
) -> dict[str, Any]:
    from tao_tui.reads.owned.kept_portfolios import change_of

    change = change_of(courses.get(held.coldkey, ()), held.total.rao, now)
    return {
        "coldkey": held.coldkey,
        "wallets": named.get(held.coldkey, []),
        "free_rao": held.free.rao,
        "spendable_rao": held.spendable.rao,
        "reserved_rao": held.reserved.rao,
        "staked_rao": held.staked.rao,
        "liquidation_rao": held.liquidation.rao,
        "total_rao": held.total.rao,
        "change_rao": change.rao if change else None,
        "change_since": change.since if change else None,
        "held_back": held.held_back,
        "locked": held.locked,
        "claims": held.claims,
        "untold": held.untold,
        "bought": bases,
        "holdings": held.holdings,
    }


def _days(course: Sequence[Snapshot], now: float, days: int) -> list[dict[str, Any]]:
    from tao_tui.journal.portfolio_history import by_day
    from tao_tui.tables.history import day_text

    return [
        {
            "day": day_text(day),
            "at": kept.at,
            "block": kept.block,
            "free_rao": kept.free_rao,
            "reserved_rao": kept.reserved_rao,
            "staked_rao": kept.staked_rao,
            "liquidation_rao": kept.liquidation_rao,
            "total_rao": kept.total_rao,
            "holdings": kept.holdings,
        }
        for day, kept in by_day(course, int(now), days)
        if kept is not None
    ]
