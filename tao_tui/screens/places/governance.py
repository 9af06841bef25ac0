"""Governance: what is before the voting body, what it would do, who voted; vote, propose, close."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget

from tao_tui.screens.call_lines import call_lines
from tao_tui.screens.picker import Choice
from tao_tui.screens.place import Place
from tao_tui.tables.proposals import PROPOSAL_COLUMNS
from tao_tui.widgets.address import fingerprint, shortened
from tao_tui.widgets.figures import bar, blocks_as_time
from tao_tui.widgets.score_table import ScoreTable
from tao_tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from tao_tui.addresses import Address

_NO_PROPOSAL: Final = "Nothing is before the senate. Press p to propose."


class Governance(Place):
    """Proposals above, the one under the cursor in full below."""

    DEFAULT_CSS = """
    Governance #proposals { height: 3; }
    Governance #reading { height: 1fr; border-top: solid $tao-rule; scrollbar-size-vertical: 1; }
    """
    name_of_place = "governance"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "vote", "vote", id="gov.vote", tooltip="Vote on this proposal"),
        Binding("p", "propose", "propose", id="gov.propose", tooltip="Put a call before the voting body"),
        Binding("c", "close_vote", "close", id="gov.close", tooltip="Close this vote once it is decided"),
        Binding("m", "members", "members", id="gov.members", tooltip="Who may propose, who may vote"),
    ]

    def __init__(self, session: Any) -> None:
        super().__init__(session)
        self._governance: Any = None

    def body(self) -> Iterable[Widget]:
        """The list and the reading."""
        yield Vertical(
            TextPane("", id="bodies"),
            ScoreTable(
                PROPOSAL_COLUMNS,
                lambda p: p.hash,
                empty=_NO_PROPOSAL,
                id="proposals",
            ),
            VerticalScroll(TextPane("", id="proposal"), id="reading", can_focus=True),
        )

    async def load(self) -> None:
        """Bodies and proposals."""
        self._governance = (await self.session.governance()).data
        table = self.query_one(ScoreTable)
        available = self._governance.available
        table.empty = _NO_PROPOSAL if available else "This runtime has no proposals to vote on."
        proposals = await self.session.proposals()
        table.styles.height = min(10, max(3, len(proposals.data) + 1))
        table.show(proposals.data, mark=True)
        self._show_bodies()
        self._read(table.current)

    def _show_bodies(self) -> None:
        governance, account = self._governance, self.session.account
        mine = {address for _, address in account.hotkeys} if account else set()
        seats = [a for a in governance.senators if a in mine]
        member = account is not None and account.coldkey in governance.members
        you = " and ".join((["propose"] if member else []) + (["vote"] if seats else []))
        if governance.available:
            said = Content.assemble(
                ("Triumvirate ", "$tao-quiet"),
                (f"{len(governance.members)} propose", "bold"),
                ("   Senate ", "$tao-quiet"),
                (f"{len(governance.senators)} vote", "bold"),
                (f", {governance.threshold} ayes carry", "$tao-quiet"),
                "   ",
                (f"you may {you}" if you else "you have no seat", "$accent" if you else "$tao-quiet"),
            )
        else:
            said = Content(str(governance.note))
        self.query_one("#bodies", TextPane).say(said)

    @on(ScoreTable.Moved)
    def _moved(self, event: ScoreTable.Moved) -> None:
        self._read(event.row)

    @on(ScoreTable.Chosen)
    def _chosen(self) -> None:
        self.query_one("#reading").focus()

    def _read(self, proposal: Any) -> None:
        pane = self.query_one("#proposal", TextPane)
        if proposal is None:
            note = str(self._governance.note) if self._governance is not None else ""
            pane.say(Content.styled(note, "$tao-quiet"))
            return
        left = proposal.ends_at - self.session.head
        ayes = len(proposal.ayes)
        closing = f"closes in {blocks_as_time(left, self.session.pace)}" if left > 0 else "may be closed"
        lines = [
            Content.assemble(
                (f"Proposal {proposal.index}", "bold $primary"),
                (f" · {proposal.body} → Senate   ", "$tao-quiet"),
                (f"{ayes} of {proposal.seats} ayes, needs {proposal.threshold} ", "bold"),
                (bar(ayes, proposal.threshold, 10), "$success"),
                (f"  nays {len(proposal.nays)}" if proposal.nays else "", "$error"),
            ),
            Content(""),
            Content.styled(str(proposal.summary), "bold"),
            Content(""),
            *call_lines(proposal.call),
            Content(""),
            Content.assemble(
                (closing, ""),
                (f", block {proposal.ends_at:,} · {proposal.status} · ", "$tao-quiet"),
                self._my_vote(proposal),
            ),
            self._voters("ayes", proposal.ayes),
            self._voters("nays", proposal.nays),
            Content.assemble(("hash  ", "$tao-quiet"), proposal.hash),
        ]
        pane.say(Content("\n").join(lines))

    def _my_vote(self, proposal: Any) -> Content:
        words = {"aye": ("you voted aye", "$success"), "nay": ("you voted nay", "$error")}
        return Content.assemble(words.get(proposal.my_vote, ("you have not voted", "$warning")))

    def _voters(self, label: str, voters: tuple[str, ...]) -> Content:
        account = self.session.account
        parts: list[str | Content | tuple[str, str]] = [(f"{label:<6}", "$tao-quiet")]
        for address in voters:
            name = account.name_of(address) if account else ""
            parts += [fingerprint(address), f" {name or shortened(address)}  "]
        return Content.assemble(*parts) if voters else Content.assemble((f"{label:<6}nobody", "$tao-quiet"))

    def copies(self) -> list[Choice]:
        """The proposal's hash, the row as JSON."""
        row = self.query_one(ScoreTable).current
        if row is None:
            return []
        from tao_tui.screens.row_json import row_json

        return [Choice("the proposal's hash", row.hash), Choice("the row as JSON", row_json(row))]

    # Keys

    def _number(self) -> str | None:
        row = self.query_one(ScoreTable).current
        return str(row.id) if row is not None else None

    def action_vote(self) -> None:
        """Vote on the proposal under the cursor."""
        self.perform("gov.vote", proposal=self._number())

    def action_propose(self) -> None:
        """Propose a call."""
        self.perform("gov.propose")

    def action_close_vote(self) -> None:
        """Close the proposal under the cursor."""
        self.perform("gov.close", proposal=self._number())

    def action_members(self) -> None:
        """Who sits on both bodies, in full, and which seats are yours."""
        from tao_tui.screens.text_sheet import TextSheet

        governance = self._governance
        if governance is None or not governance.available:
            note = str(governance.note) if governance is not None else "The chain was not read yet."
            self.notify(note, timeout=6, markup=False)
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
