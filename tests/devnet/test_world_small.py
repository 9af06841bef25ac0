"""The demo world: what it starts with, and the story its inhabitants play."""

from __future__ import annotations

from statistics import median

import pytest

from tao_tui.amounts import RAO_PER_TAO
from tao_tui.devnet.actors.settling import CROWDED_NETUID
from tao_tui.devnet.actors.stage import Stage
from tao_tui.devnet.cast.accounts import ALICE, DEMO, DEMO_HOTKEY
from tao_tui.devnet.cast.people import (
    ACCOMPLICE_NETUID,
    CHEAT,
    MINERS,
    miner_uid,
    miners,
    newcomers,
    operators,
    validators,
)
from tao_tui.devnet.node.node import Node
from tao_tui.devnet.pallets.balances import Balances
from tao_tui.devnet.pallets.governance import SenateMembers, Triumvirate
from tao_tui.devnet.pallets.subtensor import claims, positions
from tao_tui.devnet.pallets.subtensor.lock_power import conviction_for
from tao_tui.devnet.pallets.subtensor.locks import rolled
from tao_tui.devnet.pallets.subtensor.market import price_rao
from tao_tui.devnet.pallets.subtensor.module import SubtensorModule
from tao_tui.devnet.pallets.subtensor.positions import stake_of
from tao_tui.devnet.pallets.subtensor.purse import subnet_account
from tao_tui.devnet.pallets.sudo import Sudo
from tests.devnet.worldly import advance, events, extrinsics, world

LIED_TO = ACCOMPLICE_NETUID


@pytest.fixture(scope="module")
def begun() -> Node:
    """The world at block 0."""
    return world("small")


@pytest.fixture(scope="module")
def played() -> Node:
    """The world after four tempos of its first subnet."""
    node = world("small")
    advance(node, 80)
    return node


def test_the_first_look_already_shows_something(begun: Node) -> None:
    chain = begun.runtime.pallet(SubtensorModule)
    for netuid in range(1, 7):
        count = chain.SubnetworkN[netuid]
        assert chain.MaxAllowedUids[netuid] - count == 4
        assert sum(1 for score in chain.Incentive[netuid] if score) == MINERS
        assert sum(chain.ValidatorPermit[netuid]) == 1 + len(validators(netuid))
        assert chain.SubnetIdentitiesV3[netuid].subnet_name
        assert not chain.CommitRevealWeightsEnabled[netuid]
    prices = [price_rao(chain, netuid) for netuid in range(1, 7)]
    assert len(set(prices)) == 6
    assert prices[0] == pytest.approx(340_000_000, rel=1e-6)


def test_the_books_balance(begun: Node) -> None:
    runtime = begun.runtime
    chain, balances = runtime.pallet(SubtensorModule), runtime.pallet(Balances)
    for netuid in range(7):
        staked = sum(amount for (_, net), amount in chain.TotalHotkeyAlpha.items() if net == netuid)
        owed = [
            (chain.RootClaimable[hotkey].get(netuid, 0), positions.root_stake_of(chain, hotkey))
            for hotkey in (who.hot.public_key for who in validators(1))
        ]
        waiting = sum(rate * root for rate, root in owed) >> 32
        # Two epochs' rates have been rounded to 32 binary digits each.
        lost = 2 * sum(root for _, root in owed) >> 32
        pots = sum(
            pot[netuid]
            for pot in (
                chain.PendingOwnerCut,
                chain.PendingServerEmission,
                chain.PendingValidatorEmission,
                chain.PendingRootAlphaDivs,
            )
        )
        assert 0 <= chain.SubnetAlphaOut[netuid] - staked - pots - waiting <= lost + 2 * len(owed)
        assert balances.free(subnet_account(netuid)) == chain.SubnetTAO[netuid]
    assert chain.TotalIssuance.value == balances.TotalIssuance.value == 10_800_000 * RAO_PER_TAO
    assert chain.TotalStake.value >= sum(chain.SubnetTAO.values())


def test_the_demo_wallet_may_propose_and_vote_and_owns_something(begun: Node) -> None:
    runtime = begun.runtime
    chain = runtime.pallet(SubtensorModule)
    assert runtime.pallet(Balances).free(DEMO.public_key) == 1_000 * RAO_PER_TAO
    assert DEMO.public_key in runtime.pallet(Triumvirate).Members.value
    assert runtime.pallet(SenateMembers).has(DEMO_HOTKEY.public_key)
    assert chain.Owner[DEMO_HOTKEY.public_key] == DEMO.public_key
    assert stake_of(chain, operators()[0].hot.public_key, DEMO.public_key, 1) == 420 * RAO_PER_TAO
    assert runtime.pallet(Sudo).Key.value == ALICE.public_key


