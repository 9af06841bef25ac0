"""`wallet proxy`: who may act for the account; adding and removing come from the action registry."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import typer

from tao_tui.cli.commands.lazy import LazyGroup, Noun
from tao_tui.cli.invocation.run import run_of
from tao_tui.cli.signing.account import LookedAt, looked_at

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import Reading
    from tao_tui.reads.proxies import Proxies

app = Noun("Proxies: accounts that may act for yours. Act for another: any action with --proxy-for.")


def command() -> LazyGroup:
    """The `proxy` group."""
    app.actions("wallet", "proxy")
    return app.group()


@app.verb("list")
def list_(
    context: typer.Context,
    address: LookedAt = None,
) -> None:
    """List who may act for the chosen wallet's account, as what, and after which wait."""
    run = run_of(context)
    account = looked_at(run, address)

    async def work(client: Client) -> Reading[Proxies]:
        from tao_tui.reads.proxies import read_proxies

        return await read_proxies(client, account)

    run.out.reading(run.on_node(work), _lines)


def _lines(found: Proxies) -> Iterable[str]:
    from tao_tui.actions.review.proxy_words import powers_of
    from tao_tui.cli.terminal.layout import table
    from tao_tui.tables.proxies import PROXY_COLUMNS, proxies_sentence

    if found.proxies:
        yield from table(PROXY_COLUMNS, found.proxies, whole="delegate")
    yield proxies_sentence(found)
    for each in found.announced:
        yield f"Announced in block {each.block:,} by {each.delegate}: the call {each.call_hash}"
    for kind in dict.fromkeys(each.proxy_type for each in found.proxies):
        yield f"{kind} may {powers_of(kind)}."
    yield "Add one: tao-tui wallet proxy add ADDRESS --type Staking"
