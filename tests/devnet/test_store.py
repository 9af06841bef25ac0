"""A chain kept in a file: whatever happens to its node, another one goes on with it."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tao_tui.devnet.frame.state import KEPT_BLOCKS
from tao_tui.devnet.frame.storage import MISSING
from tao_tui.devnet.node.node import Node
from tao_tui.devnet.node.store import Store, StoreError
from tao_tui.devnet.pallets.balances import Balances
from tao_tui.devnet.runtime import make_runtime
from tao_tui.devnet.worlds import kept_world
from tests.devnet.signing import ALICE, BOB, CHARLIE, Signing, free, signed, small_node, transfer
from tests.devnet.worldly import LONG_AGO, world

TAO = 10**9


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "chain.sqlite"


def kept(path: Path, **options: int) -> tuple[Node, Store]:
    """A new node whose chain is kept."""
    store, node = Store(path), small_node(**options)
    store.begin(node)
    return node, store


def again(path: Path) -> tuple[Node, Store]:
    """A node that goes on with what is kept."""
    store = Store(path)
    return store.resume(make_runtime(), finality_lag=6), store


def content(node: Node) -> dict[str, dict[object, object]]:
    return {str(item.prefix): dict(item.data) for item in node.runtime.state.items.values() if item.data}


def advance(node: Node, blocks: int) -> None:
    for _ in range(blocks):
        node.new_block()


def test_it_makes_the_same_next_block(path: Path) -> None:
    node, store = kept(path)
    node.submit(signed(node, ALICE, transfer(CHARLIE, TAO)))
    advance(node, 5)
    store.close()
    later, _ = again(path)
    assert [block.hash for block in later.blocks] == [block.hash for block in node.blocks]
    assert (later.finalized, content(later)) == (node.finalized, content(node))
    extrinsic = signed(node, BOB, transfer(CHARLIE, TAO), Signing(period=64))
    for each in (node, later):
        each.submit(extrinsic)
    node._listeners.clear()
    assert later.new_block() == node.new_block()
    assert free(later, CHARLIE) == 2 * TAO


def test_it_knows_earlier_states_and_can_go_back_to_them(path: Path) -> None:
    node, store = kept(path, finality_lag=6)
    advance(node, 3)
    node.submit(signed(node, ALICE, transfer(CHARLIE, TAO), Signing(period=None)))
    advance(node, 4)
    store.close()
    later, _ = again(path)
    who = bytes(CHARLIE.public_key)
    assert [later.runtime_at(n).pallet(Balances).free(who) for n in (0, 3, 4, 7)] == [0, 0, TAO, TAO]
    later.retract(5)
    assert free(later, CHARLIE) == TAO
    later.go_to(later.blocks[2])
    assert free(later, CHARLIE) == 0


def test_forks_are_kept_as_they_end(path: Path) -> None:
    node, store = kept(path, finality_lag=6)
    node.submit(signed(node, ALICE, transfer(CHARLIE, TAO)))
    advance(node, 4)
    old = node.head
    node.retract(4, blocks=2)
    node.go_to(old)
    node.go_to(node.blocks[1])
    account, who = node.runtime.by_name["System"].storage["Account"], bytes(BOB.public_key)
    node.amend([(account, who, MISSING)])
    node.new_block()
    store.close()
    later, _ = again(path)
    assert later.head == node.head
    assert content(later) == content(node)
    for number in (0, 1):
        ours, theirs = (each.runtime_at(number).pallet(Balances).free(who) for each in (node, later))
        assert ours == theirs


def test_a_living_world_goes_on_as_if_nothing_happened(path: Path) -> None:
    with kept_world(path, "small", 3, clock=lambda: LONG_AGO) as there:
        advance(there, 12)
    with kept_world(path, clock=lambda: LONG_AGO) as later:
        advance(later, 12)
    whole = world("small", 3)
    advance(whole, 24)
    assert later.head == whole.head


def test_another_world_than_the_one_kept_is_refused(path: Path) -> None:
    with kept_world(path, "empty", 5):
        pass
    for preset, seed in (("small", None), (None, 6)):
        with pytest.raises(StoreError, match="empty with seed 5"), kept_world(path, preset, seed):
            pass
    with kept_world(path) as node:
        assert node.head.number == 0


def test_old_states_are_dropped(path: Path) -> None:
    node, store = kept(path)
    advance(node, KEPT_BLOCKS + 3)
    store.close()
    with closing(sqlite3.connect(path)) as db:
        (known,) = db.execute("select min(number) from blocks where before is not null").fetchone()
    assert known == node.head.number - KEPT_BLOCKS + 1
    later, _ = again(path)
    assert later.runtime_at(known - 1).number == known - 1


def test_a_node_killed_at_any_moment_leaves_a_whole_chain(path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from tao_tui.devnet.worlds import kept_world\n"
        "with kept_world(Path(sys.argv[1])) as node:\n"
        "    while True:\n"
        "        print(node.new_block().number, flush=True)\n"
    )
    reached = 0
    for blocks in (1, 6):
        process = subprocess.Popen([sys.executable, "-c", program, path], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        said = [int(process.stdout.readline()) for _ in range(blocks)]
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        assert said[0] == reached + 1
        with kept_world(path) as node:
            reached = node.head.number
            assert reached >= said[-1]
            check_whole(node)


def check_whole(node: Node) -> None:
    for parent, child in zip(node.blocks, node.blocks[1:], strict=False):
        assert child.header.parent_hash == parent.hash
    system = node.runtime.by_name["System"].storage
    assert system["Number"].data[()] == node.head.number
    held = sum(info.data.free + info.data.reserved for info in system["Account"].data.values())
    assert node.runtime.pallet(Balances).TotalIssuance.value == held


def test_a_full_disk_is_said_and_costs_nothing_once_there_is_room(path: Path) -> None:
    node, store = kept(path)
    node.new_block()
    store._db.execute("pragma max_page_count = 1")
    extrinsic = signed(node, ALICE, ("System", "remark_with_event", {"remark": bytes(100_000)}))
    node.submit(extrinsic)
    with pytest.raises(StoreError, match="full"):
        node.new_block()
    store._db.execute("pragma max_page_count = 1000000")
    node.new_block()
    store.close()
    later, _ = again(path)
    assert later.head == node.head
    assert content(later) == content(node)


def test_one_file_serves_one_node(path: Path) -> None:
    _, store = kept(path)
    with pytest.raises(StoreError, match="another node"):
        Store(path)
    store.close()
    assert not Store(path).is_empty


def test_what_is_no_state_is_refused_and_left_alone(path: Path) -> None:
    path.write_bytes(b"my holiday pictures" * 100)
    with pytest.raises(StoreError, match="no state"):
        Store(path)
    assert path.read_bytes().startswith(b"my holiday")
    path.unlink()
    with closing(sqlite3.connect(path)) as db:
        db.execute("create table recipes (name)")
    with pytest.raises(StoreError, match="something else"):
        Store(path)


@pytest.mark.parametrize(
    "change",
    [
        "insert into storage values (99999, x'', x'00')",
        "update items set layout = x'0011223344556677' where name = 'Balances.TotalIssuance'",
        "update storage set value = x'00' where item = (select id from items where name = 'Sudo.Key')",
    ],
)
def test_a_chain_of_other_rules_is_refused(path: Path, change: str) -> None:
    _, store = kept(path)
    store.close()
    with closing(sqlite3.connect(path)) as db:
        assert db.execute(change).rowcount == 1
        db.commit()
    with pytest.raises(StoreError, match="another version"):
        again(path)
