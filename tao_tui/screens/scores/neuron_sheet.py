"""A neuron in full: why it scores what it scores, whole keys, every score."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from tao_tui.errors import TaoTuiError
from tao_tui.screens.scores.words import explained
from tao_tui.screens.sheets.sheet import Sheet
from tao_tui.session.wording import sentence
from tao_tui.widgets.text_pane import TextPane, pairs

if TYPE_CHECKING:
    from tao_tui.reads.scores.columns import Neuron
    from tao_tui.screens.scores.watched import Watched


class NeuronSheet(Sheet[None]):
    """The reasons above, the facts below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,e", "leave", "Close", id="neuron.close", tooltip="Back to the table"),
    ]

    def __init__(self, watched: Watched, neuron: Neuron) -> None:
        super().__init__()
        self.watched = watched
        self.neuron = neuron
        self.facts = watched.facts(neuron)

    def compose(self) -> ComposeResult:
        """Two panes that scroll as one."""
        with VerticalScroll(classes="sheet") as box:
            box.border_title = Content(f"uid {self.neuron.uid} on {self.watched.subject}")
            box.border_subtitle = "↑↓ read · esc back"
            yield TextPane("Reading what the last epoch was made of…", id="reasons")
            yield TextPane(Content.assemble("\n", pairs(self._whole())))

    def on_mount(self) -> None:
        """Ask for the reasons: they take a few round trips."""
        self._explain()

    @work(group="explain", exclusive=True, exit_on_error=False)
    async def _explain(self) -> None:
        pane = self.query_one("#reasons", TextPane)
        watched = self.watched
        if watched.feed.recording is not None:
            pane.say(Content.styled("A recording holds scores, not the weights behind them.", "$tao-quiet"))
            return
        try:
            reading = await watched.session.reads.explanation(
                watched.session.online, watched.netuid, self.neuron.uid, watched.feed.mechanism
            )
        except TaoTuiError as error:
            pane.say(Content.styled(f"No explanation: {sentence(error)}", "$warning"))
            return
        hotkeys = reading.data.hotkeys
        pane.say(explained(reading.data, lambda uid: watched.named(hotkeys[uid])))

    def _whole(self) -> list[tuple[str, str]]:
        rows = [row for row in self.facts[1:] if row[1] and row[0] not in ("hotkey", "coldkey", "")]
        return [
            ("hotkey", self.neuron.hotkey),
            ("coldkey", self.neuron.coldkey),
            *rows,
            self.facts[-2],
            self.facts[-1],
        ]

    def action_leave(self) -> None:
        """Close."""
        self.dismiss()
