"""Looking after keys on the command line: every verb, its JSON, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Cli

ALICE = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"


@pytest.fixture
def cheap(alice: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, cheap_keys: None) -> Cli:
    """//Alice with a hotkey, keys worked on in this process, at libsodium's least cost."""
    for name in ("old", "new"):
        (tmp_path / name).write_text(f"correct {name} battery 77")
    monkeypatch.setenv("BT_WALLET", "alice")
    monkeypatch.chdir(tmp_path)
    return alice


def test_a_password_is_set_changed_and_taken_off(cheap: Cli) -> None:
    assert cheap("wallet", "passwd", "--json").error["code"] == "password_needed"
    assert cheap("wallet", "passwd", "--new-password-file", "old", "--json").data["encrypted"] is True
    wrong = cheap("wallet", "passwd", "--password-file", "new", "--new-password-file", "new", "--json")
    assert (wrong.code, wrong.error["code"]) == (6, "wrong_password")
    line = ("wallet", "passwd", "--password-file", "old", "--new-password-file", "new", "--json")
    assert cheap(*line).data["address"] == ALICE
    plain = ("wallet", "passwd", "--password-file", "new", "--no-password", "--json")
    assert cheap(*plain).error["code"] == "agreement_needed"
    assert cheap(*plain, "--yes").data["encrypted"] is False


def test_a_weak_password_needs_insisting(cheap: Cli) -> None:
    Path("weak").write_text("password1")
    line = ("wallet", "passwd", "--new-password-file", "weak", "--json")
    assert cheap(*line).error["code"] == "weak_password"
    assert cheap(*line, "--yes").data["encrypted"] is True


def test_hotkeys_are_encrypted_renamed_and_removed(cheap: Cli) -> None:
    hotkey = ("wallet", "hotkey")
    line = (*hotkey, "encrypt", "--name", "h1", "--new-password-file", "old", "--json")
    assert cheap(*line).data["encrypted"] is True
    assert (
        cheap(*hotkey, "decrypt", "--name", "h1", "--password-file", "old", "--json").data["hotkey"] == "h1"
    )
    assert cheap(*hotkey, "rename", "--name", "h1", "--to", "h2", "--json").data["name"] == "h2"
    assert cheap(*hotkey, "remove", "--name", "h2", "--json").error["code"] == "agreement_needed"
    removed = cheap(*hotkey, "remove", "--name", "h2", "--yes", "--json").data
    assert cheap(*hotkey, "list", "--json").data == []
    back = cheap("wallet", "archive", "restore", "--name", removed["archived_as"], "--json").data
    assert back["name"] == "alice"
    assert [row["name"] for row in cheap(*hotkey, "list", "--json").data] == ["h2"]


def test_a_wallet_is_removed_in_one_step_and_deleted_in_two(cheap: Cli) -> None:
    assert cheap("wallet", "remove", "--json").code == 3
    label = cheap("wallet", "remove", "--yes", "--json").data["archived_as"]
    assert cheap("wallet", "list", "--json").data == []
    (row,) = cheap("wallet", "archive", "list", "--json").data
    assert (row["label"], row["name"], row["coldkey"], row["hotkeys"]) == (label, "alice", ALICE, ["h1"])
    assert cheap("wallet", "archive", "delete", "--name", label, "--json").error["code"] == "agreement_needed"
    assert cheap("wallet", "archive", "restore", "--name", label, "--to", "anna").code == 0
    label = cheap("wallet", "remove", "-w", "anna", "--yes", "--json").data["archived_as"]
    assert cheap("wallet", "archive", "delete", "--name", label, "--yes", "--json").data["deleted"] is True
    assert "Nothing was removed" in cheap("wallet", "archive", "list").out
    assert cheap("wallet", "archive", "delete", "--name", label, "--yes", "--json").code == 6


def test_backup_and_restore(cheap: Cli) -> None:
    assert cheap("wallet", "backup", "--json").error["code"] == "password_needed"
    made = cheap("wallet", "backup", "--password-file", "old", "--json").data
    assert made == {
        "wallet": "alice",
        "file": "alice.tao-backup",
        "keys": ["coldkey", "hotkeys/h1"],
        "files": 4,
    }
    again = cheap("wallet", "backup", "--password-file", "old", "--json")
    assert again.error["code"] == "key_exists"
    line = ("wallet", "restore", "--file", "alice.tao-backup", "--password-file", "old", "--json")
    assert cheap(*line).error["code"] == "key_exists"
    assert cheap(*line[:-2], "new", "--json", "--name", "x").error["code"] == "wrong_password"
    assert cheap(*line, "--name", "second").data["coldkey"] == ALICE
    missing = cheap("wallet", "restore", "--file", "nowhere", "--password-file", "old", "--json")
    assert missing.error["code"] == "keyfile_missing"


