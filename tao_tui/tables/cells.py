"""Numbers as cells: amounts, scores, shares and blocks, in integers to the last digit."""

from __future__ import annotations

from typing import Final

from tao_tui.amounts import Amount

NONE: Final = "–"
"""What an empty cell shows."""

ONE: Final = 1_000_000_000
U16_MAX: Final = 65_535
MILLION: Final = 1_000_000
PERCENT: Final = MILLION // 100
"""Millionths in one per cent."""

_SUFFIXES: Final = ((10**15, "P"), (10**12, "T"), (10**9, "G"), (10**6, "M"), (10**3, "k"))


def amount(value: Amount, width: int, decimals: int = 4) -> str:
    """An amount in `width` cells: with fewer decimals, then with a unit letter, never cut through."""
    for places in range(decimals, -1, -1):
        text = value.short(places)
        if len(text) <= width:
            return text
    whole = abs(value.rao) // ONE
    sign = "-" if value.rao < 0 else ""
    for size, letter in _SUFFIXES:
        if whole >= size:
            return f"{sign}{whole // size}.{whole % size * 10 // size}{letter}"
    return f"{sign}{whole}"


def price(price_rao: int) -> str:
    """Rao per alpha as TAO with six decimals, or nine below a thousandth."""
    whole, part = divmod(price_rao, ONE)
    digits = f"{part:09d}"
    return f"{whole:,}.{digits}" if 0 < price_rao < MILLION else f"{whole:,}.{digits[:6]}"


def score(value: int) -> str:
    """A score of 0..65535 as 0.000 to 1.000, rounded; nothing for zero."""
    if value == 0:
        return NONE
    thousandths = (value * 2000 + U16_MAX) // (2 * U16_MAX)
    return f"{thousandths // 1000}.{thousandths % 1000:03d}"


def share(ppm: int) -> str:
    """Millionths as per cent with one decimal, rounded."""
    tenths = (ppm + 500) // 1000
    return f"{tenths // 10}.{tenths % 10} %"


def part(ppm: int) -> str:
    """Millionths as per cent in six cells: one decimal below a hundred, none above, `>999 %` at most."""
    if ppm < 99 * PERCENT + 9_500:
        return share(ppm)
    return f"{ppm // PERCENT} %" if ppm < 1_000 * PERCENT else ">999 %"


def fine_share(ppm: int) -> str:
    """Millionths as per cent with three decimals, rounded; `>999 %` at most."""
    if ppm >= 1_000 * PERCENT:
        return ">999 %"
    thousandths = (ppm + 5) // 10
    return f"{thousandths // 1000}.{thousandths % 1000:03d} %"


def fine_part(ppm: int | None) -> str:
    """Millionths as per cent in seven cells, three decimals below ten; a missing value is no part at all."""
    if ppm is None:
        return NONE
    return fine_share(ppm) if ppm < 10 * PERCENT else part(ppm)


def gain(value: Amount, width: int) -> str:
    """An amount with its sign, `+` for what was won; what rounds to nothing has none."""
    text = amount(value, width - 1)
    if not any(digit in "123456789" for digit in text):
        return text.removeprefix("-")
    return f"+{text}" if value.rao > 0 else text


def blocks(count: int | None) -> str:
    """A number of blocks."""
    return NONE if count is None else f"{count:,}"


def count(number: int) -> str:
    """A whole number, thousands grouped."""
    return f"{number:,}"


def mark(flag: bool, glyph: str = "●") -> str:
    """A glyph for yes, nothing for no."""
    return glyph if flag else ""


def short_address(address: str) -> str:
    """An address for a list, never for anything signed: `5Grwva…utQY`."""
    return f"{address[:6]}…{address[-4:]}" if len(address) > 12 else address


def lasting(count: int, block_seconds: float) -> str:
    """A number of blocks and how long they take, in one unit: `4,991 16.6h`; nothing for none."""
    if count <= 0:
        return NONE
    seconds = count * block_seconds
    for size, letter in ((86_400, "d"), (3_600, "h"), (60, "m")):
        if seconds >= 2 * size:
            tenths = int(10 * seconds / size + 0.5)
            part = f".{tenths % 10}" if tenths % 10 else ""
            return f"{count:,} {tenths // 10}{part}{letter}"
    return f"{count:,} {int(seconds + 0.5)}s"
