"""The enums made of all pallets: `RuntimeCall`, `RuntimeEvent`, `RuntimeError`, `OriginCaller`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from tao_tui.devnet.frame.declare import Events
from tao_tui.devnet.frame.origin import RawOrigin
from tao_tui.devnet.scale.codec import Codec, Field, Outer, TypeDef, VariantDef, path_of
from tao_tui.devnet.scale.hints import codec_of
from tao_tui.devnet.scale.reader import Reader, ScaleError
from tao_tui.devnet.scale.variants import EnumCodec

if TYPE_CHECKING:
    from tao_tui.devnet.frame.pallet import Pallet

RUNTIME = "node_subtensor_runtime"


@dataclass(frozen=True)
class PalletCalls(Codec):
    """The calls of one pallet; only a name in metadata, calls are read and written as `RuntimeCall`."""

    pallet: type[Pallet]

    @property
    def name(self) -> str:
        """The path as a field's type name."""
        return f"{self.pallet.config_path}::Call<Runtime>"

    def describe(self, outer: Outer) -> TypeDef:
        """One variant per call."""
        arms = [
            VariantDef(c.name, c.index, tuple(Field(n.rstrip("_"), k, k.name) for n, k in c.args), c.docs)
            for c in self.pallet.calls.values()
        ]
        return TypeDef(path_of(f"{self.pallet.config_path}::pallet::Call"), variants=arms)


@dataclass(frozen=True)
class EventCodec(Codec):
    """`RuntimeEvent`; the value is an event of any pallet."""

    name = "RuntimeEvent"
    smallest = 2

    def encode(self, value: Any) -> bytes:
        """Pallet index and event."""
        return bytes((value.pallet.index,)) + EnumCodec(type(value)).encode(value)

    def read(self, reader: Reader) -> Any:
        """The next event."""
        index = reader.byte()
        pallet = None if reader.outer is None else reader.outer.by_index.get(index)
        if pallet is None:
            raise ScaleError(f"no pallet has the index {index}")
        return EnumCodec(pallet.Event).read(reader)

    def describe(self, outer: Outer) -> TypeDef:
        """The enum of all pallets' events."""
        return outer.outer_enum("RuntimeEvent")


@dataclass(frozen=True)
class ErrorCodec(Codec):
    """The runtime's errors: only described, never a value."""

    name = "RuntimeError"

    def describe(self, outer: Outer) -> TypeDef:
        """The enum of all pallets' errors."""
        return outer.outer_enum("RuntimeError")


RuntimeEvent = Annotated[Events, EventCodec()]


def _arms(pallets: Iterable[Pallet], name: str) -> list[VariantDef]:
    arms = []
    for pallet in pallets:
        kind = type(pallet)
        codec: Codec | None = None
        if name == "RuntimeCall" and kind.calls:
            codec = PalletCalls(kind)
        elif name == "RuntimeEvent" and kind.Event.variants():
            codec = EnumCodec(kind.Event)
        elif name == "RuntimeError" and kind.Error.variants():
            codec = EnumCodec(kind.Error)
        elif name == "OriginCaller" and kind.origin_type is not None:
            codec = EnumCodec(kind.origin_type)
        if codec is not None:
            arms.append(VariantDef(pallet.name, pallet.index, (Field(None, codec, codec.name),)))
    return arms


def outer_enum(pallets: Iterable[Pallet], name: str) -> TypeDef:
    """The definition of one outer enum over these pallets."""
    arms = _arms(pallets, name)
    if name == "OriginCaller":
        arms.insert(
            0, VariantDef("system", 0, (Field(None, codec_of(RawOrigin), "frame_system::Origin<Runtime>"),))
        )
    return TypeDef(path_of(f"{RUNTIME}::{name}"), variants=arms)
