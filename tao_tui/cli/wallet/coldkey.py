"""`wallet coldkey`: replacing the wallet's coldkey by another; the steps come from the action registry."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import typer

from tao_tui.cli.commands.lazy import LazyGroup, Noun
from tao_tui.cli.invocation.run import run_of
from tao_tui.cli.signing.account import LookedAt, looked_at

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import Reading
    from tao_tui.reads.coldkey_swaps import ColdkeySwap

app = Noun("Replace a coldkey by another one: announce it, wait, carry it out; or stop it.")


def command() -> LazyGroup:
    """The `coldkey` group."""
    app.actions("wallet", "coldkey")
    return app.group()


@app.verb("status")
def status(
    context: typer.Context,
    address: LookedAt = None,
) -> None:
    """Show whether a swap of the chosen wallet's coldkey is announced, and when it can be carried out."""
    run = run_of(context)
    coldkey = looked_at(run, address)

    async def work(client: Client) -> tuple[Reading[ColdkeySwap], float]:
        from tao_tui.reads.coldkey_swaps import read_coldkey_swap

        return await read_coldkey_swap(client, coldkey), client.block_time

    reading, block_time = run.on_node(work)
    run.out.reading(reading, lambda swap: _lines(swap, reading.block.number, block_time))


def _lines(swap: ColdkeySwap, block: int, block_time: float) -> Iterable[str]:
    from tao_tui.actions.review.wording import waiting

    if swap.executable_at is None or swap.withdrawable_at is None:
        yield f"No swap is announced for {swap.coldkey}."
        delay = waiting(swap.delay_blocks, block_time)
        yield f"Announcing one costs {swap.cost}; it can be carried out after {delay}."
        return
    yield f"{swap.coldkey} announced that another coldkey replaces it, and may do nothing else."
    yield f"  new coldkey  the one whose hash is {swap.new_coldkey_hash}"
    carry_out, take_back = (_when(at, block, block_time) for at in (swap.executable_at, swap.withdrawable_at))
    yield f"  carry out    {carry_out}: tao-tui wallet coldkey swap"
    yield f"  take back    {take_back}: tao-tui wallet coldkey withdraw"
    if swap.disputed_at is not None:
        yield f"  disputed     since block {swap.disputed_at:,}: frozen until governance settles it"
    else:
        yield "  not you?     tao-tui wallet coldkey dispute freezes the account"


def _when(at: int, block: int, block_time: float) -> str:
    from tao_tui.actions.review.wording import waiting

    left = at - block
    return f"from block {at:,} on, in {waiting(left, block_time)}" if left > 0 else "now"
