"""Asks what trades would bring right now, and reads quotes from the answers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tao_tui.addresses import Address, address_of
from tao_tui.chain.calls.call import Call
from tao_tui.chain.query import BlockRef, Reading, RuntimeCall, Storage
from tao_tui.errors import Declined, Unsupported
from tao_tui.reads.chain_text import as_int
from tao_tui.reads.trades.flat_fees import Sale, read_sale_fees
from tao_tui.reads.trades.pool import ONE, Pool, RangedPool, price_after
from tao_tui.reads.trades.prices import ROOT, has_pools
from tao_tui.reads.trades.quote import Quote, Side, quote_of, undone_by_its_fee
from tao_tui.reads.trades.refusals import (
    brings_too_little,
    cannot_trade,
    empty_pool,
    not_started,
    share_brings_nothing,
)
from tao_tui.reads.trades.rules import TradeRules, trade_rules
from tao_tui.reads.unknown_subnet import unknown_subnet

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.runtime import ChainRuntime

LEAST_RESERVE_RAO = 1_000_000
"""With less on the side that pays, a pool trades nothing (opentensor/subtensor, `SwapMinimumReserve`)."""
_MODULE = "SubtensorModule"
_API = "SwapRuntimeApi"


async def read_quote(
    client: Client, side: Side, netuid: int, hotkey: Address | None, amount_rao: int
) -> Reading[Quote]:
    """Price a trade of `amount_rao` at the head; pool and network fee are asked for side by side.

    Raises `UsageError` for an unknown subnet and `Declined` when the pool cannot take the trade, or when it
    buys before the subnet has started.
    """
    fee = asyncio.create_task(_extrinsic_fee(client, side, netuid, hotkey, amount_rao))
    try:
        reading = await read_trade(client, side, netuid, amount_rao, hotkey)
        block, quote = reading.block, reading.data
        return Reading(block, replace(quote, extrinsic_fee_rao=await fee))
    finally:
        fee.cancel()


async def read_trade(
    client: Client,
    side: Side,
    netuid: int,
    amount_rao: int,
    hotkey: Address | None = None,
    *,
    whole: bool = False,
    at: str | None = None,
) -> Reading[Quote]:
    """Price a trade without its network fee (0), in one batch; a sale's own fee may depend on the hotkey.

    `whole` says that nothing of the position is left by a sale, which decides why a tiny one fails.
    """
    runtime = client.runtime
    items = _pool_items(runtime, side, netuid, amount_rao)
    started = Storage(_MODULE, "SubtokenEnabled", (netuid,))
    if side == "add" and runtime.has_key(started):  # limited sales are never asked for it
        items["started"] = started
    reading = await client.read(list(items.values()), at)
    values = dict(zip(items, reading.data, strict=True))
    if not values["added"] and netuid != ROOT:
        raise unknown_subnet(netuid)
    if values.get("started") is False:
        raise not_started(netuid)
    rules = trade_rules(runtime)
    if side == "remove":
        (fee,) = await read_sale_fees(client, [Sale(netuid, amount_rao, hotkey)], reading.block.hash)
        rules = replace(rules, flat=fee)
    return Reading(reading.block, _quote(side, netuid, amount_rao, values, rules, whole=whole))


async def read_trades(
    client: Client,
    side: Side,
    trades: Sequence[tuple[int, int]],
    at: str | None = None,
    *,
    fees: Sequence[int] | None = None,
) -> tuple[BlockRef, list[Quote | None]]:
    """Price several trades, each (netuid, amount in rao), in one batch; None where a pool cannot.

    Each is priced as if it were the only one, at the block `at` or the head; `fees` are what each costs in
    TAO where pools keep no share, else the runtime's least.
    """
    items = trade_items(client.runtime, side, trades)
    reading = await client.read(items, at)
    values = dict(zip(items, reading.data, strict=True))
    return reading.block, trades_from(client.runtime, side, trades, values, fees=fees)


def trade_items(
    runtime: ChainRuntime, side: Side, trades: Iterable[tuple[int, int]]
) -> list[Storage | RuntimeCall]:
    """What to ask for the prices of several trades, each (netuid, amount in rao), to ride in a batch."""
    each = [_pool_items(runtime, side, netuid, amount) for netuid, amount in trades]
    return list(dict.fromkeys(item for items in each for item in items.values()))


def trades_from(
    runtime: ChainRuntime,
    side: Side,
    trades: Sequence[tuple[int, int]],
    values: Mapping[Storage | RuntimeCall, Any],
    *,
    fees: Sequence[int] | None = None,
) -> list[Quote | None]:
    """The quotes from the answers to `trade_items`; None where a pool cannot."""
    least = trade_rules(runtime)
    quotes: list[Quote | None] = []
    for index, (netuid, amount) in enumerate(trades):
        rules = least if fees is None else replace(least, flat=fees[index])
        items = _pool_items(runtime, side, netuid, amount)
        try:
            told = {name: values[item] for name, item in items.items()}
            quotes.append(_quote(side, netuid, amount, told, rules))
        except Declined:
            quotes.append(None)
    return quotes


async def read_pool(client: Client, netuid: int, at: str | None = None) -> Pool | RangedPool:
    """The pool of a subnet as its runtime keeps it."""
    runtime = client.runtime
    items = {
        "tao": Storage(_MODULE, "SubnetTAO", (netuid,)),
        "alpha": Storage(_MODULE, "SubnetAlphaIn", (netuid,)),
        **_stored_pool(runtime, netuid),
    }
    reading = await client.read(list(items.values()), at)
    return pool_from(dict(zip(items, reading.data, strict=True)), trade_rules(runtime))


def _stored_pool(runtime: ChainRuntime, netuid: int) -> dict[str, Storage]:
    """What is stored of a pool beyond its reserves."""
    items = {}
    if runtime.has_storage("Swap", "CurrentLiquidity"):
        items["liquidity"] = Storage("Swap", "CurrentLiquidity", (netuid,))
        items["sqrt_price"] = Storage("Swap", "AlphaSqrtPrice", (netuid,))
    if runtime.has_storage("Swap", "FeeRate"):
        items["fee_rate"] = Storage("Swap", "FeeRate", (netuid,))
    return items


def _pool_items(
    runtime: ChainRuntime, side: Side, netuid: int, amount: int
) -> dict[str, Storage | RuntimeCall]:
    if not has_pools(runtime):
        if netuid != ROOT:
            raise Unsupported(
                f"Runtime {runtime.spec_version} has no alpha: stake is TAO with a hotkey, on no subnet.",
                hint="Use --netuid 0.",
            )
        return {"added": Storage(_MODULE, "NetworksAdded", (netuid,))}
    items: dict[str, Storage | RuntimeCall] = {
        "added": Storage(_MODULE, "NetworksAdded", (netuid,)),
        "tao": Storage(_MODULE, "SubnetTAO", (netuid,)),
        "alpha": Storage(_MODULE, "SubnetAlphaIn", (netuid,)),
        "mechanism": Storage(_MODULE, "SubnetMechanism", (netuid,)),
    }
    if netuid == ROOT:
        return items
    method = "sim_swap_tao_for_alpha" if side == "add" else "sim_swap_alpha_for_tao"
    if runtime.has_api(_API, method):
        items["simulated"] = RuntimeCall(_API, method, (netuid, amount))
    else:
        items |= _stored_pool(runtime, netuid)
    if runtime.has_api(_API, "current_alpha_price"):
        items["price"] = RuntimeCall(_API, "current_alpha_price", (netuid,))
    return items


def pool_from(values: Mapping[str, Any], rules: TradeRules) -> Pool | RangedPool:
    """The pool that the answers to a trade's items describe, for runtimes that simulate no swap."""
    rate = as_int(values.get("fee_rate"))
    if as_int(values.get("liquidity")):
        return RangedPool(as_int(values["liquidity"]), as_int(values["sqrt_price"]), rate)
    return Pool(as_int(values["tao"]), as_int(values["alpha"]), rate, rules.flat, rules.arithmetic)


