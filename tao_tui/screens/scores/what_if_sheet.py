"""What if: the last epoch computed again with a weight, a stake or kappa changed, or a validator dropped."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input

from tao_tui.errors import TaoTuiError
from tao_tui.screens.scores.epoch_sheet import EpochSheet
from tao_tui.session.wording import sentence
from tao_tui.tables.columns import Column
from tao_tui.widgets.table.row_table import RowTable
from tao_tui.widgets.text_pane import TextPane


class WhatIfSheet(EpochSheet):
    """A line to write changes in, and who would score differently, at once."""

    def compose(self) -> ComposeResult:
        """Changes, words, and the table of what moves."""
        from tao_tui.reads.scores.what_if import WAYS

        with Vertical(classes="sheet") as box:
            box.border_title = Content(f"What if, on {self.watched.subject}")
            box.border_subtitle = "enter compute · esc back"
            yield Input(placeholder="weight 3 > 41 = 0.5, kappa = 0.6, drop 12", compact=True)
            yield TextPane("Reading what the last epoch was made of…", id="said")
            yield RowTable(self._columns(), lambda shift: shift.uid, empty=f"Write: {WAYS}", id="shifts")

    def on_mount(self) -> None:
        """Say how changes are written while the inputs are read."""
        super().on_mount()
        self.query_one(RowTable).show(())

    def _columns(self) -> tuple[Column[Any], ...]:
        from tao_tui.tables.shifts import SHIFT_COLUMNS

        return tuple(
            replace(column, width=15, priority=1, cell=lambda shift: self.watched.named(shift.hotkey))
            if column.key == "hotkey"
            else column
            for column in SHIFT_COLUMNS
        )

    async def show(self) -> None:
        """Ready to compute."""
        self.say(f"{self.origin()} Write what should be different.")
        self._compute(self.query_one(Input).value)

    @on(Input.Submitted)
    @on(Input.Changed)
    def _typed(self, event: Input.Changed | Input.Submitted) -> None:
        if self.picture is not None:
            self._compute(event.value, final=isinstance(event, Input.Submitted))

    @work(group="what-if", exclusive=True, exit_on_error=False)
    async def _compute(self, text: str, *, final: bool = False) -> None:
        from tao_tui.reads.scores.what_if import parse_changes, what_if

        if not text.strip():
            return
        try:
            changes = parse_changes(text)
            found = await asyncio.to_thread(what_if, self.picture, changes)
        except TaoTuiError as error:
            # Half a change is no mistake while it is being written.
            self.say(
                sentence(error) if final else f"{self.origin()} …", "$warning" if final else "$tao-quiet"
            )
            return
        table = self.query_one(RowTable)
        table.empty = "Nobody would score differently."
        table.show(found.shifts)
        self.say(f"{self.origin()} {len(found.shifts)} of {found.neurons} would score differently.")
