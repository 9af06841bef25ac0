"""Stake: every position, what it is worth and earns; add, remove, and who else one could stake to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget

from tao_tui.messages import GoTo
from tao_tui.screens.picker import Choice
from tao_tui.screens.place import Place
from tao_tui.tables.positions import POSITION_COLUMNS
from tao_tui.tables.validators import VALIDATOR_COLUMNS
from tao_tui.widgets.figures import fixed, grouped
from tao_tui.widgets.score_table import ScoreTable
from tao_tui.widgets.text_pane import TextPane


class Stake(Place):
    """Positions above, the validators of the position's subnet below."""

    DEFAULT_CSS = """
    Stake #sum { height: 2; padding: 0 1; }
    Stake #positions { height: 1fr; }
    Stake #validators { height: 1fr; border-top: solid $tao-rule; border-title-color: $tao-heading; }
    """
    name_of_place = "stake"
    AUTO_FOCUS = "#positions"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "stake", "stake", id="stake.add", tooltip="Stake TAO to what is under the cursor"),
        Binding(
            "u", "unstake", "unstake", id="stake.remove", tooltip="Unstake the position under the cursor"
        ),
        Binding(
            "n", "choose_subnet", "subnet", id="stake.subnet", tooltip="Show another subnet's validators"
        ),
    ]

    def __init__(self, session: Any) -> None:
        super().__init__(session)
        self._netuid = session.views.number("stake.netuid", 0)

    def body(self) -> Iterable[Widget]:
        """Two tables; the position in detail beside them when there is room."""
        yield TextPane("", id="sum")
        yield Horizontal(
            Vertical(
                ScoreTable(
                    POSITION_COLUMNS,
                    _key,
                    empty="No stake yet. Choose a validator below and press s.",
                    id="positions",
                ),
                ScoreTable(
                    VALIDATOR_COLUMNS, lambda v: v.hotkey, empty="No validators here.", id="validators"
                ),
            ),
            TextPane("", classes="side", id="detail"),
        )

    async def load(self) -> None:
        """Positions, then the validators of the subnet looked at."""
        session = self.session
        table = self.query_one("#positions", ScoreTable)
        positions = await session.positions()
        if positions is None:
            table.empty = "No wallet yet: press 1, then w. Everything here can still be read."
            table.show([])
            self.query_one("#sum", TextPane).say("")
        else:
            table.show(positions.data, mark=True)
            balance = await session.balance()
            free = balance.data[0].free.rao if balance else 0
            worth = sum(p.value.rao for p in positions.data)
            sold = sum(p.liquidation.rao for p in positions.data)
            self.query_one("#sum", TextPane).say(
                Content.assemble(
                    ("Staked ", "$tao-quiet"),
                    (f"{grouped(worth)} τ", "bold"),
                    (f", {fixed(sold)} τ if sold now", "$tao-quiet"),
                    ("   free ", "$tao-quiet"),
                    (f"{grouped(free)} τ", "bold"),
                )
            )
        await self._load_validators()

    async def _load_validators(self) -> None:
        loaded = await self.session.validators(self._netuid)
        table = self.query_one("#validators", ScoreTable)
        table.border_title = Content(f"Validators of subnet {self._netuid}")
        table.show(loaded.data)

    def look_at(self, subject: object) -> None:
        """A position by its key, or a subnet's validators by its number."""
        if isinstance(subject, int):
            self._look_at_subnet(subject)
        elif isinstance(subject, tuple):
            self.query_one("#positions", ScoreTable).cursor_key = subject

    def _look_at_subnet(self, netuid: int) -> None:
        if netuid != self._netuid:
            self._netuid = netuid
            self.session.views.put("stake.netuid", netuid)
            self.reload()

    @on(ScoreTable.Moved, "#positions")
    def _moved(self, event: ScoreTable.Moved) -> None:
        row = event.row
        if row is None:
            return
        if event.table.has_focus:
            self._look_at_subnet(row.netuid)
        self.query_one("#detail", TextPane).pairs(
            [
                (f"{row.netuid} {row.subnet_name}", ""),
                ("alpha", f"{grouped(row.alpha.rao)} α"),
                ("worth", f"{grouped(row.value.rao)} τ"),
                ("if sold", f"{grouped(row.liquidation.rao)} τ"),
                ("price", f"{grouped(row.price_rao)} τ"),
                ("last epoch", f"{fixed(row.emission.rao, 6)} α"),
                ("earning", "yes" if row.is_registered else "no: not registered there"),
                ("", " "),
                ("validator", str(row.validator_name or "without a name")),
                ("hotkey", row.hotkey[:24]),
                ("", row.hotkey[24:]),
            ]
        )

    @on(ScoreTable.Chosen, "#positions")
    def _open(self, event: ScoreTable.Chosen) -> None:
        self.app.post_message(GoTo("scores", event.row.netuid))

    @on(ScoreTable.Chosen, "#validators")
    def _stake_to(self, event: ScoreTable.Chosen) -> None:
        self.perform("stake.add", netuid=self._netuid, hotkey=event.row.hotkey)

    def copies(self) -> list[Choice]:
        """The hotkey, the row as JSON."""
        row = self.table.current if self.table else None
        if row is None:
            return []
        from tao_tui.screens.row_json import row_json

        return [Choice("the hotkey", row.hotkey), Choice("the row as JSON", row_json(row))]

    async def action_choose_subnet(self) -> None:
        """Another subnet's validators."""
        from tao_tui.actions.registry import Kind
        from tao_tui.screens.offers import offers_for
        from tao_tui.screens.picker import Picker

        choices = await offers_for(Kind.NETUID, {}, self.session)
        self.app.push_screen(
            Picker("Validators of subnet", choices),
            lambda value: self._look_at_subnet(int(value)) if isinstance(value, str) else None,
        )

    def action_stake(self) -> None:
        """Stake to the row under the cursor."""
        row = self.table.current if self.table else None
        self.perform(
            "stake.add", netuid=getattr(row, "netuid", self._netuid), hotkey=row.hotkey if row else None
        )

    def action_unstake(self) -> None:
        """Unstake the position under the cursor."""
        row = self.query_one("#positions", ScoreTable).current
        self.perform("stake.remove", netuid=row.netuid if row else None, hotkey=row.hotkey if row else None)


def _key(row: Any) -> tuple[str, int]:
    return row.hotkey, row.netuid
