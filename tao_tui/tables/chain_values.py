"""Values of the chain as lines: structures indented, bytes that are text shown as text too."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from tao_tui.counted import counted
from tao_tui.reads.runtime.query import Answer, ConstantValue, MapEntries, StorageValue
from tao_tui.text import clean

MOST_LINES: Final = 400
"""Lines of one value; a longer one is cut, and JSON has all of it."""

_INLINE: Final = 72


def value_lines(value: object, most: int = MOST_LINES) -> Iterator[str]:
    """The value in at most `most` lines, and what was left out."""
    lines = _lines(value, 0)
    yield from islice(lines, most)
    left = sum(1 for _ in lines)
    if left:
        yield f"… {counted(left, 'more line')}; the JSON has all of it"


def scalar(value: object) -> str:
    """One value on one line."""
    if isinstance(value, str):
        return f"{clean(value, 1 << 16)}{_as_text(value)}"
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "none"}[value]
    if isinstance(value, Mapping | Sequence):
        return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
    return str(value)


def answer_lines(answer: Answer, block: int) -> Iterator[str]:
    """What was asked and its value."""
    if isinstance(answer, MapEntries):
        yield from _entries(answer, block)
        return
    yield from value_lines(answer.value)
    told = [answer.type]
    if isinstance(answer, StorageValue):
        name = f"{answer.pallet}.{answer.item}"
        if not answer.stored:
            told.append("not stored: the default" if answer.value is not None else "not stored")
    elif isinstance(answer, ConstantValue):
        name = f"{answer.pallet}.{answer.constant}"
        told.append("constant")
    else:
        name = f"{answer.api}.{answer.method}"
    yield f"  {name}: {', '.join(told)}, at block {block:,}"


def _entries(found: MapEntries, block: int) -> Iterator[str]:
    for each in found.entries:
        keys = ", ".join(scalar(key) for key in each.keys)
        lines = list(value_lines(each.value, 40))
        if len(lines) == 1:
            yield f"{keys}: {lines[0]}"
        else:
            yield f"{keys}:"
            yield from (f"  {line}" for line in lines)
    types = f"{', '.join(found.key_types)} -> {found.type}"
    count = counted(len(found.entries), "entry", "entries")
    yield f"  {found.pallet}.{found.item}: {count} ({types}), at block {block:,}"


def _lines(value: object, depth: int) -> Iterator[str]:
    indent = "  " * depth
    if _is_small(value) and not (depth == 0 and value and isinstance(value, Mapping)):
        yield indent + scalar(value)
    elif isinstance(value, Mapping):
        yield from _fields(value, depth)
    elif isinstance(value, Sequence):
        yield from _items(value, depth)


def _items(value: Sequence[object], depth: int) -> Iterator[str]:
    """Small values as many to a line as go there, structures by their index."""
    indent = "  " * depth
    line = ""
    for index, each in enumerate(value):
        if not _is_small(each):
            yield f"{indent}[{index}]"
            yield from _lines(each, depth + 1)
            continue
        text = scalar(each)
        if line and len(line) + len(text) + 2 > _INLINE:
            yield f"{indent}{line},"
            line = text
        else:
            line = f"{line}, {text}" if line else text
    if line:
        yield indent + line


def _fields(value: Mapping[object, object], depth: int) -> Iterator[str]:
    indent = "  " * depth
    small = [(str(name), scalar(inner)) for name, inner in value.items() if _is_small(inner)]
    width = max((len(name) for name, _ in small), default=0)
    yield from (f"{indent}{name:<{width}}  {text}" for name, text in small)
    for name, inner in value.items():
        if not _is_small(inner):
            yield f"{indent}{name}"
            yield from _lines(inner, depth + 1)


def _is_small(value: object) -> bool:
    """Whether it stands well on one line."""
    if isinstance(value, str) or not isinstance(value, Mapping | Sequence):
        return True
    return not value or (len(value) <= 16 and len(json.dumps(value, ensure_ascii=False)) <= _INLINE)


def _as_text(value: str) -> str:
    """Bytes that are printable text, as that text."""
    if not value.startswith("0x") or len(value) < 4 or len(value) > 4096:
        return ""
    try:
        text = bytes.fromhex(value[2:]).decode()
    except ValueError:
        return ""
    return f"  “{clean(text, 300)}”" if text.isprintable() and text.strip() else ""
