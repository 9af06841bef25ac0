"""`devnet`: run the embedded node, stop the one in the background, list its accounts."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from tao_tui.cli.commands.lazy import LazyGroup, Noun
from tao_tui.cli.invocation.embedded_node import READY, Claim
from tao_tui.cli.invocation.run import Run, run_of
from tao_tui.errors import Fault, UsageError
from tao_tui.text import clean

if TYPE_CHECKING:
    from tao_tui.devnet.node.node import Node
    from tao_tui.devnet.rpc.server import Server

app = Noun("The embedded node: a whole Bittensor on this machine, for learning, demos and tests.")

SCALES = ("small", "mainnet", "empty")
_PACE_SECONDS = 12.0

_Port: TypeAlias = Annotated[
    int,
    typer.Option("--port", help="Port on this machine; 0 takes a free one.", metavar="N", min=0, max=65535),
]
_BlockTime: TypeAlias = Annotated[
    float | None, typer.Option("--block-time", help="Seconds between blocks; 12 by default.", metavar="S")
]
_Manual: TypeAlias = Annotated[
    bool, typer.Option("--manual", help="Make a block only when the RPC method dev_newBlock asks.")
]
_Scale: TypeAlias = Annotated[
    str | None,
    typer.Option("--scale", help="How much of a world there is; small by default.", metavar="|".join(SCALES)),
]
_Seed: TypeAlias = Annotated[
    int | None,
    typer.Option(
        "--seed", help="Which world: one seed is one chain; 1 by default.", metavar="N", min=0, max=1 << 62
    ),
]
_State: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--state", help="Keep the chain in this file and go on with the one that is in it.", metavar="FILE"
    ),
]
_Host: TypeAlias = Annotated[
    str,
    typer.Option(
        "--host", help="Address to serve at; any but the default lets other machines in.", metavar="ADDRESS"
    ),
]
_UnlessRunning: TypeAlias = Annotated[bool, typer.Option("--unless-running", hidden=True)]
_UntilStdinCloses: TypeAlias = Annotated[bool, typer.Option("--until-stdin-closes", hidden=True)]


def command() -> LazyGroup:
    """The `devnet` group."""
    return app.group()


@app.verb("run")
def run(
    context: typer.Context,
    port: _Port = 9944,
    block_time: _BlockTime = None,
    manual: _Manual = False,
    scale: _Scale = None,
    seed: _Seed = None,
    state: _State = None,
    host: _Host = "127.0.0.1",
    unless_running: _UnlessRunning = False,
    until_stdin_closes: _UntilStdinCloses = False,
) -> None:
    """Run the embedded node in the foreground until ctrl-c; prints its address when it serves.

    The first one running is what --network dev means.
    """
    invocation = run_of(context)
    if manual and block_time is not None:
        raise UsageError("--manual and --block-time exclude each other.", hint="Leave one out.")
    if block_time is not None and not 0.01 <= block_time <= 3600:
        raise UsageError("--block-time: give seconds between 0.01 and 3600.")
    pace = None if manual else block_time or _PACE_SECONDS
    chosen = None if scale is None else checked_scale(scale, *SCALES)
    place = _Place(host, port)
    place.check()
    with Claim() as claim:
        if claim.held or not unless_running:
            with _world(state, chosen, seed, pace) as node:
                invocation.wait(_serve(invocation, node, place, claim, ends_with_stdin=until_stdin_closes))


@app.verb("stop")
def stop(context: typer.Context) -> None:
    """Stop the embedded node that --network dev means."""
    from tao_tui.cli.invocation.embedded_node import stop_running

    stopped = stop_running()
    words = "Stopped." if stopped else "No embedded node of yours is running."
    run_of(context).out.answer({"stopped": stopped}, lambda: [words])


@app.verb("accounts")
def accounts(context: typer.Context) -> None:
    """List the accounts of the embedded node that anybody may use; their keys are public."""
    from tao_tui.devnet.cast.accounts import DEMO, DEMO_HOTKEY, DEVELOPERS

    rows = [
        {"name": account.name.lower(), "uri": account.uri, "address": account.address, "role": role}
        for account, role in (
            *(
                (account, "funded" if each else "funded, the sudo key")
                for each, account in enumerate(DEVELOPERS)
            ),
            (DEMO, "funded, staked, a member of the triumvirate"),
            (DEMO_HOTKEY, "a hotkey of //Demo with a seat in the senate"),
        )
    ]

    def text() -> Iterable[str]:
        from tao_tui.cli.terminal.layout import aligned

        yield from aligned([(row["uri"], row["address"], row["role"]) for row in rows])
        yield "Import one with: tao-tui wallet import --name bob --uri //Bob --no-password"

    run_of(context).out.answer(rows, text)


def checked_scale(scale: str, *known: str) -> str:
    """`scale` when it is one the embedded node has."""
    names = known or ("small", "mainnet")
    if scale not in names:
        raise UsageError(
            f"--scale: “{scale}” is not one of {', '.join(names)}.", hint="small is the usual one."
        )
    return scale


@contextmanager
def _world(state: Path | None, scale: str | None, seed: int | None, pace: float | None) -> Iterator[Node]:
    """The world to serve, kept in a file when there is one."""
    from tao_tui.devnet.node.store import StoreError
    from tao_tui.devnet.worlds import kept_world, new_world

    if state is None:
        yield new_world(scale or "small", 1 if seed is None else seed, block_time=pace)
        return
    try:
        with kept_world(state, scale, seed, block_time=pace) as node:
            yield node
    except StoreError as error:
        raise UsageError(
            f"The state file {clean(str(state), 200)} cannot be used: {error}.",
            hint="Name another with --state, or move this one away to begin a new chain.",
            code="state_unusable",
        ) from error


@dataclass(frozen=True)
class _Place:
    """Where a node serves."""

    host: str
    port: int

    @property
    def is_open(self) -> bool:
        """Whether other machines can reach it."""
        from ipaddress import ip_address

        try:
            return not ip_address(self.host).is_loopback
        except ValueError:
            return self.host != "localhost"

    def check(self) -> None:
        """Say so before a whole world is made for a place that cannot be had."""
        import socket

        try:
            family, kind, _, _, address = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)[0]
            with socket.socket(family, kind) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
        except OSError as error:
            raise self.refused(error) from error

    def refused(self, error: OSError) -> UsageError | Fault:
        """What to say when it cannot be had."""
        if error.errno == errno.EADDRINUSE:
            return UsageError(
                f"Port {self.port} of this machine is in use.",
                hint="Give another with --port N, or --port 0 for any free one.",
                code="port_in_use",
            )
        where = f"port {self.port} of {clean(self.host, 100)}"
        return Fault(f"The embedded node cannot serve at {where}: {error.strerror}.", hint="Give another.")


async def _serve(
    invocation: Run, node: Node, place: _Place, claim: Claim, *, ends_with_stdin: bool = False
) -> None:
    """Serve until somebody ends it."""
    from tao_tui.devnet.rpc.server import run as serve
    from tao_tui.devnet.worlds import settle

    def ready(server: Server) -> None:
        claim.announce(server.url)
        if place.is_open:
            invocation.say.warning(
                f"Other machines can reach this node at {clean(place.host, 100)} and do with its chain "
                "what they like; its keys are public."
            )
        data = {"url": server.url, "pid": os.getpid()}
        invocation.out.answer(data, lambda: [f"{READY}{server.url}"], streamed=True)

    settle()
    serving = asyncio.ensure_future(serve(node, place.port, place.host, ready=ready))
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, serving.cancel)
    if ends_with_stdin:
        # Whoever started this holds the other end; it closes even when they are killed.
        loop.add_reader(sys.stdin.fileno(), serving.cancel)
    try:
        await serving
    except asyncio.CancelledError:
        invocation.say.progress("The embedded node stopped.")
    except OSError as error:
        raise place.refused(error) from error
