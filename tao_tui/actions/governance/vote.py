"""Vote on a proposal with a senator hotkey of the wallet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from tao_tui.actions.account import Account
from tao_tui.actions.governance.propose import motion_error, require_triumvirate
from tao_tui.actions.plan import Caution, Explanation, Plan
from tao_tui.actions.review.refusals import mistaken, refused
from tao_tui.actions.review.wording import effect, named, require_funds, spendable, warning
from tao_tui.addresses import Address
from tao_tui.amounts import Tao
from tao_tui.counted import counted
from tao_tui.reads.chain_text import as_address
from tao_tui.reads.governance.proposals import Proposal, read_proposals
from tao_tui.text import clean

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import DecodedCall
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import BlockRef

CLOSES_SOON_BLOCKS: Final = 300
"""An hour of blocks: a vote so late may arrive after somebody closed the proposal."""


@dataclass(frozen=True, slots=True)
class Vote:
    """Vote `approve` on `proposal`, a number or a hash, with `hotkey` or the one that may."""

    proposal: int | str
    approve: bool
    hotkey: Address | None

    @classmethod
    def of(cls, values: Mapping[str, object], account: Account) -> Self:
        """Build it from typed arguments."""
        proposal, hotkey = values["proposal"], values.get("hotkey")
        assert isinstance(proposal, int | str)
        return cls(proposal, bool(values["approve"]), Address(str(hotkey)) if hotkey else None)

    async def check(self, client: Client, account: Account) -> Plan:
        """Find the proposal and a senator hotkey that has not voted so yet."""
        from tao_tui.chain.calls.call import Call
        from tao_tui.chain.query import Storage

        require_triumvirate(client.runtime)
        mine = [address for _, address in account.hotkeys]
        found = await find_proposal(client, self.proposal, mine)
        block, proposal = found
        items = [Storage("SenateMembers", "Members"), Storage("System", "Account", (account.coldkey,))]
        candidates = [self.hotkey] if self.hotkey else mine
        items += [Storage("SubtensorModule", "Owner", (hotkey,)) for hotkey in candidates]
        senators, funds, *owners = (await client.read(items, block.hash)).data
        owned = [
            key for key, owner in zip(candidates, owners, strict=True) if as_address(owner) == account.coldkey
        ]
        seated = set(map(as_address, senators))
        if self.hotkey and not owned:
            raise refused(
                f"The hotkey {self.hotkey} is not one of yours, so you cannot vote with it.",
                "NonAssociatedColdKey",
                "not_a_senator",
            )
        hotkey = self._choose([key for key in owned if key in seated], proposal)
        have = spendable(funds, client.runtime)

        def explain(call: DecodedCall, fee: Tao) -> Explanation:
            require_funds(fee, have, "The network fee")
            return _explain(call, fee, (proposal, block, account))

        arguments: dict[str, object] = {
            "hotkey": hotkey,
            "proposal": proposal.hash,
            "index": proposal.index,
            "approve": self.approve,
        }
        said = {"proposal": proposal.index, "approve": self.approve, "hotkey": hotkey}
        return Plan(Call("SubtensorModule", "vote", arguments), block, explain, said)

    def _choose(self, seated: list[Address], proposal: Proposal) -> Address:
        if not seated:
            whose = f"The hotkey {self.hotkey} has no" if self.hotkey else "No hotkey of this wallet has a"
            raise refused(
                f"{whose} seat in the senate, so it cannot vote.",
                "NotSenateMember",
                "not_a_senator",
                "tao-tui gov members shows the senators; a root validator joins with adjust_senate.",
            )
        same = proposal.ayes if self.approve else proposal.nays
        for hotkey in seated:
            if hotkey not in same:
                return hotkey
        raise refused(
            f"You have already voted {'for' if self.approve else 'against'} proposal {proposal.id}.",
            "DuplicateVote",
            "already_voted",
        )


async def find_proposal(
    client: Client, wanted: int | str, my_hotkeys: list[Address]
) -> tuple[BlockRef, Proposal]:
    """The open proposal with that number or hash; `UsageError` when there is none."""
    reading = await read_proposals(client, my_hotkeys)
    for proposal in reading.data:
        if wanted in (proposal.index, proposal.hash):
            return reading.block, proposal
    known = ", ".join(proposal.id for proposal in reading.data) or "none"
    name = motion_error(client.runtime, "ProposalNotExists")
    raise mistaken(f"No proposal {wanted} is open.", name, "unknown_proposal", f"Open now: {known}.")


def _explain(call: DecodedCall, fee: Tao, known: tuple[Proposal, BlockRef, Account]) -> Explanation:
    proposal, block, account = known
    said = call.arguments
    approve, hotkey = bool(said["approve"]), str(said["hotkey"])
    word = "for" if approve else "against"
    ayes = len(proposal.ayes) + approve - (hotkey in proposal.ayes)
    nays = len(proposal.nays) + (not approve) - (hotkey in proposal.nays)
    left = proposal.ends_at - block.number
    effects = (
        effect("You vote", f"{word} proposal {proposal.id}"),
        effect("Which says", proposal.summary),
        effect("Proposal hash", str(said["proposal"])),
        effect("As", named(hotkey, account.name_of(hotkey))),
        effect("After", f"{counted(ayes, 'aye')} of {proposal.threshold} needed, {counted(nays, 'nay')}"),
        effect(
            "Closes",
            f"block {proposal.ends_at:,}"
            + (f", in {counted(left, 'block')}" if left > 0 else ", already over"),
        ),
        effect("Network fee", fee),
    )
    warnings: list[Caution] = []
    if left <= CLOSES_SOON_BLOCKS:
        text = (
            f"Only {counted(left, 'block is', 'blocks are')} left to vote."
            if left > 0
            else "The vote is over; it may be closed any time."
        )
        warnings.append(warning("caution", "closes_soon", text))
    if hotkey in (proposal.nays if approve else proposal.ayes):
        warnings.append(warning("note", "changes_vote", "This replaces your earlier vote."))
    return Explanation(clean(f"Vote {word}: {proposal.summary}"), effects, tuple(warnings))
