"""Shows a new key's words once and makes sure they were written down."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input

from tao_tui.widgets.address import full
from tao_tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from tao_tui.wallet import Secret


class WordsSheet(ModalScreen[bool]):
    """Ends with True once two of the words were typed back."""

    def __init__(self, mnemonic: Secret, address: str, label: str) -> None:
        super().__init__()
        self.mnemonic = mnemonic
        self.address = address
        self.label = label
        words = mnemonic.reveal().split()
        first = secrets.randbelow(len(words) // 2)
        second = len(words) // 2 + secrets.randbelow(len(words) // 2)
        self._asked = ((first, words[first]), (second, words[second]))

    def compose(self) -> ComposeResult:
        """The words, then a line that asks for two of them once they are hidden."""
        with Vertical(classes="sheet") as box:
            box.border_title = "Write these words down, on paper, in this order"
            yield TextPane(self._words(), id="words")
            yield TextPane(
                Content.assemble(
                    "Whoever has them has everything; without them a lost machine is lost money.\n",
                    (
                        "They are shown once. Press enter when they are on paper: two of them will be asked.",
                        "$tao-quiet",
                    ),
                ),
                id="said",
            )
            yield Input(compact=True, placeholder="enter hides the words")
            yield TextPane(Content.assemble((f"{self.label} ", "$tao-quiet"), full(self.address)))

    def _words(self) -> Content:
        words = self.mnemonic.reveal().split()
        rows = [words[start : start + 4] for start in range(0, len(words), 4)]
        lines = [
            Content.assemble(
                *[
                    part
                    for column, word in enumerate(row)
                    for part in ((f"{index * 4 + column + 1:>3} ", "$tao-quiet"), (f"{word:<12}", "bold"))
                ]
            )
            for index, row in enumerate(rows)
        ]
        return Content("\n").join(lines)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        words, said = self.query_one("#words", TextPane), self.query_one("#said", TextPane)
        (first, one), (second, two) = self._asked
        if words.display:
            words.display = False
            event.input.placeholder = f"word {first + 1} and word {second + 1}"
            said.say(
                f"Type word {first + 1} and word {second + 1} with a space between; enter alone shows all."
            )
        elif event.value.lower().split() == [one, two]:
            self.dismiss(True)
        elif not event.value.strip():
            words.display = True
            event.input.placeholder = "enter hides the words"
            said.say("Compare them with your paper, then press enter.")
        else:
            event.input.value = ""
            said.say("That is not what was shown. Type both again; enter alone shows the words once more.")
