"""Grandpa: who finalizes blocks."""

from __future__ import annotations

from typing import Annotated

from tao_tui.devnet.frame.call import call
from tao_tui.devnet.frame.declare import Constant, Errors, Events, error, event
from tao_tui.devnet.frame.origin import Origin, ensure_root
from tao_tui.devnet.frame.pallet import Pallet
from tao_tui.devnet.frame.storage import StorageMap, StorageValue, Twox64Concat
from tao_tui.devnet.scale.composite import struct
from tao_tui.devnet.scale.hints import Bytes32, Vec, WeakBoundedVec, newtype, u32, u64
from tao_tui.devnet.scale.variants import ScaleEnum, Variant

AuthorityId = Annotated[bytes, newtype("sp_consensus_grandpa::app::Public", Bytes32)]


class StoredState(ScaleEnum, path="pallet_grandpa::StoredState"):
    """Whether finality runs."""

    Live = Variant(0)
    PendingPause = Variant(1, scheduled_at=u32, delay=u32)
    Paused = Variant(2)
    PendingResume = Variant(3, scheduled_at=u32, delay=u32)


@struct("pallet_grandpa::StoredPendingChange", {"N": u32, "Limit": None})
class StoredPendingChange:
    """A change of authorities that is signalled but not enacted."""

    scheduled_at: u32
    delay: u32
    next_authorities: WeakBoundedVec[tuple[AuthorityId, u64]]
    forced: u32 | None


class Grandpa(Pallet):
    """The finality gadget's authorities; equivocations are not reported to a node with one voter."""

    index = 4

    MaxAuthorities = Constant[u32](32)
    MaxNominators = Constant[u32](20)
    MaxSetIdSessionEntries = Constant[u64](0)

    State = StorageValue[StoredState](StoredState.Live())
    PendingChange = StorageValue[StoredPendingChange]()
    NextForced = StorageValue[u32]()
    Stalled = StorageValue[tuple[u32, u32]]()
    CurrentSetId = StorageValue[u64](0)
    SetIdSession = StorageMap[u64, u32](Twox64Concat)
    Authorities = StorageValue[WeakBoundedVec[tuple[AuthorityId, u64]]]([])

    class Event(Events):
        """Changes of the authority set."""

        NewAuthorities = event(authority_set=Vec[tuple[AuthorityId, u64]])
        Paused = event()
        Resumed = event()

    class Error(Errors):
        """Why a Grandpa call fails."""

        PauseFailed = error("Attempt to signal GRANDPA pause when the authority set isn't live.")
        ResumeFailed = error("Attempt to signal GRANDPA resume when the authority set isn't paused.")
        ChangePending = error("Attempt to signal GRANDPA change with one already pending.")
        TooSoon = error("Cannot signal forced change so soon after last.")
        InvalidKeyOwnershipProof = error(
            "A key ownership proof provided as part of an equivocation report is invalid."
        )
        InvalidEquivocationProof = error(
            "An equivocation proof provided as part of an equivocation report is invalid."
        )
        DuplicateOffenceReport = error(
            "A given equivocation report is valid but already previously reported."
        )

    @call(2, ref_time=112_000_000)
    def note_stalled(self, origin: Origin, delay: u32, best_finalized_block_number: u32) -> None:
        """Note that the current authority set of the GRANDPA finality gadget has stalled."""
        ensure_root(origin)
        self.Stalled.value = (delay, best_finalized_block_number)
