"""A transaction from another machine: read it, find who signs it, say what it does from its bytes."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tao_tui.actions.offline.document import MAX_BYTES, Document
from tao_tui.errors import Declined, UsageError
from tao_tui.qr.frames import looks_like_frames, text_of
from tao_tui.text import Clean

if TYPE_CHECKING:
    from tao_tui.chain.calls.call import DecodedCall
    from tao_tui.chain.runtime import ChainRuntime
    from tao_tui.wallet import KeyRef, WalletFolder


@dataclass(frozen=True, slots=True)
class OfflineReview:
    """What a signature would do, read from the bytes; what the online machine says was only compared."""

    title: Clean
    network: str
    call: DecodedCall
    facts: tuple[tuple[str, str], ...]
    metadata_hash: str
    """What it was read by, which the signature covers; empty where the chain does not check it."""

    @property
    def unproven(self) -> str:
        """Why the reading of the call is not proven, or nothing."""
        if self.metadata_hash:
            return ""
        return "What it does cannot be proven: this chain's runtime does not check its metadata."


def read_document(file: str) -> Document:
    """The transaction in `file`, or in the frames that were scanned into it; `-` is standard input."""
    try:
        if file == "-":
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(file).expanduser().open("rb") as opened:
                data = opened.read(MAX_BYTES + 1)
        text = data.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text"
        raise UsageError(f"The file {file} cannot be read: {why}.", code="bad_document") from None
    return Document.from_text(text_of(text.splitlines()) if looks_like_frames(text) else text)


def write_document(file: str, document: Document) -> None:
    """Write a new file that only this user can read."""
    from tao_tui.paths import write_private

    try:
        write_private(Path(file).expanduser().absolute(), document.to_text().encode())
    except OSError as error:
        raise UsageError(f"The file {file} cannot be written: {error.strerror}.", code="bad_file") from None


def refuse_existing(file: str) -> None:
    """Raise before any work when `file` is there already."""
    if Path(file).expanduser().exists():
        raise UsageError(f"{file} exists already.", hint="Name a new file.", code="file_exists")


def proven_runtime(document: Document) -> ChainRuntime:
    """The runtime that reads the document; metadata seen once serves for later documents without any."""
    from tao_tui.paths import cache_dir, private_dir, write_private

    kept = None
    if document.metadata_hash is not None:
        kept = private_dir(cache_dir() / "offline") / document.metadata_hash.removeprefix("0x")
    if document.metadata is None and kept is not None and kept.exists():
        return document.runtime(kept.read_bytes())
    runtime = document.runtime()
    if kept is not None and not kept.exists():
        write_private(kept, runtime.metadata)
    return runtime


def signing_key(document: Document, folder: WalletFolder, wallet: str | None = None) -> KeyRef:
    """The key that must sign: of the wallet that was named, or of the one with that address."""
    from tao_tui.wallet import is_ledger

    if wallet is None:
        for each in folder.list():
            if each.coldkey == document.signer:
                key = folder.coldkey(str(each.name))
                if not key.watch_only or is_ledger(key):
                    return key
        raise _another(document, "no wallet here has its key")
    key = folder.coldkey(wallet)
    if key.address != document.signer:
        raise _another(document, f"wallet {key.wallet} is {key.address}")
    return key


def review_of(document: Document, runtime: ChainRuntime, key: KeyRef | None = None) -> OfflineReview:
    """What the bytes say; `Declined` (code `described_otherwise`) when they do not do what the words say."""
    from tao_tui.chain.calls.call import call_json
    from tao_tui.genesis import FINNEY_GENESIS, TEST_GENESIS
    from tao_tui.reads.governance.call_words import call_words

    decoded = document.decoded(runtime)
    if call_json(decoded) != document.call:
        raise Declined(
            "The transaction does not do what its description says.",
            hint="Nothing was signed. Do not trust the machine that prepared it.",
            code="described_otherwise",
        )
    network = {FINNEY_GENESIS: "finney, mainnet", TEST_GENESIS: "test"}.get(document.genesis, "another chain")
    facts = (
        ("Chain", document.genesis),
        ("Signer", f"{document.signer}{f' (wallet {key.wallet})' if key else ''}"),
        ("Nonce", f"{document.nonce}, valid until block {document.valid_until:,}"),
    )
    return OfflineReview(call_words(decoded), network, decoded, facts, document.metadata_hash or "")


def _another(document: Document, why: str) -> Declined:
    return Declined(
        f"This is to be signed by {document.signer}, and {why}.",
        hint="Sign it where its key is, or name another wallet with --wallet.",
        code="another_signer",
    )