def _quote(
    side: Side,
    netuid: int,
    amount: int,
    values: Mapping[str, Any],
    rules: TradeRules,
    *,
    whole: bool = False,
) -> Quote:
    buying = side == "add"
    if netuid == ROOT or not values["mechanism"]:
        return _one_for_one(side, netuid, amount, min(amount, rules.flat))
    pool = pool_from(values, rules)
    simulated = values.get("simulated")
    if simulated:
        out = as_int(simulated["alpha_amount" if buying else "tao_amount"])
        fee = as_int(simulated["tao_fee" if buying else "alpha_fee"])
        taken = as_int(simulated["tao_amount" if buying else "alpha_amount"])
        if taken and taken + fee < amount - 1:  # the least price a pool knows stops the rest of it
            raise cannot_trade(netuid)
    else:
        out, fee = pool.buy(amount) if buying else pool.sell(amount)
    if out == 0:
        raise _nothing_comes_out(side, netuid, amount, values, pool)
    price = as_int(values["price"]) if "price" in values else pool.price_rao
    quote = _priced(side, netuid, amount, (out, fee, price), pool)
    if undone_by_its_fee(quote, rules):
        raise share_brings_nothing(netuid) if whole else brings_too_little(netuid)
    return quote


def _nothing_comes_out(
    side: Side, netuid: int, amount: int, values: Mapping[str, Any], pool: Pool | RangedPool
) -> Declined:
    """Why not: pools that refuse tell themselves; of others a tiny sale is refused for being small."""
    if (pool.alpha if side == "add" else pool.tao) < LEAST_RESERVE_RAO:
        return empty_pool(netuid)
    is_tiny = amount * (ONE if side == "add" else pool.price_rao) < 2 * ONE
    simulated = values.get("simulated")
    is_refused = simulated is not None and not any(map(as_int, simulated.values()))
    if side == "remove" and is_tiny and not is_refused:
        return brings_too_little(netuid)
    return cannot_trade(netuid, tiny=is_tiny)


