"""Run the command line in this process, in a home and wallet folder of the test's own."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The one JSON document on standard output."""
        lines = self.out.splitlines()
        assert len(lines) == 1, self.out
        found: dict[str, Any] = json.loads(lines[0])
        return found

    @property
    def data(self) -> Any:
        document = self.document
        assert document["ok"] is True, document
        assert set(document) == {"ok", "network", "block", "data"}
        return document["data"]

    @property
    def error(self) -> dict[str, str]:
        document = self.document
        assert document["ok"] is False, document
        assert set(document) == {"ok", "error"}
        assert set(document["error"]) == {"code", "message", "hint"}
        error: dict[str, str] = document["error"]
        return error


class Cli:
    """`cli("wallet", "list")` runs one command line and tells what it wrote and how it ended."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], home: Path, wallets: Path
    ) -> None:
        self._monkeypatch = monkeypatch
        self._capfd = capfd
        self.home = home
        self.wallets = wallets

    def __call__(self, *arguments: str, stdin: str = "") -> Answer:
        from tao_tui.cli.entry import run

        self._capfd.readouterr()
        text = io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8")
        self._monkeypatch.setattr(sys, "stdin", text)
        code = run(arguments)
        sys.stdout.flush()
        out, err = self._capfd.readouterr()
        assert "Traceback" not in out + err
        return Answer(code, out, err)

    def faults(self) -> list[Path]:
        """The traceback files that were written."""
        return list(self.home.rglob("fault-*.txt"))


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Cli:
    home, wallets = tmp_path / "home", tmp_path / "wallets"
    for name in ("BT_NETWORK", "BT_WALLET", "BT_WALLET_HOTKEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TAO_TUI_HOME", str(home))
    monkeypatch.setenv("BT_WALLET_PATH", str(wallets))
    monkeypatch.setenv("NO_COLOR", "1")
    return Cli(monkeypatch, capfd, home, wallets)


@pytest.fixture
def alice(cli: Cli) -> Cli:
    """A command line whose wallet folder holds //Alice, not encrypted, with a hotkey."""
    assert cli("wallet", "import", "--name", "alice", "--uri", "//Alice", "--no-password").code == 0
    assert cli("wallet", "hotkey", "import", "-w", "alice", "--name", "h1", "--uri", "//Alice//h1").code == 0
    return cli


@pytest.fixture(scope="session")
def node_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An embedded node with the small world and fast blocks, for everything this process tests."""
    from tao_tui.cli.invocation.embedded_node import EmbeddedNode

    before = os.environ.get("TAO_TUI_HOME")
    os.environ["TAO_TUI_HOME"] = str(tmp_path_factory.mktemp("node"))
    try:
        with EmbeddedNode(("--block-time", "0.25")) as node:
            yield node.url
    finally:
        if before is None:
            del os.environ["TAO_TUI_HOME"]
        else:
            os.environ["TAO_TUI_HOME"] = before


@pytest.fixture
def on_node(cli: Cli, node_url: str, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """A command line on the embedded node, with funded wallets: bob, and demo with a senator hotkey."""
    monkeypatch.setenv("BT_NETWORK", node_url)
    monkeypatch.setenv("BT_WALLET", "demo")
    for name in ("Bob", "Demo"):
        line = ("wallet", "import", "--name", name.lower(), "--uri", f"//{name}", "--no-password")
        assert cli(*line).code == 0
    assert cli("wallet", "hotkey", "import", "--name", "default", "--uri", "//Demo//senator").code == 0
    return cli
