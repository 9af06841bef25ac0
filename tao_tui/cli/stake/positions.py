"""`stake list`: the positions of one wallet or of all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tao_tui.cli.invocation.run import run_of
from tao_tui.cli.signing.account import LookedAt, coldkeys_of
from tao_tui.counted import counted

if TYPE_CHECKING:
    from tao_tui.addresses import Address
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import Reading
    from tao_tui.reads.owned.stake import Position

    Owned = Mapping[Address, tuple[Position, ...]]


def list_positions(
    context: typer.Context,
    address: LookedAt = None,
    every: Annotated[bool, typer.Option("--all", help="Those of every wallet of the folder.")] = False,
) -> None:
    """List the stake positions of the chosen wallet or of every one, most valuable first.

    Shares are of all stake of the same wallet. The yield is that of a day: over the epochs kept here, else by
    the last one; the gain is that of what was bought from here. What it would bring assumes all that the
    wallet has were sold at once. With --all, JSON has the positions and the sums.
    """
    from tao_tui.cli.stake.past import pasts
    from tao_tui.reads.owned.remembered import with_past

    run = run_of(context)
    named = coldkeys_of(run, [address] if address else [], every=every)
    genesis = ""

    async def work(client: Client) -> Reading[dict[Address, tuple[Position, ...]]]:
        from tao_tui.reads.owned.stake import read_positions_of

        nonlocal genesis
        genesis = client.genesis
        return await read_positions_of(client, list(named), validator_names=True)

    reading = run.on_node(work)
    past, block = pasts(run, genesis, named), reading.block
    owned = {
        coldkey: tuple(with_past(positions, past[coldkey], genesis, coldkey, block.number))
        for coldkey, positions in reading.data.items()
    }
    rows = [row for coldkey, held in owned.items() for row in _rows(coldkey, named[coldkey], held)]
    data = {"positions": rows, **_sums(owned, named)} if every else rows
    run.out.answer(data, lambda: _lines(owned, named, together=every), block=block)


def _rows(coldkey: Address, wallets: Sequence[str], held: Sequence[Position]) -> Iterator[dict[str, Any]]:
    from tao_tui.reads.rows import as_row

    for position in held:
        row = as_row(position)
        assert isinstance(row, dict)
        yield {"coldkey": coldkey, "wallets": wallets, **row}


def _sums(owned: Owned, named: Mapping[Address, Sequence[str]]) -> dict[str, Any]:
    """What each wallet's positions come to, and all of them; each position as if it were sold alone."""

    def total(held: Sequence[Position]) -> dict[str, Any]:
        return {
            "count": len(held),
            "value_rao": sum(each.value.rao for each in held),
            "liquidation_rao": sum(each.liquidation.rao for each in held),
        }

    wallets = [
        {"coldkey": coldkey, "wallets": named[coldkey], **total(held)} for coldkey, held in owned.items()
    ]
    everything = [position for held in owned.values() for position in held]
    return {"wallets": wallets, "total": {"wallets": len(owned), **total(everything)}}


def _lines(owned: Owned, named: Mapping[Address, Sequence[str]], *, together: bool) -> Iterator[str]:
    """A table of each wallet and what it comes to; with several, under its name, and what all come to."""
    from tao_tui.cli.terminal.layout import table
    from tao_tui.tables.positions import POSITION_COLUMNS

    for coldkey, held in owned.items():
        if together:
            yield "  ".join([*filter(None, [", ".join(named[coldkey])]), coldkey])
        if held:
            yield from table(POSITION_COLUMNS, held)
        else:
            yield "Nothing staked." if together else f"{coldkey} has nothing staked."
        if len(held) > 1:
            yield from _sum(held, "all were sold")
        if together:
            yield ""
    if len(owned) > 1:
        everything = [position for held in owned.values() for position in held]
        yield from _sum(everything, "each sold alone", f" of {len(owned)} wallets")


def _sum(held: Sequence[Position], sale: str, whose: str = "") -> Iterator[str]:
    from tao_tui.amounts import Tao

    value, sold = (Tao(sum(getattr(each, name).rao for each in held)) for name in ("value", "liquidation"))
    many = f"{counted(len(held), 'position')}{whose}"
    yield f"{many}: {value} at pool prices; if {sale} now: {sold}"
