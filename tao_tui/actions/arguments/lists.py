"""Arguments that are lists: subnets, and hotkeys with their shares."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tao_tui.addresses import Address
from tao_tui.errors import UsageError

NONE: Final = "none"
"""What an empty list of shares is written as."""

_WHOLE_PPM: Final = 1_000_000
_MOST: Final = 64


def parse_netuids(text: str) -> tuple[int, ...]:
    """Read `1,5, 64` as ascending numbers, each once; `UsageError` for anything else."""
    found = set()
    for part in _parts(text):
        if not (part.isascii() and part.isdigit() and len(part) <= 5 and int(part) <= 0xFFFF):
            raise UsageError(
                f"“{part[:40]}” is not a subnet's number, which is from 0 to 65535.",
                hint="Write 1,5,64.",
                code="bad_argument",
            )
        found.add(int(part))
    return tuple(sorted(found))


def parse_shares(
    text: str, hotkey: Callable[[str], Address], share: Callable[[str], int]
) -> tuple[tuple[Address, int], ...]:
    """Read `h1=50%, 5F…=0.25`, or `none`, as pairs of address and millionths.

    `UsageError` for a hotkey named twice, a share of nothing, or more than the whole.
    """
    if text.lower() == NONE:
        return ()
    found: dict[Address, int] = {}
    for part in _parts(text):
        name, equals, amount = part.rpartition("=")
        if name.strip() and not amount.strip():
            raise UsageError(
                f"How much of the stake does {name.strip()[:60]} get?",
                hint="Write its share behind the =, such as 25%.",
                code="bad_shares",
            )
        if not equals or not name.strip() or not amount.strip():
            raise UsageError(
                f"“{part[:80]}” is not a hotkey and its share.",
                hint="Write HOTKEY=50%, more of them with commas between, or none.",
                code="bad_shares",
            )
        address, ppm = hotkey(name.strip()), share(amount.strip())
        if address in found:
            raise UsageError(f"{address} is named twice.", code="duplicate_child")
        if not ppm:
            raise UsageError(
                f"{name.strip()[:60]} would get nothing.", hint="Leave it out.", code="bad_shares"
            )
        found[address] = ppm
    if sum(found.values()) > _WHOLE_PPM:
        raise UsageError(
            "The shares are more than the whole together.",
            hint="100 % is all there is to lend; what is not lent stays with the hotkey itself.",
            code="proportion_overflow",
        )
    return tuple(found.items())


def write_list(value: tuple[object, ...], share: Callable[[int], str]) -> str:
    """A list as text that reads back to the same."""
    if not value:
        return NONE
    return ",".join(f"{each[0]}={share(each[1])}" if isinstance(each, tuple) else str(each) for each in value)


def _parts(text: str) -> list[str]:
    parts = [part.strip() for part in text.replace(";", ",").split(",")]
    found = [part for part in parts if part]
    if not found or len(found) > _MOST:
        raise UsageError(f"This is no list of 1 to {_MOST} values.", code="bad_argument")
    return found
