"""What alpha staked to a hotkey earned: in the last epoch by the chain's own figures, and per day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from tao_tui.addresses import Address
from tao_tui.chain.query import RuntimeCall, Storage
from tao_tui.reads.chain_text import as_int
from tao_tui.reads.subnets.epochs import is_dynamic
from tao_tui.reads.trades.prices import ROOT

if TYPE_CHECKING:
    from tao_tui.chain.runtime import ChainRuntime

BLOCKS_A_DAY: Final = 7_200
"""Blocks of 12 seconds in a day."""

_MODULE: Final = "SubtensorModule"
_NAMES: Final = ("AlphaDividendsPerSubnet", "TotalHotkeyAlphaLastEpoch")
_MILLION: Final = 1_000_000


def yield_items(
    runtime: ChainRuntime, netuid: int, hotkeys: Iterable[Address]
) -> list[Storage | RuntimeCall]:
    """Two items a hotkey: what the last epoch gave to its alpha after take, and the alpha it had thereafter.

    None on root, which the chain keeps no such figures of, and on runtimes without them.
    """
    if netuid == ROOT or not all(runtime.has_storage(_MODULE, name) for name in _NAMES):
        return []
    items: list[Storage | RuntimeCall] = []
    for hotkey in hotkeys:
        items += [
            Storage(_MODULE, _NAMES[0], (netuid, hotkey)),
            Storage(_MODULE, _NAMES[1], (hotkey, netuid)),
        ]
    return items


def blocks_per_epoch(runtime: ChainRuntime, tempo: int) -> int:
    """How many blocks lie between two epochs; runtimes that count by block number wait one block more."""
    return tempo if is_dynamic(runtime) else tempo + 1


def epoch_yield(earned: Sequence[Any], blocks: int) -> tuple[int | None, int | None]:
    """Millionths in the last epoch, and in a day if every epoch of so many `blocks` were like it.

    `earned` has the two values of `yield_items`; None where the chain does not tell.
    """
    given, after = earned
    before = as_int(after) - as_int(given)
    if given is None or before <= 0:
        return None, None
    parts = as_int(given) * _MILLION
    return parts // before, parts * BLOCKS_A_DAY // (before * blocks) if blocks > 1 else None
