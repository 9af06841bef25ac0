"""A validator in full, and from here straight to staking with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from tao_tui.errors import TaoTuiError
from tao_tui.screens.sheets.sheet import Sheet
from tao_tui.screens.stake.validator_facts import validator_facts
from tao_tui.session.wording import sentence
from tao_tui.widgets.address import fingerprint_text
from tao_tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from tao_tui.reads.validators.candidates import Candidate
    from tao_tui.screens.stake.choosing import Choosing


class ValidatorSheet(Sheet[bool]):
    """Ends with True when the person wants to stake to it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter", "leave", "Close", id="validator.close", tooltip="Back to the list"),
        Binding("s", "stake", "Stake", id="validator.stake", tooltip="Stake TAO to it"),
        Binding("y", "copy", "Copy", id="validator.copy", tooltip="Copy its hotkey"),
    ]

    def __init__(self, choosing: Choosing, row: Candidate) -> None:
        super().__init__()
        self.choosing = choosing
        self.row = row
        self._shown = -1
        """The head the facts are of, or that they were asked for at."""
        self._reading = False

    def compose(self) -> ComposeResult:
        """The facts, and how to go on."""
        validator = self.row.validator
        with VerticalScroll(classes="sheet") as box:
            box.border_title = Content(
                f"{fingerprint_text(validator.hotkey)} {self.choosing.title_of(validator)} "
                f"on subnet {validator.netuid}"
            )
            box.border_subtitle = "s stake · y copy hotkey · esc back"
            yield TextPane("", id="facts")
            yield TextPane("", id="trouble")

    def on_mount(self) -> None:
        """Show what is known, and have the nominators counted."""
        self.call_after_refresh(self._say)
        self._count()
        self.set_interval(1.0, self._follow)

    def _follow(self) -> None:
        if self.choosing.session.head != self._shown and not self._reading:
            self._count()

    def on_resize(self) -> None:
        """Wrap anew."""
        self.call_after_refresh(self._say)

    def _say(self) -> None:
        session, validator = self.choosing.session, self.row.validator
        genesis = session.client.genesis if session.client else ""
        course = session.rewards.course(genesis, validator.netuid, validator.hotkey)
        facts = validator_facts(self.row, course, self.choosing.name_of, session.pace)
        self.query_one("#facts", TextPane).pairs(facts)

    @work(group="nominators", exclusive=True, exit_on_error=False)
    async def _count(self) -> None:
        validator = self.row.validator
        self._reading, self._shown = True, self.choosing.session.head
        try:
            found = await self.choosing.together(validator.netuid, [validator.hotkey])
        except TaoTuiError as error:
            said = Content.styled(f"Nominators are not counted: {sentence(error)}", "$warning")
            self.query_one("#trouble", TextPane).say(said)
            return
        finally:
            self._reading = False
        self.query_one("#trouble", TextPane).say("")
        if found:
            self.row = found[0]
            self._say()

    def action_stake(self) -> None:
        """End with a wish to stake."""
        self.dismiss(True)

    def action_copy(self) -> None:
        """Copy the hotkey."""
        self.app.copy_to_clipboard(self.row.validator.hotkey)
        self.notify(f"Copied: {self.row.validator.hotkey}", markup=False, timeout=3)

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(False)
