"""Runtime metadata on disk, by chain and version, so that a warm start needs no download."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Final

import msgspec

from tao_tui.chain.runtime import ChainRuntime, RuntimeId
from tao_tui.errors import Fault, NodeError
from tao_tui.paths import cache_dir, private_dir, write_private

_MAGIC: Final = b"TTMD3\n"
_DIGEST_SIZE: Final = 32
_KEPT_FILES: Final = 32


class _Header(msgspec.Struct, frozen=True):
    genesis: str
    spec_version: int
    impl_version: int
    transaction_version: int
    spec_name: str
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Hint:
    """What an endpoint served last time; it saves a question and decides nothing."""

    genesis: str
    runtime: RuntimeId


class MetadataCache:
    """Files under the cache folder; what is damaged is ignored, what cannot be written is not kept."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def load(self, genesis: str, runtime: RuntimeId) -> ChainRuntime | None:
        """The runtime stored for a chain's version, or None."""
        entry = self._read(genesis, runtime)
        if entry is None:
            return None
        header, metadata = entry
        try:
            return ChainRuntime(
                metadata,
                spec_version=header.spec_version,
                impl_version=header.impl_version,
                transaction_version=header.transaction_version,
                spec_name=header.spec_name,
                genesis=genesis,
            )
        except NodeError:
            return None

    def store(self, runtime: ChainRuntime, digest: bytes = b"") -> None:
        """Keep a runtime's metadata, and its RFC-0078 digest once known."""
        header = msgspec.json.encode(
            _Header(
                runtime.genesis,
                *runtime.id,
                runtime.transaction_version,
                runtime.spec_name,
                digest.hex(),
            )
        )
        body = len(header).to_bytes(4, "little") + header + runtime.metadata
        self._write(self._name(runtime.genesis, runtime.id), _MAGIC + _check(body) + body)

    def digest(self, runtime: ChainRuntime) -> bytes:
        """The RFC-0078 digest of a runtime, computed at most once per version."""
        entry = self._read(runtime.genesis, runtime.id)
        if entry is not None and entry[0].digest and entry[1] == runtime.metadata:
            return bytes.fromhex(entry[0].digest)
        digest = runtime.metadata_digest()
        self.store(runtime, digest)
        return digest

    def forget(self, genesis: str, runtime: RuntimeId) -> None:
        """Drop an entry that proved wrong."""
        with suppress(OSError, Fault):
            (self._home() / self._name(genesis, runtime)).unlink(missing_ok=True)

    def hint(self, endpoint: str) -> Hint | None:
        """What `endpoint` served last, or None."""
        try:
            raw = (self._home() / _hint_name(endpoint)).read_bytes()
            return msgspec.json.decode(raw, type=Hint)
        except (OSError, Fault, msgspec.DecodeError):
            return None

    def remember(self, endpoint: str, hint: Hint) -> None:
        """Keep what `endpoint` served."""
        if self.hint(endpoint) != hint:
            content = {"genesis": hint.genesis, "runtime": hint.runtime}
            self._write(_hint_name(endpoint), msgspec.json.encode(content))

    def _home(self) -> Path:
        return private_dir(self._folder or cache_dir() / "metadata")

    @staticmethod
    def _name(genesis: str, runtime: RuntimeId) -> str:
        chain = blake2b(genesis.encode(), digest_size=8).hexdigest()
        return f"{chain}-{runtime.spec_version}-{runtime.impl_version}.meta"

    def _read(self, genesis: str, runtime: RuntimeId) -> tuple[_Header, bytes] | None:
        try:
            raw = (self._home() / self._name(genesis, runtime)).read_bytes()
        except (OSError, Fault):
            return None
        start = len(_MAGIC) + _DIGEST_SIZE
        body = raw[start:]
        if raw[: len(_MAGIC)] != _MAGIC or raw[len(_MAGIC) : start] != _check(body):
            return None
        size = int.from_bytes(body[:4], "little")
        try:
            header = msgspec.json.decode(body[4 : 4 + size], type=_Header)
        except msgspec.DecodeError:
            return None
        if header.genesis != genesis or (header.spec_version, header.impl_version) != runtime:
            return None
        return header, body[4 + size :]

    def _write(self, name: str, data: bytes) -> None:
        with suppress(OSError, Fault):
            folder = self._home()
            write_private(folder / name, data, overwrite=True)
            files = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
            for old in files[_KEPT_FILES:]:
                old.unlink(missing_ok=True)


def _check(body: bytes) -> bytes:
    return blake2b(body, digest_size=_DIGEST_SIZE).digest()


def _hint_name(endpoint: str) -> str:
    return f"{blake2b(endpoint.encode(), digest_size=8).hexdigest()}.hint"
