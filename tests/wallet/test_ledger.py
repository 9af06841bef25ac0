"""A Ledger in software: what it is given to show, what it signs, and every way it can refuse."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from hashlib import blake2b
from typing import Any

import bittensor_core
import pytest

from tao_tui.chain.calls.call import Call
from tao_tui.errors import Declined, KeyExists, Unsupported, UsageError, WalletError
from tao_tui.wallet import (
    ED25519,
    Derivation,
    KeyRef,
    Rules,
    Signer,
    Transaction,
    WalletFolder,
    add_ledger_wallet,
    is_ledger,
    ledger,
    ledger_signer,
    read_rules,
    rules_path,
)
from tao_tui.wallet.ledger import write_ledger_rules
from tao_tui.wallet.rules.spent import log_path
from tests.wallet.transactions import BOB, runtime, transaction


class SoftwareLedger:
    """Answers as the device does: it signs the payload, or the payload's hash when that is long."""

    def __init__(self, seed: str = "//Ledger") -> None:
        self.seed = seed
        self.shown: list[tuple[bytes, bytes]] = []
        self.confirmed = 0
        self.declines = False

    def pair(self, account: int, index: int) -> Any:
        return bittensor_core.Keypair.from_uri(f"{self.seed}//{account}//{index}", ED25519)

    def address(self, account: int, index: int, prefix: int, confirm: bool) -> tuple[bytes, str]:
        self.confirmed += confirm
        if self.declines:
            raise bittensor_core.LedgerError("rejected by the user")
        pair = self.pair(account, index)
        return bytes(pair.public_key), pair.ss58_address

    def sign(self, payload: bytes, proof: bytes, account: int, index: int) -> bytes:
        if self.declines:
            raise bittensor_core.LedgerError("rejected by the user")
        self.shown.append((payload, proof))
        data = payload if len(payload) <= 256 else blake2b(payload, digest_size=32).digest()
        return bytes([ED25519]) + bytes(self.pair(account, index).sign(data))


@pytest.fixture
def device(monkeypatch: pytest.MonkeyPatch) -> SoftwareLedger:
    made = SoftwareLedger()
    monkeypatch.setattr(ledger, "open_device", lambda: made)
    return made


@pytest.fixture
async def cold(folder: WalletFolder, device: SoftwareLedger) -> KeyRef:
    return await add_ledger_wallet(folder, "cold", Derivation(1, 2))


async def test_a_wallet_is_made_once_its_address_was_confirmed(
    folder: WalletFolder, device: SoftwareLedger, cold: KeyRef
) -> None:
    assert cold.address == device.pair(1, 2).ss58_address
    assert (cold.crypto_type, cold.watch_only, device.confirmed) == (ED25519, True, 1)
    assert is_ledger(folder.coldkey("cold"))
    assert not is_ledger(folder.watch("other", cold.address))
    with pytest.raises(KeyExists):
        await add_ledger_wallet(folder, "cold", Derivation(0, 0))
    device.declines = True
    with pytest.raises(WalletError, match="rejected by the user"):
        await add_ledger_wallet(folder, "never", Derivation())
    assert not (folder.path / "never").exists()


@pytest.mark.parametrize("remark", ["short", "x" * 400])
async def test_it_signs_what_it_can_show(device: SoftwareLedger, cold: KeyRef, remark: str) -> None:
    shown = transaction(cold.address, Call("System", "remark", {"remark": remark}), crypto_type=ED25519)
    async with ledger_signer(cold) as signer:
        typed: Signer = signer
        signature = await typed.sign(shown)
    assert bittensor_core.verify_signature(shown.payload, signature, cold.address, ED25519)
    ((payload, proof),) = device.shown
    assert payload.startswith(shown.call)
    assert runtime().metadata_digest() in payload
    assert 0 < len(proof) < len(shown.runtime.metadata) / 10


async def test_what_it_cannot_show_it_does_not_sign(device: SoftwareLedger, cold: KeyRef) -> None:
    async with ledger_signer(cold) as signer:
        with pytest.raises(Unsupported):
            await signer.sign(transaction(cold.address, proven=False, crypto_type=ED25519))
        with pytest.raises(Unsupported):
            await signer.sign_message("x")
        device.declines = True
        with pytest.raises(WalletError) as caught:
            await signer.sign(transaction(cold.address, crypto_type=ED25519))
    assert (caught.value.code, device.shown) == ("ledger", [])
    assert "screen" in caught.value.hint


