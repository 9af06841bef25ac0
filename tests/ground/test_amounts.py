"""Amounts are exact, bounded, and of one kind."""

from __future__ import annotations

import operator
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tao_tui.amounts import MAX_RAO, Alpha, Tao, is_negative, parse_ppm
from tao_tui.errors import UsageError

raos = st.integers(min_value=0, max_value=MAX_RAO)


@given(raos)
def test_what_is_printed_is_read_back(rao: int) -> None:
    assert Tao.parse(Tao(rao).plain) == Tao(rao)
    assert Tao.parse(str(Tao(rao))) == Tao(rao)


@given(raos)
def test_plain_is_the_exact_decimal(rao: int) -> None:
    assert Decimal(Tao(rao).plain) == Decimal(rao) / Decimal(10**9)


@given(raos, st.integers(min_value=0, max_value=9))
def test_short_never_rounds_up(rao: int, decimals: int) -> None:
    shown = Decimal(Tao(rao).short(decimals).replace(",", ""))
    assert Decimal(0) <= Decimal(rao) / Decimal(10**9) - shown < Decimal(1) / 10**decimals


@pytest.mark.parametrize(
    ("text", "rao"),
    [
        ("1", 10**9),
        ("1.5", 15 * 10**8),
        (".000000001", 1),
        ("1,000.5 τ", 1000_500_000_000),
        (" 0 ", 0),
        ("1'000_000 000", 10**18),
        ("1.0000000000", 10**9),
        ("878.520 226 365 τ", 878_520_226_365),
        ("1,284.530 2", 1_284_530_200_000),
        ("1 000.530\N{NO-BREAK SPACE}211\N{NARROW NO-BREAK SPACE}000\N{NO-BREAK SPACE}τ", 1_000_530_211_000),
        ("18446744073.709551615", MAX_RAO),
    ],
)
def test_decimals_are_read_exactly(text: str, rao: int) -> None:
    assert Tao.parse(text).rao == rao


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "1,5",
        "0,5",
        "10,50",
        "1,",
        "1,00.5",
        "1000,000",
        "1,000,00",
        "1'5",
        "-1",
        "1e9",
        "0x10",
        "1.0000000001",
        "NaN",
        "inf",
        "1.5.5",
        "1.5 5",
        "1.50 500",
        "1.500  500",
        "1.500 5000",
        "١",
        "18446744073.709551616",
        "9" * 5000,
        "1 α",
    ],
)
def test_anything_else_is_refused_with_a_hint(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        Tao.parse(text)
    assert caught.value.hint


@pytest.mark.parametrize("text", ["-1", " -0.5", "\N{MINUS SIGN}1,000", "-.5", "- 2", "-1 τ"])
def test_a_negative_amount_is_called_so(text: str) -> None:
    with pytest.raises(UsageError, match="is negative; an amount cannot be"):
        Tao.parse(text)
    assert not is_negative(text.replace("-", "").replace("\N{MINUS SIGN}", ""))


@pytest.mark.parametrize("text", ["-1%", "-0.05"])
def test_a_negative_share_is_called_so(text: str) -> None:
    with pytest.raises(UsageError, match="is negative; a share cannot be") as caught:
        parse_ppm(text)
    assert caught.value.code == "bad_share"


@pytest.mark.parametrize("operation", [operator.add, operator.sub, operator.lt, operator.ge])
def test_tao_and_alpha_do_not_mix(operation: object) -> None:
    assert callable(operation)
    with pytest.raises(TypeError, match="cannot mix"):
        operation(Tao(1), Alpha(1))
    with pytest.raises(TypeError, match="cannot mix"):
        operation(Tao(1), 1)
    kinds: set[object] = {Tao(1), Alpha(1), Tao(1)}
    assert len(kinds) == 2


def test_arithmetic_keeps_the_kind() -> None:
    assert Tao(3) + Tao(4) == Tao(7)
    assert Alpha(3) - Alpha(4) == Alpha(-1)
    assert str(Alpha(-1_500_000_000)) == "-1.500000000 α"
    assert not Tao(0)
    assert Tao(1)
