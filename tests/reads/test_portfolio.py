"""Portfolios: at the pools' prices, and at what the pools would pay for all of it."""

from __future__ import annotations

from typing import Any

import pytest

from tao_tui.amounts import Tao
from tao_tui.errors import Unsupported
from tao_tui.journal.portfolio_history import DAY, HOUR, PortfolioHistory
from tao_tui.reads.owned.balance import read_balances
from tao_tui.reads.owned.kept_portfolios import Change, change_of, keep
from tao_tui.reads.owned.portfolio import read_portfolios
from tao_tui.reads.owned.stake import read_positions
from tao_tui.reads.trades.pool import FLAT_FEE_RAO
from tests.reads.fake import ALICE, BOB, HOTKEY, OTHER, FakeClient, account
from tests.reads.test_owning import PRICES, stake


def chain(**more: Any) -> dict[str, Any]:
    """A chain on which a pool of 1,000,000 alpha and 250,000 TAO (in rao) belongs to subnet 1."""
    return {
        f"Account({ALICE})": account(1_000),
        f"Account({BOB})": account(7),
        "get_stake_info_for_coldkeys": [
            (ALICE, [stake(1, 300_000), stake(0, 70), stake(1, 100_000, OTHER), stake(1, 0)]),
            (BOB, [stake(0, 5)]),
        ],
        "current_alpha_price_all": PRICES,
        "current_alpha_price": 250_000_000,
        "NetworksAdded(1)": True,
        "SubnetTAO(1)": 250_000,
        "SubnetAlphaIn(1)": 1_000_000,
        "SubnetMechanism(1)": 1,
        **more,
    }


async def test_the_chain_is_asked_what_all_alpha_of_a_subnet_would_bring_at_once() -> None:
    asked: list[tuple[int, int]] = []

    def simulated(netuid: int, alpha: int) -> dict[str, int]:
        asked.append((netuid, alpha))
        return {"tao_amount": 71_003, "alpha_fee": 200, "alpha_amount": 0, "tao_fee": 0}

    client = FakeClient(chain(sim_swap_alpha_for_tao=simulated))
    alice, bob = (await read_portfolios(client, [ALICE, BOB])).data  # type: ignore[arg-type]
    assert asked == [(1, 400_000)]
    assert len(client.batches) == 2
    paid = {(held.netuid, held.hotkey): held.liquidation.rao for held in alice.holdings}
    assert paid == {(1, HOTKEY): 53_252, (1, OTHER): 17_750, (0, HOTKEY): 70}
    assert (alice.staked, alice.liquidation, alice.total) == (Tao(100_070), Tao(71_072), Tao(101_070))
    assert [held.value.rao for held in alice.holdings] == [75_000, 25_000, 70]
    assert (bob.free, bob.staked, bob.liquidation) == (Tao(7), Tao(5), Tao(5))


async def test_a_runtime_that_cannot_simulate_is_asked_for_its_pools() -> None:
    missing = {"SwapRuntimeApi.sim_swap_alpha_for_tao", "Swap.CurrentLiquidity", "Swap.FeeRate"}
    pool = {"SubnetTAO(1)": 25_000_000, "SubnetAlphaIn(1)": 100_000_000}
    client = FakeClient(chain(**pool), missing=missing)
    (alice,) = (await read_portfolios(client, [ALICE])).data  # type: ignore[arg-type]
    assert sum(h.liquidation.rao for h in alice.holdings if h.netuid == 1) == 99_600 - FLAT_FEE_RAO
    # What would leave less than a hundredth of a TAO in the pool is refused.
    small = FakeClient(chain(), missing=missing)
    (alice,) = (await read_portfolios(small, [ALICE])).data  # type: ignore[arg-type]
    assert sum(h.liquidation.rao for h in alice.holdings if h.netuid == 1) == 0


async def test_a_pool_that_cannot_take_it_pays_nothing_and_root_pays_one_to_one() -> None:
    nothing = {"tao_amount": 0, "alpha_fee": 0, "alpha_amount": 0, "tao_fee": 0}
    client = FakeClient(chain(sim_swap_alpha_for_tao=nothing))
    (alice,) = (await read_portfolios(client, [ALICE])).data  # type: ignore[arg-type]
    assert alice.liquidation == Tao(70)
    client = FakeClient(chain(get_stake_info_for_coldkeys=[(BOB, [stake(0, 5)])]))
    (bob,) = (await read_portfolios(client, [BOB])).data  # type: ignore[arg-type]
    assert (bob.liquidation, len(client.batches)) == (Tao(5), 2), "what root stake earned"


async def test_what_is_kept_says_how_the_total_changed(tmp_path: Any) -> None:
    client = FakeClient(
        chain(sim_swap_alpha_for_tao={"tao_amount": 9, "alpha_amount": 400_000, "alpha_fee": 0})
    )
    (alice,) = (await read_portfolios(client, [ALICE])).data  # type: ignore[arg-type]
    now = 20_000 * DAY
    with PortfolioHistory(tmp_path / "portfolio.sqlite") as history:
        keep(history, client.genesis, 900, [alice], now - 30 * HOUR)
        course = history.course(client.genesis, ALICE, holdings=True)
    assert (course[0].block, course[0].total_rao, len(course[0].holdings)) == (900, 101_070, 3)
    assert change_of(course, 101_100, now) == Change(30, now - 30 * HOUR)
    assert change_of((), 5, now) is None


def test_since_when_is_said_as_people_say_it() -> None:
    now = 20_000 * DAY
    said = [Change(1, now - ago).words(now) for ago in (-5, 200, 3 * HOUR, DAY, 2 * DAY - 1, 2 * DAY)]
    assert said == [
        "in 0 min",
        "in 3 min",
        "in 3 h",
        "since yesterday",
        "since yesterday",
        "since 2024-10-02",
    ]


async def test_a_runtime_that_lists_no_positions_tells_their_sum_and_what_it_keeps_to_itself() -> None:
    lists = {"StakeInfoRuntimeApi", "SubtensorModule.Alpha", "SwapRuntimeApi", "SubtensorModule.SubnetTAO"}
    sums = {f"TotalColdkeyStake({ALICE})": 40_000, f"TotalColdkeyStake({BOB})": 0}
    client = FakeClient(chain(**sums), missing=lists)
    alice, bob = (await read_portfolios(client, [ALICE, BOB])).data  # type: ignore[arg-type]
    assert (alice.free, alice.staked, alice.liquidation, alice.total) == tuple(
        map(Tao, (1_000, 40_000, 40_000, 41_000))
    )
    assert (bob.total, bob.holdings, alice.holdings) == (Tao(7), (), ())
    assert str(alice.untold).endswith("tells a coldkey only its sum.")
    balances = (await read_balances(client, [BOB, ALICE])).data  # type: ignore[arg-type]
    assert [each.staked.rao for each in balances] == [0, 40_000]
    with pytest.raises(Unsupported, match="its positions cannot be shown"):
        await read_positions(client, ALICE)  # type: ignore[arg-type]
