"""The filter language, as typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tao_tui.amounts import Tao
from tao_tui.errors import UsageError
from tao_tui.tables.filters import compile_filter
from tao_tui.tables.subnets import SUBNET_COLUMNS
from tao_tui.text import Clean
from tests.reads.fake import ALICE, BOB
from tests.tables.test_columns import subnet

ROWS = [
    subnet(1, name=Clean("Apex"), price_rao=50_000_000, owner=ALICE),
    subnet(8, name=Clean("Vanta Trading"), price_rao=84_190_000, owner=BOB, blocks_to_epoch=None),
    subnet(64, name=Clean("Chutes"), price_rao=250_000_000, owner=BOB, tao_in=Tao(5_000 * 10**9)),
]


@pytest.mark.parametrize(
    ("text", "netuids"),
    [
        ("", [1, 8, 64]),
        ("chut", [64]),
        ("name:APEX", [1]),
        ('name:"vanta t"', [8]),
        ("!name:apex", [8, 64]),
        ("price>0.05", [8, 64]),
        ("price>=0.05", [1, 8, 64]),
        ("price<0.084190001 price>=0.08419", [8]),
        ("price=0.25", [64]),
        ("!price>0.05", [1]),
        ("netuid<=8 !apex", [8]),
        ("tao_in>=5k", [64]),
        ("blocks_to_epoch>=0", [1, 64]),
        (f"owner:{ALICE}", [1]),
        (f"{BOB[:20]}", [8, 64]),
        ("apex chutes", []),
    ],
)
def test_what_is_let_through(text: str, netuids: list[int]) -> None:
    test = compile_filter(text, SUBNET_COLUMNS)
    assert [row.netuid for row in ROWS if test(row)] == netuids


@pytest.mark.parametrize("text", ["colour:red", "colour>5", "price>cheap", "price>", "price>1.2.3"])
def test_what_cannot_be_meant(text: str) -> None:
    with pytest.raises(UsageError):
        compile_filter(text, SUBNET_COLUMNS)


@given(st.text(max_size=40))
def test_any_typing_is_a_filter_or_a_usage_error(text: str) -> None:
    try:
        test = compile_filter(text, SUBNET_COLUMNS)
    except UsageError:
        return
    assert all(test(row) in (True, False) for row in ROWS)


@given(st.text(alphabet="abcxyz:>0.5! ", max_size=12))
def test_not_is_the_opposite(term: str) -> None:
    term = "".join(term.split()).lstrip("!")
    try:
        positive, negative = (compile_filter(each, SUBNET_COLUMNS) for each in (term, f"!{term}"))
    except UsageError:
        return
    if term:
        assert all(positive(row) != negative(row) for row in ROWS)
