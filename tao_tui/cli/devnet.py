"""`devnet`: run the embedded node, stop the one in the background, list its accounts."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tao_tui.cli.embedded import READY, Claim
from tao_tui.cli.lazy import Noun
from tao_tui.cli.run import Run, run_of
from tao_tui.errors import Fault, UsageError

if TYPE_CHECKING:
    from tao_tui.devnet.node.node import Node
    from tao_tui.devnet.rpc.server import Server

app = Noun("The embedded node: a whole Bittensor on this machine, for learning, demos and tests.")

SCALES = ("small", "mainnet", "empty")
_PACE_SECONDS = 12.0


def command() -> Any:
    """The `devnet` group."""
    return app.group()


@app.verb("run")
def run(
    context: typer.Context,
    port: Annotated[
        int,
        typer.Option(
            "--port", help="Port on this machine; 0 takes a free one.", metavar="N", min=0, max=65535
        ),
    ] = 9944,
    block_time: Annotated[
        float | None, typer.Option("--block-time", help="Seconds between blocks; 12 by default.", metavar="S")
    ] = None,
    manual: Annotated[
        bool, typer.Option("--manual", help="Make a block only when the RPC method dev_newBlock asks.")
    ] = False,
    scale: Annotated[
        str, typer.Option("--scale", help="How much of a world there is.", metavar="small|mainnet|empty")
    ] = "small",
    seed: Annotated[int, typer.Option("--seed", help="Which world: one seed is one chain.", metavar="N")] = 1,
    unless_running: Annotated[bool, typer.Option("--unless-running", hidden=True)] = False,
    until_stdin_closes: Annotated[bool, typer.Option("--until-stdin-closes", hidden=True)] = False,
) -> None:
    """Run the embedded node in the foreground until ctrl-c; prints its address when it serves.

    The first one running is what --network dev means.
    """
    from tao_tui.devnet.worlds import new_world

    invocation = run_of(context)
    if manual and block_time is not None:
        raise UsageError("--manual and --block-time exclude each other.", hint="Leave one out.")
    if block_time is not None and not 0.01 <= block_time <= 3600:
        raise UsageError("--block-time: give seconds between 0.01 and 3600.")
    pace = None if manual else block_time or _PACE_SECONDS
    chosen = checked_scale(scale, *SCALES)
    _refuse_taken(port)
    claim = Claim()
    try:
        if claim.held or not unless_running:
            node = new_world(chosen, seed, block_time=pace)
            invocation.wait(_serve(invocation, node, port, claim, ends_with_stdin=until_stdin_closes))
    finally:
        claim.release()


@app.verb("stop")
def stop(context: typer.Context) -> None:
    """Stop the embedded node that --network dev means."""
    from tao_tui.cli.embedded import stop_running

    stopped = stop_running()
    words = "Stopped." if stopped else "No embedded node of yours is running."
    run_of(context).out.answer({"stopped": stopped}, lambda: [words])


@app.verb("accounts")
def accounts(context: typer.Context) -> None:
    """List the accounts of the embedded node that anybody may use; their keys are public."""
    from tao_tui.devnet.genesis.accounts import DEMO, DEMO_HOTKEY, DEVELOPERS

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
        from tao_tui.cli.layout import aligned

        yield from aligned([(row["uri"], row["address"], row["role"]) for row in rows])
        yield "Import one with: tao-tui wallet import --name alice --uri //Alice --no-password"

    run_of(context).out.answer(rows, text)


def checked_scale(scale: str, *known: str) -> str:
    """`scale` when it is one the embedded node has."""
    names = known or ("small", "mainnet")
    if scale not in names:
        raise UsageError(
            f"--scale: “{scale}” is not one of {', '.join(names)}.", hint="small is the usual one."
        )
    return scale


def _refuse_taken(port: int) -> None:
    """Say so before a whole world is made for a port that somebody else has."""
    import socket

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise _no_port(port, error) from error


def _no_port(port: int, error: OSError) -> UsageError | Fault:
    if error.errno == errno.EADDRINUSE:
        return UsageError(
            f"Port {port} of this machine is in use.",
            hint="Give another with --port N, or --port 0 for any free one.",
            code="port_in_use",
        )
    return Fault(
        f"Port {port} of this machine cannot be used: {error.strerror}.", hint="Give another with --port."
    )


async def _serve(
    invocation: Run, node: Node, port: int, claim: Claim, *, ends_with_stdin: bool = False
) -> None:
    """Serve until somebody ends it."""
    from tao_tui.devnet.rpc.server import run as serve

    def ready(server: Server) -> None:
        claim.announce(server.url)
        data = {"url": server.url, "pid": os.getpid()}
        invocation.out.answer(data, lambda: [f"{READY}{server.url}"], streamed=True)

    serving = asyncio.ensure_future(serve(node, port, ready=ready))
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
        raise _no_port(port, error) from error
