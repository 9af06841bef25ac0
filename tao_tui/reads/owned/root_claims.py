"""What root stake has earned on subnets and its owner has not claimed yet, by the rules of the runtime."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from tao_tui.addresses import Address
from tao_tui.amounts import Alpha, Tao
from tao_tui.chain.query import Reading, RuntimeCall, Storage
from tao_tui.reads.chain_text import as_address, as_int
from tao_tui.reads.owned.stakes import Stake, stake_items, stakes_from
from tao_tui.reads.subnets.market import USUAL_NETUIDS
from tao_tui.reads.trades.prices import ROOT, all_prices, prices_from, value_of

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.runtime import ChainRuntime

_MODULE: Final = "SubtensorModule"
_BASKETS: Final = "BetaBasketRuntimeApi"
FRACTION_BITS: Final = 32
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


Values = Mapping[Storage | RuntimeCall, Any]
"""Answers by what was asked."""

Owner = tuple[Address, Mapping[Address, int]]
"""A coldkey, and its root stake in rao by hotkey."""


async def read_root_claims(
    client: Client, coldkeys: Sequence[Address], at: str | None = None
) -> Reading[dict[Address, RootClaims]]:
    """What each of `coldkeys` may claim, at the block `at` or the head; an empty answer where nobody can.

    Baskets take one batch, alpha two: what is owed is told only by what is staked with whom.
    """
    runtime = client.runtime
    first = [item for coldkey in coldkeys for item in claim_items(runtime, coldkey)]
    stakes: list[Storage | RuntimeCall] = []
    prices: list[Storage | RuntimeCall] = []
    if claim_kind(runtime) == "alpha":
        stakes, prices = stake_items(runtime, coldkeys), all_prices(runtime)
    reading = await client.read([*first, *stakes, *prices], at)
    at = reading.block.hash
    values = dict(zip([*first, *stakes, *prices], reading.data, strict=True))
    held = await stakes_from(client, [values[item] for item in stakes], coldkeys, at) if stakes else {}
    price = await prices_from(client, [values[item] for item in prices], (), at)
    owners = [(coldkey, on_root(held.get(coldkey, ()))) for coldkey in coldkeys]
    rates = rate_items(runtime, owners, price)
    if rates:
        values |= dict(zip(rates, (await client.read(rates, at)).data, strict=True))
    found = await claims_from(client, owners, values, price, at)
    return Reading(reading.block, dict(zip(coldkeys, found, strict=True)))


def claim_items(runtime: ChainRuntime, coldkey: Address) -> list[Storage | RuntimeCall]:
    """What to ask of a coldkey to begin with, to ride in a batch: its choice, or what baskets owe it."""
    kind = claim_kind(runtime)
    if kind == "alpha":
        return [choice_of(coldkey)]
    return [_shares(coldkey), _threshold(ROOT)] if kind == "basket" else []


def rate_items(runtime: ChainRuntime, owners: Sequence[Owner], prices: Mapping[int, int]) -> list[Storage]:
    """What to ask once root stakes are known, to ride in a batch; none of baskets or without root stake.

    Keys are computed for every subnet there is, so that nothing has to be asked to know what to ask.
    """
    if claim_kind(runtime) != "alpha":
        return []
    netuids = sorted(prices if all_prices(runtime) else USUAL_NETUIDS)
    items = []
    for coldkey, stakes in owners:
        for hotkey in stakes:
            items.append(rates_of(hotkey))
            items += [claimed_from(netuid, hotkey, coldkey) for netuid in netuids]
            items += [_threshold(netuid) for netuid in netuids]
    return list(dict.fromkeys(items))


async def claims_from(
    client: Client, owners: Sequence[Owner], values: Values, prices: Mapping[int, int], at: str
) -> list[RootClaims]:
    """What each owner may claim, from the answers to `claim_items` and `rate_items` by what was asked.

    `prices` are those known already; runtimes that do not tell all are asked for others at the block `at`.
    """
    kind = claim_kind(client.runtime)
    if kind == "basket":
        least = Alpha(_ceiling(values[_threshold(ROOT)])) if owners else Alpha(0)
        return [_of_baskets(kind, values[_shares(coldkey)] or (), least) for coldkey, _ in owners]
    if kind == "none":
        return [_sorted(kind, None, (), ()) for _ in owners]
    owed = [list(_owed(coldkey, stakes, values)) for coldkey, stakes in owners]
    known = [{"netuid": netuid, "price": price} for netuid, price in prices.items()]
    price = await prices_from(client, [known], {netuid for each in owed for netuid, _, _ in each}, at)
    return [
        _sorted(kind, *claim_type_from(values[choice_of(coldkey)]), _of_alpha(each, price, values))
        for (coldkey, _), each in zip(owners, owed, strict=True)
    ]


def on_root(stakes: Sequence[Stake]) -> dict[Address, int]:
    """Root stake in rao by hotkey, of all stakes of a coldkey."""
    return {
        as_address(stake["hotkey"]): as_int(stake["stake"])
        for stake in stakes
        if as_int(stake["netuid"]) == ROOT and as_int(stake["stake"]) > 0
    }


def _owed(
    coldkey: Address, stakes: Mapping[Address, int], values: Values
) -> Iterator[tuple[int, Address, int]]:
    """(netuid, hotkey, rao of alpha) by the chain's rule: the rate times root stake less what was claimed."""
    for hotkey, root in stakes.items():
        for netuid, rate in (values[rates_of(hotkey)] or {}).items():
            claimed = as_int(values.get(claimed_from(int(netuid), hotkey, coldkey)))
            owed = (as_int(rate) * root >> FRACTION_BITS) - claimed
            if owed > 0:
                yield int(netuid), hotkey, owed


