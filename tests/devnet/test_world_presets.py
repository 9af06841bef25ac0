"""Presets: reproducible, complete, and fast to build."""

from __future__ import annotations

import time

import pytest

from tao_tui.amounts import RAO_PER_TAO
from tao_tui.devnet.cast.accounts import ALICE, DEVELOPERS
from tao_tui.devnet.genesis.presets import build_genesis
from tao_tui.devnet.pallets.balances import Balances
from tao_tui.devnet.pallets.subtensor.module import SubtensorModule
from tao_tui.devnet.pallets.sudo import Sudo
from tests.devnet.worldly import advance, events, world


def test_one_seed_makes_one_chain_and_another_another() -> None:
    first, again, other = world("small", 1), world("small", 1), world("small", 2)
    for node in (first, again, other):
        advance(node, 130)
    # A vote was closed, which only the sudo key may, whose own signatures are random.
    assert ("Triumvirate", "Closed") in [event for n in range(1, 131) for event in events(first, n)]
    assert first.head.hash == again.head.hash
    assert [block.hash for block in first.blocks] == [block.hash for block in again.blocks]
    assert first.head.hash != other.head.hash


def test_the_empty_world_has_money_and_sudo_and_no_subnet() -> None:
    node = world("empty")
    runtime = node.runtime
    advance(node, 3)
    assert runtime.pallet(Sudo).Key.value == ALICE.public_key
    assert all(runtime.pallet(Balances).free(who.public_key) == 1_000_000 * RAO_PER_TAO for who in DEVELOPERS)
    chain = runtime.pallet(SubtensorModule)
    assert [netuid for netuid, added in chain.NetworksAdded.items() if added] == [0]
    assert not node.actors


def test_an_unknown_world_is_refused() -> None:
    with pytest.raises(ValueError, match="no world is called 'huge'; there are empty, small, mainnet"):
        build_genesis("huge")


@pytest.mark.xdist_group("mainnet")
def test_the_large_world_is_large_plausible_and_quick() -> None:
    started = time.process_time()
    node = world("mainnet")
    # The budget is 5 s; doubled because the suite runs beside other work.
    assert time.process_time() - started < 10
    chain = node.runtime.pallet(SubtensorModule)
    netuids = [netuid for netuid, _ in chain.NetworksAdded.items() if netuid]
    assert len(netuids) == 128
    assert {chain.SubnetworkN[netuid] for netuid in netuids} == {256}
    names = {bytes(chain.SubnetIdentitiesV3[netuid].subnet_name) for netuid in netuids}
    assert len(names) == 128
    advance(node, 6)
    stepped = [netuid for netuid in netuids if chain.SubnetEpochIndex[netuid]]
    assert stepped
    for netuid in netuids[::16]:
        assert 0 < sum(chain.Incentive[netuid]) <= 65_535
        assert 0 < sum(chain.Dividends[netuid]) <= 65_535
        assert sum(chain.ValidatorPermit[netuid]) == 65


@pytest.mark.xdist_group("mainnet")
def test_the_large_world_s_scores_move_before_a_tempo_is_over() -> None:
    node = world("mainnet", 1)
    chain = node.runtime.pallet(SubtensorModule)
    netuids = [netuid for netuid, _ in chain.NetworksAdded.items() if netuid]
    before = {netuid: chain.Incentive[netuid] for netuid in netuids}
    advance(node, 60)
    judged = [netuid for netuid in netuids if max(chain.LastUpdate[netuid]) > 1]
    assert len(judged) > 30
    assert [netuid for netuid in judged if chain.Incentive[netuid] != before[netuid]]
