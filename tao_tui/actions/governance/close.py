"""Close a proposal whose vote is decided or over, and carry it out when approved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

from tao_tui.actions.account import Account
from tao_tui.actions.governance.propose import motion_error, require_triumvirate
from tao_tui.actions.governance.vote import find_proposal
from tao_tui.actions.plan import Explanation, Plan
from tao_tui.actions.review.refusals import refused
from tao_tui.actions.review.wording import effect, require_funds, spendable, warning
from tao_tui.amounts import Tao
from tao_tui.counted import counted
from tao_tui.reads.governance.proposals import TRIUMVIRATE, Proposal
from tao_tui.text import clean

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import DecodedCall
    from tao_tui.chain.client import Client

WEIGHT_BOUND: Final = {"ref_time": 1_000_000_000_000, "proof_size": 1_000_000}
"""A quarter of a block: more than any call a proposal has carried, and small enough to be included."""


@dataclass(frozen=True, slots=True)
class Close:
    """Close `proposal`, a number or a hash."""

    proposal: int | str

    @classmethod
    def of(cls, values: Mapping[str, object], account: Account) -> Self:
        """Build it from typed arguments."""
        proposal = values["proposal"]
        assert isinstance(proposal, int | str)
        return cls(proposal)

    async def check(self, client: Client, account: Account) -> Plan:
        """Refuse while the vote is open; go through Sudo when this account is the sudo key."""
        from tao_tui.chain.calls.call import Call
        from tao_tui.chain.query import Storage

        require_triumvirate(client.runtime)
        block, proposal = await find_proposal(client, self.proposal, [])
        if proposal.status == "open":
            raise refused(
                f"Proposal {proposal.id} is still open, "
                f"with {len(proposal.ayes)} of {counted(proposal.threshold, 'aye')}.",
                motion_error(client.runtime, "TooEarlyToCloseProposal"),
                "still_open",
                f"Close it from block {proposal.ends_at:,} on, or once enough senators agree.",
            )
        items = [Storage("System", "Account", (account.coldkey,))]
        if client.runtime.has_storage("Sudo", "Key"):
            items.append(Storage("Sudo", "Key"))
        funds, *key = (await client.read(items, block.hash)).data
        is_sudo = bool(key) and str(key[0]) == account.coldkey
        encoded = client.runtime.compose(_again(proposal.call))
        bounds = {"proposal_weight_bound": WEIGHT_BOUND, "length_bound": len(encoded.data)}
        close = Call(
            TRIUMVIRATE, "close", {"proposal_hash": proposal.hash, "index": proposal.index, **bounds}
        )
        call = Call("Sudo", "sudo", {"call": close}) if is_sudo else close
        have = spendable(funds, client.runtime)

        def explain(decoded: DecodedCall, fee: Tao) -> Explanation:
            require_funds(fee, have, "The network fee")
            return _explain(decoded, fee, proposal, is_sudo=is_sudo)

        return Plan(call, block, explain, {"proposal": proposal.index})


def _again(call: DecodedCall) -> Any:
    from tao_tui.chain.calls.call import Call

    return Call(call.pallet, call.function, call.arguments)


def _explain(call: DecodedCall, fee: Tao, proposal: Proposal, *, is_sudo: bool) -> Explanation:
    inner: Any = call.arguments["call"] if is_sudo else call
    carried = proposal.status == "passed"
    effects = (
        effect("You close", f"proposal {proposal.id}"),
        effect("Proposal hash", inner.arguments["proposal_hash"]),
        effect("Which says", proposal.summary),
        effect(
            "Vote",
            f"{counted(len(proposal.ayes), 'aye')} of {proposal.threshold} needed, "
            f"{counted(len(proposal.nays), 'nay')}",
        ),
        effect("Then", "it is carried out" if carried else "it is dropped"),
        effect("Network fee", fee),
    )
    rooted = (
        ()
        if is_sudo
        else (
            warning(
                "caution",
                "root_only",
                "Newer runtimes let only root close a proposal; there this fails and costs its fee.",
            ),
        )
    )
    return Explanation(clean(f"Close: {proposal.summary}"), effects, rooted)
