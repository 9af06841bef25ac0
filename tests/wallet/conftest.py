"""Golden keyfiles with the modes they have in life, and cheap or remembered key derivation."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pytest

from tao_tui.errors import TaoTuiError
from tao_tui.wallet import KeyRef, KeySource, WalletFolder
from tao_tui.wallet.files import nacl_box

GOLDEN = Path(__file__).parent / "golden"
_real_derivation: Callable[[bytes], bytes] = lru_cache(nacl_box._derive)


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAO_TUI_HOME", str(tmp_path / "home"))


@pytest.fixture
def golden(tmp_path: Path) -> Path:
    """A private copy of the wallets other programs wrote."""
    copy = tmp_path / "golden"
    shutil.copytree(GOLDEN, copy)
    for path in copy.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    return copy


@pytest.fixture
def folder(tmp_path: Path) -> WalletFolder:
    """An empty wallet folder that does not exist yet."""
    return WalletFolder(tmp_path / "wallets")


@pytest.fixture
def alice(folder: WalletFolder) -> KeyRef:
    """The well-known key as the coldkey of a wallet."""
    return folder.import_coldkey("alice", KeySource.uri("//Alice"))


@pytest.fixture
def remembered_kdf(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real derivation, once per password and process."""
    monkeypatch.setattr(nacl_box, "_derive", _real_derivation)


def refusal(call: Callable[[], object]) -> TaoTuiError | None:
    """The error `call` was refused with, in words for a person; None when it went well."""
    try:
        call()
    except TaoTuiError as error:
        return error
    return None


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below `folder`, hidden ones too, with its content."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
