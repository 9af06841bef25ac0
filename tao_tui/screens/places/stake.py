"""Stake: every position, what it is worth and earns; add, remove, and who else one could stake to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, ClassVar, Final

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from tao_tui.messages import GoTo, Perform
from tao_tui.screens.portfolio.owned_words import position_columns, position_facts, stake_sum
from tao_tui.screens.sheets.picker import Choice, Picker
from tao_tui.screens.stake.locks_sheet import LocksSheet
from tao_tui.screens.stake.picks import Picks, key_of, prefilled
from tao_tui.screens.stake.validator_choice import ValidatorChoice, validators_table
from tao_tui.screens.words.called import called_here
from tao_tui.session.session import Session
from tao_tui.widgets.bars.filter_bar import FilterBar
from tao_tui.widgets.table.row_table import RowTable
from tao_tui.widgets.text_pane import TextPane

_NO_STAKE: Final = "No stake yet. Choose a validator below and press s."


class Stake(ValidatorChoice):
    """Positions above, the validators of the position's subnet below."""

    DEFAULT_CSS = """
    Stake #sum { height: auto; min-height: 2; max-height: 3; padding: 0 1; }
    Stake #positions { height: auto; min-height: 5; max-height: 50%; }
    Stake #validators { height: 1fr; border-top: solid $tao-rule; border-title-color: $tao-heading; }
    """
    name_of_place = "stake"
    AUTO_FOCUS = "#positions"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "s", "stake", "stake", id="stake.add", tooltip="Stake TAO to what is picked or under the cursor"
        ),
        Binding(
            "u", "unstake", "unstake", id="stake.remove", tooltip="Unstake the position under the cursor"
        ),
        Binding("v", "move", "move", id="stake.move", tooltip="Move the position to another hotkey"),
        Binding(
            "l", "locks", "locks", show=False, id="stake.locks", tooltip="What is locked, and how it goes on"
        ),
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
            tooltip="Locks, auto-stake, root claims, children, takes, proxies, burn, recycle",
        ),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        remembered = session.views.text("stake.filtered")
        self._filtered = "validators" if remembered == "validators" else "positions"
        self.picks = Picks()

    def body(self) -> Iterable[Widget]:
        """Two tables; the position in detail beside them when there is room."""
        yield TextPane("", id="sum")
        yield Horizontal(
            Vertical(
                RowTable(
                    (self.picks.column, *position_columns(self.session)),
                    key_of,
                    empty=_NO_STAKE,
                    id="positions",
                ),
                validators_table(self.session),
            ),
            TextPane("", classes="side", id="detail"),
        )

    @property
    def filtered_table(self) -> RowTable:
        """The table that was left to type a filter."""
        return self.query_one(f"#{self._filtered}", RowTable)

    def action_filter(self) -> None:
        """Type a filter for the table one is in; the other one has none."""
        table = self.table
        if table is not None and table.id and table.id != self._filtered:
            self.filtered_table.filter(None)
            self.query_one(FilterBar).value = ""
            self._filtered = table.id
            self.session.views.put("stake.filtered", table.id)
        super().action_filter()

    async def load(self) -> None:
        """Positions, then the validators of the subnet looked at."""
        session = self.session
        table = self.query_one("#positions", RowTable)
        positions = await session.positions()
        if positions is None:
            table.empty = (
                f"{_no_wallet(session)} Everything here can still be read."
                if session.account_known.is_set()
                else "…"
            )
            table.show([])
            self.query_one("#sum", TextPane).say("")
        else:
            self.picks.keep(positions.data)
            table.empty = _NO_STAKE
            table.show(positions.data, mark=True)
            balance = await session.balance()
            if balance is not None:
                self.query_one("#sum", TextPane).say(stake_sum(balance.data[0], positions.data))
        await self.load_validators()

    def action_more(self) -> None:
        """What stands by itself until it is changed, what is locked, and what is given up."""
        from tao_tui.screens.stake.standing import STANDINGS

        auto, *others = (each.choice for each in STANDINGS)
        locks = Choice(f"{'Locks':<16}", "locks", "what is locked, and how it goes on (l)")
        ends = [
            Choice(f"{'Burn':<16}", "stake.burn", "destroy alpha; you get nothing for it"),
            Choice(f"{'Recycle':<16}", "stake.recycle", "give it back to the subnet for nothing"),
        ]
        self.app.push_screen(Picker("More about stake", [locks, auto, *others, *ends]), self._take_more)

    def _take_more(self, chosen: object) -> None:
        if chosen == "locks":
            self.action_locks()
        elif isinstance(chosen, str):
            row = self.query_one("#positions", RowTable).current
            self.perform(chosen, **prefilled((row,) if row else ()))
        elif chosen is not None:
            self.look_at(chosen)

    def look_at(self, subject: object) -> None:
        """A position by its key, a subnet's validators by its number, or the sheet of a standing rule."""
        from tao_tui.screens.stake.standing import Standing

        if isinstance(subject, Standing):
            from tao_tui.screens.stake.standing_sheet import open_standing

            open_standing(self.app, self.session, subject)
            return
        if isinstance(subject, int):
            self.look_at_subnet(subject)
        elif isinstance(subject, tuple):
            self.query_one("#positions", RowTable).cursor_key = subject

    @on(RowTable.Moved, "#positions")
    def _moved(self, event: RowTable.Moved) -> None:
        row = event.row
        if row is None:
            return
        if event.table.has_focus:
            self.look_at_subnet(row.netuid)
        self.query_one("#detail", TextPane).pairs(position_facts(row, called_here(self.session, row.hotkey)))

    @on(RowTable.Chosen, "#positions")
    def _open(self, event: RowTable.Chosen) -> None:
        self.app.post_message(GoTo("scores", event.row.netuid))

    def action_mark(self) -> None:
        """Pick the row under the cursor, or let it go."""
        positions = self.query_one("#positions", RowTable)
        if self.focused is positions:
            if positions.current is not None:
                self.picks.turn(positions.current)
                positions.repaint_column("picked")
                positions.action_step(1)
            return
        self.mark_validator()

    def copies(self) -> list[Choice]:
        """The hotkey, the row as JSON."""
        row = self.table.current if self.table else None
        if row is None:
            return []
        from tao_tui.screens.words.row_json import row_json

        row = _staked_to(row)
        return [Choice("the hotkey", row.hotkey), Choice("the row as JSON", row_json(row))]

    def action_stake(self) -> None:
        """Stake to all picked validators, else to the row under the cursor."""
        row = _staked_to(self.table.current if self.table else None)
        hotkey = row.hotkey if row else None
        picked = self.choosing.marked(self.netuid)
        # Picking leads the cursor on to the next row, which nobody means by it.
        if picked and self.focused is not self.query_one("#positions", RowTable):
            hotkey = "; ".join(picked)
        self.perform("stake.add", netuid=getattr(row, "netuid", self.netuid), hotkey=hotkey)

    def action_locks(self) -> None:
        """What is locked, with the subnet of the position under the cursor in view."""
        account = self.session.account
        if account is None:
            self.notify(_no_wallet(self.session), timeout=4)
            return
        row = self.query_one("#positions", RowTable).current
        netuid, hotkey = (row.netuid, row.hotkey) if row else (self.netuid, None)
        self.app.push_screen(
            LocksSheet(self.session, account.coldkey, netuid, hotkey),
            self._take_wish,
        )

    def _take_wish(self, wish: Perform | None) -> None:
        """Open the form that was wished for; the locks come back when it is over."""
        if wish is not None:
            self.app.post_message(replace(wish, back=self.action_locks))

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
        positions = self.query_one("#positions", RowTable)
        self.perform(action, **prefilled(self.picks.or_else(positions.current)))


def _staked_to(row: Any) -> Any:
    """A position, or the validator of a candidate."""
    return getattr(row, "validator", row)


def _no_wallet(session: Session) -> str:
    """What to do about having none in use."""
    return "No wallet is in use: press 2." if session.wallet_names else "No wallet yet: press 1, then w."
