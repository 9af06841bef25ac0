"""Decided proposals in the Governance place: how they ended, how far back was looked, nothing to sign."""

from __future__ import annotations

from dataclasses import replace

from tao_tui.chain.calls.call import DecodedCall
from tao_tui.reads.governance.decision import Decision
from tao_tui.text import clean
from tests.app.conftest import Opener
from tests.app.fake_world import World, address

DONE = Decision(
    body="triumvirate",
    id="11",
    hash="0x" + "0b" * 32,
    proposer=address(7),
    call=DecodedCall("AdminUtils", "sudo_set_tempo", {"netuid": 3, "tempo": 99}),
    summary=clean("Set tempo of subnet 3 to 99"),
    outcome="executed",
    error=None,
    error_words=None,
    ayes=tuple(address(200 + i) for i in range(7)),
    nays=(address(300),),
    counted_ayes=7,
    counted_nays=1,
    threshold=7,
    seats=12,
    closed_by=address(9),
    block_number=5_120_000,
    block_hash="0x" + "0c" * 32,
    position=0,
    block_time=1_790_000_000,
    my_vote="aye",
)
FAILED = replace(
    DONE,
    id="10",
    outcome="failed",
    error=clean("SubnetNotExists"),
    error_words=clean("There is no such subnet."),
    my_vote=None,
)


async def test_decided_proposals_follow_the_open_ones_and_are_read_in_full(stage: Opener) -> None:
    async with stage(world=World(decided=[DONE, FAILED]), place="governance", size=(80, 24)) as s:
        await s.until(lambda: "1 proposal open. 2 decided in blocks 5,022,656 to 5,123,456." in s.text())
        lines = [line for line in s.lines() if "Set tempo" in line or "Set the tempo" in line]
        assert ["open" in lines[0], "executed" in lines[1], "failed" in lines[2]] == [True] * 3
        await s.press("down")
        await s.until(lambda: "Proposal 11 · triumvirate · approved and carried out" in s.text())
        assert "you voted aye" in s.text()
        assert "7 ayes, 1 nay, 7 needed" in s.text()
        await s.press("down")
        await s.until(lambda: "approved, but failed: SubnetNotExists" in s.text())
        assert "There is no such subnet." in s.text()


async def test_a_decided_proposal_takes_no_vote_and_says_so(stage: Opener) -> None:
    async with stage(world=World(decided=[FAILED]), place="governance", size=(80, 24)) as s:
        await s.until(lambda: "1 decided" in s.text())
        await s.press("down", "v")
        await s.until(lambda: "Proposal 10 is over" in s.toasts())
        assert s.app.screen is s.app.place
