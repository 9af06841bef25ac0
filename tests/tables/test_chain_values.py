"""Values of the chain as lines for a person."""

from __future__ import annotations

from tao_tui.reads.runtime.query import MapEntries, MapEntry, StorageValue
from tao_tui.tables.chain_values import answer_lines, scalar, value_lines


def test_structures_are_indented_and_small_values_share_lines() -> None:
    value = {"nonce": 1, "data": {f"name{n}": n for n in range(20)}, "list": list(range(40)), "nothing": None}
    lines = list(value_lines(value))
    assert lines[:2] == ["nonce    1", "nothing  none"]
    assert "data" in lines
    assert "  name7   7" in lines
    assert "  0, 1, 2, 3" in next(line for line in lines if line.startswith("  0,"))
    assert all(len(line) <= 80 for line in lines)


def test_bytes_that_are_text_are_shown_as_text_too() -> None:
    assert scalar("0x" + b"hello".hex()) == "0x68656c6c6f  “hello”"
    assert scalar("0x0102") == "0x0102"
    assert "\x1b" not in scalar("0x" + b"\x1b[31m".hex())
    assert "\x1b" not in scalar("evil \x1b[31m")


def test_a_huge_value_is_cut_and_says_so() -> None:
    lines = list(value_lines([{"a": list(range(60))}] * 500, 50))
    assert len(lines) == 51
    assert "more lines" in lines[-1]


def test_what_was_asked_stands_below_its_value() -> None:
    value = StorageValue("System", "Number", (), "u32", 5, stored=True)
    assert list(answer_lines(value, 1234)) == ["5", "  System.Number: u32, at block 1,234"]
    missing = StorageValue("System", "X", (), "Option<u32>", None, stored=False)
    assert list(answer_lines(missing, 1))[-1] == "  System.X: Option<u32>, not stored, at block 1"
    entries = (MapEntry((1, "a"), 5), MapEntry((2, "b"), {"c": {f"x{n}": n for n in range(20)}}))
    listed = list(answer_lines(MapEntries("P", "M", (), ("u8", "str"), "u32", entries, None), 7))
    assert listed[0] == "1, a: 5"
    assert listed[1] == "2, b:"
    assert listed[-1] == "  P.M: 2 entries (u8, str -> u32), at block 7"
