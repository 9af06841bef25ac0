"""Hotkeys and subnets are registered for a price that rises with demand."""

from __future__ import annotations

from tests.conformance.chain import TAO, Chain, amount_in, field, said
from tests.conformance.conftest import Subnet, allow_subnets, found_subnet


async def test_registering_burns_the_price_and_gives_the_next_uid(chain: Chain, subnet: Subnet) -> None:
    who, hotkey = await chain.account(1_000), chain.stranger()
    price = int(await chain.get("SubtensorModule.Burn", subnet.netuid))
    uids = int(await chain.get("SubtensorModule.SubnetworkN", subnet.netuid))
    before = await chain.free(who)
    done = await chain.do(
        who, "SubtensorModule.burned_register", netuid=subnet.netuid, hotkey=hotkey.ss58_address
    )
    assert field(done, "SubtensorModule.NeuronRegistered", "", 0) == subnet.netuid
    assert field(done, "SubtensorModule.NeuronRegistered", "", 1) == uids
    assert field(done, "SubtensorModule.NeuronRegistered", "", 2) == hotkey.ss58_address
    paid = before - await chain.free(who) - done.fee_rao
    # The price decays from block to block on newer runtimes.
    assert 0.9 * price <= paid <= price
    assert await chain.get("SubtensorModule.Uids", subnet.netuid, hotkey.ss58_address) == uids
    assert await chain.get("SubtensorModule.Keys", subnet.netuid, uids) == hotkey.ss58_address
    assert await chain.get("SubtensorModule.Owner", hotkey.ss58_address) == who.ss58_address


async def test_a_hotkey_registers_once(chain: Chain, subnet: Subnet) -> None:
    who = await chain.account(1_000)
    again = {"netuid": subnet.netuid, "hotkey": subnet.hotkey.ss58_address}
    failed = await chain.fails(who, "SubtensorModule.burned_register", **again)
    assert failed in (
        "SubtensorModule.HotKeyAlreadyRegisteredInSubNet",
        "SubtensorModule.NonAssociatedColdKey",
    )
    failed = await chain.fails(subnet.owner, "SubtensorModule.burned_register", **again)
    assert failed == "SubtensorModule.HotKeyAlreadyRegisteredInSubNet"


