"""A node written to a file and read again is the same chain."""

from __future__ import annotations

from pathlib import Path

import pytest

from tao_tui.devnet.frame.state import StateDiscarded
from tao_tui.devnet.node.node import Node
from tao_tui.devnet.node.snapshot import SnapshotError, dump, load, save
from tao_tui.devnet.runtime import make_runtime
from tests.devnet.signing import ALICE, BOB, CHARLIE, Signing, free, signed, small_node, transfer

TAO = 10**9


def lived_in() -> Node:
    node = small_node()
    node.submit(signed(node, ALICE, transfer(CHARLIE, TAO)))
    for _ in range(5):
        node.new_block()
    return node


def test_a_restored_node_makes_the_same_next_block(tmp_path: Path) -> None:
    node = lived_in()
    save(node, tmp_path / "world")
    again = load((tmp_path / "world").read_bytes(), make_runtime())
    assert [block.hash for block in again.blocks] == [block.hash for block in node.blocks]
    assert again.finalized == node.finalized
    extrinsic = signed(node, BOB, transfer(CHARLIE, TAO), Signing(period=64))
    node.submit(extrinsic)
    again.submit(extrinsic)
    assert again.new_block() == node.new_block()
    assert again.new_block().hash == node.new_block().hash
    assert free(again, CHARLIE) == 2 * TAO
    assert [path.name for path in tmp_path.iterdir()] == ["world"]


def test_what_waits_in_the_pool_is_kept() -> None:
    node = lived_in()
    node.submit(signed(node, BOB, transfer(CHARLIE, TAO)))
    again = load(dump(node), make_runtime())
    assert len(again.pool) == 1
    again.new_block()
    assert free(again, CHARLIE) == 2 * TAO


def test_only_the_newest_state_is_there() -> None:
    again = load(dump(lived_in()), make_runtime())
    assert again.runtime.state.at(5) is again.runtime.state.live
    with pytest.raises(StateDiscarded):
        again.runtime.state.at(4)
    again.new_block()
    assert again.runtime.state.keeps(again.runtime.state.at(5))


@pytest.mark.parametrize("damage", [lambda data: b"", lambda data: data[:-9], lambda data: b"x" + data])
def test_a_damaged_file_is_refused(damage: object) -> None:
    assert callable(damage)
    with pytest.raises(SnapshotError):
        load(damage(dump(lived_in())), make_runtime())


def test_another_set_of_pallets_is_refused() -> None:
    from tao_tui.devnet.pallets.core_apis import CORE_APIS
    from tao_tui.devnet.pallets.system import System

    with pytest.raises(SnapshotError):
        load(dump(lived_in()), make_runtime([System], CORE_APIS))
