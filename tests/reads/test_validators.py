"""Validators: whom one can stake to, and what their stakers earned by the chain's own figures."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tao_tui.addresses import Address, address_of
from tao_tui.amounts import Alpha
from tao_tui.chain.client import Client, connect
from tao_tui.chain.networks import resolve_network
from tao_tui.devnet.economics.fixed import U64_MAX
from tao_tui.devnet.node.node import Node
from tao_tui.devnet.pallets.subtensor import SubtensorModule, children, claims
from tao_tui.devnet.pallets.subtensor.positions import increase, stake_of
from tao_tui.devnet.pallets.subtensor.rows import row_of
from tao_tui.devnet.pallets.subtensor.state import ROOT, SubtensorState
from tao_tui.devnet.rpc.server import serve
from tao_tui.errors import UsageError
from tao_tui.journal.reward_history import RewardHistory
from tao_tui.reads.rows import as_row
from tao_tui.reads.validators.kept_rewards import MOST_OF_ROOT, is_due, keep, kept_points
from tao_tui.reads.validators.nominators import Nominators, read_nominators
from tao_tui.reads.validators.rewards import GROWTH_ONE, Point, Reward, common_rewards, course, rewards
from tao_tui.reads.validators.roster import Survey, read_validators, survey
from tao_tui.reads.validators.share_pool import WORTH_ONE, pool_from
from tao_tui.text import clean
from tests.devnet.founding import ALICE as ALICE_KEY
from tests.devnet.founding import BOB as BOB_KEY
from tests.devnet.founding import HOT, TAO, World, key
from tests.devnet.worldly import world
from tests.reads.fake import ALICE, BOB, CAROL, HOTKEY, OTHER, FakeClient

NOMINATOR, LENDER, LENDER_OWNER = key("nominator"), key("lender"), key("lender's owner")
STAKE = 1_000 * TAO


CHAIN = {
    "get_selective_metagraph": lambda netuid, _: graph(netuid),
    "current_alpha_price_all": [{"netuid": 1, "price": 250_000_000}],
}


def graph(netuid: int) -> dict[str, Any] | None:
    if netuid == 9:
        return None
    return {
        "hotkeys": [HOTKEY, OTHER, CAROL],
        "coldkeys": [ALICE, BOB, BOB],
        "identities": [None, {"name": "b" * 99}, None],
        "active": [True, False, True],
        "validator_permit": [True, True, False],
        "dividends": [1, 2, 0],
        "emission": [5, 6, 0],
        "total_stake": [10, 20, 30],
        "tempo": 359,
        "last_update": [990, 0, 7],
        "last_step": 980,
    }


async def test_validators_by_stake_with_their_take() -> None:
    client = FakeClient({**CHAIN, f"Delegates({HOTKEY})": 11_796})
    first, second = (await read_validators(client, 1)).data  # type: ignore[arg-type]
    assert (first.uid, first.stake, len(first.name), first.active) == (1, Alpha(20), 64, False)
    assert second.take_ppm == 179_995
    assert len(client.batches) == 2, "without parents two batches tell all of a subnet"
    assert len((await read_validators(client, 0)).data) == 3  # type: ignore[arg-type]
    with pytest.raises(UsageError):
        await read_validators(client, 9)  # type: ignore[arg-type]


async def test_the_yield_to_nominators_is_what_the_last_epoch_gave_to_what_was_there_before_it() -> None:
    answers = {
        **CHAIN,
        f"AlphaDividendsPerSubnet(1, {HOTKEY})": 300,
        f"TotalHotkeyAlphaLastEpoch({HOTKEY}, 1)": 2_000_300,
        f"AlphaDividendsPerSubnet(1, {OTHER})": 5,
        f"TotalHotkeyAlphaLastEpoch({OTHER}, 1)": 5,
    }
    other, first = (await read_validators(FakeClient(answers), 1)).data  # type: ignore[arg-type]
    assert (first.nominator_yield_ppm, first.nominator_yield_daily_ppm) == (150, 150 * 7_200 // 359)
    assert (first.blocks_since_weights, other.blocks_since_weights) == (10, None)
    assert (other.nominator_yield_ppm, other.nominator_yield_daily_ppm) == (None, None)
    by_number = FakeClient(answers, missing={"SubtensorModule.LastEpochBlock"})
    _, first = (await read_validators(by_number, 1)).data  # type: ignore[arg-type]
    assert first.nominator_yield_daily_ppm == 150 * 7_200 // 360, "tempo and one block between two epochs"
    older = FakeClient(answers, missing={"SubtensorModule.TotalHotkeyAlphaLastEpoch"})
    assert [row.nominator_yield_ppm for row in (await read_validators(older, 1)).data] == [None, None]  # type: ignore[arg-type]


async def test_who_lends_its_stake_is_listed_beside_those_who_validate_with_it() -> None:
    half = (1 << 64) // 2
    answers = {
        **CHAIN,
        f"ParentKeys({HOTKEY}, 1)": [(half, CAROL)],
        f"ChildKeys({CAROL}, 1)": [(half, HOTKEY)],
        f"Owner({CAROL})": BOB,
        f"IdentitiesV2({BOB})": {"name": "[b]lender\x1b[31m"},
        f"TotalHotkeyAlpha({CAROL}, 1)": 4_000,
        f"TotalHotkeySharesV2({CAROL}, 1)": {"mantissa": 10**21, "exponent": -18},
        f"AlphaV2({CAROL}, {BOB}, 1)": {"mantissa": 25 * 10**19, "exponent": -18},
    }
    client = FakeClient(answers, missing={"SubtensorModule.TotalHotkeyShares", "SubtensorModule.Alpha"})
    found = {row.hotkey: row for row in (await read_validators(client, 1)).data}  # type: ignore[arg-type]
    lender, borrower = found[CAROL], found[HOTKEY]
    assert (lender.uid, lender.permit, lender.coldkey, lender.stake) == (None, False, BOB, Alpha(0))
    assert lender.name == clean("[b]lender[31m")
    assert (lender.alpha, lender.nominated) == (Alpha(4_000), Alpha(3_000))
    assert [(kin.hotkey, kin.ppm) for kin in lender.children] == [(HOTKEY, 500_000)]
    assert [kin.hotkey for kin in borrower.parents] == [CAROL]
    assert len(client.batches) == 4
    row = as_row(lender)
    assert isinstance(row, dict)
    assert {"alpha_rao", "nominated_rao", "children", "parents", "permit"} <= set(row)


@pytest.mark.parametrize(
    ("values", "worth", "owners"),
    [
        ({}, None, 0),
        ({"TotalHotkeyShares": {"bits": 2 << 64}, "Alpha": {"bits": 1 << 64}}, WORTH_ONE * 9 // 2, 4),
        ({"TotalHotkeySharesV2": {"mantissa": 40, "exponent": -1}}, WORTH_ONE * 9 // 4, 0),
        ({"TotalHotkeySharesV2": {"mantissa": 4, "exponent": 10**9}}, None, 0),
        ({"TotalHotkeySharesV2": {"mantissa": -4, "exponent": 0}}, None, 0),
        ({"TotalHotkeySharesV2": [4, 0]}, None, 0),
    ],
)
def test_a_pool_is_read_in_either_kind_of_shares_and_nonsense_is_none(
    values: dict[str, Any], worth: int | None, owners: int
) -> None:
    pool = pool_from({"TotalHotkeyAlpha": 9, **values})
    assert (pool.worth, pool.owner_rao) == (worth, owners)


async def test_two_that_claim_one_hotkey_are_listed_once() -> None:
    twins = {**(graph(1) or {}), "hotkeys": [HOTKEY, HOTKEY, OTHER]}
    client = FakeClient({**CHAIN, "get_selective_metagraph": twins})
    assert [row.uid for row in (await read_validators(client, 1)).data] == [0]  # type: ignore[arg-type]


async def test_nominators_are_counted_without_the_owner_and_on_this_subnet_alone() -> None:
    people = [(ALICE, [(1, 70)]), (BOB, [(1, 20), (0, 900)]), (CAROL, [(2, 5)]), (OTHER, [(1, 10), (1, 0)])]
    client = FakeClient({"get_delegate": {"nominators": people}, f"Owner({HOTKEY})": ALICE})
    (found,) = (await read_nominators(client, 1, [HOTKEY])).data.values()  # type: ignore[arg-type]
    assert found == Nominators(2, 200_000)
    assert len(client.batches) == 1
    old = FakeClient({"get_delegate": {"nominators": [(ALICE, 70), (BOB, 30)]}, f"Owner({HOTKEY})": ALICE})
    assert (await read_nominators(old, 0, [HOTKEY])).data == {HOTKEY: Nominators(1, 300_000)}  # type: ignore[arg-type]
    assert (await read_nominators(old, 1, [HOTKEY])).data == {HOTKEY: Nominators(0, 0)}  # type: ignore[arg-type]


def surveyed(step: int, worths: dict[Address, int], *, netuid: int = 1, last: int = 0) -> Survey:
    counters = {hotkey: {netuid: worth} for hotkey, worth in worths.items()}
    return Survey(netuid, (), step, 100, {1: 10**9}, counters, dict.fromkeys(counters, last))


def points(*worths: dict[Address, int]) -> list[Point]:
    """One point every 100 blocks."""
    return [
        Point(100 * number, {hotkey: {1: worth} for hotkey, worth in told.items()})
        for number, told in enumerate(worths, 1)
    ]


def test_a_reward_counts_from_the_oldest_point_of_the_same_pool() -> None:
    kept = points({HOTKEY: 1_000, OTHER: 3_000}, {HOTKEY: 1_100, OTHER: 1_000}, {HOTKEY: 1_150, OTHER: 1_001})
    now = surveyed(500, {HOTKEY: 1_200, OTHER: 1_010, CAROL: 1_000}, last=GROWTH_ONE // 50)
    found = rewards(kept, now)
    assert found[HOTKEY] == Reward(True, 400, 4, GROWTH_ONE // 5)
    assert found[OTHER] == Reward(True, 300, 3, GROWTH_ONE // 100), "everybody had left the pool of block 100"
    assert found[CAROL] == Reward(False, 100, 1, GROWTH_ONE // 50), "nothing is kept of it: the last epoch"
    assert found[HOTKEY].of(50 * TAO) == 10 * TAO
    assert found[HOTKEY].daily_ppm == 200_000 * 7_200 // 400
    both = common_rewards(kept, now, [HOTKEY, OTHER])
    assert both[HOTKEY] == Reward(True, 300, 3, (1_200 - 1_100) * GROWTH_ONE // 1_100)
    alone = common_rewards(kept, now, [HOTKEY, CAROL])
    assert [reward.kept for reward in alone.values()] == [False, False], "nothing in common is kept"
    assert course(kept, now, OTHER) == [GROWTH_ONE * 72 // 1_000, GROWTH_ONE * 9 // 1_001 * 36]


def test_what_a_node_made_up_for_a_while_is_passed_over() -> None:
    low = points(*({HOTKEY: worth} for worth in (1_000, 1_100, 1, 2, 1_150)))
    assert rewards(low, surveyed(600, {HOTKEY: 1_200}))[HOTKEY] == Reward(True, 500, 5, GROWTH_ONE // 5)
    assert course(low, surveyed(600, {HOTKEY: 1_150}), HOTKEY)[-1] == 0
    anew = points(*({HOTKEY: worth} for worth in (1_050, 1_100, 1_000, 1_010, 1_020, 1_150)))
    found = rewards(anew, surveyed(700, {HOTKEY: 1_200}))[HOTKEY]
    assert found == Reward(True, 400, 4, GROWTH_ONE // 5), "so many in a row are those of another pool"


def test_a_point_of_this_very_epoch_tells_nothing_yet() -> None:
    kept = points({HOTKEY: 1_000})
    assert not rewards(kept, surveyed(100, {HOTKEY: 1_000}))[HOTKEY].kept
    assert course(kept, surveyed(100, {HOTKEY: 1_000}), HOTKEY) == []


def test_an_epoch_is_remembered_once_and_root_once_a_day(tmp_path: Path) -> None:
    history = RewardHistory(tmp_path / "rewards.sqlite")
    try:
        for now in (surveyed(360, {HOTKEY: 5}), surveyed(360, {HOTKEY: 6}), surveyed(720, {HOTKEY: 7})):
            keep(history, "0x00", now)
        kept = kept_points(history, "0x00", 1)
        assert [(point.block, point.counters) for point in kept] == [
            (360, {HOTKEY: {1: 5}}),
            (720, {HOTKEY: {1: 7}}),
        ]
        assert not is_due(kept, surveyed(720, {HOTKEY: 7}))
        assert is_due(kept, surveyed(721, {HOTKEY: 7}))
        assert not is_due([], surveyed(0, {HOTKEY: 7})), "no epoch has run yet"
        root = [Point(7_100, {HOTKEY: {0: 1}})]
        assert not is_due(root, surveyed(7_199, {HOTKEY: 7}, netuid=ROOT))
        assert is_due(root, surveyed(7_200, {HOTKEY: 7}, netuid=ROOT))
        for day in range(MOST_OF_ROOT + 2):
            keep(history, "0x00", surveyed(7_200 * day + 5, {HOTKEY: 7}, netuid=ROOT))
        assert len(kept_points(history, "0x00", ROOT)) == MOST_OF_ROOT
    finally:
        history.close()


@pytest.fixture
async def living() -> AsyncIterator[tuple[Client, Node]]:
    """The small world on its way, one client, and a nominator without any trades on the first validators."""
    node = world("small", 1)
    async with serve(node) as server, connect(resolve_network(server.url)) as client:
        for _ in range(45):
            node.new_block()
        yield client, node


def on_chain(node: Node) -> SubtensorState:
    found: SubtensorState = node.runtime.pallet(SubtensorModule)
    return found


async def test_what_was_earned_is_what_a_nominators_stake_gained(living: tuple[Client, Node]) -> None:
    """Within one rao an epoch, over epochs nobody read: with takes, a parent that is not there, a child."""
    client, node = living
    chain = on_chain(node)
    hotkeys = chain.Keys.column([(1, uid) for uid in (1, 2, 3)])
    chain.Owner[LENDER] = LENDER_OWNER
    chain.Delegates[LENDER] = 3_000
    for hotkey in (*hotkeys, LENDER):
        increase(chain, hotkey, NOMINATOR, 1, STAKE)
    children.set_children(chain, LENDER, 1, [(U64_MAX // 2, hotkeys[0])])
    children.set_children(chain, hotkeys[1], 1, [(U64_MAX // 3, hotkeys[2])])
    node.new_block()
    first = (await survey(client, 1)).data
    before = {hotkey: stake_of(chain, hotkey, NOMINATOR, 1) for hotkey in (*hotkeys, LENDER)}
    for _ in range(110):
        node.new_block()
    now = (await survey(client, 1)).data
    found = rewards([Point(first.step, first.counters)], now)
    epochs = (now.step - first.step) // now.period
    assert epochs >= 5
    for hotkey, had in before.items():
        reward = found[address_of(hotkey)]
        gained = stake_of(chain, hotkey, NOMINATOR, 1) - had
        assert gained > 1_000_000
        assert abs(reward.of(had) - gained) <= epochs
        assert (reward.kept, reward.epochs) == (True, epochs)
    rows = {row.hotkey: row for row in now.rows}
    assert rows[address_of(LENDER)].uid is None
    assert rows[address_of(hotkeys[1])].children[0].hotkey == address_of(hotkeys[2])
    last = rows[address_of(hotkeys[0])].nominator_yield_ppm
    assert last == now.last_growth[address_of(hotkeys[0])] * 1_000_000 // GROWTH_ONE


async def test_root_stake_earned_what_it_may_claim_at_the_price_now() -> None:
    """Half a day of one subnet: the nominator's claims grew by its reward, to the rounding of a rate."""
    made = World()
    made.subnet()
    chain = made.chain
    made.neuron(1, BOB_KEY, HOT)
    made.neuron(1, BOB_KEY, key("miner"))
    made.neuron(ROOT, BOB_KEY, HOT)
    made.stake(HOT, BOB_KEY, 1, 100 * TAO)
    made.stake(HOT, ALICE_KEY, ROOT, 5_000 * TAO)
    increase(chain, HOT, NOMINATOR, ROOT, STAKE)
    chain.SubnetMovingPrice[1] = 2 << 32
    chain.Tempo[1] = 20
    chain.ValidatorPermit[1] = [False, True, False]
    chain.Weights[1, 1] = row_of([(2, 65_535)])
    node = Node(made.runtime, block_time=None)
    async with serve(node) as server, connect(resolve_network(server.url)) as client:
        for _ in range(21):
            node.new_block()
        first, had = (await survey(client, ROOT)).data, claims.owed(chain, HOT, NOMINATOR, 1)
        for _ in range(100):
            node.new_block()
        now, has = (await survey(client, ROOT)).data, claims.owed(chain, HOT, NOMINATOR, 1)
    hotkey = address_of(HOT)
    reward = rewards([Point(first.step, first.counters)], now)[hotkey]
    assert (reward.kept, reward.blocks, reward.epochs) == (True, 100, 0)
    worth = ((has - had) >> 32) * now.prices[1] // 10**9
    assert worth > 1_000
    assert abs(reward.of(STAKE) - worth) <= STAKE * 6 // 2**32 + 1
    row = next(row for row in now.rows if row.hotkey == hotkey)
    assert row.nominator_yield_ppm is None
    last = Reward(False, 7_200, 0, now.last_growth[hotkey])
    assert row.nominator_yield_daily_ppm == last.daily_ppm
    assert abs(last.daily - reward.daily) <= reward.daily // 20, "every epoch was nearly like the last one"


async def test_a_validator_whose_root_dividends_go_into_a_fund_tells_no_yield() -> None:
    answers = {**CHAIN, f"RootClaimable({HOTKEY})": {1: 1 << 30}, f"BasketShares({HOTKEY})": 5}
    client = FakeClient(
        {**answers, "TotalHotkeyAlpha": 10, "TotalHotkeySharesV2": {"mantissa": 10, "exponent": 0}}
    )
    found = (await survey(client, ROOT)).data  # type: ignore[arg-type]
    assert (found.counters[HOTKEY], found.counters[OTHER]) == ({}, {0: WORTH_ONE})
    assert HOTKEY not in rewards([], found)
