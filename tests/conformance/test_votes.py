"""The Triumvirate proposes, senators vote, and what enough of them approve is carried out when closed."""

from __future__ import annotations

from dataclasses import dataclass

import bittensor_core as bc
import pytest_asyncio

from tao_tui.chain.calls.call import Call
from tao_tui.chain.extrinsics.inclusion import Inclusion
from tests.conformance.chain import ALICE, Chain, field, told

DURATION = 50_400
"""Blocks; long enough for every runtime's shortest motion."""


@dataclass(frozen=True)
class Senator:
    coldkey: bc.Keypair
    hotkey: bc.Keypair


@dataclass(frozen=True)
class Bodies:
    """Who proposes, and all three who vote."""

    proposer: bc.Keypair
    senators: tuple[Senator, ...]


@dataclass(frozen=True)
class Motion:
    proposal: str
    index: int
    length: int


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def bodies(chain: Chain) -> Bodies:
    chain.needs_call("Triumvirate.propose", "proposal", "length_bound", "duration")
    proposer = await chain.account(10)
    await chain.as_root("TriumvirateMembers.reset_members", members=[proposer.ss58_address])
    senators = []
    for _ in range(3):
        senator = Senator(await chain.account(1_000), chain.stranger())
        hotkey = senator.hotkey.ss58_address
        await chain.do(senator.coldkey, "SubtensorModule.root_register", hotkey=hotkey)
        senators.append(senator)
    seated = [senator.hotkey.ss58_address for senator in senators]
    await chain.as_root("SenateMembers.reset_members", members=seated)
    return Bodies(proposer, tuple(senators))


async def proposed(chain: Chain, bodies: Bodies, text: bytes) -> Motion:
    call = Call("System", "remark", {"remark": text})
    composed = chain.client.runtime.compose(call)
    done = await chain.do(
        bodies.proposer,
        "Triumvirate.propose",
        proposal=call,
        length_bound=len(composed.data),
        duration=DURATION,
    )
    assert field(done, "Triumvirate.Proposed", "account") == bodies.proposer.ss58_address
    assert field(done, "Triumvirate.Proposed", "threshold") == 2
    assert field(done, "Triumvirate.Proposed", "proposal_hash") == composed.hash
    index = int(field(done, "Triumvirate.Proposed", "proposal_index"))
    return Motion(composed.hash, index, len(composed.data))


def ballot(senator: Senator, motion: Motion, *, approve: bool) -> dict[str, object]:
    return {
        "hotkey": senator.hotkey.ss58_address,
        "proposal": motion.proposal,
        "index": motion.index,
        "approve": approve,
    }


async def vote(chain: Chain, senator: Senator, motion: Motion, *, approve: bool) -> tuple[object, object]:
    """Votes for and against, afterwards."""
    done = await chain.do(senator.coldkey, "SubtensorModule.vote", **ballot(senator, motion, approve=approve))
    return field(done, "Triumvirate.Voted", "yes"), field(done, "Triumvirate.Voted", "no")


async def close(chain: Chain, motion: Motion) -> Inclusion:
    """Close as root, or where that may not, as anybody."""
    arguments = {
        "proposal_hash": motion.proposal,
        "index": motion.index,
        "proposal_weight_bound": {"ref_time": 1_000_000_000, "proof_size": 100_000},
        "length_bound": motion.length,
    }
    done = await chain.include(ALICE, "Sudo.sudo", call=Call("Triumvirate", "close", arguments))
    if done.error is not None and done.error.name == "BadOrigin":
        return await chain.include(ALICE, "Triumvirate.close", **arguments)
    return done


async def test_votes_are_counted_and_can_be_changed(chain: Chain, bodies: Bodies) -> None:
    motion = await proposed(chain, bodies, b"think again")
    first, second, _ = bodies.senators
    assert await vote(chain, first, motion, approve=True) == (1, 0)
    assert await vote(chain, second, motion, approve=True) == (2, 0)
    assert await vote(chain, second, motion, approve=False) == (1, 1)
    failed = await chain.fails(
        second.coldkey, "SubtensorModule.vote", **ballot(second, motion, approve=False)
    )
    assert failed == "Triumvirate.DuplicateVote"
    voting = await chain.get("Triumvirate.Voting", motion.proposal)
    assert list(voting["ayes"]) == [first.hotkey.ss58_address]
    assert list(voting["nays"]) == [second.hotkey.ss58_address]
    assert voting["threshold"] == 2


async def test_only_members_propose_and_only_senators_vote(chain: Chain, bodies: Bodies) -> None:
    outsider = await chain.account(5)
    call = Call("System", "remark", {"remark": b"mine"})
    failed = await chain.fails(
        outsider, "Triumvirate.propose", proposal=call, length_bound=64, duration=DURATION
    )
    assert failed == "Triumvirate.NotMember"
    motion = await proposed(chain, bodies, b"not yours")
    senator = bodies.senators[0]
    ours = ballot(senator, motion, approve=True)
    rejections: list[tuple[str, bc.Keypair, dict[str, object]]] = [
        ("SubtensorModule.NonAssociatedColdKey", outsider, {}),
        ("Triumvirate.IndexMismatchProposalHash", senator.coldkey, {"index": motion.index + 7}),
        ("Triumvirate.ProposalNotExists", senator.coldkey, {"proposal": "0x" + "ab" * 32}),
    ]
    for error, signer, changes in rejections:
        assert await chain.fails(signer, "SubtensorModule.vote", **{**ours, **changes}) == error


async def test_the_same_call_is_proposed_once_and_long_enough(chain: Chain, bodies: Bodies) -> None:
    await proposed(chain, bodies, b"once")
    call = Call("System", "remark", {"remark": b"once"})
    motion = {"proposal": call, "length_bound": 64}
    failed = await chain.fails(bodies.proposer, "Triumvirate.propose", **motion, duration=DURATION)
    assert failed == "Triumvirate.DuplicateProposal"
    failed = await chain.fails(bodies.proposer, "Triumvirate.propose", **motion, duration=1)
    assert failed == "Triumvirate.DurationLowerThanConfiguredMotionDuration"


async def test_an_undecided_motion_is_not_closed_before_its_time(chain: Chain, bodies: Bodies) -> None:
    motion = await proposed(chain, bodies, b"not yet")
    await vote(chain, bodies.senators[0], motion, approve=True)
    closed = await close(chain, motion)
    assert closed.error is not None
    assert closed.error.name == "TooEarlyToCloseProposal"


async def test_what_a_majority_approves_is_carried_out_when_closed(chain: Chain, bodies: Bodies) -> None:
    motion = await proposed(chain, bodies, b"carried out")
    for senator in bodies.senators[:2]:
        await vote(chain, senator, motion, approve=True)
    names = [name for name in told(await close(chain, motion)) if name.startswith("Triumvirate.")]
    assert names == ["Triumvirate.Closed", "Triumvirate.Approved", "Triumvirate.Executed"]
    assert motion.proposal not in await chain.get("Triumvirate.Proposals")


async def test_what_a_majority_rejects_is_dropped_when_closed(chain: Chain, bodies: Bodies) -> None:
    motion = await proposed(chain, bodies, b"dropped")
    for senator in bodies.senators[1:]:
        await vote(chain, senator, motion, approve=False)
    names = [name for name in told(await close(chain, motion)) if name.startswith("Triumvirate.")]
    assert names == ["Triumvirate.Closed", "Triumvirate.Disapproved"]
    assert motion.proposal not in await chain.get("Triumvirate.Proposals")
