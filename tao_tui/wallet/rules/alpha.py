"""What alpha counts for under rules: the prices its owner said, and what a call may lose of it at most.

A signer has no network, so it knows no price. What one alpha is worth at most is therefore part of the signed
rules, and what no price was said for cannot be counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

ROOT: Final = 0
_ONE: Final = 1_000_000_000
_MOST_NETUID: Final = 0xFFFF
_LISTED: Final = 1000


@dataclass(frozen=True, slots=True)
class AlphaPrices:
    """The most one alpha of a subnet is taken to be worth, rao of TAO; on root always one TAO."""

    each: tuple[tuple[int, int], ...] = ()
    """By netuid, ascending."""
    others: int | None = None
    """Of every subnet that is not named; None where nothing was said of them."""

    @property
    def empty(self) -> bool:
        """Whether no price was said."""
        return not self.each and self.others is None

    def of(self, netuid: int) -> int | None:
        """The price on a subnet, or None where none was said."""
        return _ONE if netuid == ROOT else dict(self.each).get(netuid, self.others)

    def to_fields(self) -> list[dict[str, int | None]]:
        """As plain values; a netuid of None stands for the others."""
        rows: list[tuple[int | None, int]] = [*self.each]
        if self.others is not None:
            rows.append((None, self.others))
        return [{"netuid": netuid, "price_rao": price} for netuid, price in rows]

    @classmethod
    def from_fields(cls, fields: object) -> AlphaPrices:
        """From plain values; `ValueError` for anything that is not exactly prices."""
        if not isinstance(fields, list) or len(fields) > _LISTED:
            raise ValueError("not a list")
        each: dict[int, int] = {}
        others = None
        for row in fields:
            if not isinstance(row, dict) or set(row) != {"netuid", "price_rao"}:
                raise ValueError("not a price")
            netuid, price = row["netuid"], row["price_rao"]
            if type(price) is not int or price < 0:
                raise ValueError("not a price")
            if netuid is None and others is None:
                others = price
            elif type(netuid) is int and 0 < netuid <= _MOST_NETUID and netuid not in each:
                each[netuid] = price
            else:
                raise ValueError("not a netuid")
        return cls(tuple(sorted(each.items())), others)


_GIVEN: Final = {
    "SubtensorModule.transfer_stake": ("origin_netuid", "alpha_amount"),
    "SubtensorModule.recycle_alpha": ("netuid", "amount"),
    "SubtensorModule.burn_alpha": ("netuid", "amount"),
    "SubtensorModule.lock_stake": ("netuid", "amount"),
}
"""Calls that give alpha away, destroy or bind it: where, and how much."""

_MOVED: Final = frozenset(
    f"SubtensorModule.{name}" for name in ("move_stake", "move_stake_limit", "swap_stake", "swap_stake_limit")
)
"""Calls that keep stake the owner's. Between subnets it is sold and bought: in a pool somebody else shaped
all of it may be lost, and a limit on the ratio of two prices does not say what alpha is worth there."""

_SOLD: Final = frozenset(
    f"SubtensorModule.{name}" for name in ("remove_stake", "remove_stake_limit", "remove_subnet_stake")
)
"""Calls that sell so much alpha; what comes out stays the owner's, so that only what is missing is lost."""

WHOLE: Final = frozenset(
    f"SubtensorModule.{name}" for name in ("remove_stake_full_limit", "unstake_all", "unstake_all_alpha")
)
"""Calls that sell whole positions and do not say how much that is."""

ALPHA_CALLS: Final = frozenset(_GIVEN) | _MOVED | _SOLD | WHOLE


def alpha_at_risk(name: str, arguments: Mapping[str, Any], prices: AlphaPrices) -> int | None:
    """What one of `ALPHA_CALLS` gives away or may lose at most, rao of TAO; None where nobody can tell.

    Holds as long as no alpha is worth more than `prices` say. Pools' and network fees are not counted.
    """
    if name in _GIVEN:
        place, amount = _GIVEN[name]
        return _worth(arguments.get(amount), prices, arguments.get(place))
    if name in _MOVED:
        here, there = arguments.get("origin_netuid"), arguments.get("destination_netuid")
        stays = type(here) is int and here == there
        return 0 if stays else _worth(arguments.get("alpha_amount"), prices, here)
    netuid, limit = arguments.get("netuid"), arguments.get("limit_price")
    if netuid == ROOT or (name in _SOLD and "netuid" not in arguments):
        return 0  # one for one on root, and everywhere on runtimes without alpha
    floor = limit if type(limit) is int else 0
    if name in _SOLD:
        return _worth(arguments.get("amount_unstaked"), prices, netuid, floor)
    price = prices.of(netuid) if type(netuid) is int else None
    return 0 if price is not None and floor >= price else None


def _worth(amount: object, prices: AlphaPrices, netuid: object, floor: int = 0) -> int | None:
    """The worth of an amount beyond what `floor`, a price in rao that it sells for at least, brings back."""
    price = prices.of(netuid) if type(netuid) is int else None
    if price is None or type(amount) is not int:
        return None
    return -(-amount * max(0, price - floor) // _ONE)
