"""`wallet`: making, listing, signing; and everything a person can get wrong."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.cli.conftest import Cli

ALICE = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"
PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"


def everything_below(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*")) if folder.exists() else []


def test_list_of_no_wallets_says_how_to_make_one(cli: Cli) -> None:
    assert (
        cli("wallet", "list").out
        == f"No wallets in {cli.wallets}. Make one: tao-tui wallet create --name NAME\n"
    )
    assert cli("wallet", "list", "--json").document == {
        "ok": True,
        "network": None,
        "block": None,
        "data": [],
    }


def test_list_shows_wallets_and_hotkeys(alice: Cli) -> None:
    (row,) = alice("wallet", "list", "--json").data
    assert (row["name"], row["coldkey"], row["encrypted"]) == ("alice", ALICE, False)
    assert [hotkey["name"] for hotkey in row["hotkeys"]] == ["h1"]
    assert set(row["hotkeys"][0]) >= {"name", "hotkey"}
    lines = alice("wallet", "list").out.splitlines()
    assert lines[0] == f"alice  {ALICE}  NOT encrypted"
    assert lines[1] == f"  hotkey h1  {row['hotkeys'][0]['hotkey']}"


def test_create_writes_the_mnemonic_only_to_its_file(cli: Cli, tmp_path: Path) -> None:
    kept = tmp_path / "phrase.txt"
    answer = cli("wallet", "create", "--name", "new", "--no-password", "--mnemonic-file", str(kept), "--json")
    words = kept.read_text().split()
    assert len(words) == 12
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert answer.data["mnemonic_file"] == str(kept)
    assert " ".join(words[:3]) not in answer.out + answer.err
    again = cli(
        "wallet", "import", "--name", "again", "--no-password", "--mnemonic-file", str(kept), "--json"
    )
    assert again.data["coldkey"] == answer.data["coldkey"]


def test_create_without_a_terminal_needs_a_place_for_the_mnemonic(cli: Cli) -> None:
    answer = cli("wallet", "create", "--name", "new", "--no-password")
    assert answer.code == 2
    assert "--mnemonic-file" in answer.err
    assert everything_below(cli.wallets) == []
    assert cli("wallet", "create", "--name", "new", "--no-password", "--yes", "--json").data["name"] == "new"


def test_create_never_overwrites_a_wallet_or_a_file(alice: Cli, tmp_path: Path) -> None:
    kept = tmp_path / "phrase.txt"
    answer = alice(
        "wallet", "create", "--name", "alice", "--no-password", "--mnemonic-file", str(kept), "--json"
    )
    assert (answer.code, answer.error["code"]) == (6, "key_exists")
    assert not kept.exists()
    kept.write_text("mine")
    answer = alice("wallet", "create", "--name", "b", "--no-password", "--mnemonic-file", str(kept), "--json")
    assert (answer.code, answer.error["code"]) == (6, "key_exists")
    assert kept.read_text() == "mine"
    assert not (alice.wallets / "b").exists()


def test_what_has_no_dry_run_writes_nothing_for_it(alice: Cli) -> None:
    before = everything_below(alice.wallets)
    for line in (
        ("wallet", "create", "--name", "b", "--no-password", "--yes"),
        ("wallet", "import", "--name", "b", "--uri", "//Bob", "--no-password"),
        ("wallet", "watch", "--name", "b", "--address", ALICE),
        ("wallet", "hotkey", "create", "-w", "alice", "--name", "h9"),
        ("config", "set", "network", "test"),
    ):
        assert alice(*line, "--dry-run").code == 2
    assert everything_below(alice.wallets) == before
    assert not (alice.home / "config.toml").exists()


def test_import_reads_a_phrase_from_standard_input(cli: Cli) -> None:
    line = ("wallet", "import", "--name", "p", "--no-password", "--mnemonic-file", "-", "--json")
    assert cli(*line, stdin=PHRASE + "\n").data["coldkey"].startswith("5")


def test_import_names_the_wrong_word(cli: Cli) -> None:
    wrong = PHRASE.replace("wave", "wove")
    answer = cli(
        "wallet", "import", "--name", "p", "--no-password", "--mnemonic-file", "-", "--json", stdin=wrong
    )
    assert answer.code == 2
    assert answer.error["code"] == "bad_mnemonic"
    assert "Word 5" in answer.error["message"]
    assert "wove" in answer.error["message"]
    assert everything_below(cli.wallets) == []


def test_secrets_do_not_go_on_the_command_line(cli: Cli) -> None:
    answer = cli("wallet", "import", "--name", "p", "--no-password", "--uri", PHRASE + "//x", "--json")
    assert (answer.code, answer.error["code"]) == (2, "secret_on_command_line")
    assert "sausage" not in answer.out + answer.err


def test_one_source_only(cli: Cli) -> None:
    answer = cli("wallet", "import", "--name", "p", "--no-password", "--uri", "//Bob", "--seed-file", "x")
    assert answer.code == 2
    assert "A key has one source." in answer.err


def test_standard_input_cannot_be_two_things(cli: Cli) -> None:
    answer = cli(
        "wallet", "import", "--name", "p", "--mnemonic-file", "-", "--password-file", "-", stdin=PHRASE
    )
    assert answer.code == 2
    assert "Standard input" in answer.err


def test_a_new_coldkey_needs_a_password_or_a_word_against_it(cli: Cli) -> None:
    answer = cli("wallet", "import", "--name", "a", "--uri", "//Alice", "--json")
    assert (answer.code, answer.error["code"]) == (6, "password_needed")
    assert everything_below(cli.wallets) == []


def test_encrypted_wallet_opens_with_its_password_only(cli: Cli, tmp_path: Path) -> None:
    right, wrong = tmp_path / "right", tmp_path / "wrong"
    right.write_text("correct horse battery 77\n")
    wrong.write_text("wrong horse\n")
    made = cli("wallet", "import", "--name", "a", "--uri", "//Alice", "--password-file", str(right), "--json")
    assert made.data["encrypted"] is True
    sign = ("wallet", "sign", "-w", "a", "--message", "hello", "--json")
    answer = cli(*sign, "--password-file", str(wrong))
    assert (answer.code, answer.error["code"]) == (6, "wrong_password")
    assert "wrong horse" not in answer.out + answer.err
    assert cli(*sign).error["code"] == "password_needed"
    signature = cli(*sign, "--password-file", "-", stdin="correct horse battery 77\n").data["signature"]
    verify = ("wallet", "verify", "--address", ALICE, "--signature", signature, "--json")
    assert cli(*verify, "--message", "hello").data["valid"] is True
    assert cli(*verify, "--message", "hellO").error["code"] == "bad_signature"


def test_a_missing_password_file_is_named(alice: Cli, tmp_path: Path) -> None:
    answer = alice(
        "wallet", "import", "--name", "b", "--uri", "//Bob", "--password-file", str(tmp_path / "no")
    )
    assert answer.code == 2
    assert str(tmp_path / "no") in answer.err
    assert not (alice.wallets / "b").exists()


def test_a_missing_keyfile_is_named(alice: Cli) -> None:
    (alice.wallets / "alice" / "coldkey").unlink()
    answer = alice("wallet", "sign", "-w", "alice", "--message", "x", "--json")
    assert (answer.code, answer.error["code"]) == (6, "keyfile_missing")
    assert str(alice.wallets / "alice" / "coldkey") in answer.error["message"]


def test_a_missing_wallet_is_named(cli: Cli) -> None:
    answer = cli("wallet", "show", "-w", "nobody", "--json")
    assert (answer.code, answer.error["code"]) == (6, "wallet_not_found")
    assert "nobody" in answer.error["message"]


@pytest.mark.parametrize("name", ["../evil", "a/b", "", "."])
def test_names_that_are_none_are_refused(cli: Cli, name: str) -> None:
    answer = cli("wallet", "import", "--name", name, "--uri", "//Bob", "--no-password")
    assert answer.code == 2
    assert everything_below(cli.wallets) == []


def test_hotkeys_are_made_in_scripts_and_listed(alice: Cli) -> None:
    made = alice("wallet", "hotkey", "create", "--wallet", "alice", "--name", "h2", "--json").data
    assert (made["wallet"], made["name"]) == ("alice", "h2")
    listed = alice("wallet", "hotkey", "list", "--wallet", "alice", "--json").data
    assert {row["name"]: row["hotkey"] for row in listed}["h2"] == made["hotkey"]
    again = alice("wallet", "hotkey", "create", "--wallet", "alice", "--name", "h2", "--json")
    assert (again.code, again.error["code"]) == (6, "key_exists")


def test_watching_needs_no_key_and_signs_nothing(cli: Cli) -> None:
    assert cli("wallet", "watch", "--name", "w", "--address", ALICE, "--json").data["watch_only"] is True
    answer = cli("wallet", "sign", "-w", "w", "--message", "x", "--json")
    assert (answer.code, answer.error["code"]) == (6, "keyfile_missing")


def test_foreign_address_is_explained(cli: Cli) -> None:
    polkadot = "15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5"
    answer = cli("wallet", "watch", "--name", "w", "--address", polkadot, "--json")
    assert (answer.code, answer.error["code"]) == (2, "foreign_address")
    assert "Polkadot" in answer.error["message"]


def test_a_name_stands_for_its_address_everywhere(alice: Cli) -> None:
    bob = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty"
    added = alice("wallet", "book", "add", "--name", "shop", "--address", bob, "--note", "till 3", "--json")
    assert added.data == {"name": "shop", "address": bob, "note": "till 3"}
    assert alice("wallet", "book", "list", "--json").data == [added.data]
    signed = alice("wallet", "sign", "--wallet", "alice", "--message", "hello", "--json").data
    line = ("wallet", "verify", "--message", "hello", "--signature", signed["signature"], "--json")
    assert alice(*line, "--address", "alice").data["valid"] is True
    assert alice(*line, "--address", "shop").error["code"] == "bad_signature"
    assert alice(*line, "--address", "shpo").error["code"] == "unknown_name"
    assert "shop" in alice("wallet", "book", "remove", "--name", "shop").out
    assert alice("wallet", "book", "list", "--json").data == []


def test_the_book_warns_of_twins_and_keeps_wallet_names_free(alice: Cli) -> None:
    bob = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty"
    taken = alice("wallet", "book", "add", "--name", "alice", "--address", bob, "--json")
    assert taken.error["code"] == "name_taken"
    assert alice("wallet", "book", "remove", "--name", "bob", "--json").error["code"] == "unknown_name"
