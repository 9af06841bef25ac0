"""`gov`: proposals, who votes, and the votes; proposing and voting come from the action registry."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Final

import typer

from tao_tui.cli.commands.lazy import LazyGroup, Noun
from tao_tui.cli.invocation.run import Run, run_of
from tao_tui.counted import counted
from tao_tui.errors import UsageError

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import Reading
    from tao_tui.reads.governance.decision import Decision
    from tao_tui.reads.governance.decisions import LookBack
    from tao_tui.reads.governance.proposals import Governance, Proposal

_MOST_BLOCKS: Final = 1_000_000

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
            carry = counted(governance.threshold, "aye carries", "ayes carry")
            votes = f"{counted(len(governance.senators), 'senator')}, {carry}"
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
def list_(
    context: typer.Context,
    decided: Annotated[
        bool, typer.Option("--decided", help="Those that are over: how they ended, and what came of it.")
    ] = False,
    blocks: Annotated[
        int | None,
        typer.Option(
            "--blocks",
            help="With --decided: how many of the newest blocks to look through.",
            metavar="N",
            min=1,
            max=_MOST_BLOCKS,
        ),
    ] = None,
) -> None:
    """List the proposals, newest first.

    Decided ones are gone from the chain's state, so they are found in its recent blocks: with a triumvirate
    its motions of two weeks, on later runtimes what the sudo key had done in an hour. How far the look back
    went is said, and what it found is remembered when no node keeps the block any more.
    """
    run = run_of(context)
    if decided:
        run.out.reading(run.on_node(lambda client: _decisions(run, client, blocks)), _decided_lines)
        return
    if blocks is not None:
        raise UsageError("--blocks goes with --decided.", code="bad_blocks")

    def text(proposals: tuple[Proposal, ...]) -> Iterable[str]:
        from tao_tui.cli.terminal.layout import table
        from tao_tui.tables.proposals import OPEN_COLUMNS

        if proposals:
            return table(OPEN_COLUMNS, proposals)
        return ["Nothing is before the voting bodies. tao-tui gov list --decided shows what was decided."]

    run.out.reading(run.on_node(lambda client: _proposals(run, client)), text)


@app.verb("show")
def show(
    context: typer.Context,
    proposal: Annotated[str, typer.Argument(help="The proposal's number or hash.", metavar="ID")],
) -> None:
    """Show one proposal, open or decided: what it would do, the votes, when it ends, what came of it."""
    from tao_tui.chain.query import Reading

    run = run_of(context)

    async def work(client: Client) -> Reading[Proposal | Decision]:
        wanted = proposal.casefold()
        reading = await _proposals(run, client)
        for found in reading.data:
            if wanted in (found.id, found.hash):
                return Reading(reading.block, found)
        past = await _decisions(run, client, None)
        for over in past.data.decided:
            if wanted in (over.id, over.hash):
                return Reading(past.block, over)
        raise UsageError(
            f"There is no proposal “{proposal[:80]}”, open or decided since block {past.data.from_block:,}.",
            hint="tao-tui gov list shows those that are open, with --decided those that are over.",
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
    from tao_tui.cli.signing.account import account_if_any
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


async def _decisions(run: Run, client: Client, blocks: int | None) -> Reading[LookBack]:
    from tao_tui.cli.signing.account import account_if_any
    from tao_tui.journal.decisions import Decisions
    from tao_tui.journal.journal import Journal
    from tao_tui.reads.governance.decisions import read_decisions

    account = account_if_any(run)
    mine = [address for _, address in account.hotkeys] if account else []
    with Journal() as journal:
        return await read_decisions(client, Decisions(journal), mine, blocks=blocks)


def _decided_lines(found: LookBack) -> Iterable[str]:
    from tao_tui.cli.terminal.layout import table
    from tao_tui.reads.governance.decision import outcome_words
    from tao_tui.reads.governance.decisions import reach_words
    from tao_tui.tables.proposals import DECIDED_COLUMNS

    if found.decided:
        yield from table(DECIDED_COLUMNS, found.decided)
    for decision in found.decided:
        if decision.outcome == "failed":
            yield f"! {decision.id} was {outcome_words(decision)}. {decision.error_words or ''}".rstrip()
    yield reach_words(found)


def _lines(proposal: Proposal | Decision) -> Iterable[str]:
    from tao_tui.cli.signing.review_text import call_lines
    from tao_tui.cli.terminal.layout import aligned
    from tao_tui.reads.governance.decision import Decision

    yield f"{proposal.id} {proposal.summary}"
    facts = _ending(proposal) if isinstance(proposal, Decision) else _standing(proposal)
    yield from (f"  {line}" for line in aligned(facts))
    if proposal.call is not None:
        yield from (f"  {line}" for line in call_lines(proposal.call))
    yield from (f"  aye {voter}" for voter in proposal.ayes)
    yield from (f"  nay {voter}" for voter in proposal.nays)


def _standing(proposal: Proposal) -> list[tuple[str, str]]:
    ayes, nays = counted(len(proposal.ayes), "aye"), counted(len(proposal.nays), "nay")
    carry = counted(proposal.threshold, "aye carries", "ayes carry")
    return [
        ("Status", proposal.status),
        ("Votes", f"{ayes}, {nays}, {carry}"),
        ("Ends", f"after block {proposal.ends_at:,}"),
        ("Your vote", proposal.my_vote or "none"),
        ("Proposer", proposal.proposer or "not known any more"),
        ("Hash", proposal.hash),
    ]


def _ending(decision: Decision) -> list[tuple[str, str]]:
    from tao_tui.reads.governance.decision import outcome_words, vote_words

    facts = [("Outcome", outcome_words(decision))]
    if decision.error_words:
        facts.append(("Why", decision.error_words))
    when = f"block {decision.block_number:,}"
    if decision.block_time is not None:
        when += f", {datetime.fromtimestamp(decision.block_time):%Y-%m-%d %H:%M:%S}"
    facts += [
        ("Votes", vote_words(decision)),
        ("Decided", when),
        ("Your vote", decision.my_vote or "none"),
        ("Proposer", decision.proposer or "not known any more"),
        ("Closed by", decision.closed_by or "not known"),
        ("Hash", decision.hash or "none"),
    ]
    return facts