def _of_alpha(
    owed: Sequence[tuple[int, Address, int]], price: Mapping[int, int], values: Values
) -> list[RootClaim]:
    return [
        RootClaim(
            hotkey,
            netuid,
            Alpha(alpha),
            Tao(value_of(alpha, price[netuid])),
            Alpha(_ceiling(values.get(_threshold(netuid)))),
        )
        for netuid, hotkey, alpha in owed
    ]


def _of_baskets(kind: Kind, rows: Sequence[Any], least: Alpha) -> RootClaims:
    claims = [
        RootClaim(as_address(hotkey), None, Alpha(as_int(paid)), Tao(as_int(paid)), least)
        for hotkey, _, paid in rows
    ]
    return _sorted(kind, None, (), claims)


def choice_of(coldkey: Address) -> Storage:
    """What a coldkey wants its claims to become."""
    return Storage(_MODULE, "RootClaimType", (coldkey,))


def _shares(coldkey: Address) -> RuntimeCall:
    """The baskets that owe a coldkey."""
    return RuntimeCall(_BASKETS, "get_root_basket_positions", (coldkey,))


def rates_of(hotkey: Address) -> Storage:
    """Alpha earned per rao of root stake since the beginning, by netuid, in 2^-32."""
    return Storage(_MODULE, "RootClaimable", (hotkey,))


def claimed_from(netuid: int, hotkey: Address, coldkey: Address) -> Storage:
    """What was claimed before, in rao of alpha."""
    return Storage(_MODULE, "RootClaimed", (netuid, hotkey, coldkey))


def _threshold(netuid: int) -> Storage:
    """The least that is paid, in 2^-32 rao."""
    return Storage(_MODULE, "RootClaimableThreshold", (netuid,))


def claim_type_from(answer: object) -> tuple[str, tuple[int, ...]]:
    """A decoded `RootClaimTypeEnum`: its name, and the subnets it names."""
    if isinstance(answer, Mapping):
        ((name, inner),) = answer.items()
        return str(name), tuple(sorted(as_int(netuid) for netuid in inner["subnets"]))
    return str(answer), ()


def _ceiling(threshold: object) -> int:
    """The least whole rao that is not below an I96F32 threshold."""
    return -(-as_int(threshold) >> FRACTION_BITS)


def _sorted(
    kind: Kind, claim_type: str | None, keep: tuple[int, ...], claims: Sequence[RootClaim]
) -> RootClaims:
    ordered = sorted(claims, key=lambda claim: (-claim.value.rao, claim.netuid or 0, claim.hotkey))
    total = Tao(sum(claim.value.rao for claim in ordered))
    return RootClaims(kind, claim_type, keep, tuple(ordered), total)
