"""Activity: what was signed from here and what became of it, and what others did to the accounts here."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar, Final

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widget import Widget

from tao_tui.errors import TaoTuiError
from tao_tui.messages import PendingChanged
from tao_tui.screens.place import Place
from tao_tui.screens.sheets.picker import Choice, Picker
from tao_tui.screens.sheets.text_sheet import TextSheet
from tao_tui.screens.words.called import names_on_chain
from tao_tui.session.wording import sentence
from tao_tui.tables.activity import ACTIVITY_COLUMNS, DONE_BY, HERE, Entry, entries_of
from tao_tui.tables.movement_words import lines_of
from tao_tui.widgets.figures import blocks_as_time, grouped
from tao_tui.widgets.table.row_table import RowTable
from tao_tui.widgets.text_pane import TextPane, pairs

SHOWN = 500
"""Rows of either kind that are read."""
_VIEWS: Final = {"": "everything", HERE: "sent from here", "others": "not sent from here"}
_WIDEST: Final = 110
"""Cells a row in full takes at most."""
_FRAME: Final = 4
"""Cells its sheet takes beside it."""
_BACK: Final = (300, 1_800, 7_200, 50_400)
"""How many blocks can be looked through on demand: an hour to a week of blocks of 12 seconds."""


class Activity(Place):
    """Both kinds in one table, told apart by who did it; pending rows move as they do."""

    DEFAULT_CSS = """
    Activity #below { height: auto; }
    Activity #one { height: 12; border-top: solid $tao-rule; }
    Activity #scan { height: auto; max-height: 3; color: $tao-quiet; }
    """
    name_of_place = "activity"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "f", "resume", "follow", id="activity.resume", tooltip="Look for what is still open on chain"
        ),
        Binding("u", "undo", "undo", id="activity.undo", tooltip="Undo this, where the chain allows it"),
        Binding(
            "v",
            "view",
            "view",
            id="activity.view",
            tooltip="Everything, sent from here, or the rest",
        ),
        Binding(
            "e", "earlier", "earlier", id="activity.earlier", tooltip="Look further back for what others did"
        ),
        Binding(
            "x", "export", "export", id="activity.export", tooltip="Write it all to a file, for a tax adviser"
        ),
    ]

    def body(self) -> Iterable[Widget]:
        """The table, how far blocks are looked through, and the row in full."""
        yield RowTable(
            ACTIVITY_COLUMNS,
            lambda entry: entry.key,
            empty="Nothing was signed from here yet.",
            id="activity",
        )
        yield TextPane("", id="scan")
        yield Horizontal(TextPane("", id="one"), id="below")

    @property
    def view(self) -> str:
        """Which kind is shown: a key of `_VIEWS`."""
        chosen = self.session.views.text("activity.view")
        return chosen if chosen in _VIEWS else ""

    async def load(self) -> None:
        """Read the journal; no node is needed."""
        session = self.session
        rows, found = await asyncio.to_thread(
            lambda: (session.journal.rows(SHOWN), session.scanning.found(SHOWN))
        )
        known = session.account.known if session.account else None
        entries = entries_of(rows, found, known, names_on_chain(session))
        table = self.query_one(RowTable)
        table.show([entry for entry in entries if self.view in ("", HERE if entry.by == HERE else "others")])
        self._read(table.current)
        self._say_scan()

    def tick(self) -> None:
        """Also how far the look through blocks is."""
        super().tick()
        self._say_scan()

    def _say_scan(self) -> None:
        pane = next(iter(self.query("#scan").results(TextPane)), None)
        if pane is not None:
            shown = "" if not self.view else f"Only {_VIEWS[self.view]} (v). "
            pane.say(f"{shown}{self.session.scanning.words}")

    @on(RowTable.Chosen)
    def _chosen(self) -> None:
        """The row in full, which may be more than there is room for below the table."""
        entry: Entry | None = self.query_one(RowTable).current
        if entry is not None:
            facts = pairs(_facts(entry), room=min(self.size.width, _WIDEST) - _FRAME)
            self.app.push_screen(TextSheet(entry.action, facts, copies=entry.row.command))

    def look_at(self, subject: object) -> None:
        """A row by its extrinsic's hash."""
        table = self.query_one(RowTable)
        found = next((entry.key for entry in table.shown if entry.row.extrinsic_hash == subject), None)
        if found is not None:
            table.cursor_key = found

    @on(RowTable.Moved)
    def _moved(self, event: RowTable.Moved) -> None:
        self._read(event.row)

    def _read(self, entry: Entry | None) -> None:
        pane = self.query_one("#one", TextPane)
        if entry is None:
            pane.say("")
        else:
            pane.pairs(_facts(entry))

    def copies(self) -> list[Choice]:
        """Hashes, the command, and the other side's address."""
        entry: Entry | None = self.query_one(RowTable).current
        if entry is None:
            return []
        row = entry.row
        found = [
            Choice("the extrinsic's hash", row.extrinsic_hash),
            Choice("the command line", row.command),
            Choice("the block's hash", row.block_hash or ""),
        ]
        found += [Choice("the other address", each.other, entry.warning) for each in entry.movements]
        return [choice for choice in found if choice.value]

    def action_undo(self) -> None:
        """Open the form of what would undo the row under the cursor, filled in."""
        entry: Entry | None = self.query_one(RowTable).current
        if entry is not None:
            self._undo(entry)

    @work(group="undo", exclusive=True, exit_on_error=False)
    async def _undo(self, entry: Entry) -> None:
        from tao_tui.screens.activity.undoing import chosen_way_back

        inverse = await chosen_way_back(self, entry)
        if inverse is not None:
            self.perform(inverse.action, **inverse.arguments)

    def action_view(self) -> None:
        """Show the next kind."""
        views = list(_VIEWS)
        self.session.views.put("activity.view", views[(views.index(self.view) + 1) % len(views)])
        self.notify(f"Shown: {_VIEWS[self.view]}.", timeout=3)
        self.reload()

    def action_earlier(self) -> None:
        """Choose how far back to look."""
        pace = self.session.pace
        choices = [
            Choice(f"The last {blocks:,} blocks", blocks, f"about {blocks_as_time(blocks, pace)}")
            for blocks in _BACK
        ]
        self.app.push_screen(Picker("Look for what others did in", choices), self._look_back)

    def _look_back(self, blocks: object) -> None:
        if isinstance(blocks, int):
            self.session.scanning.ask(blocks)

    @work(group="export", exclusive=True, exit_on_error=False)
    async def action_export(self) -> None:
        """Write the tax export to a file."""
        from tao_tui.screens.activity.exporting import export_ledger

        await export_ledger(self)

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
        for each in settled:
            self.notify(str(each.summary), title=each.action, timeout=6, markup=False)
        if not settled:
            self.notify("Nothing is open.", timeout=4)
        self.app.post_message(PendingChanged())


