"""`gov`: proposals, who votes, and the votes; proposing and voting come from the action registry."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from tao_tui.cli.lazy import LazyGroup, Noun
from tao_tui.cli.run import Run, run_of

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import Reading
    from tao_tui.reads.governance.proposals import Governance, Proposal

app = Noun("Governance: what is before the voting bodies, and voting on it.")


def command() -> LazyGroup:
    """The `gov` group."""
    app.actions("gov")
    return app.group()


@app.verb("status")
def status(context: typer.Context) -> None:
    """Say how this runtime is governed and how much is open."""
    run = run_of(context)

    def text(governance: Governance) -> Iterable[str]:
        yield governance.note
        if governance.available:
            votes = f"{len(governance.senators)} senators, {governance.threshold} ayes carry"
            yield f"  {governance.proposals} open; {votes}"

    run.out.reading(run.on_node(_governance), text)


@app.verb("members")
def members(context: typer.Context) -> None:
    """List who may propose and who may vote."""
    run = run_of(context)

    def text(governance: Governance) -> Iterable[str]:
        yield governance.note
        yield from (f"  proposes  {member}" for member in governance.members)
        yield from (f"  votes     {senator}" for senator in governance.senators)

    run.out.reading(run.on_node(_governance), text)


@app.verb("list")
def list_(context: typer.Context) -> None:
    """List the proposals, newest first."""
    run = run_of(context)

    def text(proposals: tuple[Proposal, ...]) -> Iterable[str]:
        from tao_tui.cli.layout import table
        from tao_tui.tables.proposals import PROPOSAL_COLUMNS

        return table(PROPOSAL_COLUMNS, proposals) if proposals else ["Nothing is before the voting bodies."]

    run.out.reading(run.on_node(lambda client: _proposals(run, client)), text)


@app.verb("show")
def show(
    context: typer.Context,
    proposal: Annotated[str, typer.Argument(help="The proposal's number or hash.", metavar="ID")],
) -> None:
    """Show one proposal: what it would do, the votes, when it ends."""
    from tao_tui.chain.query import Reading

    run = run_of(context)

    async def work(client: Client) -> Reading[Proposal]:
        from tao_tui.errors import UsageError

        reading = await _proposals(run, client)
        for found in reading.data:
            if proposal.casefold() in (found.id, found.hash):
                return Reading(reading.block, found)
        raise UsageError(
            f"There is no proposal “{proposal[:80]}”.",
            hint="tao-tui gov list shows those that are open; a closed one is gone from the chain.",
            code="unknown_proposal",
        )

    run.out.reading(run.on_node(work), _lines)


async def _governance(client: Client) -> Reading[Governance]:
    from tao_tui.reads.governance.proposals import read_governance

    return await read_governance(client)


async def _proposals(run: Run, client: Client) -> Reading[tuple[Proposal, ...]]:
    import asyncio
    from dataclasses import replace

    from tao_tui.chain.query import Reading
    from tao_tui.cli.account import account_if_any
    from tao_tui.reads.governance.proposals import read_proposals
    from tao_tui.reads.governance.proposers import find_proposer

    account = account_if_any(run)
    reading = await read_proposals(client, [address for _, address in account.hotkeys] if account else [])
    proposers = await asyncio.gather(*(find_proposer(client, proposal) for proposal in reading.data))
    found = (
        replace(proposal, proposer=proposer or proposal.proposer)
        for proposal, proposer in zip(reading.data, proposers, strict=True)
    )
    return Reading(reading.block, tuple(found))


def _lines(proposal: Proposal) -> Iterable[str]:
    from tao_tui.cli.layout import aligned
    from tao_tui.cli.review_text import call_lines

    yield f"{proposal.id} {proposal.summary}"
    facts = [
        ("Status", proposal.status),
        ("Votes", f"{len(proposal.ayes)} aye, {len(proposal.nays)} nay, {proposal.threshold} ayes carry"),
        ("Ends", f"after block {proposal.ends_at:,}"),
        ("Your vote", proposal.my_vote or "none"),
        ("Proposer", proposal.proposer or "not known any more"),
        ("Hash", proposal.hash),
    ]
    yield from (f"  {line}" for line in aligned(facts))
    yield from (f"  {line}" for line in call_lines(proposal.call))
    yield from (f"  aye {voter}" for voter in proposal.ayes)
    yield from (f"  nay {voter}" for voter in proposal.nays)
