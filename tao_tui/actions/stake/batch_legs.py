"""Arguments given more than once, as the legs of one action: pairs of subnet, hotkey and amount."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Protocol

from tao_tui.actions.review.refusals import zero_amount
from tao_tui.addresses import Address
from tao_tui.amounts import ALL, Amount
from tao_tui.counted import counted
from tao_tui.errors import TaoTuiError, UsageError

LEG_NAMES: Final = ("netuid", "hotkey", "amount")
MOST_LEGS: Final = 64
"""More do not fit a review anybody reads; a block would take them."""


@dataclass(frozen=True, slots=True)
class BatchLeg:
    """One trade or move among several."""

    netuid: int
    hotkey: Address
    amount: Amount | None
    """None is the whole position."""


def is_several(values: Mapping[str, object]) -> bool:
    """Whether any part of a leg was given more than once."""
    return any(isinstance(values.get(name), tuple) for name in LEG_NAMES)


def legs_of(values: Mapping[str, object]) -> tuple[BatchLeg, ...]:
    """One leg for each value; what was given once is the same for all of them. Raises `UsageError`."""
    columns = [_column(values[name]) for name in LEG_NAMES]
    count = max(len(column) for column in columns)
    if count > MOST_LEGS:
        raise UsageError(f"{count} at once are too many.", hint=f"At most {MOST_LEGS} go into one batch.")
    for name, column in zip(LEG_NAMES, columns, strict=True):
        if len(column) not in (1, count):
            raise UsageError(
                f"--{name} is given {counted(len(column), 'time')}, another part {counted(count, 'time')}.",
                hint="Give each of --netuid, --hotkey and --amount once for all, or once for each.",
                code="uneven_legs",
            )
    full = [column * count if len(column) == 1 else column for column in columns]
    legs = tuple(_leg(*parts) for parts in zip(*full, strict=True))
    seen: set[tuple[int, Address]] = set()
    for leg in legs:
        if (leg.netuid, leg.hotkey) in seen:
            raise UsageError(
                f"{leg.hotkey} on subnet {leg.netuid} is named twice.",
                hint="Name each position once, with the whole amount.",
                code="same_leg_twice",
            )
        seen.add((leg.netuid, leg.hotkey))
    return legs


class _Placed(Protocol):
    """Whatever says from where and how much."""

    @property
    def netuid(self) -> int: ...
    @property
    def hotkey(self) -> Address: ...
    @property
    def amount(self) -> Amount | None: ...


def leg_arguments(legs: Sequence[_Placed]) -> dict[str, object]:
    """Legs as an action's arguments; what all of them share is said once."""
    columns = list(zip(*((leg.netuid, leg.hotkey, leg.amount or ALL) for leg in legs), strict=True))
    shared = [column if len(set(map(str, column))) > 1 else column[0] for column in columns]
    return dict(zip(LEG_NAMES, shared, strict=True))


@contextmanager
def naming_leg(index: int, leg: BatchLeg) -> Iterator[None]:
    """Say of which leg a refusal is."""
    try:
        yield
    except TaoTuiError as error:
        error.message = f"Trade {index + 1}, subnet {leg.netuid}: {error.message}"
        raise


def _column(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)


def _leg(netuid: object, hotkey: object, amount: object) -> BatchLeg:
    if isinstance(amount, Amount) and not amount:
        raise zero_amount("Write how much, or leave it out.", "An amount is zero.")
    return BatchLeg(int(str(netuid)), Address(str(hotkey)), amount if isinstance(amount, Amount) else None)
