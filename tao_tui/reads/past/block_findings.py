"""What one block did to some accounts: what they signed, what was done for them, what they gained or gave."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tao_tui.addresses import Address
from tao_tui.chain.blocks.dispatch_error import failure_in
from tao_tui.chain.blocks.events import Event, grouped_events
from tao_tui.chain.calls.call import DecodedCall, call_json, every_call
from tao_tui.chain.extrinsics.inclusion import extrinsic_hash, fee_paid_by
from tao_tui.chain.extrinsics.nonces import signed_by
from tao_tui.errors import NodeProtocolError
from tao_tui.journal.finding import OF_THE_BLOCK, Finding, Role
from tao_tui.journal.movement import Movement, written
from tao_tui.reads.past.claimed import UNTOLD, Grouped, claims_by_place
from tao_tui.reads.past.movements import movements_of
from tao_tui.text import clean

if TYPE_CHECKING:
    from tao_tui.chain.query import BlockRef
    from tao_tui.chain.runtime import ChainRuntime

_ACTS_FOR: Final = {"Proxy.proxy": "real", "Proxy.proxy_announced": "real"}
_LONGEST_CALL: Final = 8_192
"""Characters of a call kept whole; of a longer one its name is kept."""
_LAST_SECOND: Final = 253_402_300_799
"""The end of the year 9999, beyond which no calendar here goes."""
_LARGEST_NONCE: Final = 0xFFFF_FFFF


Dividends = Mapping[tuple[Address, int], Sequence[Movement]]
"""What claims paid, by account and the extrinsic's place in the block, `OF_THE_BLOCK` for the chain's own."""


@dataclass(frozen=True, slots=True)
class RawBlock:
    """A block as a node gives it: extrinsics and the value of `System.Events`, undecoded."""

    ref: BlockRef
    extrinsics: tuple[bytes, ...]
    events: bytes


@dataclass(frozen=True, slots=True)
class Chain:
    """Which chain a block is of, and the runtime that wrote it."""

    genesis: str
    network: str
    runtime: ChainRuntime


@dataclass(frozen=True, slots=True)
class _Done:
    """One extrinsic with what it did; of the chain's own doing only the events are there."""

    position: int
    events: Sequence[Event]
    data: bytes = b""
    signer: str = ""
    call: DecodedCall | None = None


def concerns(block: RawBlock, accounts: Mapping[bytes, Address]) -> bool:
    """Whether the block's bytes hold the key of any account at all; quick, and never wrongly no."""
    return any(key in block.events or any(key in each for each in block.extrinsics) for key in accounts)


def findings_in(
    block: RawBlock,
    chain: Chain,
    accounts: Mapping[bytes, Address],
    dividends: Dividends = MappingProxyType({}),
) -> tuple[Finding, ...]:
    """Everything in `block` that concerns `accounts`, which are by their public keys.

    `dividends` are what their claims paid, which events do not tell (`reads/past/claimed.py`).
    Left out: what a hotkey's nominators do, and the emission an epoch brings, which has no event of its own.
    What cannot be read is a `NodeProtocolError`.
    """
    if not concerns(block, accounts):
        return ()
    grouped = grouped_events(chain.runtime, block.events)
    at = _time_of(block, chain.runtime)
    return tuple(
        finding
        for done in _all_done(block, chain.runtime, grouped, accounts)
        for account in accounts.values()
        if (finding := _finding(done, account, block, chain, at, dividends)) is not None
    )


def claims_of(
    block: RawBlock, runtime: ChainRuntime, accounts: Collection[Address]
) -> tuple[Grouped, dict[tuple[Address, int], bool]]:
    """The block's events; and who of `accounts` claimed where, with whether the chain did it in turn."""
    grouped = grouped_events(runtime, block.events)
    return grouped, {
        (account, OF_THE_BLOCK if place is None else place): place is None
        for account, place in claims_by_place(grouped, accounts)
    }


def _all_done(
    block: RawBlock,
    runtime: ChainRuntime,
    events: Mapping[int | None, Sequence[Event]],
    accounts: Mapping[bytes, Address],
) -> Iterator[_Done]:
    """Every extrinsic that names an account in its bytes or events, then what the chain did by itself."""
    mine = set(accounts.values())
    for position, data in enumerate(block.extrinsics):
        told = events.get(position, ())
        if any(key in data for key in accounts) or any(_names(event, mine) for event in told):
            signer, call = runtime.read_extrinsic(data)
            yield _Done(position, told, data, signer, call)
    if None in events:
        yield _Done(OF_THE_BLOCK, events[None])


def _names(event: Event, accounts: set[Address]) -> bool:
    fields = event.fields.values() if isinstance(event.fields, Mapping) else event.fields
    return any(isinstance(field, str) and field in accounts for field in fields)


def _finding(
    done: _Done, account: Address, block: RawBlock, chain: Chain, at: int, dividends: Dividends
) -> Finding | None:
    moved = (*movements_of(done.events, account), *dividends.get((account, done.position), ()))
    role = _role(done, account, moved)
    if role is None:
        return None
    error = failure_in(chain.runtime, done.events)
    known = signed_by(done.data)
    return Finding(
        genesis=chain.genesis,
        network=str(clean(chain.network, 80)),
        account=account,
        role=role,
        block_number=block.ref.number,
        block_hash=block.ref.hash,
        block_time=at,
        position=done.position,
        extrinsic_hash=extrinsic_hash(done.data) if done.data else "",
        signer=done.signer,
        nonce=min(known[1], _LARGEST_NONCE) if known else 0,
        call_json=_written(done.call),
        fee_rao=fee_paid_by(done.events, account),
        error=error.name if error else None,
        detail=error.words if error else None,
        moved_json=written(moved),
    )


def _role(done: _Done, account: Address, moved: Sequence[Movement]) -> Role | None:
    if done.signer == account:
        return "signed"
    if done.call is not None and _acted_for(done, account):
        return "proxied"
    if any(each.tao_rao > 0 or each.alpha_rao > 0 or each == UNTOLD for each in moved):
        return "received"
    return "moved" if moved else None


def _acted_for(done: _Done, account: Address) -> bool:
    """Whether a proxy acted for the account, or it is a multisig whose call was carried out."""
    if any(
        (event.pallet, event.name) == ("Multisig", "MultisigExecuted") and event.get("multisig", 2) == account
        for event in done.events
    ):
        return True
    return done.call is not None and any(
        call.arguments.get(_ACTS_FOR.get(call.name, "")) == account for call in every_call(done.call)
    )


def _written(call: DecodedCall | None) -> str:
    """The call as JSON; its text is clean, and of what is very long the name alone is kept."""
    if call is None:
        return "null"
    text = json.dumps(_cleaned(call_json(call)), separators=(",", ":"))
    if len(text) <= _LONGEST_CALL:
        return text
    return json.dumps({"pallet": call.pallet, "function": call.function, "arguments": {}})


def _cleaned(value: object) -> object:
    if isinstance(value, str):
        return clean(value, 1024)
    if isinstance(value, dict):
        return {str(clean(str(name), 80)): _cleaned(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_cleaned(inner) for inner in value]
    return value


def _time_of(block: RawBlock, runtime: ChainRuntime) -> int:
    """Seconds since 1970 by the block's own `Timestamp.set`; 0 for a block without one."""
    for data in block.extrinsics[:4]:
        try:
            signer, call = runtime.read_extrinsic(data)
        except NodeProtocolError:
            continue
        if not signer and call.name == "Timestamp.set":
            now = call.arguments.get("now")
            return now // 1000 if isinstance(now, int) and now // 1000 <= _LAST_SECOND else 0
    return 0
