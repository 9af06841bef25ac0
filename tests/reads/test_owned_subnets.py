"""What a subnet brings its owner."""

from __future__ import annotations

from typing import Any

from tao_tui.amounts import Alpha, Tao
from tao_tui.reads.subnets.owned import read_owned_subnets
from tests.reads.fake import ALICE, BOB, FakeClient
from tests.reads.test_subnets import pool, sizes, world

ANSWERS: dict[str, Any] = {
    "get_all_dynamic_info": [pool(0), pool(1), pool(2, owner_coldkey=BOB), pool(3, alpha_out_emission=0)],
    "get_subnets_info": [sizes(0), sizes(1), sizes(2), sizes(3)],
    "current_alpha_price_all": [{"netuid": netuid, "price": 500_000_000} for netuid in range(4)],
    "SubnetOwnerCut": 11_796,
    "OwnerCutEnabled": True,
    "PendingOwnerCut(1)": 77,
    "FirstEmissionBlockNumber(1)": 5,
}


async def test_each_of_mine_with_its_cut_a_day() -> None:
    client = FakeClient(world(**ANSWERS))
    first, second = (await read_owned_subnets(client, ALICE)).data  # type: ignore[arg-type]
    assert len(client.batches) == 2
    assert (first.subnet.netuid, second.subnet.netuid) == (1, 3)
    cut = 10**9 * 11_796 // 65_535
    assert first.cut_per_day == Alpha(cut * 7_200)
    assert first.value_per_day == Tao(cut * 3_600)
    assert (first.cut_ppm, first.pending, first.started) == (179_995, Alpha(77), True)
    assert (second.cut_per_day, second.pending, second.started) == (Alpha(0), Alpha(0), False)


async def test_a_cut_that_is_off_brings_nothing_and_strangers_own_nothing() -> None:
    client = FakeClient(world(**{**ANSWERS, "OwnerCutEnabled": False}))
    first = (await read_owned_subnets(client, ALICE)).data[0]  # type: ignore[arg-type]
    assert (first.cut_ppm, first.cut_per_day) == (0, Alpha(0))
    nothing = await read_owned_subnets(FakeClient(world(get_all_dynamic_info=[pool(1)])), BOB)  # type: ignore[arg-type]
    assert nothing.data == ()
