"""SCALE: round trips, canonical forms, and agreement with the codec real clients use."""

from __future__ import annotations

import enum
from typing import Annotated, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tao_tui.devnet.frame.weight import DispatchEventInfo
from tao_tui.devnet.pallets.system_types import AccountData, AccountInfo
from tao_tui.devnet.scale.composite import Struct, struct
from tao_tui.devnet.scale.hints import (
    I96F32,
    AccountId,
    BoundedVec,
    Bytes,
    Compact,
    Vec,
    array,
    bounded,
    codec_of,
    i16,
    i64,
    i128,
    u8,
    u16,
    u32,
    u64,
    u128,
)
from tao_tui.devnet.scale.reader import Reader, ScaleError, compact
from tao_tui.devnet.scale.variants import ScaleEnum, Variant, unit_enum


@unit_enum("tests::Colour")
class Colour(enum.Enum):
    """A plain enum with a gap."""

    Red = 0
    Blue = 3


class Shape(ScaleEnum, path="tests::Shape"):
    """An enum with data."""

    Point = Variant(0)
    Circle = Variant(2, u32)
    Box = Variant(5, width=u16, height=u16)


@struct("tests::Everything")
class Everything:
    """A struct of many kinds."""

    number: u64
    signed: i128
    text: str
    flags: Vec[bool]
    maybe: u16 | None
    pair: tuple[u8, Bytes]
    shape: Shape
    colour: Colour
    table: dict[u16, u64]
    members: frozenset[u16]
    fixed: Annotated[Vec[u16], array(2)]
    amounts: BoundedVec[Compact[u128]]


def unsigned(bits: int) -> st.SearchStrategy[int]:
    return st.integers(0, (1 << bits) - 1)


SHAPES = st.one_of(
    st.just(Shape.Point()),
    st.builds(Shape.Circle, unsigned(32)),
    st.builds(lambda w, h: Shape.Box(width=w, height=h), unsigned(16), unsigned(16)),
)
EVERYTHING = st.builds(
    Everything,
    unsigned(64),
    st.integers(-(1 << 127), (1 << 127) - 1),
    st.text(max_size=20),
    st.lists(st.booleans(), max_size=5),
    st.none() | unsigned(16),
    st.tuples(unsigned(8), st.binary(max_size=80)),
    SHAPES,
    st.sampled_from(Colour),
    st.dictionaries(unsigned(16), unsigned(64), max_size=5),
    st.frozensets(unsigned(16), max_size=5),
    st.lists(unsigned(16), min_size=2, max_size=2),
    st.lists(unsigned(128), max_size=4),
)


@given(EVERYTHING)
def test_a_struct_survives_the_round_trip(value: Everything) -> None:
    codec = codec_of(Everything)
    assert codec.decode(codec.encode(value)) == value


@given(EVERYTHING, st.data())
def test_a_cut_or_longer_encoding_is_refused(value: Everything, data: st.DataObject) -> None:
    codec = codec_of(Everything)
    encoded = codec.encode(value)
    cut = data.draw(st.integers(0, len(encoded) - 1))
    with pytest.raises(ScaleError):
        codec.decode(encoded[:cut])
    with pytest.raises(ScaleError):
        codec.decode(encoded + b"\x00")


@given(st.binary(max_size=200))
def test_garbage_never_does_more_than_scale_error(data: bytes) -> None:
    try:
        value = codec_of(Everything).decode(data)
    except ScaleError:
        return
    assert isinstance(value, Everything)


@given(st.integers(0, (1 << 130)))
def test_compact_round_trip_and_shortest_form(value: int) -> None:
    encoded = compact(value)
    reader = Reader(encoded)
    assert reader.compact() == value
    assert reader.remaining == 0


@pytest.mark.parametrize(
    ("value", "encoded"),
    [(0, "00"), (63, "fc"), (64, "0101"), (16383, "fdff"), (16384, "02000100"), (1 << 30, "0300000040")],
)
def test_compact_golden(value: int, encoded: str) -> None:
    assert compact(value).hex() == encoded


@pytest.mark.parametrize("encoded", ["0100", "02000000", "0300000000", "070000000001"[:10]])
def test_a_compact_integer_that_could_be_shorter_is_refused(encoded: str) -> None:
    with pytest.raises(ScaleError):
        Reader(bytes.fromhex(encoded)).compact()


@pytest.mark.parametrize(
    ("hint", "value"),
    [
        (u8, 256),
        (u16, -1),
        (i16, 40_000),
        (Compact[u16], 70_000),
        (Vec[u16], [70_000]),
        (AccountId, b"short"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(hint: Any, value: Any) -> None:
    with pytest.raises(ScaleError):
        codec_of(hint).encode(value)


def test_a_bound_holds_both_ways() -> None:
    codec = codec_of(Annotated[Vec[u8], bounded(2)])
    with pytest.raises(ScaleError):
        codec.encode([1, 2, 3])
    with pytest.raises(ScaleError):
        codec.decode(codec_of(Vec[u8]).encode([1, 2, 3]))


def test_a_long_length_does_not_allocate() -> None:
    with pytest.raises(ScaleError):
        codec_of(Vec[u64]).decode(compact(1 << 29) + b"\x00" * 8)


def test_numpy_columns_encode_like_lists() -> None:
    column = np.arange(256, dtype=np.uint16)
    assert codec_of(Vec[u16]).encode(column) == codec_of(Vec[u16]).encode(list(range(256)))


def test_fixed_point_is_its_bits() -> None:
    assert codec_of(I96F32).encode(-(1 << 32)) == codec_of(i128).encode(-(1 << 32))


def test_unknown_variants_are_refused() -> None:
    for encoded in (b"\x01", b"\xff"):
        with pytest.raises(ScaleError):
            codec_of(Shape).decode(encoded)
    with pytest.raises(ScaleError):
        codec_of(Colour).decode(b"\x01")


def test_what_has_no_form_says_so() -> None:
    for hint in (float, int | str, object):
        with pytest.raises(TypeError):
            codec_of(hint)


def test_i64_is_two_complement() -> None:
    assert codec_of(i64).encode(-1) == b"\xff" * 8


def test_the_numbers_of_a_struct_are_taken_out_in_order_and_only_when_there_is_nothing_else() -> None:
    account = AccountInfo(nonce=1, consumers=2, providers=3, sufficients=4, data=AccountData(5, 6, 7, 8))
    numbers = Struct(AccountInfo).numbers
    assert numbers is not None
    assert numbers(account) == (1, 2, 3, 4, 5, 6, 7, 8)
    assert Struct(DispatchEventInfo).numbers is None
