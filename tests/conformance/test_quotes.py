"""A quote and what the trade then brings: random trades of every kind, with pools of every shape."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest
import pytest_asyncio

from tao_tui.actions.plan import PricedTrade
from tao_tui.errors import TaoTuiError
from tao_tui.reads.trades.pool import Pool
from tao_tui.reads.trades.quoting import read_pool
from tests.conformance.chain import Chain
from tests.conformance.conftest import found_subnet
from tests.conformance.market import (
    KINDS,
    PERQUINTILL,
    QUOTED,
    Trader,
    hold_still,
    open_root,
    promised,
    reshape,
)

DECLINED = {
    "slippage_too_high", "pool_cannot_trade", "below_minimum_stake", "not_enough_balance", "nothing_to_sell",
    "no_stake",
}  # fmt: skip
"""What the program may refuse a random trade for before it is signed."""


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def trader(chain: Chain) -> Trader:
    """Two subnets of its own, because nobody else could trade in the pools this leaves behind."""
    subnet, other = await found_subnet(chain), await found_subnet(chain)
    for each in (subnet, other):
        await hold_still(chain, each.netuid)
        # An epoch would pay between two looks at a position.
        await chain.put("SubtensorModule.Tempo", each.netuid, value=65_535)
    await open_root(chain)
    hotkeys = (subnet.hotkey.ss58_address, other.hotkey.ss58_address)
    keypair, taker = await chain.account(250_000), await chain.account(1)
    return Trader(chain, keypair, taker, (subnet, other), hotkeys)


async def test_what_is_quoted_is_what_is_got(trader: Trader, request: pytest.FixtureRequest) -> None:
    embedded = request.config.getoption("--node") is None
    trades = request.config.getoption("--trades") or (150 if embedded else 50)
    seed = request.config.getoption("--trade-seed")
    print(f"\n{trades} trades from seed {seed}")
    draw = random.Random(seed)
    done, declined, off, said = Counter[str](), Counter[str](), Counter[int](), Counter[str]()
    for index in range(trades):
        if embedded and index % 5 == 0:
            await any_pools(trader, draw)
        held = await trader.positions()
        kind, order = trader.order(draw, held)
        try:
            agreed = await trader.review(kind, **order)
            told = await trader.quoted(kind, order)
        except TaoTuiError as refused:
            if refused.code not in DECLINED:
                raise
            declined[f"{kind} {refused.code}"] += 1
            continue
        stays = order.get("to_netuid", -1) == order.get("netuid")
        before = await trader.arrived(order) if stays else 0
        found = await trader.carry_out(agreed)
        assert found.success, (kind, order, found.error)
        pairs = promised(agreed.quoted, trader.traded(found))
        if told is not None:
            said[kind] += 1
            reviewed = pairs[-1][0] if pairs else trader.arriving(agreed)
            assert told == reviewed, (kind, order, told)
        for quoted, got in pairs:
            off[got - quoted] += 1
            slack = allowed(trader, quoted) or rounding(kind, agreed.quoted, quoted)
            assert abs(got - quoted) <= slack, (kind, order, quoted, got)
        if stays:
            # Shares of a hotkey's alpha are rounded on both sides.
            assert abs(await trader.arrived(order) - before - trader.arriving(agreed)) <= 4, (kind, order)
        done[kind] += 1
    print(f"done {dict(done)}, declined {dict(declined)}")
    print(f"got less what was quoted, in rao: {dict(sorted(off.items()))}")
    assert set(done) == set(KINDS) or trades < 50
    assert set(said) == set(QUOTED) or trades < 50
    assert sum(done.values()) * 2 > trades


async def any_pools(trader: Trader, draw: random.Random) -> None:
    """Both pools anew: from tiny to vast, from lopsided to even, weighted or not."""
    for subnet in trader.subnets:
        tao, alpha = (int(10 ** draw.uniform(9, 16)) for _ in range(2))
        weight = PERQUINTILL // 2 if draw.random() < 0.5 else int(PERQUINTILL * draw.uniform(0.2, 0.8))
        await reshape(trader.chain, subnet.netuid, tao, alpha, weight)


def rounding(kind: str, trades: tuple[PricedTrade, ...], quoted: int) -> int:
    """Rao by which the chain's own rounding takes an outcome from its quote."""
    if kind == "stake.move":
        # In two steps: shares may round a rao of alpha off before the second, whatever that is worth.
        return 2 * (quoted // trades[0].amount_in_rao + 1)
    # Trades with one pool in one batch are priced by differences, each off by its own rounding.
    return 4 if kind == "stake.exit" else 0


def allowed(trader: Trader, quoted: int) -> int:
    """Rao by which a runtime that simulates no swap may differ from its arithmetic done here."""
    simulates = trader.chain.client.runtime.has_api("SwapRuntimeApi", "sim_swap_tao_for_alpha")
    return 0 if simulates else max(2, quoted // 10**8)


async def test_a_pool_pays_by_the_arithmetic_of_its_runtime(chain: Chain) -> None:
    """Where a pool never stands still, it is taken as it was when the trade came to it."""
    if chain.client.runtime.has_storage("Swap", "FeeRate"):
        pytest.skip(f"{chain.runtime_name} has pools that stand still for their random trades")
    subnet = await found_subnet(chain)
    hotkey, netuid = subnet.hotkey.ss58_address, subnet.netuid
    trader = Trader(chain, await chain.account(5_000), chain.stranger(), (subnet, subnet), (hotkey, hotkey))
    orders = [("stake.add", part) for part in ("50", "0.01", "300", "1.234567891")]
    orders += [("stake.remove", part) for part in ("20", "0.5", "all")]
    for kind, part in orders:
        agreed = await trader.review(kind, netuid=netuid, hotkey=hotkey, amount=part, tolerance="1")
        (moved,) = trader.traded(await trader.carry_out(agreed))
        after = await read_pool(chain.client, netuid)
        assert isinstance(after, Pool)
        before = replace(after, tao=after.tao + moved.tao_rao, alpha=after.alpha + moved.alpha_rao)
        tao, alpha = abs(moved.tao_rao), abs(moved.alpha_rao)
        told, got = (before.buy(tao), alpha) if kind == "stake.add" else (before.sell(alpha), tao)
        assert told[0] == got, (kind, part)
