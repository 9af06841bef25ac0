"""Balances, positions and validators."""

from __future__ import annotations

from typing import Any

import pytest

from tao_tui.amounts import Alpha, Tao
from tao_tui.errors import Unsupported
from tao_tui.reads.owned.balance import read_balances
from tao_tui.reads.owned.stake import read_positions, read_stake_situation
from tao_tui.reads.rows import as_row
from tests.reads.fake import ALICE, BOB, CAROL, HOTKEY, NOBODY, OTHER, FakeClient, account


def stake(netuid: int, alpha: int, hotkey: str = HOTKEY) -> dict[str, Any]:
    return {
        "hotkey": hotkey,
        "coldkey": ALICE,
        "netuid": netuid,
        "stake": alpha,
        "locked": 0,
        "emission": 3,
        "tao_emission": 0,
        "drain": 0,
        "is_registered": True,
    }


PRICES = [{"netuid": 1, "price": 250_000_000}]


async def test_balances_value_stake_at_the_pools_price_in_one_batch() -> None:
    client = FakeClient(
        {
            f"Account({ALICE})": account(1_000),
            "get_stake_info_for_coldkeys": [(ALICE, [stake(0, 70), stake(1, 4_003)]), (BOB, [])],
            "current_alpha_price_all": PRICES,
        }
    )
    alice, bob = (await read_balances(client, [ALICE, BOB])).data  # type: ignore[arg-type]
    assert len(client.batches) == 1
    assert as_row(alice) == {"coldkey": ALICE, "free_rao": 1_000, "staked_rao": 1_070, "total_rao": 2_070}
    assert bob.total == Tao(0)


async def test_positions_most_valuable_first_named_and_valued() -> None:
    client = FakeClient(
        {
            "get_stake_info_for_coldkeys": [(ALICE, [stake(1, 100), stake(0, 90), stake(1, 0, OTHER)])],
            "get_all_dynamic_info": [
                {"netuid": 1, "subnet_name": "apex"},
                {"netuid": 0, "subnet_name": "root"},
            ],
            "current_alpha_price_all": PRICES,
            "NetworksAdded(1)": True,
            "SubnetMechanism(1)": 1,
            "sim_swap_alpha_for_tao": {"tao_amount": 24, "alpha_amount": 100, "alpha_fee": 0},
            "current_alpha_price": 250_000_000,
            f"Owner({HOTKEY})": BOB,
            f"IdentitiesV2({BOB})": {"name": "tao.bot"},
        }
    )
    positions = (await read_positions(client, ALICE)).data  # type: ignore[arg-type]
    assert [(row.netuid, row.subnet_name, row.value.rao) for row in positions] == [
        (0, "root", 90),
        (1, "apex", 25),
    ]
    assert len(client.batches) == 2, "what the pool would pay for them is asked once they are known"
    row = as_row(positions[1])
    assert isinstance(row, dict)
    assert {"hotkey", "netuid", "alpha_rao", "value_rao"} <= set(row)
    assert [position.liquidation.rao for position in positions] == [90, 24]
    named = (await read_positions(client, ALICE, validator_names=True)).data  # type: ignore[arg-type]
    assert named[0].validator_name == "tao.bot"


async def test_a_stake_situation_tells_a_stranger_from_a_hotkey() -> None:
    answers = {
        f"Account({ALICE})": account(5),
        "get_stake_info_for_coldkeys": [(ALICE, [stake(1, 8)])],
        f"Owner({HOTKEY})": BOB,
        f"Owner({CAROL})": NOBODY,
        "NetworksAdded(1)": True,
        "SubtokenEnabled(1)": False,
    }
    known = (await read_stake_situation(FakeClient(answers), ALICE, HOTKEY, 1)).data  # type: ignore[arg-type]
    assert (known.free, known.alpha, known.hotkey_exists) == (Tao(5), Alpha(8), True)
    assert not known.trading_open
    stranger = (await read_stake_situation(FakeClient(answers), ALICE, CAROL, 1)).data  # type: ignore[arg-type]
    assert (stranger.hotkey_exists, stranger.staked_before, stranger.alpha) == (False, False, Alpha(0))


async def test_stakes_are_read_from_storage_where_no_api_lists_them() -> None:
    client = FakeClient(
        {
            f"StakingHotkeys({ALICE})": [HOTKEY, OTHER],
            f"Alpha({HOTKEY}, {ALICE}, 5)": {"bits": 1 << 62},
            f"TotalHotkeyShares({HOTKEY}, 5)": {"bits": 1 << 64},
            f"TotalHotkeyAlpha({HOTKEY}, 5)": 4_000,
            f"Uids(5, {HOTKEY})": 0,
            "current_alpha_price_all": [{"netuid": 5, "price": 500_000_000}],
            "get_all_dynamic_info": [],
        },
        missing={"StakeInfoRuntimeApi"},
    )
    (held,) = (await read_positions(client, ALICE)).data  # type: ignore[arg-type]
    assert (held.hotkey, held.netuid, held.alpha, held.value) == (HOTKEY, 5, Alpha(1_000), Tao(500))
    assert held.is_registered
    assert (await read_balances(client, [ALICE])).data[0].staked == Tao(500)  # type: ignore[arg-type]


async def test_stakes_only_a_list_of_everybodys_would_tell_are_not_looked_for() -> None:
    client = FakeClient(missing={"StakeInfoRuntimeApi", "SubtensorModule.StakingHotkeys"})
    with pytest.raises(Unsupported, match="Runtime 459"):
        await read_positions(client, ALICE)  # type: ignore[arg-type]
