"""The network's state and its halvings."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tao_tui.chain.answers.header import hash_of
from tao_tui.chain.connection.rpc import Answer, Request, RpcError
from tao_tui.reads.network import SUPPLY_RAO, Status, emission_at, read_status
from tao_tui.tables.network import status_facts
from tests.reads.fake import FakeClient

TAO = 10**9


@pytest.mark.parametrize(
    ("issued_tao", "emission", "halving_tao"),
    [
        (0, 10**9, 10_500_000),
        (10_499_999, 10**9, 10_500_000),
        (10_500_000, 500_000_000, 15_750_000),
        (15_750_000, 250_000_000, 18_375_000),
        (21_000_000, 0, 21_000_000),
    ],
)
def test_halvings(issued_tao: int, emission: int, halving_tao: int) -> None:
    assert emission_at(issued_tao * TAO) == (emission, halving_tao * TAO)


@given(st.integers(0, SUPPLY_RAO - 1))
def test_the_next_halving_lies_ahead(issued: int) -> None:
    emission, halving = emission_at(issued)
    assert issued < halving <= SUPPLY_RAO
    assert emission_at(halving)[0] in (emission // 2, 0)


HEALTH = {"peers": 40, "isSyncing": False, "shouldHavePeers": True}
NOW_MS = 1_700_000_000_000


async def status_of(lag: int = 2, age_ms: int = 3_000, **node: Any) -> Status:
    """The status of a chain whose node says of itself what `node` has; two round trips."""
    head_ms = round(time.time() * 1000) - age_ms
    chain = {"TotalIssuance": 4 * TAO, "TotalStake": TAO, "TotalNetworks": 3, "Now": head_ms}
    client = FakeClient(chain)
    header = {
        "number": hex(1000 - lag),
        **dict.fromkeys(("parentHash", "stateRoot", "extrinsicsRoot"), "0x" + "11" * 32),
        "digest": {"logs": []},
    }
    told = {
        "chain_getFinalizedHead": hash_of(header),
        "chain_getHeader": header,
        "state_getStorage": "0x" + (head_ms - 12_000 * lag).to_bytes(8, "little").hex(),
        "system_name": "subtensor",
        "system_version": "4.0.0",
        "system_health": HEALTH,
        "system_syncState": {"highestBlock": 1_500},
        **node,
    }
    trips: list[int] = []

    async def batch(requests: Sequence[Request]) -> list[Answer]:
        trips.append(len(requests))
        return [
            Answer(
                number,
                None if told[request.method] is None else told[request.method],
                RpcError(-32601, "Method not found") if told[request.method] is None else None,
            )
            for number, request in enumerate(requests)
        ]

    client.link = SimpleNamespace(batch=batch)  # type: ignore[attr-defined]
    found = (await read_status(client)).data  # type: ignore[arg-type]
    assert (len(client.batches), trips) == (1, [5, 2])
    return found


async def test_status_takes_one_batch_beside_what_the_node_says_of_itself() -> None:
    status = await status_of()
    assert (status.staked_ppm, status.finality_lag, status.subnets) == (250_000, 2, 3)
    assert (status.node.name, status.node.version, status.node.peers) == ("subtensor", "4.0.0", 40)
    assert (status.measured_block_ms, status.block_ms) == (12_000, 12_000)
    assert status.halving_in_blocks == 10_500_000 - 4
    assert status.troubles == ()


async def test_a_node_that_says_nothing_of_itself_is_no_fault() -> None:
    silent: dict[str, Any] = dict.fromkeys(
        ("system_name", "system_version", "system_health", "system_syncState")
    )
    status = await status_of(**silent)
    assert (status.node.name, status.node.peers, status.node.syncing, status.troubles) == ("", None, None, ())
    rows = dict(status_facts(status, NOW_MS / 1000))
    assert (rows["Node"], rows["Peers"]) == ("says nothing of itself", "not told")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"lag": 21}, "Finality has stalled: the last final block is 21 blocks behind"),
        ({"age_ms": 200_000}, "3 min old by this machine's clock"),
        ({"system_health": {**HEALTH, "isSyncing": True}}, "still syncing and is 500 blocks behind"),
        ({"system_health": {**HEALTH, "peers": 0}}, "no peers"),
    ],
)
async def test_what_is_wrong_is_said(more: dict[str, Any], said: str) -> None:
    (trouble,) = (await status_of(**more)).troubles
    assert said in trouble


async def test_a_node_alone_on_purpose_is_well() -> None:
    health = {"peers": 0, "isSyncing": False, "shouldHavePeers": False}
    status = await status_of(lag=0, system_health=health)
    assert (status.troubles, status.measured_block_ms) == ((), None)


def test_the_halving_is_told_in_blocks_and_as_a_day() -> None:
    rows = dict(status_facts(asyncio.run(status_of()), NOW_MS / 1000))
    assert rows["Next halving"].endswith("in 10,499,996 blocks: about 2027-11-12")
    assert rows["Block time"] == "12 s over the last 2 blocks, 12 s by the runtime"
