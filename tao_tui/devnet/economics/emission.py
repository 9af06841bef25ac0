"""How much is minted in a block and how it is split: halvings, subnet shares, injection and pending pots."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from tao_tui.devnet.economics.fixed import ONE_64, U16_MAX, U64_MAX, div32, div64, mul32, mul64

TOTAL_SUPPLY: Final = 21_000_000_000_000_000
"""Rao that can ever exist, of TAO and of every subnet's alpha."""
FULL_EMISSION: Final = 1_000_000_000
"""Rao minted per block before the first halving."""


def block_emission(issuance: int) -> int:
    """Rao minted in a block at this issuance: halved each time half of the remaining supply is out."""
    left = TOTAL_SUPPLY - issuance
    if left <= 0:
        return 0
    return FULL_EMISSION >> ((TOTAL_SUPPLY // left).bit_length() - 1)


def tao_weight(stored: int) -> int:
    """TaoWeight (a fraction of the largest u64) as U96F32."""
    return (stored << 32) // U64_MAX


def root_proportion(root_tao: int, weight: int, alpha_issuance: int) -> int:
    """The root network's part of a subnet's dividends, U96F32; `weight` is U96F32."""
    weighted = root_tao * weight
    total = weighted + (alpha_issuance << 32)
    return (weighted << 32) // total if total else 0


def emission_shares(prices: Sequence[int], burned: Sequence[int], enabled: Sequence[bool]) -> list[int]:
    """Each subnet's share of the block emission from its moving price and burned incentive, all U64F64."""
    shares = _normalised(list(prices))
    kept = [mul64(share, max(0, ONE_64 - part)) for share, part in zip(shares, burned, strict=True)]
    if any(kept):
        shares = _normalised(kept)
    if all(enabled):
        return shares
    return _normalised([share if on else 0 for share, on in zip(shares, enabled, strict=True)])


class Terms(NamedTuple):
    """What one block brings to one subnet's pool, in rao."""

    tao_in: int
    alpha_in: int
    excess_tao: int


def subnet_terms(tao: int, price: int, alpha_emission: int, proportion: int) -> Terms:
    """Split a subnet's TAO (U96F32) into liquidity and excess; `price` and root `proportion` are U96F32.

    Liquidity enters at the pool price, capped at the root proportion of the alpha emission; the rest
    buys alpha.
    """
    tao_in = tao
    alpha_in = div32(tao, price)
    cap = mul32(proportion, alpha_emission << 32)
    if alpha_in > cap:
        alpha_in = cap
        tao_in = mul32(alpha_in, price)
    return Terms(tao_in >> 32, alpha_in >> 32, max(0, tao - tao_in) >> 32)


class Pots(NamedTuple):
    """One block's alpha for the people of a subnet, in rao."""

    owner: int
    server: int
    validator: int
    root: int


def alpha_pots(alpha_out: int, owner_cut: int, proportion: int) -> Pots:
    """Owner cut (of 65535) first, half of the rest to miners, the other half to validators and root."""
    rest = alpha_out << 32
    owner = (rest * ((owner_cut << 32) // U16_MAX)) >> 32
    rest -= owner
    # Halving is a shift: the product with one half in U96F32, truncated.
    root = (proportion * rest) >> 33
    server = rest >> 1
    validator = max(0, rest - server - root)
    return Pots(owner >> 32, server >> 32, validator >> 32, root >> 32)


def _normalised(values: list[int]) -> list[int]:
    total = sum(values)
    return [div64(value, total) for value in values]
