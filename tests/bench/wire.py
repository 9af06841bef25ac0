"""The embedded node as its clients meet it: a world made and served, transfers, many subscriptions."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import bittensor_core as bc
from websockets.asyncio.client import ClientConnection, connect

from tao_tui.devnet.worlds import new_world
from tests.bench.measure import Figure
from tests.devnet.signing import ALICE, BOB, Signing, signed, transfer

BLOCK_SECONDS = 0.25
SECONDS = 6
RATE = 300
"""Transfers a second."""
SENDERS = 60
CLIENTS = 100
SUBSCRIPTIONS = 20
EPOCHS_OF_ALL = 361
MEGABYTE = 1_000_000


class Asking:
    """One client; notifications are counted by the thing they notify of."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.notes: list[dict[str, Any]] = []

    async def ask(self, method: str, *params: Any) -> Any:
        """One request and its answer."""
        request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        await self.socket.send(json.dumps(request))
        while True:
            answer = json.loads(await self.socket.recv())
            if "method" not in answer:
                return answer["result"]
            self.notes.append(answer)

    async def listen(self) -> None:
        """Take notifications until cancelled."""
        async for message in self.socket:
            self.notes.append(json.loads(message))


@dataclass(frozen=True)
class Used:
    """What a served node has used since it was started."""

    cpu: float
    bytes: int
    head: int


class Served:
    """A node in a process of its own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.url: str = self._line()["url"]

    def _line(self) -> Any:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())

    def used(self) -> Used:
        """Processor time, most memory, and the newest block."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return Used(**self._line())


@asynccontextmanager
async def served(scale: str, block_time: float | None = None) -> AsyncIterator[Served]:
    """A node of this scale, its blocks timed or made when asked."""
    pace = [] if block_time is None else [str(block_time)]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.served", scale, *pace],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield await asyncio.to_thread(Served, process)
    finally:
        process.communicate(timeout=30)


async def large_world() -> list[Figure]:
    """Every subnet of the mainnet-sized world has an epoch while a client reads it."""
    async with served("mainnet") as node, connect(node.url, max_size=None) as socket:
        client = Asking(socket)
        await client.ask("state_getMetadata")
        ready = node.used()
        for _ in range(EPOCHS_OF_ALL // 19):
            await client.ask("dev_newBlock", 19)
            await client.ask("state_call", "SubnetInfoRuntimeApi_get_all_dynamic_info", "0x")
        memory = node.used().bytes / MEGABYTE
    return [
        Figure("33,000 neurons: ready and metadata served, CPU", ready.cpu, "s", 10),
        Figure("33,000 neurons: memory after all epochs", memory, "MB", 400),
    ]


def transfers() -> list[str]:
    """Signed transfers for a fresh `empty` world: one pays each sender, then they take turns."""
    node = new_world("empty", 1, block_time=BLOCK_SECONDS)
    senders = [bc.Keypair.from_uri(f"//sender{number}") for number in range(SENDERS)]
    immortal = [Signing(period=None, nonce=nonce) for nonce in range(max(SENDERS, RATE * SECONDS // SENDERS))]
    paid = [signed(node, ALICE, transfer(who, 10**12), immortal[n]) for n, who in enumerate(senders)]
    sent = [
        signed(node, senders[n % SENDERS], transfer(BOB, 1_000), immortal[n // SENDERS])
        for n in range(RATE * SECONDS)
    ]
    return ["0x" + extrinsic.hex() for extrinsic in [*paid, *sent]]


async def many_transfers() -> list[Figure]:
    """Transfers at a steady rate from several clients, watched until they are in a block."""
    encoded = transfers()
    async with served("empty", BLOCK_SECONDS) as node, AsyncExitStack() as stack:
        clients = [Asking(await stack.enter_async_context(connect(node.url))) for _ in range(6)]
        for extrinsic in encoded[:SENDERS]:
            await clients[0].ask("author_submitExtrinsic", extrinsic)
        await asyncio.sleep(2 * BLOCK_SECONDS)
        before, started = node.used(), time.monotonic()
        for number, extrinsic in enumerate(encoded[SENDERS:]):
            await asyncio.sleep(max(0.0, started + number / RATE - time.monotonic()))
            await clients[number // SENDERS % 6].ask("author_submitAndWatchExtrinsic", extrinsic)
        await asyncio.sleep(2 * BLOCK_SECONDS)
        after = node.used()
        for client in clients:
            await client.ask("system_chain")
        included = sum("inBlock" in note["params"]["result"] for client in clients for note in client.notes)
    spent = (after.cpu - before.cpu) * RATE / max(included, 1)
    lost = RATE * SECONDS - included
    return [
        Figure(f"CPU for {RATE} signed transfers accepted and included", spent, "s", 1),
        Figure("transfers neither refused nor included", lost, "", 0),
    ]


async def many_subscriptions() -> list[Figure]:
    """Clients that each follow keys which change with every block, one subscription a key."""
    async with served("small", BLOCK_SECONDS) as node, AsyncExitStack() as stack:
        clients = [Asking(await stack.enter_async_context(connect(node.url))) for _ in range(CLIENTS)]
        keys = await changing(clients[0])
        for client in clients:
            await client.ask("chain_subscribeNewHeads")
            for key in keys:
                await client.ask("state_subscribeStorage", [key])
            client.notes.clear()
        listening = [asyncio.ensure_future(client.listen()) for client in clients]
        before = node.used()
        await asyncio.sleep(SECONDS)
        after = node.used()
        await asyncio.sleep(BLOCK_SECONDS / 2)
        heads = [sum(note["method"] == "chain_newHead" for note in client.notes) for client in clients]
        for task in listening:
            task.cancel()
    blocks = after.head - before.head
    return [
        Figure(
            f"CPU per block, {CLIENTS} clients of {SUBSCRIPTIONS} subscriptions",
            (after.cpu - before.cpu) / max(blocks, 1) * 1000,
            "ms",
            BLOCK_SECONDS * 1000,
        ),
        Figure("blocks the slowest client is behind", blocks - min(heads), "", 1),
    ]


async def changing(client: Asking) -> list[str]:
    """Keys that the newest blocks changed."""
    newest = await client.ask("dev_newBlock", 3)
    header = await client.ask("chain_getHeader", newest)
    every = await client.ask("state_getKeysPaged", "0x", 1000)
    history = await client.ask("state_queryStorage", every, header["parentHash"], newest)
    changed = [key for key, _ in history[-1]["changes"]]
    assert len(changed) >= SUBSCRIPTIONS
    return changed[:SUBSCRIPTIONS]


def figures() -> Iterator[Figure]:
    """All of them, one node after the other."""
    for measured in (large_world, many_transfers, many_subscriptions):
        yield from asyncio.run(measured())
