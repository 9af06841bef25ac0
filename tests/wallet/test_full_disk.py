"""A disk that is full, at every place where it can be: said in words, nothing lost or half done."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tao_tui.wallet import WalletFolder
from tests.wallet.conftest import refusal
from tests.wallet.operations import OPERATIONS, furnished, look_after

pytestmark = pytest.mark.usefixtures("fast_kdf", "keywork_here", "cheap_backup")
PLACES = ("mkstemp", "fsync", "mkdir", "link", "rename", "replace")


@pytest.fixture
def before(tmp_path: Path) -> WalletFolder:
    """What every operation starts from."""
    return furnished(tmp_path / "before")


def failing(call: Callable[..., Any], number: int, failed: list[int]) -> Callable[..., Any]:
    """`call`, whose `number`th use finds the disk full."""
    left = number

    def limited(*arguments: Any, **more: Any) -> Any:
        nonlocal left
        left -= 1
        if left == 0:
            failed.append(number)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return call(*arguments, **more)

    return limited


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_full_disk(name: str, before: WalletFolder, tmp_path: Path) -> None:
    hit = 0
    for place in PLACES:
        module = tempfile if place == "mkstemp" else os
        for number in range(1, 30):
            root = tmp_path / f"{place}{number}"
            shutil.copytree(before.path.parent, root, symlinks=True)
            folder, failed = WalletFolder(root / "wallets"), list[int]()
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(module, place, failing(getattr(module, place), number, failed))
                error = refusal(lambda folder=folder: OPERATIONS[name](folder))  # type: ignore[misc]
            if error is not None:
                assert failed, error
                assert "No space left" in error.message or error.code == "not_durable"
            look_after(folder, deleted=name == "delete")
            shutil.rmtree(root)
            if not failed:
                break
            hit += 1
    assert hit >= 2, "nothing failed"


def test_a_name_the_disk_did_not_confirm_is_taken_back(before: WalletFolder) -> None:
    failed: list[int] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", failing(os.fsync, 1, failed))
        assert refusal(lambda: OPERATIONS["rename"](before)) is not None
    assert [str(wallet.name) for wallet in before.list()] == ["alice", "seen"]
