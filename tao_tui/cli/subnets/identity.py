"""What a subnet and a coldkey say of themselves on chain, shown as plain text; links are never opened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from tao_tui.cli.invocation.run import Run
from tao_tui.errors import UsageError

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import Reading
    from tao_tui.cli.commands.show_or_set import StandingCommand
    from tao_tui.reads.identity import Identity, SubnetIdentity


def command() -> StandingCommand:
    """`wallet identity`."""
    from tao_tui.cli.commands.show_or_set import standing_command

    fields = ("name", "url", "github_repo", "image", "discord", "description", "additional")
    return standing_command("wallet.identity", "tao_tui.cli.subnets.identity:show_coldkey", *fields)


def show_subnet(run: Run, given: Mapping[str, object]) -> None:
    """Every field of a subnet's identity."""
    from tao_tui.actions.arguments.reading import parse_argument
    from tao_tui.actions.registry import ACTIONS

    if given.get("netuid") is None:
        raise UsageError(
            "Which subnet is meant?", hint="Say so: tao-tui subnets identity NETUID.", code="missing_argument"
        )
    netuid = int(str(parse_argument(ACTIONS["subnets.identity"].argument("netuid"), given["netuid"])))

    async def work(client: Client) -> Reading[SubnetIdentity]:
        from tao_tui.reads.identity import read_subnet_identity

        return await read_subnet_identity(client, netuid)

    reading = run.on_node(work)
    found = reading.data
    row = {"netuid": netuid, "owner": found.owner, "symbol": found.symbol, **_row(found.identity)}

    def text() -> Iterator[str]:
        yield f"Subnet {netuid} {found.symbol}, owned by {found.owner}"
        yield from _lines(found.identity)

    run.out.answer(row, text, block=reading.block)


def show_coldkey(run: Run, given: Mapping[str, object]) -> None:
    """Every field of the coldkey's identity."""
    from tao_tui.cli.stake.standing import acting_account

    coldkey = acting_account(run, given).coldkey

    async def work(client: Client) -> Reading[Identity]:
        from tao_tui.reads.identity import read_coldkey_identity

        return await read_coldkey_identity(client, coldkey)

    reading = run.on_node(work)

    def text() -> Iterator[str]:
        yield coldkey
        yield from _lines(reading.data)

    run.out.answer({"coldkey": coldkey, **_row(reading.data)}, text, block=reading.block)


def _row(identity: Identity) -> dict[str, object]:
    return {"is_set": identity.is_set, "identity": identity.texts}


def _lines(identity: Identity) -> Iterable[str]:
    from tao_tui.cli.terminal.layout import aligned

    said = identity.lines()
    return (f"  {line}" for line in aligned(said)) if said else ["  It says nothing of itself."]
