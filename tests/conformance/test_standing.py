"""Takes, children, auto-stake and root claims: done as reviewed, refused by the chain as refused here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import bittensor_core as bc
import pytest
import pytest_asyncio

from tao_tui.actions.standing.take import LOWERED_FREELY_SINCE
from tao_tui.addresses import parse_address
from tao_tui.reads.owned.root_claims import read_root_claims
from tao_tui.reads.past.claimed import dividends_of
from tao_tui.reads.validators.relations import SET_CHILDREN_BLOCKS, WHOLE
from tao_tui.reads.validators.takes import read_takes
from tests.conformance.chain import TAO, Chain, amount_in, said, told
from tests.conformance.conftest import Subnet, found_subnet
from tests.conformance.test_staking import stake

MODULE = "SubtensorModule"


@dataclass(frozen=True)
class Owner:
    """A coldkey and its hotkey, a neuron of the subnet."""

    coldkey: bc.Keypair
    hotkey: bc.Keypair

    @property
    def address(self) -> str:
        """Of the hotkey."""
        return str(self.hotkey.ss58_address)


async def neuron(chain: Chain, netuid: int, tao: float = 1_000) -> Owner:
    """A new account with a hotkey registered on the subnet."""
    who, hotkey = await chain.account(tao), chain.stranger()
    await chain.do(who, f"{MODULE}.burned_register", netuid=netuid, hotkey=hotkey.ss58_address)
    return Owner(who, hotkey)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def parent(chain: Chain, subnet: Subnet) -> Owner:
    return await neuron(chain, subnet.netuid)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def child(chain: Chain, subnet: Subnet) -> Owner:
    return await neuron(chain, subnet.netuid)


async def test_a_take_goes_down_at_once_and_up_when_the_wait_is_over(chain: Chain, parent: Owner) -> None:
    where = {"hotkey": parent.address}
    await chain.as_root("AdminUtils.sudo_set_tx_delegate_take_rate_limit", tx_rate_limit=100_000)
    done = await chain.act(parent.coldkey, "stake.take", take="5%", **where)
    assert f"{MODULE}.TakeDecreased" in told(done)
    (take,) = (await read_takes(chain.client, [parse_address(parent.address)])).data
    assert take.take == 3_276
    if take.changed_at is None:
        pytest.skip(f"{chain.runtime_name} does not keep when a take went down, so nothing waits for that")
    assert take.changed_at == done.block.number
    assert await chain.declines(parent.coldkey, "stake.take", take="6%", **where) == "rate_limited"
    raised = await chain.rejects(parent.coldkey, f"{MODULE}.increase_take", take=3_932, **where)
    assert raised == "DelegateTxRateLimitExceeded"
    assert await chain.declines(parent.coldkey, "stake.take", take="90%", **where) == "take_out_of_bounds"
    assert await chain.rejects(parent.coldkey, f"{MODULE}.increase_take", take=60_000, **where) in (
        "DelegateTakeTooHigh",
    )
    await chain.as_root("AdminUtils.sudo_set_tx_delegate_take_rate_limit", tx_rate_limit=0)
    assert f"{MODULE}.TakeIncreased" in told(
        await chain.act(parent.coldkey, "stake.take", take="6%", **where)
    )


async def test_nobody_else_sets_a_hotkeys_take(chain: Chain, parent: Owner, child: Owner) -> None:
    where = {"hotkey": parent.address}
    assert await chain.declines(child.coldkey, "stake.take", take="1%", **where) == "not_owner"
    failed = await chain.rejects(child.coldkey, f"{MODULE}.decrease_take", take=655, **where)
    assert failed == "NonAssociatedColdKey"
    unknown = {"hotkey": chain.stranger().ss58_address}
    assert await chain.declines(child.coldkey, "stake.take", take="1%", **unknown) == "hotkey_not_on_chain"


async def test_a_childs_take_has_bounds_and_a_wait_of_its_own(
    chain: Chain, subnet: Subnet, child: Owner
) -> None:
    where: dict[str, Any] = {"hotkey": child.address, "netuid": subnet.netuid}
    await chain.as_root(f"{MODULE}.sudo_set_tx_childkey_take_rate_limit", tx_rate_limit=1_000)
    await chain.act(child.coldkey, "stake.child_take", take="5%", **where)
    assert await chain.get(f"{MODULE}.ChildkeyTake", child.address, subnet.netuid) == 3_276
    assert await chain.declines(child.coldkey, "stake.child_take", take="6%", **where) == "rate_limited"
    failed = await chain.fails(child.coldkey, f"{MODULE}.set_childkey_take", take=3_932, **where)
    assert failed == f"{MODULE}.TxChildkeyTakeRateLimitExceeded"
    assert (
        await chain.declines(child.coldkey, "stake.child_take", take="50%", **where) == "take_out_of_bounds"
    )
    failed = await chain.fails(child.coldkey, f"{MODULE}.set_childkey_take", take=32_767, **where)
    assert failed == f"{MODULE}.InvalidChildkeyTake"
    if chain.client.runtime.spec_version < LOWERED_FREELY_SINCE:
        assert await chain.declines(child.coldkey, "stake.child_take", take="1%", **where) == "rate_limited"
        return
    await chain.act(child.coldkey, "stake.child_take", take="1%", **where)


async def test_children_wait_and_get_exactly_what_was_shown(
    chain: Chain, subnet: Subnet, parent: Owner, child: Owner
) -> None:
    where: dict[str, Any] = {"hotkey": parent.address, "netuid": subnet.netuid}
    chain.needs_storage(f"{MODULE}.PendingChildKeyCooldown")
    wait = int(await chain.get(f"{MODULE}.PendingChildKeyCooldown"))
    stranger = chain.stranger().ss58_address
    shares = f"{child.address}=33.3333%,{stranger}=66.6667%"
    found = await chain.reviewed(parent.coldkey, "stake.children", children=shares, **where)
    assert [each.code for each in found.warnings] == ["child_not_registered", "lent"]
    done = await chain.carry_out(parent.coldkey, found)
    assert done.success, done.error
    lent = [(333_333 * WHOLE // 10**6, child.address), (666_667 * WHOLE // 10**6, stranger)]
    children, due = await chain.get(f"{MODULE}.PendingChildKeys", subnet.netuid, parent.address)
    assert [tuple(each) for each in children] == lent
    assert due == done.block.number + wait
    # A second change has to wait, here and on chain.
    again = {**where, "children": f"{child.address}=100%"}
    assert await chain.declines(parent.coldkey, "stake.children", **again) == "rate_limited"
    refused = {**where, "children": ((WHOLE, child.address),)}
    assert (
        await chain.fails(parent.coldkey, f"{MODULE}.set_children", **refused)
        == f"{MODULE}.TxRateLimitExceeded"
    )
    assert SET_CHILDREN_BLOCKS == 150


async def test_children_the_chain_would_refuse(chain: Chain, subnet: Subnet, child: Owner) -> None:
    where: dict[str, Any] = {"hotkey": child.address, "netuid": subnet.netuid}
    other = chain.stranger().ss58_address
    cases = [
        (f"{child.address}=10%", "own_child", ((WHOLE // 10, child.address),), "InvalidChild"),
        (f"{other}=60%,{subnet.hotkey.ss58_address}=41%", "proportion_overflow",
         ((WHOLE, other), (1, subnet.hotkey.ss58_address)), "ProportionOverflow"),
        (f"{other}=1%,{other}=2%", "duplicate_child", ((1, other), (2, other)), "DuplicateChild"),
    ]  # fmt: skip
    for typed, code, children, error in cases:
        assert await chain.declines(child.coldkey, "stake.children", children=typed, **where) == code
        failed = await chain.fails(child.coldkey, f"{MODULE}.set_children", children=children, **where)
        assert failed == f"{MODULE}.{error}"
    on_root = {**where, "netuid": 0, "children": ((1, other),)}
    failed = await chain.fails(child.coldkey, f"{MODULE}.set_children", **on_root)
    assert failed == f"{MODULE}.RegistrationNotPermittedOnRootSubnet"


async def test_lending_takes_stake(chain: Chain, subnet: Subnet, child: Owner) -> None:
    other = chain.stranger().ss58_address
    where: dict[str, Any] = {"hotkey": child.address, "netuid": subnet.netuid}
    chain.needs_call("AdminUtils.sudo_set_stake_threshold")
    await chain.as_root("AdminUtils.sudo_set_stake_threshold", min_stake=10**15)
    try:
        typed = {**where, "children": f"{other}=10%"}
        assert await chain.declines(child.coldkey, "stake.children", **typed) == "not_enough_stake"
        failed = await chain.fails(child.coldkey, f"{MODULE}.set_children", children=((1, other),), **where)
        assert failed == f"{MODULE}.NotEnoughStakeToSetChildkeys"
    finally:
        await chain.as_root("AdminUtils.sudo_set_stake_threshold", min_stake=0)


async def test_a_parent_cannot_become_a_child(chain: Chain, subnet: Subnet) -> None:
    hotkey, parent = subnet.hotkey.ss58_address, chain.stranger().ss58_address
    await chain.put(f"{MODULE}.ParentKeys", hotkey, subnet.netuid, value=[(WHOLE, parent)])
    await chain.advance(1)
    try:
        where: dict[str, Any] = {"hotkey": hotkey, "netuid": subnet.netuid}
        typed = {**where, "children": f"{parent}=1%"}
        assert await chain.declines(subnet.owner, "stake.children", **typed) == "child_cycle"
        # Runtimes before 2026 let it happen; it is refused here all the same.
        if chain.client.runtime.spec_version > 393:
            failed = await chain.fails(
                subnet.owner, f"{MODULE}.set_children", children=((1, parent),), **where
            )
            assert failed == f"{MODULE}.ChildParentInconsistency"
    finally:
        await chain.put(f"{MODULE}.ParentKeys", hotkey, subnet.netuid, value=[])
        await chain.advance(1)


async def test_auto_stake_goes_to_neurons_only_and_once(
    chain: Chain, subnet: Subnet, parent: Owner, child: Owner
) -> None:
    call = f"{MODULE}.set_coldkey_auto_stake_hotkey"
    chain.needs_call(call)
    where: dict[str, Any] = {"netuid": subnet.netuid, "hotkey": child.address}
    done = await chain.act(parent.coldkey, "stake.auto", **where)
    assert f"{MODULE}.AutoStakeDestinationSet" in told(done)
    key = (parent.coldkey.ss58_address, subnet.netuid)
    assert await chain.get(f"{MODULE}.AutoStakeDestination", *key) == child.address
    assert await chain.declines(parent.coldkey, "stake.auto", **where) == "no_change"
    assert await chain.fails(parent.coldkey, call, **where) == f"{MODULE}.SameAutoStakeHotkeyAlreadySet"
    nobody = {**where, "hotkey": chain.stranger().ss58_address}
    assert await chain.declines(parent.coldkey, "stake.auto", **nobody) == "not_registered"
    assert await chain.fails(parent.coldkey, call, **nobody) == f"{MODULE}.HotKeyNotRegisteredInSubNet"


async def test_a_claim_pays_what_was_said(chain: Chain) -> None:
    chain.needs_call(f"{MODULE}.claim_root")
    chain.needs_call(f"{MODULE}.set_root_claim_type")
    await chain.as_root(f"{MODULE}.sudo_set_num_root_claims", new_value=0)  # nobody claims in turn
    place = await found_subnet(chain)
    who = await chain.account(1_000)
    hotkey, netuid = place.hotkey, place.netuid
    assert await chain.declines(who, "stake.claim") == "nothing_to_claim"
    await chain.do(who, f"{MODULE}.add_stake", hotkey=hotkey.ss58_address, netuid=0, amount_staked=100 * TAO)
    await chain.put(f"{MODULE}.RootClaimable", hotkey.ss58_address, value={netuid: {"bits": 1 << 28}})
    await chain.advance(1)
    coldkey = parse_address(who.ss58_address)
    (owed,) = (await read_root_claims(chain.client, [coldkey])).data[coldkey].claims
    root = await stake(chain, hotkey, who, 0)
    assert (owed.alpha.rao, owed.netuid) == (root >> 4, netuid)
    await chain.act(who, "stake.claim_type", type="keep")
    assert await chain.declines(who, "stake.claim_type", type="Keep") == "no_change"
    before = await stake(chain, hotkey, who, netuid)
    done = await chain.act(who, "stake.claim", netuids=str(netuid))
    assert f"{MODULE}.RootClaimed" in told(done)
    assert await stake(chain, hotkey, who, netuid) == before + owed.alpha.rao
    (kept,) = await dividends_of(chain.client, done.block.hash, done.index, coldkey)
    assert (kept.kind, kept.netuid, kept.alpha_rao, kept.other) == (
        "dividends", netuid, owed.alpha.rao, hotkey.ss58_address,
    )  # fmt: skip
    assert kept.worth_rao
    assert await chain.declines(who, "stake.claim", netuids=str(netuid)) == "nothing_to_claim"
    # What is sold instead becomes root stake.
    await chain.act(who, "stake.claim_type", type="swap")
    await chain.put(f"{MODULE}.RootClaimable", hotkey.ss58_address, value={netuid: {"bits": 1 << 29}})
    await chain.advance(1)
    found = await chain.reviewed(who, "stake.claim", netuids="all")
    shown = amount_in(said(found)["Together"])
    done = await chain.act(who, "stake.claim", netuids="all")
    gained = await stake(chain, hotkey, who, 0) - root
    (sold,) = await dividends_of(chain.client, done.block.hash, done.index, coldkey)
    assert (sold.netuid, sold.alpha_rao) == (0, gained)
    assert abs(shown - gained) < gained // 10_000
    six = frozenset(range(1, 7))
    failed = await chain.fails(who, f"{MODULE}.claim_root", subnets=sorted(six))
    assert failed == f"{MODULE}.InvalidSubnetNumber"
    assert await chain.declines(who, "stake.claim", netuids="1,2,3,4,5,6") == "too_many_subnets"
