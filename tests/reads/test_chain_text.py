"""What the codec hands over becomes clean text and plain numbers."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tao_tui.amounts import Alpha, Tao
from tao_tui.reads.chain_text import as_address, as_int, chain_text, is_nobody
from tao_tui.reads.rows import as_row


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("hi", "hi"),
        (None, ""),
        (list("né".encode()), "né"),
        ("0xfffe", "��"),
        ("0x6869", "0x6869"),
        ("0xzz", "0xzz"),
        (b"\xf0\x9d\x9c\x8f", "𝜏"),
        ([], ""),
    ],
)
def test_the_codecs_guesses(value: object, text: str) -> None:
    assert chain_text(value) == text


@given(st.binary(max_size=40))
def test_both_shapes_of_bytes_agree(raw: bytes) -> None:
    assert chain_text(list(raw)) == chain_text(raw)
    assert all(char.isprintable() for char in chain_text(raw))


def test_numbers_and_addresses() -> None:
    assert as_int(None) == 0
    assert as_int({"bits": 7}) == 7
    assert as_int("12") == 12
    assert is_nobody(as_address(None))


@dataclasses.dataclass(frozen=True)
class Inner:
    at: Alpha


@dataclasses.dataclass(frozen=True)
class Outer:
    free: Tao
    price_rao: int
    inner: tuple[Inner, ...]
    column: object
    raw: bytes
    nothing: None = None


def test_rows_name_amounts_in_rao() -> None:
    outer = Outer(Tao(5), 6, (Inner(Alpha(7)),), np.array([1, 2], dtype=np.uint16), b"\x01")
    assert as_row(outer) == {
        "free_rao": 5,
        "price_rao": 6,
        "inner": [{"at_rao": 7}],
        "column": [1, 2],
        "raw": "0x01",
        "nothing": None,
    }
    with pytest.raises(TypeError):
        as_row(1.5)
