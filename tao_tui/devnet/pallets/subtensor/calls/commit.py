"""The calls by which a validator commits to hidden weights and shows them an epoch later."""

from __future__ import annotations

from collections.abc import Sequence

from tao_tui.devnet.frame.call import call
from tao_tui.devnet.frame.origin import Origin, ensure_signed
from tao_tui.devnet.frame.weight import database
from tao_tui.devnet.pallets.subtensor.calls.weight import WeightCalls, sets_weights_too_fast
from tao_tui.devnet.pallets.subtensor.commits import (
    MOST_UNREVEALED,
    Commit,
    commit_hash,
    current_epoch,
    is_open,
    living,
)
from tao_tui.devnet.pallets.subtensor.mechanisms import index_of, note_update, require
from tao_tui.devnet.scale.hints import H256, Compact, NetUid, Vec, u8, u16, u64


class CommitCalls(WeightCalls):
    """commit_weights and reveal_weights, alone, for a mechanism and in batches."""

    @call(96, ref_time=69_049_000 + database(13, 2), proof_size=4_714, pays=False)
    def commit_weights(self, origin: Origin, netuid: NetUid, commit_hash: H256) -> None:
        """Commit to weights by their hash; they are shown in the epoch RevealPeriodEpochs later."""
        self._commit(ensure_signed(origin), netuid, 0, commit_hash)

    @call(115, ref_time=55_130_000 + database(7, 2), pays=False)
    def commit_mechanism_weights(self, origin: Origin, netuid: NetUid, mecid: u8, commit_hash: H256) -> None:
        """The same for one mechanism of the subnet."""
        self._commit(ensure_signed(origin), netuid, mecid, commit_hash)

    @call(100, ref_time=147_224_000 + database(15, 2), proof_size=4_765, pays=False)
    def batch_commit_weights(
        self, origin: Origin, netuids: Vec[Compact[u16]], commit_hashes: Vec[H256]
    ) -> None:
        """Commit to weights on several subnets; one that fails is reported and the others go on."""
        hotkey = ensure_signed(origin)
        if len(netuids) != len(commit_hashes):
            raise self.Error.InputLengthsUnequal()
        self._each(
            hotkey, netuids, lambda index: self._commit(hotkey, netuids[index], 0, commit_hashes[index])
        )

    @call(97, ref_time=111_227_000 + database(19, 2), proof_size=7_590, pays=False)
    def reveal_weights(
        self,
        origin: Origin,
        netuid: NetUid,
        uids: Vec[u16],
        values: Vec[u16],
        salt: Vec[u16],
        version_key: u64,
    ) -> None:
        """Show weights that were committed to, and set them."""
        self._reveal(ensure_signed(origin), netuid, 0, uids, values, salt, version_key)

    @call(116, ref_time=122_000_000 + database(16, 2), pays=False)
    def reveal_mechanism_weights(
        self,
        origin: Origin,
        netuid: NetUid,
        mecid: u8,
        uids: Vec[u16],
        values: Vec[u16],
        salt: Vec[u16],
        version_key: u64,
    ) -> None:
        """The same for one mechanism of the subnet."""
        self._reveal(ensure_signed(origin), netuid, mecid, uids, values, salt, version_key)

    @call(98, ref_time=421_363_000 + database(19, 2), proof_size=8_095, pays=False)
    def batch_reveal_weights(
        self,
        origin: Origin,
        netuid: NetUid,
        uids_list: Vec[Vec[u16]],
        values_list: Vec[Vec[u16]],
        salts_list: Vec[Vec[u16]],
        version_keys: Vec[u64],
    ) -> None:
        """Show several commitments on one subnet, all or none."""
        if not len(uids_list) == len(values_list) == len(salts_list) == len(version_keys):
            raise self.Error.InputLengthsUnequal()
        hotkey = ensure_signed(origin)
        alive, expired = self._commitments(hotkey, netuid, netuid)
        shown = list(zip(uids_list, values_list, salts_list, version_keys, strict=True))
        hashes = [commit_hash(hotkey, netuid, *each) for each in shown]
        for wanted in hashes:
            self._require_open(netuid, wanted, alive, expired)
        for wanted, (uids, values, _, version_key) in zip(hashes, shown, strict=True):
            alive.pop(self._place(wanted, alive, expired))
            self._store_weights(hotkey, netuid, uids, values, version_key)
        self._keep(hotkey, netuid, alive)
        self.deposit_event(self.Event.WeightsBatchRevealed(hotkey, netuid, hashes))

    def _commit(self, hotkey: bytes, netuid: int, mecid: int, hidden: bytes) -> None:
        require(self, netuid, mecid)
        if not self.CommitRevealWeightsEnabled[netuid]:
            raise self.Error.CommitRevealDisabled()
        uid = self.Uids.get((netuid, hotkey))
        if uid is None:
            raise self.Error.HotKeyNotRegisteredInSubNet()
        index = index_of(netuid, mecid)
        if sets_weights_too_fast(self, index, uid):
            raise self.Error.CommittingWeightsTooFast()
        commits = living(self, netuid, self.WeightCommits.get((index, hotkey)) or [])
        if len(commits) >= MOST_UNREVEALED:
            raise self.Error.TooManyUnrevealedCommits()
        commit = (hidden, current_epoch(self, netuid), self.block, 0)
        self.WeightCommits[index, hotkey] = [*commits, commit]
        self.deposit_event(self.Event.WeightsCommitted(hotkey, index, hidden))
        note_update(self, index, uid)

    def _reveal(
        self,
        hotkey: bytes,
        netuid: int,
        mecid: int,
        uids: Sequence[int],
        values: Sequence[int],
        salt: Sequence[int],
        version_key: int,
    ) -> None:
        """Open a commitment; those made before it are given up."""
        index = index_of(netuid, mecid)
        alive, expired = self._commitments(hotkey, netuid, index)
        shown = commit_hash(hotkey, index, uids, values, salt, version_key)
        if not alive and shown not in expired:
            raise self.Error.NoWeightsCommitFound()
        place = self._require_open(netuid, shown, alive, expired)
        self._keep(hotkey, index, alive[place + 1 :])
        self._store_weights(hotkey, netuid, uids, values, version_key, mecid)
        self.deposit_event(self.Event.WeightsRevealed(hotkey, index, shown))

    def _commitments(self, hotkey: bytes, netuid: int, index: int) -> tuple[list[Commit], set[bytes]]:
        """A hotkey's living commitments on a mechanism, and the hashes of those that expired."""
        if not self.CommitRevealWeightsEnabled[netuid]:
            raise self.Error.CommitRevealDisabled()
        commits = self.WeightCommits.get((index, hotkey))
        if commits is None:
            raise self.Error.NoWeightsCommitFound()
        alive = living(self, netuid, commits)
        return alive, {hidden for hidden, _, _, _ in commits[: len(commits) - len(alive)]}

    def _require_open(self, netuid: int, wanted: bytes, alive: list[Commit], expired: set[bytes]) -> int:
        place = self._place(wanted, alive, expired)
        if not is_open(self, netuid, alive[place][1]):
            raise self.Error.RevealTooEarly()
        return place

    def _place(self, wanted: bytes, alive: list[Commit], expired: set[bytes]) -> int:
        """Where a commitment stands among the living."""
        for place, (hidden, _, _, _) in enumerate(alive):
            if hidden == wanted:
                return place
        if wanted in expired:
            raise self.Error.ExpiredWeightCommit()
        raise self.Error.InvalidRevealCommitHashNotMatch()

    def _keep(self, hotkey: bytes, index: int, commits: list[Commit]) -> None:
        if commits:
            self.WeightCommits[index, hotkey] = commits
        else:
            del self.WeightCommits[index, hotkey]
