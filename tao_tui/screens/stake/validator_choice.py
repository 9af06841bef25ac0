"""The half of Stake where a validator is chosen: the list of a subnet's, one in full, some side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import on
from textual.content import Content
from textual.events import DescendantFocus

from tao_tui.messages import Notice
from tao_tui.screens.place import Place
from tao_tui.screens.stake.choosing import MOST, Choosing
from tao_tui.screens.stake.comparison_sheet import ComparisonSheet
from tao_tui.screens.stake.validator_facts import over, validator_facts
from tao_tui.screens.stake.validator_sheet import ValidatorSheet
from tao_tui.screens.words.called import with_names_here
from tao_tui.tables.validators import MARK_COLUMN, VALIDATOR_COLUMNS
from tao_tui.widgets.table.row_table import RowTable
from tao_tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from tao_tui.addresses import Address
    from tao_tui.reads.validators.candidates import Candidate
    from tao_tui.session.session import Session


def validators_table(session: Session) -> RowTable:
    """The list, empty."""
    return RowTable(
        (MARK_COLUMN, *with_names_here(VALIDATOR_COLUMNS, "name", _unnamed, session)),
        lambda row: row.validator.hotkey,
        empty="No validators here.",
        id="validators",
    )


def _unnamed(row: Candidate) -> str:
    return "" if row.validator.name else row.validator.hotkey


class ValidatorChoice(Place):
    """A place with a `validators_table` and a pane `detail`; it says which keys do what."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.netuid = session.views.number("stake.netuid", 0)
        self.choosing = Choosing(session)

    async def load_validators(self) -> None:
        """Show who validates the subnet looked at."""
        netuid = self.netuid  # the cursor may be on another one by the time these are read
        rows = await self.choosing.listed(netuid)
        table = self.query_one("#validators", RowTable)
        table.border_title = Content(f"Validators of subnet {netuid}{self._basis(rows)}")
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

    def look_at_subnet(self, netuid: int) -> None:
        """Show another subnet's validators."""
        if netuid != self.netuid:
            self.netuid = netuid
            self.session.views.put("stake.netuid", netuid)
            self.reload()

    @on(RowTable.Moved, "#validators")
    def _moved_among_validators(self, event: RowTable.Moved) -> None:
        if event.table.has_focus:
            self._tell_of(event.row)

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Tell of the validator under the cursor once the list is entered."""
        table = self.query_one("#validators", RowTable)
        if event.widget is table:
            self._tell_of(table.current)

    def _tell_of(self, row: Candidate | None) -> None:
        if row is not None:
            facts = validator_facts(row, (), self.choosing.name_of, self.session.pace, narrow=True)
            self.query_one("#detail", TextPane).pairs(facts)

    @on(RowTable.Chosen, "#validators")
    def _look_at_validator(self, event: RowTable.Chosen) -> None:
        hotkey = event.row.validator.hotkey
        self.app.push_screen(
            ValidatorSheet(self.choosing, event.row), lambda stake: self._stake_to(hotkey) if stake else None
        )

    def _stake_to(self, hotkey: Address | None) -> None:
        """Open the form, with the amount a person has named."""
        if hotkey is not None:
            amount = self.choosing.typed
            self.perform(
                "stake.add", netuid=self.netuid, hotkey=hotkey, amount=amount.plain if amount else None
            )

    def mark_validator(self) -> None:
        """Pick the validator under the cursor, or let it go."""
        table = self.query_one("#validators", RowTable)
        row = table.current
        if row is None:
            return
        if not self.choosing.mark(self.netuid, row.validator.hotkey):
            self.notify(f"{MOST} are enough side by side: m lets one go.", timeout=4)
            return
        table.patch([replace(row, marked=not row.marked)], mark=False)
        table.action_step(1)

    def action_compare(self) -> None:
        """Put the picked ones side by side."""
        picked = self.choosing.marked(self.netuid)
        if len(picked) < 2:
            self.notify("Pick two or three validators with m first.", timeout=4)
            return
        self.app.push_screen(ComparisonSheet(self.choosing, self.netuid, picked), self._stake_to)

    def action_amount(self) -> None:
        """Think of another amount."""
        self.choosing.ask_amount(self.app, self.reload)

    async def action_choose_subnet(self) -> None:
        """Another subnet's validators."""
        from tao_tui.actions.registry import Kind
        from tao_tui.screens.sheets.offers import offers_for
        from tao_tui.screens.sheets.picker import Picker

        choices = await offers_for(Kind.NETUID, {}, self.session)
        self.app.push_screen(
            Picker("Validators of subnet", choices),
            lambda value: self.look_at_subnet(int(value)) if isinstance(value, str) else None,
        )
