"""Giving alpha up and swapping keys: the same on every runtime that has the calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import bittensor_core as bc
import pytest

from tao_tui.amounts import Tao
from tao_tui.chain.extrinsics.inclusion import Inclusion
from tests.conformance.chain import TAO, Chain, field, said, told, written
from tests.conformance.conftest import Subnet
from tests.conformance.test_staking import stake

NOMINATORS_FOLLOW_SINCE = 233
"""Before the first release with pools, a swap left nominators' shares with the old hotkey, of nothing
(opentensor/subtensor f3ed7d956 mended it)."""
AN_EPOCHS_PAY = 0.02
"""What a position may have earned, as a share, by an epoch that fell between two extrinsics."""


async def staked(chain: Chain, subnet: Subnet, hotkey: bc.Keypair | None = None) -> tuple[bc.Keypair, int]:
    """A new coldkey with 50 TAO's worth of alpha, and how much that is."""
    who, hot = await chain.account(100), hotkey or subnet.hotkey
    place = {"hotkey": hot.ss58_address, "netuid": subnet.netuid}
    await chain.do(who, "SubtensorModule.add_stake", **place, amount_staked=50 * TAO)
    return who, await stake(chain, hot, who, subnet.netuid)


@pytest.mark.parametrize(
    ("action", "function", "event"),
    [
        ("stake.burn", "burn_alpha", "AlphaBurned"),
        ("stake.recycle", "recycle_alpha", "AlphaRecycled"),
    ],
)
async def test_alpha_is_given_up_for_nothing(
    chain: Chain, subnet: Subnet, action: str, function: str, event: str
) -> None:
    """Recycled alpha leaves what the subnet has out; burned alpha does not."""
    chain.needs_call(f"SubtensorModule.{function}")
    who, held = await staked(chain, subnet)
    out, money = await chain.get("SubtensorModule.SubnetAlphaOut", subnet.netuid), await chain.free(who)
    order = {"hotkey": subnet.hotkey.ss58_address, "netuid": subnet.netuid}
    done = await chain.act(who, action, **order, amount=written(held // 2))
    assert f"SubtensorModule.{event}" in told(done)
    given = field(done, f"SubtensorModule.{event}", "", 2)
    assert given == held // 2
    assert field(done, f"SubtensorModule.{event}", "", 0) == who.ss58_address
    assert held / 2 <= await stake(chain, subnet.hotkey, who, subnet.netuid) <= held / 2 * (1 + AN_EPOCHS_PAY)
    assert await chain.free(who) == money - done.fee_rao
    lost = out - await chain.get("SubtensorModule.SubnetAlphaOut", subnet.netuid)
    # A block or two of emission may have come meanwhile.
    assert -5 * TAO <= lost - (given if function == "recycle_alpha" else 0) <= 0
    on_root = {**order, "netuid": 0}
    assert await chain.declines(who, action, **on_root, amount="1") == "root"
    refused = await chain.rejects(who, f"SubtensorModule.{function}", **on_root, amount=1)
    assert refused == "CannotBurnOrRecycleOnRootSubnet"


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
    swap = {"hotkey": old.ss58_address, "new_hotkey": new.ss58_address}
    assert await chain.declines(nominator, "wallet.hotkey.swap", **swap) == "not_owner"
    refused = await chain.rejects(nominator, "SubtensorModule.swap_hotkey", **swap, **everywhere(chain))
    assert refused == "NonAssociatedColdKey"
    before = await chain.free(owner)
    found = await chain.reviewed(owner, "wallet.hotkey.swap", **swap)
    done = await chain.act(owner, "wallet.hotkey.swap", **swap)
    assert "SubtensorModule.HotkeySwapped" in told(done)
    assert field(done, "SubtensorModule.HotkeySwapped", "new_hotkey", 2) == new.ss58_address
    paid = before - await chain.free(owner) - done.fee_rao
    assert said(found)["Cost"].startswith(str(Tao(paid)))
    assert await chain.get("SubtensorModule.Uids", netuid, new.ss58_address) == uid
    assert await chain.get("SubtensorModule.Uids", netuid, old.ss58_address) is None
    assert await chain.get("SubtensorModule.Keys", netuid, uid) == new.ss58_address
    assert await chain.get("SubtensorModule.Owner", new.ss58_address) == owner.ss58_address
    if chain.client.runtime.spec_version >= NOMINATORS_FOLLOW_SINCE:
        now = await stake(chain, new, nominator, netuid)
        assert held - 10 <= now <= held * (1 + AN_EPOCHS_PAY)
        assert await stake(chain, old, nominator, netuid) == 0
    if not await chain.get("SubtensorModule.TxRateLimit"):
        return  # then the chain lets one swap follow another
    back = {"hotkey": new.ss58_address, "new_hotkey": old.ss58_address}
    assert await chain.declines(owner, "wallet.hotkey.swap", **back) == "too_early"
    refused = await chain.rejects(owner, "SubtensorModule.swap_hotkey", **back, **everywhere(chain))
    assert refused == "HotKeySetTxRateLimitExceeded"


async def test_a_young_chain_swaps_no_hotkey_on_one_subnet(chain: Chain, subnet: Subnet) -> None:
    chain.needs_call("SubtensorModule.swap_hotkey", "netuid")
    interval = int(chain.client.runtime.constant("SubtensorModule", "HotkeySwapOnSubnetInterval"))
    if (await chain.client.head()).number > interval:
        pytest.skip("the chain is old enough")
    owner, old = await registered(chain, subnet)
    swap = {"hotkey": old.ss58_address, "new_hotkey": chain.stranger().ss58_address, "netuid": subnet.netuid}
    assert await chain.declines(owner, "wallet.hotkey.swap", **swap) == "too_early"
    name = await chain.rejects(owner, "SubtensorModule.swap_hotkey", **swap)
    assert name == "HotKeySwapOnSubnetIntervalNotPassed"


@dataclass(frozen=True)
class Announced:
    """A coldkey with stake that announced its successor."""

    coldkey: bc.Keypair
    new: bc.Keypair
    alpha: int
    money: int
    """What it had before, rao."""
    done: Inclusion


WAIT = 6
"""Blocks an announcement waits here for what follows it."""


async def announced(chain: Chain, subnet: Subnet, delay: int = WAIT) -> Announced:
    """Somebody whose swap may be made, or taken back, after a few blocks."""
    chain.needs_call("SubtensorModule.announce_coldkey_swap")
    for name in ("announcement", "reannouncement"):
        await chain.as_root(f"AdminUtils.sudo_set_coldkey_swap_{name}_delay", duration=delay)
    who, held = await staked(chain, subnet)
    new, money = chain.stranger(), await chain.free(who)
    done = await chain.act(who, "wallet.coldkey.announce", new_coldkey=new.ss58_address)
    return Announced(who, new, held, money, done)


async def test_an_announced_coldkey_does_nothing_else(chain: Chain, subnet: Subnet) -> None:
    swap = await announced(chain, subnet, delay=100)
    assert "SubtensorModule.ColdkeySwapAnnounced" in told(swap.done)
    cost = int(chain.client.runtime.constant("SubtensorModule", "KeySwapCost"))
    assert swap.money - await chain.free(swap.coldkey) == cost + swap.done.fee_rao
    pay = {"dest": swap.new.ss58_address, "value": TAO}
    assert await chain.declines(swap.coldkey, "transfer", dest=pay["dest"], amount="1") == "coldkey_in_swap"
    refused = await chain.rejects(swap.coldkey, "Balances.transfer_keep_alive", **pay)
    assert refused in ("ColdkeyInSwapSchedule", "ColdkeySwapAnnounced")  # by the pool, which has one name
    new = {"new_coldkey": swap.new.ss58_address}
    assert await chain.declines(swap.coldkey, "wallet.coldkey.swap", **new) == "too_early"
    early = await chain.rejects(swap.coldkey, "SubtensorModule.swap_coldkey_announced", **new)
    assert early == "ColdkeySwapTooEarly"
    assert await chain.declines(swap.coldkey, "wallet.coldkey.withdraw") == "too_early"
    early = await chain.rejects(swap.coldkey, "SubtensorModule.clear_coldkey_swap_announcement")
    assert early == "ColdkeySwapClearTooEarly"


async def test_the_announced_coldkey_gets_everything_once_the_wait_is_over(
    chain: Chain, subnet: Subnet
) -> None:
    swap = await announced(chain, subnet)
    await chain.advance(WAIT)
    other = {"new_coldkey": chain.stranger().ss58_address}
    assert await chain.declines(swap.coldkey, "wallet.coldkey.swap", **other) == "not_announced"
    refused = await chain.rejects(swap.coldkey, "SubtensorModule.swap_coldkey_announced", **other)
    assert refused == "AnnouncedColdkeyHashDoesNotMatch"
    money = await chain.free(swap.coldkey)
    done = await chain.act(swap.coldkey, "wallet.coldkey.swap", new_coldkey=swap.new.ss58_address)
    assert "SubtensorModule.ColdkeySwapped" in told(done)
    assert (await chain.free(swap.coldkey), await chain.free(swap.new)) == (0, money - done.fee_rao)
    assert await stake(chain, subnet.hotkey, swap.coldkey, subnet.netuid) == 0
    held = await stake(chain, subnet.hotkey, swap.new, subnet.netuid)
    assert swap.alpha - 10 <= held <= swap.alpha * (1 + AN_EPOCHS_PAY)


async def test_an_announcement_is_taken_back(chain: Chain, subnet: Subnet) -> None:
    swap = await announced(chain, subnet)
    await chain.advance(2 * WAIT)
    done = await chain.act(swap.coldkey, "wallet.coldkey.withdraw")
    assert "SubtensorModule.ColdkeySwapCleared" in told(done)
    assert await chain.declines(swap.coldkey, "wallet.coldkey.withdraw") == "not_announced"
    await chain.act(swap.coldkey, "transfer", dest=swap.new.ss58_address, amount="1")


async def test_a_disputed_account_is_frozen(chain: Chain, subnet: Subnet) -> None:
    swap = await announced(chain, subnet)
    done = await chain.act(swap.coldkey, "wallet.coldkey.dispute")
    assert "SubtensorModule.ColdkeySwapDisputed" in told(done)
    await chain.advance(WAIT)
    new = {"new_coldkey": swap.new.ss58_address}
    assert await chain.declines(swap.coldkey, "wallet.coldkey.swap", **new) == "coldkey_swap_disputed"
    assert await chain.declines(swap.coldkey, "wallet.coldkey.dispute") == "no_change"
    refused = await chain.rejects(swap.coldkey, "SubtensorModule.swap_coldkey_announced", **new)
    assert refused == "ColdkeySwapDisputed"
