"""A served node as a process of its own; every line it reads it answers with what it has used so far."""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time

from tao_tui.devnet.rpc.server import serve
from tao_tui.devnet.worlds import new_world

BYTES_PER_UNIT = 1 if sys.platform == "darwin" else 1024
"""What `ru_maxrss` counts in."""


def say(**facts: object) -> None:
    """Print one line."""
    print(json.dumps(facts), flush=True)


async def main(scale: str, block_time: float | None) -> None:
    """Serve until standard input ends."""
    node = new_world(scale, 1, block_time=block_time)
    async with serve(node) as server:
        say(url=server.url)
        while await asyncio.to_thread(sys.stdin.readline):
            used = resource.getrusage(resource.RUSAGE_SELF)
            say(cpu=time.process_time(), bytes=used.ru_maxrss * BYTES_PER_UNIT, head=node.head.number)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else None))
