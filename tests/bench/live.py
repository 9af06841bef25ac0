"""The whole way of a score: from the node's notification to the painted cell, 128 subnets of 256 followed."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

from websockets.sync.client import ClientConnection, connect

from tao_tui.devnet.frame.hashing import twox128
from tests.bench.app import Screen, terminal
from tests.bench.measure import PROGRAM, Figure

SUBNETS = 128
SAMPLES = 200
FIRST_EPOCHS = 370
"""Blocks in which every subnet has had an epoch."""
MOST_BLOCKS = 50
FRESH = "▲".encode()
"""Drawn on a tile of the wall when an epoch has changed its scores."""
PATIENCE = 5.0


def figures() -> Iterator[Figure]:
    """Wall time with node, app and terminal on one machine: the app's own share and the scheduler's."""
    with _node() as url, tempfile.TemporaryDirectory() as home:
        command = [str(PROGRAM), "scores", "1", "--in-app", "--network", url]
        with terminal(command, home) as screen:
            screen.wait_for(b"epoch in")
            os.write(screen.master, b"W")
            screen.wait_for(f"{SUBNETS} subnets".encode())
            samples = list(_notification_to_paint(url, screen))
    waits = sorted(wait for wait, _ in samples)
    worked = sorted(wait - held for wait, held in samples)
    yield Figure("notification to painted cell, median", waits[len(waits) // 2], "ms", None)
    yield Figure("the same, p99", waits[len(waits) * 99 // 100], "ms", 50)
    yield Figure("the same without waiting for a processor, p99", worked[len(worked) * 99 // 100], "ms", 50)


@contextmanager
def _node() -> Iterator[str]:
    """The mainnet-sized world, a block whenever it is asked for."""
    command = [str(PROGRAM), "devnet", "run", "--scale", "mainnet", "--manual", "--port", "0"]
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "TAO_TUI_HOME": home}
        process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True)
        try:
            assert process.stdout is not None
            yield next(line.split()[1] for line in process.stdout if line.startswith("ready"))
        finally:
            process.terminate()
            process.wait(20)


def _notification_to_paint(url: str, screen: Screen) -> Iterator[tuple[float, float]]:
    """Milliseconds from a change of incentives told to another client to the tile that shows it.

    With each goes for how many of them the app could have run and had no processor.
    """
    with connect(url, max_size=None) as listener, connect(url) as maker:
        for _ in range(FIRST_EPOCHS):  # until validators have revised their weights once
            _ask(maker, "dev_newBlock")
            screen.read(0)  # a terminal that is not read holds the app up
        while screen.read(1.0):
            pass
        _ask(listener, "state_subscribeStorage", [_incentive(netuid) for netuid in range(1, SUBNETS + 1)])
        known = dict(_changes(listener, PATIENCE))
        for _ in range(SAMPLES):
            told = _next_change(listener, maker, screen, known)
            queued = screen.queued_seconds()
            seen = b""
            while FRESH not in seen and time.perf_counter() - told < PATIENCE:
                seen += screen.read(PATIENCE)
            waited = time.perf_counter() - told
            yield waited * 1000, min(waited, screen.queued_seconds() - queued) * 1000


def _next_change(
    listener: ClientConnection, maker: ClientConnection, screen: Screen, known: dict[str, str]
) -> float:
    """Make blocks until one changes a subnet's incentives; when that was told."""
    for _ in range(MOST_BLOCKS):
        while screen.read(0.02):
            pass
        _ask(maker, "dev_newBlock")
        fresh = {key: value for key, value in _changes(listener, 0.05) if known[key] != value}
        if fresh:
            known.update(fresh)
            return time.perf_counter()
    raise AssertionError("no incentive ever changed")


def _changes(listener: ClientConnection, seconds: float) -> list[tuple[str, str]]:
    """What the next notification says, if one comes in time."""
    try:
        notification = json.loads(listener.recv(seconds))
    except TimeoutError:
        return []
    return [(key, value) for key, value in notification["params"]["result"]["changes"]]


def _incentive(netuid: int) -> str:
    """The storage key of a subnet's incentives, hashed by identity."""
    return "0x" + (twox128(b"SubtensorModule") + twox128(b"Incentive") + netuid.to_bytes(2, "little")).hex()


def _ask(socket: ClientConnection, method: str, *params: object) -> object:
    socket.send(json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}))
    while True:
        answer = json.loads(socket.recv(60))
        if "id" in answer:
            return answer["result"]
