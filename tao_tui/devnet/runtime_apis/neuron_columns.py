"""What can be said about the neurons of a subnet, column by column in uid order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from tao_tui.devnet.economics.emission import tao_weight
from tao_tui.devnet.pallets.subtensor.neurons import hotkeys_of, registration_blocks
from tao_tui.devnet.pallets.subtensor.stake_weight import stake_columns
from tao_tui.devnet.pallets.subtensor.state import SubtensorState
from tao_tui.devnet.pallets.subtensor.types import AxonInfo

Column = Callable[[SubtensorState, int], Any]


def coldkeys_of(chain: SubtensorState, netuid: int) -> list[bytes]:
    """The coldkeys behind a subnet's hotkeys."""
    return [chain.Owner[hotkey] for hotkey in hotkeys_of(chain, netuid)]


def total_stake(chain: SubtensorState, netuid: int) -> list[int]:
    """Stake weight: alpha and weighted root stake, rao."""
    alpha, root = stake_columns(chain, netuid, hotkeys_of(chain, netuid))
    weight = tao_weight(chain.TaoWeight.value)
    return [own + ((tao * weight) >> 32) for own, tao in zip(alpha, root, strict=True)]


def validators(chain: SubtensorState, netuid: int) -> list[int]:
    """The uids that hold a permit."""
    return [uid for uid, permitted in enumerate(chain.ValidatorPermit[netuid]) if permitted]


def alpha_dividends(chain: SubtensorState, netuid: int) -> list[tuple[bytes, int]]:
    """What each hotkey's stakers got in the last epoch, rao of alpha."""
    return [(hotkey, chain.AlphaDividendsPerSubnet[netuid, hotkey]) for hotkey in hotkeys_of(chain, netuid)]


def _stake(place: int) -> Column:
    return lambda chain, netuid: stake_columns(chain, netuid, hotkeys_of(chain, netuid))[place]


def _empty(chain: SubtensorState, netuid: int) -> list[Any]:
    return []


COLUMNS: Final[Mapping[str, Column]] = {
    "hotkeys": hotkeys_of,
    "coldkeys": coldkeys_of,
    "identities": lambda chain, netuid: [chain.IdentitiesV2.get(who) for who in coldkeys_of(chain, netuid)],
    "axons": lambda chain, netuid: [
        chain.Axons.get((netuid, hotkey)) or AxonInfo() for hotkey in hotkeys_of(chain, netuid)
    ],
    "active": lambda chain, netuid: chain.Active[netuid],
    "validator_permit": lambda chain, netuid: chain.ValidatorPermit[netuid],
    "pruning_score": _empty,
    "last_update": lambda chain, netuid: chain.LastUpdate[netuid],
    "emission": lambda chain, netuid: chain.Emission[netuid],
    "dividends": lambda chain, netuid: chain.Dividends[netuid],
    "incentives": lambda chain, netuid: chain.Incentive[netuid],
    "consensus": lambda chain, netuid: chain.Consensus[netuid],
    "trust": _empty,
    "rank": _empty,
    "block_at_registration": registration_blocks,
    "alpha_stake": _stake(0),
    "tao_stake": _stake(1),
    "total_stake": total_stake,
    "tao_dividends_per_hotkey": lambda chain, netuid: [(who, 0) for who in hotkeys_of(chain, netuid)],
    "alpha_dividends_per_hotkey": alpha_dividends,
    "validators": validators,
    "commitments": _empty,
    "emission_history": _empty,
}
"""Field name to the function that finds its column.

Ranks, trust and pruning scores are no longer kept; commitments never were by this runtime.
"""
