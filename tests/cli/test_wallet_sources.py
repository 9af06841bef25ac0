"""Every place a key can come from, and whether a backup is the key's."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Cli

WORDS = "legal winner thank year wave sausage worth useful legal winner thank yellow"
SEED = "0x6fa2796b0071cac425d8a7851038318c2c37dcebfe4bae73197ce93e75909bd2"
PLAIN = "5EHgWw2Af1pnoc7f1A8bfmM97W3DAYW8xr82RfhLL9oAabAe"
ED = "5ErKjJLUyc8TTU2vNKrj5UciogZho2MDawb6nN2KG44aU1aB"
EXPORT = Path(__file__).parent.parent / "wallet" / "golden" / "polkadotjs_v3_sr25519.json"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name, text in {"words": WORDS, "seed": SEED, "uri": f"{WORDS}//work/1", "pass": "TREZOR"}.items():
        (tmp_path / name).write_text(text + "\n")
    return tmp_path


@pytest.mark.parametrize(
    ("options", "address"),
    [
        (["--mnemonic-file", "words"], PLAIN),
        (["--seed-file", "seed"], PLAIN),
        (["--mnemonic-file", "words", "--crypto", "ed25519"], ED),
    ],
)
def test_import_from_each_source(cli: Cli, files: Path, options: list[str], address: str) -> None:
    line = [str(files / option) if (files / option).is_file() else option for option in options]
    made = cli("wallet", "import", "--name", "a", *line, "--no-password", "--json").data
    assert made["coldkey"] == address
    hot = cli("wallet", "hotkey", "import", "-w", "a", "--name", "h", *line, "--json").data
    assert hot["hotkey"] == address


def test_a_path_and_a_passphrase_make_other_keys(cli: Cli, files: Path) -> None:
    words = ("--mnemonic-file", str(files / "words"))
    found = set()
    for number, more in enumerate([(), ("--derive", "//work/1"), ("--passphrase-file", str(files / "pass"))]):
        line = ("wallet", "import", "--name", f"w{number}", *words, *more, "--no-password", "--json")
        found.add(cli(*line).data["coldkey"])
    uri = cli(
        "wallet", "import", "--name", "u", "--uri-file", str(files / "uri"), "--no-password", "--json"
    ).data
    assert len(found) == 3
    assert uri["coldkey"] in found


def test_an_export_of_polkadot_js(cli: Cli, files: Path) -> None:
    (files / "pw").write_text("Test-pass-1!")
    line = ("wallet", "import", "--name", "p", "--json-file", str(EXPORT), "--no-password", "--json")
    assert cli(*line, "--passphrase-file", str(files / "pass")).error["code"] == "wrong_password"
    assert cli(*line).error["code"] == "usage"
    assert cli(*line, "--passphrase-file", str(files / "pw")).data["coldkey"].startswith("5")


@pytest.mark.parametrize(
    "options",
    [
        ["--mnemonic-file", "words", "--seed-file", "seed"],
        ["--seed-file", "seed", "--derive", "//x"],
        ["--seed-file", "seed", "--passphrase-file", "pass"],
        ["--mnemonic-file", "words", "--derive", "///secret"],
        ["--mnemonic-file", "words", "--crypto", "rsa"],
        ["--private-key-file", "seed"],
        ["--mnemonic-file", "-", "--password-file", "-"],
    ],
)
def test_what_cannot_be_meant_writes_nothing(cli: Cli, files: Path, options: list[str]) -> None:
    line = [str(files / option) if (files / option).is_file() else option for option in options]
    assert cli("wallet", "import", "--name", "a", *line, "--json").code == 2
    assert not cli.wallets.exists()


def test_check_tells_whether_a_backup_is_the_wallets(cli: Cli, files: Path) -> None:
    words = ("--mnemonic-file", str(files / "words"))
    assert cli("wallet", "import", "--name", "a", *words, "--no-password").code == 0
    assert cli("wallet", "import", "--name", "b", *words, "--derive", "//work/1", "--no-password").code == 0
    assert cli("wallet", "check", "-w", "a", *words, "--json").data == {
        "wallet": "a",
        "address": PLAIN,
        "matches": True,
    }
    wrong = cli("wallet", "check", "-w", "b", *words, "--json")
    assert (wrong.code, wrong.error["code"]) == (6, "backup_mismatch")
    assert "which is a" in wrong.error["message"]
    assert cli("wallet", "check", "-w", "b", *words, "--derive", "//work/1", "--json").data["matches"]
    assert cli("wallet", "check", "-w", "a", "--seed-file", str(files / "seed"), "--json").data["matches"]


def test_an_ed25519_wallet_is_checked_as_such(cli: Cli, files: Path) -> None:
    words = ("--mnemonic-file", str(files / "words"))
    assert cli("wallet", "watch", "--name", "e", "--address", ED, "--crypto", "ed25519").code == 0
    assert cli("wallet", "check", "-w", "e", *words, "--json").data["matches"] is True


def test_a_hotkey_can_be_watched_and_named(alice: Cli) -> None:
    watched = alice("wallet", "hotkey", "watch", "-w", "alice", "--name", "far", "--address", ED, "--json")
    assert watched.data["hotkey"] == ED
    rows = alice("wallet", "hotkey", "list", "-w", "alice", "--json").data
    assert [(row["name"], row["watch_only"]) for row in rows] == [("far", True), ("h1", False)]
    copied = alice("wallet", "watch", "--name", "copy", "--address", "alice/far", "--json").data
    assert copied["coldkey"] == ED
