"""The two seams to the rest of the program: what can be read and what can be done."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from tao_tui.errors import Unsupported

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from tao_tui.actions.account import Account
    from tao_tui.actions.lifecycle.resume import Settled
    from tao_tui.actions.lifecycle.written import Sign
    from tao_tui.actions.plan import Outcome, Review, Step
    from tao_tui.actions.undoing.undo import Inverse
    from tao_tui.addresses import Address
    from tao_tui.chain.client import Client
    from tao_tui.chain.networks import Network
    from tao_tui.chain.query import Reading
    from tao_tui.journal.finding import Finding
    from tao_tui.journal.journal import Journal
    from tao_tui.reads.auto_stake import AutoStake
    from tao_tui.reads.coldkey_swaps import ColdkeySwap
    from tao_tui.reads.governance.decisions import LookBack
    from tao_tui.reads.governance.proposals import Governance, Proposal
    from tao_tui.reads.identity import SubnetIdentity
    from tao_tui.reads.network import Status
    from tao_tui.reads.owned.locks import StakeLock
    from tao_tui.reads.owned.portfolio import Portfolio
    from tao_tui.reads.owned.root_claims import RootClaims
    from tao_tui.reads.owned.stake import Position
    from tao_tui.reads.past.block_scan import Progress
    from tao_tui.reads.proxies import Proxies
    from tao_tui.reads.scores.audit import Audit
    from tao_tui.reads.scores.epoch_inputs import EpochPicture
    from tao_tui.reads.scores.explanations import ScoreExplanation
    from tao_tui.reads.scores.follow import ScoresDelta
    from tao_tui.reads.scores.wall import WallDelta
    from tao_tui.reads.subnets.hyperparameters import Hyperparameter
    from tao_tui.reads.subnets.market import Subnet
    from tao_tui.reads.subnets.owned import OwnedSubnet
    from tao_tui.reads.subnets.subnet_risk import SubnetRisks
    from tao_tui.reads.trades.quote import Quote
    from tao_tui.reads.uids.prune_risk import PruneRisk
    from tao_tui.reads.validators.nominators import Nominators
    from tao_tui.reads.validators.relations import Relations
    from tao_tui.reads.validators.roster import Survey
    from tao_tui.reads.validators.takes import Take


_REST = 3.0
"""How many times as long as a node took it is left alone by a look through blocks in the background."""


class Reads:
    """Chain state as typed results; one method per subject."""

    async def subnets(self, client: Client) -> Reading[tuple[Subnet, ...]]:
        """All subnets."""
        from tao_tui.reads.subnets.market import read_subnets

        return await read_subnets(client)

    async def balances(self, client: Client, coldkeys: Sequence[Address]) -> Reading[tuple[Portfolio, ...]]:
        """The portfolios of several coldkeys."""
        from tao_tui.reads.owned.portfolio import read_portfolios

        return await read_portfolios(client, coldkeys)

    async def positions(self, client: Client, coldkey: Address) -> Reading[tuple[Position, ...]]:
        """Everything a coldkey has staked."""
        from tao_tui.reads.owned.stake import read_positions

        return await read_positions(client, coldkey, validator_names=True)

    async def survey(self, client: Client, netuid: int) -> Reading[Survey]:
        """Who one can stake to on a subnet, and what their stakers' earnings are counted by."""
        from tao_tui.reads.validators.roster import survey

        return await survey(client, netuid)

    async def nominators(
        self, client: Client, netuid: int, hotkeys: Sequence[Address]
    ) -> Reading[dict[Address, Nominators]]:
        """Who stakes to a few hotkeys beside their owners."""
        from tao_tui.reads.validators.nominators import read_nominators

        return await read_nominators(client, netuid, hotkeys)

    async def bought(self, client: Client, netuid: int, rao: int) -> Reading[Quote]:
        """What so many rao buy on a subnet."""
        from tao_tui.reads.trades.quoting import read_trade

        return await read_trade(client, "add", netuid, rao)

    async def auto_stake(self, client: Client, coldkey: Address) -> Reading[tuple[AutoStake, ...]]:
        """Where a coldkey's miners' earnings are staked."""
        from tao_tui.reads.auto_stake import read_auto_stake

        return await read_auto_stake(client, coldkey)

    async def root_claims(self, client: Client, coldkey: Address) -> Reading[RootClaims]:
        """What a coldkey's root stake may claim."""
        from tao_tui.chain.query import Reading
        from tao_tui.reads.owned.root_claims import read_root_claims

        found = await read_root_claims(client, [coldkey])
        return Reading(found.block, found.data[coldkey])

    async def relations(
        self, client: Client, coldkey: Address, known: Sequence[Address], netuids: Sequence[int]
    ) -> Reading[tuple[Relations, ...]]:
        """Children and parents of a coldkey's hotkeys."""
        from tao_tui.reads.owned_hotkeys import read_owned_hotkeys
        from tao_tui.reads.validators.relations import read_relations

        owned = await read_owned_hotkeys(client, coldkey, known)
        return await read_relations(client, owned.data, netuids)

    async def takes(
        self, client: Client, coldkey: Address, known: Sequence[Address]
    ) -> Reading[tuple[Take, ...]]:
        """The takes of a coldkey's hotkeys."""
        from tao_tui.reads.owned_hotkeys import read_owned_hotkeys
        from tao_tui.reads.validators.takes import read_takes

        owned = await read_owned_hotkeys(client, coldkey, known)
        return await read_takes(client, owned.data)

    async def coldkey_swap(self, client: Client, coldkey: Address) -> Reading[ColdkeySwap | None]:
        """What is announced for a coldkey; None on runtimes without announcements."""
        from tao_tui.chain.query import Reading
        from tao_tui.reads.coldkey_swaps import read_coldkey_swap

        try:
            found = await read_coldkey_swap(client, coldkey)
        except Unsupported:
            return Reading(await client.head(), None)
        return Reading(found.block, found.data)

    async def proxies(self, client: Client, account: Address) -> Reading[Proxies]:
        """Who may act for an account."""
        from tao_tui.reads.proxies import read_proxies

        return await read_proxies(client, account)

    async def locks(self, client: Client, coldkey: Address) -> Reading[tuple[StakeLock, ...]]:
        """What a coldkey has locked."""
        from tao_tui.reads.owned.locks import read_locks

        return await read_locks(client, coldkey)

    async def proposals(self, client: Client, hotkeys: Sequence[Address]) -> Reading[tuple[Proposal, ...]]:
        """Open proposals, with the votes of these hotkeys marked."""
        from tao_tui.reads.governance.proposals import read_proposals

        return await read_proposals(client, hotkeys)

    async def decisions(
        self, client: Client, journal: Journal, hotkeys: Sequence[Address]
    ) -> Reading[LookBack]:
        """What was decided lately, and how far back blocks were looked through."""
        from tao_tui.journal.decisions import Decisions
        from tao_tui.reads.governance.decisions import read_decisions

        return await read_decisions(client, Decisions(journal), hotkeys)

    async def governance(self, client: Client) -> Reading[Governance]:
        """Who proposes and who votes."""
        from tao_tui.reads.governance.proposals import read_governance

        return await read_governance(client)

    async def status(self, client: Client) -> Reading[Status]:
        """The network as a whole."""
        from tao_tui.reads.network import read_status

        return await read_status(client)

    async def explanation(
        self, client: Client, netuid: int, uid: int, mechanism: int = 0
    ) -> Reading[ScoreExplanation]:
        """Why a neuron scores what it scores."""
        await asyncio.to_thread(import_module, "tao_tui.consensus.explanation")
        from tao_tui.reads.scores.explanations import read_explanation

        return await read_explanation(client, netuid, uid, mechanism)

    def follow_scores(
        self, client: Client, netuid: int, mechanism: int = 0
    ) -> AsyncGenerator[ScoresDelta, None]:
        """The scores of one subnet, then every change of them."""
        from tao_tui.reads.scores.follow import follow_scores

        return follow_scores(client, netuid, mechanism)

    def follow_subnets(self, client: Client, netuids: Sequence[int]) -> AsyncGenerator[ScoresDelta, None]:
        """The scores of several subnets over one subscription."""
        from tao_tui.reads.scores.follow import follow_subnets

        return follow_subnets(client, netuids)

    def follow_wall(self, client: Client) -> AsyncGenerator[WallDelta, None]:
        """Every subnet at a glance, then those that change."""
        from tao_tui.reads.scores.wall import follow_wall

        return follow_wall(client)

    async def epoch(self, client: Client, netuid: int, mechanism: int = 0) -> Reading[EpochPicture]:
        """What the last epoch of a subnet started from."""
        await asyncio.to_thread(import_module, "tao_tui.consensus.explanation")
        from tao_tui.reads.scores.epoch_inputs import read_epoch

        return await read_epoch(client, netuid, mechanism)

    async def audit(self, client: Client, netuid: int, mechanism: int = 0) -> Reading[Audit]:
        """The last epoch of a subnet computed again beside what the chain stored."""
        await asyncio.to_thread(import_module, "tao_tui.consensus.explanation")
        from tao_tui.reads.scores.audit import read_audit

        return await read_audit(client, netuid, mechanism)

    async def prune_risk(self, client: Client, netuid: int, mine: frozenset[str]) -> Reading[PruneRisk]:
        """Which neurons of a subnet registrations replace next."""
        from tao_tui.chain.query import Reading
        from tao_tui.reads.uids.prune_risk import read_prune_risks

        found = await read_prune_risks(client, [netuid], mine)
        return Reading(found.block, found.data[0])

    async def subnet_risks(self, client: Client, mine: frozenset[str]) -> Reading[SubnetRisks]:
        """Which subnets new ones dissolve next."""
        from tao_tui.reads.subnets.subnet_risk import read_subnet_risks

        return await read_subnet_risks(client, mine)

    async def owned_subnets(self, client: Client, coldkey: Address) -> Reading[tuple[OwnedSubnet, ...]]:
        """The subnets a coldkey owns, and what each brings it."""
        from tao_tui.reads.subnets.owned import read_owned_subnets

        return await read_owned_subnets(client, coldkey)

    async def hyperparameters(self, client: Client, netuid: int) -> Reading[tuple[Hyperparameter, ...]]:
        """What a subnet's rules are set to."""
        from tao_tui.reads.subnets.hyperparameters import read_hyperparameters

        return await read_hyperparameters(client, netuid)

    async def subnet_identity(self, client: Client, netuid: int) -> Reading[SubnetIdentity]:
        """What a subnet says of itself."""
        from tao_tui.reads.identity import read_subnet_identity

        return await read_subnet_identity(client, netuid)

    async def registrations(
        self, client: Client, hotkeys: Sequence[Address]
    ) -> Reading[dict[int, dict[Address, int]]]:
        """On which subnets hotkeys are registered."""
        from tao_tui.reads.uids.registrations import read_registrations

        return await read_registrations(client, hotkeys)


