"""A node tells about new blocks and about values that change, without being asked again."""

from __future__ import annotations

import asyncio

from tao_tui.chain.query import Storage
from tests.conformance.chain import ALICE, TAO, Chain, following


async def test_new_heads_arrive_in_order(chain: Chain) -> None:
    async with asyncio.timeout(60), following(chain.client.heads()) as heads:
        seen = [(await anext(heads)).block.number]
        for _ in range(3):
            await chain.advance(1)
            while seen[-1] < (await chain.client.head()).number:
                seen.append((await anext(heads)).block.number)
    assert seen == sorted(set(seen))
    assert seen[-1] - seen[0] >= 3


async def test_final_heads_follow(chain: Chain) -> None:
    before = (await chain.client.finalized()).number
    await chain.advance(3)
    assert (await chain.client.finalized()).number > before
    assert await chain.client.block_hash(before) is not None


async def test_a_changed_balance_is_told_with_its_block(chain: Chain) -> None:
    receiver = await chain.account(1)
    item = Storage("System", "Account", (receiver.ss58_address,))
    async with asyncio.timeout(60), following(chain.client.changes((item,))) as changes:
        first = await anext(changes)
        assert first.values[item]["data"]["free"] == TAO  # type: ignore[index]
        done = await chain.do(
            ALICE, "Balances.transfer_keep_alive", dest=receiver.ss58_address, value=2 * TAO
        )
        second = await anext(changes)
    assert second.values[item]["data"]["free"] == 3 * TAO  # type: ignore[index]
    assert second.block_hash == done.block.hash


async def test_the_past_can_be_read(chain: Chain) -> None:
    who = await chain.account(5)
    then = (await chain.client.head()).hash
    await chain.do(who, "System.remark", remark=b"later")
    item = Storage("System", "Account", (who.ss58_address,))
    (before,) = (await chain.client.read((item,), at=then)).data
    (now,) = (await chain.client.read((item,))).data
    assert (before["nonce"], now["nonce"]) == (0, 1)
    assert before["data"]["free"] == 5 * TAO > now["data"]["free"]
