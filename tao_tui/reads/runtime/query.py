"""Reads any storage item, constant or runtime API by name, its keys and arguments as a person types them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tao_tui.addresses import parse_address
from tao_tui.chain.calls.call import plain
from tao_tui.chain.generic.values import type_id_of
from tao_tui.chain.query import Found, Prepared, Reading, RuntimeCall, Storage
from tao_tui.chain.reading.listing import list_page
from tao_tui.counted import counted
from tao_tui.errors import NodeError, UsageError
from tao_tui.reads.runtime.names import Target, readable
from tao_tui.text import clean

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import BlockRef
    from tao_tui.chain.runtime import ChainRuntime

_TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: a name, its keys or arguments as text, and of which block; None is the head."""

    name: str
    arguments: tuple[str, ...] = ()
    block_hash: str | None = None
    constant: bool = False
    """Whether a constant is meant where storage has the same name."""
    limit: int = 50
    """Entries of a map at most."""
    after: str = ""
    """The storage key after which a map is read on, as `next` of the answer before gave it."""
    read_address: Callable[[str], str] = parse_address


@dataclass(frozen=True, slots=True)
class StorageValue:
    """The value of a storage item."""

    pallet: str
    item: str
    keys: tuple[object, ...]
    type: str
    value: object
    stored: bool
    """Whether the chain holds it; otherwise it is the item's default, or nothing."""


@dataclass(frozen=True, slots=True)
class MapEntry:
    """An entry of a map: all its keys, and its value."""

    keys: tuple[object, ...]
    value: object


@dataclass(frozen=True, slots=True)
class MapEntries:
    """Entries of a map below the keys that were given."""

    pallet: str
    item: str
    keys: tuple[object, ...]
    key_types: tuple[str, ...]
    type: str
    entries: tuple[MapEntry, ...]
    next: str | None
    """The storage key to read on after; None when these are all."""


@dataclass(frozen=True, slots=True)
class ConstantValue:
    """The value of a constant."""

    pallet: str
    constant: str
    type: str
    value: object


@dataclass(frozen=True, slots=True)
class ApiAnswer:
    """What a runtime API answered."""

    api: str
    method: str
    arguments: tuple[object, ...]
    type: str
    value: object


Answer = StorageValue | MapEntries | ConstantValue | ApiAnswer


async def runtime_for(client: Client, block_hash: str | None) -> ChainRuntime:
    """The runtime that is in force at a block, or at the head."""
    return client.runtime if block_hash is None else await client.runtime_at(block_hash)


async def named_block(client: Client, text: str) -> str:
    """The hash of the block that `text` names by number or hash."""
    number = text.replace(",", "").replace("_", "")
    if number.isascii() and number.isdigit() and len(number) <= 10:
        found = await client.block_hash(int(number))
        if found is None:
            raise UsageError(
                f"The chain has no block {int(number):,} yet.",
                hint="Ask for an earlier one.",
                code="no_block",
            )
        return found
    if len(text) == 66 and text.startswith("0x"):
        return text.lower()
    raise UsageError(
        f"“{clean(text, 80)}” is not a block.", hint="Give its number, or its hash.", code="bad_argument"
    )


async def target_of(client: Client, question: Question) -> tuple[ChainRuntime, Target]:
    """What the question names, by the runtime it is asked of; the cached one may lack what is new."""
    runtime = await runtime_for(client, question.block_hash)
    try:
        return runtime, readable(runtime, question.name, constant=question.constant)
    except UsageError:
        await client.link.verified_wire()
        newer = await runtime_for(client, question.block_hash)
        if newer.id == runtime.id:
            raise
        return newer, readable(newer, question.name, constant=question.constant)


async def ask(client: Client, question: Question) -> Reading[Answer]:
    """The answer to a question about one thing; asked again when the runtime changed meanwhile.

    Raises `UsageError` for a name, a key or an argument that cannot be right, and what `Client.read` raises.
    """
    for _ in range(_TRIES):
        runtime, target = await target_of(client, question)
        if target.sort == "storage":
            reading = await _storage(client, runtime, target, question)
        elif target.sort == "constant":
            reading = await _constant(client, runtime, target, question)
        elif target.sort == "method":
            reading = await _method(client, runtime, target, question)
        else:
            raise UsageError(
                f"{target.name} is a {target.sort}, not something with a value.", code="bad_argument"
            )
        if question.block_hash is not None or client.runtime.id == runtime.id:
            return reading
    raise NodeError("The chain changed faster than it could be read.", hint="Try again.")


