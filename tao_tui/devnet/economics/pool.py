"""The weighted pool of a subnet: alpha on one side, TAO on the other, and a weight that tells them apart.

Price is `(w_alpha / w_tao) * (tao / alpha)`. With the default weight of one half this is the constant product
pool; protocol injections move the weight so that they leave the price where it was.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from tao_tui.devnet.economics.fixed import ONE_64, U64_MAX, U128_MAX, clamp_u64, div64
from tao_tui.devnet.economics.power import SCALE, power_scaled

HALF: Final = SCALE // 2
"""The weight of a new pool, as Perquintill."""
MIN_WEIGHT: Final = SCALE // 100
"""Neither weight may fall below one hundredth."""
RAO_PER_UNIT: Final = 10**9
"""Prices are quoted in rao per whole alpha."""


class Pool(NamedTuple):
    """Reserves in rao and the Perquintill weight of the TAO side (`Swap.SwapBalancer.quote`)."""

    alpha: int
    tao: int
    quote: int = HALF

    def price(self) -> int:
        """TAO per alpha as U64F64; 0 for a pool without alpha."""
        alpha, tao, quote = self
        if alpha == 0:
            return 0
        ratio = (tao << 64) // alpha
        if quote == HALF:
            return ratio
        price = ((((SCALE - quote) << 64) // quote) * ratio) >> 64
        return price if price <= U128_MAX else U128_MAX

    def price_rao(self) -> int:
        """Rao of TAO per whole alpha, floored."""
        return min((self.price() * RAO_PER_UNIT) >> 64, U64_MAX)

    def alpha_for(self, tao: int) -> int:
        """Alpha paid out for `tao` rao reaching the curve (fees are already off)."""
        return _paid_out(self.alpha, self.tao, tao, (self.quote, SCALE - self.quote))

    def tao_for(self, alpha: int) -> int:
        """TAO paid out for `alpha` rao reaching the curve (fees are already off)."""
        return _paid_out(self.tao, self.alpha, alpha, (SCALE - self.quote, self.quote))

    def tao_until(self, price: int) -> int:
        """TAO that lifts the pool to `price` (U64F64, not below the current one)."""
        return _until(self.tao, (price, self.price()), SCALE - self.quote)

    def alpha_until(self, price: int) -> int:
        """Alpha that lowers the pool to `price` (U64F64, not above the current one)."""
        return _until(self.alpha, (self.price(), price), self.quote)

    def weight_for(self, tao: int, alpha: int) -> int | None:
        """The weight that keeps the price when the protocol adds both amounts; None when none is allowed."""
        reserve_alpha, reserve_tao, weight = self
        base = _share_of(SCALE - weight, reserve_tao * (reserve_alpha + alpha))
        quote = _share_of(weight, reserve_alpha * (reserve_tao + tao))
        new = HALF if base + quote == 0 else quote * SCALE // (base + quote)
        return new if MIN_WEIGHT <= new <= SCALE - MIN_WEIGHT else None


def price_limit(rao_per_unit: int) -> int:
    """A limit price of an extrinsic (rao per whole alpha) as U64F64."""
    return (rao_per_unit << 64) // RAO_PER_UNIT


def _paid_out(reserve_out: int, reserve_in: int, amount: int, exponent: tuple[int, int]) -> int:
    """reserve_out * (1 - (reserve_in / (reserve_in + amount)) ^ exponent), floored in U64F64."""
    total = clamp_u64(reserve_in + amount)
    kept = 0 if total == 0 else div64(power_scaled((reserve_in, total), exponent), SCALE)
    return (reserve_out * max(0, ONE_64 - kept)) >> 64


def _until(reserve: int, ratio: tuple[int, int], weight: int) -> int:
    """reserve * ((ratio) ^ weight - 1), floored; 0 when the ratio has no meaning."""
    if ratio[1] == 0:
        return 0
    grown = div64(min(power_scaled(ratio, (weight, SCALE)), U64_MAX), SCALE)
    return clamp_u64((reserve * max(0, grown - ONE_64)) >> 64)


def _share_of(weight: int, value: int) -> int:
    """A Perquintill share of a product, rounded to the nearest integer."""
    return (value * weight + HALF) // SCALE
