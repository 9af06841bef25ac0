"""The wall: every subnet at a glance, live."""

from __future__ import annotations

from contextlib import aclosing
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen

from tao_tui.counted import counted
from tao_tui.errors import TaoTuiError
from tao_tui.session.session import Session
from tao_tui.session.wording import sentence
from tao_tui.tables.reasons import miners_earn, percent, share
from tao_tui.widgets.bars.hint_line import Hint, HintLine
from tao_tui.widgets.figures import blocks_as_time
from tao_tui.widgets.text_pane import TextPane
from tao_tui.widgets.wall_view import WallView


class WallScreen(Screen[object]):
    """Ends with the netuid chosen, or None."""

    DEFAULT_CSS = """
    WallScreen #title { height: 1; padding: 0 1; }
    WallScreen #legend { height: 1; padding: 0 1; color: $tao-quiet; }
    WallScreen #tile { height: 4; padding: 0 1; border-top: solid $tao-rule; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "back", id="wall.back", tooltip="Back to the table"),
        Binding("space", "freeze", "freeze", id="wall.freeze", tooltip="Hold the picture still"),
    ]

    def __init__(self, session: Session, netuid: int) -> None:
        super().__init__()
        self.session = session
        self.netuid = netuid
        self.frozen = False
        self._held: dict[int, Any] = {}
        self._held_gone: set[int] = set()

    def compose(self) -> ComposeResult:
        """A title, the wall, the tile in words."""
        yield TextPane("Reading every subnet…", id="title")
        yield WallView(id="wall")
        yield TextPane("", id="tile")
        yield TextPane("incentive by eighths, best first · lowest trust · epoch", id="legend")
        yield HintLine(
            [
                Hint("enter", "opens", "screen.open"),
                Hint("space", "freeze", "screen.freeze"),
                Hint("esc", "back", "screen.leave"),
            ],
            what=False,
        )

    def on_mount(self) -> None:
        """Begin to follow."""
        self.query_one(WallView).cursor = self.netuid
        self._follow()

    @work(group="wall", exclusive=True, exit_on_error=False)
    async def _follow(self) -> None:
        try:
            async with aclosing(self.session.reads.follow_wall(self.session.online)) as deltas:
                async for delta in deltas:
                    self._arrived(delta)
        except TaoTuiError as error:
            self.query_one("#title", TextPane).say(Content.styled(sentence(error), "$warning"))

    def _arrived(self, delta: Any) -> None:
        view = self.query_one(WallView)
        if self.frozen:
            self._held.update({tile.netuid: tile for tile in delta.tiles})
            self._held_gone.update(delta.gone)
            return
        view.take(delta.tiles, delta.gone, delta.stepped)
        self._title(delta.block)

    def _title(self, block: int) -> None:
        frozen = "  ❚❚ frozen" if self.frozen else ""
        said = f"{counted(self.query_one(WallView).total, 'subnet')} · block {block:,}"
        self.query_one("#title", TextPane).say(
            Content.assemble(("The wall  ", "bold"), (said, "$tao-quiet"), (frozen, "$warning"))
        )

    @on(WallView.Moved)
    def _moved(self, event: WallView.Moved) -> None:
        tile = event.tile
        left = tile.blocks_to_epoch
        due = "no epoch is due"
        if left is not None:
            due = f"epoch in {counted(left, 'block')} ~{blocks_as_time(left, self.session.pace)}"
        earning, trust = "no miner earns", "no validator has trust"
        if tile.earning:
            spread = f"the best {percent(tile.best)}, concentration {share(tile.concentration)}"
            earning = f"{miners_earn(tile.earning)}, {spread}"
        if tile.validators:
            spread = f"{share(tile.trust_lowest)} to {share(tile.trust_highest)}"
            validators = counted(tile.validators, "validator")
            trust = f"trust of {validators} {spread}, median {share(tile.trust_median)}"
        self.query_one("#tile", TextPane).say(
            Content.assemble((f"{tile.netuid} {tile.name}", "bold"), f" · {due}\n{earning}\n{trust}")
        )

    @on(WallView.Chosen)
    def _chosen(self, event: WallView.Chosen) -> None:
        self.dismiss(event.tile.netuid)

    @on(HintLine.Picked)
    async def _hint_clicked(self, event: HintLine.Picked) -> None:
        await self.run_action(event.action)

    def action_open(self) -> None:
        """End with the tile under the cursor."""
        self.query_one(WallView).action_choose()

    def action_freeze(self) -> None:
        """Hold the picture, or let it go."""
        self.frozen = not self.frozen
        if not self.frozen:
            held, self._held = self._held, {}
            gone, self._held_gone = self._held_gone, set()
            self.query_one(WallView).take(held.values(), gone, frozenset())
        self._title(self.session.head)

    def action_leave(self) -> None:
        """Back to the table."""
        self.dismiss(None)