class Deeds:
    """What can be done: review, submit, resume."""

    async def review(
        self,
        name: str,
        arguments: Mapping[str, object],
        client: Client,
        account: Account,
        journal: Journal,
    ) -> Review:
        """Check the arguments against live state and word the decoded call."""
        from tao_tui.actions.lifecycle.reviewing import review

        return await review(name, arguments, client, account, journal=journal)

    async def refresh(self, review: Review, client: Client, journal: Journal) -> Review:
        """The same action reviewed again at the head."""
        from tao_tui.actions.lifecycle.reviewing import refresh

        return await refresh(review, client, journal)

    async def submit(
        self,
        review: Review,
        client: Client,
        sign: Sign,
        journal: Journal,
        on_step: Callable[[Step], None],
        *,
        again: bool,
    ) -> Outcome:
        """Sign, send once and follow to finality."""
        from tao_tui.actions.lifecycle.flow import submit

        return await submit(review, client, sign, journal, on_step, again=again)

    async def resume(self, journal: Journal, client: Client) -> Sequence[Settled]:
        """Settle what an earlier run left open."""
        from tao_tui.actions.lifecycle.resume import resume

        return await resume(journal, client)

    def scan(
        self, client: Client, journal: Journal, accounts: Sequence[Address], blocks: int
    ) -> AsyncGenerator[Progress, None]:
        """Look through the newest blocks for what concerns accounts, a little at a time."""
        from tao_tui.journal.findings import Findings
        from tao_tui.reads.past.block_scan import scan

        return scan(client, Findings(journal), accounts, blocks=blocks, rest=_REST)

    def looked_since(self, journal: Journal, genesis: str, accounts: Sequence[Address]) -> int | None:
        """The first of the newest final blocks that were all looked through, or None for none."""
        from tao_tui.journal.findings import Findings

        spans = Findings(journal).spans(genesis, accounts)
        return spans[-1].first if spans else None

    def found(self, journal: Journal, limit: int) -> Sequence[Finding]:
        """The newest of what was found that was not sent from here."""
        from tao_tui.journal.findings import Findings

        return Findings(journal).newest(limit)

    async def without_dust(self, inverse: Inverse, client: Client, coldkey: Address) -> Inverse:
        """A way back that leaves no dust of a position."""
        from tao_tui.actions.undoing.undo import without_dust

        return await without_dust(inverse, client, coldkey)

    async def prepare(self) -> None:
        """Import what speaks to a node in a thread: it takes longer than a frame."""
        await asyncio.to_thread(import_module, "tao_tui.chain.client")

    def connect(self, network: Network) -> AbstractAsyncContextManager[Client]:
        """An async context manager giving a client."""
        from tao_tui.chain.client import connect

        return connect(network)
