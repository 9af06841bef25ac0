"""`activity scan`: looks through recent blocks for what else happened to the accounts here."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from tao_tui.cli.invocation.run import Run, run_of
from tao_tui.counted import counted
from tao_tui.errors import UsageError

if TYPE_CHECKING:
    from tao_tui.addresses import Address
    from tao_tui.chain.client import Client
    from tao_tui.journal.finding import Finding
    from tao_tui.reads.past.block_scan import Progress

USUAL_BLOCKS: Final = 300
"""An hour of blocks of 12 seconds."""
_MOST_BLOCKS: Final = 1_000_000
_SAY_EVERY: Final = 2.0
"""Seconds between two lines of progress."""


def scan(
    context: typer.Context,
    blocks: Annotated[
        int,
        typer.Option("--blocks", help="How many of the newest blocks.", metavar="N", min=1, max=_MOST_BLOCKS),
    ] = USUAL_BLOCKS,
) -> None:
    """Find what other programs and other people did to your accounts in recent blocks.

    Looked for are the coldkeys and hotkeys of the wallet folder and the multisigs that have a name: what they
    signed elsewhere, what was done for them through a proxy or a multisig, TAO and stake that came or went.
    What a hotkey's nominators do and what an epoch emits is left out. A block is looked through once; what is
    stopped goes on where it was. activity list --all shows what was found.
    """
    run = run_of(context)
    accounts = accounts_here(run)
    found: list[Finding] = []
    last: list[Progress] = []

    async def work(client: Client) -> None:
        from tao_tui.journal.findings import Findings
        from tao_tui.journal.journal import Journal
        from tao_tui.reads.past.block_scan import scan as look

        said = time.monotonic()
        with Journal() as journal:
            findings = Findings(journal)
            before = {each.key for each in findings.every(client.genesis)}
            async for step in look(client, findings, accounts, blocks=blocks):
                last[:] = [step]
                if time.monotonic() - said > _SAY_EVERY:
                    said = time.monotonic()
                    run.say.progress(words(step))
            found[:] = [each for each in findings.every(client.genesis) if each.key not in before]

    run.on_node(work)
    _answer(run, last[-1], found)


def words(step: Progress) -> str:
    """How far a scan is."""
    return f"{step.done:,} of {counted(step.wanted, 'block')} looked through, down to {step.lowest:,}."


def accounts_here(run: Run) -> list[Address]:
    """Every account that is looked for; `UsageError` where there is none."""
    from tao_tui.cli.signing.account import known_here

    known = known_here(run)
    accounts = [*known.wallets.values(), *known.hotkeys.values(), *known.shared.values()]
    if not accounts:
        raise UsageError(
            "There is no wallet here to look for.",
            hint="tao-tui wallet create makes one, tao-tui wallet watch only watches an address.",
            code="no_wallet",
        )
    return accounts


def _answer(run: Run, last: Progress, found: list[Finding]) -> None:
    from tao_tui.cli.activity.entry import entry_row
    from tao_tui.cli.signing.account import known_here
    from tao_tui.tables.activity import ACTIVITY_COLUMNS, entries_of

    entries = entries_of((), found, known_here(run))
    data: dict[str, Any] = {
        "looked_through": last.done,
        "lowest_block": last.lowest,
        "unreadable": last.unreadable,
        "ended_by": last.ended_by or None,
        "found": [entry_row(entry) for entry in entries] if run.flags.json else [],
    }

    def text() -> Iterable[str]:
        from tao_tui.cli.terminal.layout import table

        if entries:
            yield from table(ACTIVITY_COLUMNS, entries)
        yield from (f"! {entry.warning}" for entry in entries if entry.warning)
        yield _summary(last, len(entries))

    if last.ended_by:
        run.say.warning(f"Blocks below {last.lowest:,} were not looked through. {last.ended_by}")
    if last.unreadable:
        run.say.warning(
            f"{counted(last.unreadable, 'block')} could not be read; the next scan tries them again."
        )
    run.out.answer(data, text)


def _summary(last: Progress, count: int) -> str:
    new = f"{count} new" if count else "nothing new"
    if not last.wanted:
        return f"Every one of these blocks was looked through before: {new}."
    return f"{counted(last.done, 'block')} looked through, down to {last.lowest:,}: {new}."
