"""What a position is of all that is staked, what it earns, and how deep its sale would cut."""

from __future__ import annotations

from typing import Any

import pytest

from tao_tui.amounts import Alpha, Tao
from tao_tui.journal.ledger import Lot
from tao_tui.journal.portfolio_history import Grown
from tao_tui.reads.owned.portfolio import Portfolio, read_portfolios
from tao_tui.reads.owned.remembered import Past, with_past
from tao_tui.reads.validators.earnings import GROWTH_ONE
from tests.reads.fake import ALICE, HOTKEY, OTHER, FakeClient, account, holding
from tests.reads.test_owning import PRICES, stake

GENESIS = "0x" + "45" * 32
HALF = {"mantissa": 5 * 10**20, "exponent": -15}
"""Half a million shares, as newer runtimes keep them."""
ONE = 1 << 32
"""One, in I96F32."""


def chain(**more: Any) -> dict[str, Any]:
    """Alice holds three quarters of her stake on subnet 1 and the rest on root."""
    return {
        f"Account({ALICE})": account(1_000),
        "get_stake_info_for_coldkeys": [(ALICE, [stake(1, 300_000), stake(0, 25_000, OTHER)])],
        "current_alpha_price_all": PRICES,
        "current_alpha_price": 250_000_000,
        "sim_swap_alpha_for_tao": {"tao_amount": 71_003, "alpha_fee": 200, "alpha_amount": 0, "tao_fee": 0},
        "NetworksAdded(1)": True,
        "SubnetAlphaIn(1)": 1_200_000,
        "SubnetMechanism(1)": 1,
        "Tempo(1)": 360,
        f"AlphaDividendsPerSubnet(1, {HOTKEY})": 1_000,
        f"TotalHotkeyAlphaLastEpoch({HOTKEY}, 1)": 1_001_000,
        f"TotalHotkeyAlpha({HOTKEY}, 1)": 1_001_000,
        f"TotalHotkeySharesV2({HOTKEY}, 1)": HALF,
        f"TotalHotkeyAlpha({OTHER}, 0)": 100_000,
        f"RootAlphaDividendsPerSubnet(1, {OTHER})": 400,
        **more,
    }


async def owned(answers: dict[str, Any], **runtime: Any) -> tuple[Portfolio, FakeClient]:
    client = FakeClient(answers, **runtime)
    (found,) = (await read_portfolios(client, [ALICE])).data  # type: ignore[arg-type]
    return found, client


async def test_shares_of_what_is_staked_and_of_the_pool_and_a_days_yield() -> None:
    found, client = await owned(chain())
    alpha, root = found.holdings
    assert (alpha.share_ppm, root.share_ppm) == (750_000, 250_000)
    assert (alpha.pool_ppm, root.pool_ppm) == (250_000, None)
    assert alpha.yield_daily_ppm == 1_000 * 1_000_000 * 20 // 1_000_000, "an epoch every 360 blocks, 20 a day"
    assert root.yield_daily_ppm == 400 // 4 * 20 * 1_000_000 // 100_000, "alpha at a quarter of a TAO"
    assert alpha.growth == 1_001_000 * GROWTH_ONE // 500_000
    assert root.growth is None, "what root earns is claimed, and not in its shares"
    assert len(client.batches) == 2


