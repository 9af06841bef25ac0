"""What a claim of root dividends paid, found in the state before and after its block: no event tells it.

A claim that is sold becomes root stake, so it paid what root stake with each validator grew by, the block's
known trades taken out. Alpha that is kept is counted by the chain, per validator and subnet, in what was
claimed so far (`RootClaimed`); new root stake raises that too, by the rate of what it has no part in. Both
are exact but for the rounding of the shares of a pool. Source: `pallet_subtensor`, staking/claim_root.rs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tao_tui.addresses import Address
from tao_tui.chain.answers.header import parent_of
from tao_tui.chain.blocks.events import Event, grouped_events
from tao_tui.chain.blocks.whole_block import EVENTS
from tao_tui.errors import NodeError, NodeProtocolError, NodeUnreachable, Unsupported
from tao_tui.journal.movement import Movement
from tao_tui.reads.chain_text import as_int
from tao_tui.reads.owned.root_claims import (
    FRACTION_BITS,
    choice_of,
    claim_kind,
    claim_type_from,
    claimed_from,
    on_root,
    rates_of,
)
from tao_tui.reads.owned.stakes import stake_items, stakes_from
from tao_tui.reads.trades.prices import ROOT, all_prices, prices_from, value_of

if TYPE_CHECKING:
    from tao_tui.chain.client import Client

UNTOLD: Final = Movement("dividends_untold", 0)
"""A claim whose amount cannot be found out, as where the node has dropped the state of its block."""

_MODULE: Final = "SubtensorModule"
_SWAPS: Final = ("HotkeySwapped", "HotkeySwappedOnSubnet", "ColdkeySwapped")
"""Events after which positions are somewhere else, so that their growth says nothing."""

Grouped = Mapping[int | None, Sequence[Event]]
"""A block's events by extrinsic; the chain's own under None."""


def claims_in(events: Sequence[Event], account: str) -> bool:
    """Whether an extrinsic, or the chain in turn, claimed root dividends for the account."""
    return any(_is(event, "RootClaimed") and event.get("coldkey", 0) == account for event in events)


def claims_by_place(grouped: Grouped, accounts: Collection[Address]) -> set[tuple[Address, int | None]]:
    """Each account that claimed in a block, and the extrinsic that first did; None is the chain's own turn.

    What more than one claim of an account paid in one block cannot be told apart, and counts for the first.
    """
    order = sorted(grouped, key=lambda place: -1 if place is None else place)
    first = {
        account: place
        for place in reversed(order)
        for account in accounts
        if claims_in(grouped[place], account)
    }
    return set(first.items())


async def dividends_of(
    client: Client, block_hash: str, place: int | None, account: Address
) -> tuple[Movement, ...]:
    """What the claim in the extrinsic at `place` paid; nothing where an earlier one in the block counts."""
    reading = await client.read((EVENTS,), block_hash)
    runtime = await client.runtime_at(block_hash)
    grouped = grouped_events(runtime, reading.data[0] or b"\x00")
    if (account, place) not in claims_by_place(grouped, [account]):
        return ()
    return await paid_in(client, block_hash, grouped, account, in_turn=place is None)


async def paid_in(
    client: Client, block_hash: str, grouped: Grouped, account: Address, *, in_turn: bool
) -> tuple[Movement, ...]:
    """What `account` claimed in a block with these events; `UNTOLD` where no answer of the node tells it.

    `in_turn` is whether the chain claimed for it, at the beginning of the block. `NodeUnreachable` is raised.
    """
    told = [event for events in grouped.values() for event in events]
    if any(_is(event, *_SWAPS) for event in told):
        return (UNTOLD,)
    try:
        header = await client.request("chain_getHeader", block_hash)
        before, after = await asyncio.gather(
            _standing(client, account, parent_of(header)), _standing(client, account, block_hash)
        )
        if not in_turn and before.choice != after.choice:
            return (UNTOLD,)
        claim = _Claim(account, before, after, tuple(_root_trades(told, account)))
        kept = await _kept(client, claim, parent_of(header), block_hash)
    except NodeUnreachable:
        raise
    except (NodeError, NodeProtocolError, Unsupported):
        return (UNTOLD,)
    return (*claim.sold(), *kept) if claim.adds_up else (UNTOLD,)


@dataclass(frozen=True, slots=True)
class _Standing:
    """An account's root stake by hotkey, and what it wants claims to become."""

    root: Mapping[Address, int]
    choice: tuple[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class _Claim:
    account: Address
    before: _Standing
    after: _Standing
    trades: tuple[tuple[Address, int], ...]
    """What else moved root stake in the block: hotkey and rao, negative for what left."""

    @property
    def hotkeys(self) -> list[Address]:
        """Whom anything could be claimed from: those with root stake before."""
        return sorted(self.before.root)

    def change(self, hotkey: Address) -> int:
        """Rao the root stake with a hotkey changed by, whatever the cause."""
        return self.after.root.get(hotkey, 0) - self.before.root.get(hotkey, 0)

    def claimed(self, hotkey: Address) -> int:
        """Rao of it that no trade explains."""
        return self.change(hotkey) - sum(rao for whose, rao in self.trades if whose == hotkey)

    @property
    def adds_up(self) -> bool:
        """Whether nothing went that no trade explains, but for the rounding of shares."""
        return all(self.claimed(hotkey) >= -1 - len(self.trades) for hotkey in self.hotkeys)

    def sold(self) -> Iterator[Movement]:
        """What was sold and added to root stake, by validator."""
        for hotkey in self.hotkeys:
            rao = self.claimed(hotkey)
            if rao > len(self.trades):
                yield Movement("dividends", 0, ROOT, rao, hotkey, rao)


async def _standing(client: Client, account: Address, at: str) -> _Standing:
    runtime = client.runtime
    stakes = stake_items(runtime, [account])
    choice = [choice_of(account)] if claim_kind(runtime) == "alpha" else []
    values = (await client.read([*stakes, *choice], at)).data
    held = await stakes_from(client, values[: len(stakes)], [account], at)
    chosen = claim_type_from(values[-1]) if choice else ("", ())
    return _Standing(on_root(held.get(account, ())), chosen)


async def _kept(client: Client, claim: _Claim, parent: str, block_hash: str) -> tuple[Movement, ...]:
    """Alpha that stayed alpha, with its worth at the pool's price once the block was over."""
    name, netuids = claim.before.choice
    if name not in ("Keep", "KeepSubnets"):
        return ()
    if any(rao < 0 for _, rao in claim.trades):
        return (UNTOLD,)  # root stake that leaves lowers what was claimed, but never below nothing
    rates = await _rates(client, claim.hotkeys, block_hash)
    places = [
        (hotkey, netuid)
        for hotkey, each in rates.items()
        for netuid in each
        if name == "Keep" or netuid in netuids
    ]
    items = [claimed_from(netuid, hotkey, claim.account) for hotkey, netuid in places]
    prices = all_prices(client.runtime)
    before, after = await asyncio.gather(
        client.read(items, parent), client.read([*items, *prices], block_hash)
    )
    found: dict[tuple[Address, int], int] = {}
    for (hotkey, netuid), old, new in zip(places, before.data, after.data, strict=False):
        joined = rates[hotkey][netuid] * claim.change(hotkey) >> FRACTION_BITS
        found[hotkey, netuid] = as_int(new) - as_int(old) - joined
    worth = await prices_from(client, after.data[len(items) :], {netuid for _, netuid in places}, block_hash)
    return tuple(
        Movement("dividends", 0, netuid, alpha, hotkey, value_of(alpha, worth[netuid]))
        for (hotkey, netuid), alpha in found.items()
        if alpha > 0
    )


async def _rates(client: Client, hotkeys: Sequence[Address], at: str) -> dict[Address, dict[int, int]]:
    """Claimable rates by netuid of each hotkey, which claims in a block go by: epochs come before them."""
    values = (await client.read([rates_of(hotkey) for hotkey in hotkeys], at)).data
    return {
        hotkey: {int(netuid): as_int(rate) for netuid, rate in (value or {}).items()}
        for hotkey, value in zip(hotkeys, values, strict=True)
    }


def _root_trades(events: Sequence[Event], account: Address) -> Iterator[tuple[Address, int]]:
    for event in events:
        if _is(event, "StakeAdded", "StakeRemoved"):
            coldkey, hotkey, _, alpha, netuid = (event.get("", position) for position in range(5))
            if (coldkey, netuid) == (account, ROOT) and isinstance(alpha, int):
                yield Address(str(hotkey)), alpha if event.name == "StakeAdded" else -alpha


def _is(event: Event, *names: str) -> bool:
    return event.pallet == _MODULE and event.name in names
