"""A transaction on its way to a key that is never online and back: one readable document."""

from __future__ import annotations

import asyncio
import json
import zlib
from base64 import b64decode, b64encode
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Self

from tao_tui.actions.plan import Outcome, Review, Told
from tao_tui.addresses import Address, parse_address
from tao_tui.errors import Declined, NodeError, UsageError, WrongNetwork
from tao_tui.text import clean

if TYPE_CHECKING:
    from tao_tui.actions.lifecycle.flow import OnStep
    from tao_tui.chain.calls.call import DecodedCall
    from tao_tui.chain.client import Client
    from tao_tui.chain.extrinsics.signing import SigningRequest
    from tao_tui.chain.runtime import ChainRuntime
    from tao_tui.journal.journal import Journal
    from tao_tui.wallet import Signer, Transaction

KIND: Final = "tao-tui transaction"
VERSION: Final = 1
MAX_BYTES: Final = 16 * 1024 * 1024
"""Of a document and of the metadata in it."""


@dataclass(frozen=True, slots=True)
class Document:
    """Everything a signature covers, in words and in bytes; with the metadata when it goes to be signed,
    with the signature when it comes back.

    `action`, `title`, `command_line`, `network` and `call` are what the online machine says; whoever signs
    reads the call from `call_hex` by metadata whose hash the signature covers.
    """

    action: str
    title: str
    command_line: str
    network: str
    genesis: str
    signer: Address
    crypto_type: int
    call: dict[str, Any]
    call_hex: str
    nonce: int
    tip_rao: int
    era_period: int
    birth_block: int
    birth_hash: str
    valid_until: int
    spec_name: str
    spec_version: int
    transaction_version: int
    metadata_hash: str | None
    metadata: str | None = None
    signature: str | None = None

    def to_text(self) -> str:
        """As JSON that people can read; long fields last."""
        fields = {"kind": KIND, "version": VERSION}
        fields |= {name: getattr(self, name) for name in self.__slots__}
        kept = {name: value for name, value in fields.items() if value is not None or name == "metadata_hash"}
        return json.dumps(kept, indent=1, ensure_ascii=False) + "\n"

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read a document; `UsageError` (code `bad_document`) for anything else."""
        try:
            fields = json.loads(text)
            if (fields.pop("kind"), fields.pop("version")) != (KIND, VERSION):
                raise _not_one("it is of another kind or version")
            document = cls(**fields)
            document._check()
        except UsageError:
            raise
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise _not_one("it is not as this program writes it") from None
        return replace(document, signer=parse_address(document.signer))

    def _check(self) -> None:
        from tao_tui.chain.answers.hexadecimal import is_hash

        numbers = (self.crypto_type, self.nonce, self.tip_rao, self.era_period, self.birth_block,
                   self.valid_until, self.spec_version, self.transaction_version)  # fmt: skip
        texts = (self.action, self.title, self.command_line, self.network, self.spec_name, self.signer)
        if any(type(each) is not int or not 0 <= each < 1 << 63 for each in numbers):
            raise ValueError("a number")
        if any(type(each) is not str for each in texts):
            raise ValueError("a text")
        for each in (self.genesis, self.birth_hash, self.metadata_hash or "0x" + "00" * 32):
            if not is_hash(each) or each != each.lower():  # one spelling, so that texts can be compared
                raise ValueError("a hash")
        bytes.fromhex(self.call_hex.removeprefix("0x"))
        self._require_proof()

    def _require_proof(self) -> None:
        """Refuse what false metadata could be behind: the known chains check its hash, if it is signed."""
        from tao_tui.genesis import FINNEY_GENESIS, TEST_GENESIS

        if self.metadata_hash is None and self.genesis in (FINNEY_GENESIS, TEST_GENESIS):
            raise Declined(
                "The transaction leaves out the metadata's hash, without which what it does is unproven, "
                "though its chain checks it.",
                hint="Nothing was signed. Do not trust the machine that prepared it.",
                code="unproven",
            )

    def without_metadata(self) -> Self:
        """Short enough to be shown as a few QR codes."""
        return replace(self, metadata=None)

    def runtime(self, metadata: bytes | None = None) -> ChainRuntime:
        """The runtime that reads the call, by `metadata` or by what the document carries.

        Raises `UsageError` (code `no_metadata`) without any, and `Declined` (code `false_metadata`) when
        the metadata is not that whose hash will be signed.
        """
        from tao_tui.chain.runtime import ChainRuntime

        blob = metadata or self._carried()
        runtime = ChainRuntime(
            blob,
            spec_version=self.spec_version,
            transaction_version=self.transaction_version,
            spec_name=self.spec_name,
            genesis=self.genesis,
        )
        if self.metadata_hash is not None and "0x" + runtime.metadata_digest().hex() != self.metadata_hash:
            raise Declined(
                "The metadata that came with this transaction is not the one it is to be signed with.",
                hint="Nothing was signed. Prepare it again; if this stays, do not trust the online machine.",
                code="false_metadata",
            )
        return runtime

    def _carried(self) -> bytes:
        if self.metadata is None:
            raise UsageError(
                "This transaction came without the chain's metadata, and this machine has not seen it yet.",
                hint="Carry the file over once, or have it shown: offline prepare --qr --with-metadata.",
                code="no_metadata",
            )
        unpacker = zlib.decompressobj()
        try:
            blob = unpacker.decompress(b64decode(self.metadata, validate=True), MAX_BYTES)
        except (ValueError, zlib.error):
            raise _not_one("its metadata cannot be unpacked") from None
        if not unpacker.eof:
            raise _not_one("its metadata is too large")
        return blob

    def request(self, runtime: ChainRuntime) -> SigningRequest:
        """The bytes to sign, put together again by `runtime`, the call read from its own bytes."""
        from tao_tui.chain.calls.call import ComposedCall
        from tao_tui.chain.extrinsics.signing import prepare_offline

        data = bytes.fromhex(self.call_hex.removeprefix("0x"))
        return prepare_offline(
            runtime,
            ComposedCall(data, self.decoded(runtime), runtime.spec_version),
            self.signer,
            self.crypto_type,
            genesis=self.genesis,
            nonce=self.nonce,
            birth_block=self.birth_block,
            birth_hash=self.birth_hash,
            period=self.era_period,
            metadata_hash=bytes.fromhex(self.metadata_hash[2:]) if self.metadata_hash else None,
        )

    def decoded(self, runtime: ChainRuntime) -> DecodedCall:
        """The call, read from its bytes."""
        return runtime.decode_call(bytes.fromhex(self.call_hex.removeprefix("0x")))


async def prepare(agreed: Review, client: Client, period: int) -> Document:
    """Bind what was agreed to to the chain as it is now, for `period` blocks, and write it all down."""
    from tao_tui.chain.calls.call import call_json

    agreed.source.require()
    if agreed.shielded:
        raise UsageError(
            "A shielded trade is signed twice within seconds, so not on another machine.",
            hint="Leave --shield out.",
            code="shielded_offline",
        )
    request = await client.prepare(agreed.call, agreed.signer, agreed.crypto_type, period=period)
    runtime = request.runtime
    return Document(
        action=agreed.action,
        title=str(agreed.title),
        command_line=agreed.command_line,
        network=client.network.name,
        genesis=request.genesis,
        signer=request.signer,
        crypto_type=request.crypto_type,
        call=call_json(request.call.decoded),
        call_hex=request.call.hex,
        nonce=request.nonce,
        tip_rao=0,
        era_period=request.era_period,
        birth_block=request.birth_block,
        birth_hash=request.birth_hash,
        valid_until=request.valid_until,
        spec_name=runtime.spec_name,
        spec_version=request.spec_version,
        transaction_version=request.transaction_version,
        metadata_hash=None if request.metadata_hash is None else "0x" + request.metadata_hash.hex(),
        metadata=b64encode(zlib.compress(runtime.metadata, 9)).decode(),
    )


async def sign(document: Document, runtime: ChainRuntime, signer: Signer) -> Document:
    """The document with the signature of `signer`, who reads the call and keeps the wallet's rules."""
    signature = await signer.sign(shown(document, runtime))
    return replace(document.without_metadata(), signature="0x" + signature.hex())


