"""Who is said to be replaced next is whom the embedded node replaces: neurons and subnets."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import bittensor_core
import pytest

from tao_tui.addresses import address_of, parse_address
from tao_tui.chain.calls.call import Call
from tao_tui.chain.client import Client, connect
from tao_tui.chain.extrinsics.inclusion import Inclusion
from tao_tui.chain.extrinsics.signing import assemble
from tao_tui.chain.networks import resolve_network
from tao_tui.chain.query import Storage
from tao_tui.devnet.node.node import Node
from tao_tui.devnet.pallets.subtensor.rate_limits import LAST_SUBNET
from tao_tui.devnet.pallets.subtensor.state import ROOT
from tao_tui.devnet.rpc.server import serve
from tao_tui.errors import Unsupported
from tao_tui.reads.rows import as_row
from tao_tui.reads.subnets.subnet_risk import read_subnet_risks
from tao_tui.reads.uids.prune_risk import PruneRisk, prune_risk, read_prune_risks, read_risks_of
from tests.app.fake_world import World as ScoredWorld
from tests.devnet.founding import BOB, OWNER, TAO, World, key
from tests.reads.fake import FakeClient

SUBNETS, ROUNDS, SIZE = 24, 5, 9
ALICE = bittensor_core.Keypair.from_uri("//Alice")
HEAD, IMMUNITY = 12, 10
"""Who was born in block 9 stays immune while the test runs, who was born before is not any more."""


def crowd(world: World, seed: int) -> int:
    """A subnet full of neurons with drawn emissions and ages, some the owner's; every fourth has room."""
    draw, chain = random.Random(seed), world.chain
    netuid = world.subnet()
    for uid in range(1, SIZE):
        world.neuron(netuid, OWNER if draw.random() < 0.3 else BOB, key(f"{seed}-{uid}"))
    chain.MaxAllowedUids[netuid] = SIZE + (2 if seed % 4 == 0 else 0)
    chain.ImmunityPeriod[netuid] = draw.choice([0, IMMUNITY, IMMUNITY, IMMUNITY])
    chain.MinNonImmuneUids[netuid] = draw.randrange(4)
    chain.ImmuneOwnerUidsLimit[netuid] = draw.randrange(1, 4)
    chain.Emission[netuid] = [draw.choice([0, 0, 7, 9]) for _ in range(SIZE)]
    for uid in range(SIZE):
        chain.BlockAtRegistration[netuid, uid] = draw.choice([0, 0, 3, 9])
    chain.Tempo[netuid] = 50_000
    return netuid


@pytest.fixture
async def chain() -> AsyncIterator[tuple[Client, Node, World]]:
    world = World()
    world.balances.endow(bytes(ALICE.public_key), 10**6 * TAO)
    for seed in range(SUBNETS):
        crowd(world, seed)
    node = Node(world.runtime, block_time=None, finality_lag=1)
    async with serve(node) as server, connect(resolve_network(server.url)) as client:
        for _ in range(HEAD):
            node.new_block()
        yield client, node, world


async def send(client: Client, node: Node, call: Call) -> Inclusion:
    """Sign as Alice and send; it is in the next block, and in no later one."""
    request = await client.prepare(client.runtime.compose(call), parse_address(ALICE.ss58_address), 1)
    signed = assemble(request, ALICE.sign(request.payload))
    async for status in client.submit(signed):
        if status.kind == "ready":
            node.new_block()
        elif status.block_hash:
            return await client.outcome(signed.hash, status.block_hash)
    raise AssertionError("it came into no block")


