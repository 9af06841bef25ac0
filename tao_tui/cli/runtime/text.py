"""What a runtime has, as lines for a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Final

from tao_tui.cli.terminal.layout import aligned, terminal_width
from tao_tui.counted import counted
from tao_tui.tables.chain_values import scalar

if TYPE_CHECKING:
    from tao_tui.reads.runtime.callables import CallablePallet, CallDescription, CallList
    from tao_tui.reads.runtime.catalog import ApiContents, Argument, Catalog, Description, PalletContents
    from tao_tui.reads.runtime.names import Target

_WIDTH: Final = 100
_CONSTANT: Final = 200


def catalog_lines(found: Catalog) -> Iterator[str]:
    """Pallets and runtime APIs."""
    yield "Pallets"
    rows = [
        (pallet.name, counted(pallet.storage, "storage item"), counted(pallet.constants, "constant"))
        for pallet in found.pallets
    ]
    yield from (f"  {line}" for line in aligned(rows))
    yield ""
    if found.apis:
        yield "Runtime APIs"
        yield from (
            f"  {line}" for line in aligned((api.name, counted(api.methods, "method")) for api in found.apis)
        )
    else:
        yield "This runtime's metadata is of version 14, which lists no runtime APIs."
    yield ""
    yield "tao-tui query NAME lists what one of them has; tao-tui query NAME.ITEM reads it."


def callable_lines(pallets: Sequence[CallablePallet]) -> Iterator[str]:
    """Pallets that have calls."""
    yield from aligned((each.pallet, counted(each.calls, "call")) for each in pallets)
    yield ""
    yield "tao-tui call PALLET lists its calls; tao-tui call PALLET.FUNCTION --describe says what one takes."


def pallet_lines(found: PalletContents) -> Iterator[str]:
    """Storage items and constants with their types and words."""
    yield found.pallet + (f": {found.docs}" if found.docs else "")
    if found.storage:
        yield "Storage"
    for item in found.storage:
        keys = f"[{', '.join(item.keys)}] " if item.keys else ""
        yield f"  {item.name}  {keys}{'?' if item.optional else ''}{item.type}"
        yield from _docs(item.docs)
    if found.constants:
        yield "Constants"
    for each in found.constants:
        value = scalar(each.value)
        yield f"  {each.name}  {each.type} = {value if len(value) <= _CONSTANT else value[:_CONSTANT] + '…'}"
        yield from _docs(each.docs)


def api_lines(found: ApiContents) -> Iterator[str]:
    """The methods of a runtime API."""
    yield found.api
    for each in found.methods:
        yield f"  {each.name}({_signature(each.arguments)}) -> {each.type}"
        yield from _docs(each.docs)


def call_list_lines(found: CallList) -> Iterator[str]:
    """The calls of a pallet."""
    yield found.pallet
    for each in found.calls:
        yield f"  {each.name}({_signature(each.arguments)})"
        yield from _docs(each.docs)


def call_lines(call: CallDescription) -> Iterator[str]:
    """One call: what it takes, how that is typed, and all the runtime says of it."""
    yield f"{call.pallet}.{call.function}"
    for paragraph in call.docs:
        yield from (f"  {line}" for line in wrap(paragraph, _width() - 2))
    yield "Arguments" if call.arguments else "No arguments."
    for each in call.arguments:
        yield f"  {each.name}  {each.type}"
        yield from _docs(each.shape)
    words = " ".join(_word(each) for each in call.arguments)
    yield "As it is typed"
    yield f"  tao-tui call {call.pallet}.{call.function} {words}".rstrip()


def description_lines(found: Description) -> Iterator[str]:
    """What can be read under a name, and how that is typed."""
    yield f"{found.name}, {'runtime API' if found.sort == 'method' else found.sort}"
    for paragraph in found.docs:
        yield from (f"  {line}" for line in wrap(paragraph, _width() - 2))
    for each in found.arguments:
        yield f"  {each.name}  {each.type}, such as {each.example}"
        yield from _docs(each.shape)
    yield f"  Value  {found.type}"
    yield from _docs(found.shape)


def found_lines(found: Sequence[Target]) -> Iterator[str]:
    """Names that were searched for, with what each is."""
    yield from aligned((each.name, "runtime API" if each.sort == "method" else each.sort) for each in found)
    if not found:
        yield "Nothing has that in its name."


def _signature(arguments: Sequence[Argument]) -> str:
    return ", ".join(f"{each.name}: {each.type}" for each in arguments)


def _docs(text: str) -> Iterator[str]:
    yield from (f"      {line}" for line in wrap(text, _width() - 6))


def _word(argument: Argument) -> str:
    from shlex import quote

    return quote(f"{argument.name}={argument.example}")


def _width() -> int:
    return max(40, min(_WIDTH, terminal_width() or _WIDTH))
