"""`subnets prune-risk`: who is replaced next when somebody registers, or creates a subnet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Final

import typer

from tao_tui.cli.invocation.run import Run, run_of
from tao_tui.errors import UsageError

if TYPE_CHECKING:
    from tao_tui.addresses import Address
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import Reading
    from tao_tui.reads.subnets.subnet_risk import SubnetRisks
    from tao_tui.reads.uids.prune_risk import NeuronRisk, PruneRisk

_FIRST: Final = 12
"""Neurons at the head of the queue that are listed unasked."""


def prune_risk(
    context: typer.Context,
    netuid: Annotated[
        int | None,
        typer.Argument(help="The subnet whose neurons are meant.", metavar="[NETUID]", min=0, max=65535),
    ] = None,
    hotkey: Annotated[
        list[str] | None,
        typer.Option(
            "--hotkey",
            help="Where this neuron stands, on every subnet without NETUID.",
            metavar="ADDRESS|NAME",
        ),
    ] = None,
    mine: Annotated[bool, typer.Option("--mine", help="The same of all hotkeys of the wallet.")] = False,
    everyone: Annotated[bool, typer.Option("--all", help="List the whole queue.")] = False,
) -> None:
    """Show who is replaced next: neurons of a subnet by registrations, or subnets by new ones.

    A turn of 3 means: the third registration from now on replaces it, as things are. An epoch, a change of
    emission or the end of somebody's immunity changes turns. “stays” means that newcomers go before it.
    Without NETUID it is about subnets, unless hotkeys are named.
    """
    run = run_of(context)
    hotkeys = _chosen(run, hotkey or (), mine=mine)
    if netuid is not None:
        _of_neurons(run, netuid, hotkeys, everyone=everyone)
    elif hotkeys:
        _of_hotkeys(run, hotkeys)
    else:
        _of_subnets(run)


def _of_neurons(run: Run, netuid: int, hotkeys: Sequence[Address], *, everyone: bool) -> None:
    pace = 12.0

    async def work(client: Client) -> Reading[PruneRisk]:
        from tao_tui.chain.query import Reading
        from tao_tui.reads.uids.prune_risk import read_prune_risks

        nonlocal pace
        pace = client.block_time
        reading = await read_prune_risks(client, [netuid], set(hotkeys) or _own_keys(run))
        (risk,) = reading.data
        return Reading(reading.block, _only(risk, hotkeys))

    def text(risk: PruneRisk) -> Iterable[str]:
        from tao_tui.tables.prune_risk import neuron_risk_words

        yield from neuron_risk_words(risk)
        yield from _table(run, risk, risk.queue if everyone or hotkeys else _head(risk), pace)
        if risk.neurons > _FIRST and not everyone and not hotkeys:
            yield f"The whole queue of {risk.neurons:,}: --all."

    run.out.reading(run.on_node(work), text)


def _of_hotkeys(run: Run, hotkeys: Sequence[Address]) -> None:
    pace = 12.0

    async def work(client: Client) -> Reading[tuple[PruneRisk, ...]]:
        from dataclasses import replace

        from tao_tui.reads.uids.prune_risk import read_risks_of

        nonlocal pace
        pace = client.block_time
        reading = await read_risks_of(client, hotkeys)
        return replace(reading, data=tuple(_only(risk, hotkeys) for risk in reading.data))

    def text(risks: tuple[PruneRisk, ...]) -> Iterator[str]:
        from tao_tui.tables.prune_risk import neuron_risk_words

        if not risks:
            yield "None of these hotkeys is registered on a subnet."
        for risk in risks:
            yield f"Subnet {risk.netuid}. {next(neuron_risk_words(risk))}"
            yield from (f"  {line}" for line in _table(run, risk, risk.queue, pace))

    run.out.reading(run.on_node(work), text)


def _of_subnets(run: Run) -> None:
    pace = 12.0

    async def work(client: Client) -> Reading[SubnetRisks]:
        from tao_tui.reads.subnets.subnet_risk import read_subnet_risks

        nonlocal pace
        pace = client.block_time
        return await read_subnet_risks(client, _own_keys(run))

    reading = run.on_node(work)

    def text(risks: SubnetRisks) -> Iterator[str]:
        from tao_tui.cli.terminal.layout import table
        from tao_tui.tables.prune_risk import subnet_risk_columns, subnet_risk_words

        yield from subnet_risk_words(risks, reading.block.number, pace)
        yield from table(subnet_risk_columns(pace), risks.queue)

    run.out.reading(reading, text)


def _chosen(run: Run, named: Sequence[str], *, mine: bool) -> list[Address]:
    """The hotkeys that are asked about, each once."""
    from tao_tui.cli.signing.account import account_of
    from tao_tui.cli.stake.quote_text import typed_hotkey

    found = [address for text in named if (address := typed_hotkey(run, text)) is not None]
    if mine:
        account = account_of(run)
        if not account.hotkeys:
            raise UsageError(
                f"Wallet {account.wallet} has no hotkeys.",
                hint="Name one with --hotkey, or another wallet with --wallet.",
                code="no_hotkey",
            )
        found += [address for _, address in account.hotkeys]
    return list(dict.fromkeys(found))


def _own_keys(run: Run) -> set[str]:
    """The keys to mark: those of the chosen wallet, where there is one."""
    from tao_tui.cli.signing.account import account_if_any

    account = account_if_any(run)
    return {account.coldkey, *(address for _, address in account.hotkeys)} if account else set()


def _only(risk: PruneRisk, hotkeys: Sequence[Address]) -> PruneRisk:
    """The queue with these hotkeys alone; all of it where none is named."""
    from dataclasses import replace

    if not hotkeys:
        return risk
    rows = tuple(row for row in risk.queue if row.hotkey in hotkeys)
    if not rows:
        named = "This hotkey is" if len(hotkeys) == 1 else "None of these hotkeys is"
        raise UsageError(
            f"{named} {'not ' if len(hotkeys) == 1 else ''}registered on subnet {risk.netuid}.",
            hint="Without NETUID every subnet is looked at.",
            code="not_registered",
        )
    return replace(risk, queue=rows)


def _head(risk: PruneRisk) -> Sequence[NeuronRisk]:
    """Those who go first, and mine wherever they stand."""
    return [row for place, row in enumerate(risk.queue) if place < _FIRST or row.mine]


def _table(run: Run, risk: PruneRisk, rows: Sequence[NeuronRisk], pace: float) -> Iterable[str]:
    from tao_tui.cli.signing.account import account_if_any
    from tao_tui.cli.terminal.layout import table
    from tao_tui.tables.prune_risk import neuron_risk_columns

    account = account_if_any(run)
    named = account.name_of if account else lambda _: ""
    return table(neuron_risk_columns(pace, named, of_root=risk.rule == "stake"), rows)
