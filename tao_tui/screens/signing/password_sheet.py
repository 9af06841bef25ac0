"""Asks for a coldkey's password and tries it; the key goes to the signing process, never into the app."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input

from tao_tui.counted import counted
from tao_tui.errors import TaoTuiError
from tao_tui.screens.sheets.sheet import Sheet
from tao_tui.session.wording import sentence
from tao_tui.widgets.figures import share_bar
from tao_tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from tao_tui.session.session import Session
    from tao_tui.wallet import Secret

HOW = "enter opens it · esc signs nothing"


class PasswordSheet(Sheet[bool]):
    """Ends with True once the key is open; leaving it stops the opening."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Cancel", id="password.cancel", tooltip="Sign nothing"),
    ]

    def __init__(self, session: Session, minutes: int | None = None) -> None:
        super().__init__()
        self.session = session
        self.minutes = session.settings.unlock_minutes if minutes is None else minutes

    def compose(self) -> ComposeResult:
        """One hidden line and what became of it."""
        lasts = f"{counted(self.minutes, 'minute')} or with the app" if self.minutes else "this action"
        with Vertical(classes="sheet") as box:
            box.border_title = Content(f"Password of {self.session.wallet}")
            yield TextPane(f"The coldkey is opened in a separate process and forgotten after {lasts}.")
            yield Input(password=True, compact=True, placeholder="password")
            yield TextPane(HOW, id="said")

    def on_mount(self) -> None:
        """Wait for a key that is being opened already."""
        self.set_interval(0.1, self._show_progress)
        if self.session.keys.opening:
            self.query_one(Input).disabled = True
            self._try(None)

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        from tao_tui.wallet import Secret

        event.stop()
        if event.value:
            event.input.disabled = True
            self._try(Secret(event.value))

    def _show_progress(self) -> None:
        keys = self.session.keys
        if keys.opening:
            self._say(f"Opening the key {share_bar(keys.share_opened)} · esc cancels", False)

    def _say(self, text: str, bad: bool) -> None:
        said = self.query_one("#said", TextPane)
        said.set_class(bad, "-bad")
        said.say(text)

    @work(group="password", exclusive=True, exit_on_error=False)
    async def _try(self, typed: Secret | None) -> None:
        box = self.query_one(Input)
        try:
            await self.session.signer(typed, self.minutes)
        except TaoTuiError as error:
            self._say(sentence(error), True)
            box.value = ""
            box.disabled = False
            box.focus()
        else:
            box.value = ""
            self.dismiss(True)

    async def action_leave(self) -> None:
        """End without a key."""
        await self.session.lock()
        self.dismiss(False)