def shown(document: Document, runtime: ChainRuntime) -> Transaction:
    """What the signer is shown."""
    from tao_tui.actions.lifecycle.signing import shown_to_signer

    return shown_to_signer(document.request(runtime))


async def submit(document: Document, client: Client, journal: Journal, on_step: OnStep) -> Outcome:
    """Check the signature, send it once and follow it.

    Raises `UsageError` without a signature, `WrongNetwork` for another chain, `NodeError` (code
    `runtime_changed`) after an upgrade, `Fault` for a signature that is not the signer's, and what
    sending raises.
    """
    from tao_tui.actions.lifecycle.flow import send
    from tao_tui.chain.extrinsics.signing import assemble

    if document.signature is None:
        raise UsageError(
            "This transaction is not signed yet.",
            hint="Sign it where the key is: tao-tui offline sign --file FILE.",
            code="not_signed",
        )
    runtime = await _same_runtime(document, client)
    request = document.request(runtime)
    try:
        signature = bytes.fromhex(document.signature.removeprefix("0x"))
    except ValueError:
        raise _not_one("its signature is not hexadecimal") from None
    signed = assemble(request, signature)
    row = await asyncio.to_thread(journal.row, signed.hash)
    if row is not None and row.status != "lost":
        raise Declined(
            f"This transaction was sent from here already: it is {row.status}.",
            hint=f"See what became of it: tao-tui activity show {signed.hash}.",
            code="already_sent",
        )
    return await send(request, signed, _told(request.call.decoded), client, journal, on_step)


def _told(call: DecodedCall) -> Told:
    """What it is called in the journal: from its bytes, because no signature is over the document's words."""
    from tao_tui.reads.governance.call_words import call_words

    return Told(f"{call.pallet}.{call.function}", call_words(call), "")


async def _same_runtime(document: Document, client: Client) -> ChainRuntime:
    await client.head()  # what is known of the chain may be from an earlier run
    if client.genesis != document.genesis:
        raise WrongNetwork(
            f"This transaction is for {clean(document.network, 40)} ({document.genesis[:10]}…), "
            f"not for {client.network.name}.",
            hint="Choose its network with --network.",
        )
    runtime = client.runtime
    if (runtime.spec_version, runtime.transaction_version) != (
        document.spec_version,
        document.transaction_version,
    ):
        raise NodeError(
            "The chain's runtime was upgraded since this was prepared, so the signature is void.",
            hint="Nothing was sent. Prepare and sign it again.",
            code="runtime_changed",
        )
    return runtime


def _not_one(why: str) -> UsageError:
    return UsageError(
        f"That is not a transaction to sign or send: {why}.",
        hint="Make one with: tao-tui offline prepare.",
        code="bad_document",
    )
