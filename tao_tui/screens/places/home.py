"""Home: what I own, what needs me, where it is staked; on a wide terminal also the state of the network."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget

from tao_tui.messages import GoTo, Notice
from tao_tui.screens.place import Place
from tao_tui.screens.portfolio.coldkey_swap import (
    SWAP_BLOCKS,
    SWAP_KEY,
    answer_swap,
    is_announced,
    swap_needs,
)
from tao_tui.screens.portfolio.home_side import LATEST, beside
from tao_tui.screens.portfolio.needs import NEED_COLUMNS, Need, needs_of
from tao_tui.screens.portfolio.owned_words import gain_of, position_columns
from tao_tui.screens.portfolio.worth import Known, not_known, worth
from tao_tui.screens.words.called import names_on_chain
from tao_tui.session.session import Session
from tao_tui.widgets.bars.hint_line import Hint, HintLine
from tao_tui.widgets.figures import age, fixed
from tao_tui.widgets.table.row_table import RowTable
from tao_tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from tao_tui.journal.portfolio_history import Snapshot
    from tao_tui.reads.coldkey_swaps import ColdkeySwap
    from tao_tui.reads.network import Status
    from tao_tui.reads.owned.portfolio import Portfolio
    from tao_tui.screens.sheets.picker import Choice
    from tao_tui.tables.activity import Entry


NO_STAKE = "No stake yet. Press s to stake."
_COURSE: Final = 30 * 24 * 3_600
_COURSE_LEAST: Final = 3_600
"""Seconds that are drawn, and how many have to be known."""
_COURSE_ROWS: Final = 10
_SEATS_BLOCKS: Final = 300
"""Blocks for which the seats of the senate are taken as known: they change by votes."""


class Home(Place):
    """The first thing one sees."""

    DEFAULT_CSS = """
    Home #worth { height: 5; padding: 1 1 0 1; }
    Home #needs { height: auto; max-height: 6; margin-bottom: 1; }
    Home #positions { height: 1fr; }
    Home #course { height: 14; display: none; border-top: solid $tao-rule; }
    Home.-tall.-grown #course { display: block; }
    """
    VERTICAL_BREAKPOINTS = [(0, "-low"), (36, "-tall")]  # noqa: RUF012 - as Textual declares it
    name_of_place = "home"
    AUTO_FOCUS = "#positions"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "stake", "stake", id="home.stake", tooltip="Stake TAO"),
        Binding(
            "u", "unstake", "unstake", id="home.unstake", tooltip="Unstake the position under the cursor"
        ),
        Binding("t", "transfer", "transfer", id="home.transfer", tooltip="Send TAO"),
        Binding("h", "history", "history", id="home.history", tooltip="What you owned, day by day"),
        Binding("c", "chart", "chart", id="home.chart", tooltip="Charts of your total and of prices"),
        Binding("n", "network", "network", id="home.network", tooltip="The network and your node's health"),
        Binding("w", "wallet", "wallet", id="home.wallet", tooltip="Create, bring, watch or choose a wallet"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._course: tuple[Snapshot, ...] = ()
        self._gain: int | None = None
        """In rao, of what was bought from here; None until it is known, or when nothing was."""

    def body(self) -> Iterable[Widget]:
        """Worth, needs, positions; the network beside them when there is room."""
        yield Horizontal(
            Vertical(
                TextPane("", id="worth"),
                RowTable(NEED_COLUMNS, lambda need: need.key, empty="Nothing waits for you.", id="needs"),
                RowTable(position_columns(self.session), _position_key, empty=NO_STAKE, id="positions"),
                TextPane("", id="course"),
            ),
            TextPane("", classes="side", id="beside"),
        )

    def on_mount(self) -> None:
        """Say at once what is known: nothing yet."""
        super().on_mount()
        self._show_worth(None)
        self.query_one("#needs").display = False
        self._say_beside(None, ())

    async def load(self) -> None:
        """Balance, positions, proposals and pending extrinsics, each shown as soon as it is known."""
        session = self.session
        if session.account is None:
            self._course, self._gain = (), None
            self._show_worth(None)
            staked = self.query_one("#positions", RowTable)
            staked.empty = "What you stake will stand here." if session.account_known.is_set() else "…"
            staked.show([])
        else:
            if session.known("balance", session.account.coldkey) is None:
                self._show_worth(None)
            balance = await session.balance()
            assert balance is not None
            held = balance.data[0]
            genesis = session.online.genesis
            await session.portfolio.keep(genesis, balance.block, [held])
            self._course = await session.portfolio.course(genesis, held, balance.block)
            self._draw_course()
            self._show_worth(held)
            self._tell_trouble()
            positions = await session.positions()
            if positions is not None:
                table = self.query_one("#positions", RowTable)
                table.empty = NO_STAKE
                table.show(positions.data, mark=True)
                self._gain = gain_of(positions.data)
                self._show_worth(held)
        await self._load_needs()
        if self.has_class("-wide"):
            status = await session.status()
            self._say_beside(status.data, await asyncio.to_thread(self._latest))

    async def _load_needs(self) -> None:
        proposals = await self.session.proposals()
        if proposals.data:
            await self.session.governance(for_blocks=_SEATS_BLOCKS)
        needs = [
            *swap_needs(self.session, await self._coldkey_swap()),
            *needs_of(self.session, proposals.data, self.session.pending()),
        ]
        table = self.query_one("#needs", RowTable)
        table.display = bool(needs)
        table.styles.height = min(6, len(needs) + 1)
        table.show(needs)

    async def _coldkey_swap(self) -> ColdkeySwap | None:
        account, reads = self.session.account, self.session.reads
        if account is None:
            return None
        before = self.session.known("coldkey_swap", account.coldkey)
        told = await self.session.fact(
            "coldkey_swap",
            lambda client: reads.coldkey_swap(client, account.coldkey),
            account.coldkey,
            for_blocks=SWAP_BLOCKS if before is None or not is_announced(before.data) else 0,
        )
        swap: ColdkeySwap | None = told.data
        return swap

    def _show_worth(self, held: Portfolio | None) -> None:
        pane = self.query_one("#worth", TextPane)
        if self.session.account is None or held is None:
            pane.say(not_known(self.session))
            return
        known = Known(held, self._course, self._gain)
        lines = worth(self.session, known, pane.content_size.width, with_month=not self._draws_course)
        pane.styles.height = len(lines) + 2
        pane.say(Content("\n").join(lines))

    def _tell_trouble(self) -> None:
        memory = self.session.portfolio
        if memory.trouble:
            self.session.tell(Notice(memory.trouble))
            memory.trouble = ""

    def _latest(self) -> list[Entry]:
        from tao_tui.tables.activity import entries_of

        session = self.session
        rows, found = session.journal.rows(LATEST), session.scanning.found(LATEST)
        known = session.account.known if session.account else None
        return entries_of(rows, found, known, names_on_chain(session))[:LATEST]

    def _say_beside(self, status: Status | None, entries: Sequence[Entry]) -> None:
        pane = self.query_one("#beside", TextPane)
        pane.say(beside(self.session, status, entries, pane.content_size.width))

    @property
    def _draws_course(self) -> bool:
        return self.has_class("-tall") and self.has_class("-grown")

    def _draw_course(self) -> None:
        """The total over 30 days, where the terminal is high and an hour is known."""
        from tao_tui.tables.plot import plot

        now = int(self.session.portfolio.clock())
        points = [(kept.at, kept.total_rao) for kept in self._course if kept.at >= now - _COURSE]
        self.set_class(len(points) > 1 and points[-1][0] - points[0][0] >= _COURSE_LEAST, "-grown")
        if not self._draws_course:
            return
        pane = self.query_one("#course", TextPane)
        lines = plot(
            points, self.query_one("#positions").size.width - 2, _COURSE_ROWS, points[0][0], now, fixed
        )
        head = Content.styled(f"What {self.session.wallet} owned, τ, UTC", "bold $tao-heading")
        pane.say(Content("\n").join([head, *(Content.styled(line, "$accent") for line in lines)]))

    def tick(self) -> None:
        """Ages move even when blocks do not."""
        super().tick()
        known = self.session.known("balance", self.session.account.coldkey) if self.session.account else None
        if known is not None and self.session.stale_for:
            self.query_one("#worth").tooltip = f"read {age(self.session.clock() - known.read_at)} ago"
        if self.session.known("status") is None and self.query("#beside"):
            self._say_beside(None, ())

    # Keys

    def hints(self) -> Iterable[Hint]:
        """Without a wallet, the key that leads to one comes first."""
        hints = list(super().hints())
        if self.session.account_known.is_set() and self.session.account is None:
            hints.sort(key=lambda hint: hint.action != "screen.wallet")
        return hints

    def account_changed(self) -> None:
        """Another wallet, or none, is shown."""
        self.query_one(HintLine).hints = tuple(self.hints())
        super().account_changed()

    @property
    def filtered_table(self) -> RowTable:
        """The positions: what needs one is never more than a few lines."""
        return self.query_one("#positions", RowTable)

    @on(RowTable.Chosen, "#needs")
    def _need(self, event: RowTable.Chosen) -> None:
        need: Need = event.row
        if need.key == SWAP_KEY:
            self._answer_swap(need.subject)
        else:
            self.app.post_message(GoTo(need.place, need.subject))

    @work(group="swap", exclusive=True, exit_on_error=False)
    async def _answer_swap(self, swap: Any) -> None:
        wanted = await answer_swap(self.app, swap)
        if wanted is not None:
            self.app.post_message(wanted)

    @on(RowTable.Chosen, "#positions")
    def _position(self, event: RowTable.Chosen) -> None:
        self.app.post_message(GoTo("stake", _position_key(event.row)))

    def copies(self) -> list[Choice]:
        """My address, the position's hotkey."""
        from tao_tui.screens.sheets.picker import Choice

        found = [Choice("my coldkey", self.session.account.coldkey)] if self.session.account else []
        row = self.query_one("#positions", RowTable).current
        return [*found, Choice("the validator's hotkey", row.hotkey)] if row is not None else found

    def action_stake(self) -> None:
        """Stake, starting from the position under the cursor."""
        row = self.query_one("#positions", RowTable).current
        self.perform("stake.add", netuid=row.netuid if row else None, hotkey=row.hotkey if row else None)

    def action_unstake(self) -> None:
        """Unstake the position under the cursor."""
        row = self.query_one("#positions", RowTable).current
        self.perform("stake.remove", netuid=row.netuid if row else None, hotkey=row.hotkey if row else None)

    def action_transfer(self) -> None:
        """Send TAO."""
        self.perform("transfer")

    def action_history(self) -> None:
        """What the account owned, day by day, as last read."""
        from tao_tui.screens.portfolio.history_sheet import history_sheet

        session = self.session
        if session.account is not None:
            self.app.push_screen(history_sheet(session.wallet, self._course, session.portfolio.clock()))

    @work(group="chart", exclusive=True, exit_on_error=False)
    async def action_chart(self) -> None:
        """The account's total over time, then the price of each subnet it holds alpha of."""
        from tao_tui.screens.portfolio.chart_screen import ChartScreen, Course

        session = self.session
        if session.account is None:
            return
        total = tuple((kept.at, kept.total_rao) for kept in self._course)
        courses = [Course(f"What {session.wallet} owned", total)]
        rows = {row.netuid: row for row in self.query_one("#positions", RowTable).rows.by_key.values()}
        genesis = session.client.genesis if session.client else ""
        now = session.portfolio.clock()
        for netuid, row in sorted(rows.items()):
            if netuid:
                kept = await session.portfolio.price_course(genesis, netuid)
                points = (*kept, (int(now), row.price_rao))
                courses.append(Course(f"Price of {netuid} {row.subnet_name}", points, 6))
        self.app.push_screen(ChartScreen(courses, now))

    def action_network(self) -> None:
        """Head, finality, supply, and what is wrong with the node."""
        from tao_tui.screens.sheets.network_sheet import NetworkSheet

        self.app.push_screen(NetworkSheet(self.session))

    def action_wallet(self) -> None:
        """Choose or make a wallet."""
        if self.session.account is None:
            from tao_tui.screens.keys.first_run import FirstRun

            self.app.push_screen(FirstRun(self.session))
        else:
            self.app.post_message(GoTo("wallets"))


def _position_key(row: Any) -> tuple[str, int]:
    return row.hotkey, row.netuid
