"""A subscription that outlives the connections it runs over."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

from tao_tui.chain.connection.link import Link
from tao_tui.chain.connection.rpc import Request, RpcError
from tao_tui.errors import NodeError


@dataclass(frozen=True, slots=True)
class Notice:
    """One notification; `fresh` for the first after (re)subscribing, `idle` when none came in time."""

    result: Any
    fresh: bool = False
    idle: bool = False


async def follow(
    link: Link, request: Request, unsubscribe: str, *, idle: float | None = None
) -> AsyncGenerator[Notice, None]:
    """Yield a subscription's notifications while the link lives, resubscribing after every outage.

    Raises `RpcError` when the node refuses the subscription. With `idle` seconds of silence an
    idle notice is yielded and the waiting goes on.
    """
    while True:
        wire = await link.verified_wire(patient=True)
        try:
            subscription = await wire.subscribe(request, unsubscribe)
        except RpcError:
            raise
        except NodeError:
            continue
        fresh = True
        try:
            while True:
                try:
                    result = await subscription.next(idle)
                except TimeoutError:
                    yield Notice(None, idle=True)
                    continue
                except NodeError:
                    break
                yield Notice(result, fresh=fresh)
                fresh = False
        finally:
            await subscription.close()