@pytest.mark.parametrize(
    ("shares", "growth"),
    [
        ({"bits": 500_000 << 64}, 1_001_000 * GROWTH_ONE // 500_000),
        ({"bits": 0}, None),
        (None, None),
    ],
)
async def test_older_runtimes_keep_shares_as_fixed_point_numbers(shares: Any, growth: int | None) -> None:
    answers = chain(**{f"TotalHotkeyShares({HOTKEY}, 1)": shares, f"TaoDividendsPerSubnet(1, {OTHER})": 50})
    missing = {"SubtensorModule.TotalHotkeySharesV2", "SubtensorModule.RootAlphaDividendsPerSubnet"}
    alpha, root = (await owned(answers, missing=missing))[0].holdings
    assert alpha.growth == growth
    assert root.yield_daily_ppm == 50 * 20 * 1_000_000 // 100_000, "TAO, not alpha"


@pytest.mark.parametrize("exponent", [-10_000, 10_000])
async def test_a_power_no_chain_keeps_is_no_growth(exponent: int) -> None:
    answers = chain(**{f"TotalHotkeySharesV2({HOTKEY}, 1)": {"mantissa": 1, "exponent": exponent}})
    assert (await owned(answers))[0].holdings[0].growth is None


async def test_one_lock_is_told_once_however_many_hotkeys_hold_stake_there() -> None:
    stakes = [stake(1, 200_000, OTHER), stake(1, 300_000), stake(0, 25_000, OTHER)]
    kept = {ALICE: {1: {"total": 500_000, "locked": 120_000, "available": 380_000}}}
    answers = chain(get_stake_info_for_coldkeys=[(ALICE, stakes)], get_stake_availability_for_coldkeys=kept)
    found, _ = await owned(answers)
    assert [(held.netuid, held.hotkey, held.locked.rao) for held in found.holdings] == [
        (1, HOTKEY, 120_000),
        (1, OTHER, 0),
        (0, OTHER, 0),
    ]


async def test_what_is_locked_to_claim_and_set_aside() -> None:
    answers = chain(
        **{
            f"Account({ALICE})": account(1_000, reserved=93, frozen=500),
            f"Holds({ALICE})": [{"id": {"Preimage": "Preimage"}, "amount": 40}],
            f"Locks({ALICE})": [{"id": "vesting ", "amount": 500, "reasons": "All"}],
            "get_stake_availability_for_coldkeys": {
                ALICE: {
                    0: {"total": 25_000, "locked": 0, "available": 25_000},
                    1: {"total": 300_000, "locked": 120_000, "available": 180_000},
                }
            },
            f"RootClaimable({OTHER})": {1: {"bits": ONE // 10}},
            f"RootClaimed(1, {OTHER}, {ALICE})": 500,
        }
    )
    found, client = await owned(answers)
    assert [(lock.netuid, lock.locked.rao, lock.available.rao) for lock in found.locked] == [
        (1, 120_000, 180_000)
    ]
    assert [held.locked for held in found.holdings] == [Alpha(120_000), Alpha(0)]
    assert [(each.kind, each.reason, each.amount.rao) for each in found.held_back] == [
        ("hold", "Preimage Preimage", 40),
        ("lock", "vesting", 500),
        ("deposit", "for proxies, multisig calls and the like", 53),
    ]
    assert (found.reserved, found.total) == (Tao(93), Tao(1_000 + 93 + 100_000))
    assert found.spendable == Tao(500), (
        "the existential deposit is more than what is frozen beyond the reserved"
    )
    assert found.claims.value == Tao((ONE // 10 * 25_000 // ONE - 500) // 4)
    assert len(client.batches) == 2


async def test_runtimes_without_locks_claims_or_lists_are_not_asked_for_them() -> None:
    missing = {
        "StakeInfoRuntimeApi.get_stake_availability_for_coldkeys",
        "SubtensorModule.claim_root",
        *(f"Balances.{name}" for name in ("Holds", "Locks", "Reserves", "Freezes")),
    }
    found, _ = await owned(chain(), missing=missing)
    assert (found.locked, found.held_back, found.claims.kind, found.claims.value) == ((), (), "none", Tao(0))


def test_gain_is_divided_by_alpha_and_left_open_where_nothing_is_known() -> None:
    held = (holding(alpha=Alpha(300), value=Tao(150)), holding(hotkey=OTHER, alpha=Alpha(100), value=Tao(50)))
    past = Past({(GENESIS, ALICE, 1): Lot(400, 100)})
    known = with_past(held, past, GENESIS, ALICE, 1_000)
    assert [(each.cost_rao, each.gain_rao) for each in known] == [(75, 75), (25, 25)]
    (stranger,) = with_past(held[:1], Past(), GENESIS, ALICE, 1_000)
    assert (stranger.cost_rao, stranger.gain_rao, stranger.kept_yield_daily_ppm) == (None, None, None)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (Grown(1_000 - 7_200, GROWTH_ONE), (2_000, 7_200)),
        (Grown(1_000 - 14_400, GROWTH_ONE), (1_000, 14_400)),
        (Grown(1_000 - 3_599, GROWTH_ONE), (None, None)),
        (Grown(1_000 - 7_200, 2 * GROWTH_ONE), (None, None)),
        (None, (None, None)),
    ],
)
def test_the_kept_yield_is_growth_a_day_over_enough_blocks(
    before: Grown | None, expected: tuple[int | None, int | None]
) -> None:
    held = holding(growth=GROWTH_ONE + GROWTH_ONE // 500, yield_daily_ppm=7)
    growths = {(1, HOTKEY): before} if before else {}
    (known,) = with_past([held], Past({}, growths), GENESIS, ALICE, 1_000)  # type: ignore[arg-type]
    assert (known.kept_yield_daily_ppm, known.kept_yield_blocks) == expected
    assert known.best_yield_daily_ppm == (expected[0] or 7)
