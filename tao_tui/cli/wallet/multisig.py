"""`wallet multisig`: accounts that several keys control together, and the calls that wait in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tao_tui.cli.commands.lazy import LazyGroup, Noun
from tao_tui.cli.invocation.run import run_of

if TYPE_CHECKING:
    from tao_tui.actions.keys.multisig import WaitingCall
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import Reading
    from tao_tui.wallet.multisigs import SharedAccount

app = Noun(
    "Multisigs: accounts that several keys control together. Act with one: any action with --multisig."
)

Name = Annotated[str, typer.Option("--name", help="What the multisig is called here.", metavar="NAME")]


def command() -> LazyGroup:
    """The `multisig` group."""
    app.actions("wallet", "multisig")
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
    from tao_tui.cli.signing.account import known_here
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
    """Show the calls of a multisig that wait for approvals: what they do, who approved, who has not."""
    from tao_tui.actions.keys.multisig import read_waiting
    from tao_tui.wallet.multisigs import Multisigs

    run = run_of(context)
    account = Multisigs().find(name)

    async def work(client: Client) -> Reading[tuple[WaitingCall, ...]]:
        return await read_waiting(client, account)

    reading = run.on_node(work)
    rows = [_waiting_row(account, each) for each in reading.data]

    def text() -> Iterable[str]:
        if not rows:
            yield f"Nothing waits in {account.name} ({account.address})."
        for row, each in zip(rows, reading.data, strict=True):
            count = f"{len(row['approved'])} of {row['threshold']}"
            yield f"{row['call_hash']}  {count}, began in block {row['began_at']:,}"
            yield f"  {each.words}"
            yield from (f"  approved  {each}" for each in row["approved"])
            yield from (f"  missing   {each}" for each in row["missing"])

    run.out.answer(rows, text, block=reading.block)


def _row(account: SharedAccount) -> dict[str, Any]:
    return {
        "name": account.name,
        "address": account.address,
        "threshold": account.threshold,
        "signatories": list(account.signatories),
    }


def _waiting_row(account: SharedAccount, each: WaitingCall) -> dict[str, Any]:
    from tao_tui.chain.calls.call import call_json

    waiting = each.waiting
    return {
        "call_hash": each.call_hash,
        "call": None if each.call is None else call_json(each.call.decoded),
        "threshold": account.threshold,
        "approved": list(waiting.approvals),
        "missing": [one for one in account.signatories if one not in waiting.approvals],
        "began_by": waiting.depositor,
        "began_at": waiting.height,
        "began_index": waiting.index,
        "deposit_rao": waiting.deposit.rao,
    }


def _lines(account: SharedAccount) -> list[str]:
    head = f"{account.name}  {account.address}  {account.threshold} of {len(account.signatories)}"
    return [head, *(f"  {each}" for each in account.signatories)]
