"""Giving alpha up, swapping keys and locking stake: the same on every runtime that has the calls."""

from __future__ import annotations

import hashlib
from typing import Any

import bittensor_core as bc
import pytest

from tests.conformance.chain import TAO, Chain, field, told
from tests.conformance.conftest import Subnet
from tests.conformance.test_staking import stake

AN_EPOCHS_PAY = 0.02
"""What a position may have earned, as a share, by an epoch that fell between two extrinsics."""


async def staked(chain: Chain, subnet: Subnet, hotkey: bc.Keypair | None = None) -> tuple[bc.Keypair, int]:
    """A new coldkey with 50 TAO's worth of alpha, and how much that is."""
    who, hot = await chain.account(100), hotkey or subnet.hotkey
    place = {"hotkey": hot.ss58_address, "netuid": subnet.netuid}
    await chain.do(who, "SubtensorModule.add_stake", **place, amount_staked=50 * TAO)
    return who, await stake(chain, hot, who, subnet.netuid)


@pytest.mark.parametrize(
    ("function", "event"), [("burn_alpha", "AlphaBurned"), ("recycle_alpha", "AlphaRecycled")]
)
async def test_alpha_is_given_up_for_nothing(chain: Chain, subnet: Subnet, function: str, event: str) -> None:
    """Recycled alpha leaves what the subnet has out; burned alpha does not."""
    chain.needs_call(f"SubtensorModule.{function}")
    who, held = await staked(chain, subnet)
    out, money = await chain.get("SubtensorModule.SubnetAlphaOut", subnet.netuid), await chain.free(who)
    order = {"hotkey": subnet.hotkey.ss58_address, "netuid": subnet.netuid}
    done = await chain.do(who, f"SubtensorModule.{function}", **order, amount=held // 2)
    assert f"SubtensorModule.{event}" in told(done)
    given = field(done, f"SubtensorModule.{event}", "", 2)
    assert given == held // 2
    assert field(done, f"SubtensorModule.{event}", "", 0) == who.ss58_address
    assert held / 2 <= await stake(chain, subnet.hotkey, who, subnet.netuid) <= held / 2 * (1 + AN_EPOCHS_PAY)
    assert await chain.free(who) == money - done.fee_rao
    lost = out - await chain.get("SubtensorModule.SubnetAlphaOut", subnet.netuid)
    # A block or two of emission may have come meanwhile.
    assert -5 * TAO <= lost - (given if function == "recycle_alpha" else 0) <= 0
    on_root = {**order, "netuid": 0, "amount": 1}
    assert await chain.rejects(who, f"SubtensorModule.{function}", **on_root) == (
        "CannotBurnOrRecycleOnRootSubnet"
    )


async def registered(chain: Chain, subnet: Subnet) -> tuple[bc.Keypair, bc.Keypair]:
    """A new coldkey with a hotkey registered on the subnet."""
    who, hotkey = await chain.account(1_000), chain.stranger()
    order = {"netuid": subnet.netuid, "hotkey": hotkey.ss58_address}
    await chain.do(who, "SubtensorModule.burned_register", **order)
    return who, hotkey


def everywhere(chain: Chain) -> dict[str, Any]:
    """What says that a hotkey is swapped on all subnets."""
    return {"netuid": None} if chain.takes("SubtensorModule.swap_hotkey", "netuid") else {}


async def test_a_swapped_hotkey_hands_over_its_place_and_all_its_stake(chain: Chain, subnet: Subnet) -> None:
    chain.needs_call("SubtensorModule.swap_hotkey")
    owner, old = await registered(chain, subnet)
    nominator, held = await staked(chain, subnet, old)
    new, netuid = chain.stranger(), subnet.netuid
    uid = await chain.get("SubtensorModule.Uids", netuid, old.ss58_address)
    swap = {"hotkey": old.ss58_address, "new_hotkey": new.ss58_address, **everywhere(chain)}
    assert await chain.rejects(nominator, "SubtensorModule.swap_hotkey", **swap) == "NonAssociatedColdKey"
    before = await chain.free(owner)
    done = await chain.do(owner, "SubtensorModule.swap_hotkey", **swap)
    assert "SubtensorModule.HotkeySwapped" in told(done)
    assert field(done, "SubtensorModule.HotkeySwapped", "new_hotkey", 2) == new.ss58_address
    cost = int(chain.client.runtime.constant("SubtensorModule", "KeySwapCost"))
    assert before - await chain.free(owner) == cost + done.fee_rao
    assert await chain.get("SubtensorModule.Uids", netuid, new.ss58_address) == uid
    assert await chain.get("SubtensorModule.Uids", netuid, old.ss58_address) is None
    assert await chain.get("SubtensorModule.Keys", netuid, uid) == new.ss58_address
    assert await chain.get("SubtensorModule.Owner", new.ss58_address) == owner.ss58_address
    now = await stake(chain, new, nominator, netuid)
    assert held - 10 <= now <= held * (1 + AN_EPOCHS_PAY)
    assert await stake(chain, old, nominator, netuid) == 0
    again = {"hotkey": new.ss58_address, "new_hotkey": old.ss58_address, **everywhere(chain)}
    assert (
        await chain.rejects(owner, "SubtensorModule.swap_hotkey", **again) == "HotKeySetTxRateLimitExceeded"
    )


async def test_a_young_chain_swaps_no_hotkey_on_one_subnet(chain: Chain, subnet: Subnet) -> None:
    chain.needs_call("SubtensorModule.swap_hotkey", "netuid")
    interval = int(chain.client.runtime.constant("SubtensorModule", "HotkeySwapOnSubnetInterval"))
    if (await chain.client.head()).number > interval:
        pytest.skip("the chain is old enough")
    owner, old = await registered(chain, subnet)
    swap = {"hotkey": old.ss58_address, "new_hotkey": chain.stranger().ss58_address, "netuid": subnet.netuid}
    name = await chain.rejects(owner, "SubtensorModule.swap_hotkey", **swap)
    assert name == "HotKeySwapOnSubnetIntervalNotPassed"


async def test_an_announced_coldkey_does_nothing_else(chain: Chain) -> None:
    chain.needs_call("SubtensorModule.announce_coldkey_swap")
    who, new = await chain.account(10), chain.stranger()
    digest = hashlib.blake2b(bytes(new.public_key), digest_size=32).hexdigest()
    before = await chain.free(who)
    done = await chain.do(who, "SubtensorModule.announce_coldkey_swap", new_coldkey_hash=f"0x{digest}")
    assert "SubtensorModule.ColdkeySwapAnnounced" in told(done)
    cost = int(chain.client.runtime.constant("SubtensorModule", "KeySwapCost"))
    assert before - await chain.free(who) == cost + done.fee_rao
    pay = {"dest": new.ss58_address, "value": TAO}
    refused = await chain.rejects(who, "Balances.transfer_keep_alive", **pay)
    assert refused in ("ColdkeyInSwapSchedule", "ColdkeySwapAnnounced")  # by the pool, which has one name
    swap = {"new_coldkey": new.ss58_address}
    assert await chain.rejects(who, "SubtensorModule.swap_coldkey_announced", **swap) == "ColdkeySwapTooEarly"


async def test_locked_stake_does_not_leave(chain: Chain, subnet: Subnet) -> None:
    chain.needs_call("SubtensorModule.lock_stake")
    who, held = await staked(chain, subnet)
    place = {"hotkey": subnet.hotkey.ss58_address, "netuid": subnet.netuid}
    done = await chain.do(who, "SubtensorModule.lock_stake", **place, amount=held // 2)
    assert "SubtensorModule.StakeLocked" in told(done)
    lock = await chain.ask("StakeInfoRuntimeApi.get_coldkey_lock", who.ss58_address, subnet.netuid)
    assert 0 <= held // 2 - lock["locked_mass"] < held // 100_000
    # The subnet owner's hotkey has its conviction at once.
    assert int(lock["conviction"]["bits"]) >> 64 == lock["locked_mass"]
    order = {**place, "amount_unstaked": held // 2 + held // 100}
    assert await chain.rejects(who, "SubtensorModule.remove_stake", **order) == "StakeUnavailable"
    await chain.do(who, "SubtensorModule.remove_stake", **{**order, "amount_unstaked": held // 4})
    more = await chain.rejects(who, "SubtensorModule.lock_stake", **place, amount=held)
    assert more == "InsufficientStakeForLock"
