"""`wallet book`: names for addresses, good wherever an address is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from tao_tui.cli.commands.lazy import LazyGroup, Noun
from tao_tui.cli.invocation.run import run_of

if TYPE_CHECKING:
    pass

app = Noun("The address book: names for addresses, good wherever an address is asked for.")

Name = Annotated[str, typer.Option("--name", help="What the address is called here.", metavar="NAME")]


def command() -> LazyGroup:
    """The `book` group."""
    return app.group()


@app.verb("add")
def add(
    context: typer.Context,
    name: Name,
    address: Annotated[str, typer.Option("--address", help="The address.", metavar="ADDRESS")],
    note: Annotated[str, typer.Option("--note", help="Anything worth remembering.", metavar="TEXT")] = "",
) -> None:
    """Give an address a name; one that looks like an address you know already is pointed out."""
    from tao_tui.addresses import parse_address
    from tao_tui.cli.signing.account import known_here
    from tao_tui.errors import UsageError
    from tao_tui.wallet import Book
    from tao_tui.wallet.look_alike import look_alike

    run = run_of(context)
    run.refuse_dry_run()
    account = parse_address(address)
    known = known_here(run)
    if name in known.wallets:
        raise UsageError(
            f"There is a wallet {name} already; one name for two would be a trap.",
            hint="Choose another name.",
            code="name_taken",
        )
    if twin := look_alike(account, known.pairs()):
        run.say.warning(f"{account} begins and ends like {twin}, but it is another address.")
    entry = Book().add(name, account, note)
    run.out.answer(entry, lambda: [f"{entry.name} is {entry.address}"])


@app.verb("list")
def list_(context: typer.Context) -> None:
    """List the address book."""
    from tao_tui.cli.terminal.layout import aligned
    from tao_tui.wallet import Book

    run = run_of(context)
    entries = Book().entries()

    def text() -> Iterable[str]:
        if not entries:
            yield "It is empty. Add to it: tao-tui wallet book add --name NAME --address ADDRESS"
        yield from aligned([(entry.name, entry.address, entry.note) for entry in entries])

    run.out.answer(entries, text)


@app.verb("remove")
def remove(context: typer.Context, name: Name) -> None:
    """Forget a name."""
    from tao_tui.wallet import Book

    run = run_of(context)
    run.refuse_dry_run()
    entry = Book().remove(name)
    run.out.answer(entry, lambda: [f"{entry.name} is forgotten; it was {entry.address}."])
