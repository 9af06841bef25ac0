"""Any call of the connected runtime: its arguments checked, what can be known of it said, the rest named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from tao_tui.actions.account import Account
from tao_tui.actions.plan import Caution, Effect, Explanation, Plan
from tao_tui.actions.raw.known import Known, known_as
from tao_tui.actions.raw.words import cautions_of, effects_of
from tao_tui.actions.review.wording import effect, require_funds, spendable, warning
from tao_tui.amounts import Tao
from tao_tui.errors import Declined, NodeProtocolError, UsageError
from tao_tui.reads.governance.call_words import call_words
from tao_tui.text import clean

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import Call, ComposedCall, DecodedCall
    from tao_tui.chain.client import Client
    from tao_tui.chain.runtime import ChainRuntime

_SHOWN = 12
"""Arguments a mistake lists."""


@dataclass(frozen=True, slots=True)
class RawCall:
    """Make `call`: `Pallet.function` with `arguments` by name, a whole call as JSON, or its bytes."""

    call: str | bytes | Mapping[str, object]
    arguments: Mapping[str, object]

    @classmethod
    def of(cls, values: Mapping[str, object], account: Account) -> Self:
        """Build it from typed arguments; `UsageError` when they cannot be a call of any runtime."""
        given, arguments = values["call"], values.get("arguments") or {}
        assert isinstance(arguments, Mapping)
        if isinstance(given, Mapping):
            whole: bytes | Mapping[str, object] = given
        elif isinstance(given, str) and given.startswith("0x"):
            try:
                whole = bytes.fromhex(given[2:])
            except ValueError:
                raise _not_a_call(given) from None
        else:
            pallet, dot, function = str(given).strip().partition(".")
            if not (pallet and dot and function):
                raise _not_a_call(str(given))
            return cls(str(given).strip(), arguments)
        if arguments:
            raise UsageError(
                "A whole call has its arguments in it.", hint="Leave the others out.", code="bad_call"
            )
        return cls(whole, {})

    async def check(self, client: Client, account: Account) -> Plan:
        """Check the arguments against the metadata; an action that makes this very call speaks for it."""
        from tao_tui.chain.query import Storage

        wanted = await self._wanted(client, account)
        composed = client.runtime.compose(wanted)
        known = await known_as(client, account, composed)
        reading = await client.read([Storage("System", "Account", (account.coldkey,))])
        have = spendable(reading.data[0], client.runtime)
        said = _written(composed, client.runtime, account)

        def explain(call: DecodedCall, fee: Tao) -> Explanation:
            require_funds(fee, have, "The network fee")
            return _explain(call, fee, composed, known, (client.runtime, account))

        quoted = known.plan.quoted if known and known.plan else ()
        block = known.plan.block if known and known.plan else reading.block
        undo = known.plan.undo if known and known.plan else None
        return Plan(wanted, block, explain, said, quoted=quoted, undo=undo)

    async def _wanted(self, client: Client, account: Account) -> Call:
        """The call in canonical form; a name the cached runtime lacks is looked for in the newest."""
        runtime = client.runtime
        try:
            return wanted_call(runtime, self, account)
        except UsageError as error:
            if error.code != "unknown_name":
                raise
        await client.link.verified_wire()
        return wanted_call(client.runtime, self, account)


def wanted_call(runtime: ChainRuntime, raw: RawCall, account: Account) -> Call:
    """What `raw` means to a runtime; a `UsageError` names the argument, its type and an example."""
    from tao_tui.chain.calls.call import Call, DecodedCall

    if isinstance(raw.call, bytes):
        try:
            decoded = runtime.decode_call(raw.call)
        except NodeProtocolError as error:
            raise UsageError(
                f"These bytes are no call of the connected runtime: {error.message}",
                hint="They are for another version of the runtime, or not whole.",
                code="bad_call",
            ) from None
        return Call(decoded.pallet, decoded.function, decoded.arguments)
    if isinstance(raw.call, Mapping):
        found = runtime.generic.call_from(raw.call, "The call", account.address)
        assert isinstance(found, DecodedCall)
        return Call(found.pallet, found.function, found.arguments)
    return _named_call(runtime, raw.call, raw.arguments, account)


def _named_call(runtime: ChainRuntime, name: str, given: Mapping[str, object], account: Account) -> Call:
    from tao_tui.chain.calls.call import Call
    from tao_tui.reads.runtime.names import callable_

    target = callable_(runtime, name)
    fields = runtime.call_fields(target.home, target.item)
    known = [str(field.name) for field in fields]
    strange = [each for each in given if each not in known]
    missing = [each for each in known if each not in given]
    if strange or missing:
        why = (
            f"has no argument “{clean(strange[0], 60)}”"
            if strange
            else f"needs {', '.join(missing[:_SHOWN])}"
        )
        words = runtime.generic.words
        takes = " ".join(
            f"{field.name}={clean(words.example(field.type_id), 60)} ({words.argument(field)})"
            for field in fields[:_SHOWN]
        )
        raise UsageError(
            f"{target.name} {why}.",
            hint=f"It takes {takes}." if takes else "It takes no arguments.",
            code="bad_argument",
        )
    read = runtime.generic.from_text
    arguments = {
        str(field.name): read(field.type_id, given[str(field.name)], str(field.name), account.address)
        for field in fields
    }
    return Call(target.home, target.item, arguments)


def _written(composed: ComposedCall, runtime: ChainRuntime, account: Account) -> dict[str, object]:
    """The call as a command line gives it; in hex where words would not come back as the same bytes."""
    from tao_tui.actions.arguments.fields import parse_fields, write_fields
    from tao_tui.chain.calls.call import plain

    decoded = composed.decoded
    said = {name: plain(value) for name, value in decoded.arguments.items()}
    try:
        again = _named_call(runtime, decoded.name, parse_fields(write_fields(said)), account)
        if runtime.compose(again).data == composed.data:
            return {"call": decoded.name, "arguments": said}
    except UsageError:
        pass
    return {"call": composed.hex, "arguments": None}


def _explain(
    call: DecodedCall,
    fee: Tao,
    composed: ComposedCall,
    known: Known | None,
    situation: tuple[ChainRuntime, Account],
) -> Explanation:
    if known is not None and known.plan is not None:
        try:
            return _told(known.action, known.plan.explain(call, fee))
        except Declined as error:
            known = Known(known.action, None, error.message)
    runtime, account = situation
    spending: Any = runtime.codec.decode_call(composed.data)
    effects: tuple[Effect, ...] = (*effects_of(call, spending, runtime, account), effect("Network fee", fee))
    warnings: tuple[Caution, ...] = cautions_of(call, spending)
    if known is not None:
        warnings = (_refused(known), *warnings)
    return Explanation(clean(call_words(call), 1000), effects, warnings)


def _told(action: str, told: Explanation) -> Explanation:
    """The words of the action that makes the same call, and that they are its."""
    text = f"This is what tao-tui {_path(action)} does; it was checked like that."
    return Explanation(told.title, told.effects, (*told.warnings, warning("note", "known_call", text)))


def _refused(known: Known) -> Caution:
    text = f"tao-tui {_path(known.action)} would refuse this: {known.refusal}"
    return warning("danger", "action_refuses", text)


def _path(action: str) -> str:
    from tao_tui.actions.registry import ACTIONS

    return " ".join(ACTIONS[action].path)


def _not_a_call(text: str) -> UsageError:
    return UsageError(
        f"“{clean(text, 80)}” is not a call.",
        hint="Give Pallet.function with NAME=VALUE for each argument; tao-tui call lists them.",
        code="bad_call",
    )
