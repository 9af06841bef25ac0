"""What a read costs on the wire in a mainnet-sized world, with the metadata cached."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.bench.measure import PROGRAM, Figure
from tests.bench.relay import relay

ALICE = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"
READS = (
    (("subnets", "list"), 3, 1),
    (("scores", "1"), 1, 1),
    (("gov", "list"), 5, 5),
    (("status",), 3, 2),
    (("stake", "quote", "--side", "add", "--netuid", "1", "--amount", "1", "--hotkey", ALICE), 2, 1),
)
"""Commands with the most requests and round trips each may take.

A second trip is right only where the first answer names what to ask: the hash of the final block its
header, the hashes of proposals their votes, and those the block in which an event names the proposer.
"""


def figures() -> Iterator[Figure]:
    """Requests and round trips of whole read commands, from the handshake on."""
    yield from asyncio.run(_measure())


async def _measure() -> list[Figure]:
    found = []
    with tempfile.TemporaryDirectory() as folder:
        async with mainnet_node(Path(folder)) as url, relay(url) as traffic:
            await _run(traffic.url, ("status",), folder)
            for command, requests, trips in READS:
                name = " ".join(command[:2])
                traffic.passed.clear()
                await _run(traffic.url, command, folder)
                found.append(Figure(f"{name}: requests in all", traffic.requests, "requests", requests))
                found.append(Figure(f"{name}: round trips", traffic.round_trips, "trips", trips))
    return found


async def _run(url: str, command: tuple[str, ...], folder: str) -> None:
    process = await asyncio.create_subprocess_exec(
        PROGRAM, "--network", url, "--json", *command,
        env={"TAO_TUI_HOME": folder, "PATH": "", "BT_WALLET_PATH": folder},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, error = await process.communicate()
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed: {out.decode()} {error.decode()}")


@asynccontextmanager
async def mainnet_node(home: Path) -> AsyncIterator[str]:
    """The address of an embedded node with the mainnet-sized world, which makes no blocks by itself."""
    process = await asyncio.create_subprocess_exec(
        PROGRAM, "devnet", "run", "--scale", "mainnet", "--manual", "--port", "0",
        env={"TAO_TUI_HOME": str(home), "PATH": ""}, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout
    try:
        line = await asyncio.wait_for(process.stdout.readline(), 60)
        yield line.decode().split()[1]
    finally:
        process.terminate()
        await process.wait()
