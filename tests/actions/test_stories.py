"""What people do, against the embedded node: each story ends in a final block or in the chain's own words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bittensor_core as bc
import pytest

from tao_tui.actions.account import Account
from tao_tui.actions.lifecycle.flow import submit
from tao_tui.actions.lifecycle.resume import resume
from tao_tui.actions.lifecycle.reviewing import review
from tao_tui.actions.plan import Outcome
from tao_tui.addresses import Address
from tao_tui.amounts import Tao
from tao_tui.chain.client import Client, connect
from tao_tui.chain.networks import resolve_network
from tao_tui.devnet.node.node import Node
from tao_tui.devnet.rpc.server import serve
from tao_tui.devnet.worlds import new_world
from tao_tui.errors import ChainRejected, Declined
from tao_tui.journal.journal import Journal
from tao_tui.journal.movement import Movement, read_back
from tao_tui.reads.governance.proposals import read_governance, read_proposals
from tao_tui.reads.governance.proposers import find_proposer
from tao_tui.reads.network import read_status
from tao_tui.reads.owned.balance import read_balances
from tao_tui.reads.owned.stake import read_positions
from tao_tui.reads.scores.audit import read_audit
from tao_tui.reads.scores.columns import read_scores
from tao_tui.reads.scores.explanations import read_explanation
from tao_tui.reads.scores.follow import follow_scores
from tao_tui.reads.subnets.hyperparameters import read_hyperparameters
from tao_tui.reads.subnets.market import read_subnets
from tao_tui.reads.trades.quoting import read_quote
from tao_tui.reads.validators.roster import read_validators
from tao_tui.wallet import Transaction

pytestmark = pytest.mark.xdist_group("stories")

TAO = 10**9


def keypair(uri: str) -> Any:
    return bc.Keypair.from_uri(uri)


def address(uri: str) -> Address:
    return Address(keypair(uri).ss58_address)


ALICE = Account(address("//Alice"), "alice", (("h1", address("//Alice//h1")),))
DEMO = Account(address("//Demo"), "demo", (("senator", address("//Demo//senator")),))
URIS = {ALICE.coldkey: "//Alice", DEMO.coldkey: "//Demo"}


@dataclass
class Story:
    """One connection, one journal, and somebody doing things."""

    client: Client
    journal: Journal
    node: Node

    async def does(self, who: Account, action: str, **arguments: Any) -> Outcome:
        agreed = await review(action, arguments, self.client, who)

        async def sign(transaction: Transaction) -> bytes:
            return bytes(keypair(URIS[who.coldkey]).sign(transaction.payload))

        return await submit(agreed, self.client, sign, self.journal)

    async def free(self, who: Account) -> Tao:
        return (await read_balances(self.client, [who.coldkey])).data[0].free

    async def alpha(self, who: Account, netuid: int) -> int:
        positions = (await read_positions(self.client, who.coldkey)).data
        return sum(position.alpha.rao for position in positions if position.netuid == netuid)


@pytest.fixture
async def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Story]:
    monkeypatch.setenv("TAO_TUI_HOME", str(tmp_path))
    node = new_world("small", block_time=0.1)
    async with serve(node) as server, connect(resolve_network(server.url)) as client:
        with Journal(tmp_path / "journal.sqlite") as journal:
            yield Story(client, journal, node)


async def test_a_transfer_arrives_and_costs_what_was_said(story: Story) -> None:
    before, theirs = await story.free(ALICE), await story.free(DEMO)
    outcome = await story.does(ALICE, "transfer", dest=DEMO.coldkey, amount="1.5")
    assert outcome.finalized
    assert await story.free(DEMO) == theirs + Tao(1_500_000_000)
    assert await story.free(ALICE) == before - Tao(1_500_000_000) - outcome.fee
    assert any((event.pallet, event.name) == ("Balances", "Transfer") for event in outcome.events)
    assert story.journal.rows()[0].status == "finalized"
    assert await resume(story.journal, story.client) == ()


async def test_everything_may_leave(story: Story) -> None:
    outcome = await story.does(ALICE, "transfer", dest=DEMO.coldkey, amount="all", keep_alive="no")
    assert outcome.finalized
    assert await story.free(ALICE) == Tao(0)


async def test_a_claim_pays_what_was_said_and_says_what_it_paid(story: Story) -> None:
    """The demo wallet finds dividends at the beginning, some kept here, some sold."""
    await story.does(DEMO, "stake.claim_type", type="keep-subnets", netuids="2")
    before = await story.alpha(DEMO, 0)
    outcome = await story.does(DEMO, "stake.claim", netuids="all")
    *sold, kept = outcome.moved
    assert sum(each.alpha_rao for each in sold) == await story.alpha(DEMO, 0) - before
    assert (kept.netuid, {each.kind for each in outcome.moved}) == (2, {"dividends"})
    row = story.journal.rows()[0]
    assert read_back(Movement, row.moved_json) == outcome.moved
    assert row.fee_payer == DEMO.coldkey
    with pytest.raises(Declined) as refused:
        await review("stake.claim", {"netuids": "2"}, story.client, DEMO)
    assert refused.value.code in ("nothing_to_claim", "below_claim_threshold")


async def test_staking_brings_what_was_quoted_and_can_be_undone(story: Story) -> None:
    hotkey = (await read_validators(story.client, 1)).data[0].hotkey
    quote = (await read_quote(story.client, "add", 1, hotkey, 10 * TAO)).data
    await story.does(ALICE, "stake.add", netuid=1, hotkey=hotkey, amount="10", tolerance="1%")
    bought = await story.alpha(ALICE, 1)
    assert quote.least_out_rao(quote.limit_price_rao(10_000)) <= bought <= quote.amount_out_rao * 101 // 100
    half = f"{bought // 2 // TAO}.{bought // 2 % TAO:09d}"
    await story.does(ALICE, "stake.remove", netuid=1, hotkey=hotkey, amount=half)
    assert await story.alpha(ALICE, 1) >= bought - bought // 2
    await story.does(ALICE, "stake.remove", netuid=1, hotkey=hotkey, amount="all")
    # What an epoch may have added between review and block stays behind.
    assert await story.alpha(ALICE, 1) * 1_000 < bought


async def test_root_takes_stake_one_to_one(story: Story) -> None:
    hotkey = DEMO.hotkeys[0][1]
    await story.does(ALICE, "stake.add", netuid=0, hotkey=hotkey, amount="5")
    assert await story.alpha(ALICE, 0) == 5 * TAO
    await story.does(ALICE, "stake.remove", netuid=0, hotkey=hotkey, amount="2")
    assert await story.alpha(ALICE, 0) == 3 * TAO


async def test_stake_is_moved_swapped_given_and_all_sold_at_once(story: Story) -> None:
    first, second = [row.hotkey for row in (await read_validators(story.client, 1)).data[:2]]
    await story.does(ALICE, "stake.add", netuid=1, hotkey=first, amount="10")
    await story.does(ALICE, "stake.move", netuid=1, hotkey=first, to_hotkey=second, amount="all")
    held = {row.hotkey: row.alpha.rao for row in (await read_positions(story.client, ALICE.coldkey)).data}
    # What an epoch may have added between review and block stays behind.
    assert held.get(first, 0) * 1_000 < held[second]
    await story.does(ALICE, "stake.swap", netuid=1, hotkey=second, to_netuid=2, amount="10")
    assert await story.alpha(ALICE, 2) > 0
    theirs = await story.alpha(DEMO, 1)
    await story.does(ALICE, "stake.transfer", netuid=1, hotkey=second, to_coldkey=DEMO.coldkey, amount="5")
    assert await story.alpha(DEMO, 1) - theirs >= 5 * TAO - 1
    outcome = await story.does(ALICE, "stake.exit")
    assert any(event.name == "BatchCompleted" for event in outcome.events)
    assert await story.alpha(ALICE, 1) + await story.alpha(ALICE, 2) < TAO // 100


async def test_a_subnet_is_created_and_started(story: Story) -> None:
    before = {subnet.netuid for subnet in (await read_subnets(story.client)).data}
    await story.does(ALICE, "subnets.create")
    after = (await read_subnets(story.client)).data
    (mine,) = [subnet for subnet in after if subnet.netuid not in before]
    assert (mine.owner, mine.owner_hotkey) == (ALICE.coldkey, ALICE.hotkeys[0][1])
    with pytest.raises(Declined, match="has not started"):
        await story.does(ALICE, "stake.add", netuid=mine.netuid, hotkey="h1", amount="1")
    await story.does(ALICE, "subnets.start", netuid=mine.netuid)
    await story.does(ALICE, "stake.add", netuid=mine.netuid, hotkey="h1", amount="1")


async def test_a_take_is_lowered(story: Story) -> None:
    await story.does(DEMO, "stake.take", hotkey="senator", take="9%")
    row = next(
        row for row in (await read_validators(story.client, 0)).data if row.hotkey == DEMO.hotkeys[0][1]
    )
    assert row.take_ppm == 89_997


async def test_a_partial_trade_stops_at_its_limit(story: Story) -> None:
    hotkey = (await read_validators(story.client, 1)).data[0].hotkey
    before = await story.free(ALICE)
    await story.does(
        ALICE, "stake.add", netuid=1, hotkey=hotkey, amount="9000", tolerance="0.01", partial=True
    )
    assert before - await story.free(ALICE) < Tao(9_000 * TAO)
    with pytest.raises(Declined) as refused:
        await story.does(ALICE, "stake.add", netuid=1, hotkey=hotkey, amount="5000", tolerance="0.01")
    assert refused.value.code == "slippage_too_high"


async def test_a_registration_makes_a_neuron_once(story: Story) -> None:
    size = (await read_scores(story.client, 2)).data.size
    outcome = await story.does(ALICE, "subnets.register", netuid=2, max_burn="5")
    assert any(event.name == "NeuronRegistered" for event in outcome.events)
    scores = (await read_scores(story.client, 2)).data
    assert ALICE.hotkeys[0][1] in scores.hotkeys
    assert scores.size == size + 1
    with pytest.raises(Declined, match="already registered"):
        await story.does(ALICE, "subnets.register", netuid=2, max_burn="5")


async def test_a_call_is_proposed_and_voted_on(story: Story) -> None:
    story.node.actors.clear()  # senators in a hurry would decide before a slow machine has voted
    remark = {"pallet": "System", "function": "remark", "arguments": {"remark": "a better subnet"}}
    await story.does(DEMO, "gov.propose", call=remark)
    mine = (await read_proposals(story.client, [DEMO.hotkeys[0][1]])).data[0]
    assert mine.summary == "As root: Put on record: “a better subnet”"
    assert (mine.status, mine.my_vote) == ("open", None)
    assert await find_proposer(story.client, mine) == DEMO.coldkey
    outcome = await story.does(DEMO, "gov.vote", proposal=mine.id, approve="yes")
    assert any((event.pallet, event.name) == ("Triumvirate", "Voted") for event in outcome.events)
    with pytest.raises(Declined, match="already voted"):
        await story.does(DEMO, "gov.vote", proposal=mine.hash, approve=True)
    with pytest.raises(Declined, match="not a member"):
        await story.does(ALICE, "gov.propose", call=remark)


async def test_the_chains_refusal_is_told_in_its_own_name(story: Story) -> None:
    remark = {"pallet": "System", "function": "remark", "arguments": {"remark": "too hasty"}}
    with pytest.raises(ChainRejected) as refused:
        await story.does(DEMO, "gov.propose", call=remark, duration=1)
    assert refused.value.code == "DurationLowerThanConfiguredMotionDuration"
    assert refused.value.hint
    row = story.journal.rows()[0]
    assert (row.status, row.error) == ("failed", "DurationLowerThanConfiguredMotionDuration")


async def test_scores_are_followed_over_an_epoch(story: Story) -> None:
    seen: list[int | None] = []
    async for delta in follow_scores(story.client, 1):
        seen.append(delta.scores.blocks_to_epoch)
        if len(seen) > 1 and "emission" in delta.changed:
            break
        assert len(seen) < 100, "no epoch in a hundred blocks"
    again = (await read_scores(story.client, 1)).data
    assert delta.scores.hotkeys == again.hotkeys
    assert delta.scores.blocks_to_epoch is not None
    assert delta.scores.blocks_to_epoch >= 18
    audit = (await read_audit(story.client, 1)).data
    assert (audit.follows, audit.differences) == (True, ())
    explained = (await read_explanation(story.client, 1, 8)).data
    assert explained.explanation.server.incentive == again.incentive[8]


async def test_the_world_can_be_seen(story: Story) -> None:
    subnets = (await read_subnets(story.client)).data
    assert [subnet.netuid for subnet in subnets] == list(range(len(subnets)))
    assert all(subnet.price_rao > 0 and subnet.name for subnet in subnets)
    governance = (await read_governance(story.client)).data
    assert DEMO.coldkey in governance.members
    assert DEMO.hotkeys[0][1] in governance.senators
    parameters = {str(each.name): each.value for each in (await read_hyperparameters(story.client, 1)).data}
    assert parameters["tempo"] == subnets[1].tempo
    status = (await read_status(story.client)).data
    assert 0 < status.staked_ppm < 1_000_000
    assert status.next_halving_at > status.issuance