def test_renaming(cheap: Cli) -> None:
    assert cheap("wallet", "rename", "--to", "anna", "--json").data["was"] == "alice"
    assert cheap("wallet", "rename", "-w", "anna", "--to", "../x", "--json").error["code"] == "bad_name"
    assert (
        cheap("wallet", "rename", "-w", "nobody", "--to", "x", "--json").error["code"] == "wallet_not_found"
    )


def test_exports(cheap: Cli) -> None:
    line = ("wallet", "export", "--format", "polkadot-js", "--file", "a.json", "--json")
    assert cheap(*line).error["code"] == "password_needed"
    assert cheap(*line, "--export-password-file", "old").data["address"] == ALICE
    assert json.loads(Path("a.json").read_text())["address"] == ALICE
    paper = ("wallet", "export", "--format", "paper", "--file", "sheet", "--json")
    assert cheap(*paper).error["code"] == "agreement_needed"
    answer = cheap(*paper, "--yes")
    assert answer.data["format"] == "paper"
    sheet = Path("sheet")
    assert "The private key:" in sheet.read_text()
    assert sheet.stat().st_mode & 0o777 == 0o600
    assert cheap(*paper, "--yes").error["code"] == "key_exists"
    assert cheap("wallet", "export", "--format", "pdf", "--file", "x", "--json").code == 2


def test_repair(cheap: Cli) -> None:
    (cheap.wallets / "alice" / "coldkeypub.txt").unlink()
    assert len(cheap("wallet", "repair", "--json").data["mended"]) == 1
    assert cheap("wallet", "repair", "--json").data == {
        "wallet": "alice",
        "hotkey": None,
        "address": ALICE,
        "mended": [],
    }


def test_an_open_folder_is_mended_with_a_warning(cheap: Cli) -> None:
    (cheap.wallets / "alice" / "coldkey").chmod(0o644)
    answer = cheap("wallet", "list", "--json")
    assert "could read or change" in answer.err
    assert answer.data[0]["name"] == "alice"
    assert cheap("wallet", "list").err == ""


def test_an_address_as_qr_code(cheap: Cli) -> None:
    lines = cheap("wallet", "show", "--qr").out.splitlines()
    assert lines[-1] == ALICE
    assert len(lines[-2]) == 37
    assert "█" not in cheap("wallet", "show").out


@pytest.mark.parametrize(
    "line",
    [
        ("passwd", "--no-password"),
        ("rename", "--to", "x"),
        ("remove",),
        ("backup",),
        ("restore", "--file", "x"),
        ("export", "--format", "paper", "--file", "x"),
        ("repair",),
        ("archive", "delete", "--name", "x"),
        ("hotkey", "remove", "--name", "h1"),
        ("hotkey", "rename", "--name", "h1", "--to", "x"),
        ("book", "add", "--name", "x", "--address", ALICE),
    ],
)
def test_nothing_is_written_for_a_dry_run(cheap: Cli, line: tuple[str, ...]) -> None:
    before = {str(path) for path in cheap.wallets.rglob("*")}
    assert cheap("wallet", *line, "--dry-run", "--yes", "--json").code == 2
    assert {str(path) for path in cheap.wallets.rglob("*")} == before


@pytest.mark.parametrize(
    ("change", "wallet"),
    [
        (("rename", "--to", "bob"), "bob"),
        (("passwd", "--no-password"), "alice"),
        (("remove",), ""),
    ],
)
def test_a_key_that_changes_its_name_or_password_is_locked(
    cli: Cli, change: tuple[str, ...], wallet: str
) -> None:
    cli("wallet", "import", "--name", "alice", "--uri", "//Alice", "--no-password")
    assert cli("wallet", "unlock", "-w", "alice", "--json").code == 0
    assert cli("wallet", *change, "-w", "alice", "--json", "--yes").code == 0
    if wallet:
        assert cli("wallet", "lock", "-w", wallet, "--json").data == {"locked": 0}
    assert cli("wallet", "lock", "--json").data == {"locked": 0}
