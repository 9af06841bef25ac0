"""Plain tables: aligned, fitted, addresses in full where there is room."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tao_tui.cli.terminal.layout import aligned, cell_width, table
from tao_tui.tables.columns import Column

ADDRESS = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"


@dataclass(frozen=True)
class Row:
    name: str
    number: int
    address: str = ADDRESS


COLUMNS: tuple[Column[Row], ...] = (
    Column("name", "name", 6, "left", 0, lambda row: row.name, lambda row: row.name),
    Column("number", "n", 4, "right", 1, lambda row: row.number, lambda row: str(row.number)),
    Column("address", "who", 9, "left", 2, lambda row: row.address, lambda row: row.address[:4] + "…"),
)
ROWS = (Row("one", 1), Row("二", 1000))


def test_columns_align_by_cells_not_characters() -> None:
    lines = list(table(COLUMNS, ROWS, width=40))
    assert lines == ["name     n  who", "one      1  5Grw…", "二    1000  5Grw…"]


def test_least_important_columns_go_first() -> None:
    assert next(table(COLUMNS, ROWS, width=12)) == "name     n"
    assert next(table(COLUMNS, ROWS, width=7)) == "name"


def test_addresses_are_whole_in_a_pipe_and_on_a_wide_terminal() -> None:
    assert ADDRESS in list(table(COLUMNS, ROWS))[1]
    assert ADDRESS in list(table(COLUMNS, ROWS, width=60))[1]
    assert ADDRESS not in list(table(COLUMNS, ROWS, width=59))[1]


def test_one_column_of_addresses_can_be_kept_whole() -> None:
    lines = list(table(COLUMNS, ROWS, width=57, whole="address"))
    assert lines[1] == f"one   {ADDRESS}"
    assert max(map(cell_width, lines)) <= 57


def test_a_column_is_dropped_for_what_others_show_not_for_what_they_could() -> None:
    assert next(table(COLUMNS, ROWS, width=17)).split() == ["name", "n", "who"]


def test_aligned_leaves_no_trailing_space() -> None:
    assert list(aligned([("a", "x"), ("long", "")])) == ["a     x", "long"]
    assert list(aligned([])) == []


def test_cell_width_counts_terminal_columns() -> None:
    assert [cell_width(text) for text in ("abc", "二三", "é", "é")] == [3, 4, 1, 1]


def test_long_text_is_cut_on_a_terminal_and_whole_in_a_pipe() -> None:
    rows = (Row("a name of great length", 1),)
    assert list(table(COLUMNS[:2], rows, width=16))[1] == "a name of gr…  1"
    assert list(table(COLUMNS[:2], rows))[1] == "a name of great length  1"


def test_headings_are_whole_words_where_there_is_room() -> None:
    columns = (COLUMNS[0], replace(COLUMNS[1], whole="number"), replace(COLUMNS[2], whole="whose it is"))
    assert next(table(columns, ROWS)).split() == ["name", "number", "whose", "it", "is"], "a pipe has room"
    assert next(table(columns, ROWS, width=22)).split() == ["name", "number", "who"]
    assert next(table(columns, ROWS, width=17)).split() == ["name", "n", "who"]
    assert all(cell_width(line) <= 22 for line in table(columns, ROWS, width=22))
