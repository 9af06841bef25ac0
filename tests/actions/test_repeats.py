"""The same is never sent twice without the person's word, whatever the node says of the first."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tao_tui.actions.lifecycle.repeats import SentBefore, intent_of
from tao_tui.actions.lifecycle.resume import resume
from tao_tui.actions.lifecycle.reviewing import review
from tao_tui.actions.plan import Step
from tao_tui.chain.calls.call import DecodedCall
from tao_tui.chain.extrinsics.nonces import NonceUse
from tao_tui.errors import ChainRejected, OutcomeUnknown, TaoTuiError
from tao_tui.journal.journal import Journal
from tao_tui.journal.row import NewRow
from tests.actions.test_flow import BLOCK, FAILED, HAPPY, INCLUDED, SendingClient, agreed, go
from tests.actions.test_flow import _assemble as _assemble
from tests.actions.test_flow import journal as journal
from tests.actions.worlds import ME
from tests.reads.fake import ALICE, CAROL

EXPIRED = ChainRejected("too late", code="Expired")
REFUSED = ChainRejected("cannot pay", code="Payment")
LOST = OutcomeUnknown("lost")


async def sent_once(journal: Journal, end: TaoTuiError) -> SendingClient:
    """A client whose first attempt ended with `end`, and whose next one would go well."""
    client = SendingClient([end], inclusion=None)
    with pytest.raises(type(end)):
        await go(client, journal)
    client.fate, client.inclusion = HAPPY, None
    return client


async def test_a_retry_takes_the_nonce_of_the_one_that_is_lost(journal: Journal) -> None:
    client = await sent_once(journal, LOST)
    client.found_later = INCLUDED
    steps: list[Step] = []
    await go(client, journal, steps)
    assert steps[0].name == "looking"
    assert client.asked == [({}, None), ({7: 1_100}, 7)]


@pytest.mark.parametrize("end", [LOST, EXPIRED, REFUSED])
async def test_a_nonce_the_node_gave_away_stops_a_retry(journal: Journal, end: TaoTuiError) -> None:
    """A node that hides the first and hands out the next nonce would make the retry pay twice."""
    client = await sent_once(journal, end)
    client.following = 8
    with pytest.raises(SentBefore, match="still on its way"):
        await go(client, journal)
    assert len(client.sent) == 1
    client.found_later = INCLUDED
    await go(client, journal, again=True)
    assert client.asked[-1][1] is None
    assert len(client.sent) == 2


@pytest.mark.parametrize("end", [LOST, EXPIRED, REFUSED])
async def test_one_that_was_carried_out_after_all_is_not_sent_again(
    journal: Journal, end: TaoTuiError
) -> None:
    client = await sent_once(journal, end)
    client.inclusion = INCLUDED
    with pytest.raises(SentBefore, match="has been included: Done in block 1,001"):
        await go(client, journal)
    assert len(client.sent) == 1
    assert journal.rows()[0].status == "finalized"
    await go(client, journal)  # its end is known now: this is a new one
    assert len(client.sent) == 2


async def test_one_in_a_block_that_is_not_final_is_not_sent_again(journal: Journal) -> None:
    client = await sent_once(journal, LOST)
    client.inclusion, client.final = INCLUDED, 1_000
    with pytest.raises(SentBefore, match="not final yet"):
        await go(client, journal)


async def test_one_that_failed_on_chain_may_be_tried_again(journal: Journal) -> None:
    client = await sent_once(journal, LOST)
    client.inclusion = FAILED
    client.found_later = INCLUDED
    await go(client, journal)
    assert len(client.sent) == 2


async def test_a_replaced_one_frees_its_intent(journal: Journal) -> None:
    client = await sent_once(journal, LOST)
    client.use = NonceUse("used", "0x" + "99" * 32, BLOCK)
    client.following = 8
    client.found_later = INCLUDED
    await go(client, journal)
    assert client.asked[-1] == ({}, None)
    assert (journal.rows()[1].status, journal.rows()[1].error) == ("rejected", "Usurped")


async def test_a_nonce_that_another_of_ours_holds_is_no_obstacle(journal: Journal) -> None:
    client = await sent_once(journal, REFUSED)
    journal.begin(
        NewRow(
            "stake.add", "dev", client.genesis, ALICE, 7, "0x01", "{}", "0x", 1_100, "c", 990, intent="other"
        )
    )
    client.following = 8
    client.found_later = INCLUDED
    await go(client, journal)
    assert client.asked[-1] == ({7: 1_100}, None)


async def test_two_that_are_open_are_not_joined_by_a_third(journal: Journal) -> None:
    client = await sent_once(journal, LOST)
    mine = journal.rows()[0]
    journal.begin(
        NewRow(
            "transfer",
            "dev",
            client.genesis,
            ALICE,
            8,
            "0x01",
            "{}",
            "0x",
            1_100,
            "c",
            990,
            intent=mine.intent,
        )
    )
    with pytest.raises(SentBefore, match="2 times"):
        await go(client, journal)


async def test_the_review_says_that_the_same_was_signed_before(journal: Journal) -> None:
    client = await sent_once(journal, LOST)
    reviewed = await review("transfer", {"dest": CAROL, "amount": "1"}, client, ME, journal=journal)  # type: ignore[arg-type]
    (said,) = [warning for warning in reviewed.warnings if warning.code == "sent_before"]
    assert (said.level, journal.rows()[0].extrinsic_hash in said.text) == ("caution", True)
    other = await review("transfer", {"dest": CAROL, "amount": "2"}, client, ME, journal=journal)  # type: ignore[arg-type]
    assert not [warning for warning in other.warnings if warning.code == "sent_before"]


async def test_nonces_of_open_rows_of_this_account_are_left_out(journal: Journal) -> None:
    client = SendingClient(HAPPY)
    for number, signer in ((5, ALICE), (6, CAROL)):
        journal.begin(NewRow("x", "dev", client.genesis, signer, number, hex(number), "{}", "0x", 1_080, "c"))
    journal.begin(NewRow("x", "dev", "0x99", ALICE, 9, "0x09", "{}", "0x", 1_080, "c"))
    await go(client, journal)
    assert client.asked == [({5: 1_080}, None)]


def test_a_limit_price_is_no_part_of_what_is_meant() -> None:
    def trade(limit: int, amount: int = 5) -> DecodedCall:
        inner = {"netuid": 1, "amount_staked": amount, "limit_price": limit}
        return DecodedCall("SubtensorModule", "add_stake_limit", inner)

    def batched(call: DecodedCall) -> DecodedCall:
        return DecodedCall("Utility", "batch_all", {"calls": (call,)})

    def proxied(call: DecodedCall) -> DecodedCall:
        return DecodedCall("Proxy", "proxy", {"real": CAROL, "force_proxy_type": None, "call": call})

    for wrap in (lambda call: call, batched, proxied, lambda call: proxied(batched(call))):
        assert intent_of(wrap(trade(7)), ALICE) == intent_of(wrap(trade(9)), ALICE)
        assert intent_of(wrap(trade(7)), ALICE) != intent_of(wrap(trade(7, 6)), ALICE)
        assert intent_of(wrap(trade(7)), ALICE) != intent_of(wrap(trade(7)), CAROL)
    assert intent_of(trade(7), ALICE) != intent_of(batched(trade(7)), ALICE)


@pytest.mark.parametrize(
    ("use", "final", "state", "words"),
    [
        (NonceUse("unused"), 1_050, "lost", "unknown until block 1,100"),
        (NonceUse("unused"), 1_100, "expired", "safe to do it again"),
        (NonceUse("untold"), 1_100, "expired", "safe to do it again"),
        (NonceUse("used", "0x99", BLOCK), 1_050, "rejected", "another transaction with its nonce"),
        (NonceUse("used", "0x99", replace(BLOCK, number=1_060)), 1_050, "lost", "not final yet"),
        (NonceUse("unexplained"), 1_100, "lost", "ask another node"),
    ],
)
async def test_what_was_not_included_is_told_apart_by_its_nonce(
    journal: Journal, use: NonceUse, final: int, state: str, words: str
) -> None:
    client = await sent_once(journal, LOST)
    client.use, client.final = use, final
    (settled,) = await resume(journal, client)  # type: ignore[arg-type]
    assert (settled.status, journal.rows()[0].status) == (state, state)
    assert words in settled.summary


async def test_a_block_that_is_gone_is_not_shown_any_more(journal: Journal) -> None:
    client = SendingClient([HAPPY[1], LOST], None)
    with pytest.raises(OutcomeUnknown):
        await go(client, journal)
    journal.mark(journal.rows()[0].id, "in_block", block_hash=BLOCK.hash, block_number=BLOCK.number)
    (settled,) = await resume(journal, client)  # type: ignore[arg-type]
    row = journal.rows()[0]
    assert (settled.status, row.status, row.block_number, row.block_hash) == ("sent", "sent", None, None)


async def test_another_process_waits_until_this_one_was_answered(journal: Journal, tmp_path: Path) -> None:
    client = SendingClient(HAPPY)
    reviewed: Any = await agreed(client, journal)
    from tao_tui.actions.lifecycle.flow import submit
    from tao_tui.journal.turn import turn
    from tests.actions.test_flow import sign

    steps: list[str] = []

    async def free(payload: Any) -> bytes:
        held.set()
        return await sign(payload)

    import asyncio

    held = asyncio.Event()
    async with turn(journal.path.parent, client.genesis, ALICE):
        task = asyncio.create_task(
            submit(reviewed, client, free, journal, lambda step: steps.append(step.name))  # type: ignore[arg-type]
        )
        async with asyncio.timeout(60):
            while "waiting" not in steps:
                await asyncio.sleep(0)
        assert not held.is_set()
    assert (await asyncio.wait_for(task, 60)).finalized
