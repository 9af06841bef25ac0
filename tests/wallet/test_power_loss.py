"""Power loss before every system call of everything that writes keys: no key is lost, no wallet half made."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tao_tui.wallet import WalletFolder
from tests.wallet.operations import OPERATIONS, again, furnished, look_after
from tests.wallet.power import cut_at

pytestmark = pytest.mark.usefixtures("fast_kdf", "keywork_here", "cheap_backup")


@pytest.fixture
def before(tmp_path: Path) -> WalletFolder:
    """What every operation starts from."""
    return furnished(tmp_path / "before")


@pytest.mark.parametrize("name", OPERATIONS)
def test_power_loss_at_every_step(name: str, before: WalletFolder, tmp_path: Path) -> None:
    operation, step = OPERATIONS[name], 0
    while True:
        step += 1
        assert step < 500
        root = tmp_path / f"step{step}"
        shutil.copytree(before.path.parent, root, symlinks=True)
        folder = WalletFolder(root / "wallets")
        cut = cut_at(step, lambda folder=folder: operation(folder), root)  # type: ignore[misc]
        look_after(folder, deleted=name == "delete")
        if not cut:
            break
        again(folder, operation)
        look_after(folder, deleted=name == "delete")
        shutil.rmtree(root)
    assert step > 3, "nothing was cut"


def test_the_power_is_cut(tmp_path: Path) -> None:
    """The means of this test do what they say: a file that was not synced is empty, a synced one whole."""
    from tao_tui.paths import write_private

    def careless() -> None:
        (tmp_path / "file").write_text("whole")
        (tmp_path / "end").mkdir()

    assert cut_at(3, careless, tmp_path)
    assert not (tmp_path / "end").exists()
    assert (tmp_path / "file").read_bytes() == b""
    steps = 1
    while cut_at(steps, lambda: write_private(tmp_path / "other", b"whole"), tmp_path):
        assert not (tmp_path / "other").exists() or (tmp_path / "other").read_bytes() == b"whole"
        (tmp_path / "other").unlink(missing_ok=True)
        steps += 1
    assert steps > 5
