"""Makes, brings or watches a wallet: checked while typing, written in a thread, words shown once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Input

from tao_tui.errors import TaoTuiError, UsageError
from tao_tui.screens.wording import sentence
from tao_tui.widgets.field import Field, FieldInput
from tao_tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from tao_tui.screens.session import Session
    from tao_tui.wallet import CreatedWallet, Judgement

TITLES = {"create": "Create a wallet", "import": "Bring a wallet", "watch": "Watch an address"}


class WalletForm(ModalScreen[bool]):
    """Ends with True once the wallet exists and is the one in use."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Cancel", id="wallet-form.cancel", tooltip="Write nothing"),
    ]

    def __init__(self, session: Session, way: str) -> None:
        super().__init__()
        self.session = session
        self.way = way
        self._busy = False

    def compose(self) -> ComposeResult:
        """The fields this way needs."""
        with Vertical(classes="sheet") as box:
            box.border_title = TITLES[self.way]
            box.border_subtitle = "tab next · esc cancel"
            yield Field("name", "Name", "Letters, digits, - and _; the folder it lives in.", value="default")
            if self.way == "import":
                yield Field("words", "Words", "12 to 24 words; each is checked as you type it.")
            if self.way == "watch":
                yield Field("address", "Address", "A coldkey; it begins with 5.")
            else:
                yield Field(
                    "password", "Password", "It encrypts the coldkey on this machine. Nobody can reset it."
                )
                yield Field("again", "Once more", "The same password again.")
            yield TextPane("", id="said")
            with Horizontal(classes="buttons"):
                yield Button("Cancel", id="cancel", compact=True)
                yield Button(TITLES[self.way], id="do", variant="primary", compact=True)

    def on_mount(self) -> None:
        """Hide what is typed as a password or as words that are money."""
        for field in self.query(Field):
            if field.argument in ("password", "again"):
                field.query_one(FieldInput).password = True
        self.query(FieldInput).first().focus()

    def _value(self, name: str) -> str:
        return next((field.value for field in self.query(Field) if field.argument == name), "")

    # Checking

    @on(Field.Edited)
    def _edited(self, event: Field.Edited) -> None:
        event.field.complain(self._problem(event.field))

    def _problem(self, field: Field) -> str:
        from tao_tui import wallet

        value = field.value
        if not value:
            return ""
        try:
            match field.argument:
                case "words":
                    return self._words_problem(field.raw)
                case "address":
                    from tao_tui.addresses import parse_address

                    parse_address(value)
                case "password":
                    judged: Judgement = wallet.judge_password(wallet.Secret(value))
                    return "" if judged.acceptable else judged.verdict
                case "again" if value != self._value("password"):
                    return "The two passwords differ."
        except TaoTuiError as error:
            return sentence(error)
        return ""

    def _words_problem(self, text: str) -> str:
        """The first finished word that is no word; the whole phrase once it may be complete."""
        from tao_tui.wallet import check_mnemonic, complete_word

        words = text.lower().split()
        finished = words if text.endswith(" ") else words[:-1]
        for number, word in enumerate(finished, 1):
            if word not in complete_word(word, 8):
                near = ", ".join(complete_word(word[:3], 4))
                return (
                    f"Word {number}, “{word[:20]}”, is not in the list.{f' Perhaps: {near}.' if near else ''}"
                )
        if words and not text.endswith(" ") and not complete_word(words[-1], 1):
            return f"No word of the list begins with “{words[-1][:20]}”."
        if len(words) in (12, 15, 18, 21, 24) and words[-1] in complete_word(words[-1], 8):
            check_mnemonic(text)
        return ""

    # Doing

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.focus_next()

    @on(Button.Pressed, "#cancel")
    def _cancelled(self) -> None:
        self.dismiss(False)

    @on(Button.Pressed, "#do")
    def _pressed(self) -> None:
        wrong = False
        for field in self.query(Field):
            problem = self._problem(field) if field.value else f"{field.label} is needed."
            field.complain(problem)
            wrong = wrong or bool(problem)
        if not wrong and not self._busy:
            self._busy = True
            self._say(
                "Writing the wallet; encrypting takes a few seconds…" if self.way != "watch" else "Writing…",
                False,
            )
            self._make()

    def _say(self, text: str, bad: bool) -> None:
        said = self.query_one("#said", TextPane)
        said.set_class(bad, "-bad")
        said.say(text)

    @work(group="wallet-form", exclusive=True, exit_on_error=False)
    async def _make(self) -> None:
        from tao_tui.wallet import KeySource, Secret

        folder, name, session = self.session.folder, self._value("name"), self.session
        created: CreatedWallet | None = None
        try:
            if self.way == "create":
                created = await asyncio.to_thread(
                    lambda: folder.create(name, 12, Secret(self._value("password")), hotkey="default")
                )
            elif self.way == "import":
                source = KeySource.mnemonic(self._value("words"))
                if source.well_known and session.network is not None and session.network.is_mainnet:
                    raise UsageError(
                        "Anybody can derive this key: its words are the public development phrase.",
                        hint="Never keep real TAO in it; bring other words.",
                    )
                await asyncio.to_thread(
                    lambda: folder.import_coldkey(name, source, Secret(self._value("password")))
                )
            else:
                from tao_tui.addresses import parse_address

                address = parse_address(self._value("address"))
                await asyncio.to_thread(lambda: folder.watch(name, address))
        except TaoTuiError as error:
            self._busy = False
            self._say(sentence(error), True)
            return
        await session.use_wallet(name)
        if created is not None:
            from tao_tui.screens.words_sheet import WordsSheet

            await self.app.push_screen_wait(WordsSheet(created.mnemonic, created.coldkey.address, "coldkey"))
        self.notify(f"Wallet {name} is in use.", markup=False, timeout=5)
        self.dismiss(True)

    def action_leave(self) -> None:
        """Write nothing; a wallet being written is finished first."""
        if not self._busy:
            self.dismiss(False)
