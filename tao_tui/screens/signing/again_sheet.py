"""Asked before the same is sent a second time: it may happen twice."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Input, Static

from tao_tui.screens.signing.word_sheet import WordSheet
from tao_tui.text import clean
from tao_tui.widgets.text_pane import TextPane

WORD = "AGAIN"


class AgainSheet(WordSheet[bool]):
    """Ends with True only when the word was typed and sent off."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Cancel", id="again.cancel", tooltip="Send nothing"),
    ]

    def __init__(self, message: str) -> None:
        super().__init__()
        self.message = message

    def compose(self) -> ComposeResult:
        """What was sent before, and the word to type."""
        with Vertical(classes="sheet") as box:
            box.border_title = Content("The same was sent before")
            yield TextPane(
                Content.assemble(
                    ("‼ ", "bold $error"), clean(self.message, 600), "\n\nA second one may happen as well."
                )
            )
            with Horizontal(id="foot"):
                yield Button("Cancel", id="cancel", compact=True)
                yield Static(
                    Content.assemble("type ", (WORD, "bold $warning"), " to send a second one:"),
                    id="ask",
                    markup=False,
                )
                yield Input(compact=True, id="word", max_length=24, select_on_focus=False)

    @on(Input.Submitted, "#word")
    def _sent(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value.strip().upper() == WORD:
            self.dismiss(True)
        else:
            self.notify(f"Type {WORD} to send a second one, or Esc to cancel.", severity="warning", timeout=4)

    @on(Button.Pressed, "#cancel")
    def _cancelled(self) -> None:
        self.dismiss(False)

    def action_leave(self) -> None:
        """Send nothing."""
        self.dismiss(False)
