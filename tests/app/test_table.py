"""The table: what fits, what is repainted, where the cursor is, and what a frozen view does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import pytest
from textual import on
from textual.app import App, ComposeResult
from textual.geometry import Region

from tao_tui.tables.columns import Column
from tao_tui.tables.positions import POSITION_COLUMNS
from tao_tui.theme import EXTRA_VARIABLES
from tao_tui.widgets.table.grid import direction, fit, place
from tao_tui.widgets.table.live_table import LiveTable
from tao_tui.widgets.table.row_table import RowTable


@dataclass(frozen=True)
class Dot:
    """A row of the test table."""

    key: int
    name: str
    value: int


COLUMNS: tuple[Column[Dot], ...] = (
    Column("key", "#", 4, "right", 0, lambda d: d.key, lambda d: str(d.key)),
    Column("name", "name", 10, "left", 0, lambda d: d.name, lambda d: d.name),
    Column("value", "value", 8, "right", 1, lambda d: d.value, lambda d: f"{d.value:,}"),
    Column("twice", "twice", 8, "right", 2, lambda d: d.value * 2, lambda d: f"{d.value * 2:,}"),
)


class Board(App[None]):
    """Only a table, counting what it repaints."""

    def __init__(self, rows: list[Dot], sort: tuple[str, bool] | None = None) -> None:
        super().__init__()
        self.rows = rows
        self.first_sort = sort
        self.regions: list[Region] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The colours the table asks for."""
        return EXTRA_VARIABLES

    def compose(self) -> ComposeResult:
        """One table."""
        board = self

        class Counting(RowTable):
            def refresh(self, *regions: Region, **more: bool) -> Counting:
                board.regions.extend(regions)
                return super().refresh(*regions, **more)

        yield Counting(COLUMNS, lambda dot: dot.key, sort=self.first_sort, empty="No dots.")

    def on_mount(self) -> None:
        """Fill it."""
        self.table.show(self.rows)

    @property
    def table(self) -> RowTable:
        """The table."""
        return self.query_one(RowTable)

    def line(self, y: int) -> str:
        """A line as drawn."""
        return self.table.render_line(y).text


def dots(count: int) -> list[Dot]:
    """Rows with distinct values."""
    return [Dot(n, f"dot {n}", n * 10) for n in range(count)]


def test_columns_of_least_importance_go_first_and_the_name_takes_the_rest() -> None:
    assert [slot.column.key for slot in place(COLUMNS, 80)] == ["key", "name", "value", "twice"]
    assert [slot.column.key for slot in place(COLUMNS, 30)] == ["key", "name", "value"]
    assert [slot.column.key for slot in place(COLUMNS, 5)] == ["key", "name"]
    assert next(slot for slot in place(COLUMNS, 80) if slot.column.key == "name").width == 20


def test_what_the_widest_text_leaves_goes_to_the_next() -> None:
    widths = {
        width: {slot.column.key: slot.width for slot in place(POSITION_COLUMNS, width)} for width in (80, 160)
    }
    assert widths[160]["validator"] == 28
    assert 18 <= widths[160]["subnet_name"] <= 24
    assert sum(widths[160].values()) + len(widths[160]) + 1 <= 160
    assert widths[160]["netuid"] == widths[80]["netuid"] == 3, "numbers take none"
    assert widths[80]["subnet_name"] == 12


def test_texts_get_the_cells_they_want_and_some_of_those_that_want_less() -> None:
    columns: tuple[Column[str], ...] = (
        Column("subnet", "subnet", 12, "left", 0, str, str),
        Column("value", "value", 10, "right", 0, str, str),
        Column("validator", "validator", 14, "left", 0, str, str),
    )

    def widths(available: int, **wanted: int) -> list[int]:
        return [slot.width for slot in place(columns, available, wanted)]

    assert widths(120) == [12, 10, 14]
    assert widths(120, subnet=15, validator=30) == [15, 10, 30]
    assert widths(40, subnet=15, validator=11) == [15, 10, 11]
    assert widths(45, subnet=15, validator=40) == [15, 10, 16]
    assert widths(40, subnet=30, validator=9) == [17, 10, 9]
    assert all(sum(widths(room, subnet=40, validator=40)) + 4 <= room for room in range(40, 90))


async def test_a_longer_text_widens_its_column_and_a_shorter_one_leaves_it() -> None:
    board = Board(dots(1))
    async with board.run_test(size=(80, 10)):
        for name, width in (("short", 10), ("a name of twenty-two..", 22), ("short", 22)):
            board.table.show([Dot(0, name, 1)])
            assert next(slot for slot in board.table.slots if slot.column.key == "name").width == width


def test_seldom_columns_give_way_where_names_are_whole_without_them() -> None:
    def widths(subnet: int, available: int) -> dict[str, int]:
        wanted = {"subnet_name": subnet, "validator": 11}
        return {slot.column.key: slot.width for slot in place(POSITION_COLUMNS, available, wanted)}

    assert widths(12, 114)["price"] == 11
    assert "price" not in widths(16, 114)
    assert widths(16, 114)["subnet_name"] == 16
    assert "price" in widths(16, 160), "where there is room for both, both are shown"
    assert "earned" in widths(40, 114), "one very long name costs no more than half a name"


def test_text_is_cut_by_terminal_cells() -> None:
    assert fit("abc", 5, "right") == "  abc"
    assert fit("abcdef", 4, "left") == "abc…"
    assert fit("abc…def", 5, "left") == "abc… ", "never two of them"
    assert fit("日本語テキスト", 6, "left") == "日本 …"


