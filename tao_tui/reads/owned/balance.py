"""What coldkeys own: free TAO, and stake valued at the pools' prices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tao_tui.addresses import Address
from tao_tui.amounts import Tao
from tao_tui.chain.query import BlockRef, Reading, RuntimeCall, Storage
from tao_tui.reads.chain_text import as_int
from tao_tui.reads.owned.stakes import Stake, stake_items, stakes_from
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
    prices: Mapping[int, int]
    """Rao per alpha by netuid: of every subnet with stake of theirs, or of all where the runtime tells."""
    beside: Sequence[Any] = ()
    """The answers to what was asked beside it."""


async def read_balances(client: Client, coldkeys: Sequence[Address]) -> Reading[tuple[Balance, ...]]:
    """The balances of `coldkeys` in their order, in one batch (older runtimes need a second for prices)."""
    owned = await read_owned(client, coldkeys)
    each = zip(coldkeys, owned.accounts, owned.stakes, strict=True)
    return Reading(
        owned.block,
        tuple(_balance(coldkey, account, stakes, owned.prices) for coldkey, account, stakes in each),
    )


async def read_owned(
    client: Client, coldkeys: Sequence[Address], beside: Sequence[Storage | RuntimeCall] = ()
) -> Owned:
    """Accounts, stakes and prices of `coldkeys`, in one batch (older runtimes need a second for prices).

    What is asked `beside` rides along.
    """
    prices = all_prices(client.runtime)
    stakes = stake_items(client.runtime, coldkeys)
    accounts = [Storage("System", "Account", (coldkey,)) for coldkey in coldkeys]
    reading = await client.read([*stakes, *accounts, *prices, *beside])
    at = reading.block.hash
    held = await stakes_from(client, reading.data[: len(stakes)], coldkeys, at)
    infos = reading.data[len(stakes) : len(stakes) + len(accounts)]
    netuids = {as_int(stake["netuid"]) for each in held.values() for stake in each}
    rest = reading.data[len(stakes) + len(accounts) :]
    price = await prices_from(client, rest[: len(prices)], netuids, at)
    each = [held.get(coldkey, ()) for coldkey in coldkeys]
    return Owned(reading.block, infos, each, price, rest[len(prices) :])


def free_of(account: Mapping[str, Any] | None) -> Tao:
    """The free balance in a decoded `System.Account`."""
    return Tao(as_int(account["data"]["free"])) if account else Tao(0)


def _balance(
    coldkey: Address,
    account: Mapping[str, Any],
    stakes: Sequence[Stake],
    price: Mapping[int, int],
) -> Balance:
    free = free_of(account)
    staked = Tao(sum(value_of(as_int(stake["stake"]), price[as_int(stake["netuid"])]) for stake in stakes))
    return Balance(coldkey, free, staked, free + staked)