async def _storage(
    client: Client, runtime: ChainRuntime, target: Target, question: Question
) -> Reading[Answer]:
    shape = runtime.item(target.home, target.item)
    names = [runtime.generic.words.name(type_id_of(kind)) for kind in shape.param_types]
    given = question.arguments
    if len(given) > len(names):
        takes = f"{counted(len(names), 'key')} ({', '.join(names)})" if names else "no keys"
        raise UsageError(f"{target.name} takes {takes}, not {len(given)}.", code="bad_argument")
    keys = tuple(
        runtime.generic.prepared(kind, text, f"Key {number} of {target.name}", question.read_address)
        for number, (kind, text) in enumerate(zip(shape.param_types, given, strict=False), 1)
    )
    said = _said(runtime, shape.param_types, keys)
    type_name = runtime.generic.words.name(type_id_of(shape.value_type))
    if len(keys) < len(names):
        return await _entries(client, runtime, target, question, keys, said)
    if question.after:
        raise _no_page(target)
    reading = await client.read([Storage(target.home, target.item, keys, generic=True)], question.block_hash)
    (found,) = reading.data
    assert isinstance(found, Found)
    value = StorageValue(target.home, target.item, said, type_name, plain(found.value), found.stored)
    return Reading(reading.block, value)


async def _entries(
    client: Client,
    runtime: ChainRuntime,
    target: Target,
    question: Question,
    keys: tuple[Prepared, ...],
    said: tuple[object, ...],
) -> Reading[Answer]:
    shape, generic = runtime.item(target.home, target.item), runtime.generic
    prefix = runtime.storage_prefix(target.home, target.item, keys)
    after = _after(question.after, prefix, target)
    block = await _block(client, question.block_hash)
    page = await list_page(client, prefix, at=block.hash, limit=question.limit, after=after)
    entries = tuple(
        MapEntry(
            tuple(plain(each) for each in generic.map_keys(shape.param_types, shape.hashers, key)),
            plain(generic.read(shape.value_type, value)),
        )
        for key, value in page.entries
    )
    follows = "0x" + page.entries[-1][0].hex() if page.more and page.entries else None
    words = generic.words
    return Reading(
        block,
        MapEntries(
            target.home,
            target.item,
            said,
            tuple(words.name(type_id_of(kind)) for kind in shape.param_types),
            words.name(type_id_of(shape.value_type)),
            entries,
            follows,
        ),
    )


async def _constant(
    client: Client, runtime: ChainRuntime, target: Target, question: Question
) -> Reading[Answer]:
    if question.arguments or question.after:
        raise UsageError(f"{target.name} is a constant; it takes no keys.", code="bad_argument")
    found, generic = runtime.sections[target.home].constants[target.item], runtime.generic
    value = plain(generic.value(found.type_id, found.value))
    block = await _block(client, question.block_hash)
    return Reading(block, ConstantValue(target.home, target.item, generic.words.name(found.type_id), value))


async def _method(
    client: Client, runtime: ChainRuntime, target: Target, question: Question
) -> Reading[Answer]:
    method, generic = runtime.apis[target.home][target.item], runtime.generic
    if len(question.arguments) != len(method.inputs):
        wanted = ", ".join(f"{name}: {generic.words.name(type_id_of(kind))}" for name, kind in method.inputs)
        raise UsageError(
            f"{target.name} takes {counted(len(method.inputs), 'argument')}, not {len(question.arguments)}.",
            hint=f"They are {wanted}." if wanted else "Give none.",
            code="bad_argument",
        )
    if question.after:
        raise _no_page(target)
    arguments = tuple(
        generic.prepared(kind, text, f"{target.name} {name}", question.read_address)
        for (name, kind), text in zip(method.inputs, question.arguments, strict=True)
    )
    call = RuntimeCall(target.home, target.item, arguments, generic=True)
    reading = await client.read([call], question.block_hash)
    said = _said(runtime, tuple(kind for _, kind in method.inputs), arguments)
    type_name = generic.words.name(type_id_of(method.output))
    (value,) = reading.data
    return Reading(reading.block, ApiAnswer(target.home, target.item, said, type_name, plain(value)))


async def _block(client: Client, block_hash: str | None) -> BlockRef:
    return (await client.read((), block_hash)).block


def _said(runtime: ChainRuntime, kinds: Sequence[str], keys: Sequence[Prepared]) -> tuple[object, ...]:
    """Keys or arguments as they were understood."""
    return tuple(
        plain(runtime.generic.read(kind, each.data)) for kind, each in zip(kinds, keys, strict=False)
    )


def _after(text: str, prefix: bytes, target: Target) -> bytes | None:
    if not text:
        return None
    try:
        key = bytes.fromhex(text.removeprefix("0x"))
    except ValueError:
        key = b""
    if not key.startswith(prefix):
        raise UsageError(
            f"--after is not a storage key of {target.name}.",
            hint="Give `next` of the answer before, with the same keys.",
            code="bad_argument",
        )
    return key


def _no_page(target: Target) -> UsageError:
    return UsageError(f"{target.name} is one value; --after is for maps.", code="bad_argument")
