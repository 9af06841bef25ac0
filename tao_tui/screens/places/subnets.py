"""Subnets: prices, pools, emission and epochs; stake, register, and on to the scores."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widget import Widget

from tao_tui.counted import counted
from tao_tui.errors import TaoTuiError
from tao_tui.messages import GoTo
from tao_tui.screens.place import Place
from tao_tui.screens.sheets.picker import Choice
from tao_tui.session.wording import sentence
from tao_tui.tables.subnets import SUBNET_COLUMNS
from tao_tui.widgets.figures import blocks_as_time, fixed, grouped, sparkline
from tao_tui.widgets.table.row_table import RowTable
from tao_tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from tao_tui.session.session import Session

HISTORY = 60
"""Prices kept per subnet while the app runs."""


class Subnets(Place):
    """All subnets in one table."""

    name_of_place = "subnets"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "scores", "scores", id="subnets.scores", tooltip="Watch this subnet's scores"),
        Binding("s", "stake", "stake", id="subnets.stake", tooltip="Stake TAO on this subnet"),
        Binding(
            "g", "register", "register", id="subnets.register", tooltip="Register a hotkey on this subnet"
        ),
        Binding("c", "chart", "chart", id="subnets.chart", tooltip="The price over time"),
        Binding("p", "queue", "next out", id="subnets.queue", tooltip="Which neurons are replaced next"),
        Binding(
            "d", "dissolved", show=False, id="subnets.dissolved", tooltip="Which subnet is dissolved next"
        ),
        Binding("m", "mine", show=False, id="subnets.mine", tooltip="Which subnets I own, what they earn me"),
        Binding("h", "parameters", show=False, id="subnets.parameters", tooltip="Its hyperparameters"),
        Binding("i", "identity", show=False, id="subnets.identity", tooltip="What it says of itself"),
    ]

    @work(group="chart", exclusive=True, exit_on_error=False)
    async def action_chart(self) -> None:
        """The price of the subnet under the cursor over time, as far as it was kept here."""
        from tao_tui.screens.portfolio.chart_screen import ChartScreen, Course

        subnet, session = self.query_one(RowTable).current, self.session
        if subnet is None or session.client is None:
            return
        now = session.portfolio.clock()
        kept = await session.portfolio.price_course(session.client.genesis, subnet.netuid)
        course = Course(f"Price of {subnet.netuid} {subnet.name}", (*kept, (int(now), subnet.price_rao)), 6)
        self.app.push_screen(ChartScreen([course], now))

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._prices: dict[int, list[int]] = {}
        self._priced_at = -1

    def body(self) -> Iterable[Widget]:
        """The table, and the chosen subnet beside it when there is room."""
        yield Horizontal(
            RowTable(
                SUBNET_COLUMNS, lambda subnet: subnet.netuid, empty="This chain has no subnets.", id="subnets"
            ),
            TextPane("", classes="side", id="subnet"),
        )

    async def load(self) -> None:
        """Every subnet in one batch."""
        loaded = await self.session.subnets()
        news = loaded.data if loaded.block != self._priced_at else ()
        self._priced_at = loaded.block
        for subnet in news:
            prices = self._prices.setdefault(subnet.netuid, [])
            prices.append(subnet.price_rao)
            del prices[:-HISTORY]
        self.query_one(RowTable).show(loaded.data, mark=True)

    @on(RowTable.Moved)
    def _moved(self, event: RowTable.Moved) -> None:
        if event.row is not None:
            self.query_one("#subnet", TextPane).pairs(self._facts(event.row))

    def _facts(self, subnet: Any) -> list[tuple[str, str]]:
        epoch = (
            "–"
            if subnet.blocks_to_epoch is None
            else (
                f"in {counted(subnet.blocks_to_epoch, 'block')}, "
                f"{blocks_as_time(subnet.blocks_to_epoch, self.session.pace)}"
            )
        )
        return [
            (f"{subnet.netuid} {subnet.name} {subnet.symbol}", ""),
            ("price", f"{grouped(subnet.price_rao)} τ"),
            ("since opened", sparkline(self._prices.get(subnet.netuid, []), 24)),
            ("in the pool", f"{fixed(subnet.tao_in.rao, 2)} τ"),
            ("", f"{fixed(subnet.alpha_in.rao, 2)} α"),
            ("outside it", f"{fixed(subnet.alpha_out.rao, 2)} α"),
            ("traded", f"{fixed(subnet.volume.rao, 0)} τ"),
            ("", " "),
            ("emission", f"{fixed(subnet.emission.rao, 6)} τ per block"),
            ("to people", f"{fixed(subnet.alpha_out_emission.rao, 6)} α per block"),
            ("tempo", f"{counted(subnet.tempo, 'block')}"),
            ("epoch", epoch),
            ("", " "),
            ("neurons", f"{subnet.neurons} of {subnet.max_neurons}"),
            ("to register", f"{grouped(subnet.registration_cost.rao)} τ"),
            ("owner", str(subnet.owner)[:24]),
            ("", str(subnet.owner)[24:]),
            *([("", "that is you")] if self._is_mine(subnet) else []),
            ("", " "),
            *([(str(subnet.description)[:200], "")] if subnet.description else []),
            *([("web", str(subnet.url)[:40])] if subnet.url else []),
        ]

    def _is_mine(self, subnet: Any) -> bool:
        account = self.session.account
        return account is not None and bool(account.coldkey == subnet.owner)

    def chosen_subnet(self) -> int | None:
        """The one under the cursor; root is nobody's."""
        row = self.query_one(RowTable).current
        return row.netuid or None if row is not None else None

    def copies(self) -> list[Choice]:
        """Number, owner, the row as JSON."""
        row = self.query_one(RowTable).current
        if row is None:
            return []
        from tao_tui.screens.words.row_json import row_json

        return [
            Choice("the owner's coldkey", row.owner),
            Choice("its number", str(row.netuid)),
            Choice("the row as JSON", row_json(row)),
        ]

    @on(RowTable.Chosen)
    def _chosen(self) -> None:
        self.action_scores()

    def action_queue(self) -> None:
        """Which neurons of this subnet registrations replace next; one that is chosen shows in Scores."""
        from tao_tui.screens.subnets.queue_sheet import QueueSheet, neuron_queue

        row = self.query_one(RowTable).current
        if row is not None:
            queue = neuron_queue(self.session, row.netuid, row.name)
            self.app.push_screen(
                QueueSheet(self.session, queue), lambda uid: self._scores_of(row.netuid, uid)
            )

    def _scores_of(self, netuid: int, uid: int | None) -> None:
        if uid is not None:
            self.app.post_message(GoTo("scores", netuid))

    def action_dissolved(self) -> None:
        """Which subnet is dissolved when somebody creates one; one that is chosen gets the cursor."""
        from tao_tui.screens.subnets.queue_sheet import QueueSheet, subnet_queue

        row = self.query_one(RowTable).current
        sheet = QueueSheet(self.session, subnet_queue(self.session), row.netuid if row else None)
        self.app.push_screen(sheet, self.look_at)

    def action_mine(self) -> None:
        """Which subnets are the wallet's, and what they earn; one that is chosen gets the cursor."""
        from tao_tui.screens.subnets.queue_sheet import QueueSheet, owned_subnets

        account = self.session.account
        if account is None:
            self.notify("There is no wallet here that could own a subnet.", timeout=3)
            return
        sheet = QueueSheet(self.session, owned_subnets(self.session, account.coldkey))
        self.app.push_screen(sheet, self.look_at)

    @work(group="parameters", exclusive=True, exit_on_error=False)
    async def action_parameters(self) -> None:
        """What this subnet's rules are set to, and for its owner the form to change one."""
        from tao_tui.screens.subnets.parameters import look_through

        row = self.query_one(RowTable).current
        if row is None:
            return
        try:
            await look_through(self.app, self.session, row)
        except TaoTuiError as error:
            self.notify(sentence(error), severity="warning", markup=False, timeout=5)

    @work(group="identity", exclusive=True, exit_on_error=False)
    async def action_identity(self) -> None:
        """What this subnet says of itself, and for its owner the form to change it."""
        from tao_tui.screens.subnets.identity_sheet import IdentitySheet

        row = self.query_one(RowTable).current
        if row is None:
            return
        try:
            reading = await self.session.reads.subnet_identity(self.session.online, row.netuid)
        except TaoTuiError as error:
            self.notify(sentence(error), severity="warning", markup=False, timeout=5)
            return
        self.app.push_screen(IdentitySheet(self.session, reading.data))

    def action_scores(self) -> None:
        """Go to this subnet's scores."""
        row = self.query_one(RowTable).current
        if row is not None:
            self.app.post_message(GoTo("scores", row.netuid))

    def action_stake(self) -> None:
        """Stake on this subnet."""
        row = self.query_one(RowTable).current
        self.perform("stake.add", netuid=row.netuid if row else None)

    def action_register(self) -> None:
        """Register a hotkey on this subnet."""
        row = self.query_one(RowTable).current
        account = self.session.account
        first = account.hotkeys[0][0] if account and account.hotkeys else None
        self.perform("subnets.register", netuid=row.netuid if row else None, hotkey=first)
