"""The form of an action, made from the registry: checks while typing, previews, ends with a review."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Button
from textual.worker import Worker, WorkerState

from tao_tui.actions.arguments.preferences import with_preferences
from tao_tui.actions.arguments.reading import parse_argument, write_argument
from tao_tui.actions.registry import ACTIONS, Argument, Kind
from tao_tui.actions.specs.arguments import MULTISIG, PROXY_FOR, SHIELD
from tao_tui.defect import as_failure
from tao_tui.errors import TaoTuiError, UsageError
from tao_tui.screens.sheets.offers import added, offers_for
from tao_tui.screens.sheets.picker import Picker
from tao_tui.screens.sheets.sheet import Sheet
from tao_tui.screens.signing.form_words import (
    choice_words,
    in_its_words,
    news_of,
    places,
    quoted,
    there_is,
)
from tao_tui.screens.signing.preview import Preview
from tao_tui.screens.stake.picks import places_in
from tao_tui.session.wording import sentence
from tao_tui.widgets.field import Field, FieldInput, between_fields, settled
from tao_tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from tao_tui.actions.plan import Review
    from tao_tui.session.session import Session

SELDOM = (SHIELD, PROXY_FOR)
"""Arguments whose fields are shown on demand, or when they are filled in."""
PLACES_OF = ("netuid", "hotkey")
"""Arguments that say where; with several they are listed instead of typed."""
PREVIEW_AFTER = 0.35
"""Seconds of rest before what was typed is checked against the chain."""
UNITS = {
    Kind.TAO: "τ",
    Kind.ALPHA: "α",
    Kind.PRICE: "τ per α",
    Kind.BLOCKS: "blocks",
    Kind.NETUID: "↓ list",
    Kind.NETUIDS: "↓ list",
    Kind.SHARES: "↓ list",
    Kind.CHOICE: "↓ list",
    Kind.HOTKEY: "↓ list",
    Kind.HASH: "↓ list",
    Kind.CALL: "↓ list",
    Kind.ADDRESS: "↓ list",
}


class ActionForm(Sheet["Review | None"]):
    """Ends with the review of what was filled in, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Cancel", id="form.cancel", tooltip="Leave without doing anything"),
        Binding("ctrl+r", "review", "Review", id="form.review", tooltip="Show what would be signed"),
        Binding("ctrl+t", "more", "More", id="form.more", tooltip="Fields that are seldom needed"),
        *between_fields("form"),
    ]
    AUTO_FOCUS = ""  # the first field is not always the one to begin in

    def __init__(self, session: Session, action: str, prefill: dict[str, str]) -> None:
        super().__init__()
        self.session = session
        self.spec = ACTIONS[action]
        self.prefill = prefill
        self.legs = places_in(prefill)
        self._timer: Timer | None = None
        self._busy = False
        self._edits = False
        """Whether anything was filled in here: before that nobody is told what is missing."""
        self._told_at: int | None = None
        """The block of the preview shown; None while there is none to keep fresh."""

    def compose(self) -> ComposeResult:
        """One field per argument, the preview, the buttons; one of them shows what is seldom needed."""
        with Vertical(classes="sheet") as box:
            box.border_title = Content(self.spec.label)
            with VerticalScroll(can_focus=False):
                if len(self.legs) > 1:
                    yield TextPane(places(self.session, self.legs), id="places")
                for argument in self.spec.arguments:
                    if self._asks_for(argument):
                        field = self._field(argument)
                        field.display = not self._hides(argument)
                        yield field
            yield Preview(self.spec.help, id="preview")
            with Horizontal(classes="buttons"):
                yield Button("More", id="more", compact=True)
                yield Button("Cancel", id="cancel", compact=True)
                yield Button("Review", id="review", variant="primary", compact=True)

    def _hides(self, argument: Argument) -> bool:
        """Whether its field waits to be asked for: seldom needed, or said by the list of several places."""
        if argument.name in PLACES_OF and len(self.legs) > 1:
            return True
        return argument in SELDOM and self.prefill.get(argument.name, "no") == "no"

    @staticmethod
    def _asks_for(argument: Argument) -> bool:
        """Whether it has a line of its own; a multisig only where one has a name."""
        from tao_tui.wallet.multisigs import Multisigs

        if argument != MULTISIG:
            return argument.kind is not Kind.FILE
        try:
            return bool(Multisigs().entries())
        except UsageError:
            return False

    def _field(self, argument: Argument) -> Field:
        given = self.prefill.get(argument.name, "")
        own = with_preferences(self.spec, {}, self.session.settings).get(argument.name, argument.default)
        default = "" if own is None else write_argument(argument, own)
        words = chosen = None
        if argument.kind is Kind.BOOL:
            words = choice_words(argument)
            chosen = {"yes": True, "no": False}.get(
                given, argument.default if isinstance(argument.default, bool) else None
            )
        return Field(
            argument.name,
            argument.label,
            quoted(argument.help),
            unit=UNITS.get(argument.kind, ""),
            value=given,
            placeholder=f"{default} unless you say otherwise"
            if default
            else ""
            if argument.required
            else "may stay empty",
            words=words,
            chosen=chosen,
        )

    def on_mount(self) -> None:
        """Start at the first field that must be filled in, and say what it would do where none is left."""
        self._offer_more()
        shown = [field for field in self.query(Field) if field.display]
        # Fields further down may still be without their inputs: what they hold is what was given.
        empty = [
            field
            for field in shown
            if not self.prefill.get(field.argument) and self.argument_of(field).required
        ]
        # With everything filled in, as after a review, one is here to change how much, not where.
        changing = [field for field in shown if not self.prefill or field.argument not in PLACES_OF]
        if start := next(iter([*empty, *changing, *shown]), None):
            start.enter()
        else:
            self.query_one("#cancel").focus()
        self.call_after_refresh(self._rested if self.prefill or not empty else self._say_how_much)
        if any(argument.name == "tolerance" for argument in self.spec.arguments):
            self.set_interval(1.0, self._follow)

    # Room

    def on_resize(self) -> None:
        """Another size of the terminal."""
        self.call_after_refresh(self._fit)

    @on(events.DescendantFocus)
    def _focused_another(self) -> None:
        """Help is shown under the field in focus, so the fields may be taller now."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        """Leave to the preview what frame, fields, the line above it and the buttons do not take."""
        fields, buttons = self.query_one(VerticalScroll), self.query_one(".buttons")
        taken = fields.outer_size.height + buttons.outer_size.height
        frame = self.query_one(".sheet").gutter.height
        preview = self.query_one(Preview)
        preview.fit(self.size.height - frame - taken - preview.gutter.height - preview.styles.margin.height)

    # Checking

    def argument_of(self, field: Field) -> Argument:
        """What a field is for."""
        return self.spec.argument(field.argument)

    def values(self) -> dict[str, str]:
        """What is filled in, by argument name; empty ones are left out."""
        return {field.argument: field.value for field in self.query(Field) if field.value}

    def check_field(self, field: Field) -> bool:
        """Say below the field what is wrong with it; whether nothing is."""
        argument = self.argument_of(field)
        if not field.value:
            field.complain("")
            return not argument.required
        try:
            parse_argument(argument, field.value, self.session.account)
        except UsageError as error:
            field.complain(in_its_words(self.spec, error))
            return False
        field.complain("")
        return True

    @on(Field.Edited)
    def _edited(self, event: Field.Edited) -> None:
        self._edits |= event.field.is_changed
        self.check_field(event.field)
        self._say_how_much()
        self._told_at = None
        self._rest_no_more()
        self._timer = self.set_timer(PREVIEW_AFTER, self._rested)

    def _rest_no_more(self) -> None:
        """No check that is still to come takes away what is said now."""
        if self._timer is not None:
            self._timer.stop()

    def _say_how_much(self) -> None:
        """Beside the amount: how much there is of it."""
        field = next((field for field in self.query(Field) if field.argument == "amount"), None)
        if field is not None:
            argument = self.spec.argument("amount")
            have = there_is(self.session, self.spec.name, argument, self.values())
            each = "It is for each of them." if len(self.legs) > 1 else ""
            field.explain(" ".join(part for part in (quoted(argument.help), have, each) if part))

    def _follow(self) -> None:
        """Quote again once there is a newer block than the one the shown quote is of."""
        if self._told_at is not None and self.session.head > self._told_at and self.is_current:
            self._told_at = None
            self._rested()

    def _rested(self) -> None:
        self._say_how_much()
        # A preview that begins while the review is on its way would take its place.
        if self._busy:
            return
        if all(self.check_field(field) for field in self.query(Field)):
            self._preview()
        else:
            self.workers.cancel_group(self, "preview")
            self._say(Content(self.spec.help), False)

    @work(group="preview", exclusive=True, exit_on_error=False)
    async def _preview(self) -> None:
        head = self.session.head
        review = await self._reviewed()
        self._told_at = head if review is None else review.block.number
        if review is not None:
            pane = self.query_one(Preview)
            pane.set_class(False, "-bad")
            pane.tell(review.warnings, news_of(self.session, review, self.values()))

    async def _reviewed(self) -> Review | None:
        account = self.session.account
        assert account is not None
        try:
            return await self.session.deeds.review(
                self.spec.name,
                with_preferences(self.spec, self.values(), self.session.settings),
                self.session.online,
                account,
                self.session.journal,
            )
        except TaoTuiError as error:
            untold = error.code == "missing_argument" and not (self._edits or self._busy)
            words = self.spec.help if untold else f"✗ {in_its_words(self.spec, error)}"
            self._say(Content(words), not untold)
            return None

    @on(Worker.StateChanged)
    def _ended(self, event: Worker.StateChanged) -> None:
        """A preview that fell over a defect says so where it would have stood."""
        error = event.worker.error
        if event.state is WorkerState.ERROR and event.worker.group == "preview" and error is not None:
            event.stop()
            self._say(Content(f"✗ {sentence(as_failure(error))}"), True)

    def _say(self, text: Content, bad: bool) -> None:
        pane = self.query_one(Preview)
        pane.set_class(bad, "-bad")
        pane.say(text)

    # Lists

    @on(Field.Asked)
    @work(group="list", exclusive=True, exit_on_error=False)
    async def _asked(self, event: Field.Asked) -> None:
        field = next(field for field in self.query(Field) if event.source in field.query(FieldInput))
        argument = self.argument_of(field)
        try:
            choices = await offers_for(
                argument.kind, self.values(), self.session, argument.choice_of, argument.name
            )
        except TaoTuiError as error:
            field.complain(sentence(error))
            return
        if choices:
            value = await self.app.push_screen_wait(Picker(argument.label, choices))
            if isinstance(value, str):
                field.set(added(argument.kind, field.value, value))

    # What is seldom needed

    def _offer_more(self) -> None:
        hidden = any(not field.display for field in self.query(Field))
        self.query_one("#more").display = hidden
        more = "ctrl+t more · " if hidden else ""
        self.query_one(".sheet").border_subtitle = f"tab next · ↓ list · {more}ctrl+r review · esc cancel"

    @on(Button.Pressed, "#more")
    def _asked_for_more(self) -> None:
        self.action_more()

    def action_more(self) -> None:
        """Show the fields that are seldom needed, and go to the first."""
        hidden = [field for field in self.query(Field) if not field.display]
        for field in hidden:
            field.display = True
        self._offer_more()
        if hidden:
            hidden[0].enter()
            hidden[-1].scroll_visible(animate=False)

    # Ending

    @on(Button.Pressed, "#cancel")
    def _cancelled(self) -> None:
        self.action_leave()

    @on(Button.Pressed, "#review")
    async def _asked_for_review(self) -> None:
        await self.action_review()

    def action_leave(self) -> None:
        """End with nothing."""
        self.dismiss(None)

    async def action_review(self) -> None:
        """Check everything and end with the review."""
        await settled(self.query(Field))
        self._rest_no_more()
        missing = [field for field in self.query(Field) if not self.check_field(field)]
        for field in missing:
            if not field.value:
                field.complain(f"{field.label} is needed.")
        if missing:
            missing[0].enter()
        if not missing and not self._busy:
            self._busy = True
            self._told_at = None
            self._finish()

    @work(group="preview", exclusive=True, exit_on_error=False)
    async def _finish(self) -> None:
        try:
            self._say(Content("Asking the chain what this would do…"), False)
            review = await self._reviewed()
        finally:
            self._busy = False
        if review is not None:
            self.dismiss(review)
        else:
            self._told_at = self.session.head
