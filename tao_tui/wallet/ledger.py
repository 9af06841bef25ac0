"""Keys that live in a Ledger: the device shows the transaction by the chain's metadata, and signs it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

from tao_tui.addresses import SS58_PREFIX, Address, parse_address
from tao_tui.errors import KeyfileCorrupt, KeyfileMissing, Unsupported, UsageError, WalletError
from tao_tui.paths import write_private
from tao_tui.wallet.agent.guard import Guard, next_version, put_in_force, rules_in_force
from tao_tui.wallet.disk.reading import parse_object, read_file, shown
from tao_tui.wallet.files.folder import KeyRef, WalletFolder
from tao_tui.wallet.files.listing import LEDGER_FILE
from tao_tui.wallet.files.public import PublicKey
from tao_tui.wallet.keysource import ED25519
from tao_tui.wallet.rules.rules import Rules
from tao_tui.wallet.rules.signed import SignedRules, read_rules, rules_path
from tao_tui.wallet.rules.spent import log_path, read_entries, read_head
from tao_tui.wallet.transaction import DECIMALS, UNIT, Reader, Transaction

_MOST: Final = (1 << 31) - 1
_SIGNATURE: Final = 65


@dataclass(frozen=True, slots=True)
class Derivation:
    """One key of a device: `m/44'/354'/account'/0'/index'`."""

    account: int = 0
    index: int = 0

    def __post_init__(self) -> None:
        """Raise `UsageError` for numbers no path has."""
        if not all(0 <= each <= _MOST for each in (self.account, self.index)):
            raise UsageError("That is no key of a Ledger.", hint=f"Both numbers go from 0 to {_MOST}.")


class LedgerSigner:
    """A signer whose key never leaves the device; its screen shows what is signed."""

    def __init__(self, device: Any, address: Address, derivation: Derivation, guard: Guard | None) -> None:
        self._device = device
        self._address = address
        self._derivation = derivation
        self._guard = guard

    @property
    def address(self) -> Address:
        """Whose signature it is."""
        return self._address

    @property
    def crypto_type(self) -> int:
        """ed25519, as all keys of the device's Polkadot app."""
        return ED25519

    @property
    def alive(self) -> bool:
        """Whether the device is connected shows only when it is asked."""
        return True

    async def sign(self, transaction: Transaction) -> bytes:
        """The signature, once it was approved on the device; `WalletError` when it was declined there.

        What a rule forbids (`Declined`) never gets to the device.
        """
        if not transaction.proven:
            raise Unsupported(
                "A Ledger cannot show transactions of this chain, which does not check the metadata hash.",
                hint="Nothing was signed.",
            )
        return await asyncio.to_thread(self._sign, transaction)

    async def sign_message(self, message: str) -> bytes:
        """The device's Polkadot app signs transactions only."""
        raise Unsupported("A Ledger signs transactions, not messages.", hint="Sign with another wallet.")

    def _sign(self, transaction: Transaction) -> bytes:
        import bittensor_core as core

        reader, facts = Reader(transaction.runtime), transaction.runtime
        reader.payload(transaction)  # made from the parts, and what is to be signed
        if self._guard is not None:
            self._guard.allow(transaction, reader)
        extra, additional = reader.parts(transaction)
        proof = core.generate_extrinsic_proof(
            transaction.call, extra, additional, facts.metadata, facts.spec_version, facts.spec_name,
            base58_prefix=SS58_PREFIX, decimals=DECIMALS, token_symbol=UNIT,
        )  # fmt: skip
        whole = transaction.call + extra + additional
        try:
            signature = bytes(
                self._device.sign(whole, bytes(proof), self._derivation.account, self._derivation.index)
            )
        except core.LedgerError as error:
            raise _refused(error) from None
        if len(signature) != _SIGNATURE or signature[0] != ED25519:
            raise WalletError("The Ledger answered with what is no ed25519 signature.", code="ledger")
        return signature[1:]


def is_ledger(key: KeyRef) -> bool:
    """Whether the coldkey `key` lives in a Ledger."""
    return key.role == "coldkey" and key.watch_only and (key.path.parent / LEDGER_FILE).exists()


