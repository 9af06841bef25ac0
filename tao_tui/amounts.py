"""Amounts of money: integers in rao that refuse to mix TAO with a subnet's alpha."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar, Final, Self

from tao_tui.errors import UsageError

RAO_PER_TAO: Final = 1_000_000_000
"""1 τ and 1 α are both 1e9 of their smallest unit (nine decimals)."""

MAX_RAO: Final = 2**64 - 1
"""The chain keeps amounts as u64."""

MILLION: Final = 1_000_000
"""Shares are kept in millionths."""

ALL: Final = "all"
"""What a person types for everything there is."""

# Groups of three only: in half the world “1,5” means 1.5, and must never be read as 15.
# Decimals in groups are how the app writes them: what is copied from there can be typed.
_DECIMAL = re.compile(
    r"(?P<whole>\d{1,3}(?:[_,' ]\d{3})+|\d+)?(?:\.(?P<part>\d{3}(?: \d{3})*(?: \d{1,3})|\d+))?", re.ASCII
)
_BLANKS = str.maketrans(dict.fromkeys("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}", " "))

_NEGATIVE = re.compile(r"\s*[-\N{MINUS SIGN}]\s*\.?\d", re.ASCII)


def is_negative(text: str) -> bool:
    """Whether a person typed a number below zero: what it is not needs other words then."""
    return _NEGATIVE.match(text) is not None


@dataclass(frozen=True, slots=True, order=False)
class Amount:
    """A whole number of rao of one kind; the two kinds below cannot be added or compared."""

    rao: int

    symbol: ClassVar[str] = ""
    unit: ClassVar[str] = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a decimal such as `1.5`, `1,000` or `0.000 000 001` exactly; the decimal point is a dot.

        Raises `UsageError` for anything else, for more than nine decimals and for more than fits.
        """
        stripped = text.translate(_BLANKS).strip().removesuffix(cls.symbol).strip()
        match = _DECIMAL.fullmatch(stripped)
        if is_negative(stripped):
            raise UsageError(
                f"“{text}” is negative; an amount cannot be.", hint="Write it without the minus."
            )
        if not match or not (match["whole"] or match["part"]):
            raise UsageError(
                f"“{text}” is not an amount.",
                hint=f"Write a number of {cls.unit} with a decimal point, nine decimals at most: 1.5.",
            )
        part = (match["part"] or "").replace(" ", "")
        if len(part.rstrip("0")) > 9:
            raise UsageError(
                f"“{text}” has more than nine decimals.",
                hint=f"The smallest amount is 0.000000001 {cls.unit} (1 rao).",
            )
        whole = re.sub(r"[_,' ]", "", match["whole"] or "0")
        if len(whole) > 20 or (rao := int(whole) * RAO_PER_TAO + int(part[:9].ljust(9, "0"))) > MAX_RAO:
            raise UsageError(f"“{text}” is more than the chain can hold.", hint="Check the number of digits.")
        return cls(rao)

    @property
    def plain(self) -> str:
        """All nine decimals, no grouping, no symbol: what a script or a command line takes."""
        sign = "-" if self.rao < 0 else ""
        whole, part = divmod(abs(self.rao), RAO_PER_TAO)
        return f"{sign}{whole}.{part:09d}"

    def short(self, decimals: int = 4) -> str:
        """`decimals` places, truncated towards zero, thousands grouped, no symbol."""
        sign = "-" if self.rao < 0 else ""
        whole, part = divmod(abs(self.rao), RAO_PER_TAO)
        return f"{sign}{whole:,}" + (f".{f'{part:09d}'[:decimals]}" if decimals else "")

    def __str__(self) -> str:
        return f"{self.short(9)} {self.symbol}"

    def __bool__(self) -> bool:
        return self.rao != 0

    def _same(self, other: object) -> int:
        if type(other) is not type(self):
            raise TypeError(f"cannot mix {type(self).__name__} with {type(other).__name__}")
        assert isinstance(other, Amount)
        return other.rao

    def __add__(self, other: Self) -> Self:
        return type(self)(self.rao + self._same(other))

    def __sub__(self, other: Self) -> Self:
        return type(self)(self.rao - self._same(other))

    def __lt__(self, other: Self) -> bool:
        return self.rao < self._same(other)

    def __le__(self, other: Self) -> bool:
        return self.rao <= self._same(other)

    def __gt__(self, other: Self) -> bool:
        return self.rao > self._same(other)

    def __ge__(self, other: Self) -> bool:
        return self.rao >= self._same(other)


@dataclass(frozen=True, slots=True, order=False)
class Tao(Amount):
    """TAO, in rao."""

    symbol: ClassVar[str] = "τ"
    unit: ClassVar[str] = "TAO"


@dataclass(frozen=True, slots=True, order=False)
class Alpha(Amount):
    """One subnet's alpha, in its own rao; root's alpha is TAO staked one to one."""

    symbol: ClassVar[str] = "α"
    unit: ClassVar[str] = "alpha"


def as_staked(netuid: int, amount: Alpha) -> Alpha | Tao:
    """Stake on a subnet in the unit it has there: what the chain counts as root's alpha is TAO."""
    return Tao(amount.rao) if netuid == 0 else amount


def parse_ppm(text: str) -> int:
    """Read `0.05` or `5%` as 50,000 millionths, exactly; `UsageError` outside 0 to 1."""
    percent = text.endswith("%")
    match = re.fullmatch(r"(\d*)(?:\.(\d*))?", text.removesuffix("%").strip(), re.ASCII)
    bad = UsageError(
        f"“{text[:40]}” is not a share.", hint="Write a fraction such as 0.05, or 5%.", code="bad_share"
    )
    if is_negative(text):
        raise UsageError(
            f"“{text[:40]}” is negative; a share cannot be.",
            hint="It is from 0 to 1, or 100%.",
            code="bad_share",
        )
    if not match or not (match[1] or match[2]):
        raise bad
    digits = 4 if percent else 6
    part = (match[2] or "").rstrip("0")
    if len(part) > digits or len(match[1]) > 6:
        raise bad
    ppm: int = int(match[1] or "0") * 10**digits + int(part.ljust(digits, "0") or "0")
    if ppm > MILLION:
        raise UsageError(
            f"“{text[:40]}” is more than the whole.", hint="5 % is 0.05 or 5%.", code="bad_share"
        )
    return ppm


def write_ppm(ppm: int) -> str:
    """Millionths as the fraction that `parse_ppm` reads back."""
    return f"{ppm // MILLION}.{ppm % MILLION:06d}".rstrip("0").rstrip(".")
