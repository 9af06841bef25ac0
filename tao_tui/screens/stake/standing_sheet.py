"""The sheet of one kind of standing rule: how it stands, and the forms that change it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual import events, on, work
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button

from tao_tui.errors import TaoTuiError
from tao_tui.messages import Perform
from tao_tui.screens.sheets.sheet import Sheet
from tao_tui.screens.stake.standing import Deed, Standing
from tao_tui.screens.words.called import hotkey_called
from tao_tui.session.wording import sentence
from tao_tui.widgets.table.row_table import RowTable
from tao_tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from tao_tui.session.session import Session
    from tao_tui.tables.columns import Column

CALLED: Final = frozenset({"hotkey", "other", "delegate"})
"""Columns of addresses that give way to what the wallet calls them, or what they call themselves."""
OWN: Final = frozenset({"destination"})
"""The same beside a column that has the name on chain."""


class StandingSheet(Sheet["Perform | None"]):
    """Ends with the form to open, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Close", id="standing.close", tooltip="Change nothing"),
    ]

    def __init__(self, session: Session, standing: Standing) -> None:
        super().__init__()
        self.session = session
        self.standing = standing
        self._head = 0
        """The newest block when it was last read."""

    def compose(self) -> ComposeResult:
        """The rows, a sentence about them, and what can be done."""
        standing = self.standing
        with Vertical(classes="sheet") as box:
            box.border_title = Content(f"{standing.title} of {self.session.wallet}")
            keys = " · ".join(f"{deed.key} {deed.label.lower()}" for deed in standing.deeds)
            box.border_subtitle = Content(f"{keys} · esc close")
            yield RowTable(self._columns(), standing.key, empty=standing.empty, id="standing")
            yield TextPane("Asking the chain…", id="said")
            with Horizontal(classes="buttons"):
                for number, deed in enumerate(standing.deeds):
                    yield Button(deed.label, id=f"deed-{number}", compact=True)
                yield Button("Close", id="close", compact=True)

    def _columns(self) -> tuple[Column[Any], ...]:
        """The columns, with the names that addresses are known by in place of their ends."""

        def named(column: Column[Any]) -> Column[Any]:
            def cell(row: Any) -> str:
                return self._called(column.sort_key(row), column.key) or column.cell(row)

            return replace(column, cell=cell)

        return tuple(named(each) if each.key in CALLED | OWN else each for each in self.standing.columns)

    def _called(self, address: object, column: str) -> str:
        account = self.session.account
        if not isinstance(address, str) or account is None:
            return ""
        return hotkey_called(self.session, address) if column in CALLED else account.name_of(address)

    def on_mount(self) -> None:
        """Read how it stands, and again with every block."""
        self.query_one(RowTable).focus()
        self._read()
        self.set_interval(1.0, self._follow)

    def _follow(self) -> None:
        if self.session.head > self._head and self.is_current:
            self._read()

    @work(group="standing", exclusive=True, exit_on_error=False)
    async def _read(self) -> None:
        said = self.query_one("#said", TextPane)
        self._head = self.session.head
        try:
            shown = await self.standing.read(self.session)
        except TaoTuiError as error:
            said.say(Content.styled(sentence(error), "$warning"))
            return
        self.query_one(RowTable).show(shown.rows)
        said.say(shown.said)

    @property
    def _row(self) -> Any:
        return self.query_one(RowTable).current

    def on_key(self, event: events.Key) -> None:
        """The keys of what can be done; the table takes enter where it has a row."""
        deed = next((deed for deed in self.standing.deeds if deed.key == event.key), None)
        if deed is not None and not isinstance(self.focused, Button):
            event.stop()
            self._do(deed)

    @on(RowTable.Chosen)
    def _chosen(self) -> None:
        self._do(self.standing.deeds[0])

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        number = (event.button.id or "").removeprefix("deed-")
        if number.isdigit():
            self._do(self.standing.deeds[int(number)])
        else:
            self.dismiss(None)

    def _do(self, deed: Deed) -> None:
        form = deed.of(self._row)
        if form is None:
            self.query_one("#said", TextPane).say("There is no row to do that with.")
        else:
            self.dismiss(form)

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)


def open_standing(app: App[Any], session: Session, standing: Standing) -> None:
    """Open the sheet of a kind; what is chosen there opens its form."""
    if session.account is None:
        app.notify("No wallet is in use: press 2.", severity="warning", timeout=5)
    else:

        def opened(form: Perform | None) -> None:
            if form is not None:
                app.post_message(replace(form, back=lambda: open_standing(app, session, standing)))

        app.push_screen(StandingSheet(session, standing), opened)
