"""An amount of TAO to think about: a line to type it in."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input

from tao_tui.amounts import Tao
from tao_tui.errors import UsageError
from tao_tui.screens.sheets.sheet import Sheet
from tao_tui.session.wording import sentence
from tao_tui.widgets.text_pane import TextPane


class AmountSheet(Sheet[Tao | None]):
    """Ends with the amount, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Cancel", id="amount.cancel", tooltip="Keep the amount as it was"),
    ]

    def __init__(self, title: str, amount: Tao) -> None:
        super().__init__()
        self._title = title
        self._amount = amount

    def compose(self) -> ComposeResult:
        """The line, and what is wrong with it."""
        with Vertical(classes="sheet") as box:
            box.border_title = Content(self._title)
            box.border_subtitle = "enter take it · esc back"
            yield Input(self._amount.short(9).rstrip("0").rstrip("."), placeholder="100", compact=True)
            yield TextPane(Content.styled("TAO. Nothing is staked by this.", "$tao-quiet"), id="said")

    @on(Input.Submitted)
    def _taken(self, event: Input.Submitted) -> None:
        try:
            amount = Tao.parse(event.value)
            if not amount:
                raise UsageError("Zero earns nothing.", hint="Write such as 100.")
        except UsageError as error:
            self.query_one("#said", TextPane).say(Content.styled(sentence(error), "$warning"))
            return
        self.dismiss(amount)

    def action_leave(self) -> None:
        """End without one."""
        self.dismiss(None)
