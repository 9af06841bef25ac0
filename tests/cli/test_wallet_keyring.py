"""`wallet keyring`: one wallet's password in the system's store, and a machine that has none."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.wallet.conftest import GOLDEN
from tests.wallet.test_passwords import keyring_in_memory

__all__ = ["keyring_in_memory"]


@pytest.fixture
def locked(cli: Cli) -> Cli:
    """A wallet with an encrypted coldkey, whose password is in a file."""
    shutil.copytree(GOLDEN / "btwallet9" / "cold12", cli.wallets / "cold")
    return cli


@pytest.mark.xdist_group("derivation")
def test_a_saved_password_signs_until_it_is_forgotten(
    locked: Cli, tmp_path: Path, keyring_in_memory: dict[tuple[str, str], str]
) -> None:
    kept = tmp_path / "pw"
    kept.write_text("Test-pass-1!")
    line = ("-w", "cold", "--json")
    assert locked("wallet", "keyring", "show", *line).data["saved"] is False
    saved = locked("wallet", "keyring", "save", *line, "--password-file", str(kept))
    assert saved.data == {"wallet": "cold", "role": "coldkey", "saved": True}
    assert "Test-pass-1!" not in saved.out + saved.err
    assert list(keyring_in_memory.values()) == ["Test-pass-1!"]
    assert locked("wallet", "keyring", "show", *line).data["saved"] is True
    assert locked("wallet", "sign", "--message", "x", *line).data["signature"].startswith("0x")
    assert locked("wallet", "keyring", "forget", *line).data["was_saved"] is True
    assert locked("wallet", "sign", "--message", "x", *line).error["code"] == "password_needed"
    assert keyring_in_memory == {}


def test_a_machine_without_a_keyring_says_so(locked: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring
    from keyring.backends.fail import Keyring

    monkeypatch.setattr(keyring.core, "_keyring_backend", Keyring())  # type: ignore[no-untyped-call]
    answer = locked("wallet", "keyring", "forget", "-w", "cold", "--json")
    assert (answer.code, answer.error["code"]) == (6, "no_keyring")
    assert "there is none on this machine" in answer.error["message"]
    assert locked("wallet", "keyring", "show", "-w", "cold", "--json").data["saved"] is False