async def test_another_device_or_none_is_told_apart(
    device: SoftwareLedger, cold: KeyRef, monkeypatch: pytest.MonkeyPatch
) -> None:
    device.seed = "//Other"
    with pytest.raises(WalletError) as caught:
        async with ledger_signer(cold):
            pytest.fail("signed with another device")
    assert caught.value.code == "other_ledger"
    (cold.path.parent / "ledger.json").write_text("{}")
    with pytest.raises(WalletError, match="which key"):
        async with ledger_signer(cold):
            pytest.fail("guessed a key")


def test_numbers_no_path_has_are_refused() -> None:
    for numbers in ((-1, 0), (0, 1 << 31)):
        with pytest.raises(UsageError):
            Derivation(*numbers)


def remark(cold: KeyRef) -> Callable[[str], Awaitable[Transaction]]:
    async def made(text: str) -> Transaction:
        return transaction(cold.address, Call("System", "remark", {"remark": text}), crypto_type=ED25519)

    return made


def pay(cold: KeyRef, rao: int, nonce: int = 7) -> Transaction:
    call = Call("Balances", "transfer_keep_alive", {"dest": cold.address, "value": rao})
    return transaction(cold.address, call, crypto_type=ED25519, nonce=nonce)


async def refused(cold: KeyRef, asked: Transaction) -> str:
    with pytest.raises(Declined) as caught:
        async with ledger_signer(cold) as signer:
            await signer.sign(asked)
    return caught.value.code


async def test_rules_hold_before_the_device_is_asked(device: SoftwareLedger, cold: KeyRef) -> None:
    rules = Rules(per_transaction_rao=5, per_day_rao=8)
    assert await write_ledger_rules(cold, rules, remark(cold)) == 1
    signed = read_rules(rules_path(cold.path), cold.address)
    assert (signed.rules, signed.genuine) == (rules, True)
    assert signed.digest.encode() in device.shown.pop()[0]
    async with ledger_signer(cold) as signer:
        await signer.sign(pay(cold, 5))
    assert len(device.shown) == 1
    assert await refused(cold, pay(cold, 6)) == "rule_per_transaction"
    assert await refused(cold, pay(cold, 4, nonce=8)) == "rule_per_day"
    assert len(device.shown) == 1
    assert await write_ledger_rules(cold, Rules(per_day_rao=9), remark(cold)) == 2
    async with ledger_signer(cold) as signer:
        await signer.sign(pay(cold, 4, nonce=8))  # what was spent before is carried over: 5 of 9
    assert await refused(cold, pay(cold, 1, nonce=9)) == "rule_per_day"


async def test_changed_rules_of_a_device_are_noticed(device: SoftwareLedger, cold: KeyRef) -> None:
    path = rules_path(cold.path)
    await write_ledger_rules(cold, Rules(per_transaction_rao=5), remark(cold))
    first = path.read_text()
    path.write_text(first.replace('"per_transaction_rao": 5', '"per_transaction_rao": 50'))
    assert await refused(cold, pay(cold, 6)) == "rules_tampered"
    path.write_text(first.replace(cold.address, BOB))
    assert await refused(cold, pay(cold, 6)) == "rules_tampered"
    path.unlink()
    assert await refused(cold, pay(cold, 6)) == "rules_removed"
    path.write_text(first)
    log_path(cold.address).unlink()
    assert await refused(cold, pay(cold, 6)) == "rules_unmarked"
    await write_ledger_rules(cold, Rules(per_transaction_rao=7), remark(cold))
    log_path(cold.address).write_text(log_path(cold.address).read_text().replace("version", "versioN"))
    assert await refused(cold, pay(cold, 6)) in ("rules_changed", "rules_tampered")
    device.declines = True
    with pytest.raises(WalletError):
        await write_ledger_rules(cold, Rules(), remark(cold))
    assert read_rules(path, cold.address).version == 2


async def test_another_transaction_is_not_taken_for_rules(device: SoftwareLedger, cold: KeyRef) -> None:
    async def other(text: str) -> Transaction:
        return transaction(
            cold.address, Call("System", "remark", {"remark": "x" + text}), crypto_type=ED25519
        )

    with pytest.raises(WalletError, match="did not sign these rules"):
        await write_ledger_rules(cold, Rules(), other)
    assert not rules_path(cold.path).exists()
