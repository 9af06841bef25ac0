"""What calls the connected runtime has, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tao_tui.reads.runtime.catalog import Argument, argument_of
from tao_tui.reads.runtime.docs import paragraphs, summary
from tao_tui.text import Clean

if TYPE_CHECKING:
    from tao_tui.chain.runtime import ChainRuntime


@dataclass(frozen=True, slots=True)
class CallablePallet:
    """A pallet and how many calls it has."""

    pallet: str
    calls: int


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call and its arguments."""

    name: str
    arguments: tuple[Argument, ...]
    docs: Clean


@dataclass(frozen=True, slots=True)
class CallList:
    """The calls of one pallet."""

    pallet: str
    calls: tuple[CallRow, ...]


@dataclass(frozen=True, slots=True)
class CallDescription:
    """One call and the runtime's documentation of it, by paragraph."""

    pallet: str
    function: str
    arguments: tuple[Argument, ...]
    docs: tuple[Clean, ...]


def call_list(runtime: ChainRuntime, pallet: str) -> CallList:
    """The calls of a pallet."""
    return CallList(pallet, tuple(call_row(runtime, pallet, each) for each in runtime.call_names(pallet)))


def call_row(runtime: ChainRuntime, pallet: str, function: str) -> CallRow:
    """A call: its arguments, and in a sentence what it does."""
    arguments = tuple(argument_of(runtime, field) for field in runtime.call_fields(pallet, function))
    return CallRow(function, arguments, summary(runtime.call_docs(pallet, function)))


def call_description(runtime: ChainRuntime, pallet: str, function: str) -> CallDescription:
    """One call, with all that the runtime says of it."""
    row = call_row(runtime, pallet, function)
    return CallDescription(pallet, function, row.arguments, paragraphs(runtime.call_docs(pallet, function)))


def callable_pallets(runtime: ChainRuntime) -> tuple[CallablePallet, ...]:
    """The pallets that have calls."""
    counted = (CallablePallet(name, len(runtime.call_names(name))) for name in runtime.pallets())
    return tuple(each for each in counted if each.calls)
