"""What is locked, how it goes on, and from here to locking more, moving a lock, letting it melt or stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from tao_tui.addresses import Address
from tao_tui.counted import counted
from tao_tui.errors import TaoTuiError
from tao_tui.messages import Perform
from tao_tui.screens.sheets.sheet import Sheet
from tao_tui.screens.words.called import hotkey_called, subnet_called
from tao_tui.session.wording import sentence
from tao_tui.widgets.figures import grouped
from tao_tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from tao_tui.reads.owned.locks import StakeLock
    from tao_tui.session.session import Session

_COLUMN: Final = 22
"""Cells of a column of amounts."""


class LocksSheet(Sheet["Perform | None"]):
    """Ends with the form a person wants, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter", "leave", "Close", id="locks.close", tooltip="Back to the list"),
        Binding("l", "lock", "Lock", id="locks.lock", tooltip="Lock more on this subnet"),
        Binding("m", "move", "Move", id="locks.move", tooltip="Bind the lock to another hotkey"),
        Binding("p", "mode", "Melt or stay", id="locks.mode", tooltip="Let the lock melt, or stay"),
        Binding(
            "a", "accept", "Accept", id="locks.accept", tooltip="Take locked stake from others, or refuse it"
        ),
        Binding("down,j", "step(1)", "Next", id="locks.next", tooltip="Look at the next lock"),
        Binding("up,k", "step(-1)", "Last", id="locks.last", tooltip="Look at the lock before"),
    ]

    def __init__(self, session: Session, coldkey: Address, netuid: int, hotkey: Address | None) -> None:
        super().__init__()
        self.session = session
        self.coldkey = coldkey
        self.netuid = netuid
        self.hotkey = hotkey
        self._locks: tuple[StakeLock, ...] = ()
        self._at = 0

    def compose(self) -> ComposeResult:
        """The locks, and how to go on."""
        with VerticalScroll(classes="sheet") as box:
            box.border_title = Content("Locked stake")
            box.border_subtitle = "l lock more · m move · p melt or stay · a accept others' · esc back"
            yield TextPane("Reading…", id="locks")

    def on_mount(self) -> None:
        """Ask for the locks."""
        self._read()

    def on_resize(self) -> None:
        """Wrap anew."""
        self.call_after_refresh(self._say)

    @work(group="locks", exclusive=True, exit_on_error=False)
    async def _read(self) -> None:
        reads = self.session.reads
        try:
            loaded = await self.session.fact("locks", lambda c: reads.locks(c, self.coldkey), self.coldkey)
        except TaoTuiError as error:
            self.query_one("#locks", TextPane).say(Content.styled(sentence(error), "$warning"))
            return
        self._locks = loaded.data
        here = [index for index, lock in enumerate(self._locks) if lock.netuid == self.netuid]
        self._at = here[0] if here else 0
        self._say()
        if not self._locks:
            self.query_one("#locks", TextPane).say(
                "Nothing is locked. Locked alpha cannot be unstaked for months; conviction for its hotkey "
                "grows meanwhile, and in the end it can make the hotkey's owner the subnet's.\n\n"
                "l locks some of the position under the cursor."
            )

    def _say(self) -> None:
        if not self._locks:
            return
        pane = self.query_one("#locks", TextPane)
        rows: list[tuple[str, str]] = []
        for index, lock in enumerate(self._locks):
            rows += [("", "")] if index else []
            rows += self._in_full(lock) if index == self._at else [_line(lock)]
        pane.pairs(rows)

    def _in_full(self, lock: StakeLock) -> list[tuple[str, str]]:
        subnet = subnet_called(self.session, str(lock.netuid))
        return _facts(lock, subnet, hotkey_called(self.session, lock.hotkey))

    @property
    def _current(self) -> StakeLock | None:
        return self._locks[self._at] if self._locks else None

    def action_step(self, by: int) -> None:
        """Look at another lock."""
        if self._locks:
            self._at = (self._at + by) % len(self._locks)
            self._say()

    def action_lock(self) -> None:
        """End with the wish to lock more."""
        lock = self._current
        netuid, hotkey = (lock.netuid, lock.hotkey) if lock else (self.netuid, self.hotkey)
        filled = {"netuid": str(netuid), **({"hotkey": str(hotkey)} if hotkey else {})}
        self.dismiss(Perform("stake.lock", filled))

    def action_move(self) -> None:
        """End with the wish to bind it to another hotkey."""
        if lock := self._current:
            self.dismiss(Perform("stake.lock_move", {"netuid": str(lock.netuid)}))

    def action_mode(self) -> None:
        """End with the wish that it does the other thing."""
        if lock := self._current:
            perpetual = "no" if lock.perpetual else "yes"
            self.dismiss(Perform("stake.lock_mode", {"netuid": str(lock.netuid), "perpetual": perpetual}))

    def action_accept(self) -> None:
        """End with the wish to say whether others may give stake that is locked."""
        self.dismiss(Perform("stake.lock_accept"))

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)


def _line(lock: StakeLock) -> tuple[str, str]:
    locked = f"{grouped(lock.locked.rao)} {_unit(lock)}"
    return f"subnet {lock.netuid}", f"{locked}, conviction {grouped(lock.conviction.rao)}"


def _unit(lock: StakeLock) -> str:
    """What is locked: alpha, on root TAO."""
    return "τ" if lock.netuid == 0 else "α"


def _facts(lock: StakeLock, subnet: str, name: str) -> list[tuple[str, str]]:
    """One lock in full: what it is, how it goes on, what its hotkey has of all."""
    at_once = "; conviction is whole at once, for the owner's hotkey" if lock.owner_hotkey else ""
    melts = f"melts: half in about {counted(lock.half_life_days, 'day')}"
    kind = "stays until you let it melt" if lock.perpetual else melts
    course = [("now", lock.locked, lock.conviction)]
    course += [(f"in {each.days} days", each.locked, each.conviction) for each in lock.projection]
    facts = [
        (f"subnet {subnet}", ""),
        ("for hotkey", f"{lock.hotkey} {name}".strip()),
        ("the lock", f"{kind}{at_once}"),
        (
            "can leave",
            f"{grouped(lock.available.rao)} {_unit(lock)} of {grouped(lock.staked.rao)} {_unit(lock)}",
        ),
        ("", f"{f'locked {_unit(lock)}':>{_COLUMN}}{'conviction':>{_COLUMN}}"),
        *(
            (when, f"{grouped(locked.rao):>{_COLUMN}}{grouped(conviction.rao):>{_COLUMN}}")
            for when, locked, conviction in course
        ),
    ]
    everybody = f"{grouped(lock.hotkey_conviction.rao)} conviction, everybody's together"
    if lock.netuid:
        everybody += f"; with {grouped(lock.needed.rao)} its owner gets the subnet, once that is a year old"
    return [*facts, ("it has", everybody)]
