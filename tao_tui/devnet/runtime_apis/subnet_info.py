"""The API about subnets: markets, rules and metagraphs."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, TypeVar

from tao_tui.devnet.frame.api import RuntimeApi
from tao_tui.devnet.pallets.subtensor import SubtensorModule
from tao_tui.devnet.pallets.subtensor.mechanisms import index_of
from tao_tui.devnet.pallets.subtensor.purse import subnet_account
from tao_tui.devnet.pallets.subtensor.schedule import next_epoch
from tao_tui.devnet.pallets.subtensor.subnets import subnet_to_prune
from tao_tui.devnet.runtime_apis.hyperparameters import HyperparamEntry, entries
from tao_tui.devnet.runtime_apis.metagraph_types import NOT_ASKED, Metagraph, SelectiveMetagraph, SubnetState
from tao_tui.devnet.runtime_apis.subnet_facts import FACTS, filled
from tao_tui.devnet.runtime_apis.subnet_types import (
    DynamicInfo,
    SubnetHyperparams,
    SubnetHyperparamsV2,
    SubnetInfo,
    SubnetInfov2,
)
from tao_tui.devnet.scale.hints import AccountId, MechId, NetUid, Vec, u16, u64

T = TypeVar("T")
IDENTITY = 3
"""The number of the one field that may be asked for and still not be there."""


class SubnetInfoRuntimeApi(RuntimeApi):
    """Subnets, each as an option that is none for a netuid not in use."""

    version = 2

    def get_subnet_info(self, netuid: NetUid) -> SubnetInfo | None:
        """A subnet in the oldest form."""
        return self._about(SubnetInfo, netuid)

    def get_subnets_info(self) -> Vec[SubnetInfo | None]:
        """Every subnet in the oldest form."""
        return [self._about(SubnetInfo, netuid) for netuid in self._netuids()]

    def get_subnet_info_v2(self, netuid: NetUid) -> SubnetInfov2 | None:
        """A subnet in the oldest form, with its identity."""
        return self._about(SubnetInfov2, netuid)

    def get_subnets_info_v2(self) -> Vec[SubnetInfov2 | None]:
        """Every subnet in the oldest form, with its identity."""
        return [self._about(SubnetInfov2, netuid) for netuid in self._netuids()]

    def get_subnet_hyperparams(self, netuid: NetUid) -> SubnetHyperparams | None:
        """A subnet's hyperparameters."""
        return self._about(SubnetHyperparams, netuid)

    def get_subnet_hyperparams_v2(self, netuid: NetUid) -> SubnetHyperparamsV2 | None:
        """A subnet's hyperparameters, newer ones among them."""
        return self._about(SubnetHyperparamsV2, netuid)

    def get_subnet_hyperparams_v3(self, netuid: NetUid) -> Vec[HyperparamEntry] | None:
        """A subnet's hyperparameters as an open list."""
        chain = self.pallet(SubtensorModule)
        return entries(chain, netuid) if chain.NetworksAdded[netuid] else None

    def get_all_dynamic_info(self) -> Vec[DynamicInfo | None]:
        """Every subnet as a market."""
        return [self.get_dynamic_info(netuid) for netuid in self._netuids()]

    def get_dynamic_info(self, netuid: NetUid) -> DynamicInfo | None:
        """A subnet as a market."""
        return self._about(DynamicInfo, netuid, emission=0)

    def get_all_metagraphs(self) -> Vec[Metagraph | None]:
        """Every metagraph."""
        return [self._about(Metagraph, netuid) for netuid in self._netuids()]

    def get_metagraph(self, netuid: NetUid) -> Metagraph | None:
        """Everything about a subnet."""
        return self._about(Metagraph, netuid)

    def get_mechagraph(self, netuid: NetUid, mecid: MechId) -> Metagraph | None:
        """Everything about one of a subnet's incentive mechanisms; its netuid is the mechanism's index."""
        chain, index = self.pallet(SubtensorModule), index_of(netuid, mecid)
        if mecid >= chain.MechanismCountCurrent[netuid]:
            return None
        found = self.get_metagraph(netuid)
        return found and replace(
            found, netuid=index, last_update=chain.LastUpdate[index], incentives=chain.Incentive[index]
        )

    def get_all_mechagraphs(self) -> Vec[Metagraph | None]:
        """Everything about every mechanism of every subnet."""
        count = self.pallet(SubtensorModule).MechanismCountCurrent
        return [self.get_mechagraph(n, mecid) for n in self._netuids() for mecid in range(count[n])]

    def get_subnet_state(self, netuid: NetUid) -> SubnetState | None:
        """The neurons of a subnet."""
        return self._about(SubnetState, netuid)

    def get_selective_metagraph(
        self, netuid: NetUid, metagraph_indexes: Vec[u16]
    ) -> SelectiveMetagraph | None:
        """The fields of a metagraph with these numbers; unknown numbers are ignored."""
        chain = self.pallet(SubtensorModule)
        if not chain.NetworksAdded[netuid]:
            return None
        wanted = set(metagraph_indexes)
        names = [field.name for field in fields(SelectiveMetagraph)]
        values: dict[str, Any] = {
            name: FACTS[name](chain, netuid) if number in wanted else None
            for number, name in enumerate(names)
        }
        identity = values["identity"] if IDENTITY in wanted else NOT_ASKED
        return SelectiveMetagraph(**{**values, "netuid": netuid, "identity": identity})

    def get_selective_mechagraph(
        self, netuid: NetUid, mecid: MechId, metagraph_indexes: Vec[u16]
    ) -> SelectiveMetagraph | None:
        """The same of one incentive mechanism, whether there is one or not."""
        found = self.get_selective_metagraph(netuid, metagraph_indexes)
        if found is None:
            return None
        chain, index = self.pallet(SubtensorModule), index_of(netuid, mecid)
        return replace(
            found,
            last_update=None if found.last_update is None else chain.LastUpdate[index],
            incentives=None if found.incentives is None else chain.Incentive[index],
        )

    def get_coldkey_auto_stake_hotkey(self, coldkey: AccountId, netuid: NetUid) -> AccountId | None:
        """Where a miner's earnings are staked by themselves."""
        return self.pallet(SubtensorModule).AutoStakeDestination.get((coldkey, netuid))

    def get_subnet_to_prune(self) -> NetUid | None:
        """The subnet a registration would replace if there were no room."""
        return subnet_to_prune(self.pallet(SubtensorModule))

    def get_subnet_account_id(self, netuid: NetUid) -> AccountId | None:
        """The account that holds a subnet's TAO."""
        return subnet_account(netuid) if self.pallet(SubtensorModule).NetworksAdded[netuid] else None

    def get_next_epoch_start_block(self, netuid: NetUid) -> u64 | None:
        """The block of a subnet's next epoch."""
        chain = self.pallet(SubtensorModule)
        return next_epoch(chain, netuid) if chain.NetworksAdded[netuid] else None

    def get_block_emission(self) -> u64:
        """TAO minted per block, rao."""
        return self.pallet(SubtensorModule).BlockEmission.value

    def _netuids(self) -> list[int]:
        return self.pallet(SubtensorModule).netuids()

    def _about(self, kind: type[T], netuid: int, **overrides: object) -> T | None:
        chain = self.pallet(SubtensorModule)
        return filled(kind, chain, netuid, **overrides) if chain.NetworksAdded[netuid] else None
