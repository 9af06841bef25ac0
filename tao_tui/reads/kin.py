"""Children and parents of a hotkey on a subnet: who votes with whose stake, and shares what it earns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from tao_tui.addresses import Address
from tao_tui.reads.chain_text import as_address, as_int

MILLION: Final = 1_000_000
_U64_MAX: Final = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Kin:
    """A hotkey that stake is lent to or borrowed from."""

    hotkey: Address
    share_ppm: int
    """The part of the lender's stake, in millionths."""


def kin_from(value: Any) -> tuple[Kin, ...]:
    """The relations in `ChildKeys` or `ParentKeys`, largest first: proportions of the largest u64."""
    found = [
        Kin(as_address(hotkey), min(MILLION, as_int(part) * MILLION // _U64_MAX))
        for part, hotkey in value or ()
    ]
    return tuple(sorted(found, key=lambda kin: (-kin.share_ppm, kin.hotkey)))


def lent_ppm(children: Iterable[Kin]) -> int:
    """The part of its stake a hotkey lends, in millionths."""
    return min(MILLION, sum(kin.share_ppm for kin in children))
