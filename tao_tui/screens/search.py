"""The palette: every action, place, subnet, validator, account, proposal and theme, found by typing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from textual.binding import Binding
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from tao_tui.messages import GoTo, Perform
from tao_tui.screens.place import Place
from tao_tui.session.deciding import known_decisions
from tao_tui.session.session import Session
from tao_tui.theme import CHOICES
from tao_tui.widgets.address import fingerprint_text, shortened
from tao_tui.widgets.bars.hint_line import KEY_NAMES
from tao_tui.widgets.bars.places_bar import PLACES
from tao_tui.widgets.figures import fixed


@dataclass(frozen=True, slots=True)
class Find:
    """One thing the palette can find."""

    text: str
    note: str
    do: Callable[[], Any]


_VAGUE: Final = ("More", "New", "Use", "View", "Subnet", "Mine", "Earlier", "Change", "Amount", "Mark")
"""What keys do whose word says nothing without the place."""


def _parted(text: str) -> str:
    """What is written with a hyphen or a space is found by either."""
    return text.replace("-", " ")


def _bindings_of(place: str) -> Iterator[Binding]:
    """The keys that are a place's own."""
    from importlib import import_module

    kind: type[Place] = getattr(import_module(f"tao_tui.screens.places.{place}"), place.capitalize())
    for binding in kind.__dict__.get("BINDINGS", ()):
        if isinstance(binding, Binding) and binding.action.isidentifier():
            yield binding


class Everything(Provider):
    """Searches what the session knows; the chain is asked once, when the palette opens."""

    _fetched: asyncio.Future[Any] | None = None
    """What is asked for, on its way or there."""

    def _session(self) -> Session | None:
        bottom = self.app.screen_stack[0]
        return bottom.session if isinstance(bottom, Place) else None

    def _say(self, message: GoTo | Perform) -> Callable[[], Any]:
        return lambda: self.app.post_message(message)

    def _basics(self) -> Iterator[Find]:
        from tao_tui.actions.registry import ACTIONS
        from tao_tui.screens.keys.tasks import FOLDER_TASKS, TASKS
        from tao_tui.screens.stake.standing import STANDINGS

        for name, spec in ACTIONS.items():
            yield Find(spec.label, spec.help, self._say(Perform(name)))
        for task in (*TASKS, *FOLDER_TASKS):
            yield Find(task.label, task.note, self._say(GoTo("wallets", task)))
        for standing in STANDINGS:
            yield Find(f"Show {standing.title.lower()}", standing.note, self._say(GoTo("stake", standing)))
        yield Find("Network status", "head, finality, supply, your node's health", self._network)
        yield Find("Chain state", "any storage item, constant or runtime API", self._run("app.chain_state"))
        yield Find("Unlock", "keep the key open for a time, with one password", self._run("app.unlock"))
        yield Find("Lock", "forget the open key now", self._run("app.lock"))
        for number, (name, label, _) in enumerate(PLACES, 1):
            yield Find(f"Go to {label}", f"key {number}", self._say(GoTo(name)))
            yield from self._keys_of(name, label)
        yield Find("Quit the app", "key q", self._run("app.leave"))

    def _keys_of(self, place: str, label: str) -> Iterator[Find]:
        """What the keys of a place do, which is done there."""
        for binding in _bindings_of(place):
            key = KEY_NAMES.get(binding.key.split(",")[0], binding.key.split(",")[0])
            what = binding.tooltip or binding.description
            name = binding.description.capitalize()
            told = f"{name} in {label}" if name in _VAGUE else name
            yield Find(told, f"{what} · {label}, key {key}", self._there(place, binding.action))

    def _there(self, place: str, action: str) -> Callable[[], Any]:
        """Go to a place, and do there what one of its keys does."""

        async def act() -> None:
            if isinstance(self.app.screen, Place):
                await self.app.screen.run_action(f"screen.{action}")

        def go() -> None:
            self.app.post_message(GoTo(place))
            self.app.call_later(act)

        return go

    def _run(self, action: str) -> Callable[[], Any]:
        return lambda: self.app.call_later(self.app.run_action, action)

    def _known(self, session: Session) -> Iterator[Find]:
        subnets = session.known("subnets")
        for subnet in subnets.data if subnets else ():
            note = f"subnet · {fixed(subnet.price_rao, 6)} τ/α"
            yield Find(f"sn {subnet.netuid} {subnet.name}", note, self._say(GoTo("scores", subnet.netuid)))
        for validator in session.all_known("validators"):
            name = validator.name or shortened(validator.hotkey)
            message = Perform("stake.add", {"netuid": str(validator.netuid), "hotkey": validator.hotkey})
            yield Find(
                f"stake to {name}",
                f"validator on {validator.netuid} {fingerprint_text(validator.hotkey)}",
                self._say(message),
            )
        for proposal in session.all_known("proposals"):
            yield Find(
                f"Proposal {proposal.index} {proposal.summary}",
                proposal.status,
                self._say(GoTo("governance", proposal.hash)),
            )
        for decision in known_decisions(session):
            yield Find(
                f"Proposal {decision.id} {decision.summary}",
                f"decided: {decision.outcome}",
                self._say(GoTo("governance", decision.key)),
            )
        for name in session.wallet_names:
            yield Find(f"wallet {name}", "use this wallet", self._use(session, name))
        for theme in CHOICES:
            yield Find(f"theme {theme}", "colours", partial(setattr, self.app, "theme", theme))

    def _network(self) -> None:
        from tao_tui.screens.sheets.network_sheet import NetworkSheet

        session = self._session()
        if session is not None:
            self.app.push_screen(NetworkSheet(session))

    def _use(self, session: Session, name: str) -> Callable[[], Any]:
        return lambda: self.app.run_worker(session.use_wallet(name), exit_on_error=False)

    async def startup(self) -> None:
        """Begin to fetch what may be looked for; without a connection the known must do.

        The next letter cancels a search, and with it a startup it still waits for: nothing would be found
        any more.
        """
        session = self._session()
        if session is None:
            return
        wanted: list[Coroutine[Any, Any, object]] = [
            session.subnets(),
            session.proposals(),
            session.validators(0),
            session.wallets(),
        ]
        self._fetched = asyncio.gather(*wanted, return_exceptions=True)

    async def discover(self) -> Hits:
        """Before anything is typed: what can be done and where one can go."""
        for find in self._basics():
            yield DiscoveryHit(Content(find.text), find.do, text=find.text, help=find.note)

    async def search(self, query: str) -> Hits:
        """Everything that matches."""
        if self._fetched is not None:
            await asyncio.shield(self._fetched)
        matcher = self.matcher(_parted(query))
        session = self._session()
        finds = [*self._basics(), *(self._known(session) if session else ())]
        for find in finds:
            score = max(matcher.match(_parted(find.text)), matcher.match(_parted(find.note)) * 0.5)
            if score > 0:
                yield Hit(score, Content(find.text), find.do, text=find.text, help=find.note)
