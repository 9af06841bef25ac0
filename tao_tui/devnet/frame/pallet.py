"""The base of all pallets."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any, ClassVar, Protocol, TypeVar

from tao_tui.devnet.frame.call import Call, CallDef
from tao_tui.devnet.frame.declare import Constant, Declaration, Errors, Events
from tao_tui.devnet.frame.errors import DispatchError
from tao_tui.devnet.frame.origin import Origin
from tao_tui.devnet.frame.state import State
from tao_tui.devnet.frame.storage import StorageItem
from tao_tui.devnet.frame.version import RuntimeVersion
from tao_tui.devnet.frame.weight import Post
from tao_tui.devnet.scale.reader import Reader
from tao_tui.devnet.scale.variants import ScaleEnum

P = TypeVar("P", bound="Pallet")


class Host(Protocol):
    """The runtime as its pallets see it."""

    state: State
    fee_payers: list[Pallet]
    """Pallets that may name somebody else to be charged."""
    fee_covers: list[Pallet]
    """Pallets that may pay a fee some other way."""

    @property
    def by_index(self) -> Mapping[int, Any]:
        """The pallets by number."""

    @property
    def block(self) -> int:
        """The number of the block being made, or of the newest one."""

    @property
    def version(self) -> RuntimeVersion:
        """What the runtime calls itself."""

    def pallet(self, kind: type[P]) -> P:
        """The instance of a pallet class."""

    def has(self, kind: type[Pallet]) -> bool:
        """Whether the runtime has this pallet."""

    def layer(self, *, discard: bool = False) -> AbstractContextManager[None]:
        """A storage layer, undone when an exception leaves it."""

    def call(self, pallet: str, function: str, **args: Any) -> Call:
        """A call made from Python values."""

    def decode_call(self, reader: Reader) -> Call:
        """Read one call."""

    def dispatch(self, call: Call, origin: Origin) -> Post:
        """Make a call in a layer of its own."""

    def attempt(self, call: Call, origin: Origin) -> tuple[DispatchError | None, Post]:
        """Make a call; answers why it failed and what it learnt about its cost."""

    def try_dispatch(self, call: Call, origin: Origin) -> DispatchError | None:
        """Make a call; answers why it failed."""


class Pallet:
    """A pallet: class attributes declare it, an instance is its part of one runtime."""

    index: ClassVar[int]
    """The number metadata, calls, events and errors know it by."""
    name: ClassVar[str]
    """The metadata name and storage prefix; the class's name unless set."""
    config_path: ClassVar[str] = ""
    """The Rust crate, for the paths of its types; `pallet_` and the lower-case name unless set."""
    origin_type: ClassVar[type[ScaleEnum] | None] = None
    """The pallet's own origin, when it has one."""
    calls: ClassVar[dict[int, CallDef]]
    """Declared calls by number."""

    class Event(Events):
        """No events."""

    class Error(Errors):
        """No errors."""

    def __init_subclass__(cls) -> None:
        if "name" not in vars(cls):
            cls.name = cls.__name__
        path = cls.config_path or f"pallet_{cls.__name__.lower()}"
        cls.config_path = path
        cls.Event = cls.Event.for_pallet(cls, f"{path}::pallet::Event")  # type: ignore[misc]
        cls.Error = cls.Error.for_pallet(cls, f"{path}::pallet::Error")  # type: ignore[misc]
        cls.origin_type = getattr(cls, "PalletOrigin", None)
        found: dict[int, CallDef] = {}
        for kind in reversed(cls.__mro__):
            for member in vars(kind).values():
                definition = getattr(member, "__call_def__", None)
                if definition is not None:
                    found[definition.index] = definition
        cls.calls = dict(sorted(found.items()))

    def __init__(self, runtime: Host) -> None:
        self.runtime = runtime
        self.storage: dict[str, StorageItem] = {}
        self.constants: dict[str, Constant[Any]] = {}
        for kind in reversed(type(self).__mro__):
            for attribute, declared in vars(kind).items():
                if isinstance(declared, Declaration):
                    bound = declared.bind(self)
                    setattr(self, attribute, bound)
                    if isinstance(bound, StorageItem):
                        self.storage[bound.name] = bound
                    elif isinstance(bound, Constant):
                        self.constants[bound.name] = bound

    def pallet(self, kind: type[P]) -> P:
        """The runtime's pallet of this class."""
        return self.runtime.pallet(kind)

    @property
    def block(self) -> int:
        """The number of the block being made, or of the newest one."""
        return self.runtime.block

    def deposit_event(self, event: Events) -> None:
        """Put an event of this pallet into the block."""
        state = self.runtime.state
        state.events.append((state.phase, event))

    def on_initialize(self, block: int) -> None:
        """Called before the extrinsics of `block`."""

    def on_finalize(self, block: int) -> None:
        """Called after the extrinsics of `block`."""

    def validate(self, who: bytes, call: Call) -> None:
        """Refuse a signed extrinsic in the pool by raising `InvalidTransaction`."""

    def before_dispatch(self, origin: Origin, call: Call) -> None:
        """Refuse a dispatch, nested ones too, by raising a failure."""

    def fee_payer(self, who: bytes, call: Call) -> bytes | None:
        """The account that agreed to be charged for a call `who` signed, or None."""
        return None

    def can_cover_fee(self, who: bytes, call: Call, fee_rao: int) -> bool:
        """Whether a fee `who` cannot pay in TAO can be paid some other way."""
        return False

    def cover_fee(self, who: bytes, call: Call, fee_rao: int) -> Events | None:
        """Pay a fee `who` cannot pay in TAO some other way; answers the event for when the call is done."""
        return None


class Inherent:
    """Mixed into a pallet that adds an unsigned extrinsic to the front of blocks."""

    def inherent(self, now_ms: int) -> Call | None:
        """The call to put into the block made at `now_ms`, or None."""
        raise NotImplementedError
