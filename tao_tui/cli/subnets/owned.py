"""`subnets list --mine`: the subnets of one coldkey, and what each brings its owner."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tao_tui.addresses import Address
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import Reading
    from tao_tui.cli.invocation.run import Run
    from tao_tui.reads.subnets.owned import OwnedSubnet


def list_owned(run: Run, coldkey: Address) -> None:
    """Answer with the subnets of `coldkey`: the fields of the list, and what the owner's cut is."""

    async def work(client: Client) -> Reading[tuple[OwnedSubnet, ...]]:
        from tao_tui.reads.subnets.owned import read_owned_subnets

        return await read_owned_subnets(client, coldkey)

    reading = run.on_node(work)

    def text() -> Iterator[str]:
        from tao_tui.cli.terminal.layout import table
        from tao_tui.tables.owned_subnets import OWNED_COLUMNS

        if not reading.data:
            yield f"{coldkey} owns no subnet. What one costs: tao-tui subnets create --dry-run"
            return
        yield from table(OWNED_COLUMNS, reading.data)
        for row in reading.data:
            if not row.started:
                netuid = row.subnet.netuid
                yield f"Subnet {netuid} waits for: tao-tui subnets start --netuid {netuid}"

    run.out.answer([_row(row) for row in reading.data], text, block=reading.block)


def _row(row: OwnedSubnet) -> dict[str, Any]:
    from tao_tui.reads.rows import as_row

    whole = as_row(row)
    assert isinstance(whole, dict)
    return {**whole.pop("subnet"), **whole}
