"""Figures as people read them: grouped amounts, shares, ages, block counts as time."""

from __future__ import annotations

from typing import Final

RAO: Final = 10**9
"""Rao in one TAO or one alpha."""

BLOCK_SECONDS: Final = 12
"""Seconds between blocks on the public networks."""

SPARKS: Final = "▁▂▃▄▅▆▇█"
"""Glyphs of a sparkline, lowest first."""


def grouped(rao: int, decimals: int = 9) -> str:
    """An exact amount with thousands commas and decimals in groups of three: ``1,284.530 211 000``.

    ``decimals`` below 9 cuts (never rounds up) what does not fit.
    """
    sign = "-" if rao < 0 else ""
    whole, fraction = divmod(abs(rao), RAO)
    digits = f"{fraction:09d}"[:decimals]
    groups = " ".join(digits[i : i + 3] for i in range(0, len(digits), 3))
    return f"{sign}{whole:,}.{groups}" if groups else f"{sign}{whole:,}"


def fixed(rao: int, decimals: int = 3) -> str:
    """An amount cut to ``decimals`` places with thousands commas, for table cells."""
    sign = "-" if rao < 0 else ""
    whole, fraction = divmod(abs(rao), RAO)
    return f"{sign}{whole:,}.{f'{fraction:09d}'[:decimals]}" if decimals else f"{sign}{whole:,}"


def share_bar(share: float, width: int = 16) -> str:
    """A share from 0 to 1 as a bar and per cent."""
    full = round(max(0.0, min(1.0, share)) * width)
    return f"{'█' * full}{'░' * (width - full)} {share:4.0%}"


def signed(rao: int, decimals: int = 3) -> str:
    """A change with its direction as a glyph: ``▲ 3.412``, ``▼ 0.100``, ``– 0.000``."""
    return f"{'▲' if rao > 0 else '▼' if rao < 0 else '–'} {fixed(abs(rao), decimals)}"


def percent(ppm: int, decimals: int = 2) -> str:
    """Parts per million as a percentage: ``502`` is ``0.05 %``."""
    scaled = abs(ppm) * 10**decimals // 10_000
    whole, fraction = divmod(scaled, 10**decimals)
    sign = "-" if ppm < 0 else ""
    return f"{sign}{whole}.{fraction:0{decimals}d} %" if decimals else f"{sign}{whole} %"


def age(seconds: float) -> str:
    """How long, in one unit or two: ``4 s``, ``3 min``, ``2 h 5 min``, ``2 d 12 h``, ``30 d``."""
    total = max(0, int(seconds))
    if total < 90:
        return f"{total} s"
    if total < 5400:
        return f"{total // 60} min"
    if total < 172_800:
        hours, rest = divmod(total, 3600)
        return f"{hours} h {rest // 60} min"
    days, rest = divmod(total, 86_400)
    return f"{days} d {rest // 3600} h" if days < 10 and rest >= 3600 else f"{days} d"


def brief_age(seconds: float) -> str:
    """How long ago in one coarse unit, for cells that should change seldom: ``<1m``, ``12m``, ``2d``."""
    minutes = max(0, int(seconds)) // 60
    if minutes < 1:
        return "<1m"
    if minutes < 60:
        return f"{minutes}m"
    return f"{minutes // 60}h" if minutes < 2880 else f"{minutes // 1440}d"


def blocks_as_time(blocks: int, seconds_per_block: float = BLOCK_SECONDS) -> str:
    """A number of blocks as the time they take."""
    return age(blocks * seconds_per_block)


def sparkline(values: list[int] | tuple[int, ...], width: int) -> str:
    """The last ``width`` values as a line of blocks; a flat line sits in the middle; empty for no values."""
    shown = list(values)[-width:]
    if not shown:
        return ""
    low, high = min(shown), max(shown)
    if low == high:
        return SPARKS[3] * len(shown)
    top = len(SPARKS) - 1
    return "".join(SPARKS[(value - low) * top // (high - low)] for value in shown)


def bar(done: int, total: int, width: int) -> str:
    """A progress bar of exactly ``width`` cells: ``▓▓▓▓░░``."""
    filled = 0 if total <= 0 else min(width, max(0, done) * width // total)
    return "▓" * filled + "░" * (width - filled)
