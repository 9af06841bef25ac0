"""Opens the first of several endpoints that answers, without waiting for one that does not."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

from tao_tui.chain.connection.endpoints import SILENT, Endpoints
from tao_tui.chain.connection.wire import Wire
from tao_tui.errors import NodeError


class NobodyAnswered(Exception):
    """Every endpoint failed; `failures` tell how, in the order they did."""

    def __init__(self, failures: list[tuple[str, NodeError]]) -> None:
        super().__init__("nobody answered")
        self.failures = failures


async def first_open(endpoints: Endpoints, attempt: Callable[[str], Awaitable[Wire]]) -> Wire:
    """The connection of the endpoint whose `attempt` succeeds first.

    Endpoints begin one after the other, each when those before it failed or used up their head start, and
    what is still on the way when one succeeds is given up. Raises `NobodyAnswered` when all fail.
    """
    waiting = list(endpoints.candidates())
    began: dict[str, float] = {}
    running: dict[asyncio.Task[Wire], str] = {}
    failures: list[tuple[str, NodeError]] = []
    winner: Wire | None = None
    try:
        while winner is None and (waiting or running):
            patience = None
            if waiting:
                endpoint = waiting.pop(0)
                began[endpoint] = time.monotonic()
                running[asyncio.create_task(_made(attempt, endpoint))] = endpoint
                patience = endpoints.head_start(endpoint) if waiting else None
            done, _ = await asyncio.wait(running, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                error = task.exception()
                if error is None and winner is None:
                    winner = task.result()
                    del running[task]
                elif isinstance(error, NodeError):
                    failures.append((running.pop(task), error))
                elif error is not None:
                    raise error
    finally:
        await _give_up(running)
    if winner is None:
        raise NobodyAnswered(failures)
    now = time.monotonic()
    took = {one: now - start for one, start in began.items()}
    endpoints.timed(took | {one: SILENT for one, _ in failures})
    return winner


async def _made(attempt: Callable[[str], Awaitable[Wire]], endpoint: str) -> Wire:
    return await attempt(endpoint)


async def _give_up(running: dict[asyncio.Task[Wire], str]) -> None:
    for task in running:
        task.cancel()
    for task in running:
        with suppress(asyncio.CancelledError, NodeError):
            await (await task).close()
