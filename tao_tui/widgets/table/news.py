"""What a table tells its screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from tao_tui.widgets.table.rows import Row

if TYPE_CHECKING:
    from tao_tui.widgets.table.live_table import LiveTable


@dataclass
class News(Message):
    """Something about a table."""

    table: LiveTable

    @property
    def control(self) -> LiveTable:
        """The table, for ``@on`` selectors."""
        return self.table


@dataclass
class Moved(News):
    """The cursor stands on another row, or its row has new values."""

    row: Row | None


@dataclass
class Passed(News):
    """The cursor was to step over the first (-1) or last (1) row."""

    step: int


@dataclass
class Chosen(News):
    """Enter, or a click on the row that already had the cursor."""

    row: Row


@dataclass
class Sorted(News):
    """The person asked for another order by clicking a heading."""

    column: str
