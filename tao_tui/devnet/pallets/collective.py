"""Proposals and votes of a collective: subtensor's fork of `pallet_collective`, where other accounts vote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any

from tao_tui.devnet.frame.call import RuntimeCall, call
from tao_tui.devnet.frame.declare import Errors, Events, error, event
from tao_tui.devnet.frame.errors import BadOrigin, DispatchResult, result_of
from tao_tui.devnet.frame.origin import Origin, ensure_root, ensure_signed
from tao_tui.devnet.frame.pallet import Pallet
from tao_tui.devnet.frame.storage import Identity, StorageMap, StorageValue
from tao_tui.devnet.frame.weight import READ_REF_TIME, WRITE_REF_TIME, Post, Weight
from tao_tui.devnet.scale.composite import struct
from tao_tui.devnet.scale.hints import H256, AccountId, Compact, Vec, bounded, u32
from tao_tui.devnet.scale.variants import ScaleEnum, Variant

MAX_PROPOSALS = 10
MOST_VOTERS = 12
"""Voters assumed when weights are declared."""


@struct("pallet_collective::Votes", params={"AccountId": AccountId, "BlockNumber": u32})
class Votes:
    """The state of one proposal's vote."""

    index: u32
    threshold: u32
    """Ayes needed."""
    ayes: Vec[AccountId]
    nays: Vec[AccountId]
    end: u32
    """Block from which it may be closed whatever the count."""


def propose_ref_time(args: Mapping[str, Any]) -> int:
    """Weight of `propose`, from the length the sender announces."""
    own = 24_778_955 + 2_355 * args["length_bound"] + 20_518 * MOST_VOTERS + 85_670 * MAX_PROPOSALS
    return int(own + 4 * READ_REF_TIME + 4 * WRITE_REF_TIME)


def close_ref_time(args: Mapping[str, Any]) -> int:
    """Weight of `close`: its own worst case and the bound given for the proposal."""
    own = 39_948_329 + 2_045 * args["length_bound"] + 22_669 * MOST_VOTERS + 95_525 * MAX_PROPOSALS
    return int(own + 5 * READ_REF_TIME + 3 * WRITE_REF_TIME + args["proposal_weight_bound"].ref_time)


def execute_ref_time(args: Mapping[str, Any]) -> int:
    """Weight of `execute`: its own and the proposal's."""
    own = 14_971_445 + 1_775 * args["length_bound"] + 17_052 * MOST_VOTERS
    return int(own + READ_REF_TIME + args["proposal"].weight.ref_time)


