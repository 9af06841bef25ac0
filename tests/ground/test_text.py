"""Nothing that comes out of `clean` can steer a terminal."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tao_tui.text import clean


@given(st.text(max_size=600), st.integers(min_value=1, max_value=80))
def test_what_comes_out_is_printable_bounded_and_stable(text: str, limit: int) -> None:
    shown = clean(text, limit)
    assert len(shown) <= limit
    assert all(unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") for char in shown)
    assert clean(shown, limit) == shown
    assert unicodedata.is_normalized("NFC", shown)


@given(st.binary(max_size=300))
def test_any_bytes_become_text(raw: bytes) -> None:
    assert clean(raw).isprintable()


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("\x1b]52;c;ZXZpbA==\x07", "]52;c;ZXZpbA=="),
        ("two\nlines\r\tand tab", "two lines and tab"),
        ("admin\u202egnp.exe", "admingnp.exe"),
        ("zero\u200bwidth", "zerowidth"),
        ("a" + "\u0301" * 40, "á\u0301\u0301"),
        ("x" * 300, "x" * 255 + "…"),
        ("  padded   ", "padded"),
        ("e\u0301", "é"),
        ("e\u200d\u0301", "é"),
        ("ro\u3164ot\u2800\ufe0f\U000e0100", "root"),
        ("𝜏 ♫ 深", "𝜏 ♫ 深"),
    ],
)
def test_known_tricks(hostile: str, shown: str) -> None:
    assert clean(hostile) == shown
