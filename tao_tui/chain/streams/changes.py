"""Storage values when they change, also across outages and upgrades of the runtime."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from tao_tui.chain.answers.storage import parse_changes, parse_query
from tao_tui.chain.connection.rpc import Request, RpcError
from tao_tui.chain.query import Changes, Storage
from tao_tui.chain.reading.stored import stored_value, upgrade_key, upgraded_to
from tao_tui.chain.streams.heads import heads
from tao_tui.chain.streams.notices import follow
from tao_tui.errors import NodeProtocolError

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.runtime import ChainRuntime


async def changes(client: Client, items: Sequence[Storage]) -> AsyncGenerator[Changes, None]:
    """Storage values whenever they change; the first answer has all, later ones only what differs.

    After a reconnect the node tells every value again, and only what changed meanwhile is yielded.
    Once another runtime writes the values, all are told anew. Where a node refuses such subscriptions,
    every new head is read instead.
    """
    runtime = client.runtime
    while True:
        reader = _Reader(client, runtime, items)
        async with aclosing(_change_sets(client, reader.keys)) as sets:
            async for block_hash, found in sets:
                if await reader.outdated(block_hash, found):
                    break
                values = await reader.values(block_hash, found)
                if values:
                    yield Changes(block_hash, values)
            else:
                return
        runtime = reader.runtime


class _Reader:
    """Decodes change sets of one runtime's making, and notices the first that another runtime made."""

    def __init__(self, client: Client, runtime: ChainRuntime, items: Sequence[Storage]) -> None:
        self.runtime = runtime
        self._client = client
        self._upgrade_key = upgrade_key(runtime)
        self._items = {runtime.hex_key(item): item for item in items}
        self._known: dict[str, str | None] = {}
        self._complete = False

    @property
    def keys(self) -> tuple[str, ...]:
        """What to subscribe to."""
        return (*self._items, *([self._upgrade_key] if self._upgrade_key else ()))

    async def outdated(self, block_hash: str, found: dict[str, str | None]) -> bool:
        """Whether this set was written by another runtime, which is then `runtime`."""
        wrote = upgraded_to(found.get(self._upgrade_key)) if self._upgrade_key else None
        if wrote is None or wrote == self.runtime.spec_version:
            return False
        before, self.runtime = self.runtime, await self._client.writer_of(wrote, block_hash)
        return before.id != self.runtime.id

    async def values(self, block_hash: str, found: dict[str, str | None]) -> dict[Storage, Any]:
        """What of the set is news, decoded."""
        new = {
            key: value
            for key, value in found.items()
            if key in self._items and (key not in self._known or self._known[key] != value)
        }
        if not self._complete:
            new |= dict.fromkeys((key for key in self._items if key not in new), None)
            self._complete = True
        self._known |= new
        try:
            return self._decoded(new)
        except NodeProtocolError:
            self.runtime = await self._client.runtime_at(block_hash)  # a node that does not tell who wrote it
            return self._decoded(new)

    def _decoded(self, new: dict[str, str | None]) -> dict[Storage, Any]:
        return {
            self._items[key]: stored_value(self.runtime, self._items[key], raw) for key, raw in new.items()
        }


async def _change_sets(
    client: Client, keys: tuple[str, ...]
) -> AsyncGenerator[tuple[str, dict[str, str | None]], None]:
    request = Request("state_subscribeStorage", (list(keys),))
    try:
        async with aclosing(follow(client.link, request, "state_unsubscribeStorage")) as notices:
            async for notice in notices:
                yield parse_changes(notice.result)
        return
    except RpcError as error:
        if not error.lacks_method:
            raise
    async with aclosing(heads(client)) as blocks:
        async for head in blocks:
            (answer,) = await client.link.batch(
                (Request("state_queryStorageAt", (list(keys), head.block.hash)),)
            )
            yield parse_query(answer.value())
