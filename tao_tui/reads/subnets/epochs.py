"""Blocks to the next epoch, by the rule of the connected runtime."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tao_tui.chain.query import Storage
from tao_tui.consensus.epoch_schedule import blocks_to_epoch, blocks_to_fixed_epoch
from tao_tui.reads.chain_text import as_int

if TYPE_CHECKING:
    from tao_tui.chain.runtime import ChainRuntime

_PALLET = "SubtensorModule"
_WATCHED = ("LastEpochBlock", "PendingEpochAt")
_DYNAMIC = (*_WATCHED, "BlocksSinceLastStep")


@dataclass(frozen=True, slots=True)
class Schedule:
    """What decides when a subnet's next epoch runs."""

    netuid: int
    tempo: int
    dynamic: bool
    """Whether the runtime keeps the last epoch's block (dynamic tempo) or counts by block number."""
    last_epoch_block: int = 0
    pending_epoch_at: int = 0
    blocks_since_last_step: int = 0
    as_of: int = 0
    """The block `blocks_since_last_step` was read at."""

    def blocks_left(self, block: int) -> int | None:
        """Blocks from `block`, whose own epoch has run, to the next epoch; None when there is none."""
        if self.dynamic:
            return blocks_to_epoch(
                block,
                tempo=self.tempo,
                last_epoch_block=self.last_epoch_block,
                pending_epoch_at=self.pending_epoch_at,
                blocks_since_last_step=self.blocks_since_last_step + max(0, block - self.as_of),
            )
        left = blocks_to_fixed_epoch(block, netuid=self.netuid, tempo=self.tempo)
        return self.tempo + 1 if left == 0 else left

    def told(self, values: Mapping[Storage, Any], tempo: int, block: int) -> Schedule:
        """The schedule once `block` changed `values`, perhaps some of `watched_schedule_items`."""
        last, pending = (
            as_int(values.get(Storage(_PALLET, name, (self.netuid,)), known))
            for name, known in zip(_WATCHED, (self.last_epoch_block, self.pending_epoch_at), strict=True)
        )
        since = self.blocks_since_last_step + max(0, block - self.as_of)
        return replace(
            self,
            tempo=tempo,
            last_epoch_block=last,
            pending_epoch_at=pending,
            blocks_since_last_step=since if last == self.last_epoch_block else 0,
            as_of=block,
        )


def is_dynamic(runtime: ChainRuntime) -> bool:
    """Whether the runtime schedules epochs by the block of the last one."""
    return runtime.has_storage(_PALLET, "LastEpochBlock")


def schedule_items(runtime: ChainRuntime, netuids: Iterable[int]) -> list[Storage]:
    """The storage items that decide the schedule beyond the tempo; none on older runtimes."""
    names = [name for name in _DYNAMIC if is_dynamic(runtime) and runtime.has_storage(_PALLET, name)]
    return [Storage(_PALLET, name, (netuid,)) for netuid in netuids for name in names]


def watched_schedule_items(runtime: ChainRuntime, netuids: Iterable[int]) -> list[Storage]:
    """Those of `schedule_items` to subscribe to: BlocksSinceLastStep changes with every block and follows."""
    return [item for item in schedule_items(runtime, netuids) if item.item in _WATCHED]


def schedule_from(
    runtime: ChainRuntime, netuid: int, tempo: int, values: Mapping[Storage, Any], block: int
) -> Schedule:
    """The schedule of one subnet from the values of `schedule_items`, read at `block`."""
    last, pending, since = (as_int(values.get(Storage(_PALLET, name, (netuid,)))) for name in _DYNAMIC)
    return Schedule(netuid, tempo, is_dynamic(runtime), last, pending, since, block)
