"""What can be read of the connected runtime: pallets, storage, constants and runtime APIs, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tao_tui.chain.calls.registry import Field
from tao_tui.chain.generic.values import type_id_of
from tao_tui.reads.runtime.docs import paragraphs, summary
from tao_tui.text import Clean, clean

if TYPE_CHECKING:
    from tao_tui.chain.runtime import ApiMethod, ChainRuntime
    from tao_tui.reads.runtime.names import Target


@dataclass(frozen=True, slots=True)
class PalletRow:
    """A pallet and how much it has of each."""

    name: str
    index: int
    storage: int
    constants: int
    calls: int


@dataclass(frozen=True, slots=True)
class ApiRow:
    """A runtime API and its number of methods."""

    name: str
    methods: int


@dataclass(frozen=True, slots=True)
class Catalog:
    """Everything that can be asked, by name."""

    pallets: tuple[PalletRow, ...]
    apis: tuple[ApiRow, ...]


@dataclass(frozen=True, slots=True)
class StorageRow:
    """A storage item: the types of its map keys and of its value."""

    name: str
    keys: tuple[str, ...]
    type: str
    optional: bool
    """Whether it may hold nothing; otherwise there is a default."""
    docs: Clean


@dataclass(frozen=True, slots=True)
class ConstantRow:
    """A constant and its value."""

    name: str
    type: str
    value: object
    docs: Clean


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a call or an API method."""

    name: str
    type: str
    shape: Clean
    """What the type is made of, one level deep; empty where its name says it."""
    example: Clean


@dataclass(frozen=True, slots=True)
class MethodRow:
    """A method of a runtime API."""

    name: str
    arguments: tuple[Argument, ...]
    type: str
    docs: Clean


@dataclass(frozen=True, slots=True)
class Description:
    """What can be read under a name: what it takes, what it gives, and the runtime's documentation."""

    name: str
    sort: str
    arguments: tuple[Argument, ...]
    type: str
    shape: Clean
    docs: tuple[Clean, ...]


@dataclass(frozen=True, slots=True)
class PalletContents:
    """What can be read of one pallet."""

    pallet: str
    docs: Clean
    storage: tuple[StorageRow, ...]
    constants: tuple[ConstantRow, ...]


@dataclass(frozen=True, slots=True)
class ApiContents:
    """The methods of one runtime API."""

    api: str
    methods: tuple[MethodRow, ...]


def catalog(runtime: ChainRuntime) -> Catalog:
    """Every pallet and every runtime API."""
    pallets = tuple(
        PalletRow(
            name,
            section.index,
            len(section.storage_docs),
            len(section.constants),
            len(runtime.call_names(name)),
        )
        for name, section in runtime.sections.items()
    )
    return Catalog(pallets, tuple(ApiRow(name, len(methods)) for name, methods in runtime.apis.items()))


def pallet_contents(runtime: ChainRuntime, pallet: str) -> PalletContents:
    """The storage items and constants of a pallet."""
    section = runtime.sections[pallet]
    storage = tuple(storage_row(runtime, pallet, item) for item in section.storage_docs)
    constants = tuple(constant_row(runtime, pallet, name) for name in section.constants)
    return PalletContents(pallet, summary(section.docs), storage, constants)


def storage_row(runtime: ChainRuntime, pallet: str, item: str) -> StorageRow:
    """One storage item."""
    shape, words = runtime.item(pallet, item), runtime.generic.words
    keys = tuple(words.name(type_id_of(kind)) for kind in shape.param_types)
    docs = summary(runtime.sections[pallet].storage_docs[item])
    return StorageRow(item, keys, words.name(type_id_of(shape.value_type)), shape.optional, docs)


def constant_row(runtime: ChainRuntime, pallet: str, name: str) -> ConstantRow:
    """One constant; a value the metadata does not spell rightly is a `NodeProtocolError`."""
    from tao_tui.chain.calls.call import plain

    found, generic = runtime.sections[pallet].constants[name], runtime.generic
    value = plain(generic.value(found.type_id, found.value))
    return ConstantRow(name, generic.words.name(found.type_id), value, summary(found.docs))


def api_contents(runtime: ChainRuntime, api: str) -> ApiContents:
    """The methods of a runtime API."""
    return ApiContents(api, tuple(method_row(runtime, each) for each in runtime.apis[api].values()))


def method_row(runtime: ChainRuntime, method: ApiMethod) -> MethodRow:
    """One method of a runtime API."""
    arguments = tuple(argument_of(runtime, Field(name, type_id_of(kind), "")) for name, kind in method.inputs)
    type_name = runtime.generic.words.name(type_id_of(method.output))
    return MethodRow(method.name, arguments, type_name, summary(method.docs))


def inputs_of(runtime: ChainRuntime, target: Target) -> tuple[Argument, ...]:
    """The map keys of a storage item, or the arguments of an API method; nothing for a constant."""
    if target.sort == "method":
        return method_row(runtime, runtime.apis[target.home][target.item]).arguments
    if target.sort != "storage":
        return ()
    kinds = [type_id_of(kind) for kind in runtime.item(target.home, target.item).param_types]
    names = [f"Key {number}" for number in range(1, len(kinds) + 1)] if len(kinds) > 1 else ["Key"]
    return tuple(
        argument_of(runtime, Field(name, kind, "")) for name, kind in zip(names, kinds, strict=False)
    )


def words_of(runtime: ChainRuntime, target: Target) -> Clean:
    """The type of what can be read, and what the runtime says of it."""
    section = runtime.sections.get(target.home)
    if target.sort == "method":
        method = method_row(runtime, runtime.apis[target.home][target.item])
        return clean(f"{method.type}  {method.docs}", 600)
    if section is not None and target.sort == "constant":
        constant = constant_row(runtime, target.home, target.item)
        return clean(f"constant {constant.type}  {constant.docs}", 600)
    item = storage_row(runtime, target.home, target.item)
    return clean(f"{item.type}  {item.docs}", 600)


def description(runtime: ChainRuntime, target: Target) -> Description:
    """All there is to know before something is read."""
    if target.sort == "method":
        method = runtime.apis[target.home][target.item]
        type_id, docs = type_id_of(method.output), method.docs
    elif target.sort == "constant":
        constant = runtime.sections[target.home].constants[target.item]
        type_id, docs = constant.type_id, constant.docs
    else:
        type_id = type_id_of(runtime.item(target.home, target.item).value_type)
        docs = runtime.sections[target.home].storage_docs[target.item]
    words = runtime.generic.words
    shape = clean(words.outline(type_id), 400)
    inputs = inputs_of(runtime, target)
    return Description(target.name, target.sort, inputs, words.name(type_id), shape, paragraphs(docs))


def argument_of(runtime: ChainRuntime, field: Field) -> Argument:
    """An argument with its type, what that is made of, and how a value of it is written."""
    words = runtime.generic.words
    return Argument(
        str(field.name),
        words.argument(field),
        clean(words.outline(field.type_id), 400),
        clean(words.example(field.type_id), 2000),
    )
