"""A move or swap of stake priced without doing it: what arrives, at which prices, for which fees."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from tao_tui.actions.stake.checks import check_moved, minimum_stake
from tao_tui.actions.stake.move_calls import move_calls, swap_calls
from tao_tui.actions.stake.relocation import Route
from tao_tui.addresses import Address, address_of
from tao_tui.amounts import Alpha
from tao_tui.chain.query import Reading, Storage
from tao_tui.reads.owned.stake import StakeSituation, read_stake_situations
from tao_tui.reads.trades.moves import Move, PricedMove, read_moves
from tao_tui.reads.trades.pool import ONE
from tao_tui.reads.trades.prices import ROOT
from tao_tui.reads.trades.refusals import not_started
from tao_tui.reads.unknown_subnet import unknown_subnet

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from tao_tui.chain.client import Client

MoveSide = Literal["move", "swap"]
NOBODY: Final = address_of(bytes(32))
"""Stands for a hotkey nobody named: the price is the same for all."""


@dataclass(frozen=True, slots=True)
class MoveQuote:
    """A move priced at one block; amounts in rao: alpha of the subnet it leaves, but for what is said."""

    netuid: int
    side: MoveSide
    amount_in_rao: int
    amount_out_rao: int
    """Alpha of the subnet it goes to."""
    price_rao: int
    """Rao of TAO per alpha where it leaves, before the move."""
    effective_price_rao: int
    """Rao of TAO really got there per alpha, the pool's share included; `price_rao` where no pool is met."""
    slippage_ppm: int
    """How far the move turns both prices against itself, the pools' share not counted, in millionths."""
    swap_fee_rao: int
    """What the pool it leaves keeps."""
    extrinsic_fee_rao: int
    """The network fee, in rao of TAO."""
    price_after_rao: int
    to_netuid: int
    to_price_rao: int
    """Rao of TAO per alpha where it goes."""
    to_price_after_rao: int
    to_swap_fee_rao: int
    """What the pool it goes to keeps, in rao of TAO; 0 where the share is taken once, where it sells."""
    worth_rao: int
    """TAO in rao that passes between the pools, or that it would sell for where it stays on its subnet."""
    ratio_billionths: int
    """Alpha there for one alpha here, before the move: what a limit is compared with."""
    effective_ratio_billionths: int
    """Alpha that really arrives for one that leaves."""
    free_after_rao: int | None = None
    """TAO the account that asks would have free then, network fee paid; None where nobody asks."""
    alpha_after_rao: int | None = None
    """Alpha it would hold then where it leaves."""
    to_alpha_after_rao: int | None = None
    """Alpha it would hold then where it goes."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A move as its calls need it; a limit takes the same bytes whatever it is."""

    route: Route
    amount: Alpha
    limit: int = 0


async def read_move_quote(
    client: Client, side: MoveSide, route: Route, coldkey: Address | None
) -> Reading[MoveQuote]:
    """Price `route` at the head; below zero in what would be left where `coldkey` has not enough.

    The sale, the fee and the positions are asked for side by side; what is bought, once the sale is known.
    Raises `UsageError` for an unknown subnet and `Declined` for one that has not started, for too little to
    be moved, or when a pool cannot take it.
    """
    assert route.amount is not None
    places = [(route.hotkey, route.netuid), (route.to_hotkey, route.to_netuid)]
    whose = None if route.hotkey == NOBODY else route.hotkey
    move = Move(route.netuid, route.to_netuid, route.amount.rao, whose)
    async with AsyncExitStack() as asked:
        priced = _begun(asked, read_moves(client, [move]))
        fee = _begun(asked, _network_fee(client, side, route, coldkey))
        found: tuple[StakeSituation, ...] = ()
        if coldkey is None:
            await _require_subnets(client, [netuid for _, netuid in places])
        else:
            found = (await read_stake_situations(client, coldkey, places)).data
            _require(
                (netuid, each.subnet_exists, each.trading_open)
                for (_, netuid), each in zip(places, found, strict=True)
            )
        block, (each,) = await priced
        check_moved(each.sold, minimum_stake(client.runtime))
        left = _left(found, each, await fee) if found else (None, None, None)
        return Reading(block, _quote(side, each, await fee, left))


def _begun(stack: AsyncExitStack, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
    """A task that does not outlive the stack."""
    task = asyncio.create_task(work)

    async def end() -> None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    stack.push_async_callback(end)
    return task


def _quote(
    side: MoveSide, each: PricedMove, fee: int, left: tuple[int | None, int | None, int | None]
) -> MoveQuote:
    move, sold, bought = each.move, each.sold, each.bought
    free, here, there = left
    crosses = move.crosses
    target = bought if bought is not None and crosses else sold
    return MoveQuote(
        netuid=move.netuid,
        side=side,
        amount_in_rao=move.alpha,
        amount_out_rao=each.arriving,
        price_rao=sold.price_rao,
        effective_price_rao=sold.effective_price_rao if crosses else sold.price_rao,
        slippage_ppm=each.slippage_ppm,
        swap_fee_rao=sold.swap_fee_rao if crosses else move.alpha - each.arriving,
        extrinsic_fee_rao=fee,
        price_after_rao=sold.price_after_rao if crosses else sold.price_rao,
        to_netuid=move.to_netuid,
        to_price_rao=target.price_rao,
        to_price_after_rao=target.price_after_rao if crosses else sold.price_rao,
        to_swap_fee_rao=bought.swap_fee_rao if bought is not None and crosses else 0,
        worth_rao=sold.amount_out_rao,
        ratio_billionths=each.ratio,
        effective_ratio_billionths=each.arriving * ONE // move.alpha,
        free_after_rao=free,
        alpha_after_rao=here,
        to_alpha_after_rao=there,
    )


def _left(found: Sequence[StakeSituation], each: PricedMove, fee: int) -> tuple[int, int, int]:
    """What is free, and what is staked at both ends, once it was done."""
    here, there = found
    return here.free.rao - fee, here.alpha.rao - each.move.alpha, there.alpha.rao + each.arriving


async def _network_fee(client: Client, side: MoveSide, route: Route, coldkey: Address | None) -> int:
    """Rao of TAO for the very calls the action makes."""
    from tao_tui.chain.calls.call import Call

    asked = _Asked(route, route.amount or Alpha(0))
    make = move_calls if side == "move" else swap_calls
    calls = make(client.runtime, asked, partial=False)
    whole = calls[0] if len(calls) == 1 else Call("Utility", "batch_all", {"calls": list(calls)})
    cost = await client.cost(
        client.runtime.compose(whole), coldkey or NOBODY, nonce=0
    )  # a quote signs nothing
    return cost.fee_rao


async def _require_subnets(client: Client, netuids: Sequence[int]) -> None:
    names = ["NetworksAdded"]
    if client.runtime.has_storage("SubtensorModule", "SubtokenEnabled"):
        names.append("SubtokenEnabled")
    items = [Storage("SubtensorModule", name, (netuid,)) for name in names for netuid in netuids]
    data = (await client.read(items)).data
    started = data[len(netuids) :] or [True] * len(netuids)
    _require(zip(netuids, data[: len(netuids)], started, strict=True))


def _require(known: Iterable[tuple[int, object, object]]) -> None:
    for netuid, exists, started in known:
        if not exists and netuid != ROOT:
            raise unknown_subnet(netuid)
        if not started:
            raise not_started(netuid)
