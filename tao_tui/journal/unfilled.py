"""What stayed of trades that their limit price let be filled only in part: the call asked, events told."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tao_tui.journal.movement import Movement, Side, read_back
from tao_tui.journal.row import JournalRow

_Trade = tuple[Side, int, str]
"""The side, the subnet and the hotkey of what goes in."""

_ASKS: Final[dict[str, tuple[Side, str, str, str]]] = {
    "add_stake_limit": ("add", "netuid", "hotkey", "amount_staked"),
    "remove_stake_limit": ("remove", "netuid", "hotkey", "amount_unstaked"),
    "swap_stake_limit": ("remove", "origin_netuid", "hotkey", "alpha_amount"),
    "move_stake_limit": ("remove", "origin_netuid", "origin_hotkey", "alpha_amount"),
}
"""Calls that may be filled in part, and which arguments say where and how much (opentensor/subtensor)."""

_ROUNDING_RAO: Final = 1_000
"""What a trade that is whole may lack: a transfer may fall short by the chain's least balance, 500 rao."""


@dataclass(frozen=True, slots=True)
class Unfilled:
    """A trade of which a part was done: TAO goes in when `side` is add, else the subnet's alpha."""

    side: Side
    netuid: int
    hotkey: str
    """With whom is staked what went in, or what was not sold stays."""
    asked_rao: int
    traded_rao: int
    """The pool's fee included."""

    @property
    def left_rao(self) -> int:
        """What was not traded and stayed where it was."""
        return self.asked_rao - self.traded_rao


def unfilled(call: Mapping[str, object], moved: Sequence[Movement]) -> tuple[Unfilled, ...]:
    """The trades within a call, in its JSON form, that were filled only in part, as what it moved tells.

    Left out is what no movement tells of, and what cannot be told from another trade of the same stake.
    """
    asked, traded = _gathered(_asked(call)), _gathered(_traded(moved))
    found = (
        Unfilled(*trade, sum(amounts), sum(traded[trade]))
        for trade, amounts in asked.items()
        if len(amounts) == len(traded.get(trade, ()))
    )
    return tuple(each for each in found if each.traded_rao > 0 and each.left_rao > _ROUNDING_RAO)


def unfilled_of(row: JournalRow) -> tuple[Unfilled, ...]:
    """The same of a row of the journal once its block is final."""
    if row.status != "finalized" or "allow_partial" not in row.call_json:
        return ()
    return unfilled(json.loads(row.call_json), read_back(Movement, row.moved_json))


def _gathered(trades: Iterable[tuple[_Trade, int]]) -> dict[_Trade, list[int]]:
    found: dict[_Trade, list[int]] = {}
    for trade, rao in trades:
        found.setdefault(trade, []).append(rao)
    return found


def _traded(moved: Sequence[Movement]) -> Iterator[tuple[_Trade, int]]:
    """What went into every trade that was done."""
    for each in moved:
        if each.netuid is not None and each.kind == "stake_added":
            yield ("add", each.netuid, each.other), -each.tao_rao
        elif each.netuid is not None and each.kind == "stake_removed":
            yield ("remove", each.netuid, each.other), -each.alpha_rao


def _asked(value: object) -> Iterator[tuple[_Trade, int]]:
    """Every trade that may be filled in part, in calls within calls too."""
    if isinstance(value, list):
        for each in value:
            yield from _asked(each)
    if not isinstance(value, Mapping):
        return
    arguments = value.get("arguments")
    said = arguments if isinstance(arguments, Mapping) else {}
    found = _ASKS.get(str(value.get("function"))) if value.get("pallet") == "SubtensorModule" else None
    if found is not None and said.get("allow_partial") is True:
        side, netuid, hotkey, rao = found[0], *(said.get(name) for name in found[1:])
        if isinstance(netuid, int) and isinstance(hotkey, str) and isinstance(rao, int):
            yield (side, netuid, hotkey), rao
    for inner in said.values():
        yield from _asked(inner)
