"""`status`: the node, its runtime and the supply of TAO."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import typer

from tao_tui.cli.run import run_of

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import Reading
    from tao_tui.reads.network import Status


def status(context: typer.Context) -> None:
    """Show the node's head and finality, its runtime, issuance, stake, emission and the next halving."""
    run = run_of(context)

    async def work(client: Client) -> Reading[Status]:
        from tao_tui.reads.network import read_status

        return await read_status(client)

    run.out.reading(run.on_node(work), _lines)


def _lines(status: Status) -> Iterable[str]:
    from tao_tui.cli.layout import aligned

    share = f"{status.staked_ppm // 10_000}.{status.staked_ppm % 10_000 // 100:02d} %"
    named = status.name != status.endpoint
    yield f"{status.name} through {status.endpoint}" if named else status.endpoint
    facts = [
        ("Head", f"block {status.head:,}"),
        ("Finalized", f"block {status.finalized:,} ({status.finality_lag} behind)"),
        ("Runtime", f"spec version {status.spec_version}"),
        ("Genesis", status.genesis),
        ("Subnets", str(status.subnets)),
        ("Issuance", str(status.issuance)),
        ("Staked", f"{status.staked} ({share})"),
        ("Emission", f"{status.emission} per block"),
        ("Next halving", f"at an issuance of {status.next_halving_at}"),
    ]
    yield from (f"  {line}" for line in aligned(facts))
