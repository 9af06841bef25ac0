"""Fees of runtimes whose pools keep no share: quotes held against those runtimes' own steps."""

from __future__ import annotations

from typing import Any

import pytest

from tao_tui.addresses import Address
from tao_tui.errors import UsageError
from tao_tui.reads.trades.legs import Leg, read_legs
from tao_tui.reads.trades.moves import Move, read_moves
from tao_tui.reads.trades.quoting import read_quote, read_trades
from tao_tui.reads.trades.refusals import required
from tests.reads.fake import HOTKEY, OTHER, FakeClient

TAO = 10**9
FLAT = 50_000
MISSING = {"SwapRuntimeApi", "Swap"}
EARNED = 7_000_000
"""What a sale of the hotkey's stake costs in rao, told by the chain."""


class OldChain:
    """Two pools and root, traded with as specs 233 to 282 do (opentensor/subtensor v2.0.8)."""

    def __init__(self) -> None:
        self.pools = {1: [1_000 * TAO, 4_000 * TAO], 2: [2_345 * TAO, 987 * TAO]}
        self.asked: list[tuple[Any, ...]] = []

    def client(self, **more: Any) -> FakeClient:
        answers: dict[str, Any] = {"NetworksAdded": True, "SubnetMechanism": 1, "get_stake_fee": self.fee}
        for netuid, (tao, alpha) in self.pools.items():
            answers |= {f"SubnetTAO({netuid})": tao, f"SubnetAlphaIn({netuid})": alpha}
        return FakeClient(answers, missing=MISSING | more.get("missing", set()), spec_version=277)

    def fee(self, origin: Any, coldkey: Any, destination: Any, other: Any, alpha: int) -> int:
        """What the chain asks for; stake that stays on its subnet or comes from root costs the least."""
        self.asked.append((origin, destination, alpha))
        _, netuid = origin
        stays = destination is not None and destination[1] == netuid
        return FLAT if stays or netuid == 0 else EARNED

    def stake(self, netuid: int, tao: int, fee: int) -> int:
        if netuid == 0:
            return tao - fee
        pool = self.pools[netuid]
        bits = 18
        left = (pool[0] * pool[1] << bits) // (pool[0] + tao - fee)
        out = ((pool[1] << bits) - left) >> bits
        self.pools[netuid] = [pool[0] + tao, pool[1] - out]
        return out

    def unstake(self, netuid: int, alpha: int, fee: int) -> int:
        if netuid == 0:
            return alpha - fee
        pool = self.pools[netuid]
        bits = 18
        left = (pool[0] * pool[1] << bits) // (pool[1] + alpha)
        out = ((pool[0] << bits) - left) >> bits
        self.pools[netuid] = [pool[0] - out + fee, pool[1] + alpha]
        return out - fee


@pytest.fixture
def chain() -> OldChain:
    return OldChain()


@pytest.mark.parametrize("netuid", [0, 1, 2])
async def test_a_stake_costs_the_flat_fee(chain: OldChain, netuid: int) -> None:
    client = chain.client()
    quote = (await read_quote(client, "add", netuid, HOTKEY, 10 * TAO)).data  # type: ignore[arg-type]
    assert (quote.amount_out_rao, quote.swap_fee_rao) == (chain.stake(netuid, 10 * TAO, FLAT), FLAT)
    assert chain.asked == []


@pytest.mark.parametrize(("netuid", "fee"), [(0, FLAT), (1, EARNED), (2, EARNED)])
async def test_a_sale_costs_what_the_chain_says_of_this_hotkey(
    chain: OldChain, netuid: int, fee: int
) -> None:
    client = chain.client()
    quote = (await read_quote(client, "remove", netuid, HOTKEY, 10 * TAO)).data  # type: ignore[arg-type]
    assert quote.amount_out_rao == chain.unstake(netuid, 10 * TAO, fee)
    assert chain.asked == [((HOTKEY, netuid), None, 10 * TAO)]


async def test_a_sale_needs_its_hotkey_where_that_decides_its_fee(chain: OldChain) -> None:
    with pytest.raises(UsageError, match="depends on the hotkey"):
        await read_quote(chain.client(), "remove", 1, None, 10 * TAO)  # type: ignore[arg-type]
    quote = (await read_quote(chain.client(), "remove", 0, None, TAO)).data  # type: ignore[arg-type]
    assert quote.amount_out_rao == chain.unstake(0, TAO, FLAT)
    assert chain.asked == []


async def test_a_runtime_that_tells_no_fee_takes_the_flat_one(chain: OldChain) -> None:
    client = chain.client(missing={"StakeInfoRuntimeApi.get_stake_fee"})
    quote = (await read_quote(client, "remove", 1, HOTKEY, 10 * TAO)).data  # type: ignore[arg-type]
    assert quote.amount_out_rao == chain.unstake(1, 10 * TAO, FLAT)
    # So does what is sold for nobody in particular.
    _, (least,) = await read_trades(chain.client(), "remove", [(2, TAO)])  # type: ignore[arg-type]
    assert required(least, 2).amount_out_rao == chain.unstake(2, TAO, FLAT)


@pytest.mark.parametrize("side", ["add", "remove"])
async def test_every_leg_on_a_pool_costs_its_own(chain: OldChain, side: Any) -> None:
    legs = [Leg(1, part * TAO, hotkey=who) for part, who in ((10, HOTKEY), (20, OTHER), (5, HOTKEY))]
    legs.append(Leg(2, 3 * TAO, hotkey=HOTKEY))
    _, quotes = await read_legs(chain.client(), side, legs)  # type: ignore[arg-type]
    for leg, quote in zip(legs, quotes, strict=True):
        if side == "add":
            got = chain.stake(leg.netuid, leg.amount, FLAT)
        else:
            got = chain.unstake(leg.netuid, leg.amount, EARNED)
        # The fees before stay in the pool as TAO, a trifle of it.
        assert required(quote, leg.netuid).amount_out_rao == pytest.approx(got, rel=2e-5)


@pytest.mark.parametrize(
    ("here", "there", "fee"), [(1, 2, EARNED), (1, 0, EARNED), (0, 2, FLAT), (1, 1, FLAT), (0, 0, FLAT)]
)
async def test_a_move_costs_half_on_either_side(chain: OldChain, here: int, there: int, fee: int) -> None:
    client = chain.client()
    _, (priced,) = await read_moves(client, [Move(here, there, 30 * TAO, HOTKEY)])  # type: ignore[arg-type]
    assert set(chain.asked) == {((HOTKEY, here), (HOTKEY, there), 30 * TAO)}
    tao = chain.unstake(here, 30 * TAO, fee // 2)
    assert priced.sold.amount_out_rao == tao
    assert priced.arriving == chain.stake(there, tao, fee // 2)


async def test_stake_moves_to_another_hotkey_through_the_first_pools(chain: OldChain) -> None:
    """They kept nothing, so that what comes back is what was sold, but for the rounding."""
    client = chain.client(missing={"SubtensorModule.add_stake_limit"})
    client.runtime.spec_version = 218
    _, (priced,) = await read_moves(client, [Move(1, 1, 30 * TAO, Address(HOTKEY))])  # type: ignore[arg-type]
    assert abs(priced.arriving - 30 * TAO) <= 5
    assert chain.asked == []
