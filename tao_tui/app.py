"""The terminal app: themes, the session, places behind number keys, and what every place can reach."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

# Read when textual is imported: with its usual 60 a key waits up to 17 ms for the next frame.
os.environ.setdefault("TEXTUAL_FPS", "120")

from textual import events, on, work
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from tao_tui.defect import as_failure
from tao_tui.errors import TaoTuiError
from tao_tui.messages import (
    AccountChanged,
    BlockArrived,
    ConnectionChanged,
    GoTo,
    Notice,
    OpenDemo,
    PendingChanged,
    Perform,
    SwitchNetwork,
)
from tao_tui.screens.place import Place
from tao_tui.screens.running.ending import (
    become_demo,
    draw_on_terminal,
    end_on_signals,
    ended_with_its_terminal,
)
from tao_tui.screens.running.searching import SearchingApp
from tao_tui.screens.running.styling import StyledApp
from tao_tui.screens.scores.alerting import AlertingApp
from tao_tui.session.session import Session
from tao_tui.session.wording import sentence
from tao_tui.theme import CHOICES
from tao_tui.widgets.bars.edge_keys import key_under
from tao_tui.widgets.bars.places_bar import PLACES, PlacesBar

# As it comes, only the screen or widget that began a worker hears that it failed, and says nothing.
Worker.StateChanged.bubble = True

if TYPE_CHECKING:
    from tao_tui.config import Settings
    from tao_tui.reads.scores.recording import Recording
    from tao_tui.wallet import KeyRef

LOOK_AT_KEYS_SECONDS = 2.0
"""How soon the status line notices a key unlocked or locked outside the app."""


def _opener(name: str, session: Session) -> Callable[[], Screen[Any]]:
    """A function that imports a place only when it is first opened."""

    def open_place() -> Screen[Any]:
        from importlib import import_module

        place: type[Place] = getattr(import_module(f"tao_tui.screens.places.{name}"), name.capitalize())
        return place(session)

    return open_place


def _collect_garbage() -> None:
    """Collect garbage from now on, but seldom and not among what was made for the first paint.

    Rows of scores come and go by the thousand and hold no cycles; looking through them costs a frame or two.
    """
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


class TaoApp(StyledApp, SearchingApp, AlertingApp):
    """The whole app; screens hold the places, the session holds the facts."""

    CSS_PATH = "app.tcss"
    TITLE = "tao-tui"
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(
                str(number), f"go('{name}')", label, show=False, id=f"app.{name}", tooltip=f"Go to {label}"
            )
            for number, (name, label, _) in enumerate(PLACES, 1)
        ),
        Binding(
            "colon",
            "search",
            "search",
            show=False,
            priority=True,
            id="app.palette",
            tooltip="Search everything",
        ),
        Binding("t", "perform('transfer')", "transfer", show=False, id="app.transfer", tooltip="Send TAO"),
        Binding(
            "ctrl+o", "unlock", "unlock", show=False, id="app.unlock", tooltip="Keep the key open for a time"
        ),
        Binding("ctrl+l", "lock", "lock", show=False, id="app.lock", tooltip="Forget the key now"),
        Binding("ctrl+q", "quit", "quit", show=False, id="app.quit", tooltip="Leave the app", priority=True),
    ]

    def __init__(
        self,
        settings: Settings,
        *,
        place: str = "",
        notice: str = "",
        password: str = "",
        called: str = "",
        session: Session | None = None,
    ) -> None:
        self.session = session or Session(settings, password=password, called=called)
        names = [name for name, _, _ in PLACES]
        wanted = place or self.session.views.text("place")
        # To begin in the mode of a place saves making a screen below all places, and leaving it.
        self.DEFAULT_MODE = wanted if wanted in names else names[0]  # type: ignore[misc]
        super().__init__()
        self.session.tell = self.post_message
        self.notice = notice
        self.then_demo = False
        for name in names:
            if name != self.DEFAULT_MODE:
                self.add_mode(name, _opener(name, self.session))
        self.wear(self.session.views.text("theme") or settings.theme)

    def get_default_screen(self) -> Screen[Any]:
        """The place to begin in."""
        return _opener(self.DEFAULT_MODE, self.session)()

    # Life

    def on_mount(self) -> None:
        """The first place stands already; connecting and wallets follow once it was painted."""
        if not self.is_headless:
            end_on_signals(self)
        self.add_mode(self.DEFAULT_MODE, self.get_default_screen)
        self.theme_changed_signal.subscribe(self, lambda theme: self.session.views.put("theme", theme.name))
        self.call_after_refresh(_collect_garbage)
        self.call_after_refresh(self._connect, "")
        self.call_after_refresh(self._choose_wallet)
        self.call_after_refresh(self._look_through_blocks)
        self.set_interval(LOOK_AT_KEYS_SECONDS, self._look_at_keys)
        if self.notice:
            self.notify(self.notice, timeout=12, markup=False)

    @work(group="connection", exclusive=True, exit_on_error=False)
    async def _connect(self, network: str) -> None:
        """Follow the session's network, or another one from now on."""
        if network:
            await self.session.switch_network(network)
        else:
            await self.session.run()

    @on(SwitchNetwork)
    def _switch_network(self, event: SwitchNetwork) -> None:
        self._connect(event.name)

    @work(group="scan", exit_on_error=False)
    async def _look_through_blocks(self) -> None:
        await self.session.scanning.run()

    @work(group="wallet", exit_on_error=False)
    async def _choose_wallet(self) -> None:
        session = self.session
        if not (
            await session.use_wallet(session.wallet) or await session.use_wallet(session.views.text("wallet"))
        ):
            usable = [w for w in await self.session.wallets() if w.coldkey is not None]
            if len(usable) == 1:
                await self.session.use_wallet(str(usable[0].name))
            else:
                self.post_message(AccountChanged())

    async def on_unmount(self) -> None:
        """Forget keys, remember views."""
        await self.stop_alerting()
        await self.session.close()

    @property
    def place(self) -> Place | None:
        """The place at the bottom of what is shown now."""
        bottom = self.screen_stack[0] if self.screen_stack else None
        return bottom if isinstance(bottom, Place) else None

    # What happens

    @on(BlockArrived)
    def _block(self) -> None:
        if self.place is not None and self.place.is_mounted:
            self.place.block_arrived()

    @on(ConnectionChanged)
    def _connection(self, event: ConnectionChanged) -> None:
        if self.place is not None and self.place.is_mounted:
            self.place.tick()
            if event.phase == "live":
                self._resume_once()
                self.watch_by_rules()
                self.place.reload()

    @on(PendingChanged)
    def _pending(self) -> None:
        try:
            self.session.pending()
        except TaoTuiError as error:
            self.complain(error)
        self.watch_by_rules()  # it may have been a registration
        if self.place is not None and self.place.is_mounted:
            self.place.tick()
            self.place.reload()

    @on(AccountChanged)
    def _account(self) -> None:
        self.session.forget()
        self.session.account_known.set()
        self.watch_by_rules()
        if self.place is not None and self.place.is_mounted:
            self.place.account_changed()

    def _resume_once(self) -> None:
        """Settle what an earlier run left open, once per connection."""
        if self.session.client is not None:
            self._resume_open()

    @work(group="resume", exclusive=True, exit_on_error=False)
    async def _resume_open(self) -> None:
        if not self.session.pending():
            return
        settled = await self.session.deeds.resume(self.session.journal, self.session.online)
        for row in settled:
            self.announce(str(row.summary), title=f"Settled: {row.action}", timeout=8)
        self.post_message(PendingChanged())

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker that failed becomes a toast; the app goes on."""
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.complain(event.worker.error)

    def complain(self, error: BaseException) -> None:
        """An error as a sentence and what to do next; of a defect, where its traceback is kept."""
        self.notify(sentence(as_failure(error)), severity="error", timeout=10, markup=False)

    def reload_place(self, name: str) -> None:
        """Load a place again if it is the one shown."""
        if self.place is not None and self.place.is_mounted and self.place.name_of_place == name:
            self.place.reload()

    # Going places

    @on(PlacesBar.Picked)
    async def _place_clicked(self, event: PlacesBar.Picked) -> None:
        await self.action_go(event.place)

    def on_click(self, event: events.Click) -> None:
        """A key named in the edge of a sheet was clicked: every sheet can be left by mouse."""
        key = key_under(self.screen, event.screen_x, event.screen_y)
        if key:
            self.simulate_key(key)

    @on(Notice)
    def _notice(self, event: Notice) -> None:
        self.announce(event.text, severity="warning")

    @on(OpenDemo)
    def _open_demo(self) -> None:
        self.then_demo = True
        self.exit(0)

    @on(GoTo)
    async def _go_to(self, event: GoTo) -> None:
        await self.action_go(event.place)
        if event.subject is not None and self.place is not None:
            self.place.look_at(event.subject)

    async def action_go(self, place: str) -> None:
        """Show a place; a sheet that is open stays in its own place until it is closed."""
        if len(self.screen_stack) > 1:
            return
        await self.switch_mode(place)
        self.session.views.put("place", place)

    def action_perform(self, action: str) -> None:
        """Open the form of an action with nothing filled in."""
        self.post_message(Perform(action))

    @on(Perform)
    def _perform(self, event: Perform) -> None:
        self._do(event)

    @work(group="deed", exit_on_error=False)
    async def _do(self, asked: Perform) -> None:
        from tao_tui.screens.signing.deed import do

        await do(self, self.session, asked.action, asked.prefill, asked.back)

    async def action_lock(self) -> None:
        """Forget the key now."""
        await self.session.keys.lock_everywhere(await self._coldkey())
        self.notify("The key is forgotten; the next signature asks for the password.", timeout=4)

    @work(group="deed", exit_on_error=False)
    async def action_unlock(self) -> None:
        """Keep the account's key open for a time, until the app ends at most."""
        from tao_tui.screens.signing.deed import keep_unlocked

        await keep_unlocked(self, self.session)

    @work(group="state", exclusive=True, exit_on_error=False)
    async def action_chain_state(self) -> None:
        """Look at any value the connected runtime has."""
        from tao_tui.screens.runtime.browse import browse

        await browse(self, self.session)

    async def _coldkey(self) -> KeyRef | None:
        try:
            return await self.session.coldkey() if self.session.account is not None else None
        except TaoTuiError:
            return None

    @work(group="keys", exclusive=True, exit_on_error=False)
    async def _look_at_keys(self) -> None:
        await self.session.keys.look(await self._coldkey())

    def action_theme(self, name: str) -> None:
        """Wear another theme."""
        if name in CHOICES:
            self.theme = name


def run_app(
    settings: Settings,
    *,
    place: str = "",
    notice: str = "",
    password: str = "",
    called: str = "",
    netuid: int | None = None,
    recording: Recording | None = None,
    speed: float = 1.0,
) -> int:
    """Open the app on this terminal until the person quits; 0, or 1 when it died.

    Who asks for the demo gets it in place of this process, and does not come back here.

    `place` opens first, `notice` is shown as a toast, `password` opens a throw-away wallet, never on mainnet;
    `called` names the network on screen where its address says nothing; `netuid` and `recording` are what the
    Scores place shows first, the recording `speed` times as fast as it was made.
    """
    gc.disable()  # looking for garbage among what is only being made delays the first paint
    for size in ("COLUMNS", "LINES"):  # shells that export them would hold the app to the size it began with
        os.environ.pop(size, None)
    app = TaoApp(settings, place=place, notice=notice, password=password, called=called)
    if netuid is not None:
        app.session.views.put("scores.netuid", netuid)
    app.session.first_recording = recording
    app.session.replay_speed = speed
    draw_on_terminal()
    with ended_with_its_terminal(app):
        app.run()
    if app.then_demo:
        become_demo()
    return app.return_code or 0
