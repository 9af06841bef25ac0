"""Pools of any shape on a chain of one's own, and random trades with them through the program's actions."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

import bittensor_core as bc
import pytest

from tao_tui.actions.plan import PricedTrade, Review
from tao_tui.addresses import Address, address_of, parse_address
from tao_tui.amounts import Alpha
from tao_tui.chain.extrinsics.inclusion import Inclusion
from tao_tui.chain.query import Storage
from tao_tui.journal.movement import Movement
from tao_tui.reads.past.movements import movements_of
from tests.conformance.chain import Chain, amount_in, said, split, written
from tests.conformance.conftest import Subnet

if TYPE_CHECKING:
    from tao_tui.actions.stake.move_quote import MoveSide
    from tao_tui.reads.trades.quote import Side

KINDS: Final = ("stake.add", "stake.remove", "stake.move", "stake.swap", "stake.transfer", "stake.exit")
QUOTED: Final = KINDS[:4]
PERQUINTILL: Final = 10**18


@dataclass
class Trader:
    """An account with positions, and what it may do with them."""

    chain: Chain
    keypair: bc.Keypair
    taker: bc.Keypair
    subnets: tuple[Subnet, Subnet]
    hotkeys: tuple[str, str]

    async def review(self, action: str, **arguments: Any) -> Review:
        """An action priced at the head."""
        return await self.chain.reviewed(self.keypair, action, **arguments)

    async def carry_out(self, agreed: Review) -> Inclusion:
        """Sign the very call that was reviewed, and have it included."""
        return await self.chain.carry_out(self.keypair, agreed)

    def traded(self, done: Inclusion) -> tuple[Movement, ...]:
        """What the block says was bought and sold, for the signer and for whom it gave stake to."""
        both = (self.keypair.ss58_address, self.taker.ss58_address)
        moved = [each for who in both for each in movements_of(done.events, who)]
        return tuple(each for each in moved if each.kind in ("stake_added", "stake_removed"))

    async def positions(self, keypair: bc.Keypair | None = None) -> dict[tuple[str, int], int]:
        """Alpha by hotkey and subnet, rao."""
        from tao_tui.reads.owned.stake import read_positions

        coldkey = parse_address((keypair or self.keypair).ss58_address)
        found = (await read_positions(self.chain.client, coldkey)).data
        return {(str(each.hotkey), each.netuid): each.alpha.rao for each in found}

    async def arrived(self, order: dict[str, Any]) -> int:
        """Alpha where a move within a subnet leads to, rao."""
        there = (order.get("to_hotkey", order["hotkey"]), order["netuid"])
        who = self.taker if "to_coldkey" in order else self.keypair
        return (await self.positions(who)).get(there, 0)

    async def quoted(self, kind: str, order: dict[str, Any]) -> int | None:
        """What `stake quote` says an order brings, rao; None where it does not quote its kind."""
        from tao_tui.actions.stake.move_quote import read_move_quote
        from tao_tui.actions.stake.relocation import Route
        from tao_tui.reads.trades.quoting import read_quote

        if kind not in QUOTED or order["amount"] == "all":
            return None
        client, netuid, hotkey = self.chain.client, int(order["netuid"]), parse_address(order["hotkey"])
        rao = Alpha.parse(order["amount"]).rao
        side = kind.removeprefix("stake.")
        if side in ("add", "remove"):
            return (await read_quote(client, cast("Side", side), netuid, hotkey, rao)).data.amount_out_rao
        there, to_hotkey = int(order.get("to_netuid", netuid)), order.get("to_hotkey", hotkey)
        route = Route(netuid, hotkey, Alpha(rao), there, parse_address(to_hotkey))
        coldkey = parse_address(self.keypair.ss58_address)
        found = await read_move_quote(client, cast("MoveSide", side), route, coldkey)
        return found.data.amount_out_rao

    @staticmethod
    def arriving(agreed: Review) -> int:
        """What the review of a move says will arrive, rao."""
        return amount_in(said(agreed)["Arrives"])

    def order(self, draw: random.Random, held: dict[tuple[str, int], int]) -> tuple[str, dict[str, Any]]:
        """A random action on what is held: which, how much, where to, how patiently."""
        kind = draw.choice(KINDS) if held else "stake.add"
        netuids = tuple(subnet.netuid for subnet in self.subnets)
        tolerance = draw.choice(("0.005", "0.05", "0.5", "1"))
        if kind == "stake.exit":
            return kind, {"tolerance": tolerance}
        if kind == "stake.add":
            rao = int(10 ** draw.uniform(6, 14))
            place = {"netuid": draw.choice((*netuids, 0)), "hotkey": draw.choice(self.hotkeys)}
            return kind, {**place, "amount": written(rao), "tolerance": tolerance}
        (hotkey, netuid), alpha = draw.choice(sorted(held.items()))
        part = "all" if draw.random() < 0.3 else written(max(1, int(alpha * 10 ** draw.uniform(-6, 0))))
        order: dict[str, Any] = {"netuid": netuid, "hotkey": hotkey, "amount": part, "tolerance": tolerance}
        elsewhere = draw.choice([each for each in (*netuids, 0) if each != netuid])
        if kind == "stake.move":
            order["to_hotkey"] = next(each for each in self.hotkeys if each != hotkey)
            order["to_netuid"] = draw.choice((netuid, elsewhere))
        if kind == "stake.swap":
            order["to_netuid"] = elsewhere
        if kind == "stake.transfer":
            order["to_coldkey"] = self.taker.ss58_address
            order["to_netuid"] = draw.choice((netuid, elsewhere))
        return kind, order


async def open_root(chain: Chain) -> None:
    """Let root be traded with, where the runtime can close it."""
    switch = Storage("SubtensorModule", "SubtokenEnabled", (0,))
    if chain.client.runtime.has_key(switch):
        await chain.store({switch: True})


async def hold_still(chain: Chain, netuid: int) -> None:
    """Keep the protocol from putting anything into the pool between a quote and its trade.

    Skips the scenario where nothing can: the first runtimes with pools gave them something in every block.
    """
    if chain.client.runtime.has_storage(*split("SubtensorModule.SubnetEmissionEnabled")):
        await chain.put("SubtensorModule.SubnetEmissionEnabled", netuid, value=False)
        return
    begun = Storage(*split("SubtensorModule.FirstEmissionBlockNumber"), (netuid,))
    if chain.client.runtime.has_key(begun):
        key = chain.client.runtime.storage_key(begun)
        await chain.client.request("dev_setStorage", [["0x" + key.hex(), None]])
    else:
        pytest.skip(f"{chain.runtime_name} puts TAO and alpha into every pool in every block")


def pot_of(netuid: int) -> Address:
    """The account that holds the TAO of a pool."""
    return address_of((b"modlsubtensr" + netuid.to_bytes(2, "little")).ljust(32, b"\0"))


async def reshape(chain: Chain, netuid: int, tao: int, alpha: int, weight: int) -> None:
    """Give a pool these reserves in rao and this Perquintill weight of its TAO side."""
    pot = pot_of(netuid)
    account = await chain.get("System.Account", pot)
    rich = {**account, "providers": 1, "data": {**account["data"], "free": tao}}
    await chain.store(
        {
            Storage(*split("SubtensorModule.SubnetTAO"), (netuid,)): tao,
            Storage(*split("SubtensorModule.SubnetAlphaIn"), (netuid,)): alpha,
            Storage(*split("Swap.SwapBalancer"), (netuid,)): {"quote": weight},
            Storage(*split("System.Account"), (pot,)): rich,
        },
    )


def promised(quoted: tuple[PricedTrade, ...], moved: tuple[Movement, ...]) -> list[tuple[int, int]]:
    """What each quoted trade promised beside what it brought, rao; several on one pool are one."""
    brought: dict[tuple[int, str], int] = {}
    for each in moved:
        side = "add" if each.kind == "stake_added" else "remove"
        got = each.alpha_rao if side == "add" else each.tao_rao
        brought[each.netuid or 0, side] = brought.get((each.netuid or 0, side), 0) + got
    return [(quote.amount_out_rao, brought.get((quote.netuid, quote.side), 0)) for quote in quoted]


__all__ = ["Trader", "hold_still", "open_root", "promised", "reshape"]
