"""Values of any type of one runtime: read from bytes, made from what a person typed, named in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Final

from tao_tui.addresses import parse_address
from tao_tui.chain.calls.call import DecodedCall
from tao_tui.chain.calls.reader import CallReader, ValueReader
from tao_tui.chain.calls.registry import Registry
from tao_tui.chain.generic.text import TextValues
from tao_tui.chain.generic.type_words import TypeWords
from tao_tui.chain.generic.writer import ValueWriter
from tao_tui.chain.query import Prepared
from tao_tui.errors import Fault, NodeProtocolError, UsageError
from tao_tui.text import clean

_PREFIX_SIZE: Final = 32
"""Bytes of a storage key before its map keys: two hashes of 16, of the pallet and of the item."""

_HASH_SIZES: Final = {
    "Identity": 0, "Twox64Concat": 8, "Blake2_128Concat": 16, "Blake2_128": 16, "Twox128": 16,
    "Blake2_256": 32, "Twox256": 32,
}  # fmt: skip
_KEEPS_KEY: Final = ("Identity", "Twox64Concat", "Blake2_128Concat")
"""Hashers that let the key itself follow its hash."""


def type_id_of(kind: str) -> int:
    """The number of a type in the registry, from the codec's name for it; `NodeProtocolError` without one."""
    number = kind.removeprefix("scale_info::")
    if not number.isdigit():
        raise NodeProtocolError("The runtime's metadata names a type that is not in it.")
    return int(number)


class GenericValues:
    """The types of one runtime, for whoever does not know beforehand what they are."""

    def __init__(self, registry: Registry, codec: Any) -> None:
        self._registry = registry
        self._codec = codec
        self._reader = ValueReader(registry)
        self._calls = CallReader(registry)
        self._writer = ValueWriter(registry)

    @cached_property
    def words(self) -> TypeWords:
        """The types in words."""
        return TypeWords(self._registry)

    def read(self, kind: str, data: bytes) -> object:
        """A value from its bytes; byte strings are `0x…`."""
        return self._reader.value(type_id_of(kind), data)

    def value(self, type_id: int, data: bytes) -> object:
        """The same for a type by its number."""
        return self._reader.value(type_id, data)

    def from_text(
        self, type_id: int, given: object, where: str, read_address: Callable[[str], str] = parse_address
    ) -> object:
        """What a person typed in canonical form; a `UsageError` names `where`, the type and an example."""
        texts = TextValues(self._registry, read_address, self._calls.read)
        try:
            return texts.value(type_id, given, where)
        except UsageError as error:
            words, about = self.words, error.hint
            wanted = f"{where} is {words.name(type_id)}, such as {clean(words.example(type_id), 200)}"
            outline = words.outline(type_id)
            shape = f" It is {outline}." if outline else ""
            message = error.message if where in error.message else f"{where}: {error.message}"
            if given == "":
                message, about = f"{where} is empty.", ""
            raise UsageError(message, hint=f"{about} {wanted}.{shape}".strip(), code=error.code) from None

    def call_from(
        self, given: object, where: str, read_address: Callable[[str], str] = parse_address
    ) -> object:
        """A whole call as a person gives it: JSON with pallet, function and arguments."""
        return self.from_text(self._registry.call_type(), given, where, read_address)

    def prepared(
        self, kind: str, given: object, where: str, read_address: Callable[[str], str] = parse_address
    ) -> Prepared:
        """The same, encoded for a map key or an argument."""
        type_id = type_id_of(kind)
        value = self.from_text(type_id, given, where, read_address)
        data = self._writer.write(type_id, value)
        if self._calls.value(type_id, data) != value:
            raise Fault(f"{where} does not say what was asked for once encoded.", code="compose_mismatch")
        return Prepared(data, self.for_codec(value))

    def map_keys(self, kinds: tuple[str, ...], hashers: tuple[str, ...], key: bytes) -> tuple[object, ...]:
        """The map keys inside a storage key; one that is only there as a hash is that hash."""
        at = _PREFIX_SIZE
        found: list[object] = []
        for kind, hasher in zip(kinds, hashers, strict=True):
            size = _HASH_SIZES.get(hasher)
            if size is None or at + size > len(key):
                raise NodeProtocolError("The node's storage key is not one of this item.")
            hashed, at = key[at : at + size], at + size
            value: object = "0x" + hashed.hex()
            if hasher in _KEEPS_KEY:
                value, at = self._reader.part(type_id_of(kind), key, at)
            found.append(value)
        if at != len(key):
            raise NodeProtocolError("The node's storage key is longer than the item's keys.")
        return tuple(found)

    def for_codec(self, value: object) -> object:
        """A canonical value as the codec takes it: calls as their bytes, lists as lists."""
        if isinstance(value, DecodedCall):
            return self.encoded(value)
        if isinstance(value, tuple):
            return [self.for_codec(inner) for inner in value]
        if isinstance(value, Mapping):
            return {name: self.for_codec(inner) for name, inner in value.items()}
        return value

    def encoded(self, call: DecodedCall) -> bytes:
        """The bytes of a call in canonical form, by the codec; what it has no shape for is written here."""
        try:
            arguments = {name: self.for_codec(value) for name, value in call.arguments.items()}
            return bytes(self._codec.compose_call(call.pallet, call.function, arguments))
        except (ValueError, TypeError):
            return self._writer.write(self._registry.call_type(), call)
