"""Proposals: what they would do, how the vote stands, and runtimes without any."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tao_tui.chain.calls.call import DecodedCall
from tao_tui.reads.governance.call_words import call_words
from tao_tui.reads.governance.proposals import read_governance, read_proposals
from tao_tui.reads.rows import as_row
from tests.reads.fake import ALICE, CAROL, HOTKEY, OTHER, FakeClient

HASH = "0x" + "12" * 32


def call(pallet: str, function: str, **arguments: Any) -> DecodedCall:
    return DecodedCall(pallet, function, arguments)


TEMPO = call("AdminUtils", "sudo_set_tempo", netuid=3, tempo=720)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (TEMPO, "Set tempo of subnet 3 to 720"),
        (call("AdminUtils", "sudo_set_min_burn", netuid=3, min_burn=5 * 10**8),
         "Set min burn of subnet 3 to 0.500000000 τ"),
        (call("AdminUtils", "sudo_set_network_registration_allowed", netuid=1, registration_allowed=False),
         "Set network registration allowed of subnet 1 to no"),
        (call("SubtensorModule", "sudo", call=TEMPO), "As root: Set tempo of subnet 3 to 720"),
        (call("Utility", "batch_all", calls=(TEMPO, call("System", "remark", remark="hi\x1b[2J"))),
         "2 calls, all or nothing: 1. Set tempo of subnet 3 to 720; 2. Put on record: “hi[2J”"),
        (call("System", "set_code", code="0x00"), "Replace the chain's runtime with another"),
        (call("Balances", "force_set_balance", who=ALICE, new_free=10**9),
         f"Set the balance of {ALICE} to 1.000000000 τ"),
        (call("Pallet", "odd", a=None, b=(1, 2), c={"x": True}), "Pallet.odd (a none, b [1, 2], c {x yes})"),
        (call("Pallet", "bare"), "Pallet.bare"),
    ],
)  # fmt: skip
def test_calls_in_plain_words(said: DecodedCall, words: str) -> None:
    assert call_words(said) == words


def test_bottomless_calls_end() -> None:
    deep = TEMPO
    for _ in range(50):
        deep = call("SubtensorModule", "sudo", call=deep)
    assert call_words(deep).endswith("…")
    assert len(call_words(call("System", "remark", remark="x" * 9_999), 80)) <= 80


def world(ayes: list[str], nays: list[str], end: int = 2_000) -> dict[str, Any]:
    inner = {"pallet": "System", "function": "remark", "arguments": {"remark": "hello"}}
    return {
        "Proposals": [HASH],
        "Members": [ALICE, HOTKEY, OTHER, CAROL],
        f"ProposalOf({HASH})": json.dumps(inner).encode(),
        f"Voting({HASH})": {"index": 4, "threshold": 3, "ayes": ayes, "nays": nays, "end": end},
    }


@pytest.mark.parametrize(
    ("ayes", "nays", "end", "status"),
    [
        ([HOTKEY], [], 2_000, "open"),
        ([HOTKEY, OTHER, CAROL], [], 2_000, "passed"),
        ([], [HOTKEY, OTHER], 2_000, "rejected"),
        ([HOTKEY], [OTHER], 1_000, "expired"),
    ],
)
async def test_how_the_vote_stands(ayes: list[str], nays: list[str], end: int, status: str) -> None:
    client = FakeClient(world(ayes, nays, end))
    (proposal,) = (await read_proposals(client, [OTHER])).data  # type: ignore[arg-type]
    assert proposal.status == status
    assert len(client.batches) == 2
    assert proposal.my_vote == ("aye" if OTHER in ayes else "nay" if OTHER in nays else None)


async def test_a_row_has_every_field_of_the_contract() -> None:
    (proposal,) = (await read_proposals(FakeClient(world([], [])))).data  # type: ignore[arg-type]
    row = as_row(proposal)
    assert isinstance(row, dict)
    required = "body id hash index proposer call summary ayes nays threshold ends_at status my_vote"
    assert set(required.split()) <= set(row)
    assert row["call"] == {"pallet": "System", "function": "remark", "arguments": {"remark": "hello"}}
    assert (row["id"], row["summary"]) == ("4", "Put on record: “hello”")


async def test_a_runtime_without_a_triumvirate_is_empty_and_says_why() -> None:
    young = FakeClient(missing={"Triumvirate"}, spec_version=103)
    note = (await read_governance(young)).data.note  # type: ignore[arg-type]
    assert "the triumvirate and the senate came later" in note
    client = FakeClient(missing={"Triumvirate"})
    assert (await read_proposals(client)).data == ()  # type: ignore[arg-type]
    governance = (await read_governance(client)).data  # type: ignore[arg-type]
    assert not governance.available
    assert "October 2025" in governance.note


async def test_the_bodies() -> None:
    governance = (await read_governance(FakeClient(world([], [])))).data  # type: ignore[arg-type]
    assert (len(governance.members), governance.threshold, governance.proposals) == (4, 3, 1)
