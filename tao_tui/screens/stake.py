"""Stake: every position, what it is worth and earns; add, remove, and who else one could stake to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget

from tao_tui.messages import GoTo, Notice
from tao_tui.screens.amount_sheet import AmountSheet
from tao_tui.screens.choosing import MOST, Choosing
from tao_tui.screens.comparison_sheet import ComparisonSheet
from tao_tui.screens.locks_sheet import LocksSheet
from tao_tui.screens.picker import Choice
from tao_tui.screens.picks import Picks, key_of, prefilled
from tao_tui.screens.place import Place
from tao_tui.screens.validator_facts import over, validator_facts
from tao_tui.screens.validator_sheet import ValidatorSheet
from tao_tui.tables.positions import POSITION_COLUMNS
from tao_tui.tables.validators import MARK_COLUMN, VALIDATOR_COLUMNS
from tao_tui.widgets.figures import fixed, grouped
from tao_tui.widgets.score_table import ScoreTable
from tao_tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from tao_tui.addresses import Address
    from tao_tui.amounts import Tao
    from tao_tui.reads.candidates import Candidate


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
        Binding("v", "move", "move", id="stake.move", tooltip="Move the position to another hotkey"),
        Binding("l", "locks", "locks", id="stake.locks", tooltip="What is locked, and how it goes on"),
        Binding("m", "mark", "mark", id="stake.mark", tooltip="Pick the row under the cursor"),
        Binding(
            "c", "compare", "compare", id="stake.compare", tooltip="Put the picked validators side by side"
        ),
        Binding(
            "w", "swap", "swap", show=False, id="stake.swap", tooltip="Swap the position to another subnet"
        ),
        Binding(
            "g", "give", "give", show=False, id="stake.give", tooltip="Give the position to another coldkey"
        ),
        Binding("x", "exit", "exit", show=False, id="stake.exit", tooltip="Unstake everything in one batch"),
        Binding(
            "a", "amount", "amount", show=False, id="stake.amount", tooltip="The TAO that would have earned"
        ),
        Binding(
            "n", "choose_subnet", "subnet", id="stake.subnet", tooltip="Show another subnet's validators"
        ),
        Binding(
            "e",
            "more",
            "more",
            id="stake.more",
            tooltip="Auto-stake, root claims, children, takes, proxies",
        ),
    ]

    def __init__(self, session: Any) -> None:
        super().__init__(session)
        self._netuid = session.views.number("stake.netuid", 0)
        self.choosing = Choosing(session)
        self.picks = Picks()

    def body(self) -> Iterable[Widget]:
        """Two tables; the position in detail beside them when there is room."""
        yield TextPane("", id="sum")
        yield Horizontal(
            Vertical(
                ScoreTable(
                    (self.picks.column, *POSITION_COLUMNS),
                    key_of,
                    empty="No stake yet. Choose a validator below and press s.",
                    id="positions",
                ),
                ScoreTable(
                    (MARK_COLUMN, *VALIDATOR_COLUMNS),
                    lambda row: row.validator.hotkey,
                    empty="No validators here.",
                    id="validators",
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
            self.picks.keep(positions.data)
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
        rows = await self.choosing.listed(self._netuid)
        table = self.query_one("#validators", ScoreTable)
        table.border_title = Content(f"Validators of subnet {self._netuid}{self._basis(rows)}")
        table.show(rows)
        if trouble := self.session.rewards.take_trouble():
            self.session.tell(Notice(trouble))

    def _basis(self, rows: Sequence[Candidate]) -> str:
        """What their yields rest on, in a few words."""
        rewards = [row.reward for row in rows if row.reward is not None]
        longest = max((reward for reward in rewards if reward.kept), key=lambda r: r.blocks, default=None)
        if not rewards:
            return ""
        rest = over(longest or rewards[0], self.session.pace)
        return f" · yields {'over' if longest else 'of'} {rest} · earned by {self.choosing.amount_words}"

    def action_more(self) -> None:
        """What stands by itself until it is changed."""
        from tao_tui.screens.standing_sheet import open_standing

        open_standing(self.app, self.session)

    def look_at(self, subject: object) -> None:
        """A position by its key, a subnet's validators by its number, or the sheet of a standing rule."""
        from tao_tui.screens.standing import Standing

        if isinstance(subject, Standing):
            from tao_tui.screens.standing_sheet import open_standing

            open_standing(self.app, self.session, subject)
            return
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

    @on(ScoreTable.Moved, "#validators")
    def _moved_among_validators(self, event: ScoreTable.Moved) -> None:
        if event.row is not None and event.table.has_focus:
            facts = validator_facts(event.row, (), self.choosing.name_of, self.session.pace, narrow=True)
            self.query_one("#detail", TextPane).pairs(facts)

    @on(ScoreTable.Chosen, "#validators")
    def _look_at_validator(self, event: ScoreTable.Chosen) -> None:
        hotkey = event.row.validator.hotkey
        self.app.push_screen(
            ValidatorSheet(self.choosing, event.row), lambda stake: self._stake_to(hotkey) if stake else None
        )

    def _stake_to(self, hotkey: Address | None) -> None:
        """Open the form, with the amount a person has named."""
        if hotkey is not None:
            amount = self.choosing.typed
            self.perform(
                "stake.add", netuid=self._netuid, hotkey=hotkey, amount=amount.plain if amount else None
            )

    def action_mark(self) -> None:
        """Pick the row under the cursor, or let it go."""
        positions = self.query_one("#positions", ScoreTable)
        if self.focused is positions:
            if positions.current is not None:
                self.picks.turn(positions.current)
                positions.repaint_column("picked")
                positions.action_step(1)
            return
        table = self.query_one("#validators", ScoreTable)
        row = table.current
        if row is None:
            return
        if not self.choosing.mark(self._netuid, row.validator.hotkey):
            self.notify(f"{MOST} are enough side by side: m lets one go.", timeout=4)
            return
        table.patch([replace(row, marked=not row.marked)], mark=False)
        table.action_step(1)

    def action_compare(self) -> None:
        """Put the picked ones side by side."""
        picked = self.choosing.marked(self._netuid)
        if len(picked) < 2:
            self.notify("Pick two or three validators with m first.", timeout=4)
            return
        self.app.push_screen(ComparisonSheet(self.choosing, self._netuid, picked), self._stake_to)

    def action_amount(self) -> None:
        """Think of another amount."""
        self.app.push_screen(
            AmountSheet("What amount would have earned?", self.choosing.amount), self._think_of
        )

    def _think_of(self, amount: Tao | None) -> None:
        if amount is not None:
            self.choosing.amount = amount
            self.reload()

    def copies(self) -> list[Choice]:
        """The hotkey, the row as JSON."""
        row = self.table.current if self.table else None
        if row is None:
            return []
        from tao_tui.screens.row_json import row_json

        row = _staked_to(row)
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
        """Stake to the row under the cursor; to all picked validators when it is one of them."""
        row = _staked_to(self.table.current if self.table else None)
        hotkey = row.hotkey if row else None
        picked = self.choosing.marked(self._netuid)
        if hotkey in picked and self.focused is not self.query_one("#positions", ScoreTable):
            hotkey = "; ".join(picked)
        self.perform("stake.add", netuid=getattr(row, "netuid", self._netuid), hotkey=hotkey)

    def action_locks(self) -> None:
        """What is locked, with the subnet of the position under the cursor in view."""
        account = self.session.account
        if account is None:
            self.notify("No wallet yet: press 1, then w.", timeout=4)
            return
        row = self.query_one("#positions", ScoreTable).current
        netuid, hotkey = (row.netuid, row.hotkey) if row else (self._netuid, None)
        self.app.push_screen(
            LocksSheet(self.session, account.coldkey, netuid, hotkey),
            lambda wish: self.perform(wish[0], **wish[1]) if wish else None,
        )

    def action_unstake(self) -> None:
        """Unstake what is picked, or the position under the cursor."""
        self._with_picked("stake.remove")

    def action_move(self) -> None:
        """Move what is picked, or the position under the cursor, to another hotkey."""
        self._with_picked("stake.move")

    def action_swap(self) -> None:
        """Swap what is picked, or the position under the cursor, to another subnet."""
        self._with_picked("stake.swap")

    def action_give(self) -> None:
        """Give away what is picked, or the position under the cursor."""
        self._with_picked("stake.transfer")

    def action_exit(self) -> None:
        """Unstake everything."""
        self.perform("stake.exit")

    def _with_picked(self, action: str) -> None:
        positions = self.query_one("#positions", ScoreTable)
        self.perform(action, **prefilled(self.picks.or_else(positions.current)))


def _staked_to(row: Any) -> Any:
    """A position, or the validator of a candidate."""
    return getattr(row, "validator", row)
