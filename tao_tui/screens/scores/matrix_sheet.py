"""The matrix behind the scores: who gave whom how much weight, what counted, who is bonded to whom."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content

from tao_tui.screens.scores.epoch_sheet import EpochSheet
from tao_tui.tables.reasons import percent, share
from tao_tui.widgets.matrix_view import Matrix, MatrixView
from tao_tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from tao_tui.screens.scores.watched import Watched


class MatrixSheet(EpochSheet):
    """Validators down, neurons across; shades are weights, marked where the consensus cut them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("b", "bonds", "bonds", id="matrix.bonds", tooltip="Bonds instead of weights, and back"),
    ]
    AUTO_FOCUS = "MatrixView"

    def __init__(self, watched: Watched, uid: int) -> None:
        super().__init__(watched)
        self.uid = uid
        self.result: Any = None
        self.shows_bonds = False

    def compose(self) -> ComposeResult:
        """The matrix and the pair under the crosshair in words."""
        with Vertical(classes="sheet") as box:
            box.border_title = Content(f"Weights on {self.watched.subject}")
            box.border_subtitle = "arrows move · b bonds · esc back"
            yield TextPane("Reading what the last epoch was made of…", id="said")
            yield MatrixView(id="matrix")
            yield TextPane("", id="pair")

    async def show(self) -> None:
        """Compute the epoch for what counted."""
        from tao_tui.consensus.yuma import epoch

        self.result = await asyncio.to_thread(epoch, self.picture.inputs)
        self._draw()

    def _draw(self) -> None:
        from tao_tui.consensus.fixed import normalise_columns, to_u16

        evidence = self.result.evidence
        if self.shows_bonds:
            rows = self.result.bonds
            values = to_u16(normalise_columns(rows.values << 16))
            cut = np.zeros(values.shape, np.bool_)
        else:
            rows = evidence.weights
            values = to_u16(rows.values)
            cut = evidence.clipped.values < rows.values
        coloured = "" if self.shows_bonds else "; what is coloured was cut"
        self.say(f"{self.origin()} Rows are validators, columns neurons{coloured}.")
        kept = np.flatnonzero(rows.values.any(axis=1))
        uids = rows.uids[kept]
        matrix = Matrix(uids.tolist(), range(values.shape[1]), values[kept], cut[kept])
        row = int(np.searchsorted(uids, self.uid)) if self.uid in uids else 0
        self.query_one(MatrixView).show(matrix, (row, self.uid))
        if not len(kept):
            self.query_one("#pair", TextPane).say("No validator gave any weight.")

    @on(MatrixView.Moved)
    def _moved(self, event: MatrixView.Moved) -> None:
        view = self.query_one(MatrixView)
        giver, taker = view.matrix.rows[event.row], view.matrix.columns[event.column]
        value = int(view.matrix.values[event.row][event.column])
        hotkeys = self.picture.hotkeys
        pair = Content(
            f"uid {giver} {self.watched.named(hotkeys[giver])} → {taker} {self.watched.named(hotkeys[taker])}"
        )
        if self.shows_bonds:
            said = f"holds {percent(value)} of all bonds to it"
        else:
            consensus = int(self.result.consensus[taker])
            counted = min(value, consensus)
            said = f"gave {share(value)}, counted {share(counted)}; validators agree on {share(consensus)}"
        self.query_one("#pair", TextPane).say(Content.assemble(pair, "\n", (said, "bold")))

    def action_bonds(self) -> None:
        """Bonds instead of weights, and back."""
        if self.result is not None:
            self.shows_bonds = not self.shows_bonds
            what = "Bonds" if self.shows_bonds else "Weights"
            self.query_one(Vertical).border_title = Content(f"{what} on {self.watched.subject}")
            self._draw()
