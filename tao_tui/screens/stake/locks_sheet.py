"""What is locked, how it goes on, and from here to locking more, moving a lock, letting it melt or stay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen

from tao_tui.addresses import Address
from tao_tui.errors import TaoTuiError
from tao_tui.screens.wording import sentence
from tao_tui.widgets.figures import grouped
from tao_tui.widgets.text_pane import TextPane

if TYPE_CHECKING:
    from tao_tui.reads.owned.locks import StakeLock
    from tao_tui.screens.session import Session

Wish = tuple[str, Mapping[str, object]]
"""An action and what its form begins with."""


class LocksSheet(ModalScreen["Wish | None"]):
    """Ends with the action a person wants, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter", "leave", "Close", id="locks.close", tooltip="Back to the list"),
        Binding("l", "lock", "Lock", id="locks.lock", tooltip="Lock more on this subnet"),
        Binding("m", "move", "Move", id="locks.move", tooltip="Bind the lock to another hotkey"),
        Binding("p", "mode", "Melt or stay", id="locks.mode", tooltip="Let the lock melt, or stay"),
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
            box.border_subtitle = "l lock more · m move · p melt or stay · esc back"
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
                "grows meanwhile, and in the end it can make the hotkey's owner the subnet's. l locks some."
            )

    def _say(self) -> None:
        if not self._locks:
            return
        pane = self.query_one("#locks", TextPane)
        rows: list[tuple[str, str]] = []
        for index, lock in enumerate(self._locks):
            rows += [("", "")] if index else []
            rows += _facts(lock) if index == self._at else [_line(lock)]
        pane.pairs(rows)

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
        self.dismiss(("stake.lock", {"netuid": netuid, "hotkey": hotkey}))

    def action_move(self) -> None:
        """End with the wish to bind it to another hotkey."""
        if lock := self._current:
            self.dismiss(("stake.lock_move", {"netuid": lock.netuid}))

    def action_mode(self) -> None:
        """End with the wish that it does the other thing."""
        if lock := self._current:
            perpetual = "no" if lock.perpetual else "yes"
            self.dismiss(("stake.lock_mode", {"netuid": lock.netuid, "perpetual": perpetual}))

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)


def _line(lock: StakeLock) -> tuple[str, str]:
    return f"subnet {lock.netuid}", f"{grouped(lock.locked.rao)} α, conviction {grouped(lock.conviction.rao)}"


def _facts(lock: StakeLock) -> list[tuple[str, str]]:
    """One lock in full."""
    kind = "stays until you let it melt" if lock.perpetual else "melts: half in about 90 days"
    at_once = ", at once: it is the owner's hotkey" if lock.owner_hotkey else ""
    return [
        (f"subnet {lock.netuid}", lock.hotkey),
        ("locked", f"{grouped(lock.locked.rao)} α, {kind}"),
        ("can leave", f"{grouped(lock.available.rao)} α of {grouped(lock.staked.rao)} α"),
        ("conviction", f"{grouped(lock.conviction.rao)}{at_once}"),
        ("all for it", f"{grouped(lock.hotkey_conviction.rao)}"),
        *(
            [("new owner", f"with {grouped(lock.needed.rao)} in all, once the subnet is a year old")]
            if lock.netuid
            else []
        ),
        *(
            (
                f"in {each.days} days",
                f"{grouped(each.locked.rao)} α locked, conviction {grouped(each.conviction.rao)}",
            )
            for each in lock.projection
        ),
    ]
