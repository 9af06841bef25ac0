"""The Triumvirate proposes, senators vote, and what enough of them approve is carried out when closed."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import bittensor_core as bc
import pytest_asyncio

from tao_tui.chain.calls.call import Call
from tao_tui.chain.extrinsics.inclusion import Inclusion
from tests.conformance.chain import ALICE, Chain, field, told
from tests.conformance.conftest import Subnet

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


def remark(text: bytes) -> dict[str, object]:
    """A remark as a proposal names it."""
    return {"pallet": "System", "function": "remark", "arguments": {"remark": f"0x{text.hex()}"}}


async def proposed(chain: Chain, bodies: Bodies, text: bytes) -> Motion:
    composed = chain.client.runtime.compose(Call("System", "remark", {"remark": text}))
    motion = {"call": remark(text), "duration": DURATION, "as_root": False}
    done = await chain.act(bodies.proposer, "gov.propose", **motion)
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
    say = {"proposal": motion.index, "approve": approve, "hotkey": senator.hotkey.ss58_address}
    done = await chain.act(senator.coldkey, "gov.vote", **say)
    return field(done, "Triumvirate.Voted", "yes"), field(done, "Triumvirate.Voted", "no")


async def close(chain: Chain, motion: Motion) -> Inclusion:
    """Close as the sudo key does, through Sudo; or where root may not, as anybody."""
    agreed = await chain.reviewed(ALICE, "gov.close", proposal=motion.index)
    assert agreed.call.decoded.name == "Sudo.sudo"
    done = await chain.carry_out(ALICE, agreed)
    if done.error is not None and done.error.name == "BadOrigin":
        return await chain.act(await chain.account(1), "gov.close", proposal=motion.index)
    return done


async def test_votes_are_counted_and_can_be_changed(chain: Chain, bodies: Bodies) -> None:
    motion = await proposed(chain, bodies, b"think again")
    first, second, _ = bodies.senators
    assert await vote(chain, first, motion, approve=True) == (1, 0)
    assert await vote(chain, second, motion, approve=True) == (2, 0)
    assert await vote(chain, second, motion, approve=False) == (1, 1)
    again = {"proposal": motion.index, "approve": False, "hotkey": second.hotkey.ss58_address}
    assert await chain.declines(second.coldkey, "gov.vote", **again) == "already_voted"
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
    assert await chain.declines(outsider, "gov.propose", call=remark(b"mine")) == "not_a_member"
    failed = await chain.fails(
        outsider, "Triumvirate.propose", proposal=call, length_bound=64, duration=DURATION
    )
    assert failed == "Triumvirate.NotMember"
    motion = await proposed(chain, bodies, b"not yours")
    senator = bodies.senators[0]
    ours = ballot(senator, motion, approve=True)
    say = {"proposal": motion.index, "approve": True, "hotkey": senator.hotkey.ss58_address}
    assert await chain.declines(outsider, "gov.vote", **say) == "not_a_senator"
    rejections: list[tuple[str, bc.Keypair, dict[str, object]]] = [
        ("SubtensorModule.NonAssociatedColdKey", outsider, {}),
        ("Triumvirate.IndexMismatchProposalHash", senator.coldkey, {"index": motion.index + 7}),
        ("Triumvirate.ProposalNotExists", senator.coldkey, {"proposal": "0x" + "ab" * 32}),
    ]
    for error, signer, changes in rejections:
        assert await chain.fails(signer, "SubtensorModule.vote", **{**ours, **changes}) == error


async def test_the_same_call_is_proposed_once_and_long_enough(chain: Chain, bodies: Bodies) -> None:
    await proposed(chain, bodies, b"once")
    motion = {"proposal": Call("System", "remark", {"remark": b"once"}), "length_bound": 64}
    again = {"call": remark(b"once"), "as_root": False}
    assert await chain.declines(bodies.proposer, "gov.propose", **again) == "already_proposed"
    failed = await chain.fails(bodies.proposer, "Triumvirate.propose", **motion, duration=DURATION)
    assert failed == "Triumvirate.DuplicateProposal"
    failed = await chain.fails(bodies.proposer, "Triumvirate.propose", **motion, duration=1)
    assert failed == "Triumvirate.DurationLowerThanConfiguredMotionDuration"


async def test_an_undecided_motion_is_not_closed_before_its_time(chain: Chain, bodies: Bodies) -> None:
    motion = await proposed(chain, bodies, b"not yet")
    await vote(chain, bodies.senators[0], motion, approve=True)
    assert await chain.declines(ALICE, "gov.close", proposal=motion.index) == "still_open"
    arguments = {
        "proposal_hash": motion.proposal,
        "index": motion.index,
        "proposal_weight_bound": {"ref_time": 1_000_000_000, "proof_size": 100_000},
        "length_bound": motion.length,
    }
    closed = await chain.include(ALICE, "Sudo.sudo", call=Call("Triumvirate", "close", arguments))
    if closed.error is not None and closed.error.name == "BadOrigin":
        closed = await chain.include(ALICE, "Triumvirate.close", **arguments)
    assert closed.error is not None
    assert closed.error.name == "TooEarlyToCloseProposal"


async def test_what_a_majority_approves_is_carried_out_when_closed(chain: Chain, bodies: Bodies) -> None:
    motion = await proposed(chain, bodies, b"carried out")
    for senator in bodies.senators[:2]:
        await vote(chain, senator, motion, approve=True)
    names = [name for name in told(await close(chain, motion)) if name.startswith("Triumvirate.")]
    assert names == ["Triumvirate.Closed", "Triumvirate.Approved", "Triumvirate.Executed"]
    assert motion.proposal not in await chain.get("Triumvirate.Proposals")


async def test_what_only_root_may_do_is_carried_out_as_root(
    chain: Chain, bodies: Bodies, subnet: Subnet
) -> None:
    rule = {"netuid": subnet.netuid, "serving_rate_limit": 51 + secrets.randbelow(40)}
    call = {"pallet": "AdminUtils", "function": "sudo_set_serving_rate_limit", "arguments": rule}
    done = await chain.act(bodies.proposer, "gov.propose", call=call)
    index = int(field(done, "Triumvirate.Proposed", "proposal_index"))
    motion = Motion(str(field(done, "Triumvirate.Proposed", "proposal_hash")), index, 0)
    for senator in bodies.senators[:2]:
        await vote(chain, senator, motion, approve=True)
    assert "Triumvirate.Executed" in told(await close(chain, motion))
    assert await chain.get("SubtensorModule.ServingRateLimit", subnet.netuid) == rule["serving_rate_limit"]


async def test_what_a_majority_rejects_is_dropped_when_closed(chain: Chain, bodies: Bodies) -> None:
    motion = await proposed(chain, bodies, b"dropped")
    for senator in bodies.senators[1:]:
        await vote(chain, senator, motion, approve=False)
    names = [name for name in told(await close(chain, motion)) if name.startswith("Triumvirate.")]
    assert names == ["Triumvirate.Closed", "Triumvirate.Disapproved"]
    assert motion.proposal not in await chain.get("Triumvirate.Proposals")
