"""Who is said to leave a trimmed subnet is whom the embedded node removes."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tao_tui.addresses import address_of
from tao_tui.chain.client import Client, connect
from tao_tui.chain.networks import resolve_network
from tao_tui.devnet.frame.errors import DispatchFailure
from tao_tui.devnet.node.node import Node
from tao_tui.devnet.pallets.subtensor import neurons, trimming
from tao_tui.devnet.pallets.subtensor.symbols import SYMBOLS
from tao_tui.devnet.rpc.server import serve
from tao_tui.reads.subnets.symbols import known_symbols
from tao_tui.reads.uids.trimming import read_trim
from tests.devnet.founding import World
from tests.reads.test_prune_risk import HEAD, SIZE, crowd

SUBNETS, MOST = 24, 6


@pytest.fixture
async def chain() -> AsyncIterator[tuple[Client, Node, World]]:
    world = World()
    for seed in range(SUBNETS):
        world.chain.MinAllowedUids[crowd(world, seed)] = 3
    node = Node(world.runtime, block_time=None, finality_lag=1)
    async with serve(node) as server, connect(resolve_network(server.url)) as client:
        for _ in range(HEAD):
            node.new_block()
        yield client, node, world


async def test_the_foretold_leave(chain: tuple[Client, Node, World]) -> None:
    client, node, world = chain
    foretold = {netuid: (await read_trim(client, netuid, MOST)).data for netuid in range(1, SUBNETS + 1)}
    node.new_block()  # a trim sent now runs in the block after the one that was read
    refused = 0
    for netuid, trim in foretold.items():
        before = neurons.hotkeys_of(world.chain, netuid)
        uids = dict(enumerate(before))
        if 100 * trim.staying >= MOST * trim.most_staying_per_cent:
            refused += 1
            with pytest.raises(DispatchFailure, match="TrimmingWouldExceedMaxImmunePercentage"):
                trimming.trim(world.chain, netuid, MOST)
            continue
        trimming.trim(world.chain, netuid, MOST)
        after = neurons.hotkeys_of(world.chain, netuid)
        assert [each.hotkey for each in trim.leaving] == [
            address_of(hotkey) for hotkey in before if hotkey not in after
        ], netuid
        assert trim.renumbered == sum(uids[uid] != hotkey for uid, hotkey in enumerate(after))
        assert (trim.neurons, len(trim.leaving), trim.least) == (SIZE, SIZE - MOST, 3)
    assert 0 < refused < SUBNETS


async def test_with_enough_room_nobody_leaves(chain: tuple[Client, Node, World]) -> None:
    client, _, _ = chain
    trim = (await read_trim(client, 1, SIZE)).data
    assert (trim.leaving, trim.renumbered) == ((), 0)


def test_the_catalogue_of_symbols_is_the_chains() -> None:
    assert set(known_symbols()) == set(SYMBOLS[1:])
    assert len(known_symbols()) == len(SYMBOLS) - 1
