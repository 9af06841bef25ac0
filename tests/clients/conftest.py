"""What every client's tests need: a node with the demo world, funded wallets, the environments."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import bittensor_core as bc
import pytest

from tao_tui.cli.invocation.embedded_node import EmbeddedNode
from tests.clients.environment import Environment, npm_environment, python_environment

WALLETS = ("alice", "bob")
"""Coldkeys //Alice and //Bob, not encrypted, each with a hotkey `default` (//Alice//default)."""


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an embedded node with the small world and a block every half second."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TAO_TUI_HOME", str(tmp_path_factory.mktemp("node")))
        with EmbeddedNode(("--block-time", "0.5")) as running:
            yield running.url


def _write_key(path: Path, keypair: bc.Keypair) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bc.serialized_keypair_to_keyfile_data(keypair))
    path.chmod(0o600)


def _write_public(path: Path, keypair: bc.Keypair) -> None:
    public = "0x" + bytes(keypair.public_key).hex()
    path.write_text(
        json.dumps({"accountId": public, "publicKey": public, "ss58Address": keypair.ss58_address})
    )


@pytest.fixture
def wallets(tmp_path: Path) -> Path:
    """A wallet folder in the ecosystem's layout."""
    for name in WALLETS:
        cold, hot = (bc.Keypair.from_uri(f"//{name.title()}{path}") for path in ("", "//default"))
        folder = tmp_path / "wallets" / name
        _write_key(folder / "coldkey", cold)
        _write_key(folder / "hotkeys" / "default", hot)
        _write_public(folder / "coldkeypub.txt", cold)
        _write_public(folder / "hotkeys" / "defaultpub.txt", hot)
    return tmp_path / "wallets"


@pytest.fixture(scope="session")
def python_client() -> Callable[[str], Environment]:
    """Make or find the environment of a Python client."""
    return cache(python_environment)


@pytest.fixture(scope="session")
def npm_client() -> Callable[[str], Environment]:
    """Make or find the environment of a client from npm; skipped where there is no npm."""
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed")
    return cache(npm_environment)
