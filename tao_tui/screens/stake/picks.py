"""The positions a person has picked, to unstake, move, swap or give them at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tao_tui.reads.owned.stake import Position
from tao_tui.tables.cells import mark
from tao_tui.tables.columns import Column

Key = tuple[str, int]
"""Hotkey and subnet."""


def key_of(position: Position) -> Key:
    """What tells positions apart."""
    return position.hotkey, position.netuid


class Picks:
    """One for the Stake place; what is gone from the account is let go."""

    def __init__(self) -> None:
        self._picked: dict[Key, Position] = {}

    @property
    def column(self) -> Column[Position]:
        """A mark beside what is picked."""
        return Column(
            "picked", "", 1, "left", 0, self._is_picked, lambda row: mark(self._is_picked(row), "◆")
        )

    def turn(self, position: Position) -> None:
        """Pick it, or let it go."""
        if self._picked.pop(key_of(position), None) is None:
            self._picked[key_of(position)] = position

    def keep(self, positions: Iterable[Position]) -> None:
        """Let go of what is not there any more."""
        there = {key_of(position): position for position in positions}
        self._picked = {key: there[key] for key in self._picked if key in there}

    def or_else(self, current: Position | None) -> Sequence[Position]:
        """What is picked, else the one under the cursor."""
        return tuple(self._picked.values()) or ((current,) if current is not None else ())

    def _is_picked(self, position: Position) -> bool:
        return key_of(position) in self._picked


def prefilled(positions: Sequence[Position]) -> dict[str, str]:
    """Positions as the fields of a form take them."""
    if not positions:
        return {}
    return {
        "netuid": "; ".join(str(each.netuid) for each in positions),
        "hotkey": "; ".join(str(each.hotkey) for each in positions),
        **({"amount": "all"} if len(positions) > 1 else {}),
    }


def places_in(prefill: Mapping[str, str]) -> list[tuple[str, str]]:
    """Subnet and hotkey of every place a prefilled form names."""
    columns = [[part.strip() for part in prefill.get(name, "").split(";")] for name in ("netuid", "hotkey")]
    count = max(map(len, columns))
    netuids, hotkeys = (column * count if len(column) == 1 else column for column in columns)
    return list(zip(netuids, hotkeys, strict=False))
