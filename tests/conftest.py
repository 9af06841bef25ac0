"""Options of the whole suite: the node of the conformance scenarios, and other people's clients."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says how busy the machine is, not whether the example holds.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
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
