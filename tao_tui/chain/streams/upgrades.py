"""Upgrades of the runtime, adopted when the node announces them."""

from __future__ import annotations

from contextlib import aclosing, suppress
from typing import TYPE_CHECKING, Final

from tao_tui.chain.connection.rpc import Request, RpcError
from tao_tui.chain.metadata.version import parse_version
from tao_tui.chain.streams.notices import follow
from tao_tui.errors import NodeError

if TYPE_CHECKING:
    from tao_tui.chain.client import Client

_VERSIONS: Final = (Request("state_subscribeRuntimeVersion"), "state_unsubscribeRuntimeVersion")


async def watch_runtime(client: Client) -> None:
    """Adopt every runtime upgrade as soon as the node announces it."""
    with suppress(RpcError):
        async with aclosing(follow(client.link, *_VERSIONS)) as notices:
            async for notice in notices:
                with suppress(NodeError):
                    await client.adopt(parse_version(notice.result))
