"""Metadata, versions 14 and 15, made from a runtime's declarations."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import Any

from tao_tui.devnet.frame.api import WholeRuntime
from tao_tui.devnet.frame.call import CallCodec, MultiAddress
from tao_tui.devnet.frame.declare import Constant
from tao_tui.devnet.frame.extension import EXTENSIONS
from tao_tui.devnet.frame.hashing import blake2_256
from tao_tui.devnet.frame.outer import RUNTIME, ErrorCodec, EventCodec, PalletCalls
from tao_tui.devnet.frame.pallet import Pallet
from tao_tui.devnet.frame.signature import MultiSignature
from tao_tui.devnet.frame.storage import MISSING, StorageItem
from tao_tui.devnet.frame.version import RuntimeVersion
from tao_tui.devnet.scale.codec import Codec, Field, Outer, TypeDef, path_of
from tao_tui.devnet.scale.collections import Tuple
from tao_tui.devnet.scale.hints import codec_of
from tao_tui.devnet.scale.primitives import ByteVec
from tao_tui.devnet.scale.reader import compact
from tao_tui.devnet.scale.registry import Registry, sequence, text, texts
from tao_tui.devnet.scale.variants import EnumCodec

EXTRINSIC_VERSION = 4
VERSIONS = (14, 15)


@dataclass(frozen=True)
class RuntimeType(Codec):
    """The runtime itself, a type without content."""

    name = "Runtime"

    def describe(self, outer: Outer) -> TypeDef:
        """An empty composite."""
        return TypeDef(path_of(f"{RUNTIME}::Runtime"), composite=())


@dataclass(frozen=True)
class ExtrinsicType(Codec):
    """`UncheckedExtrinsic`, whose value is the extrinsic's bytes without their length."""

    name = "UncheckedExtrinsic"

    def encode(self, value: Any) -> bytes:
        """Length and bytes."""
        return ByteVec().encode(value)

    def read(self, reader: Any) -> bytes:
        """The next extrinsic's bytes."""
        return ByteVec().read(reader)

    def describe(self, outer: Outer) -> TypeDef:
        """A composite around bytes."""
        extra = Tuple(tuple(extension.extra for extension in EXTENSIONS))
        params = (
            ("Address", codec_of(MultiAddress)),
            ("Call", CallCodec()),
            ("Signature", codec_of(MultiSignature)),
            ("Extra", extra),
        )
        path = path_of("sp_runtime::generic::unchecked_extrinsic::UncheckedExtrinsic")
        return TypeDef(path, params, composite=(Field(None, ByteVec()),))


def _docs(kind: type) -> bytes:
    return texts((inspect.getdoc(kind) or "").splitlines())


def _blob(data: bytes) -> bytes:
    return compact(len(data)) + data


class _Writer:
    """One metadata document being written; the registry fills while the parts are encoded."""

    def __init__(self, runtime: WholeRuntime, version: int, names: RuntimeVersion) -> None:
        self.runtime = runtime
        self.version = version
        self.names = names
        """What the constant that tells the runtime's version says."""
        self.types = Registry(runtime)

    def write(self) -> bytes:
        """The whole document."""
        parts = sequence([self._pallet(pallet) for pallet in self.runtime.pallets]) + self._extrinsic()
        parts += self.types.reference(RuntimeType())
        if self.version >= 15:
            parts += sequence([self._api(name) for name in sorted(self.runtime.apis)])
            outers: tuple[Codec, ...] = (CallCodec(), EventCodec(), ErrorCodec())
            parts += b"".join(map(self.types.reference, outers)) + compact(0)
        return b"meta" + bytes((self.version,)) + self.types.encode() + parts

    def _optional(self, codec: Codec | None) -> bytes:
        return b"\x00" if codec is None else b"\x01" + self.types.reference(codec)

    def _pallet(self, pallet: Pallet) -> bytes:
        kind = type(pallet)
        storage = b"\x00"
        if pallet.storage:
            entries = [self._entry(item) for item in pallet.storage.values()]
            storage = b"\x01" + text(pallet.name) + sequence(entries)
        return (
            text(pallet.name)
            + storage
            + self._optional(PalletCalls(kind) if kind.calls else None)
            + self._optional(EnumCodec(kind.Event) if kind.Event.variants() else None)
            + sequence([self._constant(constant) for constant in pallet.constants.values()])
            + self._optional(EnumCodec(kind.Error) if kind.Error.variants() else None)
            + bytes((pallet.index,))
            + (_docs(kind) if self.version >= 15 else b"")
        )

    def _entry(self, item: StorageItem) -> bytes:
        optional = item.default is MISSING
        value = self.types.reference(item.value_codec)
        if item.key_codec is None:
            shape = b"\x00" + value
        else:
            hashers = bytes(hasher.index for hasher in item.hashers)
            shape = b"\x01" + _blob(hashers) + self.types.reference(item.key_codec) + value
        default = b"\x00" if optional else item.encode(item.default)
        return (
            text(item.name) + (b"\x00" if optional else b"\x01") + shape + _blob(default) + texts(item.docs)
        )

    def _constant(self, constant: Constant[Any]) -> bytes:
        value = self.names if isinstance(constant.value, RuntimeVersion) else constant.value
        encoded = _blob(constant.codec.encode(value))
        return text(constant.name) + self.types.reference(constant.codec) + encoded + texts(constant.docs)

    def _extrinsic(self) -> bytes:
        extensions = sequence(
            [
                text(e.identifier) + self.types.reference(e.extra) + self.types.reference(e.additional)
                for e in EXTENSIONS
            ]
        )
        if self.version == 14:
            return self.types.reference(ExtrinsicType()) + bytes((EXTRINSIC_VERSION,)) + extensions
        extra = Tuple(tuple(extension.extra for extension in EXTENSIONS))
        parts = (codec_of(MultiAddress), CallCodec(), codec_of(MultiSignature), extra)
        return bytes((EXTRINSIC_VERSION,)) + b"".join(map(self.types.reference, parts)) + extensions

    def _api(self, name: str) -> bytes:
        kind = self.runtime.apis[name]
        methods = []
        for method in kind.methods.values():
            inputs = sequence([text(n) + self.types.reference(codec) for n, codec in method.inputs])
            methods.append(
                text(method.name) + inputs + self.types.reference(method.output) + texts(method.docs)
            )
        return text(name) + sequence(methods) + _docs(kind)


def metadata(runtime: WholeRuntime, version: int) -> bytes:
    """The metadata of a runtime from the magic number on; `ValueError` for a version that is not offered."""
    if version not in VERSIONS:
        raise ValueError(f"metadata version {version} is not offered")
    if version not in runtime.metadata:
        runtime.metadata[version] = _Writer(runtime, version, runtime.version).write()
    return runtime.metadata[version]


def fingerprint(runtime: WholeRuntime, names: RuntimeVersion) -> int:
    """31 bits that differ for runtimes whose metadata differ; `names` is what they call their version."""
    digest = blake2_256(_Writer(runtime, VERSIONS[-1], names).write())
    return int.from_bytes(digest[:4], "little") >> 1
