"""Locks as they are and as they will be: against the embedded node, now and after a year."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from tao_tui.addresses import Address, address_of
from tao_tui.chain.client import Client, connect
from tao_tui.chain.networks import resolve_network
from tao_tui.chain.query import RuntimeCall
from tao_tui.devnet.node.node import Node
from tao_tui.devnet.pallets.subtensor import locks
from tao_tui.devnet.rpc.server import serve
from tao_tui.errors import Unsupported
from tao_tui.reads.chain_text import as_int
from tao_tui.reads.owned.locks import StakeLock, read_locks
from tests.devnet.founding import ALICE, BOB, HOT, OWNER_HOT, TAO, World
from tests.reads.fake import ALICE as SOMEBODY
from tests.reads.fake import FakeClient

ME = address_of(ALICE)


@dataclass
class Stage:
    """A node with stake and locks laid before its first block, and a client of it."""

    world: World
    node: Node
    client: Client

    async def locks(self, coldkey: Address = ME) -> dict[int, StakeLock]:
        return {lock.netuid: lock for lock in (await read_locks(self.client, coldkey)).data}

    def advance(self, blocks: int) -> None:
        for _ in range(blocks):
            self.node.new_block()


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """Alice has a melting lock on subnet 1, a perpetual one on 2, one for the owner's hotkey on 3."""
    world = World()
    with world.runtime.genesis():
        for _ in range(3):
            netuid = world.subnet()
            world.chain.SubnetEmissionEnabled[netuid] = False
            world.neuron(netuid, BOB, HOT)
            world.stake(HOT, ALICE, netuid, 100 * TAO)
        world.call(ALICE, "lock_stake", hotkey=HOT, netuid=1, amount=60 * TAO)
        world.call(ALICE, "lock_stake", hotkey=HOT, netuid=2, amount=70 * TAO)
        world.call(ALICE, "set_perpetual_lock", netuid=2, enabled=True)
        world.call(ALICE, "lock_stake", hotkey=OWNER_HOT, netuid=3, amount=80 * TAO)
    node = Node(world.runtime, block_time=None, finality_lag=1)
    async with serve(node) as server, connect(resolve_network(server.url)) as client:
        yield Stage(world, node, client)


async def test_each_lock_as_the_chain_has_it(stage: Stage) -> None:
    stage.advance(5)
    found = await stage.locks()
    assert list(found) == [1, 2, 3]
    assert [(lock.perpetual, lock.owner_hotkey) for lock in found.values()] == [
        (False, False), (True, False), (False, True),
    ]  # fmt: skip
    for netuid, lock in found.items():
        told = locks.locked_now(stage.world.chain, ALICE, netuid)
        assert told is not None
        assert (lock.locked.rao, lock.conviction.rao) == (told.locked_mass, told.conviction >> 64)
        assert lock.staked.rao == 100 * TAO
        assert lock.available.rao == 100 * TAO - told.locked_mass
        assert lock.hotkey_conviction == lock.conviction
        assert lock.needed.rao == stage.world.chain.SubnetAlphaOut[netuid] // 10
        assert lock.hotkey == address_of(OWNER_HOT if netuid == 3 else HOT)
    assert (found[3].locked.rao, found[3].conviction.rao) == (found[3].locked.rao, found[3].locked.rao)
    assert (await stage.locks(address_of(BOB))) == {}


async def test_a_projection_is_what_the_node_says_when_that_time_has_come(stage: Stage) -> None:
    """For every kind of lock, 30, 90 and 365 days on; and the list of locks is one batch at one block."""
    stage.advance(3)
    found = await stage.locks()
    runtime = stage.world.runtime
    now = runtime.number
    for netuid, lock in found.items():
        assert [each.days for each in lock.projection] == [30, 90, 365]
        for each in lock.projection:
            assert each.block == now + each.days * 7_200
            runtime.number = each.block
            then = locks.locked_now(stage.world.chain, ALICE, netuid)
            assert then is not None
            assert (each.locked.rao, each.conviction.rao) == (then.locked_mass, then.conviction >> 64)
    runtime.number = now
    halves = [(lock.projection[1].locked.rao, lock.projection[1].conviction.rao) for lock in found.values()]
    shares = [(locked / (50 + 10 * n), grown / (50 + 10 * n)) for n, (locked, grown) in enumerate(halves, 1)]
    for share, expected in zip(shares, [(0.5, 0.3466), (1, 0.5), (0.5, 0.5)], strict=True):
        assert [round(part / TAO, 3) for part in share] == [round(part, 3) for part in expected]


async def test_after_blocks_of_fast_melting_the_runtime_api_says_the_same(stage: Stage) -> None:
    stage.world.chain.UnlockRate.value = 40
    stage.world.chain.MaturityRate.value = 60
    stage.advance(20)
    with stage.world.runtime.layer():
        for netuid in (1, 2):
            locks.settle(stage.world.chain, ALICE, netuid)
    stage.advance(30)
    for netuid, lock in (await stage.locks()).items():
        call = RuntimeCall("StakeInfoRuntimeApi", "get_coldkey_lock", (ME, netuid))
        (told,) = (await stage.client.read([call])).data
        conviction = as_int(told["conviction"]) >> 64
        assert (lock.locked.rao, lock.conviction.rao) == (told["locked_mass"], conviction)
        assert conviction > TAO
    stage.advance(1_500)
    assert list(await stage.locks()) == [2]


async def test_a_runtime_without_locks_is_told_plainly() -> None:
    client = FakeClient(missing={"SubtensorModule.lock_stake"}, spec_version=393)
    with pytest.raises(Unsupported, match="Runtime 393 has no locks of stake") as refused:
        await read_locks(client, SOMEBODY)  # type: ignore[arg-type]
    assert "can be taken out" in refused.value.hint
