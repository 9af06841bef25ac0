"""The form of one task on keys: checked while typing, done in a thread, nothing secret left on the screen."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.suggester import Suggester
from textual.widgets import Button

from tao_tui.errors import TaoTuiError, WrongPassword
from tao_tui.screens.keys.task import HIDDEN, Ask, Target, Task, Told, Work
from tao_tui.screens.sheets.sheet import Sheet
from tao_tui.session.wording import sentence
from tao_tui.widgets.field import Field, FieldInput, between_fields, settled
from tao_tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from tao_tui.session.session import Session
    from tao_tui.wallet import Secret


class WordSuggester(Suggester):
    """Ends the last word of a mnemonic; remembers nothing of what was typed."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """`value` with its last word completed once two letters are there."""
        from tao_tui.wallet import complete_word

        last = value.rpartition(" ")[2]
        found = complete_word(last, 1) if len(last) >= 2 else ()
        return value[: len(value) - len(last)] + found[0] if found else None


class KeyForm(Sheet[Told | None]):
    """Ends with what the task told, or None when nothing was done."""

    DEFAULT_CSS = """
    KeyForm .sheet { width: 76; max-height: 96%; }
    KeyForm VerticalScroll { height: auto; max-height: 100%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Cancel", id="key-form.cancel", tooltip="Do nothing"),
        *between_fields("key-form"),
    ]

    def __init__(self, session: Session, task: Task, target: Target | None = None) -> None:
        super().__init__()
        self.session = session
        # Not `task` and `name`, which Textual's own widgets have.
        self.job = task
        self.target = target or Target()
        self.asks = task.asks(self.target)
        self._busy = False
        self._stop = threading.Event()

    def compose(self) -> ComposeResult:
        """One field per question, what became of it, two buttons."""
        with Vertical(classes="sheet") as box:
            box.border_title = Content(" · ".join(filter(None, [self.job.label, self.target.title])))
            box.border_subtitle = "tab next · esc cancel"
            with VerticalScroll(can_focus=False):
                if self.job.shown is not None:
                    yield TextPane(self.job.shown)
                for ask in self.asks:
                    yield Field(
                        ask.name,
                        ask.label,
                        ask.note,
                        value=ask.value,
                        words=ask.words,
                        chosen=True if ask.words else None,
                        placeholder="may stay empty" if ask.optional else "",
                    )
                if self.job.confirm:
                    word = self.job.confirm
                    yield Field("confirm", "To agree", f"Type {word}.", placeholder=f"type {word}")
            yield TextPane(self.job.note, id="said")
            with Horizontal(classes="buttons"):
                yield Button("Cancel", id="cancel", compact=True)
                yield Button(self.job.button, id="do", variant="primary", compact=True)

    def on_mount(self) -> None:
        """Hide what is secret; begin at the first field."""
        for field in self.query(Field):
            kind = self._ask(field).kind if field.argument != "confirm" else "text"
            for box in field.query(FieldInput):
                box.password = kind in HIDDEN
                if kind == "words":
                    box.suggester = WordSuggester()
        boxes = list(self.query(FieldInput))
        for first in [*boxes, *self.query("#do")][:1]:  # an app that is just ending has taken all away
            first.focus()
        if boxes:
            boxes[0].action_select_all()  # a name that is only offered is typed over
        if self.job.at_once:
            self.call_later(self._pressed)

    def _ask(self, field: Field) -> Ask:
        return next(ask for ask in self.asks if ask.name == field.argument)

    def _value(self, name: str) -> str:
        return next((field.value for field in self.query(Field) if field.argument == name), "")

    # Checking

    @on(Field.Edited)
    def _edited(self, event: Field.Edited) -> None:
        field = event.field
        if field.argument != "confirm" and self._ask(field).kind == "words":
            _complete(field)
        field.complain(self._problem(field))

    def _problem(self, field: Field) -> str:
        """What is wrong with a field as far as it is filled in."""
        if not field.value:
            return ""
        if field.argument == "confirm":
            wrong = not self.job.confirm.startswith(field.value.upper())
            return f"Type {self.job.confirm}, or leave with esc." if wrong else ""
        from tao_tui import wallet

        try:
            match self._ask(field).kind:
                case "name":
                    wallet.check_name(field.value)
                case "hotkey":
                    wallet.check_name(field.value, "hotkey")
                case "words":
                    return words_problem(field.raw)
                case "address":
                    self._known(field.value)
                case "new":
                    judged = wallet.judge_password(wallet.Secret(field.value))
                    return "" if judged.acceptable else f"{judged.verdict}: {judged.advice}"
                case "again" if field.value != self._value("new"):
                    return "The two passwords differ."
        except TaoTuiError as error:
            return sentence(error)
        return ""

    def _known(self, text: str) -> str:
        from tao_tui.addresses import parse_address

        account = self.session.account
        return account.address(text) if account else parse_address(text)

    # Doing

    @on(Button.Pressed, "#cancel")
    def _cancelled(self) -> None:
        self.action_leave()

    @on(Button.Pressed, "#do")
    async def _pressed(self) -> None:
        await settled(self.query(Field))
        wrong = False
        for field in self.query(Field):
            optional = field.argument != "confirm" and self._ask(field).optional
            problem = self._problem(field) if field.value else "" if optional else f"{field.label} is needed."
            if field.argument == "confirm" and field.value.upper() != self.job.confirm:
                problem = f"Type {self.job.confirm} to go on."
            field.complain(problem)
            wrong = wrong or bool(problem)
        if not wrong and not self._busy:
            self._busy = True
            self._stop.clear()
            device = self.target.wallet is not None and self.target.wallet.on_ledger
            self._say("Look at the Ledger's screen." if device else self.job.busy, False)
            self._work()

    def _say(self, text: str, bad: bool) -> None:
        said = self.query_one("#said", TextPane)
        said.set_class(bad, "-bad")
        said.say(text)

    @work(group="key-form", exclusive=True, exit_on_error=False)
    async def _work(self) -> None:
        values = {field.argument: field.value for field in self.query(Field)}
        for ask in self.asks:
            if ask.kind == "address" and values[ask.name]:
                values[ask.name] = self._known(values[ask.name])
        from tao_tui.wallet.stoppable import stopped_by

        try:
            with stopped_by(self._stop):
                told = await self.job.do(Work(self.session, self.target, values, self._show_words))
        except TaoTuiError as error:
            self._say(sentence(error), True)
            if isinstance(error, WrongPassword):
                self._again()
            return
        finally:
            self._busy = False
        self._forget()
        if told.use:
            await self.session.use_wallet(told.use)
        self.dismiss(told)

    def _again(self) -> None:
        """Let the password that was wrong be typed anew."""
        for field in self.query(Field):
            if field.argument == "old":
                field.set("")
                field.enter()

    async def _show_words(self, phrase: Secret, address: str, label: str) -> bool:
        from tao_tui.screens.keys.words_sheet import WordsSheet

        return await self.app.push_screen_wait(WordsSheet(phrase, address, label)) is True

    def _forget(self) -> None:
        """Empty every field that held a secret, so that nothing of it is painted again."""
        for field in self.query(Field):
            if field.argument != "confirm" and self._ask(field).kind in {*HIDDEN, "words"}:
                field.set("")

    def action_leave(self) -> None:
        """Do nothing; what is under way stops, or ends where it cannot stop any more."""
        if self._busy:
            self._stop.set()
            return
        self._forget()
        self.dismiss(None)

    def on_unmount(self) -> None:
        """Keep nobody waiting who leaves the app."""
        self._stop.set()


