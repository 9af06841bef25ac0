"""Pool arithmetic in integers, for runtimes that cannot simulate a swap themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

ONE: Final = 1_000_000_000
U16_MAX: Final = 65_535
MILLION: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Pool:
    """A constant-product pool in rao; `fee_rate` is in 65535ths of what is paid in."""

    tao: int
    alpha: int
    fee_rate: int = 0

    @property
    def price_rao(self) -> int:
        """Rao per alpha, rounded down; 0 for an empty pool."""
        return self.tao * ONE // self.alpha if self.alpha else 0

    def fee(self, amount_in: int) -> int:
        """The part of `amount_in` the swap keeps."""
        return amount_in * self.fee_rate // U16_MAX

    def buy(self, tao_in: int) -> tuple[int, int]:
        """Alpha out and TAO fee for `tao_in` rao."""
        fee = self.fee(tao_in)
        return _out(self.alpha, self.tao, tao_in - fee), fee

    def sell(self, alpha_in: int) -> tuple[int, int]:
        """TAO out and alpha fee for `alpha_in` rao."""
        fee = self.fee(alpha_in)
        return _out(self.tao, self.alpha, alpha_in - fee), fee


def full_range_pool(liquidity: int, sqrt_price_bits: int, fee_rate: int) -> Pool:
    """The pool a full-range position amounts to, from its liquidity and U64F64 square root of the price.

    Runtimes 2xx to 3xx kept concentrated liquidity; the protocol's own position covers the whole range, so
    reserves are L·√p and L/√p.
    """
    if sqrt_price_bits == 0:
        return Pool(0, 0, fee_rate)
    return Pool(liquidity * sqrt_price_bits >> 64, (liquidity << 64) // sqrt_price_bits, fee_rate)


def price_after(price_rao: int, paid_in: tuple[int, int], paid_out: tuple[int, int], *, buying: bool) -> int:
    """The price once a trade is done, each side given as (reserve, amount without fee).

    Holds for weighted pools too: a trade leaves their weights alone, so both reserves scale the price.
    """
    reserve_in, into = paid_in
    reserve_out, out = paid_out
    if reserve_in == 0 or reserve_out <= out:
        return price_rao
    grown, shrunk = reserve_in + into, reserve_out - out
    if buying:
        return price_rao * grown * reserve_out // (reserve_in * shrunk)
    return price_rao * reserve_in * shrunk // (grown * reserve_out)


def limit_price(price_rao: int, tolerance_ppm: int, *, buying: bool) -> int:
    """The worst price a tolerance allows: rounded up for a buyer, down for a seller, never the price."""
    if buying:
        return max(price_rao + 1, -(-price_rao * (MILLION + tolerance_ppm) // MILLION))
    return max(0, min(price_rao - 1, price_rao * (MILLION - tolerance_ppm) // MILLION))


def _out(reserve_out: int, reserve_in: int, amount: int) -> int:
    return reserve_out * amount // (reserve_in + amount) if reserve_in + amount else 0
