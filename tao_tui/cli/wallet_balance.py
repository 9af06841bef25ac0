"""`wallet balance`: what coldkeys own now, and what they owned over time as far as it was kept here."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from tao_tui.cli.run import Run, run_of

if TYPE_CHECKING:
    from tao_tui.addresses import Address
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import Reading
    from tao_tui.journal.portfolio_history import Snapshot
    from tao_tui.reads.basis import Basis
    from tao_tui.reads.portfolio import Portfolio

_DAYS: Final = 30
_MOST_DAYS: Final = 3_660
_CHART_ROWS: Final = 4


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
    """Show free and staked TAO of the chosen wallet, of every wallet, or of addresses."""
    run = run_of(context)
    named = _coldkeys(run, address or [], every)
    genesis = ""

    async def work(client: Client) -> Reading[tuple[Portfolio, ...]]:
        nonlocal genesis
        from tao_tui.reads.portfolio import read_portfolios

        genesis = client.genesis
        return await read_portfolios(client, list(named))

    reading = run.on_node(work)
    now = time.time()
    courses = _courses(run, genesis, reading, now)
    bases = _bases(genesis, reading.data)
    rows = [_row(held, named, courses, now) | {"bought": bases[held.coldkey]} for held in reading.data]
    if history:
        courses = {
            held.coldkey: _until_now(courses, held, reading.block.number, now) for held in reading.data
        }
        for row, held in zip(rows, reading.data, strict=True):
            row["history"] = _days(courses[held.coldkey], now, days)

    def text() -> Iterator[str]:
        for held, row in zip(reading.data, rows, strict=True):
            yield from _lines(held, row, now)
            yield from _gain_lines(bases[held.coldkey])
            if history:
                yield from _history_lines(courses[held.coldkey], now, days)

    run.out.answer(rows, text, block=reading.block)


def _courses(
    run: Run, genesis: str, reading: Reading[tuple[Portfolio, ...]], now: float
) -> dict[Address, tuple[Snapshot, ...]]:
    """What is kept of each coldkey, and now kept of those in the wallet folder; trouble is said, no more."""
    from tao_tui.errors import Fault
    from tao_tui.journal.portfolio_history import PortfolioHistory
    from tao_tui.reads.kept_portfolios import keep

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
    from tao_tui.reads.kept_portfolios import snapshot_of

    kept = courses.get(held.coldkey, ())
    return (*kept, snapshot_of(held, block, now)) if kept else ()


def _bases(genesis: str, portfolios: Sequence[Portfolio]) -> dict[Address, tuple[Basis, ...]]:
    """What each coldkey's stake cost, as far as the journal saw it bought."""
    from tao_tui.journal.journal import Journal
    from tao_tui.journal.ledger import Lots, ledger_of
    from tao_tui.paths import journal_file
    from tao_tui.reads.basis import bases_of

    lots: Lots = {}
    if journal_file().exists():
        with Journal() as journal:
            lots = ledger_of(journal.every_row(genesis)).lots
    return {held.coldkey: bases_of(lots, genesis, held) for held in portfolios}


def _coldkeys(run: Run, addresses: list[str], every: bool) -> dict[Address, list[str]]:
    """Addresses to ask for, each with the wallets that have it."""
    from tao_tui.cli.account import known_here

    if addresses:
        known = known_here(run)
        found: dict[Address, list[str]] = {}
        for text in addresses:
            address = known.address(text.strip())
            found[address] = [] if text.strip() == address else [text.strip()]
        return found
    if every:
        found = {}
        for wallet in run.wallet_folder().list():
            if wallet.coldkey is not None:
                found.setdefault(wallet.coldkey, []).append(wallet.name)
        return found
    key = run.wallet_folder().coldkey(run.settings.wallet)
    return {key.address: [key.wallet]}


def _row(
    held: Portfolio,
    named: Mapping[Address, list[str]],
    courses: Mapping[Address, Sequence[Snapshot]],
    now: float,
) -> dict[str, Any]:
    from tao_tui.reads.kept_portfolios import change_of

    change = change_of(courses.get(held.coldkey, ()), held.total.rao, now)
    return {
        "coldkey": held.coldkey,
        "wallets": named.get(held.coldkey, []),
        "free_rao": held.free.rao,
        "staked_rao": held.staked.rao,
        "liquidation_rao": held.liquidation.rao,
        "total_rao": held.total.rao,
        "change_rao": change.rao if change else None,
        "change_since": change.since if change else None,
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
            "staked_rao": kept.staked_rao,
            "liquidation_rao": kept.liquidation_rao,
            "total_rao": kept.total_rao,
            "holdings": kept.holdings,
        }
        for day, kept in by_day(course, int(now), days)
        if kept is not None
    ]


def _lines(held: Portfolio, row: Mapping[str, Any], now: float) -> Iterable[str]:
    from tao_tui.amounts import Tao
    from tao_tui.reads.kept_portfolios import Change

    yield "  ".join([*filter(None, [", ".join(row["wallets"])]), held.coldkey])
    width = max(len(str(amount)) for amount in (held.free, held.staked, held.total))
    yield f"  free    {held.free!s:>{width}}"
    yield f"  staked  {held.staked!s:>{width}}  at pool prices; if all were sold now: {held.liquidation}"
    change = ""
    if row["change_rao"]:
        known = Change(row["change_rao"], row["change_since"])
        change = f"  {'+' if known.rao > 0 else ''}{Tao(known.rao)} {known.words(now)}"
    yield f"  total   {held.total!s:>{width}}{change}"


def _gain_lines(bases: Sequence[Basis]) -> Iterable[str]:
    from tao_tui.amounts import Tao

    if not bases:
        return
    cost, value, gain = (
        Tao(sum(amount.rao for amount in amounts))
        for amounts in zip(*((basis.cost, basis.value, basis.gain) for basis in bases), strict=True)
    )
    sign = "+" if gain.rao > 0 else ""
    yield f"  bought from here for {cost}, worth {value} now: {sign}{gain}"


def _history_lines(course: Sequence[Snapshot], now: float, days: int) -> Iterable[str]:
    from tao_tui.cli.layout import table, terminal_width
    from tao_tui.journal.portfolio_history import by_day
    from tao_tui.tables.chart import chart
    from tao_tui.tables.history import HISTORY_COLUMNS, day_text, kept_days

    spread = by_day(course, int(now), days)
    shown = kept_days(spread)
    if not shown:
        yield "  Nothing was kept of it yet: history begins when a wallet of the folder is looked at."
        return
    yield ""
    if len(shown) > 1:
        fitting = spread[-((terminal_width() or 120) - 4) :]
        totals = [kept.total_rao if kept else None for _, kept in fitting]
        yield from (f"  {line}".rstrip() for line in chart(totals, _CHART_ROWS))
        yield f"  total from {day_text(fitting[0][0])} to {day_text(fitting[-1][0])}, UTC days"
        yield ""
    yield from (f"  {line}" for line in table(HISTORY_COLUMNS, shown, width=(terminal_width() or 122) - 2))
