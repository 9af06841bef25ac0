"""Two or three validators side by side, and from here straight to staking with one of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from tao_tui.addresses import Address
from tao_tui.errors import TaoTuiError
from tao_tui.screens.sheets.sheet import Sheet
from tao_tui.session.wording import sentence
from tao_tui.tables.comparison import BEST, compared
from tao_tui.tables.validators import left_out
from tao_tui.widgets.table.grid import fit
from tao_tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from tao_tui.reads.validators.candidates import Candidate
    from tao_tui.screens.stake.choosing import Choosing

_LABEL = 25
_WIDEST = 24
"""Cells of a column at most."""


class ComparisonSheet(Sheet[Address | None]):
    """Ends with the hotkey to stake to, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter", "leave", "Close", id="comparison.close", tooltip="Back to the list"),
        Binding("1", "stake(0)", "Stake to 1", id="comparison.first", tooltip="Stake TAO to the first"),
        Binding("2", "stake(1)", "Stake to 2", id="comparison.second", tooltip="Stake TAO to the second"),
        Binding("3", "stake(2)", "Stake to 3", id="comparison.third", tooltip="Stake TAO to the third"),
        Binding("a", "amount", "Amount", id="comparison.amount", tooltip="Think of another amount"),
    ]

    def __init__(self, choosing: Choosing, netuid: int, hotkeys: Sequence[Address]) -> None:
        super().__init__()
        self.choosing = choosing
        self.netuid = netuid
        self.hotkeys = tuple(hotkeys)
        self._rows: tuple[Candidate, ...] = ()
        self._shown = -1
        """The head the lines are of, or that it was tried at."""
        self._reading = False
        self._trouble = ""

    def compose(self) -> ComposeResult:
        """The lines, and how to go on."""
        with VerticalScroll(classes="sheet") as box:
            box.border_title = Content(f"Side by side on subnet {self.netuid}")
            numbers = " ".join(str(number) for number, _ in enumerate(self.hotkeys, 1))
            box.border_subtitle = f"{numbers} stake to it · a amount · esc back"
            yield TextPane("Reading…", id="lines")

    def on_mount(self) -> None:
        """Ask for what the list does not tell, and again as blocks and epochs come."""
        self._read()
        self.set_interval(1.0, self._follow)

    def _follow(self) -> None:
        if self.choosing.session.head != self._shown and not self._reading:
            self._read()

    def on_resize(self) -> None:
        """Lay out anew."""
        self.call_after_refresh(self._say)

    @work(group="comparison", exclusive=True, exit_on_error=False)
    async def _read(self) -> None:
        self._reading, self._shown = True, self.choosing.session.head
        try:
            self._rows = await self.choosing.together(self.netuid, self.hotkeys)
            self._trouble = ""
        except TaoTuiError as error:
            self._trouble = sentence(error)
        finally:
            self._reading = False
        self._say()

    def _say(self) -> None:
        pane = self.query_one("#lines", TextPane)
        if not self._rows:
            if self._trouble:
                pane.say(Content.styled(self._trouble, "$warning"))
            return
        width = min(_WIDEST, (pane.content_size.width - _LABEL) // len(self._rows))
        lines = [Content.assemble(" " * _LABEL, *self._headings(width))]
        for line in compared(self._rows):
            parts: list[tuple[str, str] | str] = [(fit(line.label, _LABEL, "left"), "$tao-quiet")]
            for index, cell in enumerate(line.cells):
                best = index in line.best
                parts.append(
                    (
                        fit(cell, width - 2, "right") + (f" {BEST}" if best else "  "),
                        "$success" if best else "",
                    )
                )
            lines.append(Content.assemble(*parts))
        if any(row.would_have for row in self._rows):
            lines.append(Content.styled(f"\nLeft out: {left_out(self.netuid)}.", "$tao-quiet"))
        if self._trouble:
            lines.append(Content.styled(f"\nNot newer than what is shown: {self._trouble}", "$warning"))
        pane.say(Content("\n").join(lines))

    def _headings(self, width: int) -> list[tuple[str, str]]:
        names = [self.choosing.title_of(row.validator) for row in self._rows]
        return [
            (fit(f"{number} {name}", width - 2, "right") + "  ", "bold $tao-heading")
            for number, name in enumerate(names, 1)
        ]

    def action_amount(self) -> None:
        """Think of another amount."""
        self.choosing.ask_amount(self.app, self._read)

    def action_stake(self, index: int) -> None:
        """End with a wish to stake to one of them."""
        if index < len(self._rows):
            self.dismiss(self._rows[index].validator.hotkey)

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)
