"""A session over the fake world: its clock, its journal, its wallet."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tao_tui.chain.networks import Network
from tao_tui.config import Settings
from tao_tui.session.session import Session
from tao_tui.session.view_state import ViewState
from tests.app.fake_deeds import FakeDeeds
from tests.app.fake_reads import FakeReads
from tests.app.fake_world import World
from tests.wallet.conftest import GOLDEN


class FakeJournal:
    """A journal in memory."""

    def __init__(self, rows: Sequence[Any] = ()) -> None:
        self.kept = list(rows)

    def rows(self, limit: int = 100, **_: object) -> tuple[Any, ...]:
        return tuple(self.kept[:limit])

    def every_row(self, genesis: str | None = None) -> tuple[Any, ...]:
        return tuple(self.kept)

    def stamp(self) -> tuple[int, float]:
        return len(self.kept), 0.0

    def open_rows(self, genesis: str) -> tuple[Any, ...]:
        return tuple(row for row in self.kept if row.status in ("signed", "sent", "in_block", "lost"))

    def close(self) -> None:
        self.kept.clear()


PASSWORD = "Test-pass-1!"
"""Opens the encrypted wallet."""


class Clock:
    """Stands still until told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def make_session(
    folder: Path,
    world: World | None = None,
    *,
    network: Network | None = None,
    wallet: str = "alice",
    journal: Any = None,
) -> tuple[Session, World, Clock]:
    """A session over a fake world with its own folder for state and wallets."""
    world = world or World()
    clock = Clock()
    kept: Any = journal if journal is not None else FakeJournal()
    settings = Settings("dev", wallet, "default", folder / "wallets", False, "tao-dark")
    session = Session(
        settings,
        views=ViewState(folder / "app.json"),
        reads=FakeReads(world),
        deeds=FakeDeeds(world),
        journal=kept,
        clock=clock,
    )
    session.network = network or Network("dev", ("ws://127.0.0.1:9944",), None, False, True)
    return session, world, clock


def make_alice(folder: Path, *, encrypted: bool = False) -> None:
    """Wallet alice with the well-known key and one hotkey, or with an encrypted one whose file is a copy."""
    from tao_tui.wallet import KeySource, WalletFolder

    wallets = WalletFolder(folder / "wallets")
    if encrypted:
        shutil.copytree(GOLDEN / "btwallet9" / "cold12", folder / "wallets" / "alice")
        return
    wallets.import_coldkey("alice", KeySource.uri("//Alice"))
    wallets.import_hotkey("alice", "default", KeySource.uri("//Alice//hot"))
