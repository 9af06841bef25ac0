"""The Triumvirate proposes, senators vote, root closes, and a majority's call is executed as root."""

from __future__ import annotations

import pytest

from tao_tui.devnet.frame.call import Call, RuntimeCall, call
from tao_tui.devnet.frame.errors import DispatchFailure
from tao_tui.devnet.frame.origin import Origin, ensure_root
from tao_tui.devnet.frame.pallet import Pallet
from tao_tui.devnet.frame.runtime import Runtime
from tao_tui.devnet.frame.storage import StorageValue
from tao_tui.devnet.frame.weight import Weight
from tao_tui.devnet.pallets.governance import (
    SenateMembers,
    Triumvirate,
    TriumvirateMembers,
    ensure_senate_majority,
)
from tao_tui.devnet.scale.hints import u32

MEMBER, STRANGER = b"m" * 32, b"s" * 32
SENATORS = [bytes([n]) * 32 for n in range(1, 6)]
ENOUGH = Weight(10**12, 10**6)


class Parameters(Pallet):
    """A value only root may set, and the door a senate majority takes to root."""

    index = 70
    Value = StorageValue[u32](0)

    @call(0, ref_time=1000)
    def set(self, origin: Origin, value: u32) -> None:
        """Set the value."""
        ensure_root(origin)
        self.Value.value = value

    @call(1, ref_time=lambda args: 1000 + args["call"].weight.ref_time)
    def sudo(self, origin: Origin, call: RuntimeCall) -> None:
        """Dispatch as root for a senate majority."""
        ensure_senate_majority(origin)
        self.runtime.dispatch(call, Origin.root())


@pytest.fixture
def runtime() -> Runtime:
    made = Runtime([Triumvirate, TriumvirateMembers, SenateMembers, Parameters])
    with made.genesis():
        made.pallet(TriumvirateMembers).insert(MEMBER)
        for senator in SENATORS:
            made.pallet(SenateMembers).insert(senator)
        made.pallet(Triumvirate).MotionDuration.value = 10
    made.run_block()
    return made


def proposal_of(runtime: Runtime, value: int = 7) -> Call:
    return runtime.call("Parameters", "sudo", call=runtime.call("Parameters", "set", value=value))


def propose(
    runtime: Runtime, proposal: Call, *, who: bytes = MEMBER, duration: int = 10, bound: int = 1000
) -> None:
    made = runtime.call("Triumvirate", "propose", proposal=proposal, length_bound=bound, duration=duration)
    runtime.dispatch(made, Origin.signed(who))


def vote(runtime: Runtime, proposal: Call, ayes: int = 0, nays: int = 0) -> None:
    body = runtime.pallet(Triumvirate)
    for number, senator in enumerate(SENATORS[: ayes + nays]):
        body.do_vote(senator, proposal.hash, body.Voting[proposal.hash].index, number < ayes)


def close(runtime: Runtime, proposal: Call, *, origin: Origin | None = None, index: int = 0) -> None:
    made = runtime.call(
        "Triumvirate",
        "close",
        proposal_hash=proposal.hash,
        index=index,
        proposal_weight_bound=ENOUGH,
        length_bound=1000,
    )
    runtime.dispatch(made, origin or Origin.root())


def names(runtime: Runtime) -> list[str]:
    return [event.name for event in runtime.events]


def test_a_majority_is_executed_as_root(runtime: Runtime) -> None:
    proposal = proposal_of(runtime)
    propose(runtime, proposal)
    votes = runtime.pallet(Triumvirate).Voting[proposal.hash]
    assert (votes.index, votes.threshold, votes.end) == (0, 3, runtime.block + 10)
    vote(runtime, proposal, ayes=3)
    close(runtime, proposal)
    assert runtime.pallet(Parameters).Value.value == 7
    assert names(runtime)[-3:] == ["Closed", "Approved", "Executed"]
    assert runtime.events[-1]["result"].name == "Ok"
    body = runtime.pallet(Triumvirate)
    assert not body.Proposals.value
    assert proposal.hash not in body.ProposalOf
    assert proposal.hash not in body.Voting
    assert body.ProposalCount.value == 1


