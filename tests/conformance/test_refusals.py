"""The state moves between review and block: the chain refuses in the words a new review has, for its fee."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final, TypeAlias

import bittensor_core as bc
import pytest
import pytest_asyncio

from tao_tui.actions.lifecycle.renewal import explained
from tao_tui.actions.lifecycle.settle import rejection
from tao_tui.actions.plan import Review
from tao_tui.amounts import Tao
from tao_tui.chain.query import Storage
from tao_tui.chain.words.errors import explain
from tao_tui.errors import ChainRejected, TaoTuiError
from tests.conformance.chain import TAO, Chain, split, written
from tests.conformance.conftest import Subnet, found_subnet
from tests.conformance.market import Trader, hold_still, open_root

MODULE: Final = "SubtensorModule"
Changes: TypeAlias = dict[tuple[str, tuple[object, ...]], object]
"""Stored values by item and keys; None takes one away."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def subnet(chain: Chain) -> Subnet:
    """One whose pool nobody else trades with, so that a position holds what is sold of it here."""
    return await found_subnet(chain)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def other(chain: Chain) -> Subnet:
    return await found_subnet(chain)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def trader(chain: Chain, subnet: Subnet, other: Subnet) -> Trader:
    """Somebody with a position on both subnets, whose pools stand still, and a hotkey on the first."""
    await open_root(chain)
    for each in (subnet, other):
        await hold_still(chain, each.netuid)
    hotkeys = (subnet.hotkey.ss58_address, other.hotkey.ss58_address)
    found = Trader(chain, await chain.account(2_000), await chain.account(1), (subnet, other), hotkeys)
    for each in (subnet, other):
        agreed = await found.review(
            "stake.add", netuid=each.netuid, hotkey=hotkeys[0], amount="50", tolerance="0.5"
        )
        assert (await found.carry_out(agreed)).success
    return found


@asynccontextmanager
async def moved(chain: Chain, changes: Changes) -> AsyncIterator[None]:
    """The state with other values in it, put back afterwards."""
    runtime = chain.client.runtime
    keys = {
        Storage(*split(name), params): "0x" + runtime.storage_key(Storage(*split(name), params)).hex()
        for name, params in changes
    }
    before = [[key, await chain.client.request("state_getStorage", key)] for key in keys.values()]
    for (item, key), value in zip(keys.items(), changes.values(), strict=True):
        if value is None:
            await chain.client.request("dev_setStorage", [[key, None]])
        else:
            await chain.store({item: value})
    try:
        yield
    finally:
        await chain.client.request("dev_setStorage", before)


async def in_the_same_words(
    trader: Trader, action: str, arguments: Mapping[str, Any], changes: Changes, name: str
) -> None:
    """Agree, let the state move, sign: the chain says `name`; a new review says the same before signing."""
    chain = trader.chain
    agreed = await trader.review(action, **arguments)
    async with moved(chain, changes):
        before = await chain.free(trader.keypair)
        said, fee = await _refusal(trader, agreed)
        assert before - await chain.free(trader.keypair) == fee
        with pytest.raises(TaoTuiError) as again:
            await trader.review(action, **arguments)
    assert f" {name}: {explain(name)[0]}" in again.value.message
    assert f": {explain(name)[0]}" in said, "pools may have another name for the same"
    assert again.value.hint


async def _refusal(trader: Trader, agreed: Review) -> tuple[str, int]:
    """How it is told that the chain refused, in its block or before it came to one, and what it cost."""
    try:
        done = await trader.carry_out(agreed)
    except ChainRejected as refused:
        return (await explained(refused, agreed, trader.chain.client)).message, 0
    assert not done.success, f"{agreed.title} went through"
    said = rejection(done).message
    assert said.endswith(f"Nothing was lost but the network fee, {Tao(done.fee_rao)}.")
    return said, done.fee_rao


