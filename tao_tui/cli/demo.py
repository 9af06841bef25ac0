"""`demo`: the app, or a tour in text, on an embedded node with a wallet to throw away."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tao_tui.cli.invocation.run import Run, run_of

if TYPE_CHECKING:
    from tao_tui.cli.invocation.embedded_node import EmbeddedNode
    from tao_tui.config import Settings

_NOTICE = "This is a demo network of your own: nothing here is real money, and nothing is kept."
_TOUR_BLOCK_SECONDS = "0.25"
_APP_BLOCK_SECONDS = "2"


def demo(
    context: typer.Context,
    seed: Annotated[int, typer.Option("--seed", help="Which world: one seed is one chain.", metavar="N")] = 1,
    scale: Annotated[
        str, typer.Option("--scale", help="How much of a world there is.", metavar="small|mainnet")
    ] = "small",
    tour: Annotated[bool, typer.Option("--tour", help="The tour in text, even on a terminal.")] = False,
) -> None:
    """Start an embedded node with a living demo world and open the app on it.

    With no terminal, and with --tour, go through the whole program as text: create a wallet, transfer, stake
    and unstake, register a hotkey, propose and vote, stream scores; exit 0 only if all of it was confirmed on
    chain.
    """
    from tao_tui.cli.devnet import checked_scale
    from tao_tui.cli.invocation.embedded_node import EmbeddedNode
    from tao_tui.cli.terminal.drawable import can_draw

    run = run_of(context)
    settings = run.settings  # before the home moves: the theme is the person's own
    as_text = tour or run.flags.json or not can_draw()
    pace = _TOUR_BLOCK_SECONDS if as_text else _APP_BLOCK_SECONDS
    options = ("--block-time", pace, "--scale", checked_scale(scale), "--seed", str(seed))
    with _own_home() as home, EmbeddedNode(options) as node:
        if as_text:
            _tour(run, node, home)
        else:
            run.exit_code = _app(settings, node, home)


def _tour(run: Run, node: EmbeddedNode, home: Path) -> None:
    from tao_tui.cli.tour.play import play

    if not run.flags.json:
        run.out.line(f"A tour on an embedded node at {node.url}, a block every {_TOUR_BLOCK_SECONDS} s.")
    run.use_network(node.url)
    play(run, home)


def _app(settings: Settings, node: EmbeddedNode, home: Path) -> int:
    import dataclasses
    import gc

    from tao_tui.app import run_app
    from tao_tui.cli.tour.cast import MEMBER, import_known
    from tao_tui.wallet import WalletFolder

    folder = WalletFolder(home / "wallets")
    import_known(folder)
    gc.enable()
    demo_settings = dataclasses.replace(
        settings, network=node.url, wallet_path=folder.path, wallet=MEMBER, wallet_hotkey="default"
    )
    return run_app(demo_settings, notice=_NOTICE, called="demo")


@contextmanager
def _own_home() -> Iterator[Path]:
    """A home of its own for this process and its children, gone afterwards: journal, cache and wallets."""
    with tempfile.TemporaryDirectory(prefix="tao-tui-demo-") as folder:
        before = os.environ.get("TAO_TUI_HOME")
        os.environ["TAO_TUI_HOME"] = folder
        try:
            yield Path(folder)
        finally:
            if before is None:
                del os.environ["TAO_TUI_HOME"]
            else:
                os.environ["TAO_TUI_HOME"] = before