def _facts(entry: Entry) -> list[tuple[str, str]]:
    """An entry in full, as label and value."""
    row = entry.row
    when = datetime.fromtimestamp(row.created_at).strftime("%Y-%m-%d %H:%M:%S")
    if entry.found is not None:
        who = [
            ("happened", when),
            ("done by", DONE_BY[entry.by]),
            ("signer", row.signer or "none: the chain itself"),
        ]
        who += [("call", entry.found.call_name)] if entry.found.call_name else []
    else:
        who = [("signed", f"{when} by {row.signer}")]
    where = f"none yet, valid to {row.valid_until:,}"
    if row.block_number:
        where = f"{row.block_number:,}  {row.block_hash}"
    elif row.status in ("rejected", "expired"):
        where = "none"
    facts = [
        ("warning", entry.warning),
        ("status", f"{row.status.replace('_', ' ')}{f': {row.error}' if row.error else ''}"),
        ("detail", str(row.detail or "")),
        *who,
        ("for", _for(entry)),
        *lines_of(row, entry.names),
        ("fee", f"{grouped(row.fee_rao)} τ" if row.fee_rao is not None else ""),
        ("block", where),
        ("hash", row.extrinsic_hash),
        ("carried by", row.carrier_hash or ""),
        ("nonce", str(row.nonce) if row.signer else ""),
        ("command", row.command),
    ]
    return [fact for fact in facts if fact[1]]


def _for(entry: Entry) -> str:
    """The account somebody else signed for, with what it is called here."""
    address = entry.row.real_account or ""
    name = entry.names.get(address, "")
    return f"{address} ({name})" if name else address
