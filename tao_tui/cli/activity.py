"""`activity`: the journal of what was sent from here, and settling what is still open."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from tao_tui.cli.lazy import Noun
from tao_tui.cli.run import run_of

if TYPE_CHECKING:
    from tao_tui.actions.resume import Settled
    from tao_tui.chain.client import Client
    from tao_tui.journal.journal import Journal
    from tao_tui.journal.row import JournalRow

_LEAST_SHOWN: Final = 6
"""Letters of a hash that must be given for it to be looked up."""

_SEARCHED: Final = 10_000

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
    from tao_tui.paths import journal_file

    rows: Sequence[JournalRow] = ()
    if journal_file().exists():
        from tao_tui.journal.journal import Journal

        with Journal() as journal:
            rows = journal.rows(limit)

    def text() -> Iterable[str]:
        from tao_tui.cli.layout import table
        from tao_tui.tables.activity import ACTIVITY_COLUMNS

        return table(ACTIVITY_COLUMNS, rows) if rows else ["Nothing was sent from here yet."]

    run = run_of(context)
    run.out.answer([_row(row) for row in rows] if run.flags.json else None, text)


app.elsewhere("export", "tao_tui.cli.activity_export:export", "Every trade and payment, for a tax adviser.")


@app.verb("show")
def show(
    context: typer.Context,
    extrinsic: Annotated[str, typer.Argument(help="The extrinsic's hash, or how it begins.", metavar="HASH")],
) -> None:
    """Show one extrinsic: the call, the signer, where it was included, how it ended."""
    from tao_tui.journal.journal import Journal

    with Journal() as journal:
        row = journal.row(extrinsic.casefold()) or _only_one(journal, extrinsic.casefold())
    data = _row(row)
    run_of(context).out.answer(data, lambda: _lines(data))


def _only_one(journal: Journal, shortened: str) -> JournalRow:
    """The row whose hash begins and ends as `shortened` does; lists show `0x1234…abcd`."""
    from tao_tui.errors import UsageError

    head, _, tail = shortened.partition("…")
    found: list[JournalRow] = []
    if len(head) >= _LEAST_SHOWN:
        rows = journal.rows(_SEARCHED)
        found = [
            row for row in rows if row.extrinsic_hash.startswith(head) and row.extrinsic_hash.endswith(tail)
        ]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(
            f"{len(found)} extrinsics have a hash like “{shortened}”.",
            hint="Give more of it; in a pipe tao-tui activity list --json has it whole.",
            code="ambiguous_extrinsic",
        )
    raise UsageError(
        f"Nothing with the hash “{shortened[:80]}” was sent from here.",
        hint="tao-tui activity list shows what was.",
        code="unknown_extrinsic",
    )


@app.verb("resume")
def resume(context: typer.Context) -> None:
    """Find out how everything still open ended; nothing is ever sent twice.

    Exit code 7 while the fate of something is not known yet.
    """
    from tao_tui.errors import OutcomeUnknown
    from tao_tui.journal.row import CLOSED

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
            yield f"{each.status.replace('_', ' '):<10} {each.summary}"
            yield f"           {each.extrinsic_hash}"

    run.out.answer(settled, text)
    if any(each.status not in CLOSED for each in settled):
        run.exit_code = OutcomeUnknown.exit_code


def _row(row: JournalRow) -> dict[str, Any]:
    """One journal row for JSON: the call as an object, the times in unix seconds."""
    import json

    return {
        "action": row.action,
        "status": row.status,
        "network": row.network,
        "genesis": row.genesis,
        "signer": row.signer,
        "real_account": row.real_account,
        "endpoint": row.endpoint,
        "nonce": row.nonce,
        "carrier_hash": row.carrier_hash,
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
    from tao_tui.amounts import Tao
    from tao_tui.cli.layout import aligned
    from tao_tui.cli.review_text import call_json_lines

    block, fee = row["block_number"], row["fee_rao"]
    yield f"{row['action']}  {row['status'].replace('_', ' ')}"
    facts = [
        ("Sent", _local_time(row["created_at"])),
        ("Changed", _local_time(row["updated_at"])),
        ("Network", row["network"]),
        ("Genesis", row["genesis"]),
        ("Node", row["endpoint"]),
        ("Signer", row["signer"]),
        ("Acting for", row["real_account"] or ""),
        ("Nonce", str(row["nonce"])),
        ("Extrinsic", row["extrinsic_hash"]),
        ("Carried by", row["carrier_hash"] or ""),
        ("Block", f"{block:,}" if block is not None else ""),
        ("Block hash", row["block_hash"] or ""),
        ("Fee", str(Tao(fee)) if fee is not None else ""),
        ("Error", row["error"] or ""),
        ("Meaning", row["detail"] or ""),
        ("Valid until", f"block {row['valid_until']:,}"),
        ("As a command", row["command"]),
    ]
    yield from (f"  {line}" for line in aligned(fact for fact in facts if fact[1]))
    yield from (f"  {line}" for line in call_json_lines(row["call"]))


def _local_time(seconds: int) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(seconds))
