"""Named values as words."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tao_tui.actions.arguments.fields import parse_fields, write_fields
from tao_tui.errors import UsageError

NAMES = st.sampled_from(["a", "dest", "_b2", "max_weight"])


@given(st.dictionaries(NAMES, st.text(max_size=20), max_size=4))
def test_words_are_read_back(fields: dict[str, str]) -> None:
    words = write_fields(fields)
    assert parse_fields(words) == fields
    assert parse_fields(shlex.join(words)) == fields


def test_what_is_no_text_is_json() -> None:
    assert write_fields({"a": 1, "b": [True, None], "c": {"d": "e"}}) == [
        "a=1",
        "b=[true,null]",
        'c={"d":"e"}',
    ]
    assert parse_fields('{"a": 1}') == parse_fields(['{"a": 1}']) == {"a": 1}
    assert parse_fields("") == parse_fields([]) == {}


@pytest.mark.parametrize("text", ["x", "=1", "1=2", "a=1 a=2", "a='", "{", "{} x", "[1]", "a b=1"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_fields(text)
