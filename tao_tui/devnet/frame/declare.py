"""Constants, events and errors as they are declared on a pallet class."""

from __future__ import annotations

import copy
from typing import Any, ClassVar, Generic, Protocol, TypeVar, get_args

from tao_tui.devnet.frame.errors import DispatchError, DispatchFailure, ModuleError
from tao_tui.devnet.scale.codec import Codec
from tao_tui.devnet.scale.hints import codec_of
from tao_tui.devnet.scale.variants import ScaleEnum, Variant

C = TypeVar("C")
UNNUMBERED = -1


class Owner(Protocol):
    """What a declaration knows of the pallet it belongs to."""

    index: ClassVar[int]
    name: ClassVar[str]


class Declaration:
    """Something declared as an attribute of a pallet class; each pallet instance gets its own bound copy."""

    name: str = ""
    docs: tuple[str, ...] = ()

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def bind(self, owner: Any) -> Any:
        """The copy for one pallet instance."""
        return copy.copy(self)


class Constant(Declaration, Generic[C]):
    """A constant of metadata: `ExistentialDeposit = Constant[u64](500)`."""

    def __init__(self, value: C, docs: str = "") -> None:
        self.value: C = value
        """What it is; a composer may set another one on a pallet instance before metadata is made."""
        self.docs = (docs,) if docs else ()

    @property
    def codec(self) -> Codec:
        """The codec of its type argument."""
        return codec_of(get_args(self.__dict__["__orig_class__"])[0])


class Numbered(Variant):
    """A variant numbered by the order of declaration unless told otherwise."""

    def at(self, index: int) -> Any:
        """The same with this number."""
        self.index = index
        return self


def event(*types: Any, **named: Any) -> Any:
    """Declare an event: positional types are tuple-style fields, named ones are named."""
    return Numbered(UNNUMBERED, *types, **named)


class ErrorArm(Numbered):
    """One error of a pallet; calling it makes the exception to raise."""

    def __call__(self, *args: Any, **named: Any) -> DispatchFailure:
        """The failure, to be raised."""
        assert self.owner is not None
        assert issubclass(self.owner, Errors)
        pallet = self.owner.pallet
        code = ModuleError(pallet.index, bytes((self.index, 0, 0, 0)))
        return DispatchFailure(DispatchError.Module(code), f"{pallet.name}.{self.name}")

    def at(self, index: int) -> ErrorArm:
        """The same with this number."""
        self.index = index
        return self


def error(docs: str = "") -> ErrorArm:
    """Declare an error with its explanation."""
    arm = ErrorArm(UNNUMBERED)
    arm.docs = (docs,) if docs else ()
    return arm


class _PalletEnum(ScaleEnum):
    """An enum that belongs to a pallet."""

    pallet: type[Owner]

    def __init_subclass__(cls, path: str = "", params: Any = None) -> None:
        super().__init_subclass__(path, params)
        following = 0
        for arm in vars(cls).values():
            if isinstance(arm, Numbered):
                arm.index = following if arm.index == UNNUMBERED else arm.index
                following = arm.index + 1

    @classmethod
    def for_pallet(cls, pallet: type[Owner], path: str) -> Any:
        """A copy of the enum whose values belong to `pallet`."""
        arms = {}
        for kind in reversed(cls.__mro__):
            arms.update(
                {name: copy.copy(arm) for name, arm in vars(kind).items() if isinstance(arm, Numbered)}
            )
        made = type(cls.__name__, (cls,), {**arms, "pallet": pallet})
        made.__scale_path__ = path  # type: ignore[attr-defined]
        made.__doc__ = cls.__doc__
        return made


class Events(_PalletEnum):
    """Base of a pallet's nested class `Event`."""


class Errors(_PalletEnum):
    """Base of a pallet's nested class `Error`."""
