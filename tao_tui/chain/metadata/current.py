"""What was refused for an older runtime is tried by the one that is in force.

A connection begins with the runtime it knew last time; that the chain has another by now shows with the first
answer. Until then nothing may be called missing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from tao_tui.errors import Unsupported

if TYPE_CHECKING:
    from tao_tui.chain.client import Client

T = TypeVar("T")


async def by_current_runtime(client: Client, work: Callable[[], Awaitable[T]]) -> T:
    """The answer of `work`, which sends nothing; done again where it was refused by a runtime of the past."""
    known = client.runtime
    try:
        return await work()
    except Unsupported:
        await client.head()
        if client.runtime.spec_version == known.spec_version:
            raise
    return await work()
