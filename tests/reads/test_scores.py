"""Scores as columns, and what changes in them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import numpy as np
import pytest

from tao_tui.chain.query import BlockRef, Changes, Head, Storage
from tao_tui.errors import UsageError
from tao_tui.reads.rows import as_row
from tao_tui.reads.scores.columns import read_scores
from tao_tui.reads.scores.follow import Numbers, ScoresDelta, follow_scores, follow_subnets
from tao_tui.reads.scores.items import OLDER_VECTORS, VECTORS
from tests.reads.fake import ALICE, BOB, CAROL, HOTKEY, OTHER, FakeClient


def column(*values: int, kind: str = "uint16") -> Any:
    return np.array(values, dtype=kind)


def people(*hotkeys: str, stakes: tuple[int, ...] = (10, 20)) -> dict[str, Any]:
    born = [500 + 100 * uid for uid in range(len(hotkeys))]
    return {
        "hotkeys": list(hotkeys),
        "coldkeys": [ALICE] * len(hotkeys),
        "total_stake": list(stakes),
        "block_at_registration": born,
    }


def world() -> dict[str, Any]:
    return {
        "get_selective_metagraph": people(HOTKEY, OTHER),
        "NetworksAdded(1)": True,
        "Tempo": 360,
        "ImmunityPeriod": 450,
        "LastEpochBlock": 900,
        "PendingEpochAt": 0,
        "BlocksSinceLastStep": 100,
        "Consensus": column(7, 65_535),
        "Incentive": column(1, 2),
        "Dividends": column(3, 4),
        "ValidatorTrust": column(5),
        "Emission": column(8, 9, kind="uint64"),
        "Active": column(1, 0, kind="bool"),
        "ValidatorPermit": column(1, 0, kind="bool"),
        "LastUpdate": column(990, 995, kind="uint64"),
    }


OLDER = {"SubtensorModule.Rank", "SubtensorModule.Trust"}


def node(*missing: str, **more: Any) -> FakeClient:
    """A node whose runtime keeps no ranks, as the newest do not."""
    return FakeClient({**world(), **more}, missing=OLDER | set(missing))


async def test_one_batch_becomes_columns_rows_and_the_document() -> None:
    client = node()
    reading = await read_scores(client, 1)  # type: ignore[arg-type]
    assert len(client.batches) == 1
    scores = reading.data
    # The chain had not grown this vector for uid 1 yet.
    assert scores.validator_trust.tolist() == [5, 0]
    assert not scores.stake.flags.writeable
    document = as_row(scores.document())
    assert isinstance(document, dict)
    assert {"netuid", "mechanism", "block", "epoch", "neurons"} == set(document)
    assert document["epoch"] == {"tempo": 360, "blocks_to_epoch": 260}
    assert document["neurons"][1] == {
        "uid": 1,
        "hotkey": OTHER,
        "coldkey": ALICE,
        "stake_rao": 20,
        "consensus": 65_535,
        "incentive": 2,
        "dividends": 4,
        "validator_trust": 0,
        "emission_rao": 9,
        "active": False,
        "validator_permit": False,
        "last_update": 995,
        "registered_at": 600,
        "immune": True,
        "rank": None,
        "trust": None,
        "pruning_score": None,
    }


async def test_a_runtime_that_keeps_ranks_shows_them() -> None:
    client = FakeClient({**world(), "Rank": column(3, 4), "Trust": column(65_535, 6)})
    scores = (await read_scores(client, 1)).data  # type: ignore[arg-type]
    assert (scores.neuron(1).rank, scores.neuron(1).trust) == (4, 6)
    client.feed = [change(1001, Rank=column(3, 5))]
    assert (await collect(client))[-1].changed["rank"].tolist() == [1]


async def test_a_second_mechanism_has_incentives_of_its_own() -> None:
    client = node(
        **{"MechanismCountCurrent": 2, "Incentive(4097)": column(9, 8), "Incentive(1)": column(0, 0)}
    )
    scores = (await read_scores(client, 1, 1)).data  # type: ignore[arg-type]
    assert scores.incentive.tolist() == [9, 8]
    assert (scores.mechanism, scores.mechanisms) == (1, 2)
    with pytest.raises(UsageError, match="Subnet 1 has no mechanism 2"):
        await read_scores(client, 1, 2)  # type: ignore[arg-type]


async def test_the_end_of_immunity_is_a_change() -> None:
    client = node()
    client.blocks = [head(1049), head(1050)]
    deltas = await collect(client)
    assert [delta.scores.immune.tolist() for delta in deltas] == [
        [False, True],
        [False, True],
        [False, False],
    ]
    assert deltas[-1].changed["immune"].tolist() == [1]


async def test_storage_told_before_its_header_belongs_to_the_next_block() -> None:
    client = node()
    client.feed = [change(1001, Incentive=column(5, 2)), change(1001, Dividends=column(5, 4))]
    assert [delta.scores.block for delta in await collect(client)] == [1000, 1001, 1001]
    numbers = Numbers(client.block)
    assert (numbers.of("0x01"), numbers.of("0x02")) == (1001, 1002)
    numbers.remember(BlockRef(1005, "0x02"))
    assert (numbers.of("0x02"), numbers.of("0x03")) == (1005, 1006)


async def test_a_fault_of_one_stream_ends_the_feed(monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(self: FakeClient) -> AsyncIterator[Head]:
        yield head(1001)
        raise ZeroDivisionError

    monkeypatch.setattr(FakeClient, "heads", broken)
    with pytest.raises(ZeroDivisionError):
        await asyncio.wait_for(collect(node()), 60)


async def test_the_schedule_follows_what_is_told_of_it() -> None:
    client = node()
    client.feed = [change(1001, LastEpochBlock=1001), change(1002, Tempo=100, PendingEpochAt=1050)]
    deltas = await collect(client)
    assert [delta.scores.blocks_to_epoch for delta in deltas] == [260, 360, 48]
    schedule = deltas[-1].scores.schedule
    assert (schedule.last_epoch_block, schedule.blocks_since_last_step, schedule.as_of) == (1001, 1, 1002)


async def test_a_dissolved_subnet_ends_the_stream() -> None:
    client = node()
    client.feed = [change(1001, NetworksAdded=False)]
    with pytest.raises(UsageError, match="Subnet 1 was dissolved"):
        await collect(client)


async def test_mechanisms_come_and_go_while_a_subnet_is_watched() -> None:
    client = node(MechanismCountCurrent=1)
    client.feed = [change(1001, MechanismCountCurrent=2), change(1002, Incentive=column(3, 4))]
    assert [delta.scores.mechanisms for delta in await collect(client)] == [1, 2, 2]
    client = node(MechanismCountCurrent=2)
    client.feed = [change(1001, MechanismCountCurrent=1)]
    with pytest.raises(UsageError, match="Subnet 1 has no mechanism 1"):
        async for _ in follow_scores(client, 1, 1):  # type: ignore[arg-type]
            pass


async def test_a_subnet_whose_number_went_to_another_was_dissolved() -> None:
    client = node(NetworkRegisteredAt=7)
    client.feed = [change(1001, NetworkRegisteredAt=7), change(1002, NetworkRegisteredAt=1002)]
    with pytest.raises(UsageError, match="Subnet 1 was dissolved") as caught:
        await collect(client)
    assert "Another subnet has its number now" in caught.value.hint


async def test_an_unknown_subnet() -> None:
    with pytest.raises(UsageError):
        await read_scores(node(**{"NetworksAdded(1)": False}), 1)  # type: ignore[arg-type]


async def test_runtimes_without_the_selective_call_give_the_same() -> None:
    client = node("SubnetInfoRuntimeApi.get_selective_metagraph", get_subnet_state=people(HOTKEY, OTHER))
    assert (await read_scores(client, 1)).data.hotkeys == (HOTKEY, OTHER)  # type: ignore[arg-type]


def change(block: int, **values: Any) -> Changes:
    named = {Storage("SubtensorModule", *_item(name)): value for name, value in values.items()}
    return Changes(f"0x{block:064x}", named)


def _item(name: str) -> tuple[Any, ...]:
    widths = {**dict(VECTORS.values()), **dict(OLDER_VECTORS.values())}
    return (name, (1,), widths[name]) if name in widths else (name, (1,))


def head(block: int) -> Head:
    return Head(BlockRef(block, f"0x{block:064x}"), block - 2)


async def collect(client: FakeClient) -> list[ScoresDelta]:
    return [delta async for delta in follow_scores(client, 1)]  # type: ignore[arg-type]


def everything() -> dict[str, Any]:
    return {name: world()[name] for name, _ in VECTORS.values()}


async def test_the_first_delta_carries_everything_and_repeats_change_nothing() -> None:
    client = node()
    client.feed = [Changes(client.block.hash, change(1000, **everything()).values)]
    deltas = await collect(client)
    assert len(deltas) == 1
    assert deltas[0].changed["stake"].tolist() == [0, 1]
    assert deltas[0].replaced == (0, 1)
    assert len(client.batches) == 1
    watched = {item.item for item in client.watched}
    assert {"Consensus", "LastEpochBlock", "SubnetworkN", "Tempo"} <= watched
    assert "BlocksSinceLastStep" not in watched


async def test_only_the_uids_that_differ_are_reported() -> None:
    client = node()
    client.feed = [change(1001, Incentive=column(1, 60_000), LastUpdate=column(1001, 995, kind="uint64"))]
    delta = (await collect(client))[-1]
    assert {name: uids.tolist() for name, uids in delta.changed.items()} == {
        "incentive": [1],
        "last_update": [0],
    }
    assert delta.scores.incentive.tolist() == [1, 60_000]
    # uid 0 has a permit: it set weights, nobody was registered, so the keys are not asked for again.
    assert len(client.batches) == 1


async def test_a_registration_replaces_the_neuron() -> None:
    client = node()
    client.answers["get_selective_metagraph"] = _answers_in_turn(people(HOTKEY, OTHER), people(HOTKEY, CAROL))
    client.feed = [change(1001, LastUpdate=column(990, 1001, kind="uint64"))]
    delta = (await collect(client))[-1]
    assert delta.replaced == (1,)
    assert delta.scores.hotkeys == (HOTKEY, CAROL)


async def test_a_grown_subnet_gets_a_new_row() -> None:
    client = node()
    grown = people(HOTKEY, OTHER, BOB, stakes=(10, 20, 30))
    client.answers["get_selective_metagraph"] = _answers_in_turn(people(HOTKEY, OTHER), grown)
    client.feed = [change(1001, SubnetworkN=3, Consensus=column(7, 65_535, 9))]
    delta = (await collect(client))[-1]
    assert delta.scores.size == 3
    assert delta.replaced == (2,)
    assert delta.changed["consensus"].tolist() == [2]
    assert delta.scores.neuron(2).dividends == 0


async def test_an_epoch_reads_stakes_again_and_restarts_the_count() -> None:
    client = node()
    client.answers["get_selective_metagraph"] = _answers_in_turn(
        people(HOTKEY, OTHER), people(HOTKEY, OTHER, stakes=(11, 20))
    )
    client.blocks = [head(1260)]
    client.feed = [change(1260, Emission=column(8, 90, kind="uint64"), LastEpochBlock=1260)]
    last = (await collect(client))[-1]
    assert last.scores.blocks_to_epoch == 360
    assert last.scores.stake.tolist() == [11, 20]
    assert {name: uids.tolist() for name, uids in last.changed.items()} == {"emission": [1], "stake": [0]}


async def test_a_block_without_changes_moves_the_clock_only() -> None:
    client = node()
    client.blocks = [head(1001), head(1002)]
    deltas = await collect(client)
    assert [delta.scores.blocks_to_epoch for delta in deltas] == [260, 259, 258]
    assert not deltas[-1].changed


async def test_several_subnets_share_a_batch_and_a_subscription() -> None:
    client = node(**{"NetworksAdded(2)": True})
    incentive = Storage("SubtensorModule", "Incentive", (2,), "u16")
    client.feed = [Changes(f"0x{1001:064x}", {incentive: column(1, 9)})]
    deltas = [delta async for delta in follow_subnets(client, [1, 2])]  # type: ignore[arg-type]
    assert [delta.scores.netuid for delta in deltas] == [1, 2, 2]
    assert {name: uids.tolist() for name, uids in deltas[2].changed.items()} == {"incentive": [1]}
    assert len(client.batches) == 1
    assert {item.params[0] for item in client.watched} == {1, 2}


async def test_a_late_notification_does_not_turn_back_the_clock() -> None:
    client = node()
    client.blocks = [head(1001), head(1002)]
    client.feed = [change(1001, Incentive=column(5, 5))]
    blocks = [delta.scores.block for delta in await collect(client)]
    assert blocks == sorted(blocks)


def _answers_in_turn(*answers: Any) -> Any:
    left = list(answers)
    return lambda *_: left.pop(0) if len(left) > 1 else left[0]
