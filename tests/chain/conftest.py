"""A fake node, and a cache folder of its own for every test."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.chain.fake_node import FakeNode


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAO_TUI_HOME", str(tmp_path / "home"))


@pytest.fixture
async def node() -> AsyncIterator[FakeNode]:
    async with FakeNode().running() as running:
        await running.new_block()
        yield running


@pytest.fixture
def unused_port() -> int:
    """A port nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
