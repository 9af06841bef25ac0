"""Calls as people name them, as the chain encodes them, and as read back from those bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b


@dataclass(frozen=True, slots=True)
class Call:
    """A call to make; an argument may itself be a `Call`, a `ComposedCall` or a `DecodedCall`."""

    pallet: str
    function: str
    arguments: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class DecodedCall:
    """A call read from its bytes.

    Accounts are ss58 text, hashes and fixed byte arrays `0x…`, byte strings text when all of it is
    printable and `0x…` otherwise, vectors tuples, enums a name or a one-entry mapping, structs
    mappings, nested calls `DecodedCall`.
    """

    pallet: str
    function: str
    arguments: Mapping[str, object]

    @property
    def name(self) -> str:
        """`Pallet.function`."""
        return f"{self.pallet}.{self.function}"


@dataclass(frozen=True, slots=True)
class ComposedCall:
    """The exact bytes of a call, what they say when read back, and the runtime they are for."""

    data: bytes
    decoded: DecodedCall
    spec_version: int

    @property
    def hex(self) -> str:
        """The bytes as `0x…`."""
        return "0x" + self.data.hex()

    @property
    def hash(self) -> str:
        """blake2-256 of the bytes: what collectives, multisigs and proxies know a call by."""
        return "0x" + blake2b(self.data, digest_size=32).hexdigest()


def call_json(call: DecodedCall) -> dict[str, object]:
    """A call as plain values for a JSON document; integers beyond 53 bits stay integers."""
    return {
        "pallet": call.pallet,
        "function": call.function,
        "arguments": {name: plain(value) for name, value in call.arguments.items()},
    }


def every_call(value: object) -> Iterator[DecodedCall]:
    """Every call that stands in a value, the value itself too, however deep, in order."""
    if isinstance(value, DecodedCall):
        yield value
        value = value.arguments
    if isinstance(value, Mapping):
        value = tuple(value.values())
    if isinstance(value, tuple | list):
        for inner in value:
            yield from every_call(inner)


def plain(value: object) -> object:
    """A decoded value as lists, dicts, numbers and text."""
    if isinstance(value, DecodedCall):
        return call_json(value)
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, Mapping):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, tuple | list):
        return [plain(inner) for inner in value]
    return value
