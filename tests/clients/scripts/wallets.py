"""Run with another program's wallet library: make every kind of wallet it can, or read and use what is there.

python wallets.py make FOLDER            writes wallets, prints what belongs to each
python wallets.py read FOLDER < WANTED   opens the keys WANTED names, prints addresses and signatures
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

try:
    Wallet: Any = import_module("bittensor").Wallet
    Keypair: Any = import_module("bittensor_core").Keypair
except ImportError:
    Wallet = import_module("bittensor_wallet").Wallet
    Keypair = import_module("bittensor_wallet").Keypair

PASSWORD = "Pässword-of-a-client 1"
WORDS = "legal winner thank year wave sausage worth useful legal winner thank yellow"


def made(folder: str, name: str, make: Callable[[Any], object], password: str | None) -> dict[str, Any]:
    wallet = Wallet(name=name, hotkey="default", path=folder)
    make(wallet)
    public = wallet.coldkeypub
    return {"name": name, "password": password, "coldkey": public.ss58_address, "hotkey": hotkey_of(wallet)}


def hotkey_of(wallet: Any) -> str | None:
    try:
        return str(wallet.hotkeypub.ss58_address)
    except Exception:
        return None


def make_all(folder: str) -> list[dict[str, Any]]:
    def with_hotkey(wallet: Any) -> None:
        wallet.create_new_coldkey(n_words=24, coldkey_password=PASSWORD, suppress=True)
        wallet.create_new_hotkey(use_password=False, suppress=True)

    def locked_hotkey(wallet: Any) -> None:
        wallet.create_new_coldkey(use_password=False, suppress=True)
        wallet.create_new_hotkey(use_password=True, hotkey_password=PASSWORD, suppress=True)

    def seeded(seed: str, crypto_type: int = 1) -> Callable[[Any], None]:
        return lambda wallet: wallet.regenerate_coldkey(
            seed=seed, use_password=False, suppress=True, crypto_type=crypto_type
        )

    makers: dict[str, tuple[Callable[[Any], object], str | None]] = {
        "plain": (lambda w: w.create_new_coldkey(use_password=False, suppress=True), None),
        "fifteen": (lambda w: w.create_new_coldkey(n_words=15, use_password=False, suppress=True), None),
        "hot": (with_hotkey, PASSWORD),
        "lockedhot": (locked_hotkey, None),
        "words": (lambda w: w.regenerate_coldkey(mnemonic=WORDS, use_password=False, suppress=True), None),
        "seed": (seeded("0x" + "ab" * 32), None),
        "rawseed": (seeded("0x" + bytes(range(65, 97)).hex()), None),
        "ed": (seeded("0x" + "cd" * 32, 0), None),
        "watch": (
            lambda w: w.regenerate_coldkeypub(
                ss58_address="5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"
            ),
            None,
        ),
    }
    if hasattr(Wallet, "create_coldkey_from_uri"):
        makers["uri"] = (lambda w: w.create_coldkey_from_uri("//Alice//deep", use_password=False), None)
    if hasattr(Wallet, "set_coldkey"):
        keypair = Keypair.create_from_uri("//Alice") if hasattr(Keypair, "create_from_uri") else None
        makers["set"] = (lambda w: (w.set_coldkey(keypair, encrypt=False), w.set_coldkeypub(keypair)), None)
    return [made(folder, name, make, password) for name, (make, password) in makers.items()]


def read_all(folder: str, wanted: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for each in wanted:
        wallet = Wallet(name=each["name"], hotkey=each.get("hotkey_name") or "default", path=folder)
        row: dict[str, Any] = {"name": each["name"], "coldkeypub": wallet.coldkeypub.ss58_address}
        if not each.get("watch_only"):
            keypair = wallet.get_coldkey(password=each["password"])
            row["coldkey"] = keypair.ss58_address
            row["signature"] = "0x" + bytes(keypair.sign(each["message"].encode())).hex()
            row["verified"] = bool(
                keypair.verify(each["message"].encode(), bytes.fromhex(each["signature"][2:]))
            )
        if each.get("hotkey_name"):
            row["hotkey"] = wallet.get_hotkey(password=each.get("hotkey_password")).ss58_address
            row["hotkeypub"] = wallet.hotkeypub.ss58_address
        found.append(row)
    return found


def main() -> None:
    what, folder = sys.argv[1:]
    answer = make_all(folder) if what == "make" else read_all(folder, json.load(sys.stdin))
    print("\nANSWER " + json.dumps(answer))


if __name__ == "__main__":
    main()
