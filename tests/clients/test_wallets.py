"""Wallets of bittensor 11, bittensor-wallet and polkadot.js open here, and ours open there."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tao_tui.wallet import (
    ED25519,
    KeySource,
    Secret,
    WalletFolder,
    open_signer,
    sign_message,
    verify_message,
)
from tao_tui.wallet.agent.keywork import polkadot_export
from tao_tui.wallet.files.keyfile import open_keyfile, public_of_keypair
from tao_tui.wallet.upkeep.archive import archive_wallet
from tao_tui.wallet.upkeep.changes import change_password
from tests.clients.environment import Environment

SCRIPTS = Path(__file__).parent / "scripts"
PASSWORD = Secret("Ünser Passwort, 4 Wörter")
MESSAGE = "written by tao-tui ☃"
WORDS = "legal winner thank year wave sausage worth useful legal winner thank yellow"
LIBRARIES = ["btcli-11", "btcli-9"]
"""The environments that bring bittensor 11 and bittensor-wallet 4."""

PythonClient = Callable[[str], Environment]


def answered(environment: Environment, *line: str | Path, stdin: str = "") -> list[dict[str, Any]]:
    answer = environment.run("python", SCRIPTS / "wallets.py", *line, stdin=stdin)
    assert answer.code == 0, answer.err[-2000:]
    found: list[dict[str, Any]] = json.loads(answer.out.rpartition("ANSWER ")[2])
    return found


@pytest.mark.parametrize("library", LIBRARIES)
def test_what_they_write_opens_here(python_client: PythonClient, library: str, tmp_path: Path) -> None:
    made = answered(python_client(library), "make", tmp_path)
    assert len(made) >= 9
    folder = WalletFolder(tmp_path)
    assert {str(wallet.name) for wallet in folder.list()} == {each["name"] for each in made}
    for each in made:
        wallet = folder.wallet(each["name"])
        assert wallet.problem == ""
        assert wallet.coldkey == each["coldkey"]
        assert [hotkey.address for hotkey in wallet.hotkeys] == ([each["hotkey"]] if each["hotkey"] else [])
        if each["name"] == "watch":
            assert wallet.watch_only
            continue
        password = Secret(each["password"]) if each["password"] else None
        key = folder.coldkey(each["name"])
        assert key.encrypted == bool(password)
        assert public_of_keypair(open_keyfile(key.path, password)).address == each["coldkey"]
        signature = asyncio.run(signed(folder, each["name"], password))
        assert verify_message(each["coldkey"], MESSAGE, signature)
    hot = folder.hotkey("lockedhot")
    assert hot.encrypted
    assert public_of_keypair(open_keyfile(hot.path, Secret("Pässword-of-a-client 1"))).address == hot.address


async def signed(folder: WalletFolder, name: str, password: Secret | None) -> str:
    async with open_signer(folder.coldkey(name), password) as signer:
        return "0x" + (await sign_message(signer, MESSAGE)).hex()


@pytest.mark.parametrize("library", LIBRARIES)
def test_what_we_write_opens_there(python_client: PythonClient, library: str, tmp_path: Path) -> None:
    folder = WalletFolder(tmp_path)
    folder.create("made", 24, PASSWORD, hotkey="default")
    folder.import_coldkey("seed", KeySource.seed("ef" * 32))
    folder.import_coldkey("ed", KeySource.mnemonic(WORDS, crypto_type=ED25519))
    folder.import_coldkey("path", KeySource.mnemonic(WORDS, path="//deep/1"))
    folder.import_coldkey("passphrase", KeySource.mnemonic(WORDS, passphrase=Secret("TREZOR")))
    folder.watch("seen", KeySource.uri("//Bob").address)
    folder.import_coldkey("changed", KeySource.mnemonic(WORDS))
    change_password(folder, folder.coldkey("changed"), None, PASSWORD)
    folder.import_hotkey("changed", "locked", KeySource.uri("//Alice//hot"))
    change_password(folder, folder.hotkey("changed", "locked"), None, PASSWORD)
    folder.import_coldkey("gone", KeySource.uri("//Dave"))
    archive_wallet(folder, "gone")
    wanted = [wanted_row(folder, str(wallet.name)) for wallet in folder.list()]
    for row in answered(python_client(library), "read", tmp_path, stdin=json.dumps(wanted)):
        wallet = folder.wallet(row["name"])
        assert row["coldkeypub"] == wallet.coldkey
        if not wallet.watch_only:
            assert row["coldkey"] == wallet.coldkey
            assert row["verified"] is True
            assert wallet.coldkey is not None
            assert verify_message(wallet.coldkey, MESSAGE, row["signature"])
        if wallet.hotkeys:
            assert row["hotkey"] == row["hotkeypub"] == wallet.hotkeys[0].address


def wanted_row(folder: WalletFolder, name: str) -> dict[str, Any]:
    wallet = folder.wallet(name)
    password = PASSWORD if wallet.encrypted else None
    hotkey = wallet.hotkeys[0] if wallet.hotkeys else None
    return {
        "name": name,
        "watch_only": wallet.watch_only,
        "password": password.reveal() if password else None,
        "hotkey_name": str(hotkey.name) if hotkey else None,
        "hotkey_password": PASSWORD.reveal() if hotkey and hotkey.encrypted else None,
        "message": MESSAGE,
        "signature": "" if wallet.watch_only else asyncio.run(signed(folder, name, password)),
    }


@pytest.mark.parametrize("crypto_type", [0, 1])
def test_polkadot_js_imports_our_export_and_agrees_on_signatures(
    npm_client: Callable[[str], Environment], tmp_path: Path, crypto_type: int
) -> None:
    folder = WalletFolder(tmp_path)
    key = folder.import_coldkey("alice", KeySource.mnemonic(WORDS, crypto_type=crypto_type))
    environment = npm_client("polkadot_js")
    script = environment.folder / "keystore.mjs"
    script.write_text((Path(__file__).parent / "polkadot_js" / "keystore.mjs").read_text())
    ours = asyncio.run(signed(folder, "alice", None))
    asked = {
        "json": json.loads(polkadot_export(key, None, PASSWORD, "alice")),
        "password": PASSWORD.reveal(),
        "message": MESSAGE,
        "signature": ours,
    }
    answer = environment.run("node", script, stdin=json.dumps(asked))
    assert answer.code == 0, answer.err[-2000:]
    found = json.loads(answer.out)
    assert found["address"] == key.address
    assert found["verified"] is True
    for signature in (found["signature"], found["wrapped"]):
        assert verify_message(key.address, MESSAGE, signature)
    again = KeySource.polkadot_json(json.dumps(found["json"]), Secret(found["password"]))
    assert again.address == key.address
