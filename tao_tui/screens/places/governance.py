"""Governance: what is before the voting body and what it decided; vote, propose, close."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget

from tao_tui.counted import counted
from tao_tui.errors import TaoTuiError
from tao_tui.screens.place import Place
from tao_tui.screens.sheets.picker import Choice
from tao_tui.screens.words.proposal_reading import reading_of
from tao_tui.session.deciding import decisions
from tao_tui.session.wording import sentence
from tao_tui.tables.proposals import PROPOSAL_COLUMNS
from tao_tui.widgets.address import fingerprint
from tao_tui.widgets.table.row_table import RowTable
from tao_tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from tao_tui.addresses import Address
    from tao_tui.reads.governance.decisions import LookBack
    from tao_tui.reads.governance.proposals import Governance as Bodies
    from tao_tui.reads.governance.proposals import Proposal
    from tao_tui.session.session import Session

_NO_PROPOSAL: Final = "Nothing is before the senate. Press p to propose."
_NOTHING: Final = "This runtime has no proposals to vote on."
_MOST_LINES: Final = 10


def _key(row: Any) -> str:
    """An open proposal by its hash; of the same call several may have been decided."""
    return str(row.hash) if hasattr(row, "ends_at") else str(row.key)


class Governance(Place):
    """Proposals above, open ones first, the one under the cursor in full below."""

    DEFAULT_CSS = """
    Governance #proposals { height: 3; }
    Governance #reach { height: auto; max-height: 3; color: $tao-quiet; }
    Governance #reading { height: 1fr; border-top: solid $tao-rule; scrollbar-size-vertical: 1; }
    """
    name_of_place = "governance"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "vote", "vote", id="gov.vote", tooltip="Vote on this proposal"),
        Binding("p", "propose", "propose", id="gov.propose", tooltip="Put a call before the voting body"),
        Binding("c", "close_vote", "close", id="gov.close", tooltip="Close this vote once it is decided"),
        Binding(
            "m",
            "members",
            "members",
            id="gov.members",
            tooltip="Triumvirate, senate: who proposes, who votes",
        ),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._governance: Bodies | None = None
        self._look_back: LookBack | None = None

    def body(self) -> Iterable[Widget]:
        """The list, how far back it goes, and the reading."""
        yield Vertical(
            TextPane("", id="bodies"),
            RowTable(PROPOSAL_COLUMNS, _key, empty=_NO_PROPOSAL, id="proposals"),
            TextPane("", id="reach"),
            VerticalScroll(TextPane("", id="proposal"), id="reading", can_focus=True),
        )

    def account_changed(self) -> None:
        """Whose votes are marked changes with it."""
        self._look_back = None
        super().account_changed()

    async def load(self) -> None:
        """Bodies and open proposals, then those that were decided, which may take a while to find."""
        governance = self._governance = (await self.session.governance()).data
        self.query_one(RowTable).empty = _NO_PROPOSAL if governance.available else _NOTHING
        proposals = (await self.session.proposals()).data
        self._show(proposals, self._look_back, mark=True)
        self._show_bodies(governance)
        found = await decisions(self.session)
        if found != self._look_back:
            self._look_back = found
            self._show(proposals, found)

    def _show(self, proposals: Sequence[Proposal], found: LookBack | None, *, mark: bool = False) -> None:
        from tao_tui.reads.governance.decisions import reach_words

        table = self.query_one(RowTable)
        rows = [*proposals, *(found.decided if found else ())]
        table.styles.height = min(_MOST_LINES, max(3, len(rows) + 1))
        table.show(rows, mark=mark)
        self._read(table.current)
        before = f"{counted(len(proposals), 'proposal')} open. " if self._available else ""
        after = reach_words(found) if found else "Looking for what was decided …"
        self.query_one("#reach", TextPane).say(before + after)

    @property
    def _available(self) -> bool:
        """Whether this chain is known to have the bodies."""
        return self._governance is not None and self._governance.available

    def _show_bodies(self, governance: Bodies) -> None:
        account = self.session.account
        member = account is not None and account.coldkey in governance.members
        you = " and ".join((["propose"] if member else []) + (["vote"] if self.session.has_seat else []))
        if governance.available:
            said = Content.assemble(
                ("Triumvirate ", "$tao-quiet"),
                (f"{len(governance.members)} propose", "bold"),
                ("   Senate ", "$tao-quiet"),
                (f"{len(governance.senators)} vote", "bold"),
                (f", {counted(governance.threshold, 'aye carries', 'ayes carry')}", "$tao-quiet"),
                "   ",
                (f"you may {you}" if you else "you have no seat", "$accent" if you else "$tao-quiet"),
            )
        else:
            said = Content(str(governance.note))
        self.query_one("#bodies", TextPane).say(said)

    @on(RowTable.Moved)
    def _moved(self, event: RowTable.Moved) -> None:
        self._read(event.row)

    @on(RowTable.Chosen)
    def _chosen(self) -> None:
        self.query_one("#reading").focus()

    def _read(self, row: Any) -> None:
        pane = self.query_one("#proposal", TextPane)
        if row is None:
            note = str(self._governance.note) if self._governance is not None else ""
            pane.say(Content.styled(note, "$tao-quiet"))
            return
        pane.say(Content("\n").join(reading_of(row, self.session)))

    def copies(self) -> list[Choice]:
        """The proposal's hash, the row as JSON."""
        row = self.query_one(RowTable).current
        if row is None:
            return []
        from tao_tui.screens.words.row_json import row_json

        return [Choice("the proposal's hash", row.hash), Choice("the row as JSON", row_json(row))]

    # Keys

    def _number(self) -> str | None:
        row = self.query_one(RowTable).current
        return str(row.id) if row is not None else None

    def _is_over(self) -> bool:
        """Whether the proposal under the cursor is decided, which is said then."""
        row = self.query_one(RowTable).current
        if row is None or hasattr(row, "ends_at"):
            return False
        from tao_tui.reads.governance.decision import outcome_words

        text = f"Proposal {row.id} is over: {outcome_words(row)}. Only open ones can be voted on and closed."
        self.notify(text, timeout=6, markup=False)
        return True

    def action_vote(self) -> None:
        """Vote on the proposal under the cursor."""
        if not self._is_over():
            self.perform("gov.vote", proposal=self._number())

    def action_propose(self) -> None:
        """Propose a call."""
        self.perform("gov.propose")

    def action_close_vote(self) -> None:
        """Close the proposal under the cursor."""
        if not self._is_over():
            self.perform("gov.close", proposal=self._number())

    @work(group="members", exclusive=True, exit_on_error=False)
    async def action_members(self) -> None:
        """Who sits on both bodies, in full, and which seats are yours."""
        from tao_tui.screens.sheets.text_sheet import TextSheet

        try:
            governance = (await self.session.governance()).data
        except TaoTuiError as error:
            self.notify(sentence(error), timeout=6, severity="warning", markup=False)
            return
        if not governance.available:
            self.notify(str(governance.note), timeout=6, markup=False)
            return
        lines = [
            Content.styled(f"Triumvirate: these coldkeys propose ({len(governance.members)})", "bold"),
            *map(self._seat, governance.members),
            Content(""),
            Content.styled(f"Senate: these hotkeys vote ({len(governance.senators)})", "bold"),
            *map(self._seat, governance.senators),
        ]
        self.app.push_screen(TextSheet("Members", Content("\n").join(lines)))

    def _seat(self, address: Address) -> Content:
        account = self.session.account
        mine = account is not None and address in (account.coldkey, *(key for _, key in account.hotkeys))
        name = str(account.name_of(address)) if account else ""
        said = f" {name}" + (", yours" if mine else "") if name else " yours" if mine else ""
        return Content.assemble("  ", fingerprint(address), f" {address}", (said, "$accent"))
