"""Validators set weights, an epoch turns them into scores and pay, and takes change what nominators get."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import bittensor_core as bc
import pytest
import pytest_asyncio

from tao_tui.addresses import parse_address
from tao_tui.errors import UsageError
from tao_tui.journal.portfolio_history import DAY, Snapshot
from tao_tui.journal.share_rewards import REWARD_METHODS, share_rewards
from tao_tui.reads.owned.kept_portfolios import snapshot_of
from tao_tui.reads.owned.portfolio import read_portfolios
from tao_tui.reads.past.movements import movements_of
from tao_tui.reads.scores.audit import read_audit
from tao_tui.reads.scores.columns import read_scores
from tao_tui.reads.validators.nominators import read_nominators
from tao_tui.reads.validators.rewards import GROWTH_ONE, Point, rewards
from tao_tui.reads.validators.roster import survey
from tests.conformance.chain import TAO, Chain, told
from tests.conformance.conftest import Subnet, found_subnet
from tests.conformance.test_staking import stake

TEMPO = 5
SHARES_ROUND = 1e-12
"""What the shares of older runtimes, U64F64, round away of a position, as a part of it."""


@dataclass(frozen=True)
class Judged:
    """A subnet with one validator, uid 0, and two miners, 1 and 2."""

    subnet: Subnet
    miners: tuple[bc.Keypair, bc.Keypair]

    @property
    def netuid(self) -> int:
        return self.subnet.netuid

    @property
    def judge(self) -> bc.Keypair:
        """The owner's hotkey, with money of its own for fees."""
        return self.subnet.hotkey


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def judged(chain: Chain) -> Judged:
    # Before subnets were started, what an epoch had to pay out depended on all other subnets.
    chain.needs_call("SubtensorModule.start_call")
    subnet = await found_subnet(chain)
    netuid = subnet.netuid
    for name, argument, value in (
        ("weights_set_rate_limit", "weights_set_rate_limit", 0),
        ("commit_reveal_weights_enabled", "enabled", False),
        ("min_allowed_weights", "min_allowed_weights", 1),
        ("tempo", "tempo", TEMPO),
    ):
        await chain.as_root(f"AdminUtils.sudo_set_{name}", netuid=netuid, **{argument: value})
    if chain.offers("AdminUtils.sudo_set_subnet_emission_enabled"):
        await chain.as_root("AdminUtils.sudo_set_subnet_emission_enabled", netuid=netuid, enabled=True)
    miners = chain.stranger(), chain.stranger()
    for miner in miners:
        coldkey = await chain.account(1_000)
        await chain.do(coldkey, "SubtensorModule.burned_register", netuid=netuid, hotkey=miner.ss58_address)
    await chain.do(
        subnet.owner,
        "SubtensorModule.add_stake",
        hotkey=subnet.hotkey.ss58_address,
        netuid=netuid,
        amount_staked=500 * TAO,
    )
    await chain.do(subnet.owner, "Balances.transfer_keep_alive", dest=subnet.hotkey.ss58_address, value=TAO)
    await chain.advance(2 * (TEMPO + 1))  # an epoch gives the validator its permit
    return Judged(subnet, miners)


async def test_an_epoch_pays_miners_by_the_weights_they_were_given(chain: Chain, judged: Judged) -> None:
    done = await chain.do(
        judged.judge,
        "SubtensorModule.set_weights",
        netuid=judged.netuid,
        dests=[1, 2],
        weights=[60_000, 20_000],
        version_key=0,
    )
    assert "SubtensorModule.WeightsSet" in told(done)
    row = await chain.get("SubtensorModule.Weights", judged.netuid, 0)
    assert [tuple(pair) for pair in row] == [(1, 65_535), (2, 21_845)]
    await chain.advance(2 * (TEMPO + 1))
    incentive = await chain.get("SubtensorModule.Incentive", judged.netuid)
    assert list(incentive)[:3] == [0, 49_151, 16_383]
    dividends = await chain.get("SubtensorModule.Dividends", judged.netuid)
    assert list(dividends)[:3] == [65_535, 0, 0]
    consensus = await chain.get("SubtensorModule.Consensus", judged.netuid)
    assert list(consensus)[:3] == [0, 49_151, 16_383]
    trust = await chain.get("SubtensorModule.ValidatorTrust", judged.netuid)
    assert next(iter(trust)) == 65_535
    permits = await chain.get("SubtensorModule.ValidatorPermit", judged.netuid)
    assert next(iter(permits)) is True
    emission = await chain.get("SubtensorModule.Emission", judged.netuid)
    assert emission[1] > 2.9 * emission[2] > 0


