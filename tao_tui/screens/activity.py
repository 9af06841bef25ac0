"""Activity: everything ever signed from here and what became of it, straight from the journal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widget import Widget

from tao_tui.errors import TaoTuiError
from tao_tui.messages import PendingChanged
from tao_tui.screens.picker import Choice
from tao_tui.screens.place import Place
from tao_tui.screens.wording import sentence
from tao_tui.tables.activity import ACTIVITY_COLUMNS
from tao_tui.widgets.figures import grouped
from tao_tui.widgets.score_table import ScoreTable
from tao_tui.widgets.text_pane import TextPane

SHOWN = 500
"""Rows read from the journal."""


class Activity(Place):
    """The journal as a table; pending rows move as they do."""

    DEFAULT_CSS = "Activity #one { height: 12; border-top: solid $tao-rule; }"
    name_of_place = "activity"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "f", "resume", "follow", id="activity.resume", tooltip="Look for what is still open on chain"
        ),
    ]

    def body(self) -> Iterable[Widget]:
        """The table and the row in full."""
        yield ScoreTable(
            ACTIVITY_COLUMNS, lambda row: row.id, empty="Nothing was signed from here yet.", id="activity"
        )
        yield Horizontal(TextPane("", id="one"), id="below")

    async def load(self) -> None:
        """Read the journal; no node is needed."""
        rows = self.session.journal.rows(SHOWN)
        table = self.query_one(ScoreTable)
        table.show(rows)
        self._read(table.current)

    def look_at(self, subject: object) -> None:
        """A row by its extrinsic's hash."""
        table = self.query_one(ScoreTable)
        found = next((row.id for row in table.shown if row.extrinsic_hash == subject), None)
        if found is not None:
            table.cursor_key = found

    @on(ScoreTable.Moved)
    def _moved(self, event: ScoreTable.Moved) -> None:
        self._read(event.row)

    def _read(self, row: Any) -> None:
        pane = self.query_one("#one", TextPane)
        if row is None:
            pane.say("")
            return
        when = datetime.fromtimestamp(row.created_at).strftime("%Y-%m-%d %H:%M:%S")
        where = (
            f"{row.block_number:,}  {row.block_hash}"
            if row.block_number
            else f"none yet, valid to {row.valid_until:,}"
        )
        pane.pairs(
            [
                ("status", f"{row.status}{f': {row.error}' if row.error else ''}"),
                ("signed", f"{when} by {row.signer}"),
                *([("for", row.real_account)] if row.real_account else []),
                ("block", where),
                ("hash", row.extrinsic_hash),
                *([("carried by", row.carrier_hash)] if row.carrier_hash else []),
                ("fee", f"{grouped(row.fee_rao)} τ" if row.fee_rao is not None else "–"),
                ("nonce", str(row.nonce)),
                ("command", row.command or "–"),
                *([("detail", str(row.detail))] if row.detail else []),
            ]
        )

    def copies(self) -> list[Choice]:
        """Hashes and the command."""
        row = self.query_one(ScoreTable).current
        if row is None:
            return []
        found = [Choice("the extrinsic's hash", row.extrinsic_hash), Choice("the command line", row.command)]
        return [*found, Choice("the block's hash", row.block_hash)] if row.block_hash else found

    def action_resume(self) -> None:
        """Follow what is open."""
        self._resume()

    @work(group="resume", exclusive=True, exit_on_error=False)
    async def _resume(self) -> None:
        try:
            settled = await self.session.deeds.resume(self.session.journal, self.session.online)
        except TaoTuiError as error:
            self.notify(sentence(error), severity="error", markup=False)
            return
        self.notify(f"{len(settled)} settled." if settled else "Nothing was open.", timeout=4)
        self.app.post_message(PendingChanged())
