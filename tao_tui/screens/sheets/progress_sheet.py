"""What happens to an extrinsic after it was signed, step by step; leaving the sheet stops nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content

from tao_tui.screens.sheets.sheet import Sheet
from tao_tui.tables.movement_words import not_traded, told
from tao_tui.text import clean
from tao_tui.widgets.figures import grouped
from tao_tui.widgets.text_pane import TextPane, hanging

if TYPE_CHECKING:
    from tao_tui.actions.plan import Outcome, Step

SIGNS = {
    "lost": ("?", "$warning"),
    "retracted": ("↺", "$warning"),
    "failed_there": ("✗", "$error"),
}


class ProgressSheet(Sheet[bool]):
    """Ends when the person closes it, with whether it goes on in another sheet; by itself it only shows."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape,enter,space", "leave", "Close", id="progress.close", tooltip="Close; it goes on by itself"
        ),
        Binding("y", "copy", "Copy hash", id="progress.copy", tooltip="Copy the extrinsic's hash"),
    ]

    def __init__(self, title: str, first: str = "Signing…") -> None:
        super().__init__()
        self.heading = title
        self.first = first
        self.lines: list[Content] = []
        self.hash = ""
        self.finished = False

    def compose(self) -> ComposeResult:
        """A growing list of steps."""
        with Vertical(classes="sheet") as box:
            box.border_title = Content(self.heading)
            box.border_subtitle = "esc goes on in the background"
            yield TextPane(f"◌ {self.first}")

    def step(self, step: Step) -> None:
        """One more thing happened."""
        self.hash = step.extrinsic_hash or self.hash
        sign, style = SIGNS.get(step.name, ("✓", "$success"))
        self.lines += hanging(f"{sign} ", step.text, self._room(), style, "")
        self._draw(None)

    def done(self, outcome: Outcome) -> None:
        """It is on chain."""
        self.hash = outcome.extrinsic_hash
        self.add_class("-done")
        facts = [
            Content(""),
            Content.styled(str(outcome.summary), "bold"),
            *(Content.assemble((f"{verb} ", "$tao-quiet"), what) for verb, what in map(told, outcome.moved)),
            *self._not_traded(outcome),
            *(Content.assemble(("got ", "$tao-quiet"), (each.words(), "bold")) for each in outcome.given),
            Content.assemble(
                ("block ", "$tao-quiet"),
                f"{outcome.block_number:,}",
                ("   fee ", "$tao-quiet"),
                f"{grouped(outcome.fee.rao)} τ",
            ),
            Content.assemble(("hash  ", "$tao-quiet"), outcome.extrinsic_hash),
        ]
        self._draw(Content("\n").join(facts))

    def _not_traded(self, outcome: Outcome) -> list[Content]:
        """What was not traded, where a trade was filled only in part."""
        room = self._room()
        return [
            line
            for label, what in map(not_traded, outcome.unfilled)
            for line in hanging(f"{label} ", what, room, "$warning", "")
        ]

    def failed(self, message: str, hint: str) -> None:
        """It ended badly, or nobody knows yet."""
        self.add_class("-failed")
        room = self._room()
        said = [Content(""), *hanging("✗ ", clean(message, 400), room, "bold $error", "bold")]
        if hint:
            said += hanging("→ ", clean(hint, 400), room, "$accent", "")
        if not self.hash:
            said.append(Content("Nothing was sent."))
        self._draw(Content("\n").join(said))

    def _room(self) -> int:
        """How many cells a line has; 0 where none is shown."""
        return self.query_one(TextPane).content_size.width if self.is_attached else 0

    def _draw(self, ending: Content | None) -> None:
        if not self.is_attached:
            return
        lines = list(self.lines)
        if ending is not None:
            self.finished = True
            lines.append(ending)
            copying = " · y copies the hash" if self.hash else ""
            self.query_one(Vertical).border_subtitle = f"esc closes{copying}"
        else:
            lines.append(Content.styled("◌ …", "$tao-quiet"))
        self.query_one(TextPane).say(Content("\n").join(lines))

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(False)

    def action_copy(self) -> None:
        """Copy the extrinsic's hash."""
        if self.hash:
            self.app.copy_to_clipboard(self.hash)
            self.notify("Copied the extrinsic's hash.", timeout=3)
