"""`activity export`: the journal as a ledger somebody else can work with, in CSV or JSON."""

from __future__ import annotations

from typing import Annotated

import typer

from tao_tui.cli.invocation.run import run_of
from tao_tui.errors import UsageError


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
    with_rewards: Annotated[
        bool, typer.Option("--rewards/--no-rewards", help="What stake earned, by the day, as income.")
    ] = True,
) -> None:
    """Write every trade, payment and staking reward, for a tax adviser or another program.

    A line for each trade and payment that was included, also for what `activity scan` found; one that moved
    nothing but its fee has one too. Dates are UTC, of the block (`date_of` says where of signing or of a
    reading). What an account gained is positive. `value` is what moved in TAO at that moment. Prices
    include the pool's fee; the quoted one is of the moment of signing. The network fee is on an extrinsic's
    first line, on one of its own where a proxy paid it.

    A reward is what a position's shares grew by on a UTC day, from `counts_from` to `date`, trades taken out,
    at the pool's price when it ends. It is read from the portfolios kept here; days that were not seen are
    in the line of the next one that was.

    Root dividends are income once they are claimed, from here or by the chain in turn (`activity scan` finds
    that): TAO added to root stake, or alpha that was kept. The chain names no amount; it is what the
    account's stake and claims grew by in that block (`value_method`), alpha at the pool's price then. Where
    no node told it any more, the line is `dividends_untold`, without amounts.

    Cost is the average paid for the subnet's alpha, pool fees in, network fees not; what was bought is taken
    to be sold first, and `cost_quantity` says how much of a sale that is. Rewards and dividends have cost
    their value, with --no-rewards nothing, as alpha that was received or not seen to be bought. In CSV
    amounts are in TAO and alpha, in JSON in rao.
    """
    from tao_tui.cli.signing.account import address_of
    from tao_tui.tables.ledger_rows import csv_lines, ledger_rows

    run = run_of(context)
    chosen = format_ or ("json" if run.flags.json else "csv")
    if chosen not in ("csv", "json") or (run.flags.json and chosen == "csv"):
        raise UsageError(
            f"“{chosen}” is no format this can be written in{' with --json' if run.flags.json else ''}.",
            hint="It is csv or json.",
        )
    only = address_of(run, address) if address else None
    rows = [row for row in ledger_rows(with_rewards=with_rewards) if only in (None, row["account"])]
    run.out.json = chosen == "json"
    run.out.answer(rows, lambda: csv_lines(rows))
