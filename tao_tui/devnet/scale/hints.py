"""From Python annotations to codecs, and the names annotations are written with."""

from __future__ import annotations

import types
from collections.abc import Callable, Sequence
from functools import cache
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from tao_tui.devnet.scale.codec import Codec
from tao_tui.devnet.scale.collections import Array, Bounded, BTreeMap, BTreeSet, Option, Tuple
from tao_tui.devnet.scale.collections import Vec as VecCodec
from tao_tui.devnet.scale.fixed import FixedPoint
from tao_tui.devnet.scale.primitives import Bool, ByteVec, CompactCodec, FixedBytes, Int, Newtype, Text

T = TypeVar("T")


class Wrap:
    """Inside `Annotated`: makes a codec from the one of the annotation before it."""

    def __init__(self, make: Callable[[Codec], Codec]) -> None:
        self.make = make


def bounded(limit: int | None = None, path: str = "bounded_collections::bounded_vec::BoundedVec") -> Wrap:
    """Inside `Annotated`: a `BoundedVec` of at most `limit` items."""
    return Wrap(lambda inner: Bounded(inner, limit, path))


def array(size: int) -> Wrap:
    """Inside `Annotated[Vec[T], ...]`: exactly `size` items, `[T; size]`."""
    return Wrap(lambda inner: Array(inner.item if isinstance(inner, VecCodec) else inner, size))


def newtype(path: str, inner: Any, field: str | None = None) -> Newtype:
    """Inside `Annotated`: a Rust type that wraps one value and is encoded as it."""
    return Newtype(path, codec_of(inner), field)


@cache
def codec_of(hint: Any) -> Codec:
    """The codec an annotation means; `TypeError` when it means none.

    A class of our own says in `__scale_codec__` what makes its codec.
    """
    if isinstance(hint, Codec):
        return hint
    if get_origin(hint) is Annotated:
        return _annotated(*get_args(hint))
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _union(args)
    if origin is tuple:
        repeated = len(args) == 2 and args[1] is Ellipsis
        return VecCodec(codec_of(args[0])) if repeated else Tuple(tuple(map(codec_of, args)))
    if origin is dict:
        return BTreeMap(codec_of(args[0]), codec_of(args[1]))
    if origin in (frozenset, set):
        return BTreeSet(codec_of(args[0]))
    if origin is not None and issubclass(origin, Sequence):
        return VecCodec(codec_of(args[0]))
    return _plain(hint)


def _annotated(base: Any, *extras: Any) -> Codec:
    codec: Codec | None = None
    for extra in extras:
        if isinstance(extra, Codec):
            codec = extra
        elif isinstance(extra, Wrap):
            codec = extra.make(codec or codec_of(base))
    return codec or codec_of(base)


def _union(args: tuple[Any, ...]) -> Codec:
    inner = [arg for arg in args if arg is not type(None)]
    if len(inner) != 1 or len(args) != 2:
        raise TypeError("a union other than `X | None` has no SCALE form")
    return Option(codec_of(inner[0]))


def _plain(hint: Any) -> Codec:
    if hint is None or hint is type(None):
        return Tuple()
    simple: dict[Any, Codec] = {bool: Bool(), str: Text(), bytes: ByteVec()}
    if hint in simple:
        return simple[hint]
    make: Callable[[type], Codec] | None = getattr(hint, "__scale_codec__", None)
    if isinstance(hint, type) and make is not None:
        return make(hint)
    raise TypeError(f"{hint!r} has no SCALE form")


u8 = Annotated[int, Int(1)]
u16 = Annotated[int, Int(2)]
u32 = Annotated[int, Int(4)]
u64 = Annotated[int, Int(8)]
u128 = Annotated[int, Int(16)]
i16 = Annotated[int, Int(2, True)]
i64 = Annotated[int, Int(8, True)]
i128 = Annotated[int, Int(16, True)]
Bytes = Annotated[bytes, ByteVec()]
Bytes4 = Annotated[bytes, FixedBytes(4)]
Bytes8 = Annotated[bytes, FixedBytes(8)]
Bytes16 = Annotated[bytes, FixedBytes(16)]
Bytes20 = Annotated[bytes, FixedBytes(20)]
Bytes24 = Annotated[bytes, FixedBytes(24)]
Bytes32 = Annotated[bytes, FixedBytes(32)]
Bytes64 = Annotated[bytes, FixedBytes(64)]
Bytes65 = Annotated[bytes, FixedBytes(65)]
AccountId = Annotated[bytes, Newtype("sp_core::crypto::AccountId32", FixedBytes(32))]
H256 = Annotated[bytes, Newtype("primitive_types::H256", FixedBytes(32))]
H160 = Annotated[bytes, Newtype("primitive_types::H160", FixedBytes(20))]
NetUid = u16
MechId = u8
Percent = Annotated[int, Newtype("sp_arithmetic::per_things::Percent", Int(1))]
Perquintill = Annotated[int, Newtype("sp_arithmetic::per_things::Perquintill", Int(8))]
FixedU128 = Annotated[int, Newtype("sp_arithmetic::fixed_point::FixedU128", Int(16))]
U64F64 = Annotated[int, FixedPoint(Int(16), 64)]
U96F32 = Annotated[int, FixedPoint(Int(16), 32)]
I96F32 = Annotated[int, FixedPoint(Int(16, True), 32)]
I64F64 = Annotated[int, FixedPoint(Int(16, True), 64)]
I32F32 = Annotated[int, FixedPoint(Int(8, True), 32)]
Compact = Annotated[T, Wrap(CompactCodec)]
Vec = Annotated[Sequence[T], Wrap(lambda codec: codec)]
BoundedVec = Annotated[Sequence[T], bounded()]
WeakBoundedVec = Annotated[Sequence[T], bounded(path="bounded_collections::weak_bounded_vec::WeakBoundedVec")]
