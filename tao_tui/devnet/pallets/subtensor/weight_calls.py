"""The call by which a validator states its weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tao_tui.devnet.frame.call import call
from tao_tui.devnet.frame.origin import Origin, ensure_signed
from tao_tui.devnet.pallets.subtensor.neurons import with_entry
from tao_tui.devnet.pallets.subtensor.rows import row_of
from tao_tui.devnet.pallets.subtensor.stake_weight import stake_weight
from tao_tui.devnet.pallets.subtensor.state import ROOT, SubtensorState
from tao_tui.devnet.scale.hints import NetUid, Vec, u16, u64

U16_MAX: Final = 65_535
_UPSCALE_THRESHOLD: Final = 32_768


class WeightCalls(SubtensorState):
    """set_weights."""

    @call(0, ref_time=15_540_000_000, pays=False)
    def set_weights(
        self, origin: Origin, netuid: NetUid, dests: Vec[u16], weights: Vec[u16], version_key: u64
    ) -> None:
        """Set a hotkey's weights on the neurons of a subnet without commit-reveal."""
        hotkey = ensure_signed(origin)
        if self.CommitRevealWeightsEnabled[netuid]:
            raise self.Error.CommitRevealEnabled()
        uid = self._check_weights(hotkey, netuid, dests, weights, version_key)
        self.Weights[netuid, uid] = row_of(zip(dests, upscaled(weights), strict=True))
        self.LastUpdate[netuid] = with_entry(self.LastUpdate[netuid], uid, self.block)
        self.deposit_event(self.Event.WeightsSet(netuid, uid))

    def _check_weights(
        self, hotkey: bytes, netuid: int, dests: Sequence[int], weights: Sequence[int], version_key: int
    ) -> int:
        """The chain's checks in its order; answers the hotkey's uid."""
        if netuid == ROOT:
            raise self.Error.CanNotSetRootNetworkWeights()
        if len(dests) != len(weights):
            raise self.Error.WeightVecNotEqualSize()
        if not self.NetworksAdded[netuid]:
            raise self.Error.MechanismDoesNotExist()
        if len(dests) > self.SubnetworkN[netuid]:
            raise self.Error.UidsLengthExceedUidsInSubNet()
        uid = self.Uids.get((netuid, hotkey))
        if uid is None:
            raise self.Error.HotKeyNotRegisteredInSubNet()
        if not has_stake_for_weights(self, hotkey, netuid):
            raise self.Error.NotEnoughStakeToSetWeights()
        if version_key < self.WeightsVersionKey[netuid]:
            raise self.Error.IncorrectWeightVersionKey()
        if sets_weights_too_fast(self, netuid, uid):
            raise self.Error.SettingWeightsTooFast()
        self._check_row(netuid, uid, dests)
        return uid

    def _check_row(self, netuid: int, uid: int, dests: Sequence[int]) -> None:
        """Whom the weights may name; a weight on oneself alone is always allowed."""
        alone = len(dests) == 1 and dests[0] == uid
        owner = self.Uids.get((netuid, self.SubnetOwnerHotkey[netuid]))
        if not alone and uid != owner and not self.ValidatorPermit[netuid][uid]:
            raise self.Error.NeuronNoValidatorPermit()
        if len(set(dests)) != len(dests):
            raise self.Error.DuplicateUids()
        count = self.SubnetworkN[netuid]
        if any(dest >= count for dest in dests):
            raise self.Error.UidVecContainInvalidOne()
        if not alone and len(dests) < min(self.MinAllowedWeights[netuid], count):
            raise self.Error.WeightVecLengthIsLow()


def has_stake_for_weights(chain: SubtensorState, hotkey: bytes, netuid: int) -> bool:
    """Whether a hotkey reaches the stake threshold; the subnet owner's need not."""
    threshold = chain.StakeThreshold.value
    owner = chain.SubnetOwnerHotkey[netuid] == hotkey
    return threshold == 0 or owner or stake_weight(chain, hotkey, netuid) >= threshold


def sets_weights_too_fast(chain: SubtensorState, netuid: int, uid: int) -> bool:
    """Whether the last weights are more recent than the rate limit allows; never for the first ones."""
    last = chain.LastUpdate[netuid][uid]
    return last != 0 and chain.block - last < chain.WeightsSetRateLimit[netuid]


def upscaled(weights: Sequence[int]) -> list[int]:
    """Weights scaled so that the largest is 65535, rounded to nearest in I32F32."""
    largest = max(weights, default=0)
    if largest == 0:
        return [0] * len(weights)
    if largest > _UPSCALE_THRESHOLD:
        factor = (U16_MAX << 32) // largest
        return [(factor * weight + (1 << 31)) >> 32 for weight in weights]
    return [(((weight * U16_MAX) << 32) // largest + (1 << 31)) >> 32 for weight in weights]