def test_a_rejected_proposal_does_nothing_and_costs_the_closer_nothing(runtime: Runtime) -> None:
    proposal = proposal_of(runtime)
    propose(runtime, proposal)
    vote(runtime, proposal, ayes=1, nays=3)
    close(runtime, proposal)
    assert runtime.pallet(Parameters).Value.value == 0
    assert names(runtime)[-2:] == ["Closed", "Disapproved"]


def test_an_undecided_proposal_closes_only_at_its_end_and_silence_is_no(runtime: Runtime) -> None:
    proposal = proposal_of(runtime)
    propose(runtime, proposal)
    vote(runtime, proposal, ayes=2)
    with pytest.raises(DispatchFailure, match="TooEarlyToCloseProposal"):
        close(runtime, proposal)
    runtime.run_to(runtime.block + 10)
    close(runtime, proposal)
    closed = next(event for event in runtime.events if event.name == "Closed")
    assert (closed["yes"], closed["no"]) == (2, 3)
    assert runtime.pallet(Parameters).Value.value == 0


def test_silence_follows_a_prime_who_approves(runtime: Runtime) -> None:
    proposal = proposal_of(runtime)
    propose(runtime, proposal)
    runtime.pallet(Triumvirate).Prime.value = SENATORS[0]
    vote(runtime, proposal, ayes=1)
    runtime.run_to(runtime.block + 10)
    close(runtime, proposal)
    assert runtime.pallet(Parameters).Value.value == 7


def test_a_call_that_fails_is_reported_and_gone(runtime: Runtime) -> None:
    proposal = runtime.call("Parameters", "set", value=9)
    propose(runtime, proposal)
    vote(runtime, proposal, ayes=5)
    close(runtime, proposal)
    assert runtime.events[-1]["result"].name == "Err"
    assert runtime.pallet(Parameters).Value.value == 0
    assert not runtime.pallet(Triumvirate).Proposals.value


def test_votes_can_turn_but_not_repeat(runtime: Runtime) -> None:
    proposal = proposal_of(runtime)
    propose(runtime, proposal)
    body = runtime.pallet(Triumvirate)
    assert body.do_vote(SENATORS[0], proposal.hash, 0, True)
    with pytest.raises(DispatchFailure, match="DuplicateVote"):
        body.do_vote(SENATORS[0], proposal.hash, 0, True)
    assert not body.do_vote(SENATORS[0], proposal.hash, 0, False)
    votes = body.Voting[proposal.hash]
    assert (votes.ayes, votes.nays) == ([], [SENATORS[0]])
    with pytest.raises(DispatchFailure, match="IndexMismatchProposalHash"):
        body.do_vote(SENATORS[1], proposal.hash, 4, True)
    with pytest.raises(DispatchFailure, match="ProposalNotExists"):
        body.do_vote(SENATORS[1], b"x" * 32, 0, True)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"who": STRANGER}, "NotMember"),
        ({"duration": 9}, "DurationLowerThanConfiguredMotionDuration"),
        ({"bound": 3}, "ProposalLengthBoundLessThanProposalLength"),
    ],
)
def test_what_may_not_be_proposed(runtime: Runtime, change: dict[str, int], error: str) -> None:
    with pytest.raises(DispatchFailure, match=error):
        propose(runtime, proposal_of(runtime), **change)  # type: ignore[arg-type]
    assert not runtime.pallet(Triumvirate).Proposals.value


