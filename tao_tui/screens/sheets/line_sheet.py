"""One line to type: a value of a setting, the name of a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input

from tao_tui.errors import TaoTuiError
from tao_tui.screens.sheets.sheet import Sheet
from tao_tui.session.wording import sentence
from tao_tui.widgets.text_pane import TextPane


class LineSheet(Sheet[str | None]):
    """Ends with what was typed, once `check` raises nothing for it, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Cancel", id="line.cancel", tooltip="Leave it as it was"),
    ]

    def __init__(self, title: str, value: str, note: str, check: Callable[[str], object]) -> None:
        super().__init__()
        self._title = title
        self._value = value
        self._note = note
        self._check = check

    def compose(self) -> ComposeResult:
        """The line, and what is wrong with it."""
        with Vertical(classes="sheet") as box:
            box.border_title = Content(self._title)
            box.border_subtitle = "enter take it · esc back"
            yield Input(self._value, compact=True, select_on_focus=False)
            yield TextPane(Content.styled(self._note, "$tao-quiet"), id="said")

    @on(Input.Submitted)
    def _taken(self, event: Input.Submitted) -> None:
        value = event.value.strip()
        try:
            self._check(value)
        except TaoTuiError as error:
            self.query_one("#said", TextPane).say(Content.styled(sentence(error), "$warning"))
            return
        self.dismiss(value)

    def action_leave(self) -> None:
        """End without one."""
        self.dismiss(None)
