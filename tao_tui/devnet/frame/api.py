"""Runtime APIs: classes whose public methods can be called over `state_call`."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from hashlib import blake2b
from typing import Any, ClassVar, Protocol, TypeVar, get_type_hints

from tao_tui.devnet.frame.pallet import Host, Pallet
from tao_tui.devnet.scale.codec import Codec, Outer
from tao_tui.devnet.scale.hints import codec_of

P = TypeVar("P", bound=Pallet)


class Method:
    """One method of a runtime API."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.name = function.__name__

    @property
    def docs(self) -> tuple[str, ...]:
        """The docstring's lines."""
        return tuple((inspect.getdoc(self.function) or "").splitlines())

    @cached_property
    def _hints(self) -> dict[str, Any]:
        return get_type_hints(self.function, include_extras=True)

    @cached_property
    def inputs(self) -> tuple[tuple[str, Codec], ...]:
        """Argument names and codecs."""
        names = list(inspect.signature(self.function).parameters)[1:]
        return tuple((name, codec_of(self._hints[name])) for name in names)

    @cached_property
    def output(self) -> Codec:
        """The result's codec."""
        return codec_of(self._hints["return"])


class WholeRuntime(Host, Outer, Protocol):
    """The runtime as its APIs and its metadata see it."""

    @property
    def pallets(self) -> Sequence[Pallet]:
        """Its pallets, in index order."""

    @property
    def apis(self) -> Mapping[str, type[RuntimeApi]]:
        """Its APIs by name."""

    @property
    def metadata(self) -> dict[int, bytes]:
        """What was written of it already, by version."""


class RuntimeApi:
    """Base of runtime APIs; an instance answers for one runtime at one block."""

    api_version: ClassVar[int] = 1
    """Set as `version = n`, or as `class X(RuntimeApi, version=n)` when a method has that name."""
    name: ClassVar[str]
    """The trait's name; the class's unless set."""
    methods: ClassVar[dict[str, Method]]

    def __init_subclass__(cls, version: int | None = None) -> None:
        if "name" not in vars(cls):
            cls.name = cls.__name__
        declared = vars(cls).get("version")
        cls.api_version = version or (declared if isinstance(declared, int) else 1)
        kinds = [kind for kind in cls.__mro__ if issubclass(kind, RuntimeApi) and kind is not RuntimeApi]
        public = {
            n: f for k in kinds for n, f in vars(k).items() if inspect.isfunction(f) and not n.startswith("_")
        }
        cls.methods = {name: Method(function) for name, function in public.items()}

    def __init__(self, runtime: WholeRuntime) -> None:
        self.runtime = runtime

    def pallet(self, kind: type[P]) -> P:
        """The runtime's pallet of this class."""
        return self.runtime.pallet(kind)

    @classmethod
    def id(cls) -> bytes:
        """The 8 bytes the runtime version lists it by."""
        return blake2b(cls.name.encode(), digest_size=8).digest()