async def test_the_foretold_is_replaced_registration_after_registration(
    chain: tuple[Client, Node, World],
) -> None:
    client, node, _ = chain
    netuids = range(1, SUBNETS + 1)
    reading = await read_prune_risks(client, netuids)
    foretold = {risk.netuid: risk for risk in reading.data}
    found: dict[int, list[int]] = {netuid: [] for netuid in netuids}
    for turn in range(ROUNDS):
        calls = [
            Call(
                "SubtensorModule",
                "burned_register",
                {"netuid": netuid, "hotkey": address_of(key(f"new-{netuid}-{turn}"))},
            )
            for netuid in netuids
        ]
        done = await asyncio.wait_for(
            send(client, node, Call("Utility", "force_batch", {"calls": calls})), 30
        )
        for event in done.events:
            if event.name == "NeuronRegistered":
                found[int(str(event.get("", 0)))].append(int(str(event.get("", 1))))
    for netuid, risk in foretold.items():
        turns = {row.registrations_left: row.uid for row in risk.queue if row.registrations_left is not None}
        assert len(turns) == sum(row.registrations_left is not None for row in risk.queue)
        replaced = [uid if uid < risk.neurons else None for uid in found[netuid]]
        # A newcomer replaced by the next one has the uid that was foretold for the one it replaced.
        firsts = [uid if uid not in replaced[:at] else None for at, uid in enumerate(replaced)]
        assert firsts == [turns.get(turn) for turn in range(1, len(replaced) + 1)], (netuid, risk)
        assert len(replaced) == ROUNDS or len(turns) == 0
        assert risk.next_uid == (replaced[0] if replaced and not risk.free_places else None)
        assert risk.free_places == (2 if netuid % 4 == 1 else 0)


async def test_immunity_ends_for_the_block_a_registration_is_in(chain: tuple[Client, Node, World]) -> None:
    client, node, world = chain
    netuid, put = 2, world.chain
    put.MinNonImmuneUids[netuid], put.ImmunityPeriod[netuid], put.ImmuneOwnerUidsLimit[netuid] = 0, 6, 1
    put.Emission[netuid] = [0, *[9] * (SIZE - 1)]
    for uid in range(SIZE):
        put.BlockAtRegistration[netuid, uid] = HEAD - 3
    put.BlockAtRegistration[netuid, 4] = HEAD - 4  # still immune in the head, no longer in the next block
    node.new_block()
    (risk,) = (await read_prune_risks(client, [netuid])).data
    left = {row.uid: row.immune_blocks_left for row in risk.queue}
    assert (risk.next_uid, left[4], left[5]) == (4, 0, 1)
    call = Call("SubtensorModule", "burned_register", {"netuid": netuid, "hotkey": address_of(key("late"))})
    done = await asyncio.wait_for(send(client, node, call), 60)
    assert [event.get("", 1) for event in done.events if event.name == "NeuronRegistered"] == [4]


async def test_the_subnet_foretold_is_dissolved(chain: tuple[Client, Node, World]) -> None:
    client, node, world = chain
    put = world.chain
    put.NetworkRateLimit.value, put.NetworkMinLockCost.value = 7, 10 * TAO
    put.NetworkImmunityPeriod.value = 10
    draw = random.Random(5)
    for netuid in range(1, SUBNETS + 1):
        put.NetworkRegisteredAt[netuid] = draw.choice([1, 2, HEAD])
        put.SubnetMovingPrice[netuid] = draw.choice([1, 2, 3]) << 20
    put.SubnetLimit.value = SUBNETS + 1
    node.new_block()
    before = (await read_subnet_risks(client, {address_of(OWNER)})).data
    assert (before.limit, before.free_places, before.next_netuid) == (SUBNETS + 1, 1, None)
    assert [row.rank for row in before.queue[:3]] == [1, 2, 3]
    assert [row.creations_left for row in before.queue[:3]] == [2, 3, 4]
    assert all(row.mine for row in before.queue)
    assert {row.netuid for row in before.queue if row.rank is None} == {
        netuid for netuid in range(1, SUBNETS + 1) if put.NetworkRegisteredAt[netuid] == HEAD
    }
    put.SubnetLimit.value = SUBNETS
    node.new_block()
    for turn in range(4):
        reading = await read_subnet_risks(client)
        assert reading.data.creatable_at == reading.block.number + (7 if turn else 1)
        for _ in range(reading.data.creatable_at - reading.block.number):
            node.new_block()
        risks = (await read_subnet_risks(client)).data
        hotkey = address_of(key(f"owner-{turn}"))
        done = await asyncio.wait_for(
            send(client, node, Call("SubtensorModule", "register_network", {"hotkey": hotkey})), 30
        )
        assert done.success, done.error
        removed = [int(str(event.get("", 0))) for event in done.events if event.name == "NetworkRemoved"]
        assert removed == [risks.next_netuid] == [risks.queue[0].netuid]
        assert put.LastRateLimitedBlock[LAST_SUBNET] == (await client.head()).number


