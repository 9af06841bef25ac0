"""Pool arithmetic in integers, for runtimes that cannot simulate a swap themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

ONE: Final = 1_000_000_000
U16_MAX: Final = 65_535
MILLION: Final = 1_000_000


FLAT_FEE_RAO: Final = 50_000
"""What a trade cost before pools kept a share, rao of TAO."""


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """How a runtime reckons with the product of a pool's reserves: as a fixed-point number of 128 bits."""

    fraction_bits: int
    most_bits: int
    """Bits the product may take; a larger one is cut to the largest."""
    least_left: int = 0
    """The least a trade may leave of a reserve, rao."""

    def out(self, reserve_out: int, reserve_in: int, amount: int) -> int:
        """What comes out for `amount`; 0 where the pool cannot."""
        if not reserve_in + amount:
            return 0
        product = min(reserve_out * reserve_in << self.fraction_bits, (1 << self.most_bits) - 1)
        left = product // (reserve_in + amount)
        if left < self.least_left << self.fraction_bits:
            return 0
        return ((reserve_out << self.fraction_bits) - left) >> self.fraction_bits


FIRST_POOLS: Final = Arithmetic(32, 127)
"""`I96F32`, of the first runtimes with pools (opentensor/subtensor 306dc754b)."""
FLAT_FEE_POOLS: Final = Arithmetic(18, 127, 10_000_000)
"""`I110F18`, of specs 233 to 282 (opentensor/subtensor v2.0.0)."""
EXACT: Final = Arithmetic(64, 1 << 16)


@dataclass(frozen=True, slots=True)
class Pool:
    """A constant-product pool in rao; `fee_rate` in 65535ths of what is paid in, `flat_fee` in rao of TAO."""

    tao: int
    alpha: int
    fee_rate: int = 0
    flat_fee: int = 0
    arithmetic: Arithmetic = EXACT

    @property
    def price_rao(self) -> int:
        """Rao per alpha, rounded down; 0 for an empty pool."""
        return self.tao * ONE // self.alpha if self.alpha else 0

    def buy(self, tao_in: int) -> tuple[int, int]:
        """Alpha out and TAO fee for `tao_in` rao."""
        fee = min(tao_in, share_fee(tao_in, self.fee_rate) + self.flat_fee)
        return self.arithmetic.out(self.alpha, self.tao, tao_in - fee), fee

    def sell(self, alpha_in: int) -> tuple[int, int]:
        """TAO out and alpha fee for `alpha_in` rao; a flat fee is missing from what comes out."""
        fee = share_fee(alpha_in, self.fee_rate)
        return max(0, self.arithmetic.out(self.tao, self.alpha, alpha_in - fee) - self.flat_fee), fee


@dataclass(frozen=True, slots=True)
class RangedPool:
    """The one position over the whole range that runtimes 2xx to 3xx traded against, as they compute it.

    `liquidity` in rao, `root` the square root of the price as U64F64; every step is floored to 64 bits of
    fraction, as in the chain's swap (subtensor v3.2.1, `pallets/swap/src/pallet/impls.rs`).
    """

    liquidity: int
    root: int
    fee_rate: int = 0

    @property
    def tao(self) -> int:
        """The TAO side of the position, rao."""
        return self.liquidity * self.root >> 64

    @property
    def alpha(self) -> int:
        """The alpha side of the position, rao."""
        return (self.liquidity << 64) // self.root if self.root else 0

    @property
    def price_rao(self) -> int:
        """Rao per alpha, rounded down."""
        return ((self.root * self.root >> 64) * ONE) >> 64

    def buy(self, tao_in: int) -> tuple[int, int]:
        """Alpha out and TAO fee for `tao_in` rao."""
        fee = share_fee(tao_in, self.fee_rate)
        net = tao_in - fee
        grown = ((self.liquidity * self.root + (net << 64)) * self.root) >> 64
        return ((self.liquidity << 128) // grown * net >> 64 if grown else 0), fee

    def sell(self, alpha_in: int) -> tuple[int, int]:
        """TAO out and alpha fee for `alpha_in` rao."""
        fee = share_fee(alpha_in, self.fee_rate)
        net = alpha_in - fee
        if not self.root or not self.liquidity:
            return 0, fee
        grown = (self.liquidity << 128) // self.root + (net << 64)
        part = (self.liquidity << 128) // grown
        return net * (part * self.root >> 64) >> 64, fee

    def after_sale(self, alpha_net: int) -> RangedPool:
        """The pool once `alpha_net` rao, the fee not among them, were sold into it."""
        if not self.root or not self.liquidity:
            return self
        inverse = (alpha_net << 64) // self.liquidity + (1 << 128) // self.root
        return RangedPool(self.liquidity, (1 << 128) // inverse, self.fee_rate)


def share_fee(amount_in: int, fee_rate: int) -> int:
    """The part of `amount_in` a pool keeps at `fee_rate` 65535ths, the rate truncated as the chain does."""
    return amount_in * ((fee_rate << 64) // U16_MAX) >> 64


def before_fee(net: int, fee_rate: int) -> int:
    """The least amount of which `net` is left once the pool kept its share."""
    amount = max(0, net * U16_MAX // (U16_MAX - fee_rate) - 2)
    while amount - share_fee(amount, fee_rate) < net:
        amount += 1
    return amount


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
