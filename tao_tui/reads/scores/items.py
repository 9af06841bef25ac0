"""Which storage and which runtime call hold a subnet's scores."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, cast

from numpy.typing import NDArray

from tao_tui.chain.query import RuntimeCall, Storage
from tao_tui.errors import Unsupported, UsageError

if TYPE_CHECKING:
    from tao_tui.chain.runtime import ChainRuntime

MODULE: Final = "SubtensorModule"
_API = "SubnetInfoRuntimeApi"

Column = NDArray[Any]

VECTORS: Final = {
    "consensus": ("Consensus", "u16"),
    "incentive": ("Incentive", "u16"),
    "dividends": ("Dividends", "u16"),
    "validator_trust": ("ValidatorTrust", "u16"),
    "emission": ("Emission", "u64"),
    "active": ("Active", "bool"),
    "validator_permit": ("ValidatorPermit", "bool"),
    "last_update": ("LastUpdate", "u64"),
}
"""Column name to the storage vector it is and the width of its entries."""

OLDER_VECTORS: Final = {
    "rank": ("Rank", "u16"),
    "trust": ("Trust", "u16"),
    "pruning_score": ("PruningScores", "u16"),
}
"""Vectors that only older runtimes keep, or only they go by."""
_BY_EMISSION: Final = "MinNonImmuneUids"
"""Runtimes with this item prune by emission; their pruning scores, where they still have them, are dead."""

SCORE_COLUMNS: Final = (*VECTORS, "stake", "registered_at")
"""Every numeric column all `Scores` have, in the order tables show them."""

MOST_SUBNETS: Final = 4096
"""Vectors of mechanism m of subnet n are stored under n + 4096·m (`GLOBAL_MAX_SUBNET_COUNT`)."""
_BY_MECHANISM: Final = ("Incentive", "LastUpdate")

_HOTKEYS, _COLDKEYS, _REGISTERED_AT, _TOTAL_STAKE = 52, 53, 66, 69
_PEOPLE_FIELDS = (_HOTKEYS, _COLDKEYS, _REGISTERED_AT, _TOTAL_STAKE)


def vector_items(runtime: ChainRuntime, netuid: int, mechanism: int = 0) -> dict[str, Storage]:
    """The storage vector behind each score column of one of a subnet's mechanisms."""
    older = {name: kept for name, kept in OLDER_VECTORS.items() if runtime.has_storage(MODULE, kept[0])}
    if runtime.has_storage(MODULE, _BY_EMISSION):
        older.pop("pruning_score", None)
    return {
        name: Storage(
            MODULE, item, (netuid + MOST_SUBNETS * mechanism * (item in _BY_MECHANISM),), _width(width)
        )
        for name, (item, width) in {**VECTORS, **older}.items()
    }


def immunity_item(netuid: int) -> Storage:
    """The storage item holding how long a newcomer is immune, in blocks."""
    return Storage(MODULE, "ImmunityPeriod", (netuid,))


def tempo_item(netuid: int) -> Storage:
    """The storage item holding the subnet's tempo."""
    return Storage(MODULE, "Tempo", (netuid,))


def people_call(runtime: ChainRuntime, netuid: int) -> RuntimeCall:
    """The smallest runtime call giving hotkeys, coldkeys and stake weights of a subnet."""
    if runtime.has_api(_API, "get_selective_metagraph"):
        return RuntimeCall(_API, "get_selective_metagraph", (netuid, _PEOPLE_FIELDS))
    for method in ("get_subnet_state", "get_metagraph"):
        if runtime.has_api(_API, method):
            return RuntimeCall(_API, method, (netuid,))
    raise Unsupported(
        f"Runtime {runtime.spec_version} does not list a subnet's neurons through {_API}.",
        hint="Connect to a node with a newer runtime that offers metadata version 15.",
    )


def added_item(netuid: int) -> Storage:
    """The storage item saying whether the subnet exists."""
    return Storage(MODULE, "NetworksAdded", (netuid,))


def created_item(netuid: int) -> Storage:
    """The storage item holding the block the subnet was registered in: a number may go to another subnet."""
    return Storage(MODULE, "NetworkRegisteredAt", (netuid,))


def mechanisms_item(netuid: int) -> Storage:
    """The storage item holding how many mechanisms the subnet has."""
    return Storage(MODULE, "MechanismCountCurrent", (netuid,))


def unknown_mechanism(netuid: int, mechanism: int, mechanisms: int) -> UsageError:
    """What to say when a subnet has fewer mechanisms."""
    hint = "It has only mechanism 0." if mechanisms == 1 else f"Its mechanisms are 0 to {mechanisms - 1}."
    return UsageError(f"Subnet {netuid} has no mechanism {mechanism}.", hint=hint, code="unknown_mechanism")


def _width(width: str) -> Literal["u16", "u64", "bool"]:
    return cast(Literal["u16", "u64", "bool"], width)