async def test_mine_are_found_on_every_subnet_and_marked(chain: tuple[Client, Node, World]) -> None:
    client, _, _ = chain
    mine = address_of(key("3-4"))
    (risk,) = (await read_risks_of(client, [mine])).data
    assert (risk.netuid, [row.uid for row in risk.queue if row.mine]) == (4, [4])
    assert (await read_risks_of(client, [address_of(key("stranger"))])).data == ()


def test_every_row_says_what_the_contract_names() -> None:
    scores = ScoredWorld().scores(1)
    scores = replace(scores, seats=replace(scores.seats, room=scores.size, least_free=3))
    row: Any = as_row(prune_risk(scores, {scores.hotkeys[7]}))
    assert set(row) == {
        "netuid", "rule", "neurons", "places", "free_places", "immunity_period", "least_not_immune",
        "registration_open", "next_uid", "queue",
    }  # fmt: skip
    assert set(row["queue"][0]) == {
        "uid", "hotkey", "coldkey", "mine", "rank", "registrations_left", "immune_blocks_left",
        "registered_at", "emission_rao", "stake_rao", "pruning_score",
    }  # fmt: skip
    assert [each["uid"] for each in row["queue"] if each["mine"]] == [7]
    assert sorted(each["uid"] for each in row["queue"]) == list(range(scores.size))
    root: PruneRisk = prune_risk(replace(scores, netuid=ROOT))
    assert root.rule == "stake"
    by_score = replace(scores, pruning_score=scores.incentive)
    assert prune_risk(by_score).rule == "pruning_score"


def pool(netuid: int, price: int, at: int) -> dict[str, Any]:
    """A decoded DynamicInfo, as far as it is looked at."""
    return {
        "netuid": netuid, "subnet_name": list(b"apex"), "token_symbol": list(b"a"),
        "network_registered_at": at, "owner_coldkey": address_of(OWNER), "moving_price": {"bits": price},
    }  # fmt: skip


async def test_older_runtimes_dissolve_none_and_stable_subnets_are_worth_one() -> None:
    answers = {
        "get_network_registration_cost": 5,
        "get_all_dynamic_info": [pool(0, 0, 0), pool(1, 3 << 32, 1), pool(2, 0, 1), None],
        "SubnetMechanism(1)": 1,
        "SubnetMechanism(2)": 0,
        "NetworkImmunityPeriod": 10,
        "NetworkRateLimit": 50,
        "NetworkLastRegistered": 990,
        "SubnetLimit": 2,
    }
    older = FakeClient(answers, missing={"SubtensorModule.LastRateLimitedBlock"})
    risks = (await read_subnet_risks(older)).data  # type: ignore[arg-type]
    assert len(older.batches) == 1
    assert (risks.limit, risks.free_places, risks.next_netuid, risks.creatable_at) == (
        None,
        None,
        None,
        1_040,
    )
    assert [(row.netuid, row.rank, row.creations_left) for row in risks.queue] == [(2, 1, None), (1, 2, None)]
    assert [row.moving_price.rao for row in risks.queue] == [10**9, 3 * 10**9]
    first = FakeClient(
        {**answers, "NetworkLastRegistered": 0, "NetworkRateLimit": 7_200},
        missing={"SubtensorModule.LastRateLimitedBlock"},
    )
    assert (await read_subnet_risks(first)).data.creatable_at == 7_200  # type: ignore[arg-type]
    newer = (await read_subnet_risks(FakeClient(answers))).data  # type: ignore[arg-type]
    assert (newer.limit, newer.free_places, newer.next_netuid) == (2, 0, 2)
    with pytest.raises(Unsupported, match="no moving prices"):
        await read_subnet_risks(FakeClient(answers, missing={"SubtensorModule.SubnetMovingPrice"}))  # type: ignore[arg-type]


async def test_pruning_scores_are_asked_for_only_where_the_chain_goes_by_them() -> None:
    from tao_tui.reads.scores.items import vector_items

    kept = Storage("SubtensorModule", "PruningScores", (1,), "u16")
    runtime: Any = FakeClient().runtime
    assert kept not in vector_items(runtime, 1).values()
    older: Any = FakeClient(missing={"SubtensorModule.MinNonImmuneUids"}).runtime
    assert kept in vector_items(older, 1).values()
