"""What the sheets about the last epoch share: they read its inputs once, and say so when they cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content

from tao_tui.errors import TaoTuiError
from tao_tui.screens.sheets.sheet import Sheet
from tao_tui.session.wording import sentence
from tao_tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from tao_tui.screens.scores.watched import Watched
    from tao_tui.session.session import Session


class EpochSheet(Sheet[None]):
    """Reads what the last epoch started from; a subclass has a `TextPane` with the id `said`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Close", id="epoch-sheet.close", tooltip="Back to the table"),
    ]

    def __init__(self, watched: Watched) -> None:
        super().__init__()
        self.watched = watched
        self.picture: Any = None

    def on_mount(self) -> None:
        """Ask for the inputs: they take a few round trips."""
        self._read()

    @work(group="epoch", exclusive=True, exit_on_error=False)
    async def _read(self) -> None:
        watched = self.watched
        if watched.feed.recording is not None:
            self.say("A recording holds scores, not the weights behind them.", "$tao-quiet")
            return
        try:
            reading = await self.read(watched.session, watched.netuid, watched.feed.mechanism)
        except TaoTuiError as error:
            self.say(sentence(error), "$warning")
            return
        self.picture = reading.data
        await self.show()

    async def read(self, session: Session, netuid: int, mechanism: int) -> Any:
        """The reading whose data is the `picture`."""
        return await session.reads.epoch(session.online, netuid, mechanism)

    async def show(self) -> None:
        """Show what `picture` holds."""
        raise NotImplementedError

    def say(self, text: str, style: str = "") -> None:
        """One line or two of words."""
        self.query_one("#said", TextPane).say(Content.styled(text, style) if style else Content(text))

    def origin(self) -> str:
        """Where the inputs are from."""
        from tao_tui.tables.score_reasons import origin

        return origin(self.picture)

    def action_leave(self) -> None:
        """Close."""
        self.dismiss()
