"""Where a call comes from: root, a signer, nobody, or a pallet's own origin such as a collective."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tao_tui.devnet.frame.errors import BadOrigin
from tao_tui.devnet.scale.codec import Codec, Outer, TypeDef
from tao_tui.devnet.scale.hints import AccountId, codec_of
from tao_tui.devnet.scale.reader import Reader, ScaleError
from tao_tui.devnet.scale.variants import ScaleEnum, Variant

if TYPE_CHECKING:
    from tao_tui.devnet.frame.call import Call
    from tao_tui.devnet.frame.declare import Owner


class RawOrigin(ScaleEnum, path="frame_support::dispatch::RawOrigin", params={"AccountId": AccountId}):
    """The origins every runtime has."""

    Root = Variant(0)
    Signed = Variant(1, AccountId)
    None_ = Variant(2)


@dataclass(frozen=True, slots=True)
class Origin:
    """An origin: `pallet` is "system" for the common ones, else the pallet whose origin `value` is."""

    pallet: str
    value: ScaleEnum
    filters: tuple[Callable[[Call], bool], ...] = ()
    """What every call made with it, nested ones too, must satisfy."""

    @staticmethod
    def root() -> Origin:
        """The chain itself."""
        return _ROOT

    @staticmethod
    def none() -> Origin:
        """An unsigned extrinsic."""
        return _NONE

    @staticmethod
    def signed(who: bytes) -> Origin:
        """An account that signed."""
        return Origin("system", RawOrigin.Signed(who))

    @staticmethod
    def of(pallet: Owner, value: ScaleEnum) -> Origin:
        """A pallet's own origin."""
        return Origin(pallet.name, value)

    def narrowed(self, allows: Callable[[Call], bool]) -> Origin:
        """The same with one more filter."""
        return replace(self, filters=(*self.filters, allows))

    def acting_as(self, who: bytes) -> Origin:
        """Another account under the same filters."""
        return replace(self, pallet="system", value=RawOrigin.Signed(who))

    @property
    def is_root(self) -> bool:
        """Whether it is root."""
        return self.value.variant is RawOrigin.Root

    @property
    def who(self) -> bytes | None:
        """The signer, or None."""
        return self.value.value if self.value.variant is RawOrigin.Signed else None


_ROOT = Origin("system", RawOrigin.Root())
_NONE = Origin("system", RawOrigin.None_())


def ensure_signed(origin: Origin) -> bytes:
    """The signer; `BadOrigin` when nobody signed."""
    who = origin.who
    if who is None:
        raise BadOrigin()
    return who


def ensure_root(origin: Origin) -> None:
    """`BadOrigin` unless the origin is root."""
    if not origin.is_root:
        raise BadOrigin()


def ensure_none(origin: Origin) -> None:
    """`BadOrigin` unless the origin is an unsigned extrinsic."""
    if origin.value.variant is not RawOrigin.None_:
        raise BadOrigin()


@dataclass(frozen=True)
class OriginCodec(Codec):
    """`OriginCaller`; the value is an `Origin`. Only pallets known to the reader's runtime can be read."""

    name = "OriginCaller"

    def encode(self, value: Any) -> bytes:
        """Not needed by any item or event."""
        raise ScaleError("an origin is never encoded by the node")

    def read(self, reader: Reader) -> Origin:
        """The next origin."""
        index = reader.byte()
        if index == 0:
            return Origin("system", codec_of(RawOrigin).read(reader))
        pallet = None if reader.outer is None else reader.outer.by_index.get(index)
        if pallet is None or pallet.origin_type is None:
            raise ScaleError(f"no pallet with an origin has the index {index}")
        return Origin(pallet.name, codec_of(pallet.origin_type).read(reader))

    def describe(self, outer: Outer) -> TypeDef:
        """The enum of all pallets' origins."""
        return outer.outer_enum("OriginCaller")
