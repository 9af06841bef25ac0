"""What an alpha costs on each subnet, in rao, from whichever source the runtime offers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from tao_tui.chain.query import RuntimeCall, Storage
from tao_tui.errors import Unsupported
from tao_tui.reads.chain_text import as_int

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.runtime import ChainRuntime

ROOT: Final = 0
ONE: Final = 1_000_000_000
"""The price of 1:1, in rao per alpha: root's, and that of subnets without a pool."""

_API = "SwapRuntimeApi"


def has_pools(runtime: ChainRuntime) -> bool:
    """Whether stake is alpha of a subnet; until February 2025 it was TAO with a hotkey, and nothing else."""
    return runtime.has_storage("SubtensorModule", "SubnetTAO")


def all_prices(runtime: ChainRuntime) -> list[Storage | RuntimeCall]:
    """The one call pricing every subnet, to ride in a batch; empty on runtimes without it."""
    return (
        [RuntimeCall(_API, "current_alpha_price_all")]
        if runtime.has_api(_API, "current_alpha_price_all")
        else []
    )


async def prices_from(
    client: Client, answers: Iterable[Any], netuids: Iterable[int], at: str
) -> dict[int, int]:
    """Prices of `netuids` from the answer to `all_prices`, or from one more batch at block `at`."""
    wanted = {netuid for netuid in netuids if netuid != ROOT}
    found = {ROOT: ONE}
    for answer in answers:
        found |= {as_int(row["netuid"]): as_int(row["price"]) for row in answer}
    missing = sorted(wanted - found.keys())
    if missing:
        found |= await _one_by_one(client, missing, at)
    found[ROOT] = ONE
    return found


def value_of(alpha_rao: int, price_rao: int) -> int:
    """What `alpha_rao` is worth in rao at a price in rao per alpha, before any slippage or fee."""
    return alpha_rao * price_rao // ONE


async def _one_by_one(client: Client, netuids: list[int], at: str) -> dict[int, int]:
    runtime = client.runtime
    if runtime.has_api(_API, "current_alpha_price"):
        reading = await client.read(
            [RuntimeCall(_API, "current_alpha_price", (netuid,)) for netuid in netuids], at
        )
        return {netuid: as_int(price) for netuid, price in zip(netuids, reading.data, strict=True)}
    if not runtime.has_storage("SubtensorModule", "SubnetAlphaIn"):
        raise Unsupported(
            f"Runtime {runtime.spec_version} has no alpha pools, so nothing can be priced.",
            hint="Prices exist since runtime 228 (February 2025).",
        )
    items: list[Storage | RuntimeCall] = []
    for netuid in netuids:
        items += [
            Storage("SubtensorModule", name, (netuid,))
            for name in ("SubnetTAO", "SubnetAlphaIn", "SubnetMechanism")
        ]
    values = [as_int(value) for value in (await client.read(items, at)).data]
    prices = {}
    for index, netuid in enumerate(netuids):
        tao, alpha, mechanism = values[3 * index : 3 * index + 3]
        prices[netuid] = ONE if mechanism == 0 else (tao * ONE // alpha if alpha else 0)
    return prices
