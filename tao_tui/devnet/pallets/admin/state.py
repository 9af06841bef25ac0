"""The admin pallet's declarations: who may change hyperparameters, when, and what goes wrong."""

from __future__ import annotations

from typing import Any

from tao_tui.devnet.frame.declare import Errors, Events, error, event
from tao_tui.devnet.frame.errors import BadOrigin
from tao_tui.devnet.frame.origin import Origin, ensure_root
from tao_tui.devnet.frame.pallet import Pallet
from tao_tui.devnet.frame.storage import StorageMap, StorageValue
from tao_tui.devnet.pallets.subtensor import SubtensorModule
from tao_tui.devnet.pallets.subtensor.schedule import next_epoch
from tao_tui.devnet.scale.hints import NetUid, u8


class AdminState(Pallet):
    """What all calls of the pallet share."""

    index = 19
    name = "AdminUtils"
    config_path = "pallet_admin_utils"

    class Event(Events):
        """What was switched."""

        PrecompileUpdated = event(precompile_id=u8, enabled=bool)
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

    @property
    def chain(self) -> SubtensorModule:
        """The pallet whose parameters these are."""
        return self.pallet(SubtensorModule)

    def require_owner(self, origin: Origin, netuid: int) -> None:
        """Root or the subnet's owner, outside the freeze window."""
        self.require_subnet(netuid)
        if not origin.is_root and origin.who != self.chain.SubnetOwner[netuid]:
            raise BadOrigin()
        self.require_thaw(netuid)

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

    def require_thaw(self, netuid: int) -> None:
        """Nothing changes in the last AdminFreezeWindow blocks before an epoch."""
        epoch = next_epoch(self.chain, netuid)
        if epoch is not None and epoch - self.block < self.chain.AdminFreezeWindow.value:
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
