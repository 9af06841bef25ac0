"""`subnets`: the list, one in depth, and registering."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from tao_tui.cli.commands.lazy import LazyGroup, Noun
from tao_tui.cli.invocation.run import run_of
from tao_tui.cli.signing.account import LookedAt

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import Reading
    from tao_tui.reads.subnets.hyperparameters import Hyperparameter
    from tao_tui.reads.subnets.market import Subnet

app = Noun("Subnets: their pools, prices, sizes and epochs; registering a hotkey.")


def command() -> LazyGroup:
    """The `subnets` group."""
    app.actions("subnets")
    app.standing(
        "subnets.identity",
        "tao_tui.cli.subnets.identity:show_subnet",
        *("subnet_name", "github_repo", "subnet_contact", "subnet_url"),
        *("logo_url", "discord", "description", "additional"),
    )
    app.standing("subnets.set", "tao_tui.cli.subnets.settings:show_settings", "value")
    app.standing("subnets.symbol", "tao_tui.cli.subnets.settings:show_symbols", "symbol")
    app.section("See", "list show hparams prune-risk")
    app.section("Take part", "register")
    app.section("Own one", "create start set trim symbol identity")
    return app.group()


app.elsewhere(
    "prune-risk",
    "tao_tui.cli.subnets.prune_risk:prune_risk",
    "Show who is replaced next: neurons of a subnet by registrations, or subnets by new ones.",
)


@app.verb("list")
def list_(
    context: typer.Context,
    mine: Annotated[
        bool, typer.Option("--mine", help="Those the wallet owns, and what the owner's cut of each brings.")
    ] = False,
    address: LookedAt = None,
) -> None:
    """List every subnet, or those one coldkey owns with what they bring it."""
    run = run_of(context)
    if mine or address:
        from tao_tui.cli.signing.account import looked_at
        from tao_tui.cli.subnets.owned import list_owned

        list_owned(run, looked_at(run, address))
        return

    async def work(client: Client) -> Reading[tuple[Subnet, ...]]:
        from tao_tui.reads.subnets.market import read_subnets

        return await read_subnets(client)

    def text(subnets: tuple[Subnet, ...]) -> Iterable[str]:
        from tao_tui.cli.terminal.layout import table
        from tao_tui.tables.subnets import SUBNET_COLUMNS

        return table(SUBNET_COLUMNS, subnets)

    run.out.reading(run.on_node(work), text)


@app.verb("show")
def show(
    context: typer.Context,
    netuid: Annotated[int, typer.Argument(help="The subnet's number.", metavar="NETUID", min=0, max=65535)],
    history: Annotated[
        bool, typer.Option("--history", help="Also a chart of the price, as far as it was kept here.")
    ] = False,
) -> None:
    """Show one subnet: pool, price, emission, owner, next epoch, cost of a registration.

    Prices are kept by the hour, in the app and whenever this command looks at them.
    """
    run = run_of(context)
    genesis = ""

    async def work(client: Client) -> Reading[Subnet]:
        nonlocal genesis
        from tao_tui.reads.subnets.market import read_subnet

        genesis = client.genesis
        return await read_subnet(client, netuid)

    def text(subnet: Subnet) -> Iterable[str]:
        from tao_tui.cli.stake.past import price_lines

        yield from _lines(subnet)
        if history:
            yield from price_lines(kept)

    from tao_tui.cli.stake.past import kept_prices

    reading = run.on_node(work)
    kept = kept_prices(run, genesis, netuid, reading.data.price_rao)
    run.out.reading(reading, text)


@app.verb("hparams")
def hparams(
    context: typer.Context,
    netuid: Annotated[int, typer.Argument(help="The subnet's number.", metavar="NETUID", min=0, max=65535)],
) -> None:
    """List a subnet's hyperparameters, in the chain's units and in words."""
    run = run_of(context)

    async def work(client: Client) -> Reading[tuple[Hyperparameter, ...]]:
        from tao_tui.reads.subnets.hyperparameters import read_hyperparameters

        return await read_hyperparameters(client, netuid)

    def text(found: tuple[Hyperparameter, ...]) -> Iterable[str]:
        from tao_tui.cli.terminal.layout import aligned

        return aligned((each.name, each.text) for each in found)

    run.out.reading(run.on_node(work), text)


def _lines(subnet: Subnet) -> Iterable[str]:
    from tao_tui.amounts import Tao
    from tao_tui.cli.terminal.layout import aligned
    from tao_tui.counted import counted

    left = subnet.blocks_to_epoch
    epoch = "none due" if left is None else f"in {counted(left, 'block')}"
    yield f"{subnet.netuid} {subnet.name} {subnet.symbol}".rstrip()
    if subnet.description:
        yield f"  {subnet.description}"
    facts = [
        ("Price", f"{Tao(subnet.price_rao).plain} τ per α"),
        ("In the pool", f"{subnet.tao_in}, {subnet.alpha_in}"),
        ("Alpha outside", str(subnet.alpha_out)),
        ("Emission", f"{subnet.emission} into the pool per block"),
        ("Epoch", f"{epoch}, tempo {subnet.tempo}"),
        ("Neurons", f"{subnet.neurons} of {subnet.max_neurons}"),
        ("Registration", str(subnet.registration_cost)),
        ("Owner", subnet.owner),
        ("Website", subnet.url),
    ]
    yield from (f"  {line}" for line in aligned(fact for fact in facts if fact[1]))
