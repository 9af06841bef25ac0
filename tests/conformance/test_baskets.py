"""Stake paid into a validator's basket, where the runtime has baskets."""

from __future__ import annotations

from tests.conformance.chain import TAO, Chain, told


async def test_a_basket_takes_what_was_said(chain: Chain) -> None:
    chain.needs_call("SubtensorModule.stake_into_basket")
    owner, hotkey = await chain.account(1_000), chain.stranger()
    await chain.act(owner, "subnets.register", netuid=0, hotkey=hotkey.ss58_address)
    who = await chain.account(100)
    done = await chain.act(who, "stake.basket", hotkey=hotkey.ss58_address, amount="20")
    assert "SubtensorModule.BasketStakeAdded" in told(done)
    assert 100 * TAO - await chain.free(who) == 20 * TAO + done.fee_rao
