"""Calls no action stands for: made by name, checked against the metadata, told what they are."""

from __future__ import annotations

import json

from tests.conformance.chain import TAO, Chain, said, told
from tests.conformance.conftest import Subnet

MODULE = "SubtensorModule"


async def test_a_hotkey_says_where_it_serves(chain: Chain, subnet: Subnet) -> None:
    hotkey = subnet.hotkey
    await chain.do(subnet.owner, "Balances.transfer_keep_alive", dest=hotkey.ss58_address, value=TAO)
    axon = {"version": 9, "ip": int.from_bytes(bytes([10, 1, 2, 3])), "port": 8_091, "ip_type": 4}
    rest = {"protocol": 4, "placeholder1": 0, "placeholder2": 0}
    where = json.dumps({"netuid": subnet.netuid, **axon, **rest})
    done = await chain.act(hotkey, "call", call=f"{MODULE}.serve_axon", arguments=where)
    assert f"{MODULE}.AxonServed" in told(done)
    stored = await chain.get(f"{MODULE}.Axons", subnet.netuid, hotkey.ss58_address)
    assert {name: stored[name] for name in axon} == axon
    again = await chain.rejects(hotkey, f"{MODULE}.serve_axon", netuid=subnet.netuid, **axon, **rest)
    assert again == "ServingRateLimitExceeded"


async def test_a_call_some_action_makes_is_told_and_checked_like_it(chain: Chain) -> None:
    sender, receiver = await chain.account(10), chain.stranger()
    pay = f"dest={receiver.ss58_address} value={TAO}"
    order = {"call": "Balances.transfer_keep_alive", "arguments": pay}
    found = await chain.reviewed(sender, "call", **order)
    assert "known_call" in [each.code for each in found.warnings]
    spoken = await chain.reviewed(sender, "transfer", dest=receiver.ss58_address, amount="1")
    assert (said(found), found.call.data) == (said(spoken), spoken.call.data)
    await chain.act(sender, "call", **order)
    assert await chain.free(receiver) == TAO


async def test_arguments_that_are_no_call_of_the_runtime_are_refused(chain: Chain) -> None:
    sender = await chain.account(2)
    lacking = {"call": "Balances.transfer_keep_alive", "arguments": "value=1"}
    assert await chain.declines(sender, "call", **lacking) == "bad_argument"
    assert await chain.declines(sender, "call", call="Balances.fly") == "unknown_name"
