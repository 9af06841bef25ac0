"""What coldkeys own: free TAO, and stake valued at the pools' prices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tao_tui.addresses import Address
from tao_tui.amounts import Tao
from tao_tui.chain.query import BlockRef, Reading, RuntimeCall, Storage
from tao_tui.reads.chain_text import as_int
from tao_tui.reads.owned.stakes import Stake, lists_positions, stake_items, stakes_from, sum_items
from tao_tui.reads.trades.prices import all_prices, prices_from, value_of

if TYPE_CHECKING:
    from tao_tui.chain.client import Client


@dataclass(frozen=True, slots=True)
class Balance:
    """What one coldkey owns at one block."""

    coldkey: Address
    free: Tao
    staked: Tao
    """Every position at its pool's price, before slippage and fees."""
    total: Tao


@dataclass(frozen=True, slots=True)
class Owned:
    """What the chain says coldkeys own, undigested; `stakes` and `accounts` have the coldkeys as asked."""

    block: BlockRef
    accounts: Sequence[Mapping[str, Any]]
    stakes: Sequence[Sequence[Stake]]
    unlisted: Sequence[int]
    """TAO staked with hotkeys the runtime does not list, rao by coldkey as asked; 0 where it lists them."""
    prices: Mapping[int, int]
    """Rao per alpha by netuid: of every subnet with stake of theirs, or of all where the runtime tells."""
    beside: Sequence[Any] = ()
    """The answers to what was asked beside it."""


async def read_balances(client: Client, coldkeys: Sequence[Address]) -> Reading[tuple[Balance, ...]]:
    """The balances of `coldkeys` in their order, in one batch (older runtimes need a second for prices)."""
    owned = await read_owned(client, coldkeys)
    each = zip(coldkeys, owned.accounts, owned.stakes, owned.unlisted, strict=True)
    return Reading(owned.block, tuple(_balance(*known, owned.prices) for known in each))


async def read_owned(
    client: Client, coldkeys: Sequence[Address], beside: Sequence[Storage | RuntimeCall] = ()
) -> Owned:
    """Accounts, stakes and prices of `coldkeys`, in one batch (older runtimes need a second for prices).

    What is asked `beside` rides along.
    """
    prices, listed = all_prices(client.runtime), lists_positions(client.runtime)
    stakes = (stake_items if listed else sum_items)(client.runtime, coldkeys)
    accounts = [Storage("System", "Account", (coldkey,)) for coldkey in coldkeys]
    reading = await client.read([*stakes, *accounts, *prices, *beside])
    at = reading.block.hash
    told = reading.data[: len(stakes)]
    held = await stakes_from(client, told, coldkeys, at) if listed else {}
    unlisted = [0] * len(coldkeys) if listed else [as_int(rao) for rao in told]
    infos = reading.data[len(stakes) : len(stakes) + len(accounts)]
    netuids = {as_int(stake["netuid"]) for each in held.values() for stake in each}
    rest = reading.data[len(stakes) + len(accounts) :]
    price = await prices_from(client, rest[: len(prices)], netuids, at)
    each = [held.get(coldkey, ()) for coldkey in coldkeys]
    return Owned(reading.block, infos, each, unlisted, price, rest[len(prices) :])


def free_of(account: Mapping[str, Any] | None) -> Tao:
    """The free balance in a decoded `System.Account`."""
    return Tao(as_int(account["data"]["free"])) if account else Tao(0)


def _balance(
    coldkey: Address,
    account: Mapping[str, Any],
    stakes: Sequence[Stake],
    unlisted: int,
    price: Mapping[int, int],
) -> Balance:
    free = free_of(account)
    held = sum(value_of(as_int(stake["stake"]), price[as_int(stake["netuid"])]) for stake in stakes)
    staked = Tao(held + unlisted)
    return Balance(coldkey, free, staked, free + staked)
