"""What lies between agreeing to a transfer and seeing it in a block, besides the block's own time."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bittensor_core as bc

from tests.bench.measure import Figure
from tests.bench.relay import DELAY, relay

REPEAT = 5


@dataclass
class Taken:
    """One submission: from agreeing until it was in a block."""

    trips: int
    answers: int
    """Messages from the node, each of which the link holds up by its delay."""
    seconds: float
    cpu: float


def figures() -> Iterator[Figure]:
    """Round trips until it is on its way, what the program adds to them, and the processor time."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TAO_TUI_HOME"] = folder
        taken = asyncio.run(_measure(Path(folder)))
    best = min(taken, key=lambda each: each.seconds)
    added = (best.seconds - best.answers * DELAY) * 1000
    yield Figure("transfer: round trips from agreeing to in block", best.trips, "trips", 3)
    yield Figure("transfer: what the program adds to the link's delays", added, "ms", 100)
    yield Figure(
        "transfer: CPU of node and program together", min(each.cpu for each in taken) * 1000, "ms", None
    )


async def _measure(folder: Path) -> list[Taken]:
    from tao_tui.devnet.node.node import Node
    from tao_tui.devnet.rpc.server import serve
    from tao_tui.devnet.worlds import new_world

    node: Node = new_world("small")
    node.actors.clear()
    for _ in range(3):
        node.new_block()
    async with serve(node) as server, relay(server.url) as traffic:
        return [await _submission(node, traffic, folder, number) for number in range(REPEAT)]


async def _submission(node: Any, traffic: Any, folder: Path, number: int) -> Taken:
    from tao_tui.actions.account import Account
    from tao_tui.actions.lifecycle.flow import submit
    from tao_tui.actions.lifecycle.reviewing import review
    from tao_tui.addresses import Address
    from tao_tui.chain.client import connect
    from tao_tui.chain.networks import Network
    from tao_tui.journal.journal import Journal

    pair, other = bc.Keypair.from_uri("//Alice"), bc.Keypair.from_uri("//Bob")
    account = Account(Address(pair.ss58_address), "alice")

    async def sign(transaction: Any) -> bytes:
        return bytes(pair.sign(transaction.payload))

    async def blocks() -> None:
        while not len(node.pool):
            await asyncio.sleep(0.001)
        node.new_block()

    network = Network("bench", (traffic.url,), "0x" + node.genesis_hash.hex())
    async with connect(network) as client:
        said = {"dest": other.ss58_address, "amount": f"1.{number}"}
        agreed = await review("transfer", said, client, account)
        with Journal(folder / "journal.sqlite") as journal:
            maker = asyncio.create_task(blocks())
            traffic.passed.clear()
            began, cpu = time.perf_counter(), time.process_time()
            told: list[tuple[float, int, int]] = []

            def on_step(step: Any) -> None:
                if step.name == "in_block":
                    answers = len(traffic.passed) - traffic.requests
                    told.append((time.perf_counter() - began, traffic.round_trips, answers))

            await submit(agreed, client, sign, journal, on_step, wait="in_block")
            await maker
    seconds, trips, answers = told[0]
    for _ in range(3):
        node.new_block()
    return Taken(trips, answers, seconds, time.process_time() - cpu)
