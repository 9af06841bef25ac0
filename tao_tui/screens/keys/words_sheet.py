"""Shows a new key's words once, before the key is written, and makes sure they are on paper."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input

from tao_tui.screens.sheets.sheet import Sheet
from tao_tui.widgets.address import full
from tao_tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from tao_tui.wallet import Secret

ASKED: Final = 3
"""Words that are asked for again."""
SKIP: Final = "SKIP"


class WordsSheet(Sheet[bool]):
    """Ends with True once some of the words were typed back, or that was skipped on purpose."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Cancel", id="words.cancel", tooltip="Write nothing"),
    ]

    def __init__(self, mnemonic: Secret, address: str, label: str) -> None:
        super().__init__()
        self.mnemonic = mnemonic
        self.address = address
        self.label = label
        words = mnemonic.reveal().split()
        numbers = sorted(secrets.SystemRandom().sample(range(len(words)), ASKED))
        self.asked = tuple((number + 1, words[number]) for number in numbers)

    def compose(self) -> ComposeResult:
        """The words, then a line that asks for some of them once they are hidden."""
        with Vertical(classes="sheet") as box:
            box.border_title = "Write these words down, on paper, in this order"
            box.border_subtitle = "esc writes nothing"
            yield TextPane(self._words(), id="words")
            yield TextPane(
                Content.assemble(
                    "Whoever has them has everything; without them a lost machine is lost money.\n",
                    (
                        f"They are shown once. Press enter when they are on paper: {ASKED} will be asked.",
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
        typed = event.value.strip()
        if self.query_one("#words", TextPane).display:
            self._hide(event.input)
        elif typed.lower().split() == [word for _, word in self.asked] or typed == SKIP:
            self._end(True)
        elif not typed:
            self.query_one("#words", TextPane).display = True
            event.input.placeholder = "enter hides the words"
            self._say("Compare them with your paper, then press enter.")
        else:
            event.input.value = ""
            self._say("That is not what was shown. Type them again; enter alone shows the words once more.")

    def _hide(self, box: Input) -> None:
        self.query_one("#words", TextPane).display = False
        numbers = [f"word {number}" for number, _ in self.asked]
        box.placeholder = ", ".join(numbers)
        self._say(
            f"From your paper type {', '.join(numbers[:-1])} and {numbers[-1]}, with spaces between. "
            f"Enter alone shows all again; {SKIP} goes on without proof, and words lost are money lost."
        )

    def _say(self, text: str) -> None:
        self.query_one("#said", TextPane).say(text)

    def _end(self, proven: bool) -> None:
        """Leave with nothing of the words painted again."""
        self.query_one("#words", TextPane).say("")
        self.query_one(Input).value = ""
        self.dismiss(proven)

    def action_leave(self) -> None:
        """Write nothing."""
        self._end(False)
