"""What naming a part of this room costs, measured by what it loads."""

from __future__ import annotations

import subprocess
import sys

import pytest

import tao_tui.wallet as room

HEAVY = {
    "nacl",
    "mnemonic",
    "keyring",
    "asyncio",
    "socket",
    "msgspec",
    "bittensor_core",
    "hypothesis",
    "difflib",
}


def loaded_by(program: str) -> set[str]:
    run = subprocess.run(
        [sys.executable, "-c", f"{program}\nimport sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return set(run.stdout.split())


@pytest.mark.parametrize(
    "program",
    [
        "import tao_tui.wallet",
        "import pathlib, tao_tui.wallet as room; room.WalletFolder(pathlib.Path('GOLDEN')).list()",
        "from tao_tui.wallet import find_password, password_from_file, is_dev_account, check_name",
    ],
)
def test_listing_wallets_loads_nothing_heavy(program: str, golden: object) -> None:
    loaded = loaded_by(program.replace("GOLDEN", f"{golden}/btwallet9"))
    assert HEAVY.isdisjoint(loaded)
    assert not any(name.startswith(("textual", "rich", "websockets", "numpy")) for name in loaded)


def test_every_public_name_is_there_and_only_these() -> None:
    for name in room.__all__:
        assert getattr(room, name) is not None
    assert set(room.__all__) == set(room._HOME_OF)
    with pytest.raises(AttributeError):
        room.private_key  # noqa: B018
