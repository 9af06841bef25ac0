"""The calls by which a validator states its weights."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from tao_tui.devnet.frame.call import call
from tao_tui.devnet.frame.errors import DispatchFailure
from tao_tui.devnet.frame.origin import Origin, ensure_signed
from tao_tui.devnet.frame.weight import database
from tao_tui.devnet.pallets.subtensor.mechanisms import (
    MOST_SUBNETS,
    index_of,
    last_update,
    note_update,
    require,
)
from tao_tui.devnet.pallets.subtensor.rows import row_of
from tao_tui.devnet.pallets.subtensor.stake_weight import stake_weight
from tao_tui.devnet.pallets.subtensor.state import ROOT, SubtensorState
from tao_tui.devnet.scale.hints import Compact, NetUid, Vec, u8, u16, u64

U16_MAX: Final = 65_535
_UPSCALE_THRESHOLD: Final = 32_768
Uids = Sequence[int]


class WeightCalls(SubtensorState):
    """set_weights, alone, for a mechanism and for many subnets."""

    @call(0, ref_time=15_513_610_000 + database(4112, 2), proof_size=10_327_410, pays=False)
    def set_weights(
        self, origin: Origin, netuid: NetUid, dests: Vec[u16], weights: Vec[u16], version_key: u64
    ) -> None:
        """Set a hotkey's weights on the neurons of a subnet without commit-reveal."""
        self._set_openly(ensure_signed(origin), netuid, dests, weights, version_key)

    @call(119, ref_time=15_540_000_000 + database(4111, 2), pays=False)
    def set_mechanism_weights(
        self, origin: Origin, netuid: NetUid, mecid: u8, dests: Vec[u16], weights: Vec[u16], version_key: u64
    ) -> None:
        """The same for one mechanism of the subnet."""
        self._set_openly(ensure_signed(origin), netuid, dests, weights, version_key, mecid)

    @call(80, ref_time=103_092_000 + database(16, 2), proof_size=7_395, pays=False)
    def batch_set_weights(
        self,
        origin: Origin,
        netuids: Vec[Compact[u16]],
        weights: Vec[Vec[tuple[Compact[u16], Compact[u16]]]],
        version_keys: Vec[Compact[u64]],
    ) -> None:
        """Set weights on several subnets; one that fails is reported and the others go on."""
        hotkey = ensure_signed(origin)
        if not len(netuids) == len(weights) == len(version_keys):
            raise self.Error.InputLengthsUnequal()

        def one(index: int) -> None:
            uids, values = [uid for uid, _ in weights[index]], [value for _, value in weights[index]]
            self._set_openly(hotkey, netuids[index], uids, values, version_keys[index])

        self._each(hotkey, netuids, one)

    def _each(self, hotkey: bytes, netuids: Sequence[int], act: Callable[[int], None]) -> None:
        """Act for every place in a batch, then tell what failed and that the batch is done."""
        failures = []
        for index in range(len(netuids)):
            try:
                act(index)
            except DispatchFailure as failure:
                failures.append(failure.error)
        if failures:
            self.deposit_event(self.Event.BatchCompletedWithErrors())
        for error in failures:
            self.deposit_event(self.Event.BatchWeightItemFailed(error))
        self.deposit_event(self.Event.BatchWeightsCompleted(netuids, hotkey))

    def _set_openly(
        self, hotkey: bytes, netuid: int, uids: Uids, values: Uids, version_key: int, mecid: int = 0
    ) -> None:
        """Set weights where they need not be committed to first."""
        if self.CommitRevealWeightsEnabled[netuid]:
            raise self.Error.CommitRevealEnabled()
        uid = self._store_weights(hotkey, netuid, uids, values, version_key, mecid)
        note_update(self, index_of(netuid, mecid), uid)

    def _store_weights(
        self, hotkey: bytes, netuid: int, uids: Uids, values: Uids, version_key: int, mecid: int = 0
    ) -> int:
        """Check and store; answers the hotkey's uid. LastUpdate moves with the caller's commit or call."""
        uid = self._check_weights(hotkey, netuid, mecid, uids, values, version_key)
        index = index_of(netuid, mecid)
        self.Weights[index, uid] = row_of(zip(uids, upscaled(values), strict=True))
        self.deposit_event(self.Event.WeightsSet(index, uid))
        return uid

    def _check_weights(
        self, hotkey: bytes, netuid: int, mecid: int, uids: Uids, values: Uids, version_key: int
    ) -> int:
        """The chain's checks in its order; answers the hotkey's uid."""
        if netuid == ROOT:
            raise self.Error.CanNotSetRootNetworkWeights()
        if len(uids) != len(values):
            raise self.Error.WeightVecNotEqualSize()
        require(self, netuid, mecid)
        if len(uids) > self.SubnetworkN[netuid]:
            raise self.Error.UidsLengthExceedUidsInSubNet()
        uid = self.Uids.get((netuid, hotkey))
        if uid is None:
            raise self.Error.HotKeyNotRegisteredInSubNet()
        if not has_stake_for_weights(self, hotkey, netuid):
            raise self.Error.NotEnoughStakeToSetWeights()
        if version_key < self.WeightsVersionKey[netuid]:
            raise self.Error.IncorrectWeightVersionKey()
        openly = not self.CommitRevealWeightsEnabled[netuid]
        if openly and sets_weights_too_fast(self, index_of(netuid, mecid), uid):
            raise self.Error.SettingWeightsTooFast()
        self._check_row(netuid, uid, uids)
        return uid

    def _check_row(self, netuid: int, uid: int, uids: Uids) -> None:
        """Whom the weights may name; a weight on oneself alone is always allowed."""
        alone = len(uids) == 1 and uids[0] == uid
        owner = self.Uids.get((netuid, self.SubnetOwnerHotkey[netuid]))
        if not alone and uid != owner and not self.ValidatorPermit[netuid][uid]:
            raise self.Error.NeuronNoValidatorPermit()
        if len(set(uids)) != len(uids):
            raise self.Error.DuplicateUids()
        count = self.SubnetworkN[netuid]
        if any(dest >= count for dest in uids):
            raise self.Error.UidVecContainInvalidOne()
        if not alone and len(uids) < min(self.MinAllowedWeights[netuid], count):
            raise self.Error.WeightVecLengthIsLow()


def has_stake_for_weights(chain: SubtensorState, hotkey: bytes, netuid: int) -> bool:
    """Whether a hotkey reaches the stake threshold; the subnet owner's need not."""
    threshold = chain.StakeThreshold.value
    owner = chain.SubnetOwnerHotkey[netuid] == hotkey
    return threshold == 0 or owner or stake_weight(chain, hotkey, netuid) >= threshold


def sets_weights_too_fast(chain: SubtensorState, index: int, uid: int) -> bool:
    """Whether the last weights are more recent than the rate limit allows; never for the first ones.

    `index` is what the mechanism is stored under: each is paced by itself.
    """
    last = last_update(chain, index)[uid]
    return last != 0 and chain.block - last < chain.WeightsSetRateLimit[index % MOST_SUBNETS]


def upscaled(weights: Sequence[int]) -> list[int]:
    """Weights scaled so that the largest is 65535, rounded to nearest in I32F32."""
    largest = max(weights, default=0)
    if largest == 0:
        return [0] * len(weights)
    if largest > _UPSCALE_THRESHOLD:
        factor = (U16_MAX << 32) // largest
        return [(factor * weight + (1 << 31)) >> 32 for weight in weights]
    return [(((weight * U16_MAX) << 32) // largest + (1 << 31)) >> 32 for weight in weights]
