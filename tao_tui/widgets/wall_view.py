"""Every subnet as a tile: number, how incentive is spread, how far validators agree, how far the epoch is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

if TYPE_CHECKING:
    from tao_tui.reads.scores.wall import Tile

TILE: Final = 20
"""Cells of a tile, the gap after it included."""
HEAT: Final = " ▁▂▃▄▅▆▇█"
EPOCH: Final = " ▏▎▍▌▋▊▉█"
_U16: Final = 65_535
_LOW_TRUST: Final = _U16 // 2


class WallView(ScrollView, can_focus=True):
    """Tiles in rows from left to right; arrows move, enter opens."""

    DEFAULT_CSS = """
    WallView {
        height: 1fr; background: $background; scrollbar-size-vertical: 1; overflow-x: hidden;
        & > .wall--netuid { color: $tao-heading; text-style: bold; }
        & > .wall--heat { color: $accent; }
        & > .wall--trust { color: $foreground; }
        & > .wall--low { color: $error; text-style: bold; }
        & > .wall--epoch { color: $primary; background: $panel; }
        & > .wall--quiet { color: $tao-quiet; }
        & > .wall--fresh { color: $success; text-style: bold; }
        & > .wall--cursor { background: $block-cursor-background; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"wall--{part}" for part in ("netuid", "heat", "trust", "low", "epoch", "quiet", "fresh", "cursor")
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "step(-1)", "Left", show=False, id="wall.left", tooltip="The subnet before"),
        Binding("right,l", "step(1)", "Right", show=False, id="wall.right", tooltip="The subnet after"),
        Binding("up,k", "row(-1)", "Up", show=False, id="wall.up", tooltip="The subnet above"),
        Binding("down,j", "row(1)", "Down", show=False, id="wall.down", tooltip="The subnet below"),
        Binding("enter", "choose", "Open", show=False, id="wall.open", tooltip="Its scores"),
    ]

    @dataclass
    class Moved(Message):
        """The cursor stands on another tile, or its tile has other figures."""

        tile: Tile

    @dataclass
    class Chosen(Message):
        """Enter, or a second click."""

        tile: Tile

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._tiles: dict[int, Tile] = {}
        self._texts: dict[int, tuple[str, str, str, str]] = {}
        """What is drawn of each tile."""
        self._order: list[int] = []
        self._fresh: frozenset[int] = frozenset()
        self.cursor = 0
        """The netuid under the cursor."""

    @property
    def _across(self) -> int:
        return max(1, self.size.width // TILE)

    @property
    def total(self) -> int:
        """How many tiles there are."""
        return len(self._order)

    @property
    def current(self) -> Tile | None:
        """The tile under the cursor."""
        return self._tiles.get(self.cursor)

    def take(self, tiles: Iterable[Tile], gone: Iterable[int], fresh: frozenset[int]) -> None:
        """Take tiles that are new or changed; those in ``fresh`` carry a mark until others do."""
        texts, marked, current = dict(self._texts), self._fresh, self.current
        for tile in tiles:
            self._tiles[tile.netuid], self._texts[tile.netuid] = tile, drawn(tile)
        for netuid in gone:
            self._tiles.pop(netuid, None)
            self._texts.pop(netuid, None)
        self._fresh = fresh or self._fresh
        if self._texts.keys() != texts.keys():
            self._order = sorted(self._tiles)
            self._lay_out()
            self.refresh()
        else:
            changed = [
                n for n in self._order
                if texts[n] != self._texts[n] or (n in marked) != (n in self._fresh)
            ]  # fmt: skip
            self._repaint(changed)
        if self.cursor not in self._tiles and self._order:
            self.cursor = self._order[0]
        if self.current is not None and self.current != current:
            self.post_message(self.Moved(self.current))

    def _repaint(self, netuids: Iterable[int]) -> None:
        regions = [self._region(netuid) for netuid in netuids]
        if regions:
            self.refresh(*regions)

    def _region(self, netuid: int) -> Region:
        row, column = divmod(self._order.index(netuid), self._across)
        return Region(column * TILE, row - self.scroll_offset.y, TILE, 1)

    def _lay_out(self) -> None:
        self.virtual_size = Size(self.size.width, -(-len(self._order) // self._across))

    def on_resize(self) -> None:
        """Other rows fit."""
        self._lay_out()
        self.refresh()

    def action_step(self, tiles: int) -> None:
        """Move the cursor along the tiles."""
        if self.cursor in self._tiles:
            place = self._order.index(self.cursor) + tiles
            self._go(min(len(self._order) - 1, max(0, place)))

    def action_row(self, rows: int) -> None:
        """Move the cursor up or down."""
        if self.cursor in self._tiles:
            place = self._order.index(self.cursor) + rows * self._across
            if 0 <= place < len(self._order):
                self._go(place)

    def _go(self, place: int) -> None:
        was, self.cursor = self.cursor, self._order[place]
        row, top = place // self._across, self.scroll_offset.y
        if not top <= row < top + self.size.height:
            self.scroll_to(y=row if row < top else row - self.size.height + 1, animate=False, force=True)
        self._repaint({was, self.cursor} & self._tiles.keys())
        self.post_message(self.Moved(self._tiles[self.cursor]))

    def action_choose(self) -> None:
        """Open the subnet."""
        if self.current is not None:
            self.post_message(self.Chosen(self.current))

    def on_click(self, event: events.Click) -> None:
        """A click takes the cursor, a second one opens."""
        offset = event.get_content_offset(self)
        if offset is None or offset.x >= self._across * TILE:
            return
        place = (self.scroll_offset.y + offset.y) * self._across + offset.x // TILE
        if place < len(self._order):
            again = self._order[place] == self.cursor and event.chain > 1
            self._go(place)
            if again:
                self.action_choose()

    def render_line(self, y: int) -> Strip:
        """One row of tiles."""
        base = self.rich_style
        first = (self.scroll_offset.y + y) * self._across
        netuids = self._order[first : first + self._across]
        segments = [segment for netuid in netuids for segment in self._segments(netuid, base)]
        return Strip(segments).adjust_cell_length(self.size.width, base)

    def _segments(self, netuid: int, base: Style) -> list[Segment]:
        tile = self._tiles[netuid]
        number, heat, trust, epoch = self._texts[netuid]
        style = base + self._part("cursor") if netuid == self.cursor else base
        mark = Segment("▲" if netuid in self._fresh else " ", style + self._part("fresh"))
        low = tile.validators > 0 and tile.trust_lowest < _LOW_TRUST
        return [
            Segment(number, style + self._part("netuid")),
            mark,
            Segment(heat, style + self._part("heat")),
            Segment(" ", style),
            Segment(trust, style + self._part("low" if low else "trust" if tile.validators else "quiet")),
            Segment(" ", style),
            Segment(epoch, style + self._part("epoch")),
            Segment(" ", base),
        ]

    def _part(self, name: str) -> Style:
        return self.get_component_rich_style(f"wall--{name}", partial=True)


def drawn(tile: Tile) -> tuple[str, str, str, str]:
    """The texts of a tile, 18 cells: number, heat strip, lowest trust, the epoch's progress."""
    most = max(tile.slices, default=0)
    heat = "".join(HEAT[-(-value * 8 // most)] if most else " " for value in tile.slices).ljust(8)
    hundredths = tile.trust_lowest * 100 // _U16
    trust = "1.0" if hundredths >= 100 else f".{hundredths:02d}" if tile.validators else " –"
    low = "▼" if tile.validators and tile.trust_lowest < _LOW_TRUST else " "
    left = tile.blocks_to_epoch
    eighths = 0 if left is None or not tile.tempo else max(0, 8 - -(-left * 8 // tile.tempo))
    return f"{tile.netuid:>3}", heat, f"{trust:>3}{low}", EPOCH[eighths]
