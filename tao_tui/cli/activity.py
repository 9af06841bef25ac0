"""`activity`: the journal of what was sent from here, and settling what is still open."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tao_tui.cli.lazy import Noun
from tao_tui.cli.run import run_of

if TYPE_CHECKING:
    from tao_tui.actions.resume import Settled
    from tao_tui.chain.client import Client
    from tao_tui.journal.row import JournalRow

app = Noun("Activity: every extrinsic sent from here, from before it was sent until finality.")


def command() -> Any:
    """The `activity` group."""
    return app.group()


@app.verb("list")
def list_(
    context: typer.Context,
    limit: Annotated[int, typer.Option("--limit", help="How many of the newest.", metavar="N", min=1)] = 50,
) -> None:
    """List what was sent, newest first; no node is asked."""
    from tao_tui.journal.journal import Journal

    with Journal() as journal:
        rows = journal.rows(limit)

    def text() -> Iterable[str]:
        from tao_tui.cli.layout import table
        from tao_tui.tables.activity import ACTIVITY_COLUMNS

        return table(ACTIVITY_COLUMNS, rows) if rows else ["Nothing was sent from here yet."]

    run_of(context).out.answer([_row(row) for row in rows], text)


@app.verb("show")
def show(
    context: typer.Context,
    extrinsic: Annotated[str, typer.Argument(help="The extrinsic's hash.", metavar="HASH")],
) -> None:
    """Show one extrinsic: the call, the signer, where it was included, how it ended."""
    from tao_tui.errors import UsageError
    from tao_tui.journal.journal import Journal

    with Journal() as journal:
        row = journal.row(extrinsic.casefold())
    if row is None:
        raise UsageError(
            f"Nothing with the hash “{extrinsic[:80]}” was sent from here.",
            hint="tao-tui activity list shows what was.",
            code="unknown_extrinsic",
        )
    data = _row(row)
    run_of(context).out.answer(data, lambda: _lines(data))


@app.verb("resume")
def resume(context: typer.Context) -> None:
    """Find out how everything still open ended; nothing is ever sent twice."""
    run = run_of(context)

    async def work(client: Client) -> tuple[Settled, ...]:
        from tao_tui.actions.resume import resume as settle
        from tao_tui.journal.journal import Journal

        with Journal() as journal:
            return tuple(await settle(journal, client))

    settled = run.on_node(work)

    def text() -> Iterable[str]:
        if not settled:
            yield "Nothing is open on this network."
        for each in settled:
            yield f"{each.status:<10} {each.summary}"
            yield f"           {each.extrinsic_hash}"

    run.out.answer(settled, text)


def _row(row: JournalRow) -> dict[str, Any]:
    """One journal row for JSON: the call as an object, the times in unix seconds."""
    return {
        "action": row.action,
        "status": row.status,
        "network": row.network,
        "genesis": row.genesis,
        "signer": row.signer,
        "nonce": row.nonce,
        "extrinsic_hash": row.extrinsic_hash,
        "block_hash": row.block_hash,
        "block_number": row.block_number,
        "fee_rao": row.fee_rao,
        "error": row.error,
        "detail": row.detail,
        "call": json.loads(row.call_json),
        "valid_until": row.valid_until,
        "command": row.command,
        "created_at": int(row.created_at),
        "updated_at": int(row.updated_at),
    }


def _lines(row: dict[str, Any]) -> Iterable[str]:
    from tao_tui.cli.layout import aligned

    yield f"{row['action']}  {row['status']}"
    shown = {
        **{
            name: value
            for name, value in row.items()
            if value is not None and name not in ("action", "status")
        },
        "call": json.dumps(row["call"], ensure_ascii=False),
        "created_at": _local_time(row["created_at"]),
        "updated_at": _local_time(row["updated_at"]),
    }
    yield from (f"  {line}" for line in aligned((name, str(value)) for name, value in shown.items()))


def _local_time(seconds: int) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(seconds))
