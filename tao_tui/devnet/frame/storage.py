"""Storage values and maps: declared on a pallet class, bound to state on its instance."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping
from itertools import repeat
from typing import Any, Final, Generic, Protocol, TypeVar, get_args

from tao_tui.devnet.frame.declare import Declaration
from tao_tui.devnet.frame.hashing import (
    Blake2_128,
    Blake2_128Concat,
    Blake2_256,
    Hasher,
    Identity,
    Twox64Concat,
    Twox128,
    twox128,
)
from tao_tui.devnet.scale.codec import Codec
from tao_tui.devnet.scale.collections import Tuple
from tao_tui.devnet.scale.composite import Struct
from tao_tui.devnet.scale.hints import codec_of
from tao_tui.devnet.scale.reader import Reader, ScaleError

__all__ = [
    "Blake2_128",
    "Blake2_128Concat",
    "Blake2_256",
    "Identity",
    "StorageItem",
    "StorageMap",
    "StorageValue",
    "Twox64Concat",
    "Twox128",
]

SPARE_KEYS = 10_000
"""How many raw keys of absent values an item remembers before it forgets all."""
K = TypeVar("K")
V = TypeVar("V")
Key = Any


class _Missing:
    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = _Missing()
"""What a key holds that holds nothing; as a default it makes an item Optional."""


class Keeper(Protocol):
    """The state as an item sees it that is bound to it."""

    journal: list[tuple[StorageItem, Key, Any]]
    """Every write: the item, the key, and what it held before."""

    def keep(self, item: StorageItem) -> None:
        """Take an item in, with the values it begins with."""


class StorageItem(Declaration):
    """What values and maps share: the prefix, the codecs, the native data and its journal."""

    hashers: tuple[Hasher, ...] = ()
    default: Any = MISSING
    """The default; `MISSING` makes the item Optional."""

    data: dict[Key, Any]
    """Native values by native key; only `StorageItem` writes it."""
    value_codec: Codec
    numbers: Callable[[Any], tuple[int, ...]] | None
    """How to take the numbers out of a value made only of them; None for other values."""
    key_codec: Codec | None
    """The whole key's codec; `None` for a plain value."""
    key_parts: tuple[Codec, ...]
    """One codec per hasher."""
    prefix: bytes
    _journal: list[tuple[StorageItem, Key, Any]]
    _raw: dict[Key, bytes]
    _native: dict[bytes, Key]
    _sorted: list[bytes] | None
    _indexes: dict[int, dict[Key, dict[Key, None]]]
    _load: Callable[[], dict[Key, Any]]

    def resolve(self) -> None:
        """Find the codecs from the type arguments the item was declared with."""
        args = get_args(self.__dict__["__orig_class__"])
        self.value_codec = codec_of(args[-1])
        self.numbers = self.value_codec.numbers if isinstance(self.value_codec, Struct) else None
        self.key_codec = codec_of(args[0]) if len(args) == 2 else None
        if self.key_codec is None:
            self.key_parts = ()
        elif len(self.hashers) == 1:
            self.key_parts = (self.key_codec,)
        else:
            assert isinstance(self.key_codec, Tuple), self.name
            assert len(self.key_codec.items) == len(self.hashers), self.name
            self.key_parts = self.key_codec.items

    def bind(self, owner: Any) -> StorageItem:
        """This item in the state of `owner`'s runtime."""
        if "value_codec" not in self.__dict__:
            self.resolve()
        bound = copy.copy(self)
        state: Keeper = owner.runtime.state
        bound.prefix = twox128(owner.name.encode()) + twox128(self.name.encode())
        bound._journal = state.journal
        bound._raw = {}
        bound._sorted = None
        bound._native = {}
        bound._indexes = {}
        state.keep(bound)
        return bound

    def load_from(self, load: Callable[[], dict[Key, Any]]) -> None:
        """Have `load` tell the values once they are asked for."""
        self._load = load

    def __getattr__(self, name: str) -> Any:
        if name != "data" or "_load" not in self.__dict__:
            raise AttributeError(name)
        self.data = self.__dict__["_load"]()
        return self.data

    def write(self, key: Key, value: Any) -> None:
        """Set `key`; the innermost layer can undo it."""
        data = self.data
        old = data.get(key, MISSING)
        self._journal.append((self, key, old))
        data[key] = value
        if old is MISSING:
            self._key_added(key)

    def remove(self, key: Key) -> Any:
        """Remove `key` and answer what it held, or `MISSING`."""
        old = self.data.pop(key, MISSING)
        if old is not MISSING:
            self._journal.append((self, key, old))
            self._key_removed(key)
        return old

    def restore(self, key: Key, old: Any) -> None:
        """Put back what `key` held; used to undo."""
        if old is MISSING:
            if self.data.pop(key, MISSING) is not MISSING:
                self._key_removed(key)
        else:
            if key not in self.data:
                self._key_added(key)
            self.data[key] = old

    def _key_added(self, key: Key) -> None:
        self._sorted = None
        for length, index in self._indexes.items():
            index.setdefault(key[:length], {})[key] = None

    def _key_removed(self, key: Key) -> None:
        self._sorted = None
        for length, index in self._indexes.items():
            index[key[:length]].pop(key, None)

    def raw_key(self, key: Key) -> bytes:
        """The storage key of a native key."""
        raw = self._raw.get(key)
        if raw is None:
            parts = (key,) if len(self.hashers) == 1 else key
            hashed = (
                h.hash(c.encode(p)) for h, c, p in zip(self.hashers, self.key_parts, parts, strict=True)
            )
            if len(self._raw) > 2 * len(self.data) + SPARE_KEYS:
                self._raw.clear()
                self._native.clear()
            raw = self._raw[key] = self.prefix + b"".join(hashed)
            self._native[raw] = key
        return raw

    def encode(self, value: Any) -> bytes:
        """A native value as it stands in storage."""
        return self.value_codec.encode(value)

    def raw_value(self, key: Key) -> bytes:
        """The stored bytes of a native key; empty when absent."""
        value = self.data.get(key, MISSING)
        return b"" if value is MISSING else self.encode(value)

    def native_key(self, raw: bytes) -> Key:
        """The native key of a storage key; `ScaleError` when it is not one of this item's."""
        if raw in self._native:
            return self._native[raw]
        if any(hasher.skip is None for hasher in self.hashers):
            for key in self.data:
                self.raw_key(key)
            if raw not in self._native:
                raise ScaleError("no such key")
            return self._native[raw]
        reader = Reader(raw[32:])
        parts = []
        for hasher, codec in zip(self.hashers, self.key_parts, strict=True):
            reader.take(hasher.skip or 0)
            parts.append(codec.read(reader))
        reader.finish()
        key = parts[0] if len(self.hashers) == 1 else tuple(parts)
        if self.raw_key(key) != raw:
            raise ScaleError("the key's hash does not match it")
        return key

    def sorted_keys(self) -> list[bytes]:
        """All storage keys of the item, ascending."""
        if self._sorted is None:
            self._sorted = sorted(map(self.raw_key, self.data))
        return self._sorted


