"""Calls: how a pallet declares them, and a decoded call as a value."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any, TypeVar, get_type_hints

from tao_tui.devnet.frame.errors import CannotLookup
from tao_tui.devnet.frame.hashing import blake2_256
from tao_tui.devnet.frame.weight import DispatchClass, Post, Weight
from tao_tui.devnet.scale.codec import Codec, Outer, TypeDef
from tao_tui.devnet.scale.collections import Tuple
from tao_tui.devnet.scale.hints import AccountId, Bytes, Bytes20, Bytes32, codec_of
from tao_tui.devnet.scale.primitives import CompactCodec
from tao_tui.devnet.scale.reader import MAX_DEPTH, Reader, ScaleError
from tao_tui.devnet.scale.variants import ScaleEnum, Variant

F = TypeVar("F", bound=Callable[..., Any])
RefTime = int | Callable[[Mapping[str, Any]], int]
Paying = bool | Callable[[Mapping[str, Any]], bool]


class CallDef:
    """A call as declared: its number, arguments, weight and who pays."""

    def __init__(
        self,
        index: int,
        ref_time: RefTime,
        proof_size: int,
        pays: Paying,
        kind: DispatchClass,
        longest_era: int | None,
    ) -> None:
        self.index = index
        self.ref_time = ref_time
        self.proof_size = proof_size
        self.pays = pays
        self.kind = kind
        self.longest_era = longest_era
        """The longest era it may be signed with, in blocks; None when it may be immortal."""
        self.function: Callable[..., Any] = lambda: None

    @property
    def name(self) -> str:
        """The call's name."""
        return self.function.__name__

    @property
    def docs(self) -> tuple[str, ...]:
        """The docstring's lines."""
        return tuple((inspect.getdoc(self.function) or "").splitlines())

    @cached_property
    def args(self) -> tuple[tuple[str, Codec], ...]:
        """Argument names and codecs in order."""
        hints = get_type_hints(self.function, include_extras=True)
        names = list(inspect.signature(self.function).parameters)[2:]
        return tuple((name, codec_of(hints[name])) for name in names)


def call(
    index: int,
    *,
    ref_time: RefTime = 100_000_000,
    proof_size: int = 0,
    pays: Paying = True,
    operational: bool = False,
    mandatory: bool = False,
    longest_era: int | None = None,
) -> Callable[[F], F]:
    """Declare a method as the pallet's call `index`; `ref_time` and `pays` may depend on the arguments."""
    kind = (
        DispatchClass.Operational
        if operational
        else DispatchClass.Mandatory
        if mandatory
        else DispatchClass.Normal
    )

    def declare(function: F) -> F:
        definition = CallDef(index, ref_time, proof_size, pays, kind, longest_era)
        definition.function = function
        function.__call_def__ = definition  # type: ignore[attr-defined]
        return function

    return declare


@dataclass(frozen=True)
class Call:
    """A call with its arguments; `encoded` are its bytes."""

    pallet: str
    pallet_index: int
    definition: CallDef = field(repr=False)
    args: Mapping[str, Any]

    @property
    def function(self) -> str:
        """The call's name."""
        return self.definition.name

    @cached_property
    def encoded(self) -> bytes:
        """Pallet index, call index and arguments."""
        parts = (codec.encode(self.args[name]) for name, codec in self.definition.args)
        return bytes((self.pallet_index, self.definition.index)) + b"".join(parts)

    @cached_property
    def hash(self) -> bytes:
        """blake2_256 of the encoded call."""
        return blake2_256(self.encoded)

    @cached_property
    def weight(self) -> Weight:
        """The declared weight, without the extrinsic's base weight."""
        ref_time = self.definition.ref_time
        return Weight(ref_time(self.args) if callable(ref_time) else ref_time, self.definition.proof_size)

    @cached_property
    def pays(self) -> bool:
        """Whether it costs a fee, as far as is known before it is made."""
        pays = self.definition.pays
        return pays(self.args) if callable(pays) else pays

    def spent(self, post: Post) -> int:
        """The ref_time it took: never more than declared."""
        declared = self.weight.ref_time
        return declared if post.ref_time is None else min(post.ref_time, declared)

    def is_(self, pallet: str, *functions: str) -> bool:
        """Whether it is one of a pallet's calls (any of them when none is named)."""
        return self.pallet == pallet and (not functions or self.function in functions)


@dataclass(frozen=True)
class CallCodec(Codec):
    """`RuntimeCall`; the value is a `Call`."""

    name = "RuntimeCall"
    smallest = 2

    def encode(self, value: Any) -> bytes:
        """The call's bytes."""
        return bytes(value.encoded)

    def read(self, reader: Reader) -> Any:
        """The next call."""
        if reader.outer is None:
            raise ScaleError("a call cannot be read without its runtime")
        reader.depth += 1
        if reader.depth > MAX_DEPTH:
            raise ScaleError("calls are nested too deep")
        reader.deepest = max(reader.deepest, reader.depth)
        decoded = reader.outer.decode_call(reader)
        reader.depth -= 1
        return decoded

    def describe(self, outer: Outer) -> TypeDef:
        """The enum of all pallets' calls."""
        return outer.outer_enum("RuntimeCall")


class MultiAddress(
    ScaleEnum,
    path="sp_runtime::multiaddress::MultiAddress",
    params={"AccountId": AccountId, "AccountIndex": tuple[()]},
):
    """The ways an account can be named; only `Id` stands for one here."""

    Id = Variant(0, AccountId)
    Index = Variant(1, CompactCodec(Tuple()))
    Raw = Variant(2, Bytes)
    Address32 = Variant(3, Bytes32)
    Address20 = Variant(4, Bytes20)


@dataclass(frozen=True)
class LookupCodec(Codec):
    """`MultiAddress` that must stand for an account; the value is the account's 32 bytes."""

    name = "AccountIdLookupOf<T>"
    smallest = 2

    def encode(self, value: Any) -> bytes:
        """As `MultiAddress::Id`, other forms as they came."""
        address = value if isinstance(value, MultiAddress) else MultiAddress.Id(value)
        return codec_of(MultiAddress).encode(address)

    def read(self, reader: Reader) -> Any:
        """The next account, or the `MultiAddress` when it names none."""
        address = codec_of(MultiAddress).read(reader)
        return address.value if address.variant is MultiAddress.Id else address

    def describe(self, outer: Outer) -> TypeDef:
        """The enum `MultiAddress`."""
        return codec_of(MultiAddress).describe(outer)


def lookup(args: Mapping[str, Any]) -> None:
    """`CannotLookup` when an argument is an address that stands for no account."""
    if any(isinstance(value, MultiAddress) for value in args.values()):
        raise CannotLookup()


RuntimeCall = Annotated[Call, CallCodec()]
LookupSource = Annotated[bytes, LookupCodec()]
