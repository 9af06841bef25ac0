"""The line of a review that takes the key's password early, so that it opens while the person reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input, Static

from tao_tui.errors import TaoTuiError
from tao_tui.session.wording import sentence
from tao_tui.widgets.figures import share_bar

if TYPE_CHECKING:
    from tao_tui.session.session import Session
    from tao_tui.wallet import Secret


class KeyLine(Horizontal):
    """Not there for a key that needs no password; giving none here only means being asked after the word."""

    DEFAULT_CSS = """
    KeyLine { height: 1; display: none; }
    KeyLine.-asks, KeyLine.-tells { display: block; }
    KeyLine Static { width: auto; color: $tao-quiet; }
    KeyLine.-bad Static { color: $error; }
    KeyLine Input { width: 1fr; height: 1; border: none; padding: 0 1; margin: 0 1; background: $panel; }
    KeyLine.-tells Input { display: none; }
    KeyLine Input:focus { border: none; background: $block-cursor-background; }
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._was_opening = False

    def compose(self) -> ComposeResult:
        """What is known of the key, and the hidden line."""
        yield Static(markup=False)
        yield Input(password=True, compact=True, placeholder="the password, to open it while you read")

    def on_mount(self) -> None:
        """Begin at once where the password is known; follow what becomes of it."""
        self.set_interval(0.1, self._show)
        self._begin("")

    def ask(self) -> None:
        """Let the password be typed."""
        if self.has_class("-asks"):
            self.screen.set_focus(self.query_one(Input))

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value:
            typed, event.input.value = event.value, ""
            self.screen.focus_next()
            self._begin(typed)

    @work(group="key", exclusive=True, exit_on_error=False)
    async def _begin(self, typed: str) -> None:
        from tao_tui.wallet import Secret

        try:
            known = await _begun(self.session, Secret(typed) if typed else None)
        except TaoTuiError:
            return  # it is said where the key is needed
        if not known:
            self._say("Key locked, p:", asks=True)

    def _show(self) -> None:
        keys = self.session.keys
        if keys.opening:
            self._was_opening = True
            self._say(f"Opening the key {share_bar(keys.share_opened)} while you read")
        elif self._was_opening:
            self._was_opening = False
            self._ended()

    def _ended(self) -> None:
        keys = self.session.keys
        if keys.unlocked:
            self._say("Key open, for some time" if keys.kept else "Key open, for this action")
        elif (error := keys.failure()) is not None:
            self._say(f"{sentence(error).partition('. ')[0]}. p:", asks=True, bad=True)

    def _say(self, text: str, *, asks: bool = False, bad: bool = False) -> None:
        self.screen.add_class("-key")  # one line less for what is above
        self.set_class(asks, "-asks")
        self.set_class(not asks, "-tells")
        self.set_class(bad, "-bad")
        self.query_one(Static).update(text)


async def _begun(session: Session, password: Secret | None) -> bool:
    """Begin to open the key while the person reads; False when its password must be typed first."""
    keys, key = session.keys, await session.coldkey()
    await keys.look(key)
    if keys.opening or keys.unlocked or not key.encrypted:
        return True
    found = await session.known_password(key, password)
    if found is not None:
        keys.begin(key, found, session.settings.unlock_minutes)
    return found is not None
