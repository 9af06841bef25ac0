"""What storage tells of a subnet, shaped as the runtime's own description, for runtimes without one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from tao_tui.chain.query import Storage
from tao_tui.reads.chain_text import as_int

if TYPE_CHECKING:
    from tao_tui.chain.runtime import ChainRuntime

_MODULE: Final = "SubtensorModule"
_POOL: Final = {
    "tempo": "Tempo",
    "token_symbol": "TokenSymbol",
    "tao_in": "SubnetTAO",
    "alpha_in": "SubnetAlphaIn",
    "alpha_out": "SubnetAlphaOut",
    "tao_in_emission": "SubnetTaoInEmission",
    "alpha_out_emission": "SubnetAlphaOutEmission",
    "owner_coldkey": "SubnetOwner",
    "owner_hotkey": "SubnetOwnerHotkey",
    "network_registered_at": "NetworkRegisteredAt",
    "subnet_volume": "SubnetVolume",
    "subnet_identity": "SubnetIdentities",
}
"""Fields of `DynamicInfo` and the storage items they are made of."""
_SIZE: Final = {"subnetwork_n": "SubnetworkN", "max_allowed_uids": "MaxAllowedUids", "burn": "Burn"}
_ADDED: Final = "NetworksAdded"
_KEPT: Final = (_ADDED, *_POOL.values(), *_SIZE.values())


def described_items(runtime: ChainRuntime, netuids: Sequence[int]) -> list[Storage]:
    """What to ask of storage for each of `netuids`, as far as the runtime keeps it."""
    names = [name for name in _KEPT if runtime.has_storage(_MODULE, name)]
    return [Storage(_MODULE, name, (netuid,)) for netuid in netuids for name in names]


def described(
    values: Mapping[Storage, Any], netuids: Sequence[int]
) -> tuple[list[dict[str, Any] | None], list[dict[str, Any] | None]]:
    """Pools and sizes by netuid, as the runtime's API gives them, from the values of `described_items`."""
    pools: list[dict[str, Any] | None] = []
    sizes: list[dict[str, Any] | None] = []
    for netuid in netuids:
        kept = {name: values.get(Storage(_MODULE, name, (netuid,))) for name in _KEPT}
        if not kept[_ADDED] and netuid:
            pools.append(None)
            sizes.append(None)
            continue
        pool = {field: kept[name] for field, name in _POOL.items()}
        identity = pool["subnet_identity"] or {}
        pools.append({**pool, "netuid": netuid, "subnet_name": identity.get("subnet_name", "")})
        sizes.append({"netuid": netuid, **{field: as_int(kept[name]) for field, name in _SIZE.items()}})
    return pools, sizes
