"""`activity`: what was sent from here, what else was found, and settling what is still open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Final

import typer

from tao_tui.cli.activity.entry import entry_lines, entry_row
from tao_tui.cli.commands.lazy import LazyGroup, Noun
from tao_tui.cli.invocation.run import run_of
from tao_tui.cli.signing.account import known_here

if TYPE_CHECKING:
    from tao_tui.actions.lifecycle.resume import Settled
    from tao_tui.chain.client import Client
    from tao_tui.journal.finding import Finding
    from tao_tui.tables.activity import Entry

_NOTHING: Final = {
    False: "Nothing was sent from here yet.",
    True: "Nothing was sent from here, and nothing else was found yet: tao-tui activity scan looks.",
}

app = Noun("Activity: what was sent from here, from before it was sent until finality, and what others did.")


def command() -> LazyGroup:
    """The `activity` group."""
    app.section("Commands", "list show resume scan undo export")
    return app.group()


@app.verb("list")
def list_(
    context: typer.Context,
    limit: Annotated[int, typer.Option("--limit", help="How many of the newest.", metavar="N", min=1)] = 50,
    every: Annotated[
        bool, typer.Option("--all", help="Also what activity scan found that was not sent from here.")
    ] = False,
) -> None:
    """List what was sent, newest first; no node is asked."""
    from tao_tui.paths import journal_file

    run = run_of(context)
    entries: Sequence[Entry] = ()
    if journal_file().exists():
        from tao_tui.journal.journal import Journal
        from tao_tui.tables.activity import entries_of

        with Journal() as journal:
            found: Sequence[Finding] = ()
            if every:
                from tao_tui.journal.findings import Findings

                found = Findings(journal).newest(limit)
            entries = entries_of(journal.rows(limit), found, known_here(run))[:limit]

    def text() -> Iterable[str]:
        from tao_tui.cli.terminal.layout import table
        from tao_tui.tables.activity import ACTIVITY_COLUMNS

        yield from table(ACTIVITY_COLUMNS, entries) if entries else [_NOTHING[every]]
        yield from (f"! {entry.warning}" for entry in entries if entry.warning)

    run.out.answer([entry_row(entry) for entry in entries] if run.flags.json else None, text)


app.elsewhere(
    "scan", "tao_tui.cli.activity.scan:scan", "Find what else happened to your accounts in recent blocks."
)
app.elsewhere("undo", "tao_tui.cli.activity.undo:undo", "Undo something, where the chain allows it.")
app.elsewhere(
    "export", "tao_tui.cli.activity.export:export", "Write trades, payments and rewards, for a tax adviser."
)


@app.verb("show")
def show(
    context: typer.Context,
    extrinsic: Annotated[str, typer.Argument(help="The extrinsic's hash, or how it begins.", metavar="HASH")],
) -> None:
    """Show one extrinsic: the call, the signer, where it was included, how it ended."""
    from tao_tui.cli.activity.find import entry_called

    run = run_of(context)
    entry = entry_called(run, extrinsic)
    data = entry_row(entry)
    run.out.answer(data, lambda: entry_lines(data, entry))


@app.verb("resume")
def resume(context: typer.Context) -> None:
    """Find out how everything still open ended; nothing is ever sent twice.

    Exit code 7 while the fate of something is not known yet.
    """
    from tao_tui.errors import OutcomeUnknown
    from tao_tui.journal.row import CLOSED

    run = run_of(context)

    async def work(client: Client) -> tuple[Settled, ...]:
        from tao_tui.actions.lifecycle.resume import resume as settle
        from tao_tui.journal.journal import Journal

        with Journal() as journal:
            return tuple(await settle(journal, client))

    settled = run.on_node(work)

    def text() -> Iterable[str]:
        if not settled:
            yield "Nothing is open on this network."
        for each in settled:
            yield f"{each.status.replace('_', ' '):<10} {each.summary}"
            yield f"           {each.command}"
            yield f"           {each.extrinsic_hash}"

    run.out.answer(settled, text)
    if any(each.status not in CLOSED for each in settled):
        run.exit_code = OutcomeUnknown.exit_code