def test_proposals_are_unique_and_at_most_ten(runtime: Runtime) -> None:
    propose(runtime, proposal_of(runtime, 0))
    with pytest.raises(DispatchFailure, match="DuplicateProposal"):
        propose(runtime, proposal_of(runtime, 0))
    for value in range(1, 10):
        propose(runtime, proposal_of(runtime, value))
    with pytest.raises(DispatchFailure, match="TooManyActiveProposals"):
        propose(runtime, proposal_of(runtime, 10))


def test_only_root_closes_and_only_with_room_for_the_call(runtime: Runtime) -> None:
    proposal = proposal_of(runtime)
    propose(runtime, proposal)
    vote(runtime, proposal, ayes=4)
    with pytest.raises(DispatchFailure, match="BadOrigin"):
        close(runtime, proposal, origin=Origin.signed(MEMBER))
    tight = runtime.call(
        "Triumvirate",
        "close",
        proposal_hash=proposal.hash,
        index=0,
        proposal_weight_bound=Weight(1, 0),
        length_bound=1000,
    )
    with pytest.raises(DispatchFailure, match="ProposalWeightLessThanDispatchCallWeight"):
        runtime.dispatch(tight, Origin.root())
    assert runtime.pallet(Triumvirate).Proposals.value == [proposal.hash]


def test_nobody_votes_or_sets_members_directly(runtime: Runtime) -> None:
    proposal = proposal_of(runtime)
    propose(runtime, proposal)
    ballot = runtime.call("Triumvirate", "vote", proposal=proposal.hash, index=0, approve=True)
    with pytest.raises(DispatchFailure, match="NotMember"):
        runtime.dispatch(ballot, Origin.signed(MEMBER))
    seats = runtime.call("Triumvirate", "set_members", new_members=[], prime=None, old_count=1)
    with pytest.raises(DispatchFailure, match="BadOrigin"):
        runtime.dispatch(seats, Origin.root())


def test_a_minority_cannot_reach_root(runtime: Runtime) -> None:
    body = runtime.pallet(Triumvirate)
    sudo = proposal_of(runtime)
    for yes, seats, allowed in ((2, 4, False), (3, 5, True), (0, 0, False)):
        failure = runtime.try_dispatch(sudo, Origin.of(body, body.PalletOrigin.Members(yes, seats)))
        assert (failure is None) is allowed
    assert runtime.try_dispatch(sudo, Origin.signed(MEMBER)) is not None


def test_a_member_executes_with_its_own_origin(runtime: Runtime) -> None:
    made = runtime.call("Triumvirate", "execute", proposal=proposal_of(runtime), length_bound=100)
    runtime.dispatch(made, Origin.signed(MEMBER))
    assert runtime.events[-1].name == "MemberExecuted"
    assert runtime.events[-1]["result"].name == "Err"
    with pytest.raises(DispatchFailure, match="NotMember"):
        runtime.dispatch(made, Origin.signed(STRANGER))


def test_root_can_throw_a_proposal_out(runtime: Runtime) -> None:
    proposal = proposal_of(runtime)
    propose(runtime, proposal)
    made = runtime.call("Triumvirate", "disapprove_proposal", proposal_hash=proposal.hash)
    with pytest.raises(DispatchFailure, match="BadOrigin"):
        runtime.dispatch(made, Origin.signed(MEMBER))
    runtime.dispatch(made, Origin.root())
    assert not runtime.pallet(Triumvirate).Proposals.value


def test_a_replaced_senator_loses_its_votes(runtime: Runtime) -> None:
    proposal = proposal_of(runtime)
    propose(runtime, proposal)
    vote(runtime, proposal, ayes=2, nays=1)
    runtime.pallet(SenateMembers).replace(SENATORS[0], STRANGER)
    votes = runtime.pallet(Triumvirate).Voting[proposal.hash]
    assert (votes.ayes, votes.nays) == ([SENATORS[1]], [SENATORS[2]])
    assert runtime.pallet(SenateMembers).has(STRANGER)
    assert not runtime.pallet(SenateMembers).has(SENATORS[0])
