"""The admin pallet's declarations: who may change hyperparameters, when, and what goes wrong."""

from __future__ import annotations

import enum
from typing import Any

from tao_tui.devnet.frame.declare import Errors, Events, error, event
from tao_tui.devnet.frame.errors import BadOrigin
from tao_tui.devnet.frame.origin import Origin, ensure_root
from tao_tui.devnet.frame.pallet import Pallet
from tao_tui.devnet.frame.storage import StorageMap, StorageValue
from tao_tui.devnet.pallets.subtensor import SubtensorModule
from tao_tui.devnet.pallets.subtensor.pace import keep_pace
from tao_tui.devnet.pallets.subtensor.rate_limits import Hyperparameter, RateLimitKey
from tao_tui.devnet.pallets.subtensor.schedule import is_frozen
from tao_tui.devnet.scale.hints import NetUid
from tao_tui.devnet.scale.variants import unit_enum


@unit_enum("pallet_admin_utils::PrecompileEnum")
class Precompile(enum.Enum):
    """A contract built into the chain's EVM, which this node has not."""

    BalanceTransfer = 0
    Staking = 1
    Subnet = 2
    Metagraph = 3
    Neuron = 4
    UidLookup = 5
    Alpha = 6
    Crowdloan = 7
    Proxy = 8
    Leasing = 9
    AddressMapping = 10
    VotingPower = 11


class AdminState(Pallet):
    """What all calls of the pallet share."""

    index = 19
    name = "AdminUtils"
    config_path = "pallet_admin_utils"

    class Event(Events):
        """What was switched."""

        PrecompileUpdated = event(precompile_id=Precompile, enabled=bool)
        Yuma3EnableToggled = event(netuid=NetUid, enabled=bool)
        BondsResetToggled = event(netuid=NetUid, enabled=bool)

    class Error(Errors):
        """Why a value is refused."""

        SubnetDoesNotExist = error("The subnet does not exist, check the netuid parameter")
        MaxValidatorsLargerThanMaxUIds = error(
            "The maximum number of subnet validators must be less than the maximum number of allowed UIDs."
        )
        MaxAllowedUIdsLessThanCurrentUIds = error(
            "The maximum number of UIDs must not be less than the number of UIDs in the subnet."
        )
        BondsMovingAverageMaxReached = error("The maximum value for bonds moving average is reached")
        NegativeSigmoidSteepness = error("Only root can set negative sigmoid steepness values")
        ValueNotInBounds = error("The value is not within its bounds.")
        MinAllowedUidsGreaterThanCurrentUids = error(
            "The least number of UIDs must be less than the number the subnet has."
        )
        MinAllowedUidsGreaterThanMaxAllowedUids = error(
            "The least number of UIDs must be less than the greatest."
        )
        MaxAllowedUidsLessThanMinAllowedUids = error(
            "The greatest number of UIDs must not be less than the least."
        )
        MaxAllowedUidsGreaterThanDefaultMaxAllowedUids = error(
            "The greatest number of UIDs must not exceed what a new subnet has."
        )
        InvalidValue = error("The value is outside of what is allowed.")
        NotPermittedOnRootSubnet = error("The root network does not do that.")

    @property
    def chain(self) -> SubtensorModule:
        """The pallet whose parameters these are."""
        return self.pallet(SubtensorModule)

    def require_owner(self, origin: Origin, netuid: int, rule: Hyperparameter | None) -> None:
        """Root or the subnet's owner, outside the freeze window; an owner may not change a rule too often.

        An owner waits OwnerHyperparamRateLimit tempos between two changes of the same rule.
        """
        if not origin.is_root and origin.who != self.chain.SubnetOwner[netuid]:
            raise BadOrigin()
        if rule is not None and not origin.is_root:
            key = RateLimitKey.OwnerHyperparamUpdate(netuid, rule)
            tempos: int = self.chain.OwnerHyperparamRateLimit.value
            keep_pace(self.chain, self.chain.LastRateLimitedBlock, key, tempos * self.chain.Tempo[netuid])
        self.require_thaw(netuid)
        self.require_subnet(netuid)

    def require_root(self, origin: Origin, netuid: int, *, thawed: bool = False) -> None:
        """Root alone; `thawed`: outside the freeze window."""
        ensure_root(origin)
        self.require_subnet(netuid)
        if thawed:
            self.require_thaw(netuid)

    def require_subnet(self, netuid: int) -> None:
        """`SubnetDoesNotExist` unless it does."""
        if not self.chain.NetworksAdded[netuid]:
            raise self.Error.SubnetDoesNotExist()

    def require_owner_at_pace(self, origin: Origin, netuid: int, change: int, blocks: int) -> None:
        """Root, or the owner once in so many blocks for this kind of change, outside the freeze window."""
        if not origin.is_root:
            if origin.who != self.chain.SubnetOwner[netuid]:
                raise BadOrigin()
            key = (origin.who, netuid, change)
            keep_pace(self.chain, self.chain.TransactionKeyLastBlock, key, blocks)
        self.require_thaw(netuid)

    def require_thaw(self, netuid: int) -> None:
        """Nothing changes in the last AdminFreezeWindow blocks before an epoch."""
        if is_frozen(self.chain, netuid):
            raise self.chain.Error.AdminActionProhibitedDuringWeightsWindow()

    def change(self, item: StorageMap[int, Any], netuid: int, value: Any, event: Any = None) -> None:
        """Store a subnet's parameter; `event` is the subtensor pallet's, of the netuid and the value."""
        item[netuid] = value
        if event is not None:
            self.chain.deposit_event(event(netuid, value))

    def change_all(self, item: StorageValue[Any], value: Any, event: Any = None) -> None:
        """Store a parameter of the chain; `event` is the subtensor pallet's, of the value."""
        item.value = value
        if event is not None:
            self.chain.deposit_event(event(value))
