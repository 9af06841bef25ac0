"""Portfolios: what coldkeys own, what of it can be spent, what it would bring, what is still to come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tao_tui.addresses import Address
from tao_tui.amounts import Tao
from tao_tui.chain.query import Reading
from tao_tui.reads.chain_text import as_int
from tao_tui.reads.owned.balance import free_of, read_owned
from tao_tui.reads.owned.held_back import (
    HeldBack,
    LockedAlpha,
    held_back_from,
    held_back_items,
    lock_items,
    locks_from,
    reserved_of,
    spendable_of,
)
from tao_tui.reads.owned.holdings import Holding, read_holdings
from tao_tui.reads.owned.root_claims import RootClaims, claim_items, claims_from, on_root, rate_items
from tao_tui.reads.owned.stakes import lists_positions, not_listed
from tao_tui.text import Clean, clean

if TYPE_CHECKING:
    from tao_tui.chain.client import Client


@dataclass(frozen=True, slots=True, kw_only=True)
class Portfolio:
    """What one coldkey owns at one block."""

    coldkey: Address
    free: Tao
    staked: Tao
    """Every position at its pool's price, before slippage and fees; and what is not listed."""
    liquidation: Tao
    """Every position at what the pools would pay if all were sold now; swap fees are paid."""
    total: Tao
    """Free, reserved, and staked at the pools' prices."""
    holdings: tuple[Holding, ...] = ()
    """Most valuable first."""
    reserved: Tao
    """Deposits and holds: the owner's, and not to be spent until what they are for ends."""
    spendable: Tao
    """What can be paid without closing the account."""
    held_back: tuple[HeldBack, ...] = ()
    """What is reserved, held, locked or frozen, and what for."""
    locked: tuple[LockedAlpha, ...] = ()
    """Conviction locks by subnet."""
    claims: RootClaims
    """What root stake earned and is not part of any other figure yet."""
    untold: Clean | None = None
    """What the runtime does not tell of its stake, and why, where it tells a sum alone; a sentence."""


async def read_portfolios(client: Client, coldkeys: Sequence[Address]) -> Reading[tuple[Portfolio, ...]]:
    """The portfolios of `coldkeys` in their order.

    A second batch at the same block tells what depends on the amounts in the first one: what the pools would
    pay, what positions earn, what root stake may claim. It is left out when nobody holds any.
    """
    runtime = client.runtime
    locks = lock_items(runtime, coldkeys)
    lists = [held_back_items(runtime, coldkey) for coldkey in coldkeys]
    claims = [item for coldkey in coldkeys for item in claim_items(runtime, coldkey)]
    beside = [*locks, *claims, *(item for items in lists for item in items)]
    owned = await read_owned(client, coldkeys, beside)
    told = dict(zip(beside, owned.beside, strict=True))
    locked_by = locks_from([told[item] for item in locks])
    locked = [locked_by.get(coldkey, ()) for coldkey in coldkeys]
    roots = [(coldkey, on_root(stakes)) for coldkey, stakes in zip(coldkeys, owned.stakes, strict=True)]
    at, prices = owned.block.hash, owned.prices
    rates = rate_items(runtime, roots, prices)
    holdings, values = await read_holdings(client, owned.stakes, prices, locked, at, rates)
    owed = await claims_from(client, roots, {**told, **values}, prices, at)
    existential = as_int(runtime.constant("Balances", "ExistentialDeposit"))
    untold = None if lists_positions(runtime) else clean(f"{not_listed(runtime)}.")
    found = [
        _portfolio(
            coldkey,
            account,
            held_back_from(runtime, account, [told[item] for item in items]),
            existential,
            (*each, unlisted, untold),
        )
        for coldkey, account, items, each, unlisted in zip(
            coldkeys,
            owned.accounts,
            lists,
            zip(holdings, locked, owed, strict=True),
            owned.unlisted,
            strict=True,
        )
    ]
    return Reading(owned.block, tuple(found))


def _portfolio(
    coldkey: Address,
    account: Mapping[str, Any] | None,
    held_back: tuple[HeldBack, ...],
    existential_rao: int,
    each: tuple[tuple[Holding, ...], Sequence[LockedAlpha], RootClaims, int, Clean | None],
) -> Portfolio:
    holdings, locked, claims, unlisted, untold = each
    free, reserved = free_of(account), reserved_of(account)
    staked = Tao(sum(holding.value.rao for holding in holdings) + unlisted)
    return Portfolio(
        coldkey=coldkey,
        free=free,
        staked=staked,
        # What was staked before there were pools comes back as it is.
        liquidation=Tao(sum(holding.liquidation.rao for holding in holdings) + unlisted),
        total=free + reserved + staked,
        holdings=holdings,
        reserved=reserved,
        spendable=spendable_of(account, existential_rao),
        held_back=held_back,
        locked=tuple(locked),
        claims=claims,
        untold=untold,
    )
