"""Locked stake does not leave, stands for a hotkey, and goes along with what is given."""

from __future__ import annotations

from tao_tui.addresses import parse_address
from tao_tui.reads.owned.lock_situation import read_lock_situation
from tests.conformance.chain import TAO, Chain, told, written
from tests.conformance.conftest import Subnet
from tests.conformance.test_keys import registered, staked
from tests.conformance.test_staking import stake

MODULE = "SubtensorModule"


async def test_locked_stake_does_not_leave(chain: Chain, subnet: Subnet) -> None:
    chain.needs_call(f"{MODULE}.lock_stake")
    who, held = await staked(chain, subnet)
    place = {"hotkey": subnet.hotkey.ss58_address, "netuid": subnet.netuid}
    done = await chain.act(who, "stake.lock", **place, amount=written(held // 2))
    assert f"{MODULE}.StakeLocked" in told(done)
    lock = await chain.ask("StakeInfoRuntimeApi.get_coldkey_lock", who.ss58_address, subnet.netuid)
    assert 0 <= held // 2 - lock["locked_mass"] < held // 100_000
    # The subnet owner's hotkey has its conviction at once.
    assert int(lock["conviction"]["bits"]) >> 64 == lock["locked_mass"]
    too_much = held // 2 + held // 100
    assert await chain.declines(who, "stake.remove", **place, amount=written(too_much)) == "stake_locked"
    refused = await chain.rejects(who, f"{MODULE}.remove_stake", **place, amount_unstaked=too_much)
    assert refused == "StakeUnavailable"
    await chain.act(who, "stake.remove", **place, amount=written(held // 4), tolerance="0.5")
    assert await chain.declines(who, "stake.lock", **place, amount=written(held)) == "not_enough_stake"
    more = await chain.rejects(who, f"{MODULE}.lock_stake", **place, amount=held)
    assert more == "InsufficientStakeForLock"


async def test_a_lock_stays_or_melts_and_moves_to_another_hotkey(chain: Chain, subnet: Subnet) -> None:
    chain.needs_call(f"{MODULE}.set_perpetual_lock")
    chain.needs_call(f"{MODULE}.move_lock")
    who, held = await staked(chain, subnet)
    _, other = await registered(chain, subnet)
    where, coldkey = {"netuid": subnet.netuid}, parse_address(who.ss58_address)
    assert await chain.declines(who, "stake.lock_mode", **where, perpetual=True) == "no_lock"
    assert await chain.rejects(
        who, f"{MODULE}.move_lock", **where, destination_hotkey=other.ss58_address
    ) == ("NoExistingLock")
    order = {**where, "hotkey": subnet.hotkey.ss58_address, "amount": "all", "perpetual": True}
    await chain.act(who, "stake.lock", **order)
    await chain.advance(3)
    kept = (await read_lock_situation(chain.client, coldkey, subnet.netuid)).data
    assert (kept.rules.perpetual, kept.locked.rao) == (True, held)
    assert await chain.declines(who, "stake.lock_mode", **where, perpetual=True) == "no_change"
    await chain.act(who, "stake.lock_mode", **where, perpetual=False)
    await chain.advance(3)
    melting = (await read_lock_situation(chain.client, coldkey, subnet.netuid)).data
    assert not melting.rules.perpetual
    assert held * 0.999 < melting.locked.rao < held
    done = await chain.act(who, "stake.lock_move", **where, to_hotkey=other.ss58_address)
    assert f"{MODULE}.LockMoved" in told(done)
    moved = (await read_lock_situation(chain.client, coldkey, subnet.netuid)).data
    assert moved.lock is not None
    assert (moved.lock.hotkey, moved.lock.conviction >> 64) == (other.ss58_address, 0)


async def test_locked_alpha_is_given_to_who_accepts_it(chain: Chain, subnet: Subnet) -> None:
    chain.needs_call(f"{MODULE}.set_reject_locked_alpha")
    giver, held = await staked(chain, subnet)
    taker = await chain.account(10)
    place = {"netuid": subnet.netuid, "hotkey": subnet.hotkey.ss58_address}
    await chain.act(giver, "stake.lock", **place, amount="all")
    gift = {**place, "to_coldkey": taker.ss58_address, "amount": written(held // 2)}
    assert await chain.declines(giver, "stake.transfer", **gift) == "locked_alpha_refused"
    raw = {"destination_coldkey": taker.ss58_address, "hotkey": place["hotkey"]}
    raw |= {"origin_netuid": subnet.netuid, "destination_netuid": subnet.netuid}
    refused = await chain.rejects(giver, f"{MODULE}.transfer_stake", **raw, alpha_amount=held // 2)
    assert refused == "AccountRejectsLockedAlpha"
    await chain.act(taker, "stake.lock_accept", accept=True)
    assert await chain.declines(taker, "stake.lock_accept", accept=True) == "no_change"
    await chain.act(giver, "stake.transfer", **gift)
    given = await stake(chain, subnet.hotkey, taker, subnet.netuid)
    assert abs(given - held // 2) <= 4
    lock = (await read_lock_situation(chain.client, parse_address(taker.ss58_address), subnet.netuid)).data
    assert 0 <= given - lock.locked.rao < given // 10_000 + TAO // 1_000
