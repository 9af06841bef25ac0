"""Several calls in one: all or nothing, up to the first failure, or whatever works."""

from __future__ import annotations

import bittensor_core as bc

from tao_tui.chain.calls.call import Call
from tests.conformance.chain import TAO, Chain, told


def transfer(to: bc.Keypair, rao: int) -> Call:
    return Call("Balances", "transfer_keep_alive", {"dest": to.ss58_address, "value": rao})


async def test_a_batch_that_must_be_whole_leaves_nothing_when_a_part_fails(chain: Chain) -> None:
    sender, first, second = await chain.account(10), chain.stranger(), chain.stranger()
    failed = await chain.fails(
        sender, "Utility.batch_all", calls=[transfer(first, TAO), transfer(second, 100 * TAO)]
    )
    assert failed == "System.FundsUnavailable"
    assert await chain.free(first) == 0
    done = await chain.do(sender, "Utility.batch_all", calls=[transfer(first, TAO), transfer(second, TAO)])
    assert told(done).count("Utility.ItemCompleted") == 2
    assert "Utility.BatchCompleted" in told(done)
    assert (await chain.free(first), await chain.free(second)) == (TAO, TAO)


async def test_a_plain_batch_stops_at_the_first_failure(chain: Chain) -> None:
    sender = await chain.account(10)
    first, second, third = (chain.stranger() for _ in range(3))
    done = await chain.include(
        sender,
        "Utility.batch",
        calls=[transfer(first, TAO), transfer(second, 100 * TAO), transfer(third, TAO)],
    )
    assert "Utility.BatchInterrupted" in told(done)
    assert "System.ExtrinsicSuccess" in told(done)
    balances = [await chain.free(who) for who in (first, second, third)]
    assert balances == [TAO, 0, 0]


async def test_a_forced_batch_goes_on(chain: Chain) -> None:
    sender = await chain.account(10)
    first, second, third = (chain.stranger() for _ in range(3))
    done = await chain.include(
        sender,
        "Utility.force_batch",
        calls=[transfer(first, TAO), transfer(second, 100 * TAO), transfer(third, TAO)],
    )
    assert told(done).count("Utility.ItemFailed") == 1
    assert "Utility.BatchCompletedWithErrors" in told(done)
    balances = [await chain.free(who) for who in (first, second, third)]
    assert balances == [TAO, 0, TAO]


async def test_a_batch_inside_a_batch_is_filtered(chain: Chain) -> None:
    sender, receiver = await chain.account(10), chain.stranger()
    inner = Call("Utility", "batch_all", {"calls": [transfer(receiver, TAO)]})
    failed = await chain.fails(sender, "Utility.batch_all", calls=[inner])
    assert failed == "System.CallFiltered"
    assert await chain.free(receiver) == 0
