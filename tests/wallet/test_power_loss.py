"""Power loss before every system call of everything that writes keys: no key is lost, no wallet half made."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tao_tui.wallet import WalletFolder
from tests.wallet.operations import OPERATIONS, again, furnished, look_after
from tests.wallet.power import cut_everywhere

pytestmark = pytest.mark.usefixtures("fast_kdf", "keywork_here", "cheap_backup")


@pytest.fixture
def before(tmp_path: Path) -> WalletFolder:
    """What every operation starts from."""
    return furnished(tmp_path / "before")


@pytest.mark.parametrize("name", OPERATIONS)
def test_power_loss_at_every_step(name: str, before: WalletFolder, tmp_path: Path) -> None:
    operation = OPERATIONS[name]
    images = cut_everywhere(lambda: operation(before), before.path.parent, tmp_path / "images")
    assert len(images) > 3, "nothing was cut"
    for image in dict.fromkeys(images):
        folder = WalletFolder(image / "wallets")
        look_after(folder, deleted=name == "delete")
        if image != images[-1]:
            again(folder, operation)
            look_after(folder, deleted=name == "delete")


def test_the_power_is_cut(tmp_path: Path) -> None:
    """The means of this test do what they say: a file that was not synced is empty, a synced one whole."""
    from tao_tui.paths import write_private

    root = tmp_path / "root"
    root.mkdir()

    def careless() -> None:
        (root / "file").write_text("whole")
        (root / "end").mkdir()

    images = cut_everywhere(careless, root, tmp_path / "careless")
    names = [tuple(sorted(path.name for path in image.iterdir())) for image in images]
    assert list(dict.fromkeys(names)) == [(), ("file",), ("end", "file")]
    assert all((image / "file").read_bytes() == b"" for image in images if (image / "file").exists())
    shutil.rmtree(root)
    root.mkdir()
    images = cut_everywhere(lambda: write_private(root / "other", b"whole"), root, tmp_path / "careful")
    assert len(images) > 5
    contents = [(image / "other").read_bytes() for image in images if (image / "other").exists()]
    assert 0 < len(contents) < len(images)
    assert set(contents) == {b"whole"}
