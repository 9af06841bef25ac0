"""The fixed-point numbers of `substrate_fixed`: a struct of bits whose fraction width is a typenum type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tao_tui.devnet.scale.codec import Codec, Field, Outer, TypeDef, path_of
from tao_tui.devnet.scale.primitives import Int
from tao_tui.devnet.scale.reader import Reader


@dataclass(frozen=True)
class Bit(Codec):
    """`typenum::bit::B0` or `B1`; it takes no bytes."""

    value: int
    smallest = 0

    @property
    def name(self) -> str:
        """Rust's name."""
        return f"B{self.value}"

    def describe(self, outer: Outer) -> TypeDef:
        """An empty composite."""
        return TypeDef(path_of(f"typenum::bit::B{self.value}"), composite=())


@dataclass(frozen=True)
class UInt(Codec):
    """A typenum number, most significant bit innermost; it takes no bytes."""

    value: int
    smallest = 0
    name = "UInt"

    def describe(self, outer: Outer) -> TypeDef:
        """`UTerm` for zero, else `UInt<U, B>`."""
        if not self.value:
            return TypeDef(path_of("typenum::uint::UTerm"), composite=())
        high, low = UInt(self.value >> 1), Bit(self.value & 1)
        fields = (Field("msb", high, "U"), Field("lsb", low, "B"))
        return TypeDef(path_of("typenum::uint::UInt"), (("U", high), ("B", low)), composite=fields)


@dataclass(frozen=True)
class FixedPoint(Codec):
    """`FixedU128<Frac>` and its kin; the value is the raw bits as an `int` (number = bits / 2^frac)."""

    bits: Int
    frac: int

    @property
    def name(self) -> str:
        """Rust's name, without the fraction."""
        return f"Fixed{'I' if self.bits.signed else 'U'}{self.bits.size * 8}"

    @property
    def smallest(self) -> int:
        """The width in bytes."""
        return self.bits.size

    def encode(self, value: Any) -> bytes:
        """The bits."""
        return self.bits.encode(value)

    def read(self, reader: Reader) -> int:
        """The next bits."""
        return self.bits.read(reader)

    def describe(self, outer: Outer) -> TypeDef:
        """A composite of `bits`."""
        fields = (Field("bits", self.bits, self.bits.name),)
        return TypeDef(
            path_of(f"substrate_fixed::{self.name}"), (("Frac", UInt(self.frac)),), composite=fields
        )