@pytest.mark.parametrize("action", ["add", "move", "swap", "transfer", "burn"])
async def test_a_subnet_that_stops_trading(trader: Trader, action: str) -> None:
    here, there = (each.netuid for each in trader.subnets)
    more: dict[str, dict[str, Any]] = {
        "move": {"to_hotkey": trader.hotkeys[1]},
        "swap": {"to_netuid": there},
        "transfer": {"to_coldkey": trader.taker.ss58_address},
    }
    if action == "burn":
        trader.chain.needs_call(f"{MODULE}.burn_alpha")
    trader.chain.needs_storage(f"{MODULE}.SubtokenEnabled")
    arguments = {"netuid": here, "hotkey": trader.hotkeys[0], "amount": "5", **more.get(action, {})}
    arguments |= {} if action == "burn" else {"tolerance": "0.5"}
    closed: Changes = {(f"{MODULE}.SubtokenEnabled", (here,)): False}
    await in_the_same_words(trader, f"stake.{action}", arguments, closed, "SubtokenDisabled")


async def test_what_is_staked_on_a_subnet_that_stopped_trading_can_be_sold(trader: Trader) -> None:
    """Limited sales never asked (opentensor/subtensor, `do_remove_stake_limit`)."""
    trader.chain.needs_storage(f"{MODULE}.SubtokenEnabled")
    here = trader.subnets[0].netuid
    async with moved(trader.chain, {(f"{MODULE}.SubtokenEnabled", (here,)): False}):
        agreed = await trader.review(
            "stake.remove", netuid=here, hotkey=trader.hotkeys[0], amount="5", tolerance="0.5"
        )
        assert (await trader.carry_out(agreed)).success


async def test_a_hotkey_that_is_no_more(trader: Trader) -> None:
    netuid, hotkey = trader.subnets[1].netuid, trader.hotkeys[1]
    arguments = {"netuid": netuid, "hotkey": hotkey, "amount": "5", "tolerance": "0.5"}
    gone: Changes = {(f"{MODULE}.Owner", (hotkey,)): None}
    await in_the_same_words(trader, "stake.add", arguments, gone, "HotKeyAccountNotExists")


async def test_stake_that_may_not_be_given_any_more(trader: Trader) -> None:
    trader.chain.needs_storage(f"{MODULE}.TransferToggle")
    here = trader.subnets[0].netuid
    arguments = {"netuid": here, "hotkey": trader.hotkeys[0], "amount": "5",
                 "to_coldkey": trader.taker.ss58_address}  # fmt: skip
    forbidden: Changes = {(f"{MODULE}.TransferToggle", (here,)): False}
    await in_the_same_words(trader, "stake.transfer", arguments, forbidden, "TransferDisallowed")


@pytest.mark.parametrize(
    ("action", "left", "name"),
    [
        ("stake.add", 3 * TAO, "NotEnoughBalanceToStake"),
        ("transfer", 3 * TAO, "FundsUnavailable"),
    ],
)
async def test_money_that_went_elsewhere(trader: Trader, action: str, left: int, name: str) -> None:
    chain, who = trader.chain, trader.keypair.ss58_address
    account = await chain.get("System.Account", who)
    poorer = {**account, "data": {**account["data"], "free": left}}
    place: dict[str, Any] = {"dest": trader.taker.ss58_address}
    if action == "stake.add":
        place = {"netuid": trader.subnets[0].netuid, "hotkey": trader.hotkeys[0], "tolerance": "0.5"}
    await in_the_same_words(
        trader, action, {**place, "amount": "5"}, {("System.Account", (who,)): poorer}, name
    )


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"Burn": 9 * TAO}, "RegistrationPriceLimitExceeded"),
        ({"NetworkRegistrationAllowed": False}, "SubNetRegistrationDisabled"),
        ({"TargetRegistrationsPerInterval": 1, "RegistrationsThisInterval": 3},
         "TooManyRegistrationsThisInterval"),
    ],
)  # fmt: skip
async def test_a_registration_that_came_too_late(
    trader: Trader, changes: Mapping[str, object], name: str
) -> None:
    chain, netuid = trader.chain, trader.subnets[0].netuid
    by_price = chain.offers(f"{MODULE}.register_limit")
    if by_price == (name == "TooManyRegistrationsThisInterval"):
        pytest.skip(f"{chain.runtime_name} bounds registrations in another way")
    if name == "SubNetRegistrationDisabled" and not chain.client.runtime.has_error(MODULE, name):
        name = "RegistrationDisabled"  # as it was called until 2024
    arguments = {"netuid": netuid, "hotkey": chain.stranger().ss58_address}
    if name == "RegistrationPriceLimitExceeded":
        arguments["max_burn"] = "5"
    state: Changes = {(f"{MODULE}.{item}", (netuid,)): value for item, value in changes.items()}
    if "RegistrationsThisInterval" in changes:
        head = (await chain.client.head()).number
        state |= {(f"{MODULE}.LastAdjustmentBlock", (netuid,)): head}
        state |= {(f"{MODULE}.AdjustmentInterval", (netuid,)): 100}
    await in_the_same_words(trader, "subnets.register", arguments, state, name)


