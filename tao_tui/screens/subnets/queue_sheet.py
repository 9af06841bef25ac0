"""Subnets and neurons in a sheet that follows the head: who gives way next, and which subnets are mine."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content

from tao_tui.errors import TaoTuiError
from tao_tui.reads.trades.prices import ROOT
from tao_tui.screens.sheets.sheet import Sheet
from tao_tui.session.wording import sentence
from tao_tui.tables.owned_subnets import OWNED_COLUMNS, owned_words
from tao_tui.tables.prune_risk import (
    neuron_risk_columns,
    neuron_risk_words,
    subnet_risk_columns,
    subnet_risk_words,
)
from tao_tui.widgets.table.row_table import RowTable
from tao_tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from tao_tui.addresses import Address
    from tao_tui.session.session import Session
    from tao_tui.tables.columns import Column


@dataclass(frozen=True, slots=True)
class Shown:
    """A queue as it is shown: what is said above it, and its rows in order."""

    words: Sequence[str]
    rows: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Queue:
    """One kind of queue: its title, its columns, and how it is read."""

    title: str
    columns: tuple[Column[Any], ...]
    key: Callable[[Any], int]
    read: Callable[[], Awaitable[Shown]]
    is_mine: Callable[[Any], bool] = lambda row: bool(row.mine)


class QueueSheet(Sheet[int | None]):
    """Ends with the uid or netuid chosen, or None."""

    DEFAULT_CSS = """
    QueueSheet #words { height: auto; max-height: 7; border-bottom: solid $tao-rule; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Close", id="queue.close", tooltip="Close this"),
        Binding("m", "mine", "Mine", id="queue.mine", tooltip="Jump to the next of mine"),
    ]

    def __init__(self, session: Session, queue: Queue, at: int | None = None) -> None:
        super().__init__()
        self.session = session
        self.queue = queue
        self._at = at
        self._read_at = -1
        self._rows: Sequence[Any] = ()

    def compose(self) -> ComposeResult:
        """The rule in words, and the queue."""
        with Vertical(classes="sheet") as box:
            box.border_title = Content(self.queue.title)
            box.border_subtitle = "enter shows it · m mine · esc closes"
            yield TextPane("Asking the chain…", id="words")
            yield RowTable(self.queue.columns, self.queue.key, empty="Nobody is here.", id="queue")

    def on_mount(self) -> None:
        """Read it, and again with every block."""
        self.query_one(RowTable).focus()
        self._follow()
        self.set_interval(1.0, self._follow)

    def _follow(self) -> None:
        if self.session.head != self._read_at:
            self._read_at = self.session.head
            self._read()

    @work(group="queue", exclusive=True, exit_on_error=False)
    async def _read(self) -> None:
        words, table = self.query_one("#words", TextPane), self.query_one(RowTable)
        try:
            shown = await self.queue.read()
        except TaoTuiError as error:
            words.say(Content.styled(sentence(error), "$warning"))
            return
        words.say(Content("\n".join(shown.words)))
        self._rows = shown.rows
        table.show(shown.rows)
        if self._at is not None:
            table.cursor_key, self._at = self._at, None

    def action_mine(self) -> None:
        """Move to the next row of mine."""
        table = self.query_one(RowTable)
        mine = [self.queue.key(row) for row in self._rows if self.queue.is_mine(row)]
        if not mine:
            self.notify("None of these is yours.", timeout=3)
            return
        here = mine.index(table.cursor_key) if table.cursor_key in mine else -1
        table.cursor_key = mine[(here + 1) % len(mine)]

    @on(RowTable.Chosen)
    def _chosen(self) -> None:
        row = self.query_one(RowTable).current
        self.dismiss(None if row is None else self.queue.key(row))

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)


def neuron_queue(session: Session, netuid: int, name: str = "") -> Queue:
    """Which neurons of a subnet registrations replace next."""
    account = session.account

    async def read() -> Shown:
        reading = await session.reads.prune_risk(session.online, netuid, _own_keys(session))
        return Shown(tuple(neuron_risk_words(reading.data)), reading.data.queue)

    named = account.name_of if account else lambda _: ""
    columns = neuron_risk_columns(session.pace, named, of_root=netuid == ROOT)
    return Queue(f"Who is replaced next on {netuid} {name}".rstrip(), columns, lambda row: int(row.uid), read)


def subnet_queue(session: Session) -> Queue:
    """Which subnets new ones dissolve next."""

    async def read() -> Shown:
        reading = await session.reads.subnet_risks(session.online, _own_keys(session))
        words = subnet_risk_words(reading.data, reading.block.number, session.pace)
        return Shown(tuple(words), reading.data.queue)

    columns = subnet_risk_columns(session.pace)
    return Queue("Which subnet goes next", columns, lambda row: int(row.netuid), read)


def owned_subnets(session: Session, coldkey: Address) -> Queue:
    """The subnets of `coldkey`, and what the owner's cut of each brings."""

    async def read() -> Shown:
        reading = await session.reads.owned_subnets(session.online, coldkey)
        return Shown(tuple(owned_words(reading.data)), reading.data)

    return Queue(
        "My subnets", OWNED_COLUMNS, lambda row: int(row.subnet.netuid), read, is_mine=lambda row: True
    )


def _own_keys(session: Session) -> frozenset[str]:
    account = session.account
    return frozenset({account.coldkey, *(key for _, key in account.hotkeys)}) if account else frozenset()
