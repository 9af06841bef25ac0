"""`wallet multisig`: accounts that several keys control together, and the calls that wait in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tao_tui.cli.lazy import Noun
from tao_tui.cli.run import run_of

if TYPE_CHECKING:
    from tao_tui.actions.shared import Waiting
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import BlockRef
    from tao_tui.wallet.multisigs import SharedAccount

app = Noun(
    "Multisigs: accounts that several keys control together. Act with one: any action with --multisig."
)

Name = Annotated[str, typer.Option("--name", help="What the multisig is called here.", metavar="NAME")]


def command() -> Any:
    """The `multisig` group."""
    return app.group()


@app.verb("add")
def add(
    context: typer.Context,
    name: Name,
    threshold: Annotated[int, typer.Option("--threshold", help="How many must approve.", metavar="N")],
    signatories: Annotated[
        str, typer.Option("--signatories", help="Addresses or names, commas between.", metavar="LIST")
    ],
) -> None:
    """Give a multisig a name; its address follows from the threshold and the signatories."""
    from tao_tui.cli.account import known_here
    from tao_tui.wallet.multisigs import Multisigs, SharedAccount

    run = run_of(context)
    run.refuse_dry_run()
    known = known_here(run)
    named = [known.address(each.strip()) for each in signatories.split(",") if each.strip()]
    account = SharedAccount.of(name, threshold, list(named))
    Multisigs().add(account)
    run.out.answer(_row(account), lambda: _lines(account))


@app.verb("list")
def list_(context: typer.Context) -> None:
    """List the multisigs that have a name here."""
    from tao_tui.wallet.multisigs import Multisigs

    run = run_of(context)
    entries = Multisigs().entries()

    def text() -> Iterable[str]:
        if not entries:
            yield "None. Add one: tao-tui wallet multisig add --name NAME --threshold 2 --signatories A,B,C"
        for account in entries:
            yield from _lines(account)

    run.out.answer([_row(account) for account in entries], text)


@app.verb("remove")
def remove(context: typer.Context, name: Name) -> None:
    """Forget a name; the account on chain stays as it is."""
    from tao_tui.wallet.multisigs import Multisigs

    run = run_of(context)
    run.refuse_dry_run()
    account = Multisigs().remove(name)
    run.out.answer(_row(account), lambda: [f"{account.name} is forgotten; it was {account.address}."])


@app.verb("waiting")
def waiting(context: typer.Context, name: Name) -> None:
    """Show the calls of a multisig that wait for approvals: who approved, who has not."""
    from tao_tui.actions.shared import read_waiting
    from tao_tui.wallet.multisigs import Multisigs

    run = run_of(context)
    account = Multisigs().find(name)

    async def work(client: Client) -> tuple[BlockRef, tuple[tuple[str, Waiting], ...]]:
        return await read_waiting(client, account)

    block, found = run.on_node(work)
    rows = [_waiting_row(account, call_hash, each) for call_hash, each in found]

    def text() -> Iterable[str]:
        if not rows:
            yield f"Nothing waits in {account.name} ({account.address})."
        for row in rows:
            count = f"{len(row['approved'])} of {row['threshold']}"
            yield f"{row['call_hash']}  {count}, began in block {row['began_at']:,}"
            yield from (f"  approved  {each}" for each in row["approved"])
            yield from (f"  missing   {each}" for each in row["missing"])

    run.out.answer(rows, text, block=block)


def _row(account: SharedAccount) -> dict[str, Any]:
    return {
        "name": account.name,
        "address": account.address,
        "threshold": account.threshold,
        "signatories": list(account.signatories),
    }


def _waiting_row(account: SharedAccount, call_hash: str, each: Waiting) -> dict[str, Any]:
    return {
        "call_hash": call_hash,
        "threshold": account.threshold,
        "approved": list(each.approvals),
        "missing": [one for one in account.signatories if one not in each.approvals],
        "began_by": each.depositor,
        "began_at": each.height,
        "began_index": each.index,
    }


def _lines(account: SharedAccount) -> list[str]:
    head = f"{account.name}  {account.address}  {account.threshold} of {len(account.signatories)}"
    return [head, *(f"  {each}" for each in account.signatories)]
