"""What the chain keeps of one hotkey on one subnet beyond its scores: take, pool, payout, kin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tao_tui.addresses import Address
from tao_tui.chain.query import RuntimeCall, Storage
from tao_tui.reads.chain_text import as_int
from tao_tui.reads.trades.prices import ROOT
from tao_tui.reads.validators.relations import Lent, lent_from
from tao_tui.reads.validators.share_pool import SharePool, pool_from, pool_items

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.runtime import ChainRuntime

MILLION: Final = 1_000_000
U16_MAX: Final = 65_535
_MODULE: Final = "SubtensorModule"
_CHILDKEY_TAKES: Final = ("ChildkeyTake", "MinChildkeyTake", "MinChildkeyTakePerSubnet")
"""What a child keeps is the highest of them."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One hotkey on one subnet at one block."""

    hotkey: Address
    take_ppm: int
    pool: SharePool
    given: int | None
    """Alpha in rao the last epoch gave to everybody in the pool, take and kin paid; None where untold."""
    after: int
    """Alpha of the pool once it was given, rao; 0 when unknown."""
    children: tuple[Lent, ...]
    """Largest part first, as are parents."""
    parents: tuple[Lent, ...]
    childkey_take_ppm: int
    rates: Mapping[int, int]
    """On root: alpha that one root TAO may claim by netuid, in units of 2^-32, ever growing."""
    in_basket: bool
    """On root: whether its dividends go to a fund, of which no yield is told."""


async def read_standings(
    client: Client,
    netuid: int,
    owners: Mapping[Address, Address],
    at: str,
    more: Sequence[Storage | RuntimeCall] = (),
) -> tuple[list[Standing], tuple[Any, ...]]:
    """The standings of the hotkeys in `owners` (to coldkeys), and the values of `more`, in one batch."""
    each = [_items(client.runtime, netuid, hotkey, owner) for hotkey, owner in owners.items()]
    asked = [item for items in each for item in items.values()]
    values = iter((await client.read([*asked, *more], at)).data)
    found = [
        _standing(hotkey, {name: next(values) for name in items})
        for hotkey, items in zip(owners, each, strict=True)
    ]
    return found, tuple(values)


def _items(runtime: ChainRuntime, netuid: int, hotkey: Address, owner: Address) -> dict[str, Storage]:
    keys: dict[str, tuple[object, ...]] = {"Delegates": (hotkey,)}
    if netuid == ROOT:
        keys |= {"RootClaimable": (hotkey,), "BasketShares": (hotkey,)}
    else:
        keys |= {
            "AlphaDividendsPerSubnet": (netuid, hotkey),
            "TotalHotkeyAlphaLastEpoch": (hotkey, netuid),
            "ChildKeys": (hotkey, netuid),
            "ParentKeys": (hotkey, netuid),
            "ChildkeyTake": (hotkey, netuid),
            "MinChildkeyTake": (),
            "MinChildkeyTakePerSubnet": (netuid,),
        }
    items = {
        name: Storage(_MODULE, name, params)
        for name, params in keys.items()
        if runtime.has_storage(_MODULE, name)
    }
    return items | pool_items(runtime, hotkey, owner, netuid)


def _standing(hotkey: Address, values: Mapping[str, Any]) -> Standing:
    given, after = values.get("AlphaDividendsPerSubnet"), values.get("TotalHotkeyAlphaLastEpoch")
    return Standing(
        hotkey=hotkey,
        take_ppm=as_int(values.get("Delegates")) * MILLION // U16_MAX,
        pool=pool_from(values),
        given=None if given is None or after is None else as_int(given),
        after=as_int(after),
        children=_kin(values.get("ChildKeys")),
        parents=_kin(values.get("ParentKeys")),
        childkey_take_ppm=max(as_int(values.get(name)) for name in _CHILDKEY_TAKES) * MILLION // U16_MAX,
        rates=_rates(values.get("RootClaimable")),
        in_basket=as_int(values.get("BasketShares")) > 0,
    )


def _kin(value: Any) -> tuple[Lent, ...]:
    return tuple(sorted(lent_from(value), key=lambda lent: (-lent.proportion, lent.hotkey)))


def _rates(value: Any) -> dict[int, int]:
    """A map by netuid, which codecs give as a dict or as pairs."""
    pairs = value.items() if isinstance(value, Mapping) else value or ()
    return {as_int(netuid): max(0, as_int(rate)) for netuid, rate in pairs}
