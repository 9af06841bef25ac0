"""What root stake has earned on subnets and its owner has not claimed yet, by the rules of the runtime."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from tao_tui.addresses import Address
from tao_tui.amounts import Alpha, Tao
from tao_tui.chain.query import Reading, RuntimeCall, Storage
from tao_tui.reads.chain_text import as_address, as_int
from tao_tui.reads.prices import ROOT, all_prices, prices_from, value_of
from tao_tui.reads.stakes import Stake, stake_items, stakes_from

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.runtime import ChainRuntime

_MODULE: Final = "SubtensorModule"
_BASKETS: Final = "BetaBasketRuntimeApi"
_FRACTION_BITS: Final = 32
"""Rates and thresholds are I96F32."""

Kind = Literal["alpha", "basket", "none"]
"""How root stake is paid: in each subnet's alpha, in shares of its validator's basket, or not by claims."""


@dataclass(frozen=True, slots=True)
class RootClaim:
    """What one validator owes on one subnet, or (of a basket) altogether."""

    hotkey: Address
    netuid: int | None
    """None for a basket, which pays in root stake whatever it holds."""
    alpha: Alpha
    """For a basket: root alpha, which is TAO."""
    value: Tao
    """At the pool's price; for a basket what the chain says redeeming it would pay."""
    threshold: Alpha
    """The least that is paid out; smaller claims go on growing."""

    @property
    def claimable(self) -> bool:
        """Whether a claim made now pays it out."""
        return self.alpha.rao > 0 and self.alpha >= self.threshold


@dataclass(frozen=True, slots=True)
class RootClaims:
    """Everything one coldkey may claim, most valuable first."""

    kind: Kind
    claim_type: str | None
    """`Swap`, `Keep` or `KeepSubnets`, what alpha becomes when claimed; None where there is no choice."""
    keep_subnets: tuple[int, ...]
    """Under `KeepSubnets`, the subnets whose alpha is kept."""
    claims: tuple[RootClaim, ...]
    value: Tao
    """All of them together, those below their threshold too."""

    def keeps(self, netuid: int) -> bool:
        """Whether alpha of this subnet stays alpha when it is claimed."""
        kept = self.claim_type == "KeepSubnets" and netuid in self.keep_subnets
        return kept or self.claim_type == "Keep"


def claim_kind(runtime: ChainRuntime) -> Kind:
    """How this runtime pays root stake."""
    if not runtime.has_call(_MODULE, "claim_root"):
        return "none"
    if runtime.has_call(_MODULE, "set_root_claim_type"):
        return "alpha"
    return "basket" if runtime.has_api(_BASKETS, "get_root_basket_positions") else "none"


async def read_root_claims(
    client: Client, coldkeys: Sequence[Address], at: str | None = None
) -> Reading[dict[Address, RootClaims]]:
    """What each of `coldkeys` may claim, at the block `at` or the head; an empty answer where nobody can.

    Baskets take one batch, alpha three: what is owed by whom is told only by what is staked with whom.
    """
    kind = claim_kind(client.runtime)
    if kind == "alpha":
        return await _read_alpha(client, coldkeys, at)
    items: list[Storage | RuntimeCall] = []
    if kind == "basket":
        items = [RuntimeCall(_BASKETS, "get_root_basket_positions", (coldkey,)) for coldkey in coldkeys]
        items.append(Storage(_MODULE, "RootClaimableThreshold", (ROOT,)))
    reading = await client.read(items, at)
    *owed, threshold = reading.data or ((),)
    least = Alpha(_ceiling(threshold)) if items else Alpha(0)
    each = zip(coldkeys, owed or [()] * len(coldkeys), strict=True)
    return Reading(reading.block, {coldkey: _of_baskets(kind, rows, least) for coldkey, rows in each})


def _of_baskets(kind: Kind, rows: Sequence[Any], least: Alpha) -> RootClaims:
    claims = [
        RootClaim(as_address(hotkey), None, Alpha(as_int(paid)), Tao(as_int(paid)), least)
        for hotkey, _, paid in rows
    ]
    return _sorted(kind, None, (), claims)


