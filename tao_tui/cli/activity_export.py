"""`activity export`: the journal as a ledger somebody else can work with, in CSV or JSON."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from tao_tui.cli.run import run_of
from tao_tui.errors import UsageError

if TYPE_CHECKING:
    from tao_tui.journal.ledger import Line

_AMOUNT: Final = "_rao"


def export(
    context: typer.Context,
    format_: Annotated[
        str | None,
        typer.Option("--format", help="csv (the default) or json.", metavar="csv|json"),
    ] = None,
    address: Annotated[
        str | None,
        typer.Option("--address", help="Only this account: its address or its name.", metavar="ADDRESS|NAME"),
    ] = None,
) -> None:
    """Write every trade and payment that was included, for a tax adviser or another program.

    One line for each, also for what `activity scan` found; one that moved nothing but its fee has one
    too. Dates are UTC, of the block (of signing where `date_of` says so). What an account gained is positive.
    `value` is what moved in TAO at that moment. Prices include the pool's fee; the quoted one is of
    the moment of signing. The network fee is on an extrinsic's first line, on one of its own where a proxy
    paid it. Cost is the average paid for the subnet's alpha, pool fees in, network fees not; what was bought
    is taken to be sold first, and alpha that was earned or received cost nothing. In CSV amounts are in TAO
    and alpha, in JSON in rao.
    """
    from tao_tui.cli.account import address_of
    from tao_tui.journal.ledger import ledger_of
    from tao_tui.paths import journal_file

    run = run_of(context)
    chosen = format_ or ("json" if run.flags.json else "csv")
    if chosen not in ("csv", "json") or (run.flags.json and chosen == "csv"):
        raise UsageError(
            f"“{chosen}” is no format this can be written in{' with --json' if run.flags.json else ''}.",
            hint="It is csv or json.",
        )
    only = address_of(run, address) if address else None
    lines: tuple[Line, ...] = ()
    if journal_file().exists():
        from tao_tui.journal.findings import Findings
        from tao_tui.journal.journal import Journal

        with Journal() as journal:
            found = [finding.as_row() for finding in Findings(journal).every()]
            lines = ledger_of([*journal.every_row(), *found]).lines
    rows = [_row(line) for line in lines if only in (None, line.account)]
    run.out.json = chosen == "json"
    run.out.answer(rows, lambda: _csv(rows))


def _row(line: Line) -> dict[str, Any]:
    from tao_tui.journal.ledger import COST_METHOD

    row, moved, quoted = line.row, line.movement, line.quoted
    return {
        "date": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(row.block_time or row.created_at)),
        "network": row.network,
        "account": line.account,
        "action": row.action,
        "status": row.status,
        "what": moved.kind if moved else "fee",
        "netuid": moved.netuid if moved else None,
        "other": moved.other if moved else "",
        "tao_rao": moved.tao_rao if moved else 0,
        "alpha_rao": moved.alpha_rao if moved else 0,
        "price_rao": moved.price_rao if moved else None,
        "quoted_price_rao": quoted.effective_price_rao if quoted else None,
        "fee_rao": line.fee_rao,
        "cost_rao": line.cost_rao,
        "gain_rao": line.gain_rao,
        "block": row.block_number,
        "extrinsic_hash": row.extrinsic_hash,
        "date_of": "signing" if row.block_time is None else "block",
        "asset": line.asset,
        "quantity_rao": line.quantity_rao,
        "value_rao": moved.value_rao if moved else None,
        "cost_method": COST_METHOD if line.cost_rao is not None else None,
    }


def _csv(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Lines without their ends; a heading even when there is nothing below it."""
    listed = list(rows)
    yield ",".join(name.removesuffix(_AMOUNT) for name in _HEADINGS)
    for row in listed:
        line = io.StringIO()
        csv.writer(line, lineterminator="").writerow(_cell(name, row[name]) for name in _HEADINGS)
        yield line.getvalue()


def _cell(name: str, value: object) -> str:
    from tao_tui.amounts import Tao

    if value is None:
        return ""
    return Tao(value).plain if name.endswith(_AMOUNT) and isinstance(value, int) else str(value)


_HEADINGS: Final = (
    "date", "network", "account", "action", "status", "what", "netuid", "other", "tao_rao", "alpha_rao",
    "price_rao", "quoted_price_rao", "fee_rao", "cost_rao", "gain_rao", "block", "extrinsic_hash",
    "date_of", "asset", "quantity_rao", "value_rao", "cost_method",
)  # fmt: skip