async def test_a_root_network_whose_lowest_member_has_more(trader: Trader, chain: Chain) -> None:
    members = int(await chain.get(f"{MODULE}.SubnetworkN", 0))
    if not members:
        owner = trader.subnets[0]
        await chain.do(owner.owner, f"{MODULE}.root_register", hotkey=owner.hotkey.ss58_address)
        members = 1
    keys = [await chain.get(f"{MODULE}.Keys", 0, uid) for uid in range(members)]
    stakes: Changes = {(f"{MODULE}.TotalHotkeyAlpha", (key, 0)): 7 * TAO for key in keys}
    full = {**stakes, (f"{MODULE}.MaxAllowedUids", (0,)): members}
    arguments = {"netuid": 0, "hotkey": chain.stranger().ss58_address}
    await in_the_same_words(trader, "subnets.register", arguments, full, "StakeTooLowForRoot")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def mine(trader: Trader, chain: Chain) -> bc.Keypair:
    """A hotkey of the trader's on the first subnet, whose take goes up whenever it is wanted."""
    hotkey = chain.stranger()
    await chain.as_root("AdminUtils.sudo_set_tx_delegate_take_rate_limit", tx_rate_limit=0)
    where = {"netuid": trader.subnets[0].netuid, "hotkey": hotkey.ss58_address}
    await chain.do(trader.keypair, f"{MODULE}.burned_register", **where)
    await chain.do(trader.keypair, f"{MODULE}.decrease_take", hotkey=hotkey.ss58_address, take=2_000)
    return hotkey


@pytest.mark.parametrize(
    ("action", "arguments", "changes", "name"),
    [
        ("stake.take", {"take": "5%"}, {("MaxDelegateTake", ()): 2_500}, "DelegateTakeTooHigh"),
        ("stake.take", {"take": "1%"}, {("MinDelegateTake", ()): 1_500}, "DelegateTakeTooLow"),
        ("stake.take", {"take": "5%"}, {("TxDelegateTakeRateLimit", ()): 10**6},
         "DelegateTxRateLimitExceeded"),
        ("stake.child_take", {"take": "5%", "netuid": "here"}, {("MaxChildkeyTake", ()): 1_000},
         "InvalidChildkeyTake"),
        ("stake.child_take", {"take": "5%", "netuid": "here"},
         {("TxChildkeyTakeRateLimit", ()): 10**6, ("TransactionKeyLastBlock", ("mine", "here", 1)): 1},
         "TxChildkeyTakeRateLimitExceeded"),
        ("stake.children", {"netuid": "here", "children": "50%"}, {("StakeThreshold", ()): 10**15},
         "NotEnoughStakeToSetChildkeys"),
        ("stake.children", {"netuid": "here", "children": "50%"},
         {("TransactionKeyLastBlock", ("mine", "here", 0)): "head"}, "TxRateLimitExceeded"),
        ("stake.take", {"take": "1%"}, {("Owner", ("mine",)): "theirs"}, "NonAssociatedColdKey"),
        ("wallet.hotkey.swap", {"new_hotkey": "new"}, {("Owner", ("mine",)): "theirs"},
         "NonAssociatedColdKey"),
    ],
)  # fmt: skip
async def test_a_hotkey_whose_rules_changed(
    trader: Trader, mine: bc.Keypair, action: str, arguments: Mapping[str, str], changes: Changes, name: str
) -> None:
    chain = trader.chain
    known: dict[str, Any] = {
        "mine": mine.ss58_address, "here": trader.subnets[0].netuid, "theirs": trader.taker.ss58_address,
        "head": (await chain.client.head()).number, "new": chain.stranger().ss58_address,
        "50%": f"{trader.hotkeys[1]}=50%",
    }  # fmt: skip
    given = {key: known.get(value, value) for key, value in arguments.items()}
    state = {
        (f"{MODULE}.{item}", tuple(known.get(str(key), key) for key in keys)): known.get(str(value), value)
        for (item, keys), value in changes.items()
    }
    for item, _ in state:
        chain.needs_storage(item)
    await in_the_same_words(trader, action, {"hotkey": mine.ss58_address, **given}, state, name)


