"""What can be asked of a chain in one batch, and the shape of the answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar

T = TypeVar("T")

ColumnKind = Literal["u16", "u64", "bool"]
"""Element type of a vector that is decoded straight into numpy."""


@dataclass(frozen=True, slots=True)
class Variant:
    """An alternative of an enum with its value, where a map is keyed by one."""

    name: str
    value: object


@dataclass(frozen=True, slots=True)
class Prepared:
    """A map key or argument of any type, encoded and read back already; equal when its bytes are."""

    data: bytes
    value: object = field(compare=False)
    """As the codec takes it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A storage value read as `generic`, and whether the chain holds it or it is the item's default."""

    value: object
    stored: bool


@dataclass(frozen=True, slots=True)
class Storage:
    """One storage item: its map keys in `params`, and how its value is wanted.

    `as_column` decodes a `Vec` of that element into a read-only numpy array; `raw` leaves the
    SCALE bytes alone; `generic` gives a `Found` in the shapes of `chain.calls.reader.ValueReader`. Without
    any the value has the shapes of the codec.
    """

    pallet: str
    item: str
    params: tuple[object, ...] = ()
    as_column: ColumnKind | None = None
    raw: bool = False
    generic: bool = False


@dataclass(frozen=True, slots=True)
class RuntimeCall:
    """One runtime API method, named as in the metadata; a `generic` answer is read by `ValueReader`."""

    api: str
    method: str
    params: tuple[object, ...] = ()
    generic: bool = False


@dataclass(frozen=True, slots=True)
class BlockRef:
    """A block by number and hash."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """Data and the one block all of it belongs to."""

    block: BlockRef
    data: T


@dataclass(frozen=True, slots=True)
class Head:
    """A new best block, and the number of the newest final one."""

    block: BlockRef
    finalized: int


@dataclass(frozen=True, slots=True)
class Changes:
    """Storage values that changed up to a block; the first of a stream carries every item."""

    block_hash: str
    values: dict[Storage, object]
