"""Reads and reconnecting on a link with 200 ms of round trip added, beside btcli 11 where it is installed."""

from __future__ import annotations

import asyncio
import math
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tao_tui.chain.client import connect
from tao_tui.chain.networks import Network
from tests.bench.link import Link, slow_link
from tests.bench.measure import PROGRAM, Figure
from tests.bench.reading import mainnet_node

ROUND_TRIP = 0.2
CONNECTING = 2
"""Round trips of TCP and of the websocket's handshake; TLS would add another."""
BTCLI = Path(__file__).parents[2] / ".venv-clients" / "btcli-11" / "bin" / "btcli"
READS = (
    (("subnets", "list"), 1, ("subnets", "list")),
    (("scores", "1"), 1, ("subnets", "metagraph", "1")),
    (("wallet", "balance"), 1, ("wallet", "balance")),
    (("stake", "list"), 1, ("stake", "list")),
    (("status",), 2, None),
)
"""Ours, the round trips its questions need, and btcli's command for the same."""


def figures() -> Iterator[Figure]:
    """What a command waits for on the link, and how long it takes."""
    yield from asyncio.run(_measure())


async def _measure() -> list[Figure]:
    found = []
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        async with mainnet_node(home) as near, slow_link(near, ROUND_TRIP) as far:
            await _seconds(
                _ours(near, ("wallet", "import", "--uri", "//Alice", "--no-password", "--yes")), home
            )
            await _seconds(_ours(far.url, ("status",)), home)
            for ours, trips, theirs in READS:
                name = " ".join(ours)
                found += await _command(name, home, far, _ours(far.url, ours), CONNECTING + trips)
                if theirs is None:
                    continue
                name = f"  btcli 11 {' '.join(theirs)}"
                if BTCLI.exists():
                    found += await _command(name, home, far, _btcli(far.url, theirs, home), None)
                else:
                    found.append(Figure(f"{name}: `make test-clients` installs it", math.nan, "trips", None))
            found += await _reconnecting(far, near)
    return found


async def _command(
    name: str, home: Path, far: Link, command: Sequence[str], most: float | None
) -> list[Figure]:
    """Waits on the link and time by the clock; the second run counts, with whatever the first one kept."""
    await _seconds(command, home)
    far.trips = 0
    seconds = await _seconds(command, home)
    return [
        Figure(f"{name}: round trips, connecting included", far.trips, "trips", most),
        Figure(f"{name}: in all, starting included", seconds, "s", None),
    ]


def _ours(url: str, line: Sequence[str]) -> list[str]:
    return [str(PROGRAM), "--network", url, "--wallet", "alice", *line]


def _btcli(url: str, line: Sequence[str], home: Path) -> list[str]:
    place = (
        "--fallback-endpoints",
        "none",
        "--archive-endpoints",
        "none",
        "--wallet-path",
        str(home / "wallets"),
    )
    return [str(BTCLI), *line, "--network", url, *place, "--wallet", "alice", "--json"]


async def _seconds(command: Sequence[str], home: Path) -> float:
    """How long a command takes by the clock."""
    began = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        *command,
        env={
            "TAO_TUI_HOME": str(home), "HOME": str(home), "BT_WALLET_PATH": str(home / "wallets"),
            "PATH": os.environ["PATH"],
        },
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, error = await process.communicate()
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed: {out.decode()} {error.decode()}")
    return time.monotonic() - began


async def _reconnecting(far: Link, near: str) -> list[Figure]:
    """From a cut to the next answer: of the same node, and of another of the network."""
    async with connect(Network("far", (far.url,), None)) as client:
        await client.head()
        again = []
        for _ in range(5):
            far.cut()
            began = time.monotonic()
            await asyncio.sleep(0)
            while client.state.phase == "live":
                await asyncio.sleep(0.001)
            await client.head()
            again.append(time.monotonic() - began)
    async with (
        slow_link(near, ROUND_TRIP) as dying,
        connect(Network("two", (dying.url, far.url), None)) as client,
    ):
        await client.head()
        chosen = dying if client.endpoint == dying.url else far
        chosen.round_trip = 5  # too long for the handshake to be done while the other is tried
        chosen.cut()
        began = time.monotonic()
        while client.state.phase == "live":
            await asyncio.sleep(0.001)
        await client.head()
        elsewhere = time.monotonic() - began
    # Backing off 0.05 to 0.15 s, TCP, the handshake, proving the chain, the question, and a trip to spare.
    most = 5 * ROUND_TRIP + 0.15
    return [
        Figure("reconnect after a cut, to the next answer", min(again), "s", most),
        Figure("another endpoint after one dies, to the next answer", elsewhere, "s", most + 0.5),
    ]
