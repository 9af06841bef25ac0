"""A neuron in full: whole keys, every score, and what they mean in a sentence."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen

from tao_tui.screens.session import Session
from tao_tui.widgets.text_pane import TextPane, pairs


class NeuronSheet(ModalScreen[None]):
    """Facts above, words below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,e", "leave", "Close", id="neuron.close", tooltip="Back to the table"),
    ]

    def __init__(
        self, session: Session, scores: Any, neuron: Any, facts: list[tuple[str, str]], sentence: str
    ) -> None:
        super().__init__()
        self.session = session
        self.scores = scores
        self.neuron = neuron
        self.facts = facts
        self.sentence = sentence

    def compose(self) -> ComposeResult:
        """One column of facts."""
        with VerticalScroll(classes="sheet") as box:
            box.border_title = Content(f"uid {self.neuron.uid} on subnet {self.scores.netuid}")
            box.border_subtitle = "esc back"
            yield TextPane(Content("\n").join([Content(self.sentence), Content(""), pairs(self._whole())]))

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