def _one_for_one(side: Side, netuid: int, amount: int, fee: int) -> Quote:
    if not fee:
        return Quote(netuid, side, amount, amount, ONE, ONE, 0, 0, 0, ONE)
    if fee == amount:
        raise cannot_trade(netuid)
    return quote_of(side, netuid, (amount, amount - fee, fee if side == "add" else 0), (ONE, ONE))


def _priced(
    side: Side, netuid: int, amount: int, traded: tuple[int, int, int], pool: Pool | RangedPool
) -> Quote:
    out, fee, price = traded
    net = amount - fee
    if side == "add":
        after = price_after(price, (pool.tao, net), (pool.alpha, out), buying=True)
    else:
        after = price_after(price, (pool.alpha, net), (pool.tao, out), buying=False)
    return quote_of(side, netuid, (amount, out, fee), (price, after))


async def _extrinsic_fee(client: Client, side: Side, netuid: int, hotkey: Address | None, amount: int) -> int:
    who = hotkey or address_of(bytes(32))
    function = f"{side}_stake_limit"
    verb = "amount_staked" if side == "add" else "amount_unstaked"
    arguments: dict[str, object] = {"hotkey": who, verb: amount}
    if has_pools(client.runtime):
        arguments["netuid"] = netuid
    if client.runtime.has_call(_MODULE, function):
        arguments |= {"limit_price": ONE, "allow_partial": False}
    else:
        function = f"{side}_stake"
    call = client.runtime.compose(Call(_MODULE, function, arguments))
    cost = await client.cost(call, who, nonce=0)  # nobody's in particular: a quote has no signer
    return cost.fee_rao
