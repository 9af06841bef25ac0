"""Asks for a coldkey's password and tries it; the key goes to the signing process, never into the app."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input

from tao_tui.errors import TaoTuiError
from tao_tui.screens.wording import sentence
from tao_tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from tao_tui.screens.session import Session


class PasswordSheet(ModalScreen[bool]):
    """Ends with True once the key is open."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Cancel", id="password.cancel", tooltip="Sign nothing"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session

    def compose(self) -> ComposeResult:
        """One hidden line and what became of it."""
        with Vertical(classes="sheet") as box:
            box.border_title = Content(f"Password of {self.session.wallet}")
            yield TextPane("The coldkey is opened in a separate process and forgotten after five minutes.")
            yield Input(password=True, compact=True, placeholder="password")
            yield TextPane("enter opens it · esc signs nothing", id="said")

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value:
            event.input.disabled = True
            self._say("Opening the key (about three seconds)…", False)
            self._try(event.value)

    def _say(self, text: str, bad: bool) -> None:
        said = self.query_one("#said", TextPane)
        said.set_class(bad, "-bad")
        said.say(text)

    @work(group="password", exclusive=True, exit_on_error=False)
    async def _try(self, typed: str) -> None:
        from tao_tui.wallet import Secret

        box = self.query_one(Input)
        try:
            await self.session.signer(Secret(typed))
        except TaoTuiError as error:
            self._say(sentence(error), True)
            box.value = ""
            box.disabled = False
            box.focus()
        else:
            box.value = ""
            self.dismiss(True)

    def action_leave(self) -> None:
        """End without a key."""
        self.dismiss(False)
