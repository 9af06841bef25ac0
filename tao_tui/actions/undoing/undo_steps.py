"""Stake that was moved in steps of a batch, read as the moves that were meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

_MOVE: Final = "move_stake"
_SWAPS: Final = ("swap_stake", "swap_stake_limit")

Call = Mapping[str, Any]


def moves_of(calls: Sequence[Call]) -> list[Call]:
    """The calls as if a change of hotkey and the change of subnet after it were one; none for other batches.

    Each stands for one sale and one purchase, in their order (`stake.move_calls` says why there are steps).
    """
    found: list[Call] = []
    before: Call | None = None
    for call in calls:
        if call["pallet"] != "SubtensorModule":
            return []
        if call["function"] == _MOVE and before is None:
            before = call
        elif call["function"] in _SWAPS and (before is None or _goes_on(before, call)):
            found.append(call if before is None else _together(before, call))
            before = None
        else:
            return []
    return found if before is None else []


def _goes_on(move: Call, swap: Call) -> bool:
    """Whether the swap takes on what the move brought to another hotkey of the same subnet."""
    first, second = move["arguments"], swap["arguments"]
    return (first["destination_hotkey"], first["origin_netuid"], first["destination_netuid"]) == (
        second["hotkey"],
        second["origin_netuid"],
        second["origin_netuid"],
    )


def _together(move: Call, swap: Call) -> Call:
    there = swap["arguments"]["destination_netuid"]
    return {**move, "arguments": {**move["arguments"], "destination_netuid": there}}
