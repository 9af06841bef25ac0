"""The form of an action that takes a call: a line for each of the call's arguments, by name and type."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Final

from textual import on, work

from tao_tui.actions.arguments.fields import parse_fields, write_fields
from tao_tui.actions.registry import ACTIONS, Argument, Kind
from tao_tui.chain.calls.call import plain
from tao_tui.errors import UsageError
from tao_tui.reads.runtime.catalog import argument_of
from tao_tui.reads.runtime.names import callable_
from tao_tui.screens.signing.form import UNITS, ActionForm
from tao_tui.session.wording import sentence
from tao_tui.widgets.field import Field, FieldInput, settled

if TYPE_CHECKING:
    from tao_tui.chain.calls.registry import Field as TypedField
    from tao_tui.chain.runtime import ChainRuntime
    from tao_tui.reads.runtime.names import Target
    from tao_tui.session.session import Session

_RAW: Final = (Kind.FIELDS, Kind.JSON)
_RAW_NOTE: Final = "What is written here takes the place of the lines above: "


class CallArgument(Field):
    """One argument of the chosen call."""

    def __init__(self, runtime: ChainRuntime, typed: TypedField) -> None:
        told = argument_of(runtime, typed)
        self.typed = typed
        self.runtime = runtime
        self.means = Argument(f"call.{told.name}", _kind(runtime, typed), told.name, "", required=True)
        note = f"{told.type}, such as {told.example}" + (f": {told.shape}" if told.shape else "")
        unit = UNITS.get(self.means.kind, "")
        super().__init__(self.means.name, told.name, note, unit=unit, placeholder=told.type)


class CallForm(ActionForm):
    """The call's own lines stand where the argument for all of them would; ctrl+t brings that one back."""

    _call = ""
    """The call whose arguments have lines, as `Pallet.function`."""

    def on_mount(self) -> None:
        """Lay out the lines of a call that is filled in already."""
        super().on_mount()
        self.call_after_refresh(self._follow_call)

    @on(Field.Edited)
    def _call_edited(self, event: Field.Edited) -> None:
        if self._is(event.field, Kind.CALL):
            self._follow_call()

    def argument_of(self, field: Field) -> Argument:
        """What a field is for, the lines of the call among them."""
        return field.means if isinstance(field, CallArgument) else super().argument_of(field)

    def values(self) -> dict[str, str]:
        """What is filled in; the call's lines as the one argument they are."""
        found = {name: value for name, value in super().values().items() if not name.startswith("call.")}
        raw = self._raw()
        lines = list(self.query(CallArgument))
        if lines and not raw.value:
            found[raw.argument] = self._written(lines, self.argument_of(raw).kind)
        return found

    def check_field(self, field: Field) -> bool:
        """Also whether a line is of its argument's type, unless all of them are written elsewhere."""
        if not isinstance(field, CallArgument):
            return super().check_field(field)
        field.complain("")
        if self._raw().value:
            return True
        if not field.value:
            return False
        try:
            _canonical(field, self)
        except UsageError as error:
            field.complain(sentence(error))
            return False
        return True

    def _written(self, lines: list[CallArgument], kind: Kind) -> str:
        if kind is Kind.JSON:
            try:
                return json.dumps({line.label: plain(_canonical(line, self)) for line in lines})
            except UsageError:
                return "{}"  # a line complains of it, so it goes nowhere
        words = write_fields({line.label: line.value for line in lines})
        return " ".join(shlex.quote(word) for word in words)

    def _follow_call(self) -> None:
        """Give the call that was chosen a line for each argument; what is no name of a call has none."""
        text = next(each for each in self.query(Field) if self._is(each, Kind.CALL)).value
        runtime = self.session.online.runtime
        try:
            target = callable_(runtime, text) if "." in text and not text.startswith(("{", "0x")) else None
        except UsageError:
            target = None
        name = target.name if target is not None and target.item else ""
        if name != self._call:
            self._call = name
            self._lay_out(runtime, target if name else None)

    @work(group="lines", exclusive=True, exit_on_error=False)
    async def _lay_out(self, runtime: ChainRuntime, target: Target | None) -> None:
        raw = self._raw()
        await self.query(CallArgument).remove()
        if target is None:
            raw.display = True
            return
        fields = runtime.call_fields(target.home, target.item)
        lines = [CallArgument(runtime, each) for each in fields]
        if lines:
            await self.query_one("VerticalScroll").mount_all(lines, after=raw)
        is_here = raw.has_class("-here")
        if is_here and lines:
            # Who typed on at once was in the field that gives way now: the focus moves before the next key.
            self.set_focus(lines[0].query_one(FieldInput))
        await settled([raw])
        given = self._given(raw.value)
        if is_here and lines and "" in given:
            given = {lines[0].label: raw.value + lines[0].value}
        fits = set(given) <= {line.label for line in lines}
        for line in lines:
            if line.label in given:
                line.set(given[line.label])
        if fits:
            raw.set("")
        raw.display = not fits
        raw.note = f"{_RAW_NOTE}{self.argument_of(raw).help}"
        self._offer_more()
        self._rested()

    def _given(self, raw: str) -> dict[str, str]:
        """What was written for all arguments, one by one; nothing where it cannot be parted."""
        if not raw:
            return {}
        try:
            found = parse_fields(raw)
        except UsageError:
            return {"": raw}
        return {name: value if isinstance(value, str) else json.dumps(value) for name, value in found.items()}

    def _raw(self) -> Field:
        return next(
            each
            for each in self.query(Field)
            if not isinstance(each, CallArgument) and self.argument_of(each).kind in _RAW
        )

    def _is(self, field: Field, kind: Kind) -> bool:
        return not isinstance(field, CallArgument) and self.argument_of(field).kind is kind


def form_for(session: Session, action: str, prefill: dict[str, str]) -> ActionForm:
    """The form of an action: with lines for a call's arguments where it takes a call."""
    takes_call = any(argument.kind is Kind.CALL for argument in ACTIONS[action].arguments)
    return (CallForm if takes_call else ActionForm)(session, action, prefill)


def _canonical(line: CallArgument, form: CallForm) -> object:
    """The value a line says; `UsageError` where it is not of the argument's type."""
    account = form.session.account
    assert account is not None
    read = line.runtime.generic.from_text
    return read(line.typed.type_id, line.value, line.label, account.address)


def _kind(runtime: ChainRuntime, typed: TypedField) -> Kind:
    """What the list of a line offers, as far as its name and type tell."""
    name = str(typed.name)
    words = runtime.generic.words.argument(typed)
    if "account" in words.lower() or "address" in words.lower():
        return Kind.HOTKEY if "hotkey" in name else Kind.ADDRESS
    return Kind.NETUID if name.endswith("netuid") else Kind.TEXT