async def test_there_must_be_a_subnet_and_money(chain: Chain, subnet: Subnet) -> None:
    who, hotkey = await chain.account(0.01), chain.stranger()
    call = "SubtensorModule.burned_register"
    failed = await chain.fails(who, call, netuid=999, hotkey=hotkey.ss58_address)
    assert failed in ("SubtensorModule.SubnetNotExists", "SubtensorModule.SubNetworkDoesNotExist")
    price = int(await chain.get("SubtensorModule.Burn", subnet.netuid))
    if price < 0.02 * TAO:
        await chain.as_root("AdminUtils.sudo_set_min_burn", netuid=subnet.netuid, min_burn=TAO // 10)
    failed = await chain.fails(who, call, netuid=subnet.netuid, hotkey=hotkey.ss58_address)
    assert failed in (
        "SubtensorModule.NotEnoughBalanceToStake",
        "SubtensorModule.NotEnoughBalanceToPaySwapHotKey",
    )


async def test_a_reviewed_registration_costs_what_was_said_and_no_more(chain: Chain, subnet: Subnet) -> None:
    who, hotkey = await chain.account(1_000), chain.stranger()
    place = {"netuid": subnet.netuid, "hotkey": hotkey.ss58_address}
    await price_at_least(chain, subnet.netuid, TAO // 10)
    assert await chain.declines(who, "subnets.register", **place, max_burn="0.01") == "burn_above_max"
    found, before = await chain.reviewed(who, "subnets.register", **place), await chain.free(who)
    done = await chain.carry_out(who, found)
    assert done.success, done.error
    shown = amount_in(said(found)["You pay"])
    # The price decays from block to block on newer runtimes.
    assert 0.9 * shown <= before - await chain.free(who) - done.fee_rao <= shown
    assert await chain.declines(who, "subnets.register", **place) == "already_registered"
    other = await chain.account(10)
    elsewhere = {**place, "netuid": 0}
    assert await chain.declines(other, "subnets.register", **elsewhere) == "hotkey_of_another"


async def price_at_least(chain: Chain, netuid: int, rao: int) -> None:
    """Let registering cost so much."""
    if int(await chain.get("SubtensorModule.Burn", netuid)) < rao:
        await chain.as_root("AdminUtils.sudo_set_min_burn", netuid=netuid, min_burn=rao)
    if int(await chain.get("SubtensorModule.Burn", netuid)) < rao:
        await chain.put("SubtensorModule.Burn", netuid, value=rao)
        await chain.advance(1)


async def test_a_limit_stops_a_registration_that_became_dearer(chain: Chain, subnet: Subnet) -> None:
    chain.needs_call("SubtensorModule.register_limit")
    who, hotkey = await chain.account(100), chain.stranger()
    place = {"netuid": subnet.netuid, "hotkey": hotkey.ss58_address}
    failed = await chain.fails(who, "SubtensorModule.register_limit", **place, limit_price=1)
    assert failed == "SubtensorModule.RegistrationPriceLimitExceeded"
    price = int(await chain.get("SubtensorModule.Burn", subnet.netuid))
    await chain.do(who, "SubtensorModule.register_limit", **place, limit_price=price)


async def test_a_subnet_costs_its_lock_and_the_next_one_more(chain: Chain) -> None:
    await allow_subnets(chain)
    cost = int(await chain.ask("SubnetRegistrationRuntimeApi.get_network_registration_cost"))
    networks = int(await chain.get("SubtensorModule.TotalNetworks"))
    made = await found_subnet(chain)
    assert int(await chain.get("SubtensorModule.TotalNetworks")) == networks + 1
    assert await chain.get("SubtensorModule.SubnetOwner", made.netuid) == made.owner.ss58_address
    assert await chain.get("SubtensorModule.Keys", made.netuid, 0) == made.hotkey.ss58_address
    if chain.offers("SubtensorModule.start_call"):
        assert await chain.get("SubtensorModule.SubtokenEnabled", made.netuid) is True
    # What is left of the thousand beyond the lock.
    assert 900 * TAO < await chain.free(made.owner) <= 1_000 * TAO + cost // 20
    following = int(await chain.ask("SubnetRegistrationRuntimeApi.get_network_registration_cost"))
    assert following > cost


async def test_a_new_subnet_tells_its_rules_before_it_is_there(chain: Chain) -> None:
    made = await found_subnet(chain)
    settings = [
        "RegistrationAllowed",
        "MaxAllowedUidsSet",
        "MaxAllowedValidatorsSet",
        "MinAllowedWeightSet",
        "ImmunityPeriodSet",
        "NetworkAdded",
    ]
    told_names = [event.name for event in made.founding.events if event.name in settings]
    assert told_names == settings
    assert all(event.get("", 0) == made.netuid for event in made.founding.events if event.name in settings)


async def test_only_the_owner_starts_a_subnet_and_only_once(chain: Chain, subnet: Subnet) -> None:
    chain.needs_call("SubtensorModule.start_call")
    other = await chain.account(1)
    failed = await chain.fails(other, "SubtensorModule.start_call", netuid=subnet.netuid)
    assert failed in ("SubtensorModule.NotSubnetOwner", "System.BadOrigin")
    failed = await chain.fails(subnet.owner, "SubtensorModule.start_call", netuid=subnet.netuid)
    assert failed == "SubtensorModule.FirstEmissionBlockNumberAlreadySet"


async def test_registering_a_subnet_too_soon_is_refused(chain: Chain, subnet: Subnet) -> None:
    await chain.as_root("AdminUtils.sudo_set_network_rate_limit", rate_limit=1_000)
    cost = int(await chain.ask("SubnetRegistrationRuntimeApi.get_network_registration_cost"))
    who, hotkey = await chain.account(cost / TAO + 10), chain.stranger()
    call = "SubtensorModule.register_network"
    arguments: dict[str, object] = {"hotkey": hotkey.ss58_address}
    if chain.takes(call, "mechid"):
        arguments["mechid"] = 1
    try:
        name = await chain.rejects(who, call, **arguments)
    finally:
        await chain.as_root("AdminUtils.sudo_set_network_rate_limit", rate_limit=0)
    assert name in ("RateLimitExceeded", "NetworkTxRateLimitExceeded")
