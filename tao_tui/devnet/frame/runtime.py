"""A runtime: pallets composed over one state, able to decode and dispatch calls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from functools import cached_property
from typing import Any, TypeVar, cast

from tao_tui.devnet.frame.api import RuntimeApi
from tao_tui.devnet.frame.call import Call, lookup
from tao_tui.devnet.frame.declare import Events
from tao_tui.devnet.frame.errors import DispatchError, DispatchFailure
from tao_tui.devnet.frame.metadata import fingerprint
from tao_tui.devnet.frame.origin import Origin
from tao_tui.devnet.frame.outer import outer_enum
from tao_tui.devnet.frame.pallet import Pallet
from tao_tui.devnet.frame.roles import Chain, Clock, Fees, Shielding
from tao_tui.devnet.frame.state import BlockState, Changes, State, StateDiscarded
from tao_tui.devnet.frame.version import VERSION, RuntimeVersion
from tao_tui.devnet.frame.weight import Post
from tao_tui.devnet.scale.codec import TypeDef
from tao_tui.devnet.scale.reader import Reader, ScaleError

P = TypeVar("P", bound=Pallet)


class Runtime:
    """Pallet instances over one state; `past` makes it a view of another block."""

    def __init__(
        self,
        pallets: Sequence[type[Pallet]],
        apis: Sequence[type[RuntimeApi]] = (),
        *,
        past: tuple[State, BlockState] | None = None,
    ) -> None:
        self.state = State(past)
        self.kinds = tuple(sorted(pallets, key=lambda kind: kind.index))
        self.apis = {kind.name: kind for kind in apis}
        self.number = 0 if past is None else past[1].number
        """The number of the block being made, or of the newest one."""
        self.metadata: dict[int, bytes] = {}
        """Metadata already written, by version; constants must not change after that."""
        self.pallets: list[Pallet] = [kind(self) for kind in self.kinds]
        self.by_index = {pallet.index: pallet for pallet in self.pallets}
        self.by_name = {pallet.name: pallet for pallet in self.pallets}
        if len(self.by_index) != len(self.pallets) or len(self.by_name) != len(self.pallets):
            raise ValueError("two pallets share an index or a name")
        self._by_kind = {type(pallet): pallet for pallet in self.pallets}
        self._guards = self._overriding("before_dispatch")
        self.validators = self._overriding("validate")
        self.fee_payers = self._overriding("fee_payer")
        self.fee_covers = self._overriding("cover_fee")
        self._initializers = self._overriding("on_initialize")
        self._finalizers = self._overriding("on_finalize")

    def _overriding(self, hook: str) -> list[Pallet]:
        return [pallet for pallet in self.pallets if getattr(type(pallet), hook) is not getattr(Pallet, hook)]

    @property
    def block(self) -> int:
        """The number of the block being made, or of the newest one."""
        return self.number

    @property
    def events(self) -> list[Events]:
        """Events of the block being made, without their phase."""
        return [event for _, event in self.state.events]

    def pallet(self, kind: type[P]) -> P:
        """The instance of a pallet class; `KeyError` when the runtime has none."""
        return cast(P, self._by_kind[kind])

    def has(self, kind: type[Pallet]) -> bool:
        """Whether the runtime has this pallet."""
        return kind in self._by_kind

    @cached_property
    def chain(self) -> Chain:
        """The pallet in the role `Chain`."""
        return next(pallet for pallet in self.pallets if isinstance(pallet, Chain))

    @cached_property
    def fees(self) -> Fees | None:
        """The pallet in the role `Fees`, or None: then extrinsics cost nothing."""
        return next((pallet for pallet in self.pallets if isinstance(pallet, Fees)), None)

    @cached_property
    def shielding(self) -> Shielding | None:
        """The pallet in the role `Shielding`, or None: then nothing is sent encrypted."""
        return next((pallet for pallet in self.pallets if isinstance(pallet, Shielding)), None)

    @cached_property
    def clock(self) -> Clock | None:
        """The pallet in the role `Clock`, or None."""
        return next((pallet for pallet in self.pallets if isinstance(pallet, Clock)), None)

    @cached_property
    def version(self) -> RuntimeVersion:
        """The version with this runtime's APIs; its `impl_version` is a fingerprint of the metadata.

        The spec stays mainnet's while declarations change, and clients keep metadata by version.
        """
        listed = VERSION.with_apis((kind.id(), kind.api_version) for kind in self.apis.values())
        return replace(listed, impl_version=fingerprint(self, listed))

    def layer(self, *, discard: bool = False) -> AbstractContextManager[None]:
        """A storage layer: undone when an exception leaves it (always, with `discard`)."""
        return self.state.layer(discard=discard)

    def call(self, pallet: str, function: str, **args: Any) -> Call:
        """A call made from Python values; `KeyError` when there is no such call."""
        target = self.by_name[pallet]
        for definition in target.calls.values():
            if definition.name == function:
                if set(args) != {name for name, _ in definition.args}:
                    raise TypeError(f"{pallet}.{function} takes {[name for name, _ in definition.args]}")
                return Call(
                    pallet, target.index, definition, {name: args[name] for name, _ in definition.args}
                )
        raise KeyError(f"{pallet}.{function}")

    def decode_call(self, reader: Reader) -> Call:
        """Read one call; `ScaleError` when there is none like it."""
        pallet_index, call_index = reader.take(2)
        pallet = self.by_index.get(pallet_index)
        definition = None if pallet is None else pallet.calls.get(call_index)
        if pallet is None or definition is None:
            raise ScaleError(f"there is no call {pallet_index}.{call_index}")
        return Call(
            pallet.name, pallet_index, definition, {n: codec.read(reader) for n, codec in definition.args}
        )

    def outer_enum(self, name: str) -> TypeDef:
        """The definition of an enum made of all pallets."""
        return outer_enum(self.pallets, name)

    def dispatch(self, call: Call, origin: Origin) -> Post:
        """Make a call in a layer of its own; `DispatchFailure` leaves nothing of it behind."""
        with self.state.layer():
            if not origin.is_root:
                if not all(allows(call) for allows in origin.filters):
                    raise self.chain.filtered()
                for guard in self._guards:
                    guard.before_dispatch(origin, call)
            lookup(call.args)
            pallet = self.by_index[call.pallet_index]
            return call.definition.function(pallet, origin, *call.args.values()) or Post()

    def attempt(self, call: Call, origin: Origin) -> tuple[DispatchError | None, Post]:
        """Make a call; answers why it failed, or None, and what it learnt about its cost."""
        try:
            return None, self.dispatch(call, origin)
        except DispatchFailure as failure:
            return failure.error, failure.post

    def try_dispatch(self, call: Call, origin: Origin) -> DispatchError | None:
        """Make a call; answers why it failed, or None."""
        return self.attempt(call, origin)[0]

    @contextmanager
    def genesis(self) -> Iterator[None]:
        """Write the state of block 0; events deposited on the way are dropped."""
        if self.state.begun:
            raise RuntimeError("the chain has begun")
        yield
        self.state.events.clear()

    def initialize_block(self) -> None:
        """Run the pallets' `on_initialize` in index order."""
        for pallet in self._initializers:
            pallet.on_initialize(self.number)

    def finalize_block(self) -> None:
        """Run the pallets' `on_finalize` in index order."""
        for pallet in self._finalizers:
            pallet.on_finalize(self.number)

    def run_block(self) -> Changes:
        """Make a block without extrinsics, for tests and simulation; the node makes real ones."""
        self.number += 1
        self.state.events.clear()
        self.initialize_block()
        self.finalize_block()
        events = list(self.state.events)
        changes = self.state.seal(self.number)
        self.state.events = events
        return changes

    def run_to(self, number: int) -> None:
        """`run_block` until block `number` is made."""
        while self.number < number:
            self.run_block()

    def at(self, state: BlockState) -> Runtime:
        """A view of the state a block left, its writes its own; `StateDiscarded` when it is not kept."""
        if not self.state.keeps(state):
            raise StateDiscarded(state.number)
        view = Runtime(self.kinds, tuple(self.apis.values()), past=(self.state, state))
        view.metadata = self.metadata
        view.version = self.version
        for ours, theirs in zip(self.pallets, view.pallets, strict=True):
            for name, constant in ours.constants.items():
                theirs.constants[name].value = constant.value
        return view

    def call_api(self, name: str, data: bytes) -> bytes:
        """Answer `Api_method` with SCALE arguments, undoing its writes; `KeyError` when there is none."""
        api_name, _, method_name = name.partition("_")
        method = self.apis[api_name].methods[method_name]
        reader = Reader(data, self)
        args = [codec.read(reader) for _, codec in method.inputs]
        reader.finish()
        with self.state.layer(discard=True):
            result = method.function(self.apis[api_name](self), *args)
            return method.output.encode(result)
