"""Forks: retracted blocks, their states, and what becomes of their extrinsics."""

from __future__ import annotations

import pytest

from tao_tui.devnet.frame.state import StateDiscarded
from tao_tui.devnet.node.fork import FinalBlock, Imported, Return
from tao_tui.devnet.node.node import Node
from tao_tui.devnet.node.pool import PoolError, Status
from tao_tui.devnet.node.tree import UnknownBlock
from tao_tui.devnet.pallets.balances import Balances
from tests.devnet.signing import ALICE, BOB, CHARLIE, MILLION_TAO, Signing, free, signed, small_node, transfer
from tests.devnet.worldly import LONG_AGO, world

TAO = 10**9


@pytest.fixture
def node() -> Node:
    return small_node(finality_lag=6)


def grown(node: Node, blocks: int) -> list[str]:
    """Make blocks; answers their hashes as they stand in statuses."""
    return [f"0x{node.new_block().hash.hex()}" for _ in range(blocks)]


def paying(node: Node, signing: Signing | None = None) -> tuple[bytes, list[Status]]:
    """Submit a transfer of Bob's; answers it and the list its statuses go to."""
    heard: list[Status] = []
    extrinsic = signed(node, BOB, transfer(CHARLIE, TAO), signing)
    node.submit(extrinsic, heard.append)
    return extrinsic, heard


def names(heard: list[Status]) -> list[str]:
    return [status if isinstance(status, str) else next(iter(status)) for status in heard]


def test_a_fork_is_longer_and_shares_no_block(node: Node) -> None:
    grown(node, 5)
    before = list(node.blocks)
    node.retract(3)
    assert node.head.number == 6
    assert node.blocks[:3] == before[:3]
    assert not {block.hash for block in node.blocks} & {block.hash for block in before[3:]}
    for parent, child in zip(node.blocks, node.blocks[1:], strict=False):
        assert (child.header.parent_hash, child.number) == (parent.hash, parent.number + 1)


@pytest.mark.parametrize("block_time", [None, 0.25])
def test_a_fork_repeats_no_block_although_the_clock_stands(block_time: float | None) -> None:
    node = small_node(block_time=block_time, clock=lambda: LONG_AGO, finality_lag=100)
    grown(node, 6)
    for depth in (1, 4, 6, 6):
        seen = {block.hash for block in node.blocks[node.head.number - depth + 1 :]}
        node.retract(depth)
        assert not seen & {block.hash for block in node.blocks}


def test_an_extrinsic_follows_to_the_fork(node: Node) -> None:
    extrinsic, heard = paying(node)
    (old,) = grown(node, 1)
    node.retract(1)
    new = f"0x{node.blocks[1].hash.hex()}"
    assert heard == ["ready", {"inBlock": old}, {"retracted": old}, {"inBlock": new}]
    assert extrinsic in node.blocks[1].extrinsics
    assert free(node, CHARLIE) == TAO
    grown(node, 6)
    assert heard[4:] == [{"finalized": new}]


def test_an_extrinsic_comes_back_after_the_fork(node: Node) -> None:
    _, heard = paying(node)
    (old,) = grown(node, 1)
    node.retract(1, extrinsics=Return.LAST)
    assert heard[2:] == [{"retracted": old}, "ready"]
    assert free(node, CHARLIE) == 0
    (new,) = grown(node, 1)
    assert heard[4:] == [{"inBlock": new}]
    assert node.head.number == 3


def test_an_extrinsic_need_not_come_back(node: Node) -> None:
    extrinsic, heard = paying(node)
    grown(node, 1)
    node.retract(1, extrinsics=Return.NEVER)
    grown(node, 8)
    assert names(heard) == ["ready", "inBlock", "retracted", "dropped"]
    assert free(node, BOB) == MILLION_TAO
    node.submit(extrinsic)


def test_one_who_signed_on_a_retracted_block_signed_for_another_chain(node: Node) -> None:
    grown(node, 4)
    born_late, heard = paying(node, Signing(period=4))
    grown(node, 1)
    node.retract(2)
    assert names(heard) == ["ready", "inBlock", "retracted", "invalid"]
    with pytest.raises(PoolError):
        node.submit(born_late)


def test_what_waits_in_the_pool_is_checked_against_the_fork(node: Node) -> None:
    grown(node, 4)
    _, mortal = paying(node, Signing(period=4, nonce=1))
    _, immortal = paying(node, Signing(period=None, nonce=2))
    node.retract(1)
    assert (mortal, immortal) == (["future", "invalid"], ["future"])


def test_final_blocks_stay(node: Node) -> None:
    grown(node, 8)
    assert node.finalized == 2
    with pytest.raises(FinalBlock):
        node.retract(7)
    with pytest.raises(FinalBlock):
        node.go_to(node.blocks[1])
    node.retract(6)
    assert node.head.number == 9
    assert node.finalized == 3


def test_two_branches_are_read_and_changed_over_and_over(node: Node) -> None:
    _, heard = paying(node)
    left = [node.new_block(), node.new_block()]
    node.go_to(node.blocks[0])
    node.pool.take(node.pool.ready().__next__().extrinsic.hash)
    right = [node.new_block()]
    who = bytes(CHARLIE.public_key)
    for _ in range(3):
        node.go_to(left[-1])
        assert node.blocks[1:] == left
        assert free(node, CHARLIE) == TAO
        assert node.runtime_with(node.chain.tree.state_of(right[0])).pallet(Balances).free(who) == 0
        node.go_to(right[-1])
        assert node.blocks[1:] == right
        assert free(node, CHARLIE) == 0
        assert node.runtime_with(node.chain.tree.state_of(left[0])).pallet(Balances).free(who) == TAO
    assert names(heard)[:3] == ["ready", "inBlock", "retracted"]


def test_a_branch_is_forgotten_when_another_is_final(node: Node) -> None:
    grown(node, 2)
    gone = node.head
    node.retract(1)
    grown(node, 4)
    assert node.chain.tree.find(gone.hash) is gone
    node.runtime_with(node.chain.tree.state_of(gone))
    state = node.chain.tree.state_of(gone)
    grown(node, 1)
    with pytest.raises(UnknownBlock):
        node.chain.tree.find(gone.hash)
    with pytest.raises(StateDiscarded):
        node.runtime.at(state)


def test_listeners_hear_of_a_fork_when_it_is_the_longest(node: Node) -> None:
    paying(node)
    grown(node, 3)
    heard: list[Imported] = []
    node.listen(heard.append)
    node.retract(3, extrinsics=Return.LAST)
    assert [(each.block.number, each.best) for each in heard] == [
        (1, False),
        (2, False),
        (3, False),
        (4, True),
    ]
    account = node.runtime.by_name["System"].storage["Account"]
    assert bytes(CHARLIE.public_key) in heard[-1].changes[account]


def test_a_living_world_goes_on_after_forks_and_back() -> None:
    node = world("small", 3)
    node.finality_lag = 50
    grown(node, 20)
    head, state = node.head, {item: dict(item.data) for item in node.runtime.state.items.values()}
    node.retract(12)
    grown(node, 10)
    node.go_to(head)
    assert {item: dict(item.data) for item in node.runtime.state.items.values()} == state
    grown(node, 30)
    system = node.runtime.by_name["System"].storage["Account"]
    held = sum(info.data.free + info.data.reserved for info in system.data.values())
    assert node.runtime.pallet(Balances).TotalIssuance.value == held
    assert free(node, ALICE) > 0