def test_direction_is_for_numbers_only() -> None:
    assert direction(1, 2) == "▲"
    assert direction(2.5, 2) == "▼"
    assert direction(2, 2) == ""
    assert direction("a", "b") == ""
    assert direction(None, 2) == ""


async def test_one_changed_cell_repaints_only_itself() -> None:
    app = Board(dots(50))
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        app.regions.clear()
        app.table.patch([Dot(3, "dot 3", 99)])
        assert {(region.y, region.height) for region in app.regions} == {(4, 1)}
        assert sum(region.width for region in app.regions) == 2 * 9
        assert "99▲" in app.line(4)
        assert "198▲" in app.line(4)
        app.regions.clear()
        app.table.patch([Dot(4, "dot 4", 1)])
        assert {region.y for region in app.regions} == {4, 5}, "the old mark goes, the new one comes"
        assert "▲" not in app.line(4)
        assert "1▼" in app.line(5)


async def test_marks_of_one_block_may_arrive_in_two_parts() -> None:
    app = Board(dots(9))
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        app.table.patch([Dot(1, "dot 1", 99)])
        app.table.patch([Dot(2, "dot 2", 1)], keep_marks=True)
        assert "99▲" in app.line(2)
        assert "1▼" in app.line(3)
        app.table.patch([])
        assert "▲" not in app.line(2)


async def test_changes_out_of_sight_repaint_nothing() -> None:
    app = Board(dots(500))
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        app.regions.clear()
        app.table.patch([Dot(400, "dot 400", 1)])
        assert app.regions == []


async def test_the_cursor_follows_its_row_through_a_new_order() -> None:
    app = Board(dots(30), sort=("value", True))
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        await pilot.press("down", "down")
        assert app.table.current == Dot(27, "dot 27", 270)
        app.table.patch([Dot(27, "dot 27", 5)])
        assert app.table.cursor_key == 27
        assert app.table.shown[-2].key == 27
        app.table.show([dot for dot in dots(30) if dot.key != 27])
        assert app.table.current == Dot(29, "dot 29", 290), "a row that left gives the cursor to the first"


async def test_a_frozen_table_keeps_the_picture_and_catches_up() -> None:
    app = Board(dots(5))
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        app.table.freeze(True)
        app.table.patch([Dot(1, "dot 1", 777)])
        app.table.patch([Dot(2, "dot 2", 888)])
        assert "777" not in app.line(2)
        app.table.freeze(False)
        assert "777▲" in app.line(2)
        assert "888▲" in app.line(3)


async def test_loading_empty_and_nothing_matches_are_told_apart() -> None:
    app = Board([])
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        assert "No dots." in app.line(2)
        app.table.show(dots(3))
        app.table.filter(lambda dot: False)
        assert "Nothing matches the filter." in app.line(2)
        app.table.clear()
        assert "· · ·" in app.line(2)


async def test_a_heading_asks_for_the_order_and_a_row_takes_the_cursor() -> None:
    app = Board(dots(9))
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        await pilot.click(RowTable, offset=(5, 4))
        assert app.table.cursor_key == 3


async def test_thirty_three_thousand_rows_fill_and_change_quickly_enough() -> None:
    app = Board(dots(33_000), sort=("value", True))
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.pause()
        app.regions.clear()
        app.table.patch([Dot(32_990, "dot 32990", 1_000_000)])
        assert app.table.shown[0].key == 32_990
        assert len(app.regions) <= 40


async def test_the_screen_hears_that_the_row_under_the_cursor_went_away() -> None:
    class Listening(Board):
        heard: ClassVar[list[int | None]] = []

        @on(RowTable.Moved)
        def _moved(self, event: RowTable.Moved) -> None:
            self.heard.append(event.row and event.row.key)

    app = Listening([Dot(1, "a", 1), Dot(2, "b", 2)])
    async with app.run_test() as pilot:
        await pilot.pause()
        app.table.cursor_key = 2
        await pilot.pause()
        app.table.show([Dot(1, "a", 1), Dot(3, "c", 3)])
        await pilot.pause()
        assert app.heard == [1, 2, 1]
        app.table.show([Dot(1, "a", 1), Dot(3, "c", 4)])
        await pilot.pause()
        assert app.heard == [1, 2, 1]


async def test_the_columns_fit_also_where_nobody_told_the_table_of_its_new_width(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = Board(dots(3))
    async with app.run_test(size=(80, 10)) as pilot:
        await pilot.pause()
        assert "twice" in app.line(0)
        monkeypatch.setattr(LiveTable, "on_resize", lambda _: None)
        await pilot.resize_terminal(30, 10)
        await pilot.pause()
        assert (app.line(0).split(), app.line(1).split()) == (
            ["#", "name", "value"],
            ["▌", "0", "dot", "0", "0"],
        )
        assert app.line(2).split() == ["1", "dot", "1", "10"]


def test_spare_cells_let_headings_be_whole_words() -> None:
    columns = (*COLUMNS[:2], replace(COLUMNS[2], whole="how much it is"), COLUMNS[3])
    wide, narrow = (place(columns, width, {"name": 10}) for width in (60, 38))
    assert [slot.column.heading(slot.width) for slot in wide] == ["#", "name", "how much it is", "twice"]
    assert [slot.column.heading(slot.width) for slot in narrow] == ["#", "name", "value", "twice"]
    assert wide[-1].x + wide[-1].width <= 60
