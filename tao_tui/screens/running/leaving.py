"""How a person leaves the app: by `q`, or ctrl+c twice; asked again where leaving costs something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tao_tui.counted import counted
from tao_tui.screens.running.announcing import AnnouncingApp

if TYPE_CHECKING:
    from tao_tui.session.session import Session

AGAIN_SECONDS: Final = 4.0
"""Within which the key has to be pressed a second time."""


class LeavingApp(AnnouncingApp):
    """An app with keys that end it, none of which loses anything when it was hit by mistake."""

    session: Session

    def __init__(self) -> None:
        super().__init__()
        self._asked_at: float | None = None

    def action_leave(self) -> None:
        """End at once where nothing is lost by it, else when the key is pressed again."""
        cost = self._cost()
        if cost:
            self._leave_when_pressed_again("q", cost)
        else:
            self.exit()

    def action_help_quit(self) -> None:
        """What ctrl+c does where no text is selected to be copied."""
        self._leave_when_pressed_again("ctrl+c", self._cost())

    def _cost(self) -> str:
        pending = self.session.pending_count
        if pending:
            what = counted(pending, "transaction is", "transactions are")
            return f"{what} under way; followed again when you come back. "
        return "This demo network ends with the app. " if self.session.is_demo else ""

    def _leave_when_pressed_again(self, key: str, cost: str) -> None:
        now = self.session.clock()
        if self._asked_at is not None and now - self._asked_at < AGAIN_SECONDS:
            self.exit()
            return
        self._asked_at = now
        self.notify(f"{cost}{key} again leaves.", timeout=AGAIN_SECONDS, markup=False)
