"""Options of the whole suite, and key derivation at the least cost for whoever is not testing it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says how busy the machine is, not whether the example holds. The ordinary suite
# draws the same examples every time, so that what fails was broken by the change at hand; `make properties`
# draws others every time.
settings.register_profile(
    "others", deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
settings.register_profile("house", settings.get_profile("others"), derandomize=True)
settings.load_profile("house")

CLIENTS = Path(__file__).parent / "clients"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--node", metavar="ws://...", help="run tests/conformance on this node instead of the embedded one"
    )
    parser.addoption(
        "--clients", action="store_true", help="run tests/clients, which installs other people's clients"
    )
    parser.addoption(
        "--trades", type=int, help="trades held against their quotes: 150, or 50 on a node that was named"
    )
    parser.addoption("--trade-seed", type=int, default=0, help="the seed of those trades")
    parser.addoption("--fault-runs", type=int, default=40, help="submissions that tests/faults disturbs")
    parser.addoption("--fault-seed", type=int, default=0, help="the seed of the first of them")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave tests/clients out of an ordinary run: it needs a package index."""
    return True if collection_path == CLIENTS and not config.getoption("--clients") else None


@pytest.fixture
def fast_kdf(monkeypatch: pytest.MonkeyPatch) -> None:
    """libsodium's least work, for tests that are not about the cost."""
    from tao_tui.wallet.files import nacl_box

    monkeypatch.setattr(nacl_box, "OPSLIMIT", 3)
    monkeypatch.setattr(nacl_box, "MEMLIMIT", 8192)


@pytest.fixture
def cheap_backup(monkeypatch: pytest.MonkeyPatch) -> None:
    """libsodium's least work for backups."""
    from tao_tui.wallet.upkeep import backup

    monkeypatch.setattr(backup, "OPSLIMIT", 1)
    monkeypatch.setattr(backup, "MEMLIMIT", 8192)


@pytest.fixture
def keywork_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work on keys in this process, where the derivation may be cheap."""
    from tao_tui.wallet.agent import keywork, keywork_process

    monkeypatch.setattr(
        keywork,
        "_run",
        lambda request: keywork_process._WORK[request["do"]](keywork_process._open(request), request),
    )


@pytest.fixture
def cheap_keys(fast_kdf: None, cheap_backup: None, keywork_here: None) -> None:
    """Keys are worked on in this process, at the least cost."""
