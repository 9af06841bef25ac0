"""Wallets: every wallet in the folder with its balance; choose one, make one, show its addresses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widget import Widget

from tao_tui.messages import Perform
from tao_tui.screens.keys.task import Target, Task, Told
from tao_tui.screens.place import Place
from tao_tui.screens.portfolio.owned_words import all_words
from tao_tui.screens.portfolio.wallet_rows import COLUMNS, Held, shares, wallet_words
from tao_tui.screens.sheets.picker import Choice
from tao_tui.widgets.table.row_table import RowTable
from tao_tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from tao_tui.session.session import Session


class Wallets(Place):
    """The folder as a table, the wallet under the cursor in full below it."""

    DEFAULT_CSS = """
    Wallets #wallets { height: 1fr; }
    Wallets #sum { height: 2; border-top: solid $tao-rule; }
    Wallets #wallet { height: auto; max-height: 11; border-top: solid $tao-rule; }
    """
    name_of_place = "wallets"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "use", "use", id="wallets.use", tooltip="Show the app for this wallet"),
        Binding("n", "new", "new", id="wallets.new", tooltip="Create, bring or watch a wallet"),
        Binding(
            "h",
            "hotkey",
            "hotkey",
            id="wallets.hotkey",
            tooltip="Create a hotkey in the wallet under the cursor",
        ),
        Binding("m", "more", "more", id="wallets.more", tooltip="Check, back up, rename, sign and more"),
        Binding(
            "p", "proxies", "proxies", id="wallets.proxies", tooltip="Who may act for this wallet's account"
        ),
        Binding("l", "lock", "lock", id="wallets.lock", tooltip="Forget the open key now"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._to_used = True
        """Whether the cursor is to go to the wallet in use, once its row is there."""

    def body(self) -> Iterable[Widget]:
        """The table and the details."""
        yield Vertical(
            RowTable(
                COLUMNS,
                lambda held: str(held.wallet.name),
                empty="No wallets yet. Press n to make one.",
                id="wallets",
            ),
            TextPane("", id="wallet"),
            TextPane("", id="sum"),
        )

    def account_changed(self) -> None:
        """The cursor goes to the wallet in use now."""
        self._to_used = True
        super().account_changed()

    async def load(self) -> None:
        """The folder at once with what was last known of it, then all balances in one batch."""
        session = self.session
        found = await session.wallets()
        table = self.query_one(RowTable)
        known = {row.wallet.coldkey: row for row in table.rows.by_key.values()}
        self._show(found, known, mark=False)
        coldkeys = [wallet.coldkey for wallet in found if wallet.coldkey is not None]
        if coldkeys:
            reading = await session.reads.balances(session.online, coldkeys)
            await session.portfolio.keep(session.online.genesis, reading.block.number, reading.data)
            self._show(found, await self._owned(reading), mark=True)
            self.query_one("#sum", TextPane).say(all_words(reading.data))

    async def _owned(self, reading: Any) -> dict[Any, Held]:
        """What each account owns, with what is known here of its past."""
        from tao_tui.reads.owned.remembered import with_past

        session, part_of = self.session, shares(reading.data)
        owned = {}
        for each in reading.data:
            genesis, key = session.online.genesis, each.coldkey
            past = await session.portfolio.past(lambda: session.journal, genesis, key)
            holdings = with_past(each.holdings, past, genesis, key, reading.block.number)
            owned[key] = Held(None, False, each, part_of.get(str(key)), holdings)
        return owned

    def _show(self, found: Iterable[Any], owned: Mapping[Any, Held], *, mark: bool) -> None:
        session = self.session
        used = session.wallet if session.account else ""
        nothing = Held(None, False)
        rows = [replace(owned.get(w.coldkey, nothing), wallet=w, in_use=str(w.name) == used) for w in found]
        table = self.query_one(RowTable)
        if mark or [*table.rows.by_key.values()] != rows or not table.loaded:
            table.show(rows, mark=mark)
        if self._to_used and used in table.rows.by_key:
            self._to_used, table.cursor_key = False, used

    @on(RowTable.Moved)
    def _moved(self, event: RowTable.Moved) -> None:
        pane = self.query_one("#wallet", TextPane)
        if event.row is None:
            pane.say("")
            return
        pane.say(wallet_words(event.row))

    def copies(self) -> list[Choice]:
        """Every address of the wallet."""
        row = self.query_one(RowTable).current
        if row is None:
            return []
        keys = [Choice("the coldkey", row.wallet.coldkey)] if row.wallet.coldkey else []
        return keys + [Choice(f"hotkey {h.name}", h.address) for h in row.wallet.hotkeys if h.address]

    @on(RowTable.Chosen)
    async def _chosen(self) -> None:
        await self.action_use()

    async def action_use(self) -> None:
        """Use the wallet under the cursor."""
        row = self.query_one(RowTable).current
        if row is not None and await self.session.use_wallet(str(row.wallet.name)):
            self.notify(f"{row.wallet.name} is in use.", markup=False, timeout=3)

    def action_new(self) -> None:
        """Create, bring or watch."""
        from tao_tui.screens.keys.first_run import FirstRun

        reason = "Another wallet in the same folder." if self.session.wallet_names else ""
        self.app.push_screen(FirstRun(self.session, reason), lambda _: self.reload())

    async def action_lock(self) -> None:
        """Forget the key."""
        await self.session.lock()

    def action_hotkey(self) -> None:
        """Create a hotkey beside the coldkey."""
        from tao_tui.screens.keys.tasks import NEW_HOTKEY

        target = self._target()
        if target is not None:
            self._open(NEW_HOTKEY, target)

    @work(group="keys", exclusive=True, exit_on_error=False)
    async def action_more(self) -> None:
        """Everything else that can be done with keys."""
        from tao_tui.screens.keys.menu import choose

        target = self._target()
        chosen = await choose(self.app, self.session, target)
        if isinstance(chosen, Perform):
            # The wallet under the cursor signs: from here on it is the one in use.
            if target is not None and await self.session.use_wallet(target.name):
                self.app.post_message(chosen)
        elif chosen is not None:
            self._open(*chosen)

    @work(group="keys", exclusive=True, exit_on_error=False)
    async def action_proxies(self) -> None:
        """Who may act for the account under the cursor, which is the one in use from here on."""
        from tao_tui.screens.stake.standing import PROXIES
        from tao_tui.screens.stake.standing_sheet import open_standing

        target = self._target()
        if target is None or await self.session.use_wallet(target.name):
            open_standing(self.app, self.session, PROXIES)

    def look_at(self, subject: object) -> None:
        """Do a task with the wallet in use, when it is one; else go to a row."""
        if isinstance(subject, Task):
            self._begin(subject)
        else:
            super().look_at(subject)

    @work(group="keys", exclusive=True, exit_on_error=False)
    async def _begin(self, task: Task) -> None:
        session = self.session
        found = await session.wallets() if task.on == "wallet" else ()
        target = next(
            (Target(w) for w in found if session.account and str(w.name) == session.wallet), Target()
        )
        if task.on == "wallet" and not (target.wallet and task.fits(target)):
            self.notify("No wallet that can do this is in use.", severity="warning", timeout=5)
            return
        self._open(task, target)

    def _target(self) -> Target | None:
        """The wallet under the cursor."""
        row = self.query_one(RowTable).current
        return None if row is None else Target(row.wallet)

    def _open(self, task: Task, target: Target) -> None:
        from tao_tui.screens.keys.form import KeyForm

        self.app.push_screen(KeyForm(self.session, task, target), self._told)

    def _told(self, told: Told | None) -> None:
        """Say how a task ended."""
        from tao_tui.screens.keys.told import tell

        if told is None:
            return
        tell(self.app, told)
        if told.changed:
            self.reload()
