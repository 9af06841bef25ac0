"""A subnet is created, started, named and trimmed by its owner, for what was said before."""

from __future__ import annotations

from tao_tui.reads.subnets.symbols import known_symbols, read_symbols
from tests.conformance.chain import TAO, Chain, amount_in, field, said, told, written
from tests.conformance.conftest import Subnet, allow_subnets, found_subnet, let_owners_set, start_delay

MODULE = "SubtensorModule"


async def test_a_subnet_is_created_for_what_was_said(chain: Chain) -> None:
    await allow_subnets(chain)
    cost = int(await chain.ask("SubnetRegistrationRuntimeApi.get_network_registration_cost"))
    owner, hotkey = await chain.account(cost / TAO + 100), chain.stranger()
    mine = {"hotkey": hotkey.ss58_address}
    too_dear = {**mine, "max_burn": written(cost // 2)}
    assert await chain.declines(owner, "subnets.create", **too_dear) == "burn_above_max"
    before = await chain.free(owner)
    found = await chain.reviewed(owner, "subnets.create", **mine)
    done = await chain.carry_out(owner, found)
    assert done.success, done.error
    paid = before - await chain.free(owner) - done.fee_rao
    # What it costs falls a little with every block.
    assert abs(paid - amount_in(said(found)["You pay"])) <= cost // 1_000
    netuid = int(field(done, f"{MODULE}.NetworkAdded", "", 0))
    assert await chain.get(f"{MODULE}.SubnetOwner", netuid) == owner.ss58_address


async def test_a_subnet_is_started_by_its_owner_when_it_may(chain: Chain) -> None:
    chain.needs_call(f"{MODULE}.start_call")
    await allow_subnets(chain)
    cost = int(await chain.ask("SubnetRegistrationRuntimeApi.get_network_registration_cost"))
    owner, hotkey = await chain.account(cost / TAO + 100), chain.stranger()
    done = await chain.act(owner, "subnets.create", hotkey=hotkey.ss58_address)
    where, delay = {"netuid": int(field(done, f"{MODULE}.NetworkAdded", "", 0))}, await start_delay(chain)
    if delay > 1:
        assert await chain.declines(owner, "subnets.start", **where) == "too_early"
        early = await chain.rejects(owner, f"{MODULE}.start_call", **where)
        assert early == "NeedWaitingMoreBlocksToStarCall"
    await chain.advance(delay)
    assert await chain.declines(await chain.account(1), "subnets.start", **where) == "not_owner"
    done = await chain.act(owner, "subnets.start", **where)
    assert f"{MODULE}.FirstEmissionBlockNumberSet" in told(done)
    assert await chain.declines(owner, "subnets.start", **where) == "already_started"


async def test_a_symbol_is_one_subnets_alone(chain: Chain, subnet: Subnet) -> None:
    chain.needs_call(f"{MODULE}.update_symbol")
    taken = (await read_symbols(chain.client)).data
    free = next(each for each in reversed(known_symbols()) if each not in taken)
    mine = {"netuid": subnet.netuid, "symbol": free}
    await chain.act(subnet.owner, "subnets.symbol", **mine)
    assert (await read_symbols(chain.client)).data[free] == subnet.netuid
    assert await chain.declines(subnet.owner, "subnets.symbol", **mine) == "nothing_to_change"
    other = await found_subnet(chain)
    assert await chain.declines(other.owner, "subnets.symbol", netuid=other.netuid, symbol=free) == (
        "symbol_in_use"
    )
    raw = {"netuid": other.netuid, "symbol": free.encode()}
    failed = await chain.fails(other.owner, f"{MODULE}.update_symbol", **raw)
    assert failed == f"{MODULE}.SymbolAlreadyInUse"


async def test_who_earns_least_leaves_a_subnet_that_is_trimmed(chain: Chain) -> None:
    chain.needs_call("AdminUtils.sudo_trim_to_max_allowed_uids")
    await let_owners_set(chain)
    mine = await found_subnet(chain)
    netuid, hotkeys = mine.netuid, [mine.hotkey]
    for _ in range(5):
        who, hotkey = await chain.account(1_000), chain.stranger()
        await chain.act(who, "subnets.register", netuid=netuid, hotkey=hotkey.ss58_address)
        hotkeys.append(hotkey)
    await chain.put(f"{MODULE}.MinAllowedUids", netuid, value=2)
    order = {"netuid": netuid, "max": 4}
    assert await chain.declines(mine.owner, "subnets.trim", **order) == "too_many_immune"
    failed = await chain.rejects(
        mine.owner, "AdminUtils.sudo_trim_to_max_allowed_uids", netuid=netuid, max_n=4
    )
    assert failed == "TrimmingWouldExceedMaxImmunePercentage"
    await chain.put(f"{MODULE}.ImmunityPeriod", netuid, value=0)
    await chain.put(f"{MODULE}.Emission", netuid, value=[0, 50, 10, 40, 20, 30])
    await chain.advance(1)
    found = await chain.reviewed(mine.owner, "subnets.trim", **order)
    leaving = [str(each.value).partition(",")[0] for each in found.effects if each.label == "Leaves"]
    assert sorted(leaving) == ["uid 2", "uid 4"]
    done = await chain.carry_out(mine.owner, found)
    assert done.success, done.error
    kept = [await chain.get(f"{MODULE}.Keys", netuid, uid) for uid in range(4)]
    assert kept == [hotkeys[uid].ss58_address for uid in (0, 1, 3, 5)]
    assert await chain.get(f"{MODULE}.SubnetworkN", netuid) == 4
    assert await chain.declines(mine.owner, "subnets.trim", netuid=netuid, max=3) == "too_early"
