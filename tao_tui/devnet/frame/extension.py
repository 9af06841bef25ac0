"""The signed extensions: what a signed extrinsic carries and what its signature covers besides the call."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Annotated, Any

from tao_tui.devnet.scale.codec import Codec, Field, Outer, TypeDef, VariantDef, path_of
from tao_tui.devnet.scale.hints import H256, Bytes32, Compact, codec_of, u32, u64
from tao_tui.devnet.scale.primitives import Int
from tao_tui.devnet.scale.reader import Reader, ScaleError
from tao_tui.devnet.scale.variants import unit_enum


@dataclass(frozen=True)
class EraCodec(Codec):
    """`Era`; the value is None when immortal, else (period, phase)."""

    name = "Era"

    def encode(self, value: Any) -> bytes:
        """One byte or two."""
        if value is None:
            return b"\x00"
        period, phase = value
        quantum = max(period >> 12, 1)
        low = min(max(period.bit_length() - 2, 1), 15)
        return int(low | phase // quantum << 4).to_bytes(2, "little")

    def read(self, reader: Reader) -> tuple[int, int] | None:
        """The next era."""
        first = reader.byte()
        if first == 0:
            return None
        both = first | reader.byte() << 8
        period = 2 << (both % 16)
        phase = (both >> 4) * max(period >> 12, 1)
        if period < 4 or phase >= period:
            raise ScaleError("not a mortal era")
        return period, phase

    def describe(self, outer: Outer) -> TypeDef:
        """The enum with its 256 arms."""
        arms = [VariantDef("Immortal", 0)]
        arms += [VariantDef(f"Mortal{n}", n, (Field(None, Int(1)),)) for n in range(1, 256)]
        return TypeDef(path_of("sp_runtime::generic::era::Era"), variants=arms)


Era = Annotated["tuple[int, int] | None", EraCodec()]


@unit_enum("frame_metadata_hash_extension::Mode")
class Mode(enum.Enum):
    """Whether the signature covers the metadata's hash."""

    Disabled = 0
    Enabled = 1


@dataclass(frozen=True)
class ExtensionType(Codec):
    """The type of one extension: a wrapper of what it puts into the extrinsic."""

    path: str
    inner: Codec | None = None
    field: str | None = None

    @property
    def name(self) -> str:
        """The path's last segment."""
        return self.path.rsplit("::", 1)[-1]

    def describe(self, outer: Outer) -> TypeDef:
        """A composite of one field or none."""
        fields = () if self.inner is None else (Field(self.field, self.inner, self.inner.name),)
        return TypeDef(path_of(self.path), composite=fields)


@dataclass(frozen=True)
class Extension:
    """One signed extension: its name, what it adds to the extrinsic and to the signed data."""

    identifier: str
    extra: ExtensionType
    additional: Codec


def _extension(
    path: str, extra: Any = None, additional: Any = tuple[()], field: str | None = None
) -> Extension:
    inner = None if extra is None else codec_of(extra)
    return Extension(path.rsplit("::", 1)[-1], ExtensionType(path, inner, field), codec_of(additional))


_FRAME = "frame_system::extensions"
_RUNTIME = "node_subtensor_runtime"
EXTENSIONS: tuple[Extension, ...] = (
    _extension(f"{_FRAME}::check_non_zero_sender::CheckNonZeroSender"),
    _extension(f"{_FRAME}::check_spec_version::CheckSpecVersion", additional=u32),
    _extension(f"{_FRAME}::check_tx_version::CheckTxVersion", additional=u32),
    _extension(f"{_FRAME}::check_genesis::CheckGenesis", additional=H256),
    _extension(f"{_RUNTIME}::check_mortality::CheckMortality", Era, H256),
    _extension(f"{_RUNTIME}::check_nonce::CheckNonce", Compact[u32]),
    _extension(f"{_FRAME}::check_weight::CheckWeight"),
    Extension(
        "ChargeTransactionPayment",
        ExtensionType(
            f"{_RUNTIME}::transaction_payment_wrapper::ChargeTransactionPaymentWrapper",
            codec_of(Compact[u64]),
        ),
        codec_of(tuple[()]),
    ),
    _extension(f"{_RUNTIME}::sudo_wrapper::SudoTransactionExtension"),
    _extension("pallet_shield::extension::CheckShieldedTxValidity"),
    _extension("pallet_subtensor::extensions::subtensor::SubtensorTransactionExtension"),
    _extension("pallet_drand::drand_priority::DrandPriority"),
    _extension("frame_metadata_hash_extension::CheckMetadataHash", Mode, Bytes32 | None, "mode"),
)