async def _read_alpha(
    client: Client, coldkeys: Sequence[Address], at: str | None
) -> Reading[dict[Address, RootClaims]]:
    prices, stakes = all_prices(client.runtime), stake_items(client.runtime, coldkeys)
    kinds = [Storage(_MODULE, "RootClaimType", (coldkey,)) for coldkey in coldkeys]
    first = await client.read([*stakes, *kinds, *prices], at)
    at = first.block.hash
    held = await stakes_from(client, first.data[: len(stakes)], coldkeys, at)
    places = [
        (coldkey, as_address(stake["hotkey"]), as_int(stake["stake"]))
        for coldkey in coldkeys
        for stake in held.get(coldkey, ())
        if _is_root(stake)
    ]
    rates = await _read_rates(client, {hotkey for _, hotkey, _ in places}, at)
    netuids = sorted({netuid for rate in rates.values() for netuid in rate})
    price = await prices_from(client, first.data[len(stakes) + len(kinds) :], netuids, at)
    least, claimed = await _read_claimed(client, places, rates, netuids, at)
    claims: dict[Address, list[RootClaim]] = {coldkey: [] for coldkey in coldkeys}
    for coldkey, hotkey, root in places:
        for netuid, rate in rates[hotkey].items():
            owed = (rate * root >> _FRACTION_BITS) - claimed[netuid, hotkey, coldkey]
            if owed > 0:
                value = Tao(value_of(owed, price[netuid]))
                claims[coldkey].append(RootClaim(hotkey, netuid, Alpha(owed), value, Alpha(least[netuid])))
    types = first.data[len(stakes) : len(stakes) + len(kinds)]
    found = {
        coldkey: _sorted("alpha", *_claim_type(answer), claims[coldkey])
        for coldkey, answer in zip(coldkeys, types, strict=True)
    }
    return Reading(first.block, found)


def _is_root(stake: Stake) -> bool:
    return as_int(stake["netuid"]) == ROOT and as_int(stake["stake"]) > 0


async def _read_rates(client: Client, hotkeys: set[Address], at: str) -> dict[Address, Mapping[int, int]]:
    """Alpha earned per rao of root stake since the beginning, by hotkey and netuid, in 2^-32."""
    asked = sorted(hotkeys)
    if not asked:
        return {}
    reading = await client.read([Storage(_MODULE, "RootClaimable", (hotkey,)) for hotkey in asked], at)
    return {
        hotkey: {int(netuid): as_int(rate) for netuid, rate in (rates or {}).items()}
        for hotkey, rates in zip(asked, reading.data, strict=True)
    }


async def _read_claimed(
    client: Client,
    places: Sequence[tuple[Address, Address, int]],
    rates: Mapping[Address, Mapping[int, int]],
    netuids: Sequence[int],
    at: str,
) -> tuple[dict[int, int], dict[tuple[int, Address, Address], int]]:
    """The least claim by netuid, and what was claimed before by netuid, hotkey and coldkey, in rao."""
    if not netuids:
        return {}, {}
    keys = [(netuid, hotkey, coldkey) for coldkey, hotkey, _ in places for netuid in rates[hotkey]]
    items = [Storage(_MODULE, "RootClaimableThreshold", (netuid,)) for netuid in netuids]
    items += [Storage(_MODULE, "RootClaimed", key) for key in keys]
    reading = await client.read(items, at)
    least = {netuid: _ceiling(value) for netuid, value in zip(netuids, reading.data, strict=False)}
    claimed = reading.data[len(netuids) :]
    return least, {key: as_int(value) for key, value in zip(keys, claimed, strict=True)}


def _claim_type(answer: object) -> tuple[str, tuple[int, ...]]:
    """A decoded `RootClaimTypeEnum`: its name, and the subnets it names."""
    if isinstance(answer, Mapping):
        ((name, inner),) = answer.items()
        return str(name), tuple(sorted(as_int(netuid) for netuid in inner["subnets"]))
    return str(answer), ()


def _ceiling(threshold: object) -> int:
    """The least whole rao that is not below an I96F32 threshold."""
    return -(-as_int(threshold) >> _FRACTION_BITS)


def _sorted(
    kind: Kind, claim_type: str | None, keep: tuple[int, ...], claims: Sequence[RootClaim]
) -> RootClaims:
    ordered = sorted(claims, key=lambda claim: (-claim.value.rao, claim.netuid or 0, claim.hotkey))
    total = Tao(sum(claim.value.rao for claim in ordered))
    return RootClaims(kind, claim_type, keep, tuple(ordered), total)
