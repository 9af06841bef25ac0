"""Everybody who lives in a world, as one function to be called after every block."""

from __future__ import annotations

from collections.abc import Callable

from tao_tui.devnet.actors.governing import close, propose, vote
from tao_tui.devnet.actors.settling import serve, settle
from tao_tui.devnet.actors.stage import Actor, Stage
from tao_tui.devnet.actors.trading import trade
from tao_tui.devnet.actors.validating import validate
from tao_tui.devnet.node.node import Node

TROUPE: tuple[Actor, ...] = (validate, trade, settle, serve, propose, vote, close)
"""Who acts in the demo world, in this order."""
POPULATED = frozenset({"small", "mainnet"})
"""Worlds that have inhabitants."""


def actors_for(preset: str, seed: int) -> list[Callable[[Node], None]]:
    """Return what to append to `node.actors` so that the world lives; everything follows from the seed.

    All actors share one look at each block, so that two of them signing for one account get nonces in order.
    """
    if preset not in POPULATED:
        return []

    def play(node: Node) -> None:
        stage = Stage(node, seed)
        for act in TROUPE:
            act(stage)

    return [play]
