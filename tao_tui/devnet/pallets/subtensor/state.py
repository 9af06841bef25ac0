"""The subtensor pallet's declarations put together; the subject modules work on it."""

from __future__ import annotations

from typing import Any

from tao_tui.devnet.frame.pallet import Pallet
from tao_tui.devnet.frame.storage import StorageMap
from tao_tui.devnet.pallets.subtensor.constants import SubtensorConstants
from tao_tui.devnet.pallets.subtensor.errors import SubtensorErrors
from tao_tui.devnet.pallets.subtensor.events import SubtensorEvents
from tao_tui.devnet.pallets.subtensor.storage.chain import ChainStorage
from tao_tui.devnet.pallets.subtensor.storage.children import ChildStorage
from tao_tui.devnet.pallets.subtensor.storage.claims import ClaimStorage
from tao_tui.devnet.pallets.subtensor.storage.locks import LockStorage
from tao_tui.devnet.pallets.subtensor.storage.neurons import NeuronStorage
from tao_tui.devnet.pallets.subtensor.storage.newer import NewerStorage
from tao_tui.devnet.pallets.subtensor.storage.rules import RuleStorage
from tao_tui.devnet.pallets.subtensor.storage.stake import StakeStorage
from tao_tui.devnet.pallets.subtensor.storage.subnet import SubnetStorage
from tao_tui.devnet.pallets.subtensor.storage.unused import UnusedStorage
from tao_tui.devnet.pallets.subtensor.storage.voting import VotingStorage
from tao_tui.devnet.scale.hints import NetUid, codec_of

_NETUID = codec_of(NetUid)
ROOT = 0
"""The netuid of the root network, whose alpha is TAO."""


class SubtensorState(
    ChainStorage,
    SubnetStorage,
    RuleStorage,
    StakeStorage,
    ChildStorage,
    ClaimStorage,
    LockStorage,
    NeuronStorage,
    VotingStorage,
    UnusedStorage,
    NewerStorage,
    SubtensorConstants,
    Pallet,
):
    """Everything the pallet stores, without its calls."""

    index = 7
    name = "SubtensorModule"
    config_path = "pallet_subtensor"

    class Event(SubtensorEvents):
        """The pallet's events."""

    class Error(SubtensorErrors):
        """The pallet's errors."""

    def netuids(self) -> list[int]:
        """The netuids of all subnets, root among them, ascending."""
        return sorted(self.NetworksAdded.data)

    def clear_subnet(self, netuid: int) -> None:
        """Remove whatever is stored under a netuid, wherever it stands in the key."""
        for item in self.storage.values():
            if not isinstance(item, StorageMap):
                continue
            places = [at for at, codec in enumerate(item.key_parts) if codec == _NETUID]
            if places:
                self._clear(item, netuid, places[0])

    def _clear(self, item: StorageMap[Any, Any], netuid: int, place: int) -> None:
        whole = len(item.key_parts) == 1
        for key, _ in item.items():
            if (key if whole else key[place]) == netuid:
                item.pop(key)