def words_problem(text: str) -> str:
    """What is wrong with words typed so far: one that is none, or the whole once it may be complete."""
    from tao_tui.wallet import WORD_COUNTS, check_mnemonic, complete_word
    from tao_tui.wallet.mnemonic import is_word, nearest_words

    typed = text.lower()
    if "/" in typed or typed.strip().startswith("0x") or typed.strip().endswith(".json"):
        return ""
    words = typed.split()
    if len(words) == 1 and (len(words[0]) > 8 or words[0][0] in "~."):
        return ""
    finished = words if typed.endswith(" ") else words[:-1]
    for number, word in enumerate(finished, 1):
        if not is_word(word):
            near = ", ".join(nearest_words(word))
            return f"Word {number}, “{word[:20]}”, is not in the list.{f' Perhaps: {near}.' if near else ''}"
    if words and not typed.endswith(" ") and not complete_word(words[-1], 1):
        return f"No word of the list begins with “{words[-1][:20]}”."
    if len(words) in WORD_COUNTS and is_word(words[-1]):
        check_mnemonic(text)
    return ""


def _complete(field: Field) -> None:
    """Finished words that can be only one word become it: four letters always decide."""
    from tao_tui.wallet import complete_word
    from tao_tui.wallet.mnemonic import is_word

    box = field.query_one(FieldInput)
    if "/" in box.value or box.cursor_position < len(box.value):
        return
    words = box.value.split(" ")
    for place, word in enumerate(words[:-1]):
        found = complete_word(word, 2) if len(word) > 1 and not is_word(word) else ()
        if len(found) == 1:
            words[place] = found[0]
    if (completed := " ".join(words)) != box.value:
        field.set(completed)
