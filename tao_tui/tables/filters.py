"""The filter language of every table: words, `col:value`, `col>1.5`, and `!` for not.

Terms are separated by spaces and must all hold; quotes keep spaces together. A bare word is looked for in
every cell, `name:chutes` in one. `>`, `<`, `>=`, `<=` and `=` compare numbers as the column shows them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Final, TypeVar

from tao_tui.errors import UsageError
from tao_tui.tables.columns import Column, by_key

Row = TypeVar("Row")
Test = Callable[[Row], bool]

_TERM: Final = re.compile(r'(!?)((?:[^\s"]|"[^"]*"?)+)')
_COMPARISON: Final = re.compile(r"(\w+)(>=|<=|>|<|=)(.*)")
_NUMBER: Final = re.compile(r"(-?)(\d*)(?:\.(\d*))?([kMG%]?)")
_LETTERS: Final = {"": 1, "%": 1, "k": 10**3, "M": 10**6, "G": 10**9}


def compile_filter(text: str, columns: Sequence[Column[Row]]) -> Test[Row]:
    """A test for rows from what a person typed; nothing typed lets every row through.

    Raises `UsageError` for an unknown column or a comparison with something that is no number.
    """
    tests = [_term(bool(match[1]), match[2].replace('"', ""), columns) for match in _TERM.finditer(text)]
    return lambda row: all(test(row) for test in tests)


def _term(negated: bool, term: str, columns: Sequence[Column[Row]]) -> Test[Row]:
    test = _positive(term, columns)
    return (lambda row: not test(row)) if negated else test


def _positive(term: str, columns: Sequence[Column[Row]]) -> Test[Row]:
    known = by_key(columns)
    comparison = _COMPARISON.fullmatch(term)
    if comparison:
        column = _column(comparison[1], known)
        return _compare(column, comparison[2], comparison[3])
    name, colon, value = term.partition(":")
    if colon and name in known:
        return _contains([known[name]], value)
    if colon and name.isidentifier():
        _column(name, known)
    return _contains(columns, term)


def _column(name: str, known: dict[str, Column[Row]]) -> Column[Row]:
    found = known.get(name) or known.get(name.lower())
    if found is None:
        raise UsageError(
            f"There is no column “{name}”.", hint=f"Columns: {', '.join(known)}.", code="unknown_column"
        )
    return found


def _contains(columns: Sequence[Column[Row]], value: str) -> Test[Row]:
    wanted = value.casefold()

    def test(row: Row) -> bool:
        return any(
            wanted in column.cell(row).casefold() or wanted in _whole_text(column, row) for column in columns
        )

    return test


def _whole_text(column: Column[Row], row: Row) -> str:
    key = column.sort_key(row)
    return key.casefold() if isinstance(key, str) else ""


def _compare(column: Column[Row], operator: str, text: str) -> Test[Row]:
    wanted = _number(text) * column.scale

    def test(row: Row) -> bool:
        key = column.sort_key(row)
        if isinstance(key, str) or key is None:
            return False
        match operator:
            case ">":
                return bool(key > wanted)
            case "<":
                return bool(key < wanted)
            case ">=":
                return bool(key >= wanted)
            case "<=":
                return bool(key <= wanted)
        return bool(key == wanted)

    return test


def _number(text: str) -> Fraction:
    match = _NUMBER.fullmatch(text.replace(",", "").strip())
    if not match or not (match[2] or match[3]):
        raise UsageError(
            f"“{text[:40]}” is not a number.", hint="Write such as price>0.05.", code="bad_filter"
        )
    value = Fraction(f"{match[1]}{match[2] or '0'}.{match[3] or '0'}")
    return value * _LETTERS[match[4]]
