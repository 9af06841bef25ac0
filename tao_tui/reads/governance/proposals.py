"""Proposals before the voting bodies, what they would do and how the vote stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from tao_tui.addresses import Address
from tao_tui.chain.query import Reading, Storage
from tao_tui.reads.chain_text import as_address, as_int
from tao_tui.reads.governance.call_words import call_words
from tao_tui.text import Clean, clean

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import DecodedCall
    from tao_tui.chain.client import Client
    from tao_tui.chain.runtime import ChainRuntime

TRIUMVIRATE: Final = "Triumvirate"

_TWELVE_HOURS_MS: Final = 12 * 60 * 60 * 1000

ProposalStatus = Literal["open", "passed", "rejected", "expired"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """One motion of the triumvirate, voted on by the senate."""

    body: str
    id: str
    """What commands take: the index as text."""
    hash: str
    index: int
    proposer: Address | None
    """None where the chain no longer tells: only the event of the proposing block names the proposer."""
    call: DecodedCall
    summary: Clean
    ayes: tuple[Address, ...]
    nays: tuple[Address, ...]
    threshold: int
    """Ayes needed."""
    seats: int
    """How many may vote."""
    ends_at: int
    """The block after which it may be closed whatever the vote."""
    status: ProposalStatus
    """`passed` and `rejected`: decided, waiting to be closed; `expired`: over without a decision."""
    my_vote: Literal["aye", "nay"] | None


@dataclass(frozen=True, slots=True)
class Governance:
    """Who proposes, who votes, and what is before them."""

    available: bool
    note: Clean
    """One sentence on how this runtime is governed."""
    members: tuple[Address, ...]
    """Who may propose: the triumvirate."""
    senators: tuple[Address, ...]
    """Hotkeys that may vote."""
    threshold: int
    """Ayes a new proposal needs."""
    proposals: int


GOVERNED_SINCE: Final = 121
"""The first runtime with a triumvirate and a senate (opentensor/subtensor fc8fe39e0)."""


def has_triumvirate(runtime: ChainRuntime) -> bool:
    """Whether this runtime still has the triumvirate and its proposals (removed in October 2025)."""
    return runtime.has_storage(TRIUMVIRATE, "Proposals") and runtime.has_storage(TRIUMVIRATE, "ProposalOf")


def capability_note(runtime: ChainRuntime) -> Clean:
    """One sentence on what can be voted on with this runtime."""
    if has_triumvirate(runtime):
        return Clean("The triumvirate proposes, the senate votes, more than half of the senators decide.")
    when = "came later" if runtime.spec_version < GOVERNED_SINCE else "were removed in October 2025"
    return clean(
        f"Runtime {runtime.spec_version} has no proposals to vote on: the triumvirate and the senate {when}, "
        "and chain-wide decisions are made by the sudo key."
    )


async def read_governance(client: Client) -> Reading[Governance]:
    """The bodies and the number of proposals before them, in one batch."""
    runtime = client.runtime
    if not has_triumvirate(runtime):
        block = await client.head()
        if client.runtime is not runtime:  # the chain has a newer one than was known
            return await read_governance(client)
        return Reading(block, Governance(False, capability_note(runtime), (), (), 0, 0))
    reading = await client.read(_bodies(runtime))
    hashes, members, senators = reading.data[:3]
    seats = len(senators)
    governance = Governance(
        available=True,
        note=capability_note(runtime),
        members=tuple(as_address(member) for member in members),
        senators=tuple(as_address(senator) for senator in senators),
        threshold=seats // 2 + 1,
        proposals=len(hashes),
    )
    return Reading(reading.block, governance)


async def read_proposals(client: Client, my_hotkeys: Iterable[Address] = ()) -> Reading[tuple[Proposal, ...]]:
    """Open proposals, newest first, in two batches: the hashes name the keys of the rest.

    Empty on a runtime without a triumvirate; `capability_note` says why.
    """
    if not has_triumvirate(client.runtime):
        return Reading(await client.head(), ())
    first = await client.read(_bodies(client.runtime))
    hashes, seats = [str(each) for each in first.data[0]], len(first.data[2])
    if not hashes:
        return Reading(first.block, ())
    items = [Storage(TRIUMVIRATE, "ProposalOf", (each,), raw=True) for each in hashes]
    items += [Storage(TRIUMVIRATE, "Voting", (each,)) for each in hashes]
    answer = (await client.read(items, first.block.hash)).data
    mine = frozenset(my_hotkeys)
    proposals = [
        _proposal(client.runtime.decode_call(bytes(data)), (found, seats), votes, first.block.number, mine)
        for found, data, votes in zip(hashes, answer[: len(hashes)], answer[len(hashes) :], strict=True)
        if data and votes
    ]
    proposals.sort(key=lambda proposal: -proposal.index)
    return Reading(first.block, tuple(proposals))


def motion_duration(runtime: ChainRuntime) -> int:
    """Blocks a vote stays open at least: the runtime's constant, or the 12 hours it has always been."""
    constant = runtime.constant(TRIUMVIRATE, "MotionDuration")
    if constant is not None:
        return as_int(constant)
    # The least time between two blocks is declared as half of what they are apart.
    block_ms = 2 * as_int(runtime.constant("Timestamp", "MinimumPeriod")) or 12_000
    return _TWELVE_HOURS_MS // block_ms


def _bodies(runtime: ChainRuntime) -> list[Storage]:
    senate = Storage("SenateMembers", "Members")
    voters = senate if runtime.has_storage("SenateMembers", "Members") else Storage(TRIUMVIRATE, "Members")
    return [Storage(TRIUMVIRATE, "Proposals"), Storage(TRIUMVIRATE, "Members"), voters]


def _proposal(
    call: DecodedCall, found: tuple[str, int], votes: Mapping[str, Any], block: int, mine: frozenset[Address]
) -> Proposal:
    proposal_hash, seats = found
    ayes = tuple(as_address(voter) for voter in votes["ayes"])
    nays = tuple(as_address(voter) for voter in votes["nays"])
    threshold, ends_at, index = as_int(votes["threshold"]), as_int(votes["end"]), as_int(votes["index"])
    return Proposal(
        body="triumvirate",
        id=str(index),
        hash=proposal_hash,
        index=index,
        proposer=None,
        call=call,
        summary=call_words(call),
        ayes=ayes,
        nays=nays,
        threshold=threshold,
        seats=seats,
        ends_at=ends_at,
        status=_status((len(ayes), len(nays)), threshold, seats, over=block >= ends_at),
        my_vote="aye" if mine & set(ayes) else "nay" if mine & set(nays) else None,
    )


def _status(votes: tuple[int, int], threshold: int, seats: int, *, over: bool) -> ProposalStatus:
    ayes, nays = votes
    if ayes >= threshold:
        return "passed"
    if seats - nays < threshold:
        return "rejected"
    return "expired" if over else "open"
