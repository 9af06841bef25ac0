"""A validator's basket: what it holds, what it would fetch, and what a deposit would buy for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tao_tui.addresses import Address
from tao_tui.amounts import Alpha, Tao
from tao_tui.chain.query import Reading, RuntimeCall, Storage
from tao_tui.errors import Unsupported
from tao_tui.reads.chain_text import as_address, as_int, is_nobody
from tao_tui.reads.trades.prices import ROOT, value_of
from tao_tui.reads.trades.quote import Quote
from tao_tui.reads.trades.quoting import read_trades
from tao_tui.reads.trades.refusals import required

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.runtime import ChainRuntime

INTO_BASKET: Final = "stake_into_basket"
_API: Final = "BetaBasketRuntimeApi"
_MODULE: Final = "SubtensorModule"


@dataclass(frozen=True, slots=True)
class Holding:
    """What a basket has on one subnet; on root alpha is TAO."""

    netuid: int
    alpha: Alpha
    worth: Tao
    """What all of it would fetch now."""


@dataclass(frozen=True, slots=True)
class Basket:
    """A validator's basket, and what one coldkey has of it."""

    account: Mapping[str, Any] | None
    """The coldkey's decoded `System.Account`."""
    hotkey_exists: bool
    on_root: bool
    """Whether the hotkey is registered on root, without which nobody may pay in."""
    holdings: tuple[Holding, ...]
    owed: Tao
    """What a claim would pay the coldkey now."""

    @property
    def worth(self) -> Tao:
        """What the whole basket would fetch now."""
        return Tao(sum(held.worth.rao for held in self.holdings))

    def parts(self, amount: Tao) -> tuple[tuple[int, int], ...]:
        """How a deposit is spent: rao of TAO by subnet, in the order of the holdings.

        By what each would fetch, the last one taking what rounding leaves; what would fetch nothing gets
        nothing, and an empty basket keeps the TAO (RaoFoundation/subtensor, `basket_deployment_split`).
        """
        valued = [held for held in self.holdings if held.worth]
        if not valued:
            return ((ROOT, amount.rao),)
        total = sum(held.worth.rao for held in valued)
        parts = [amount.rao * held.worth.rao // total for held in valued[:-1]]
        parts.append(amount.rao - sum(parts))
        return tuple((held.netuid, part) for held, part in zip(valued, parts, strict=True) if part)


def require_baskets(runtime: ChainRuntime) -> None:
    """`Unsupported` where nothing can be paid into a basket, or the node does not tell what is in one."""
    if not runtime.has_call(_MODULE, INTO_BASKET):
        raise Unsupported(
            f"On runtime {runtime.spec_version} nothing can be staked into a validator's basket.",
            hint="To stake on root, use: tao-tui stake add --netuid 0.",
        )
    if not runtime.has_api(_API, "get_validator_basket"):
        raise Unsupported(
            "This node does not tell what baskets hold, so this cannot be shown before it is signed.",
            hint="Connect to a node that offers metadata version 15.",
        )


async def read_basket(client: Client, hotkey: Address, coldkey: Address) -> Reading[Basket]:
    """The basket of `hotkey` at the head, in one batch."""
    reading = await client.read(
        [
            Storage("System", "Account", (coldkey,)),
            Storage(_MODULE, "Owner", (hotkey,)),
            Storage(_MODULE, "Uids", (ROOT, hotkey)),
            RuntimeCall(_API, "get_validator_basket", (hotkey,)),
            RuntimeCall(_API, "get_basket_payout", (hotkey, coldkey)),
        ]
    )
    account, owner, uid, rows, owed = reading.data
    holdings = tuple(
        Holding(as_int(netuid), Alpha(as_int(alpha)), Tao(as_int(worth)))
        for netuid, alpha, worth in rows or ()
    )
    exists = not is_nobody(as_address(owner))
    return Reading(reading.block, Basket(account, exists, uid is not None, holdings, Tao(as_int(owed))))


async def read_deposit(client: Client, basket: Basket, amount: Tao, at: str) -> tuple[Quote, ...]:
    """What the basket would buy for `amount`, by subnet; `Declined` where a pool cannot take its part."""
    parts = basket.parts(amount)
    _, quotes = await read_trades(client, "add", parts, at)
    return tuple(required(quote, netuid) for quote, (netuid, _) in zip(quotes, parts, strict=True))


def worth_of(quotes: tuple[Quote, ...]) -> Tao:
    """What was bought, at the prices from before it was."""
    return Tao(sum(value_of(quote.amount_out_rao, quote.price_rao) for quote in quotes))