class Collective(Pallet):
    """Members propose, voters (the subclass says who and how many) decide, root closes."""

    index = -1
    config_path = "pallet_collective"

    Proposals = StorageValue[Annotated[Vec[H256], bounded(MAX_PROPOSALS)]]([])
    ProposalOf = StorageMap[H256, RuntimeCall](Identity)
    Voting = StorageMap[H256, Votes](Identity)
    ProposalCount = StorageValue[u32](0)
    Members = StorageValue[Vec[AccountId]]([])
    Prime = StorageValue[AccountId]()

    class PalletOrigin(ScaleEnum, path="pallet_collective::RawOrigin", params={"AccountId": AccountId}):
        """What a proposal is dispatched as."""

        Members = Variant(0, u32, u32)
        Member = Variant(1, AccountId)
        _Phantom = Variant(2)

    class Event(Events):
        """The life of a proposal."""

        Proposed = event(account=AccountId, proposal_index=u32, proposal_hash=H256, threshold=u32)
        Voted = event(account=AccountId, proposal_hash=H256, voted=bool, yes=u32, no=u32)
        Approved = event(proposal_hash=H256)
        Disapproved = event(proposal_hash=H256)
        Executed = event(proposal_hash=H256, result=DispatchResult)
        MemberExecuted = event(proposal_hash=H256, result=DispatchResult)
        Closed = event(proposal_hash=H256, yes=u32, no=u32)

    class Error(Errors):
        """Why a proposal, a vote or a closing is refused."""

        NotMember = error("Account is not a member of collective")
        DuplicateProposal = error("Duplicate proposals not allowed")
        ProposalNotExists = error("Proposal must exist")
        IndexMismatchProposalHash = error("Index mismatched the proposal hash")
        DuplicateVote = error("Duplicate vote ignored")
        TooEarlyToCloseProposal = error(
            "The call to close the proposal was made too early, before the end of the voting"
        )
        TooManyActiveProposals = error("There can only be a maximum of `MaxProposals` active proposals.")
        ProposalWeightLessThanDispatchCallWeight = error(
            "The given weight-bound for the proposal was too low."
        )
        ProposalLengthBoundLessThanProposalLength = error(
            "The given length-bound for the proposal was too low."
        )
        DurationLowerThanConfiguredMotionDuration = error(
            "The given motion duration for the proposal was too low."
        )

    def seats(self) -> int:
        """How many accounts may vote."""
        raise NotImplementedError

    def motion_duration(self) -> int:
        """The fewest blocks a proposal must stay open."""
        raise NotImplementedError

    def do_vote(self, who: bytes, proposal: bytes, index: int, approve: bool) -> bool:
        """Record a vote or turn an earlier one round; return whether it is the account's first here."""
        voting = self._voting(proposal, index)
        for_, against = (voting.ayes, voting.nays) if approve else (voting.nays, voting.ayes)
        if who in for_:
            raise self.Error.DuplicateVote()
        first = who not in against
        for_, against = [*for_, who], without(against, who)
        ayes, nays = (for_, against) if approve else (against, for_)
        self.Voting[proposal] = replace(voting, ayes=ayes, nays=nays)
        self.deposit_event(
            self.Event.Voted(account=who, proposal_hash=proposal, voted=approve, yes=len(ayes), no=len(nays))
        )
        return first

    def remove_votes(self, who: bytes) -> None:
        """Strike an account's votes from every open proposal."""
        for proposal in self.Proposals.value:
            voting = self.Voting[proposal]
            if who in voting.ayes or who in voting.nays:
                ayes = [aye for aye in voting.ayes if aye != who]
                nays = [nay for nay in voting.nays if nay != who]
                self.Voting[proposal] = replace(voting, ayes=ayes, nays=nays)

    def change_members(self, members: Sequence[bytes], outgoing: Sequence[bytes]) -> None:
        """Mirror a membership: votes of those who left are struck and the prime is reset."""
        for who in outgoing:
            self.remove_votes(who)
        self.Members.value = list(members)
        self.Prime.clear()

    def change_prime(self, prime: bytes | None) -> None:
        """Mirror the prime member."""
        if prime is None:
            self.Prime.clear()
        else:
            self.Prime.value = prime

    @call(0, ref_time=1_500_000_000, operational=True)
    def set_members(
        self, origin: Origin, new_members: Vec[AccountId], prime: AccountId | None, old_count: u32
    ) -> None:
        """Set the collective's membership; nobody may: the membership pallet does it."""
        raise BadOrigin()

    @call(1, ref_time=execute_ref_time, operational=True)
    def execute(self, origin: Origin, proposal: RuntimeCall, length_bound: Compact[u32]) -> None:
        """Dispatch a proposal from a member using the `Member` origin."""
        who = ensure_signed(origin)
        self._require_member(who)
        self._require_length(len(proposal.encoded), length_bound)
        failure = self.runtime.try_dispatch(proposal, Origin.of(self, self.PalletOrigin.Member(who)))
        self.deposit_event(self.Event.MemberExecuted(proposal_hash=proposal.hash, result=result_of(failure)))

    @call(2, ref_time=propose_ref_time, operational=True)
    def propose(
        self, origin: Origin, proposal: RuntimeCall, length_bound: Compact[u32], duration: u32
    ) -> None:
        """Add a new proposal to be voted on; the sender must be a member."""
        who = ensure_signed(origin)
        self._require_member(who)
        if duration < self.motion_duration():
            raise self.Error.DurationLowerThanConfiguredMotionDuration()
        self._require_length(len(proposal.encoded), length_bound)
        key = proposal.hash
        if key in self.ProposalOf:
            raise self.Error.DuplicateProposal()
        if len(self.Proposals.value) >= MAX_PROPOSALS:
            raise self.Error.TooManyActiveProposals()
        index, threshold = self.ProposalCount.value, self.seats() // 2 + 1
        self.Proposals.value = [*self.Proposals.value, key]
        self.ProposalCount.value = index + 1
        self.ProposalOf[key] = proposal
        self.Voting[key] = Votes(
            index=index, threshold=threshold, ayes=[], nays=[], end=self.block + duration
        )
        self.deposit_event(
            self.Event.Proposed(account=who, proposal_index=index, proposal_hash=key, threshold=threshold)
        )

    @call(3, ref_time=171_114_547, operational=True)
    def vote(self, origin: Origin, proposal: H256, index: Compact[u32], approve: bool) -> None:
        """Add a vote of the sender; nobody may this way: senators vote through `SubtensorModule.vote`."""
        ensure_signed(origin)
        raise self.Error.NotMember()

    @call(5, ref_time=342_161_678)
    def disapprove_proposal(self, origin: Origin, proposal_hash: H256) -> None:
        """Disapprove a proposal and remove it, whatever its state. Root only."""
        ensure_root(origin)
        self._disapprove(proposal_hash)

    @call(6, ref_time=close_ref_time, operational=True)
    def close(
        self,
        origin: Origin,
        proposal_hash: H256,
        index: Compact[u32],
        proposal_weight_bound: Weight,
        length_bound: Compact[u32],
    ) -> Post | None:
        """Close a vote that is approved, disapproved or over, and execute what was approved. Root only."""
        ensure_root(origin)
        voting = self._voting(proposal_hash, index)
        seats, yes, no = self.seats(), len(voting.ayes), len(voting.nays)
        if yes < voting.threshold and seats - no >= voting.threshold:
            if self.block < voting.end:
                raise self.Error.TooEarlyToCloseProposal()
            # Those who did not vote follow the prime member, and without one say no.
            abstained = max(0, seats - yes - no)
            yes, no = (yes + abstained, no) if self.Prime.get() in voting.ayes else (yes, no + abstained)
        closed = self.Event.Closed(proposal_hash=proposal_hash, yes=yes, no=no)
        if yes < voting.threshold:
            self.deposit_event(closed)
            self._disapprove(proposal_hash)
            return Post(pays_fee=False)
        proposal = self._affordable(proposal_hash, proposal_weight_bound, length_bound)
        self.deposit_event(closed)
        self.deposit_event(self.Event.Approved(proposal_hash=proposal_hash))
        failure = self.runtime.try_dispatch(proposal, Origin.of(self, self.PalletOrigin.Members(yes, seats)))
        self.deposit_event(self.Event.Executed(proposal_hash=proposal_hash, result=result_of(failure)))
        self._remove(proposal_hash)
        return None

    def _voting(self, proposal: bytes, index: int) -> Votes:
        voting = self.Voting.get(proposal)
        if voting is None:
            raise self.Error.ProposalNotExists()
        if voting.index != index:
            raise self.Error.IndexMismatchProposalHash()
        return voting

    def _affordable(self, key: bytes, weight_bound: Weight, length_bound: int) -> RuntimeCall:
        """The stored proposal, when the bounds given for it suffice."""
        proposal = self.ProposalOf[key]
        self._require_length(len(proposal.encoded), length_bound)
        weight = proposal.weight
        if weight.ref_time > weight_bound.ref_time or weight.proof_size > weight_bound.proof_size:
            raise self.Error.ProposalWeightLessThanDispatchCallWeight()
        return proposal

    def _require_member(self, who: bytes) -> None:
        if who not in self.Members.value:
            raise self.Error.NotMember()

    def _require_length(self, length: int, bound: int) -> None:
        if length > bound:
            raise self.Error.ProposalLengthBoundLessThanProposalLength()

    def _disapprove(self, proposal: bytes) -> None:
        self.deposit_event(self.Event.Disapproved(proposal_hash=proposal))
        self._remove(proposal)

    def _remove(self, proposal: bytes) -> None:
        del self.ProposalOf[proposal]
        del self.Voting[proposal]
        self.Proposals.value = [key for key in self.Proposals.value if key != proposal]


def without(accounts: Sequence[bytes], who: bytes) -> list[bytes]:
    """Remove an account by moving the last one into its place, as the chain's `swap_remove` orders it."""
    left = list(accounts)
    if who in left:
        place = left.index(who)
        left[place] = left[-1]
        left.pop()
    return left
