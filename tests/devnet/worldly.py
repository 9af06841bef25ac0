"""Worlds for tests: made when asked, on a clock that stands still."""

from __future__ import annotations

from collections.abc import Iterator

from tao_tui.devnet.frame.extrinsic import Extrinsic, decode_extrinsic, unwrap
from tao_tui.devnet.node.node import Node
from tao_tui.devnet.pallets.system import System
from tao_tui.devnet.worlds import new_world

LONG_AGO = 1_700_000_000.0


def world(preset: str, seed: int = 0) -> Node:
    """Return a node whose timestamps depend on nothing but block numbers."""
    return new_world(preset, seed, clock=lambda: LONG_AGO)


def advance(node: Node, blocks: int) -> None:
    """Make blocks."""
    for _ in range(blocks):
        node.new_block()


def extrinsics(node: Node, number: int) -> Iterator[Extrinsic]:
    """The signed extrinsics of a block."""
    for encoded in node.blocks[number].extrinsics:
        extrinsic = decode_extrinsic(unwrap(encoded), node.runtime)
        if extrinsic.who is not None:
            yield extrinsic


def events(node: Node, number: int) -> list[tuple[str, str]]:
    """The events of a kept block by pallet and name."""
    records = node.runtime_at(number).pallet(System).Events.value
    return [(type(record.event).pallet.name, record.event.name) for record in records]
