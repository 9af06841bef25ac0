"""Trades that travel encrypted until the author of a block opens them."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tao_tui.actions.lifecycle.flow import submit
from tao_tui.journal.journal import Journal
from tao_tui.wallet import Transaction
from tests.conformance.chain import PATIENCE, TAO, Chain
from tests.conformance.conftest import Subnet
from tests.conformance.test_staking import stake


async def test_a_shielded_trade_is_carried_opened_and_paid_for_twice(
    chain: Chain, subnet: Subnet, tmp_path: Path
) -> None:
    chain.needs_call("MevShield.submit_encrypted")
    who = await chain.account(100)
    await chain.advance(3)  # the author of a block announces the key of one that follows
    place = {"netuid": subnet.netuid, "hotkey": subnet.hotkey.ss58_address}
    agreed = await chain.reviewed(who, "stake.add", **place, amount="20", shield=True, tolerance="0.5")
    seen: list[str] = []

    async def sign(transaction: Transaction) -> bytes:
        seen.append(chain.client.runtime.decode_call(transaction.call).name)
        return bytes(who.sign(transaction.payload))

    async def blocks() -> None:
        while True:
            if await chain.client.request("author_pendingExtrinsics"):  # it waits for whose key it is to
                await chain.advance(1)
            await asyncio.sleep(0.05)

    with Journal(tmp_path / "journal.sqlite") as journal:
        maker = asyncio.create_task(blocks())
        try:
            async with asyncio.timeout(PATIENCE):
                done = await submit(agreed, chain.client, sign, journal)
        finally:
            maker.cancel()
    assert seen == ["SubtensorModule.add_stake_limit", "MevShield.submit_encrypted"]
    assert 100 * TAO - await chain.free(who) == 20 * TAO + done.fee.rao
    assert done.fee.rao <= agreed.fee.rao
    bought = await stake(chain, subnet.hotkey, who, subnet.netuid)
    # Shares of a hotkey's alpha are rounded.
    assert abs(sum(each.alpha_rao for each in done.moved) - bought) <= 1
    assert done.moved