async def test_what_nominators_gained_is_what_their_validator_is_said_to_have_yielded(
    chain: Chain, judged: Judged
) -> None:
    """Over epochs nobody looked at, to the rounding of the chain's shares."""
    chain.needs_storage("SubtensorModule.AlphaDividendsPerSubnet")
    nominator, netuid = await chain.account(200), judged.netuid
    hotkey = parse_address(judged.judge.ss58_address)
    await chain.do(
        judged.judge, "SubtensorModule.set_weights", netuid=netuid, dests=[1], weights=[1], version_key=0
    )
    await chain.do(
        nominator, "SubtensorModule.add_stake", hotkey=hotkey, netuid=netuid, amount_staked=100 * TAO
    )
    await chain.advance(TEMPO + 1)
    first, had = (
        (await survey(chain.client, netuid)).data,
        await stake(chain, judged.judge, nominator, netuid),
    )
    await chain.advance(4 * (TEMPO + 1))
    now, has = (await survey(chain.client, netuid)).data, await stake(chain, judged.judge, nominator, netuid)
    reward = rewards([Point(first.step, first.counters)], now)[hotkey]
    assert (reward.kept, reward.epochs >= 3) == (True, True)
    assert has - had > 10_000
    assert abs(reward.of(had) - (has - had)) <= reward.epochs + had * SHARES_ROUND
    (row,) = [row for row in now.rows if row.hotkey == hotkey]
    assert row.nominator_yield_ppm == now.last_growth[hotkey] * 1_000_000 // GROWTH_ONE > 0
    assert row.nominated.rao == pytest.approx(has, rel=1e-9)
    counted = (await read_nominators(chain.client, netuid, [hotkey])).data[hotkey]
    assert counted.count == 1
    assert counted.largest_ppm == pytest.approx(has * 1_000_000 / row.alpha.rao, abs=2)


async def test_a_days_reward_is_what_the_stake_gained_beyond_trades(chain: Chain, judged: Judged) -> None:
    """To the rao: bought and sold between two looks, the rest is what the epochs gave."""
    chain.needs_storage("SubtensorModule.AlphaDividendsPerSubnet")
    nominator, netuid = await chain.account(400), judged.netuid
    place = {"hotkey": parse_address(judged.judge.ss58_address), "netuid": netuid}
    account = parse_address(nominator.ss58_address)
    await chain.do(
        judged.judge, "SubtensorModule.set_weights", netuid=netuid, dests=[1], weights=[1], version_key=0
    )
    await chain.do(nominator, "SubtensorModule.add_stake", **place, amount_staked=100 * TAO)
    course: list[Snapshot] = []

    async def look() -> None:
        reading = await read_portfolios(chain.client, [account])
        course.append(snapshot_of(reading.data[0], reading.block.number, (1 + len(course)) * DAY))

    await look()
    await chain.advance(2 * (TEMPO + 1))
    await look()
    trades: list[tuple[int, int]] = []
    for name, amount in (("add", {"amount_staked": 50 * TAO}), ("remove", {"amount_unstaked": 20 * TAO})):
        await chain.advance(TEMPO + 1)
        done = await chain.do(nominator, f"SubtensorModule.{name}_stake", **place, **amount)
        (moved,) = movements_of(done.events, account)
        trades.append((done.block.number, moved.alpha_rao))
    await chain.advance(TEMPO + 1)
    await look()
    earned = share_rewards("", account, course, {(netuid, str(place["hotkey"])): trades})
    gained = course[-1].holdings[0].alpha_rao - course[0].holdings[0].alpha_rao
    assert [each.method for each in earned] == list(REWARD_METHODS[:2])
    assert min(each.alpha_rao for each in earned) > 10_000
    assert sum(each.alpha_rao for each in earned) == gained - sum(rao for _, rao in trades)


async def test_weights_that_cannot_be_are_refused_by_name(chain: Chain, judged: Judged) -> None:
    wrong: list[tuple[str, dict[str, object]]] = [
        ("DuplicateUids", {"dests": [1, 1], "weights": [1, 2]}),
        ("UidVecContainInvalidOne", {"dests": [1, 99], "weights": [1, 2]}),
    ]
    for name, arguments in wrong:
        failed = await chain.fails(
            judged.judge, "SubtensorModule.set_weights", netuid=judged.netuid, version_key=0, **arguments
        )
        assert failed == f"SubtensorModule.{name}"


async def test_who_is_not_registered_judges_nobody(chain: Chain, judged: Judged) -> None:
    stranger = await chain.account(10)
    row = {"netuid": judged.netuid, "dests": [1], "weights": [1], "version_key": 0}
    name = await chain.rejects(stranger, "SubtensorModule.set_weights", **row)
    assert name in (
        "HotKeyNotRegisteredInSubNet",
        "NotEnoughStakeToSetWeights",
        "HotKeyNotRegisteredInNetwork",
        "StakeAmountTooLow",
    )


