"""Proposing, voting and closing."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from tao_tui.actions.account import Account
from tao_tui.actions.lifecycle.reviewing import review
from tao_tui.actions.plan import Review
from tao_tui.chain.calls.call import DecodedCall
from tao_tui.errors import Declined, TaoTuiError, Unsupported, UsageError
from tao_tui.wallet import Known
from tests.actions.worlds import HASH, ME, remark, world
from tests.reads.fake import ALICE, BOB, CAROL, HOTKEY, FakeClient


async def reviewed(name: str, client: FakeClient, me: Account = ME, **arguments: Any) -> Review:
    return await review(f"gov.{name}", arguments, client, me)  # type: ignore[arg-type]


async def test_a_proposal_is_wrapped_to_act_as_root() -> None:
    said: dict[str, Any] = {"call": "AdminUtils.sudo_set_tempo", "arguments": '{"netuid": 1, "tempo": 99}'}
    found = await reviewed("propose", FakeClient(world()), **said)
    decoded = found.call.decoded
    assert decoded.name == "Triumvirate.propose"
    assert decoded.arguments["duration"] == 3600
    inner = decoded.arguments["proposal"]
    assert isinstance(inner, DecodedCall)
    assert inner.name == "SubtensorModule.sudo"
    assert found.title == "Propose: As root: Set tempo of subnet 1 to 99"
    assert decoded.arguments["length_bound"] == len(FakeClient().runtime.compose(inner).data)  # type: ignore[arg-type]


async def test_a_proposed_call_may_name_addresses_as_the_account_knows_them() -> None:
    client = FakeClient(world())
    await reviewed("propose", client, replace(ME, known=Known(wallets={"bob": BOB})), call=remark())
    assert client.runtime.read_address is not None
    assert client.runtime.read_address("bob") == BOB


async def test_nested_calls_and_members_origin() -> None:
    batch = {"pallet": "Utility", "function": "batch_all", "arguments": {"calls": [remark("a"), remark("b")]}}
    found = await reviewed(
        "propose", FakeClient(world()), call=json.dumps(batch), as_root="no", duration="5000"
    )
    assert found.call.decoded.arguments["duration"] == 5000
    assert "2 calls, all or nothing" in found.title
    wrapped = {"pallet": "SubtensorModule", "function": "sudo", "arguments": {"call": remark()}}
    once = await reviewed("propose", FakeClient(world()), call=wrapped)
    assert once.title == "Propose: As root: Put on record: “hello”"


@pytest.mark.parametrize(
    ("changes", "arguments", "error", "code"),
    [
        ({"Members": [BOB]}, {"call": remark()}, Declined, "not_a_member"),
        ({}, {"call": remark(), "duration": 5}, Declined, "duration_too_short"),
        ({}, {}, UsageError, "missing_argument"),
        ({}, {"call": "remark"}, UsageError, "bad_call"),
        ({}, {"call": "System.rem"}, UsageError, "unknown_name"),
        ({}, {"call": "Sistem.remark"}, UsageError, "unknown_name"),
        ({}, {"call": {"pallet": "System"}}, UsageError, "bad_call"),
        ({}, {"call": remark(), "arguments": {"a": 1}}, UsageError, "bad_call"),
    ],
)
async def test_proposals_that_would_fail(
    changes: dict[str, Any], arguments: dict[str, Any], error: type[TaoTuiError], code: str
) -> None:
    client = FakeClient(world(**changes), constants={"Triumvirate.MotionDuration": 3600})
    with pytest.raises(error) as refused:
        await reviewed("propose", client, **arguments)
    assert refused.value.code == code


async def test_the_same_call_twice() -> None:
    client = FakeClient(world())
    first = await reviewed("propose", client, call=remark())
    inner = first.call.decoded.arguments["proposal"]
    client.answers["Proposals"] = [client.runtime.compose(inner).hash]  # type: ignore[arg-type]
    with pytest.raises(Declined, match="already proposed"):
        await reviewed("propose", client, call=remark())


@pytest.mark.parametrize("wanted", ["12", HASH])
async def test_a_vote_picks_the_senator_and_shows_what_the_proposal_does(wanted: str) -> None:
    found = await reviewed("vote", FakeClient(world()), proposal=wanted, approve="yes")
    assert found.call.decoded.name == "SubtensorModule.vote"
    assert found.call.decoded.arguments == {"hotkey": HOTKEY, "proposal": HASH, "index": 12, "approve": True}
    assert found.title == "Vote for: Put on record: “hello”"
    shown = {str(effect.label): effect.value for effect in found.effects}
    assert shown["After"] == "2 ayes of 2 needed, 0 nays"
    assert found.warnings == ()


def voting(**changes: Any) -> dict[str, Any]:
    return {
        f"Voting({HASH})": {"index": 12, "threshold": 2, "ayes": [BOB], "nays": [], "end": 2_000, **changes}
    }


async def test_late_and_changed_votes_are_said() -> None:
    client = FakeClient(world(**voting(nays=[HOTKEY], end=1_200)))
    found = await reviewed("vote", client, proposal=12, approve=True)
    assert [warning.code for warning in found.warnings] == ["closes_soon", "changes_vote"]
    over = FakeClient(world(**voting(end=900)))
    assert "already over" in str((await reviewed("vote", over, proposal=12, approve=False)).effects)


@pytest.mark.parametrize(
    ("changes", "arguments", "error", "code"),
    [
        (voting(ayes=[HOTKEY]), {"proposal": 12}, Declined, "already_voted"),
        ({"Members": [BOB]}, {"proposal": 12}, Declined, "not_a_senator"),
        ({f"Owner({HOTKEY})": BOB}, {"proposal": 12}, Declined, "not_a_senator"),
        ({}, {"proposal": 12, "hotkey": CAROL}, Declined, "not_a_senator"),
        ({}, {"proposal": 13}, UsageError, "unknown_proposal"),
    ],
)
async def test_votes_that_would_fail(
    changes: dict[str, Any], arguments: dict[str, Any], error: type[TaoTuiError], code: str
) -> None:
    with pytest.raises(error) as refused:
        await reviewed("vote", FakeClient(world(**changes)), approve=True, **arguments)
    assert refused.value.code == code


async def test_closing() -> None:
    with pytest.raises(Declined, match="still open"):
        await reviewed("close", FakeClient(world()), proposal=12)
    passed = world(**voting(ayes=[BOB, HOTKEY]))
    found = await reviewed("close", FakeClient(passed), proposal=12)
    assert found.call.decoded.name == "Triumvirate.close"
    assert found.warnings[0].code == "root_only"
    as_sudo = await reviewed("close", FakeClient({**passed, "Key": ALICE}), proposal=12)
    assert as_sudo.call.decoded.name == "Sudo.sudo"
    assert {str(effect.label): effect.value for effect in as_sudo.effects}["Then"] == "it is carried out"


@pytest.mark.parametrize("name", ["propose", "vote", "close"])
async def test_a_runtime_without_governance(name: str) -> None:
    arguments = {
        "propose": {"call": remark()},
        "vote": {"proposal": 1, "approve": True},
        "close": {"proposal": 1},
    }
    with pytest.raises(Unsupported, match="no proposals to vote on"):
        await reviewed(name, FakeClient(world(), missing={"Triumvirate"}), **arguments[name])  # type: ignore[arg-type]
