"""A transaction as a signer is shown it: the call, the facts signed with it, the metadata that reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Final

from tao_tui.addresses import SS58_PREFIX, Address
from tao_tui.errors import NodeProtocolError, WalletError
from tao_tui.genesis import FINNEY_GENESIS, TEST_GENESIS
from tao_tui.scale.proven import names_agree

UNIT: Final = "TAO"
DECIMALS: Final = 9


@dataclass(frozen=True, slots=True)
class RuntimeFacts:
    """What is needed to read the calls of one runtime version, and to prove that it was read rightly."""

    metadata: bytes
    spec_version: int
    transaction_version: int
    spec_name: str

    @property
    def key(self) -> str:
        """A name for exactly these facts."""
        numbers = f"{self.spec_version}/{self.transaction_version}/{self.spec_name}/".encode()
        return blake2b(numbers + self.metadata, digest_size=16).hexdigest()

    def to_message(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "metadata": self.metadata.hex(),
            "spec_version": self.spec_version,
            "transaction_version": self.transaction_version,
            "spec_name": self.spec_name,
        }

    @classmethod
    def from_message(cls, message: Mapping[str, Any]) -> RuntimeFacts:
        """From plain values; `ValueError`, `KeyError` or `TypeError` for what is none."""
        return cls(
            bytes.fromhex(message["metadata"]),
            int(message["spec_version"]),
            int(message["transaction_version"]),
            str(message["spec_name"]),
        )


@dataclass(frozen=True, slots=True)
class Transaction:
    """Everything a signature covers, in parts a signer can read.

    `proven` says whether the signature covers the metadata's hash (RFC-0078), so that the chain
    accepts it only if the call was read by the chain's own metadata. `payload` is what the sender
    means to have signed: a signer puts its own together and refuses any other.
    """

    call: bytes
    signer: Address
    nonce: int
    tip: int
    era_period: int
    birth_block: int
    birth_hash: str
    genesis: str
    proven: bool
    runtime: RuntimeFacts
    payload: bytes

    def to_message(self) -> dict[str, Any]:
        """As plain values, the runtime named by its key."""
        return {
            "call": self.call.hex(),
            "signer": self.signer,
            "nonce": self.nonce,
            "tip": self.tip,
            "era_period": self.era_period,
            "birth_block": self.birth_block,
            "birth_hash": self.birth_hash,
            "genesis": self.genesis,
            "proven": self.proven,
            "payload": self.payload.hex(),
        }

    @classmethod
    def from_message(cls, message: Mapping[str, Any], runtime: RuntimeFacts) -> Transaction:
        """From plain values; `ValueError`, `KeyError` or `TypeError` for what is none."""
        return cls(
            call=bytes.fromhex(message["call"]),
            signer=Address(str(message["signer"])),
            nonce=int(message["nonce"]),
            tip=int(message["tip"]),
            era_period=int(message["era_period"]),
            birth_block=int(message["birth_block"]),
            birth_hash=_spelt(message["birth_hash"]),
            genesis=_spelt(message["genesis"]),
            proven=message["proven"] is True,
            runtime=runtime,
            payload=bytes.fromhex(message["payload"]),
        )


class Reader:
    """One runtime's calls read, and its payloads put together, by its metadata alone."""

    def __init__(self, facts: RuntimeFacts) -> None:
        """Parse the metadata, about 8 ms; `ValueError` for what is none."""
        import bittensor_core as core

        self.facts = facts
        self._codec = core.Runtime(facts.metadata, facts.spec_version, facts.transaction_version, SS58_PREFIX)

    def call(self, transaction: Transaction) -> dict[str, Any]:
        """The call as the library tells it: module, function, arguments, calls inside calls."""
        try:
            call: dict[str, Any] = self._codec.decode_call(transaction.call)
        except ValueError:
            raise _refused("its call cannot be read by the metadata that came with it") from None
        return call

    def digest(self) -> bytes:
        """The RFC-0078 hash of the metadata, about 22 ms."""
        return _digest(self.facts)

    def parts(self, transaction: Transaction) -> tuple[bytes, bytes]:
        """The signed extensions' bytes inside and outside the extrinsic, for devices that show them."""
        extra, additional = self._codec.signature_payload_parts(**self._signed(transaction))
        return bytes(extra), bytes(additional)

    def payload(self, transaction: Transaction) -> bytes:
        """The bytes to sign, made from the parts; a `WalletError` when they are not those that were sent."""
        try:
            made = bytes(self._codec.signature_payload(transaction.call, **self._signed(transaction)))
        except (ValueError, TypeError):
            raise _refused("its parts do not fit together") from None
        self._prove(transaction)
        if made != transaction.payload:
            raise _refused("its bytes are not those of what was shown")
        return made

    def _prove(self, transaction: Transaction) -> None:
        """Refuse what could mean something else to mainnet or the test network than is read here.

        Whatever layout the metadata tells, a signature that is good there covers their genesis, and the
        metadata's hash, if at all, as the last that is signed.
        """
        extra, additional = self.parts(transaction)
        signed = transaction.call + extra + additional
        for genesis in (FINNEY_GENESIS, TEST_GENESIS):
            if bytes.fromhex(genesis[2:]) in signed and not (
                transaction.proven and transaction.genesis == genesis
            ):
                raise _refused("it could be good on a chain whose metadata it does not prove")
        if not transaction.proven:
            return
        if not additional.endswith(b"\x01" + self.digest()):
            raise _refused("the hash of its metadata is not where the chain looks for it")
        if not _agrees(self.facts):
            raise _refused("the metadata that came with it gives calls other names than its hash covers")

    def _signed(self, transaction: Transaction) -> dict[str, Any]:
        return {
            "era": {"period": transaction.era_period, "current": transaction.birth_block},
            "nonce": transaction.nonce,
            "tip": transaction.tip,
            "tip_asset_id": None,
            "genesis_hash": bytes.fromhex(transaction.genesis.removeprefix("0x")),
            "era_block_hash": bytes.fromhex(transaction.birth_hash.removeprefix("0x")),
            "metadata_hash": self.digest() if transaction.proven else None,
        }


@lru_cache(maxsize=4)
def _digest(facts: RuntimeFacts) -> bytes:
    import bittensor_core as core

    return bytes(
        core.metadata_digest(facts.metadata, facts.spec_version, facts.spec_name, SS58_PREFIX, DECIMALS, UNIT)
    )


@lru_cache(maxsize=4)
def _agrees(facts: RuntimeFacts) -> bool:
    import bittensor_core as core

    codec: Any = core.Runtime(facts.metadata, facts.spec_version, facts.transaction_version, SS58_PREFIX)
    try:
        return names_agree(facts.metadata, codec.registry_json())
    except NodeProtocolError:
        return False


def _spelt(digest: object) -> str:
    """A hash of 32 bytes in its one spelling, so that nobody has it counted as another chain's."""
    data = bytes.fromhex(str(digest).removeprefix("0x"))
    if len(data) != 32:
        raise ValueError("not a hash")
    return "0x" + data.hex()


def _refused(why: str) -> WalletError:
    return WalletError(
        f"The signer refuses the transaction: {why}.",
        hint="Nothing was signed. Review the action again; if this stays, use another node.",
        code="not_as_shown",
    )
