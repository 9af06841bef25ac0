"""The subtensor pallet's declarations put together; the subject modules work on it."""

from __future__ import annotations

from tao_tui.devnet.frame.pallet import Pallet
from tao_tui.devnet.pallets.subtensor.constants import SubtensorConstants
from tao_tui.devnet.pallets.subtensor.errors import SubtensorErrors
from tao_tui.devnet.pallets.subtensor.events import SubtensorEvents
from tao_tui.devnet.pallets.subtensor.storage_chain import ChainStorage
from tao_tui.devnet.pallets.subtensor.storage_neurons import NeuronStorage
from tao_tui.devnet.pallets.subtensor.storage_rules import RuleStorage
from tao_tui.devnet.pallets.subtensor.storage_stake import StakeStorage
from tao_tui.devnet.pallets.subtensor.storage_subnet import SubnetStorage

ROOT = 0
"""The netuid of the root network, whose alpha is TAO."""


class SubtensorState(
    ChainStorage, SubnetStorage, RuleStorage, StakeStorage, NeuronStorage, SubtensorConstants, Pallet
):
    """Everything the pallet stores, without its calls."""

    index = 7
    name = "SubtensorModule"
    config_path = "pallet_subtensor"

    class Event(SubtensorEvents):
        """The pallet's events."""

    class Error(SubtensorErrors):
        """The pallet's errors."""
