"""How much of a coldkey's alpha on a subnet its lock leaves free to go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from tao_tui.addresses import Address
from tao_tui.amounts import Alpha
from tao_tui.chain.query import RuntimeCall
from tao_tui.reads.chain_text import as_int

if TYPE_CHECKING:
    from tao_tui.chain.runtime import ChainRuntime

_API: Final = "StakeInfoRuntimeApi"
_METHOD: Final = "get_stake_availability_for_coldkeys"


def availability_items(runtime: ChainRuntime, coldkey: Address, netuids: Iterable[int]) -> list[RuntimeCall]:
    """What `locked_from` needs; nothing on runtimes without locks."""
    if not runtime.has_api(_API, _METHOD):
        return []
    return [RuntimeCall(_API, _METHOD, ((coldkey,), tuple(sorted(set(netuids)))))]


def locked_from(told: Sequence[Any], coldkey: Address) -> dict[int, Alpha]:
    """What is locked by subnet, from the answer to `availability_items`; nothing on the others."""
    found: dict[int, Alpha] = {}
    for by_coldkey in told:
        rows: Mapping[Any, Any] = (by_coldkey or {}).get(coldkey, {})
        for netuid, row in rows.items():
            if locked := as_int(row["locked"]):
                found[as_int(netuid)] = Alpha(locked)
    return found
