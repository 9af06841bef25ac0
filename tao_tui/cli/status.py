"""`status`: the node, its runtime and the supply of TAO."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import typer

from tao_tui.cli.invocation.run import run_of

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import Reading
    from tao_tui.reads.network import Status


def status(context: typer.Context) -> None:
    """Show the chain's head, finality, pace, issuance, stake, emission, next halving, and the node's health.

    Health is what the node says of itself, where it does; latency is that of one light question.
    """
    run = run_of(context)

    async def work(client: Client) -> Reading[Status]:
        from tao_tui.reads.network import read_status

        return await read_status(client)

    run.out.reading(run.on_node(work), _lines)


def _lines(status: Status) -> Iterable[str]:
    from tao_tui.cli.terminal.layout import aligned
    from tao_tui.tables.network import status_facts

    named = status.name != status.endpoint
    yield f"{status.name} through {status.endpoint}" if named else status.endpoint
    yield from (f"  {line}" for line in aligned(status_facts(status)))
    yield from (f"  ! {trouble}" for trouble in status.troubles)
