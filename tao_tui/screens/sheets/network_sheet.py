"""The network and the node that tells of it: head, finality, pace, supply, health; it follows the head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from tao_tui.errors import TaoTuiError
from tao_tui.screens.sheets.sheet import Sheet
from tao_tui.session.wording import sentence
from tao_tui.tables.network import status_facts
from tao_tui.widgets.figures import age
from tao_tui.widgets.text_pane import TextPane, pairs

if TYPE_CHECKING:
    from tao_tui.reads.network import Status
    from tao_tui.session.session import Loaded, Session

_WIDEST = 92
"""Cells of the sheet by the style sheet, where the terminal has them."""
_FRAME = 6
"""Of those its border, padding and scroll bar."""


class NetworkSheet(Sheet[None]):
    """Read again with every block; what was read last stays, with its age, when nobody answers."""

    DEFAULT_CSS = """
    NetworkSheet TextPane { width: auto; max-width: 100%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,n", "leave", "Close", id="network.close", tooltip="Close this"),
        Binding("r", "again", "Reload", id="network.reload", tooltip="Ask the node again now"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._shown = -1

    def compose(self) -> ComposeResult:
        """The facts, then what is wrong."""
        with VerticalScroll(classes="sheet") as box:
            box.border_title = Content(f"Network {self.session.network_label}")
            box.border_subtitle = "r asks again · esc closes"
            yield TextPane("Asking the node…", id="facts")
            yield TextPane("", id="troubles")

    def on_mount(self) -> None:
        """Show what is known at once, and follow."""
        known = self.session.known("status")
        if known is not None:
            self._show(known)
        self._read()
        self.set_interval(1.0, self._follow)

    def _follow(self) -> None:
        known = self.session.known("status")
        if known is None and self.session.phase != "live":
            self._trouble([self.session.detail or "The node does not answer."])
        if known is None or self.session.head != self._shown:
            self._read()
        else:
            self._show(known)

    @work(group="network", exit_on_error=False)
    async def _read(self) -> None:
        try:
            loaded = await self.session.status()
        except TaoTuiError as error:
            self._trouble([f"{sentence(error)}{self._old()}"])
            return
        self._shown = self.session.head
        self._show(loaded)

    def _show(self, loaded: Loaded[Status]) -> None:
        status: Status = loaded.data
        if status.head_age_ms is not None:
            passed = round((self.session.clock() - loaded.read_at) * 1000)
            status = replace(status, head_age_ms=status.head_age_ms + passed)
        facts = [("Endpoint", str(status.endpoint)), *status_facts(status, self.session.portfolio.clock())]
        room = min(_WIDEST, self.app.size.width) - _FRAME
        self.query_one("#facts", TextPane).say(pairs(facts, room=room))
        silent = self.session.stale_for
        stale = [f"No block came for {age(silent)}.{self._old()}"] if silent else []
        self._trouble([*stale, *status.troubles])

    def _old(self) -> str:
        known = self.session.known("status")
        return f" What you see was read {age(self.session.clock() - known.read_at)} ago." if known else ""

    def _trouble(self, said: Sequence[str]) -> None:
        text = Content.styled("All is well.", "$success")
        if said and self.session.client is None:
            said = [*said, "Another network, or other nodes of this one: Settings (8)."]
        if said:
            text = Content("\n").join(Content.styled(f"! {each}", "$warning") for each in said)
        self.query_one("#troubles", TextPane).say(Content.assemble("\n", text))

    def action_again(self) -> None:
        """Ask again now; what was read stays while nobody answers."""
        if not self.session.stale_for:
            self.session.forget()
        self._read()

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)
