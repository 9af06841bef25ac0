"""Looks through blocks in the background for what others did to the accounts here."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from tao_tui.errors import NodeUnreachable, TaoTuiError
from tao_tui.messages import Notice, PendingChanged
from tao_tui.session.wording import sentence

if TYPE_CHECKING:
    from tao_tui.actions.account import Account
    from tao_tui.journal.finding import Finding
    from tao_tui.session.session import Session

PACE: Final = 6.0
"""Seconds between two looks at what is new, at least."""
_COMPARED: Final = 200
_LONG: Final = 16
"""Blocks to look through that are worth showing how far it is."""
_TOLD: Final = 2
"""News told one by one; of more only the number."""
_BY: Final = {"proxy": "somebody acting for you: "}
"""Who did it, where that is news of its own."""


class Scanning:
    """One for the whole app; places read `words` and ask for more with `ask`."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.words = ""
        """What is going on, for the Activity place."""
        self._asked = 0
        self._wake = asyncio.Event()
        self._seen: set[tuple[str, str]] = set()
        self._caught_up = False
        self._head = 0
        self._genesis = ""
        self._limit = ""
        """Why older blocks could not be looked through when they were asked for."""

    def ask(self, blocks: int) -> None:
        """Look through this many of the newest blocks, now."""
        self._asked, self._limit = blocks, ""
        self._wake.set()

    def found(self, limit: int) -> Sequence[Finding]:
        """The newest of what was found on whatever chain."""
        found: Sequence[Finding] = self._session.deeds.found(self._session.journal, limit)
        return found

    async def run(self) -> None:
        """Look whenever there is something new to look at; trouble is told in `words` and tried again."""
        while True:
            try:
                async with asyncio.timeout(PACE):
                    await self._wake.wait()
            except TimeoutError:
                pass
            self._wake.clear()
            if self._due():
                await self._look()

    def _due(self) -> bool:
        session = self._session
        if session.client is None or session.account is None:
            return False
        wanted = self._asked or session.settings.scan_blocks
        return bool(wanted) and (bool(self._asked) or session.head != self._head)

    async def _look(self) -> None:
        session, asked = self._session, self._asked
        blocks, self._asked = asked or session.settings.scan_blocks, 0
        self._head = session.head
        try:
            client = session.online
            if client.genesis != self._genesis:
                self._genesis, self._caught_up, self._limit = client.genesis, False, ""
            accounts = self._accounts()
            async for step in session.deeds.scan(client, session.journal, accounts, blocks):
                if step.wanted > _LONG:
                    self.words = _words(step)
                self._limit = step.ended_by or self._limit
                if step.found:
                    await self._tell(step.found)
            first = await asyncio.to_thread(
                session.deeds.looked_since, session.journal, client.genesis, accounts
            )
            self.words = " ".join(filter(None, (_reached(first), self._limit)))
        except NodeUnreachable:
            self._head, self._asked = 0, asked
        except TaoTuiError as error:
            self.words = sentence(error)
        else:
            self._caught_up = True
        session.tell(PendingChanged())

    def _accounts(self) -> list[Any]:
        account = self._session.account
        assert account is not None
        known = account.known
        own = [account.coldkey, *(hotkey for _, hotkey in account.hotkeys)]
        return [*own, *known.wallets.values(), *known.hotkeys.values(), *known.shared.values()]

    async def _tell(self, found: Sequence[Finding]) -> None:
        """Say what came after the app had caught up, unless it was sent from here or told before."""
        elsewhere = {each.key for each in await asyncio.to_thread(self.found, _COMPARED)}
        coldkeys = self._coldkeys()
        news: list[Finding] = []
        for each in found:
            mark = (each.account, each.extrinsic_hash or str(each.key))
            if each.key in elsewhere and mark not in self._seen and each.account in coldkeys:
                news.append(each)
            self._seen.add(mark)
        if news:
            self._session.tell(PendingChanged())
        if news and self._caught_up:
            for text in _news(_once(news), self._session.account):
                self._session.tell(Notice(text))

    def _coldkeys(self) -> set[str]:
        account = self._session.account
        assert account is not None
        return {account.coldkey, *account.known.wallets.values(), *account.known.shared.values()}


def _words(step: Any) -> str:
    more = f" {step.unreadable} could not be read." if step.unreadable else ""
    return f"Looking through blocks: {step.done:,} of {step.wanted:,}, down to {step.lowest:,}.{more}"


def _reached(first: int | None) -> str:
    return "" if first is None else f"Every block since {first:,} is looked through."


def _once(found: Sequence[Finding]) -> list[Finding]:
    """One of each extrinsic: of a payment between two accounts here, the payer's side."""
    told: dict[str, Finding] = {}
    for each in found:
        mark = each.extrinsic_hash or str(each.key)
        if mark not in told or each.account == each.signer:
            told[mark] = each
    return list(told.values())


def _news(found: Sequence[Finding], account: Account | None) -> list[str]:
    from tao_tui.tables.activity import entries_of

    if len(found) > _TOLD:
        return [f"{len(found)} things happened to your accounts, not sent from here: see Activity (7)."]
    told = []
    for entry in entries_of((), found, account.known if account else None):
        what = f", {entry.told}" if entry.told else ""
        told.append(f"Not sent from here: {_BY.get(entry.by, '')}{entry.action}{what}. See Activity (7).")
    return told
