"""A move or swap priced without doing it: the numbers of its review, and how often the node is waited for."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tao_tui.actions.lifecycle.reviewing import review
from tao_tui.actions.stake.move_quote import NOBODY, MoveSide, read_move_quote
from tao_tui.actions.stake.relocation import Route
from tao_tui.amounts import Alpha, as_staked
from tao_tui.errors import Declined, UsageError
from tests.actions.test_moves import TWO_POOLS
from tests.actions.worlds import ME, TAO, simulated, world
from tests.reads.fake import ALICE, HOTKEY, OTHER, FakeClient

POOLS = {1: 1_000 * TAO, 2: 2_000 * TAO}
BUYING = {"sim_swap_tao_for_alpha": lambda n, t: simulated(4_000 * TAO * t // (POOLS[n] + t), buying=True)}


class Distant(FakeClient):
    """A node whose answers all arrive together, once nobody has anything more to ask; counts how often."""

    trips = 0

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._waiting: list[asyncio.Future[None]] = []

    async def read(self, *arguments: Any, **named: Any) -> Any:
        await self._answered()
        return await super().read(*arguments, **named)

    async def cost(self, *arguments: Any, **named: Any) -> Any:
        await self._answered()
        return await super().cost(*arguments, **named)

    async def _answered(self) -> None:
        arrival = asyncio.get_running_loop().create_future()
        self._waiting.append(arrival)
        await arrival

    async def serve(self, work: Any) -> Any:
        task = asyncio.ensure_future(work)
        while not task.done():
            for _ in range(20):
                await asyncio.sleep(0)
            self.trips += bool(self._waiting)
            for arrival in self._waiting:
                arrival.set_result(None)
            self._waiting.clear()
        return task.result()


def near(**more: Any) -> FakeClient:
    return FakeClient(world(**{**TWO_POOLS, **BUYING, **more}))


def route(to_netuid: int, to_hotkey: str = HOTKEY, alpha: int = 20 * TAO, **more: Any) -> Route:
    facts: dict[str, Any] = {"netuid": 1, "hotkey": HOTKEY, "amount": Alpha(alpha)}
    return Route(**{**facts, "to_netuid": to_netuid, "to_hotkey": to_hotkey, **more})


async def quoted(side: MoveSide, where: Route, client: FakeClient, asks: Any = ALICE) -> Any:
    return (await read_move_quote(client, side, where, asks)).data  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("side", "where", "words"),
    [
        ("swap", route(2), {"to_netuid": 2}),
        ("swap", route(0), {"to_netuid": 0}),
        ("move", route(2, OTHER), {"to_netuid": 2, "to_hotkey": "h2"}),
    ],
)
async def test_a_quote_has_the_numbers_of_the_review(
    side: MoveSide, where: Route, words: dict[str, Any]
) -> None:
    client = near()
    found = await quoted(side, where, client)
    typed = {"netuid": 1, "hotkey": "h1", "amount": "20", **words}
    agreed = await review(f"stake.{side}", typed, client, ME)  # type: ignore[arg-type]
    sold, bought = agreed.quoted
    assert (found.amount_in_rao, found.amount_out_rao) == (20 * TAO, bought.amount_out_rao)
    assert (found.worth_rao, found.effective_price_rao) == (sold.amount_out_rao, sold.effective_price_rao)
    assert found.extrinsic_fee_rao == agreed.fee.rao
    shown = {str(effect.label): str(effect.value) for effect in agreed.effects}
    assert shown["Ratio"].startswith(
        f"{as_staked(where.to_netuid, Alpha(found.ratio_billionths))} for 1 α now"
    )
    # 20 α of 4,000 sell for half a per cent less than their price, and buy for about that much less again.
    assert 4_000 < found.slippage_ppm < 16_000
    assert (found.free_after_rao, found.alpha_after_rao) == (100 * TAO - agreed.fee.rao, 30 * TAO)
    held = 9 * TAO if where.to_netuid == 0 else 0
    assert found.to_alpha_after_rao == held + found.amount_out_rao


async def test_within_a_subnet_nothing_is_traded() -> None:
    found = await quoted("move", route(1, OTHER), near())
    assert (found.amount_out_rao, found.slippage_ppm, found.swap_fee_rao) == (20 * TAO, 0, 0)
    assert found.effective_price_rao == found.price_rao == found.to_price_rao == 250_000_000
    assert found.ratio_billionths == found.effective_ratio_billionths == TAO
    assert found.to_alpha_after_rao == 20 * TAO


async def test_the_node_is_waited_for_once_and_once_more_for_what_the_sale_buys() -> None:
    for where, trips in ((route(2), 2), (route(0), 2), (route(1, OTHER), 1)):
        client = Distant(world(**{**TWO_POOLS, **BUYING}))
        side: MoveSide = "move" if where.to_hotkey == OTHER else "swap"
        await client.serve(read_move_quote(client, side, where, ALICE))  # type: ignore[arg-type]
        assert client.trips == trips


async def test_a_quote_says_what_there_is_not_enough_for_and_needs_nobody() -> None:
    assert (await quoted("swap", route(2, alpha=60 * TAO), near())).alpha_after_rao == -10 * TAO
    nobodys = await quoted("swap", route(2, NOBODY, hotkey=NOBODY), near(), None)
    assert nobodys.amount_out_rao == (await quoted("swap", route(2), near())).amount_out_rao
    assert (nobodys.free_after_rao, nobodys.alpha_after_rao, nobodys.to_alpha_after_rao) == (None,) * 3


@pytest.mark.parametrize("asks", [ALICE, None])
async def test_what_cannot_be_is_said(asks: Any) -> None:
    with pytest.raises(UsageError) as unknown:
        await quoted("swap", route(77), near(), asks)
    assert unknown.value.code == "unknown_subnet"
    empty = near(sim_swap_tao_for_alpha=simulated(0, buying=True))
    with pytest.raises(Declined) as dry:
        await quoted("swap", route(2), empty, asks)
    assert dry.value.code == "pool_cannot_trade"
    for stopped in (1, 2):
        with pytest.raises(Declined, match=f"Subnet {stopped} has not started. SubtokenDisabled: "):
            await quoted("swap", route(2), near(**{f"SubtokenEnabled({stopped})": False}), asks)


async def test_the_fee_is_that_of_the_calls_the_runtime_makes_it_with() -> None:
    seen: list[str] = []

    class Priced(FakeClient):
        async def cost(self, call: Any, *rest: Any, **named: Any) -> Any:
            seen.append(call.decoded.name)
            return await super().cost(call, *rest, **named)

    for missing in (
        set(),
        {"SubtensorModule.move_stake_limit", "SubtensorModule.StakingOperationRateLimiter"},
    ):
        client = Priced(world(**{**TWO_POOLS, **BUYING}), missing=missing)
        await quoted("move", route(2, OTHER), client)
    assert seen == ["SubtensorModule.move_stake_limit", "Utility.batch_all"]
