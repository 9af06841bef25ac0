"""Governance: members propose now and then, senators make up their minds, the sudo key's clerk closes."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tao_tui.amounts import RAO_PER_TAO
from tao_tui.devnet.actors.stage import Stage
from tao_tui.devnet.cast.accounts import ALICE
from tao_tui.devnet.cast.people import clerk, person, proposers, senators, treasury
from tao_tui.devnet.frame.call import Call
from tao_tui.devnet.frame.runtime import Runtime
from tao_tui.devnet.pallets.collective import Votes
from tao_tui.devnet.pallets.governance import SenateMembers, Triumvirate

EVERY = 90
"""Blocks between two proposals of the actors while others are open."""
LULL = 2
"""Blocks between two looks whether nothing is open, when a member proposes at once."""
OPEN_FOR = 80
"""Blocks beyond the shortest duration that a proposal stays open."""
FIRST_OPEN_FOR = 200
"""The same for the proposal open at genesis."""
MOST_OPEN = 3
EAGERNESS = 1 / 25
"""How likely a senator votes at a given block."""
APPROVAL = 0.72
"""How likely a senator approves."""
FIRST = 0
"""Index of the proposal open at genesis; actors leave the deciding vote on it to a person."""
PATIENCE = 30
"""Blocks before its end from which they no longer wait."""


def _grant(role: str, tao: int) -> Callable[[Runtime], Call]:
    """Return a motion that pays somebody out of the treasury."""
    return lambda runtime: runtime.call(
        "Balances",
        "force_transfer",
        source=treasury().public_key,
        dest=person(role).cold.public_key,
        value=tao * RAO_PER_TAO,
    )


MOTIONS: tuple[Callable[[Runtime], Call], ...] = (
    _grant("Northlight", 500),
    _grant("Greenfold", 120),
    _grant("Stillwater", 300),
    _grant("Lanternlab", 80),
)
"""What is proposed in turn, to be made as root."""


def motion(runtime: Runtime, number: int) -> Call:
    """Return the call of a proposal: a change by root, for a senate majority to ask for."""
    return runtime.call("SubtensorModule", "sudo", call=MOTIONS[number % len(MOTIONS)](runtime))


def propose(stage: Stage) -> None:
    """Let a member of the Triumvirate put the next motion forward."""
    body = stage.runtime.pallet(Triumvirate)
    still_open = len(body.Proposals.value)
    if stage.block % (EVERY if still_open else LULL) or still_open >= MOST_OPEN:
        return
    number = body.ProposalCount.value
    proposal = motion(stage.runtime, number)
    if proposal.hash in body.ProposalOf:
        return
    stage.act(
        proposers()[number % len(proposers())],
        "Triumvirate",
        "propose",
        proposal=proposal,
        length_bound=len(proposal.encoded),
        duration=body.motion_duration() + OPEN_FOR,
    )


def vote(stage: Stage) -> None:
    """Let senators who made up their minds at this block vote through their coldkeys."""
    body, seated = stage.runtime.pallet(Triumvirate), stage.runtime.pallet(SenateMembers).members()
    for proposal in body.Proposals.value:
        votes = body.Voting[proposal]
        ayes = len(votes.ayes)
        for who in senators():
            hotkey = who.hot.public_key
            if hotkey not in seated or hotkey in votes.ayes or hotkey in votes.nays:
                continue
            approve = mind(stage.seed, votes, who.hot.uri)
            if stage.chance("vote", votes.index, who.hot.uri).random() > EAGERNESS:
                continue
            if approve and ayes + 1 >= votes.threshold and _waits(stage.block, votes):
                continue
            ayes += approve
            stage.act(
                who.cold,
                "SubtensorModule",
                "vote",
                hotkey=hotkey,
                proposal=proposal,
                index=votes.index,
                approve=approve,
            )


def close(stage: Stage) -> None:
    """Close every vote that is decided or over; only root may, so the sudo key's proxy does it."""
    body = stage.runtime.pallet(Triumvirate)
    for proposal in body.Proposals.value:
        votes = body.Voting[proposal]
        decided = len(votes.ayes) >= votes.threshold or body.seats() - len(votes.nays) < votes.threshold
        if decided or stage.block >= votes.end:
            made = body.ProposalOf[proposal]
            closing = stage.runtime.call(
                "Triumvirate",
                "close",
                proposal_hash=proposal,
                index=votes.index,
                proposal_weight_bound=made.weight,
                length_bound=len(made.encoded),
            )
            as_root = stage.runtime.call("Sudo", "sudo", call=closing)
            stage.act(clerk(), "Proxy", "proxy", real=ALICE.public_key, force_proxy_type=None, call=as_root)


def mind(seed: int, votes: Votes, senator: str) -> bool:
    """Return what a senator thinks of a proposal; all but everybody likes the first one."""
    liking = 0.95 if votes.index == FIRST else APPROVAL
    return Random(f"{seed}/mind/{votes.index}/{senator}").random() < liking


def _waits(block: int, votes: Votes) -> bool:
    return votes.index == FIRST and block < votes.end - PATIENCE
