"""The table of a subnet's neurons: it is handed the scores whole and draws those in sight."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from textual import work

from tao_tui.tables.columns import Column
from tao_tui.widgets.table.live_table import LiveTable
from tao_tui.widgets.table.neuron_rows import SLICE, NeuronRows, Trend

if TYPE_CHECKING:
    from tao_tui.reads.scores.columns import Neuron, Scores


class NeuronTable(LiveTable):
    """Rows keyed by uid, from columns of numbers."""

    def __init__(
        self,
        columns: Sequence[Column[Any]],
        made: dict[str, Trend],
        *,
        empty: str,
        sort: tuple[str, bool],
        id: str,
    ) -> None:
        """``made`` gives the numbers to sort by of columns that the scores do not have, by column key."""
        self._neurons = NeuronRows(columns, made)
        super().__init__(self._neurons, empty=empty, sort=sort, id=id)
        self._held: Scores | None = None

    def follow(self, scores: Scores, *, keep_marks: bool = False) -> None:
        """Show newer scores of the subnet, numbers that moved with ▲ or ▼ until the next call.

        ``keep_marks`` leaves the marks of the call before standing: both are of one block.
        """
        if self._is_held:
            self._held = scores
        else:
            first = not self._neurons.total
            self._changing(lambda: self._neurons.take(scores, mark=True, keep_marks=keep_marks))
            if first and self._neurons.is_unasked and self._neurons.keep is not None:
                self._ask(self._neurons.keep)

    def filter(self, keep: Callable[[Neuron], bool] | None) -> None:
        """Show only neurons for which ``keep`` holds; ``None`` shows all. Many are asked bit by bit."""
        if keep is None or self.rows.total <= SLICE:
            self.workers.cancel_group(self, "sift")
            super().filter(keep)
        else:
            self._ask(keep)

    @property
    def _is_awaited(self) -> bool:
        return super()._is_awaited or self._neurons.is_unasked

    def _ask(self, keep: Callable[[Neuron], bool]) -> None:
        self.workers.cancel_group(self, "sift")
        self._sift(keep)

    @work(group="sift")
    async def _sift(self, keep: Callable[[Neuron], bool]) -> None:
        for _ in self._neurons.sift(keep):
            await asyncio.sleep(0)
        self._rearranged()

    def _empty(self) -> None:
        self._held = None
        self._changing(lambda: self._neurons.take(None, mark=False, keep_marks=False))

    def _let_go(self) -> None:
        if self._held is not None:
            held, self._held = self._held, None
            self.follow(held)