async def test_a_take_goes_down_at_once_and_up_only_later(chain: Chain, subnet: Subnet) -> None:
    hotkey = subnet.hotkey.ss58_address
    takes = {"hotkey": hotkey}
    if chain.offers("SubtensorModule.become_delegate"):
        done = await chain.include(subnet.owner, "SubtensorModule.become_delegate", hotkey=hotkey)
        assert done.success or done.error is not None
    before = int(await chain.get("SubtensorModule.Delegates", hotkey))
    lower = before - 1_000
    await chain.do(subnet.owner, "SubtensorModule.decrease_take", **takes, take=lower)
    assert await chain.get("SubtensorModule.Delegates", hotkey) == lower
    call = "SubtensorModule.decrease_take"
    assert await chain.rejects(subnet.owner, call, **takes, take=lower) == "DelegateTakeTooLow"
    stranger = await chain.account(1)
    name = await chain.rejects(stranger, call, **takes, take=lower - 1)
    assert name.lower() == "nonassociatedcoldkey"
    name = await chain.rejects(subnet.owner, "SubtensorModule.increase_take", **takes, take=lower - 1)
    assert name == "DelegateTakeTooLow"


async def test_a_second_mechanism_is_scored_apart_and_follows_from_its_inputs(
    chain: Chain, judged: Judged
) -> None:
    """The first mechanism pays uid 1 with three quarters of the emission, the second uid 2 with the rest."""
    chain.needs_call("AdminUtils.sudo_set_mechanism_count")
    netuid = judged.netuid
    await chain.as_root("AdminUtils.sudo_set_admin_freeze_window", window=0)
    await chain.as_root("AdminUtils.sudo_set_max_allowed_uids", netuid=netuid, max_allowed_uids=128)
    await chain.as_root("AdminUtils.sudo_set_mechanism_count", netuid=netuid, mechanism_count=2)
    shares = [49_152, 16_383]
    await chain.as_root("AdminUtils.sudo_set_mechanism_emission_split", netuid=netuid, maybe_split=shares)
    for mecid in (0, 1):
        await chain.do(
            judged.judge, "SubtensorModule.set_mechanism_weights", netuid=netuid, mecid=mecid,
            dests=[1 + mecid], weights=[1], version_key=0,
        )  # fmt: skip
    await chain.advance(2 * (TEMPO + 1))
    for mechanism in (0, 1):
        scores = (await read_scores(chain.client, netuid, mechanism)).data
        assert (scores.mechanism, scores.mechanisms) == (mechanism, 2)
        assert scores.incentive.tolist()[1:3] == [65_535 * (mechanism == 0), 65_535 * (mechanism == 1)]
        assert scores.consensus.tolist()[1:3] == pytest.approx(shares, abs=1)
        audit = (await read_audit(chain.client, netuid, mechanism)).data
        assert (audit.differences, audit.follows) == ((), True)
    with pytest.raises(UsageError, match=r"Subnet \d+ has no mechanism 2"):
        await read_scores(chain.client, netuid, 2)
    await chain.as_root("AdminUtils.sudo_set_mechanism_count", netuid=netuid, mechanism_count=1)
    assert await chain.get("SubtensorModule.Incentive", netuid + 4096) in ([], ())


async def test_weights_are_committed_to_hidden_and_shown_an_epoch_later(chain: Chain, judged: Judged) -> None:
    chain.needs_call("SubtensorModule.reveal_weights")
    netuid, judge = judged.netuid, judged.judge
    row = {"netuid": netuid, "uids": [1, 2], "values": [10_000, 30_000], "salt": [7, 7, 9], "version_key": 0}
    switch = "AdminUtils.sudo_set_commit_reveal_weights_enabled"
    await chain.as_root(switch, netuid=netuid, enabled=True)
    try:
        plain = {"netuid": netuid, "dests": [1], "weights": [1], "version_key": 0}
        assert await chain.fails(judge, "SubtensorModule.set_weights", **plain) == (
            "SubtensorModule.CommitRevealEnabled"
        )
        commit = {"netuid": netuid, "commit_hash": commitment(judge, row)}
        await chain.act(judge, "call", call="SubtensorModule.commit_weights", arguments=commit)
        early = await chain.rejects(judge, "SubtensorModule.reveal_weights", **row)
        assert early == "RevealTooEarly"
        await chain.advance(TEMPO - 1)
        other = await chain.rejects(judge, "SubtensorModule.reveal_weights", **{**row, "salt": [1]})
        assert other == "InvalidRevealCommitHashNotMatch"
        done = await chain.act(judge, "call", call="SubtensorModule.reveal_weights", arguments=row)
        assert "SubtensorModule.WeightsRevealed" in told(done)
        shown = await chain.get("SubtensorModule.Weights", netuid, 0)
        assert [tuple(pair) for pair in shown] == [(1, 21_845), (2, 65_535)]
    finally:
        await chain.as_root(switch, netuid=netuid, enabled=False)


def commitment(hotkey: bc.Keypair, row: dict[str, Any]) -> str:
    """What a hotkey commits to: the hash of what it will show, as SCALE has it."""
    lists = [
        (len(part) << 2).to_bytes(1) + b"".join(each.to_bytes(2, "little") for each in part)
        for part in (row["uids"], row["values"], row["salt"])
    ]
    hidden = bytes(hotkey.public_key) + row["netuid"].to_bytes(2, "little") + b"".join(lists)
    hidden += row["version_key"].to_bytes(8, "little")
    return "0x" + hashlib.blake2b(hidden, digest_size=32).hexdigest()