def test_root_stake_has_earned_and_goes_on_earning(begun: Node, played: Node) -> None:
    """The prices sum to more than one; the demo wallet finds dividends of some days, nothing that is dust."""
    before, after = (node.runtime.pallet(SubtensorModule) for node in (begun, played))
    assert sum(before.SubnetMovingPrice[netuid] for netuid in range(1, 7)) > 1.1 * 2**32
    hotkey = operators()[0].hot.public_key
    owed = {netuid: claims.owed(before, hotkey, DEMO.public_key, netuid) >> 32 for netuid in range(1, 7)}
    worth = sum(alpha * price_rao(before, netuid) // RAO_PER_TAO for netuid, alpha in owed.items())
    stake = stake_of(before, hotkey, DEMO.public_key, 0)
    assert (stake, RAO_PER_TAO < worth < 2 * RAO_PER_TAO) == (400 * RAO_PER_TAO, True)
    for netuid in range(1, 7):
        paid = before.RootAlphaDividendsPerSubnet[netuid, hotkey]
        assert after.RootAlphaDividendsPerSubnet[netuid, hotkey] == pytest.approx(paid, rel=0.1)
        assert after.RootClaimable[hotkey][netuid] > before.RootClaimable[hotkey][netuid]
    seats = [(who.hot.public_key, who.cold.public_key) for who in operators()]
    assert all(claims.owed(before, *seat, netuid) < 1 << 32 for seat in seats for netuid in range(1, 7))


def test_the_chain_claims_for_nominators_in_turn(played: Node) -> None:
    seen = [events(played, number).count(("SubtensorModule", "RootClaimed")) for number in range(1, 81)]
    assert seen == [1] * 80


def test_validators_set_weights_every_tempo_in_signed_extrinsics(played: Node) -> None:
    chain = played.runtime.pallet(SubtensorModule)
    tempo = chain.Tempo[1]
    setters = [
        extrinsic.who or b""
        for number in range(21, 21 + tempo)
        for extrinsic in extrinsics(played, number)
        if extrinsic.call.is_("SubtensorModule", "set_weights") and extrinsic.call.args["netuid"] == 1
    ]
    assert sorted(setters) == sorted(who.hot.public_key for who in validators(1))


def test_nothing_anybody_does_fails(played: Node) -> None:
    seen = [event for number in range(21, 81) for event in events(played, number)]
    assert ("System", "ExtrinsicFailed") not in seen
    assert seen.count(("SubtensorModule", "WeightsSet")) > 60
    assert ("SubtensorModule", "StakeAdded") in seen
    assert ("SubtensorModule", "StakeRemoved") in seen


def test_the_cheat_rises_and_falls(begun: Node, played: Node) -> None:
    uid = miner_uid(LIED_TO, CHEAT)
    honest = [miner_uid(LIED_TO, number) for number in range(MINERS) if number != CHEAT]
    at_first = begun.runtime_at(0).pallet(SubtensorModule).Incentive[LIED_TO]
    assert at_first[uid] == max(at_first)
    at_last = played.runtime.pallet(SubtensorModule).Incentive[LIED_TO]
    assert at_last[uid] < median(at_last[other] for other in honest) / 20


def test_consensus_clips_the_accomplice(begun: Node, played: Node) -> None:
    before, after = (node.runtime.pallet(SubtensorModule) for node in (begun, played))
    crowd = range(1, len(validators(LIED_TO)))
    accomplice = len(validators(LIED_TO))
    honest = [after.ValidatorTrust[LIED_TO][uid] for uid in crowd]
    assert min(honest) > 55_000
    assert after.ValidatorTrust[LIED_TO][accomplice] < min(honest) / 2
    assert before.ValidatorTrust[LIED_TO][accomplice] > 55_000
    assert after.Dividends[LIED_TO][accomplice] < before.Dividends[LIED_TO][accomplice] / 2


def test_locks_are_there_to_look_at(played: Node) -> None:
    chain = played.runtime.pallet(SubtensorModule)
    operator = operators()[1]
    mine = chain.Lock[DEMO.public_key, 2, operator.hot.public_key]
    assert (mine.locked_mass, mine.last_update) == (40 * RAO_PER_TAO, 0)
    assert stake_of(chain, operator.hot.public_key, DEMO.public_key, 2) > 3 * mine.locked_mass
    total = conviction_for(chain, operator.hot.public_key, 2)
    assert total > 70 * rolled(chain, mine, owner=False, perpetual=False).conviction > 0


def test_prices_and_scores_move(begun: Node, played: Node) -> None:
    before, after = (node.runtime.pallet(SubtensorModule) for node in (begun, played))
    for netuid in range(1, 7):
        assert price_rao(before, netuid) != price_rao(after, netuid)
        assert before.Incentive[netuid] != after.Incentive[netuid]
        assert after.SubnetEpochIndex[netuid] >= 2


def test_newcomers_register_serve_and_push_others_out() -> None:
    node = world("small", 1)
    advance(node, 300)
    chain = node.runtime.pallet(SubtensorModule)
    seen = [event for number in range(20, 301) for event in events(node, number)]
    registered = seen.count(("SubtensorModule", "NeuronRegistered"))
    assert registered > 20
    assert seen.count(("SubtensorModule", "AxonServed")) == registered
    assert ("System", "ExtrinsicFailed") not in seen
    full = [netuid for netuid in range(1, 7) if chain.SubnetworkN[netuid] == chain.MaxAllowedUids[netuid]]
    assert CROWDED_NETUID in full
    gone = [who for who in miners(CROWDED_NETUID) if (CROWDED_NETUID, who.hot.public_key) not in chain.Uids]
    come = [who for who in newcomers(CROWDED_NETUID) if (CROWDED_NETUID, who.hot.public_key) in chain.Uids]
    assert len(come) > 4
    assert len(gone) == len(come) - 4
    assert chain.Burn[CROWDED_NETUID] > 2 * RAO_PER_TAO


def test_the_cheat_is_pruned_in_the_end() -> None:
    node = world("small", 1)
    cheat = miners(LIED_TO)[CHEAT].hot.public_key
    chain = node.runtime.pallet(SubtensorModule)
    for _ in range(6):
        advance(node, 60)
        if (LIED_TO, cheat) not in chain.Uids:
            return
    raise AssertionError("the cheat is still there")


def test_a_newcomer_is_noticed() -> None:
    node = world("small")
    chain = node.runtime.pallet(SubtensorModule)
    assert Stage(node, 0).act(DEMO, "SubtensorModule", "burned_register", netuid=2, hotkey=b"n" * 32)
    advance(node, 60)
    assert chain.Incentive[2][chain.Uids[2, b"n" * 32]] > 0