@pytest.mark.parametrize("rao", [1, 50, 1_000, 5_000, 100_000, 400_000])
async def test_a_part_too_small_to_be_sold(trader: Trader, rao: int) -> None:
    """Whether the pool gives nothing, selling its share gives nothing, or the chain wants more."""
    place = {"netuid": trader.subnets[0].netuid, "hotkey": trader.hotkeys[0]}
    with pytest.raises(TaoTuiError) as refused:
        await trader.review("stake.remove", **place, amount=written(rao), tolerance="0.5")
    said = await trader.chain.rejects(
        trader.keypair, f"{MODULE}.remove_stake_limit", **place, amount_unstaked=rao, limit_price=0,
        allow_partial=False,
    )  # fmt: skip
    assert f": {explain(said)[0]}" in refused.value.message


@pytest.mark.parametrize("rao", [1, 1_000, 1_000_000])
async def test_a_part_too_small_to_be_moved(trader: Trader, rao: int) -> None:
    """To another hotkey of the same subnet nothing is traded, but it has to be worth something."""
    netuid, (here, there) = trader.subnets[0].netuid, trader.hotkeys
    with pytest.raises(TaoTuiError) as refused:
        await trader.review(
            "stake.move", netuid=netuid, hotkey=here, to_hotkey=there, amount=written(rao), tolerance="0.5"
        )
    said = await trader.chain.rejects(
        trader.keypair, f"{MODULE}.move_stake", origin_hotkey=here, destination_hotkey=there,
        origin_netuid=netuid, destination_netuid=netuid, alpha_amount=rao,
    )  # fmt: skip
    assert f": {explain(said)[0]}" in refused.value.message


@pytest.mark.parametrize("rao", [1, 50, 1_000, 5_000, 100_000])
async def test_a_whole_position_too_small_to_be_sold(trader: Trader, mine: bc.Keypair, rao: int) -> None:
    """The owner of a hotkey may keep any rest; sold as a whole, the chain takes it or says why not."""
    chain, netuid = trader.chain, trader.subnets[1].netuid
    place = {"netuid": netuid, "hotkey": mine.ss58_address}
    agreed = await trader.review("stake.add", **place, amount="1", tolerance="0.5")
    assert (await trader.carry_out(agreed)).success
    held = (await trader.positions())[mine.ss58_address, netuid]
    agreed = await trader.review("stake.remove", **place, amount=written(held - rao), tolerance="0.5")
    assert (await trader.carry_out(agreed)).success
    left = (await trader.positions()).get((mine.ss58_address, netuid))
    if left is None:
        pytest.skip(f"{chain.runtime_name} keeps no position of {rao} rao")
    order = {**place, "amount_unstaked": left, "limit_price": 0, "allow_partial": False}
    try:
        agreed = await trader.review("stake.remove", **place, amount="all", tolerance="0.5")
    except TaoTuiError as refused:
        before = refused
    else:
        assert (await trader.carry_out(agreed)).success
        return
    if chain.client.runtime.has_storage("Swap", "SwapBalancer"):  # earlier ones sell it for nothing
        said = await chain.rejects(trader.keypair, f"{MODULE}.remove_stake_limit", **order)
        assert f" {said}: {explain(said)[0]}" in before.message
