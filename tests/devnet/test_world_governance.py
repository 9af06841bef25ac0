"""Proposals of the demo world: waiting for a person, decided by the Senate, executed as root."""

from __future__ import annotations

from tao_tui.amounts import RAO_PER_TAO
from tao_tui.devnet.actors.governing import LULL, PATIENCE
from tao_tui.devnet.actors.stage import Stage
from tao_tui.devnet.cast.accounts import DEMO, DEMO_HOTKEY
from tao_tui.devnet.cast.people import person
from tao_tui.devnet.node.node import Node
from tao_tui.devnet.pallets.balances import Balances
from tao_tui.devnet.pallets.governance import Triumvirate
from tests.devnet.worldly import advance, events, world


def open_votes(node: Node) -> dict[int, tuple[int, int]]:
    """Ayes and nays by proposal index."""
    return {
        votes.index: (len(votes.ayes), len(votes.nays))
        for votes in node.runtime.pallet(Triumvirate).Voting.values()
    }


def test_one_proposal_is_open_from_the_start() -> None:
    node = world("small")
    body = node.runtime.pallet(Triumvirate)
    assert len(body.Proposals.value) == 1
    votes = body.Voting[body.Proposals.value[0]]
    assert votes.threshold == 5
    assert votes.end > 200
    assert body.ProposalOf[body.Proposals.value[0]].is_("SubtensorModule", "sudo")


def test_the_first_proposal_waits_for_a_person_whose_vote_decides() -> None:
    node = world("small")
    advance(node, 85)
    assert open_votes(node)[0][0] == 4
    before = node.runtime.pallet(Balances).free(person("Northlight").cold.public_key)
    proposal = node.runtime.pallet(Triumvirate).Proposals.value[0]
    assert Stage(node, 0).act(
        DEMO,
        "SubtensorModule",
        "vote",
        hotkey=DEMO_HOTKEY.public_key,
        proposal=proposal,
        index=0,
        approve=True,
    )
    advance(node, 2)
    assert proposal not in node.runtime.pallet(Triumvirate).Proposals.value
    assert events(node, node.head.number).count(("Triumvirate", "Executed")) == 1
    after = node.runtime.pallet(Balances).free(person("Northlight").cold.public_key)
    assert after - before == 500 * RAO_PER_TAO


def test_without_anybody_the_senators_decide_and_new_proposals_come() -> None:
    node = world("small", seed=3)
    body = node.runtime.pallet(Triumvirate)
    end = body.Voting[body.Proposals.value[0]].end
    seen: list[tuple[str, str]] = []
    for _ in range(end + PATIENCE):
        node.new_block()
        seen += [event for event in events(node, node.head.number) if event[0] == "Triumvirate"]
    assert seen.count(("Triumvirate", "Proposed")) >= 2
    assert seen.count(("Triumvirate", "Voted")) >= 9
    assert ("Triumvirate", "Executed") in seen
    assert 0 not in open_votes(node)
    assert body.ProposalCount.value >= 3


def test_there_is_nearly_always_something_to_vote_on() -> None:
    node = world("small", seed=5)
    body = node.runtime.pallet(Triumvirate)
    lull = longest = 0
    for _ in range(400):
        node.new_block()
        lull = 0 if body.Proposals.value else lull + 1
        longest = max(longest, lull)
    assert longest <= LULL + 1
    assert body.ProposalCount.value >= 4
