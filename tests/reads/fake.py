"""A node that answers what a test tells it to, and counts how often it was asked."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tao_tui.addresses import Address, address_of
from tao_tui.amounts import Alpha, Tao
from tao_tui.chain.calls.call import Call, ComposedCall, DecodedCall
from tao_tui.chain.extrinsics.pay import Cost
from tao_tui.chain.networks import Network
from tao_tui.chain.query import BlockRef, Changes, Head, Reading, RuntimeCall, Storage
from tao_tui.chain.trust.evidence import Confirmation, Evidence
from tao_tui.reads.owned.holdings import Holding

ALICE = Address("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY")
BOB = Address("5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty")
CAROL = address_of(b"\x11" * 32)
HOTKEY = address_of(b"\x22" * 32)
OTHER = address_of(b"\x33" * 32)
NOBODY = address_of(bytes(32))

Item = Storage | RuntimeCall


def account(free: int, **data: int) -> dict[str, Any]:
    """A decoded `System.Account`."""
    used = 1 if free else 0
    inside = {"free": free, "reserved": 0, "frozen": 0, **data}
    return {"nonce": 0, "consumers": 0, "providers": used, "sufficients": 0, "data": inside}


def holding(**more: Any) -> Holding:
    """A holding worth a thousand rao, but for what is said otherwise."""
    facts: dict[str, Any] = {
        "netuid": 1,
        "hotkey": HOTKEY,
        "alpha": Alpha(4_000),
        "value": Tao(1_000),
        "liquidation": Tao(990),
        "price_rao": 250_000_000,
        "locked": Alpha(0),
    }
    return Holding(**{**facts, **more})


_CALLS = {
    "System": ("remark",),
    "Utility": ("batch_all",),
    "SubtensorModule": ("sudo",),
    "AdminUtils": ("sudo_set_tempo",),
}
"""The calls that may be named by somebody."""


@dataclass
class FakeRuntime:
    """A runtime that has everything except `missing`, names written `Pallet.item`."""

    missing: set[str] = field(default_factory=set)
    constants: dict[str, Any] = field(default_factory=lambda: {"Balances.ExistentialDeposit": 500})
    spec_version: int = 459
    alternatives: tuple[str, ...] = ("Any", "Transfer", "Staking", "Senate", "Swap", "Keep", "KeepSubnets")
    """What every enum among the arguments of calls may be."""
    arguments: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The names of a call's arguments, by its own name."""
    read_address: Callable[[str], str] | None = None
    """What the last call's addresses were to be read with; without types there are none to be found here."""

    def _has(self, owner: str, name: str) -> bool:
        return f"{owner}.{name}" not in self.missing and owner not in self.missing

    has_storage = has_api = has_call = has_error = _has

    def has_key(self, query: Storage) -> bool:
        return self._has(query.pallet, query.item)

    def call_arguments(self, pallet: str, function: str) -> tuple[tuple[str, str], ...]:
        if f"{pallet}.{function}()" in self.missing:
            return ()
        if function in self.arguments:
            return tuple((name, "Vec<u8>") for name in self.arguments[function])
        of_swaps = (("hotkey", "AccountId"), ("new_hotkey", "AccountId"), ("netuid", "Option<NetUid>"))
        return of_swaps if function == "swap_hotkey" else (("subnets", "BTreeSet<NetUid>"),)

    def pallets(self) -> tuple[str, ...]:
        return tuple(_CALLS)

    def call_names(self, pallet: str) -> tuple[str, ...]:
        return _CALLS[pallet]

    def choices(self, pallet: str, function: str, argument: str) -> tuple[str, ...]:
        return self.alternatives

    def hex_key(self, query: Storage) -> str:
        return "0x" + f"{query.pallet}.{query.item}".encode().hex()

    def constant(self, pallet: str, name: str) -> Any:
        return self.constants.get(f"{pallet}.{name}")

    def compose(self, call: Call, read_address: Callable[[str], str] | None = None) -> ComposedCall:
        self.read_address = read_address or self.read_address
        decoded = decoded_call(call)
        data = json.dumps(decoded, default=_json).encode()
        return ComposedCall(data, decoded, self.spec_version)

    def decode_call(self, data: bytes) -> DecodedCall:
        return decoded_call(to_call(json.loads(data)))


