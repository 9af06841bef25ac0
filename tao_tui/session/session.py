"""One run of the app: the connection, the account, the journal and the facts read so far."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from tao_tui.config import Settings
from tao_tui.errors import TaoTuiError
from tao_tui.messages import AccountChanged, Notice, PendingChanged
from tao_tui.session.connection import Connection
from tao_tui.session.key_holder import KeyHolder
from tao_tui.session.portfolio_memory import PortfolioMemory
from tao_tui.session.reward_memory import RewardMemory
from tao_tui.session.scanning import Scanning
from tao_tui.session.score_memory import ScoreMemory
from tao_tui.session.sources import Deeds, Reads
from tao_tui.session.view_state import ViewState
from tao_tui.session.wording import sentence

if TYPE_CHECKING:
    from tao_tui.actions.account import Account
    from tao_tui.addresses import Address
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import Reading
    from tao_tui.journal.journal import Journal
    from tao_tui.journal.row import JournalRow
    from tao_tui.reads.governance.proposals import Governance, Proposal
    from tao_tui.reads.network import Status
    from tao_tui.reads.owned.portfolio import Portfolio
    from tao_tui.reads.owned.stake import Position
    from tao_tui.reads.scores.recording import Recording
    from tao_tui.reads.subnets.market import Subnet
    from tao_tui.reads.validators.roster import Validator
    from tao_tui.wallet import KeyRef, Known, Secret, Signer, WalletFolder, WalletSummary


_SURVEY_BLOCKS, _ROOT_BLOCKS = 4, 25
"""Blocks a picture of a subnet's validators is good for, and root's, which is much larger."""


T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Loaded(Generic[T_co]):
    """A fact with the block it holds for and when it was read."""

    data: T_co
    block: int
    read_at: float


def _landed(
    flights: dict[tuple[object, ...], asyncio.Task[Loaded[Any]]],
    key: tuple[object, ...],
    ended: asyncio.Task[Loaded[T]],
) -> None:
    """Forget a read that ended; its trouble is told by whoever waited for it, if anybody still did."""
    flights.pop(key, None)
    if not ended.cancelled():
        ended.exception()


class Session(Connection):
    """What every place shares. Knows no widget; tells the app by messages."""

    def __init__(
        self,
        settings: Settings,
        *,
        views: ViewState | None = None,
        reads: Reads | None = None,
        deeds: Deeds | None = None,
        journal: Journal | None = None,
        clock: Callable[[], float] = time.monotonic,
        password: str = "",
        called: str = "",
    ) -> None:
        super().__init__(settings, deeds or Deeds(), clock, called)
        self.views = views or ViewState()
        self.reads = reads or Reads()
        self.wallet = settings.wallet
        self.account: Account | None = None
        self.watch_only = False
        self.on_ledger = False
        self.wallet_names: tuple[str, ...] = ()
        self.pending_count = 0
        self.account_known = asyncio.Event()
        """Set once the wallet folder was looked at, so that no wallet is a fact and not a guess."""
        self.memory = ScoreMemory(settings)
        self.portfolio = PortfolioMemory(settings)
        self.scanning = Scanning(self)
        self.rewards = RewardMemory(settings)
        self.first_recording: Recording | None = None
        """A recording the Scores place shows before anything live."""
        self.replay_speed = 1.0
        self._facts: dict[tuple[object, ...], Loaded[Any]] = {}
        self._flights: dict[tuple[object, ...], asyncio.Task[Loaded[Any]]] = {}
        self._mended = False
        self._journal = journal
        self._password = password
        self.keys = KeyHolder(clock, lambda: self.tell(PendingChanged()))

    # Facts

    async def fact(
        self,
        name: str,
        read: Callable[[Client], Awaitable[Reading[T]]],
        *subject: object,
        for_blocks: int = 0,
    ) -> Loaded[T]:
        """What ``read`` finds, at most once per block, or in ``for_blocks``, however many places ask."""
        key = (name, *subject)
        have = self._facts.get(key)
        if have is not None and have.block + for_blocks >= self.head:
            return have
        flights, flight = self._flights, self._flights.get(key)
        if flight is None:
            flight = flights[key] = asyncio.create_task(self._read(key, read, self._facts))
            flight.add_done_callback(lambda ended: _landed(flights, key, ended))
        return await asyncio.shield(flight)

    async def _read(
        self,
        key: tuple[object, ...],
        read: Callable[[Client], Awaitable[Reading[T]]],
        facts: dict[tuple[object, ...], Loaded[Any]],
    ) -> Loaded[T]:
        """Read one fact into the `facts` it was asked for: what was forgotten meanwhile stays so."""
        reading = await read(self.online)
        loaded = Loaded(reading.data, reading.block.number, self.clock())
        facts[key] = loaded
        return loaded

    def known(self, name: str, *subject: object) -> Loaded[Any] | None:
        """The last fact of this name, however old, without asking anybody."""
        return self._facts.get((name, *subject))

    def every_known(self, name: str) -> list[Any]:
        """The facts of this name, whatever their subject."""
        return [loaded.data for key, loaded in self._facts.items() if key[0] == name]

    def all_known(self, name: str) -> list[Any]:
        """Every row of the facts of this name, whatever their subject."""
        return [row for rows in self.every_known(name) for row in rows]

    def forget(self) -> None:
        """Drop every fact, and those still on their way: another network or account makes them wrong."""
        self._facts, self._flights = {}, {}
        self.rewards.forget()

    async def subnets(self) -> Loaded[tuple[Subnet, ...]]:
        """All subnets."""
        loaded = await self.fact("subnets", self.reads.subnets)
        if self.client is not None:
            prices = {subnet.netuid: subnet.price_rao for subnet in loaded.data}
            await self.portfolio.keep_prices(self.client.genesis, prices)
        return loaded

    async def balance(self) -> Loaded[tuple[Portfolio, ...]] | None:
        """The account's balance; None without an account."""
        account = self.account
        if account is None:
            return None
        return await self.fact(
            "balance", lambda c: self.reads.balances(c, [account.coldkey]), account.coldkey
        )

    async def positions(self) -> Loaded[tuple[Position, ...]] | None:
        """The account's stakes; None without an account."""
        account = self.account
        if account is None:
            return None
        return await self.fact("positions", lambda c: self._positions(c, account.coldkey), account.coldkey)

    async def _positions(self, client: Client, coldkey: Address) -> Reading[tuple[Position, ...]]:
        """Positions with what is known here of their past."""
        from tao_tui.reads.owned.remembered import with_past

        reading = await self.reads.positions(client, coldkey)
        await self.portfolio.keep_prices(client.genesis, {row.netuid: row.price_rao for row in reading.data})
        past = await self.portfolio.past(lambda: self.journal, client.genesis, coldkey)
        return replace(
            reading, data=with_past(reading.data, past, client.genesis, coldkey, reading.block.number)
        )

    async def proposals(self) -> Loaded[tuple[Proposal, ...]]:
        """Open proposals with this account's votes."""
        hotkeys = tuple(address for _, address in self.account.hotkeys) if self.account else ()
        return await self.fact("proposals", lambda c: self.reads.proposals(c, hotkeys), hotkeys)

    async def governance(self, *, for_blocks: int = 0) -> Loaded[Governance]:
        """Who proposes and who votes."""
        return await self.fact("governance", self.reads.governance, for_blocks=for_blocks)

    @property
    def has_seat(self) -> bool:
        """Whether a hotkey of this account votes on proposals, as far as was asked."""
        known, account = self.known("governance"), self.account
        mine = {address for _, address in account.hotkeys} if account else set()
        return known is not None and not mine.isdisjoint(known.data.senators)

    async def status(self) -> Loaded[Status]:
        """The network as a whole."""
        return await self.fact("status", self.reads.status)

    async def validators(self, netuid: int, *, fresh: bool = False) -> Loaded[tuple[Validator, ...]]:
        """Who one can stake to on a subnet; what their stakers earned is in `rewards` thereafter."""
        good_for = 0 if fresh else _SURVEY_BLOCKS if netuid else _ROOT_BLOCKS
        return await self.fact("validators", lambda c: self._survey(c, netuid), netuid, for_blocks=good_for)

    async def _survey(self, client: Client, netuid: int) -> Reading[tuple[Validator, ...]]:
        from tao_tui.chain.query import Reading

        reading = await self.reads.survey(client, netuid)
        await self.rewards.look(client.genesis, reading.data)
        return Reading(reading.block, reading.data.rows)

    # Wallets

    @property
    def folder(self) -> WalletFolder:
        """The wallet folder of the settings."""
        from tao_tui.wallet import WalletFolder

        return WalletFolder(self.settings.wallet_path)

    async def wallets(self) -> tuple[WalletSummary, ...]:
        """Every wallet in the folder, which is closed to others first; one in use that is gone is left."""
        if not self._mended:
            self._mended = True
            from tao_tui.wallet.files.permissions import mend_permissions

            for said in await asyncio.to_thread(mend_permissions, self.settings.wallet_path):
                self.tell(Notice(said))
        found = await asyncio.to_thread(self.folder.list)
        self.wallet_names = tuple(str(wallet.name) for wallet in found)
        if self.account is not None and self.wallet not in self.wallet_names:
            await self._leave_wallet()
        return found

    async def _leave_wallet(self) -> None:
        """Show everything for nobody: the wallet that was in use was put away, here or elsewhere."""
        await self.lock()
        self.views.put("wallet", "")
        self.account, self.wallet, self.watch_only, self.on_ledger = None, "", False, False
        self.tell(AccountChanged())

    async def use_wallet(self, name: str) -> bool:
        """Make a wallet the account everything is shown for; False when it has no readable coldkey."""
        from tao_tui.actions.account import Account

        found = await self.wallets()
        summary = next((w for w in found if w.name == name), None)
        if summary is None or summary.coldkey is None:
            return False
        chosen = self.settings.wallet_hotkey
        hotkeys = [(str(h.name), h.address) for h in summary.hotkeys if h.address is not None]
        hotkeys.sort(key=lambda pair: pair[0] != chosen)
        crypto = 1 if summary.crypto_type is None else summary.crypto_type
        await self.lock()
        self.views.put("wallet", name)
        self.wallet, self.on_ledger = str(summary.name), summary.on_ledger
        self.watch_only = summary.watch_only and not summary.on_ledger
        keyfile = None if self.watch_only else (await self.coldkey()).path
        known = await self._known(found)
        self.account = Account(summary.coldkey, self.wallet, tuple(hotkeys), crypto, known, keyfile)
        self.tell(AccountChanged())
        return True

    async def _known(self, wallets: tuple[WalletSummary, ...]) -> Known:
        """Every name an address has here; those of files that are broken, which is said, are left out."""
        from tao_tui.wallet import Book, known_names
        from tao_tui.wallet.multisigs import Multisigs

        try:
            return await asyncio.to_thread(
                lambda: known_names(wallets, Book().entries(), Multisigs().entries())
            )
        except TaoTuiError as error:
            self.tell(Notice(sentence(error)))
        return known_names(wallets, ())

    async def coldkey(self) -> KeyRef:
        """The account's coldkey, as its files are now."""
        return await asyncio.to_thread(lambda: self.folder.coldkey(self.wallet))

    async def signer(self, password: Secret | None = None, minutes: int | None = None) -> Signer:
        """A signer for the account's coldkey, for one action or for as long as the settings say."""
        key = await self.coldkey()
        minutes = self.settings.unlock_minutes if minutes is None else minutes
        return await self.keys.signer(key, await self.known_password(key, password), minutes)

    async def known_password(self, key: KeyRef, password: Secret | None) -> Secret | None:
        """The password that was typed, the throw-away wallet's, or the one in the system's keyring."""
        from tao_tui.wallet import Secret, find_password

        if password is not None or not key.encrypted:
            return password
        if self._password and not (self.network and self.network.is_mainnet):
            return Secret(self._password)
        with suppress(TaoTuiError):
            return await asyncio.to_thread(lambda: find_password(key, keyring=self.settings.keyring))
        return None

    @property
    def unlocked(self) -> bool:
        """Whether a signature needs no password just now."""
        return self.keys.unlocked

    async def lock(self) -> None:
        """Forget the key now."""
        await self.keys.lock()

    # Journal

    @property
    def journal(self) -> Journal:
        """The journal, opened when first needed."""
        if self._journal is None:
            from tao_tui.journal.journal import Journal

            self._journal = Journal()
        return self._journal

    def pending(self) -> tuple[JournalRow, ...]:
        """Extrinsics whose fate on this network is not settled."""
        rows = self.journal.open_rows(self.client.genesis) if self.client is not None else ()
        self.pending_count = len(rows)
        return rows

    async def close(self) -> None:
        """Forget keys and close files; nobody is left to tell."""
        self.tell = lambda message: None
        await self.lock()
        self.views.save()
        self.memory.close()
        self.portfolio.close()
        self.rewards.close()
        if self._journal is not None:
            self._journal.close()
