"""All subnets at a glance."""

from __future__ import annotations

from contextlib import aclosing
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tao_tui.chain.query import BlockRef, Changes, Reading, Storage
from tao_tui.reads.scores import wall
from tao_tui.reads.scores.wall import Tile, WallDelta, follow_wall, gini
from tao_tui.text import clean
from tests.reads.fake import FakeClient
from tests.reads.test_scores import OLDER, column, head, world


class _Subnet:
    def __init__(self, netuid: int) -> None:
        self.netuid, self.name = netuid, clean(f"subnet {netuid}")


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> FakeClient:
    async def subnets(_: Any) -> Reading[Any]:
        return Reading(BlockRef(1000, "0xaa"), tuple(_Subnet(netuid) for netuid in range(3)))

    monkeypatch.setattr(wall, "read_subnets", subnets)
    answers = {
        **world(),
        "NetworksAdded": True,
        "Incentive": column(0, 0, 30_000, 20_000, 10_000, 5_535),
        "ValidatorTrust": column(60_000, 20_000, 0, 0, 0, 0),
        "ValidatorPermit": column(1, 1, 1, 0, 0, 0, kind="bool"),
    }
    return FakeClient(answers, missing=OLDER)


async def collect(client: FakeClient) -> list[WallDelta]:
    return [delta async for delta in follow_wall(client)]  # type: ignore[arg-type]


async def test_every_subnet_but_root_has_a_tile_from_one_batch(client: FakeClient) -> None:
    (first,) = await collect(client)
    assert [tile.netuid for tile in first.tiles] == [1, 2]
    tile = first.tiles[0]
    assert (tile.name, tile.earning, tile.best, tile.blocks_to_epoch) == ("subnet 1", 4, 30_000, 260)
    assert tile.slices == (30_000, 20_000, 10_000, 5_535, 0, 0, 0, 0)
    assert (tile.validators, tile.trust_lowest, tile.trust_median, tile.trust_highest) == (
        2, 20_000, 60_000, 60_000,
    )  # fmt: skip
    assert len(client.batches) == 1


async def test_only_the_subnet_whose_scores_changed_is_told(client: FakeClient) -> None:
    item = Storage("SubtensorModule", "Incentive", (2,), "u16")
    client.feed = [Changes("0xbb", {item: column(0, 0, 65_535)})]
    last = (await collect(client))[-1]
    assert last.stepped == {2}
    (tile,) = last.tiles
    assert (tile.netuid, tile.best, tile.concentration, tile.earning) == (2, 65_535, 0, 1)


async def test_blocks_move_the_countdown(client: FakeClient) -> None:
    client.blocks = [head(1001), head(1005)]
    deltas = await collect(client)
    assert [delta.tiles[0].blocks_to_epoch for delta in deltas] == [260, 259, 255]
    assert not deltas[-1].stepped


async def test_what_changes_with_every_block_is_not_subscribed_to(client: FakeClient) -> None:
    await collect(client)
    (read,) = client.batches
    assert {item.item for item in read if isinstance(item, Storage)} - {i.item for i in client.watched} == {
        "BlocksSinceLastStep"
    }
    assert "LastEpochBlock" in {item.item for item in client.watched}


async def test_an_epoch_begins_the_countdown_anew(client: FakeClient) -> None:
    fresh: dict[Storage, Any] = {
        Storage("SubtensorModule", "LastEpochBlock", (2,)): 1001,
        Storage("SubtensorModule", "Incentive", (2,), "u16"): column(1, 1),
    }
    client.feed = [Changes("0xbb", fresh)]
    (tile,) = (await collect(client))[-1].tiles
    assert (tile.netuid, tile.blocks_to_epoch) == (2, 360)


async def test_a_dissolved_subnet_leaves_the_wall(client: FakeClient) -> None:
    client.feed = [Changes("0xbb", {Storage("SubtensorModule", "NetworksAdded", (1,)): False})]
    client.blocks = []
    last = (await collect(client))[-1]
    assert (last.gone, last.tiles) == ((1,), ())


@pytest.mark.parametrize(
    "news",
    [
        {Storage("SubtensorModule", "NetworksAdded", (3,)): True},
        {Storage("SubtensorModule", "NetworkRegisteredAt", (2,)): 1001},
    ],
    ids=["on a number that was free", "instead of another"],
)
async def test_a_new_subnet_makes_the_wall_begin_anew(client: FakeClient, news: dict[Storage, Any]) -> None:
    client.answers |= {"NetworkRegisteredAt": 7}
    client.feed = [Changes("0xbb", news)]
    async with aclosing(follow_wall(client)) as stream:  # type: ignore[arg-type]
        deltas = [await anext(stream), await anext(stream)]
    assert [len(delta.tiles) for delta in deltas] == [2, 2]
    assert len(client.batches) == 2
    assert Storage("SubtensorModule", "NetworksAdded", (3,)) in client.watched


async def test_a_subnet_nobody_earns_on(client: FakeClient) -> None:
    client.answers |= {
        "Incentive": column(),
        "ValidatorTrust": column(),
        "ValidatorPermit": column(kind="bool"),
    }
    tile: Tile = (await collect(client))[0].tiles[0]
    assert (tile.earning, tile.best, tile.validators, sum(tile.slices)) == (0, 0, 0, 0)


@given(st.lists(st.integers(1, 65_535), min_size=1, max_size=60))
def test_gini_is_the_mean_difference_over_twice_the_mean(values: list[int]) -> None:
    descending = np.array(sorted(values, reverse=True), np.int64)
    differences = sum(abs(a - b) for a in values for b in values)
    expected = differences * 65_535 // (2 * len(values) * sum(values))
    assert gini(descending) == expected