def to_call(fields: Mapping[str, Any]) -> Call:
    """A call from its JSON form."""
    return Call(
        fields["pallet"],
        fields["function"],
        {name: _up(value) for name, value in fields["arguments"].items()},
    )


def _up(value: Any) -> Any:
    return to_call(value) if isinstance(value, dict) and "pallet" in value else value


def decoded_call(call: Call | DecodedCall) -> DecodedCall:
    """A call as the runtime reads it back, nested ones too."""
    return DecodedCall(
        call.pallet, call.function, {name: _decoded(value) for name, value in call.arguments.items()}
    )


def _decoded(value: object) -> object:
    if isinstance(value, ComposedCall):
        return value.decoded
    if isinstance(value, Call | DecodedCall):
        return decoded_call(value)
    if isinstance(value, list | tuple):
        return tuple(_decoded(item) for item in value)
    return value


def _json(value: Any) -> Any:
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            return "0x" + value.hex()
    return {"pallet": value.pallet, "function": value.function, "arguments": dict(value.arguments)}


class FakeClient:
    """Answers `read` from a table keyed by `item(params)`; what is not in it is None or the default."""

    def __init__(self, answers: Mapping[str, Any] | None = None, **runtime: Any) -> None:
        self.answers = dict(answers or {})
        self.runtime = FakeRuntime(**runtime)
        self.network = Network("local", ("ws://127.0.0.1:9944",), None, False, True)
        self.genesis = "0x" + "45" * 32
        self.endpoint = "ws://127.0.0.1:9944"
        self.block = BlockRef(1000, "0x" + "aa" * 32)
        self.batches: list[tuple[Item, ...]] = []
        self.block_time = 12.0
        self.fee_rao = 150_000
        self.ref_time = 300_000_000
        self.feed: list[Changes] = []
        self.blocks: list[Head] = []

    async def read(self, items: Sequence[Item], at: str | None = None) -> Reading[tuple[Any, ...]]:
        self.batches.append(tuple(items))
        return Reading(self.block, tuple(self._answer(item) for item in items))

    async def entries(
        self, pallet: str, item: str, params: tuple[object, ...] = (), *, at: str | None = None
    ) -> Reading[tuple[tuple[Any, Any], ...]]:
        """A map's entries below `params`, from the answer to `entries of item(params)`."""
        return Reading(self.block, tuple(self.answers.get(f"entries of {_key(item, params)}", ())))

    def _answer(self, item: Item) -> Any:
        if isinstance(item, Storage):
            owner, name = item.pallet, item.item
        else:
            owner, name = item.api, item.method
        assert self._knows(owner, name), f"the runtime has no {owner}.{name}"
        if name == "Account" and not (found := self.answers.get(_key(name, item.params))):
            return account(0)
        for key in (_key(name, item.params), name):
            if key in self.answers:
                found = self.answers[key]
                return found(*item.params) if callable(found) else found
        return None

    def _knows(self, owner: str, name: str) -> bool:
        return self.runtime._has(owner, name)

    async def head(self) -> BlockRef:
        return self.block

    async def finalized(self) -> BlockRef:
        return BlockRef(self.block.number - 2, "0x" + "ff" * 32)

    async def cost(
        self, call: ComposedCall, signer: Address, *, nonce: int | None = None, at: BlockRef | None = None
    ) -> Cost:
        return Cost(self.fee_rao, self.ref_time, 4_000)

    async def confirm(self, evidence: Evidence) -> Confirmation:
        return Confirmation(self.endpoint)

    async def block_hash(self, number: int) -> str | None:
        return f"0x{number:064x}"

    async def changes(self, items: Sequence[Storage]) -> AsyncIterator[Changes]:
        self.watched = tuple(items)
        for change in self.feed:
            yield change

    async def heads(self) -> AsyncIterator[Head]:
        for head in self.blocks:
            yield head


def _key(name: str, params: tuple[object, ...]) -> str:
    return f"{name}({', '.join(map(str, params))})" if params else name
