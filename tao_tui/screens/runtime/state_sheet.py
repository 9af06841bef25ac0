"""One storage item, constant or runtime API: its keys as fields, its value below them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button

from tao_tui.addresses import parse_address
from tao_tui.errors import TaoTuiError
from tao_tui.reads.rows import as_row
from tao_tui.reads.runtime.catalog import inputs_of, words_of
from tao_tui.reads.runtime.query import MapEntries, Question, ask
from tao_tui.screens.sheets.sheet import Sheet
from tao_tui.session.wording import sentence
from tao_tui.tables.chain_values import answer_lines
from tao_tui.widgets.field import Field, between_fields, settled
from tao_tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from tao_tui.chain.runtime import ChainRuntime
    from tao_tui.reads.runtime.names import Target
    from tao_tui.session.session import Session


class StateSheet(Sheet[None]):
    """Reads at once what takes no keys; a map with keys left empty is listed, a page at a time."""

    DEFAULT_CSS = """
    StateSheet #words { max-height: 3; }
    StateSheet #value { height: 1fr; margin-top: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", id="state.close", tooltip="Back to the list"),
        Binding("ctrl+r", "read", "Read", id="state.read", tooltip="Ask the node"),
        Binding("ctrl+n", "more", "More", id="state.more", tooltip="The next entries of the map"),
        Binding("y", "copy", "Copy", id="state.copy", tooltip="Copy the answer as JSON"),
        *between_fields("state"),
    ]

    def __init__(self, session: Session, runtime: ChainRuntime, target: Target) -> None:
        super().__init__()
        self.session = session
        self.runtime = runtime
        self.target = target
        self._inputs = inputs_of(runtime, target)
        self._answer: object = None
        self._next = ""

    def compose(self) -> ComposeResult:
        """What it is, a field for each key, the value, the buttons."""
        with Vertical(classes="sheet") as box:
            box.border_title = Content(self.target.name)
            yield TextPane(words_of(self.runtime, self.target), id="words")
            is_map = self.target.sort == "storage"
            for each in self._inputs:
                yield Field(
                    each.name,
                    each.name,
                    f"{each.type}, such as {each.example}" + (f": {each.shape}" if each.shape else ""),
                    placeholder="empty: all of them" if is_map else each.type,
                )
            with VerticalScroll(id="value"):
                yield TextPane("", id="answer")
            with Horizontal(classes="buttons"):
                yield Button("More", id="more", compact=True)
                yield Button("Copy", id="copy", compact=True)
                yield Button("Back", id="cancel", compact=True)
                yield Button("Read", id="read", variant="primary", compact=True)

    def on_mount(self) -> None:
        """Ask at once where nothing has to be filled in."""
        keys = "tab next · enter on Read or ctrl+r asks" if self._inputs else "ctrl+r asks again"
        self.query_one(".sheet").border_subtitle = f"{keys} · y copies · esc back"
        self.query_one("#more").display = self.query_one("#copy").display = False
        if self._inputs:
            self.query(Field).first().enter()
        else:
            self.query_one("#value").focus()
            self._ask("")

    @on(Button.Pressed)
    async def _pressed(self, event: Button.Pressed) -> None:
        actions = {"more": self.action_more, "copy": self.action_copy, "cancel": self.action_leave}
        act = actions.get(str(event.button.id))
        if act is None:
            await self.action_read()
        else:
            act()

    async def action_read(self) -> None:
        """Ask with what is filled in."""
        await settled(self.query(Field))
        self._ask("")

    def action_more(self) -> None:
        """The entries after those that are shown."""
        if self._next:
            self._ask(self._next)

    def action_copy(self) -> None:
        """Copy the answer as JSON."""
        if self._answer is not None:
            self.app.copy_to_clipboard(json.dumps(as_row(self._answer), ensure_ascii=False))
            self.notify("Copied as JSON.", timeout=3)

    def action_leave(self) -> None:
        """Back to the list."""
        self.dismiss(None)

    @work(group="state", exclusive=True, exit_on_error=False)
    async def _ask(self, after: str) -> None:
        values = [field.value for field in self.query(Field)]
        while values and not values[-1]:
            values.pop()
        account = self.session.account
        question = Question(
            self.target.name,
            tuple(values),
            constant=self.target.sort == "constant",
            after=after,
            read_address=account.address if account else parse_address,
        )
        self._say(Content("Asking the node…"))
        try:
            reading = await ask(self.session.online, question)
        except TaoTuiError as error:
            self._say(Content.styled(f"✗ {sentence(error)}", "$error"))
            return
        self._answer = reading.data
        self._next = (reading.data.next or "") if isinstance(reading.data, MapEntries) else ""
        self.query_one("#more").display = bool(self._next)
        self.query_one("#copy").display = True
        self._say(Content("\n".join(answer_lines(reading.data, reading.block.number))))
        value = self.query_one("#value")
        value.scroll_home(animate=False)
        value.focus()

    def _say(self, text: Content) -> None:
        self.query_one("#answer", TextPane).say(text)
