"""What coldkeys own: free TAO, and stake valued at the pools' prices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tao_tui.addresses import Address
from tao_tui.amounts import Tao
from tao_tui.chain.query import Reading, RuntimeCall, Storage
from tao_tui.errors import Unsupported
from tao_tui.reads.chain_text import as_int
from tao_tui.reads.prices import all_prices, prices_from, value_of

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.runtime import ChainRuntime

_API = "StakeInfoRuntimeApi"


@dataclass(frozen=True, slots=True)
class Balance:
    """What one coldkey owns at one block."""

    coldkey: Address
    free: Tao
    staked: Tao
    """Every position at its pool's price, before slippage and fees."""
    total: Tao


async def read_balances(client: Client, coldkeys: Sequence[Address]) -> Reading[tuple[Balance, ...]]:
    """The balances of `coldkeys` in their order, in one batch (older runtimes need a second for prices)."""
    prices = all_prices(client.runtime)
    accounts = [Storage("System", "Account", (coldkey,)) for coldkey in coldkeys]
    reading = await client.read([stakes_of(client.runtime, coldkeys), *accounts, *prices])
    stakes = by_coldkey(reading.data[0])
    infos = reading.data[1 : 1 + len(accounts)]
    netuids = {as_int(stake["netuid"]) for held in stakes.values() for stake in held}
    price = await prices_from(client, reading.data[1 + len(accounts) :], netuids, reading.block.hash)
    return Reading(
        reading.block,
        tuple(
            _balance(coldkey, info, stakes.get(coldkey, ()), price)
            for coldkey, info in zip(coldkeys, infos, strict=True)
        ),
    )


def stakes_of(runtime: ChainRuntime, coldkeys: Sequence[Address]) -> RuntimeCall:
    """The runtime call listing every stake position of `coldkeys`; `Unsupported` where there is none."""
    if not runtime.has_api(_API, "get_stake_info_for_coldkeys"):
        raise Unsupported(
            f"Runtime {runtime.spec_version} does not list stake positions through {_API}.",
            hint="Connect to a node with a newer runtime.",
        )
    return RuntimeCall(_API, "get_stake_info_for_coldkeys", (tuple(coldkeys),))


def by_coldkey(
    answer: Iterable[tuple[str, Sequence[Mapping[str, Any]]]],
) -> dict[str, Sequence[Mapping[str, Any]]]:
    """The answer to `stakes_of` by coldkey address."""
    return {str(coldkey): tuple(stakes) for coldkey, stakes in answer}


def free_of(account: Mapping[str, Any] | None) -> Tao:
    """The free balance in a decoded `System.Account`."""
    return Tao(as_int(account["data"]["free"])) if account else Tao(0)


def _balance(
    coldkey: Address,
    account: Mapping[str, Any],
    stakes: Sequence[Mapping[str, Any]],
    price: Mapping[int, int],
) -> Balance:
    free = free_of(account)
    staked = Tao(sum(value_of(as_int(stake["stake"]), price[as_int(stake["netuid"])]) for stake in stakes))
    return Balance(coldkey, free, staked, free + staked)