@asynccontextmanager
async def ledger_signer(key: KeyRef) -> AsyncIterator[LedgerSigner]:
    """A signer for the wallet of a Ledger that is connected; `WalletError` (code `ledger`) when it is not.

    The device must hold this wallet's key; another device is a `WalletError` (code `other_ledger`).
    Raises `Declined` for rules that are not as they were set.
    """
    guard = await asyncio.to_thread(_guard_of, key)
    device, derivation = await _connected(key)
    yield LedgerSigner(device, key.address, derivation, guard)


async def write_ledger_rules(
    key: KeyRef, rules: Rules, transaction_of: Callable[[str], Awaitable[Transaction]]
) -> int:
    """Have the device sign `rules` and put them in force; their version.

    It signs transactions only, so it signs one that puts their digest on record: `transaction_of` makes
    it for a text, with a nonce the account never reaches, and it is never sent.
    """
    log, public = log_path(key.address), PublicKey(key.address, key.crypto_type)
    head = read_head(log)
    unsigned = next_version(public, key.path, 0 if head is None else head.version, rules)
    transaction = await transaction_of(unsigned.remark_text)
    device, derivation = await _connected(key)
    signature = await LedgerSigner(device, key.address, derivation, None).sign(transaction)
    extra, additional = Reader(transaction.runtime).parts(transaction)
    remark = transaction.call + extra + additional
    signed = replace(unsigned, signature=signature, remark=remark)
    if not signed.genuine:
        raise WalletError("The Ledger did not sign these rules.", hint="Nothing was changed.", code="ledger")
    await asyncio.to_thread(put_in_force, signed, key.path, log, _log_key(signed), read_entries(log))
    return signed.version


def _guard_of(key: KeyRef) -> Guard:
    """What holds the device to the wallet's rules.

    There is no secret here to prove the log with: it shows accidents, not whoever acts as this user.
    """
    log = log_path(key.address)
    try:
        proof = _log_key(read_rules(rules_path(key.path), key.address))
    except KeyfileMissing:
        rules_in_force(key.path, log, key.address, read_head(log))
        proof = b""
    return Guard(key.address, key.path, log, proof)


def _log_key(signed: SignedRules) -> bytes:
    return blake2b(signed.signature, digest_size=32, person=b"tao-tui ledger").digest()


async def _connected(key: KeyRef) -> tuple[Any, Derivation]:
    """The device that has the wallet's key, and which of its keys it is."""
    derivation = _derivation(key.path.parent / LEDGER_FILE)
    device, address = await asyncio.to_thread(_opened, derivation, False)
    if address != key.address:
        raise WalletError(
            f"The connected Ledger has the key of {address}, not that of wallet {key.wallet}, {key.address}.",
            hint="Connect the device this wallet was made with.",
            code="other_ledger",
        )
    return device, derivation


async def add_ledger_wallet(folder: WalletFolder, name: str, derivation: Derivation) -> KeyRef:
    """A wallet for a key of the connected device, whose owner confirms the address on its screen."""
    _, address = await asyncio.to_thread(_opened, derivation, True)
    key = folder.watch(name, address, crypto_type=ED25519)
    fields = {"account": derivation.account, "index": derivation.index, "address": address}
    write_private(key.path.parent / LEDGER_FILE, json.dumps(fields).encode() + b"\n", overwrite=True)
    return key


def open_device() -> Any:
    """The one connected device."""
    import bittensor_core as core

    return core.LedgerDevice()


def _opened(derivation: Derivation, confirm: bool) -> tuple[Any, Address]:
    import bittensor_core as core

    try:
        device = open_device()
        _, address = device.address(derivation.account, derivation.index, SS58_PREFIX, confirm)
    except core.LedgerError as error:
        raise _refused(error) from None
    return device, parse_address(address)


def _derivation(path: Path) -> Derivation:
    fields = parse_object(read_file(path))
    try:
        assert fields is not None
        return Derivation(int(fields["account"]), int(fields["index"]))
    except (AssertionError, KeyError, TypeError, ValueError):
        raise KeyfileCorrupt(
            f"{shown(path)} does not say which key of the Ledger it is.",
            hint="Remove the file and add the wallet again: tao-tui wallet ledger.",
        ) from None


def _refused(error: Exception) -> WalletError:
    why = (str(error).splitlines() or [type(error).__name__])[0][:200].rstrip(".")
    return WalletError(
        f"The Ledger did not do it: {why}.",
        hint="Connect and unlock it, open its Polkadot app, and look at its screen.",
        code="ledger",
    )