class StorageValue(StorageItem, Generic[V]):
    """A single value: `Total = StorageValue[u64](0)`; without a default it is Optional."""

    def __init__(self, default: V | Any = MISSING) -> None:
        self.default = default

    @property
    def value(self) -> V:
        """The stored value or the default; `KeyError` when there is neither."""
        found = self.data.get((), self.default)
        if found is MISSING:
            raise KeyError(self.name)
        return found  # type: ignore[no-any-return]

    @value.setter
    def value(self, value: V) -> None:
        self.write((), value)

    def get(self) -> V | None:
        """The stored value, or None."""
        return self.data.get(())

    @property
    def exists(self) -> bool:
        """Whether a value is stored."""
        return bool(self.data)

    def clear(self) -> None:
        """Remove the stored value."""
        self.remove(())

    def take(self) -> V | None:
        """Remove the stored value and answer it, or None."""
        old = self.remove(())
        return None if old is MISSING else old


class StorageMap(StorageItem, Generic[K, V]):
    """A map: one hasher per key; several keys are a tuple. Without a default it is Optional."""

    def __init__(self, *hashers: Hasher, default: V | Any = MISSING) -> None:
        self.hashers = hashers
        self.default = default

    def __getitem__(self, key: K) -> V:
        found = self.data.get(key, self.default)
        if found is MISSING:
            raise KeyError(key)
        return found  # type: ignore[no-any-return]

    def __setitem__(self, key: K, value: V) -> None:
        data = self.data
        old = data.get(key, MISSING)
        self._journal.append((self, key, old))
        data[key] = value
        if old is MISSING:
            self._key_added(key)

    def column(self, keys: Iterable[K]) -> list[V]:
        """The values of many keys in their order, the default where there is none; for items with one."""
        return list(map(self.data.get, keys, repeat(self.default)))

    def assign(self, values: Mapping[K, V]) -> None:
        """Set many keys at once; those that hold their value already are left alone."""
        data, journal = self.data, self._journal
        for key, value in values.items():
            old = data.get(key, MISSING)
            if old == value:
                continue
            journal.append((self, key, old))
            data[key] = value
            if old is MISSING:
                self._key_added(key)

    def __delitem__(self, key: K) -> None:
        self.remove(key)

    def __contains__(self, key: K) -> bool:
        return key in self.data

    def __len__(self) -> int:
        return len(self.data)

    def get(self, key: K) -> V | None:
        """The stored value, or None (the default is not used)."""
        return self.data.get(key)

    def pop(self, key: K) -> V | None:
        """Remove `key` and answer what it held, or None."""
        old = self.remove(key)
        return None if old is MISSING else old

    def keys(self) -> list[K]:
        """A snapshot of the native keys."""
        return list(self.data)

    def values(self) -> list[V]:
        """A snapshot of the values."""
        return list(self.data.values())

    def items(self) -> list[tuple[K, V]]:
        """A snapshot of keys and values."""
        return list(self.data.items())

    def under(self, *prefix: Any) -> list[tuple[K, V]]:
        """A snapshot of the pairs whose key starts with `prefix`."""
        index = self._indexes.get(len(prefix))
        if index is None:
            index = self._indexes[len(prefix)] = {}
            every: list[Any] = list(self.data)
            for key in every:
                index.setdefault(key[: len(prefix)], {})[key] = None
        return [(key, self.data[key]) for key in index.get(prefix, ())]

    def clear_under(self, *prefix: Any) -> int:
        """Remove the pairs whose key starts with `prefix`; answers how many there were."""
        found = self.under(*prefix)
        for key, _ in found:
            self.remove(key)
        return len(found)
