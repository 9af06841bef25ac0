"""What a subnet or a coldkey says of itself: checked, shown old and new, the rest kept to the byte."""

from __future__ import annotations

from typing import Any

import pytest

from tao_tui.actions.lifecycle.reviewing import review
from tao_tui.actions.plan import Review
from tao_tui.errors import Declined, Unsupported, UsageError
from tests.actions.worlds import ME, world
from tests.reads.fake import ALICE, BOB, HOTKEY, FakeClient

FIELDS = ("subnet_name", "github_repo", "subnet_contact", "subnet_url", "discord", "description", "logo_url")
MINE = {"SubnetOwner(1)": ALICE}
NAMED = {
    "SubnetIdentitiesV3(1)": {
        **dict.fromkeys((*FIELDS, "additional"), ""),
        "subnet_name": "Apex",
        "subnet_contact": "0xff00",
        "discord": "apex",
    }
}


def client(**more: Any) -> FakeClient:
    found = FakeClient(world(**{**MINE, **more}))
    found.runtime.arguments = {
        "set_subnet_identity": ("netuid", *FIELDS, "additional"),
        "set_identity": ("name", "url", "github_repo", "image", "discord", "description", "additional"),
    }
    return found


async def reviewed(node: FakeClient, action: str = "subnets.identity", **said: Any) -> Review:
    where = {"netuid": "1"} if action == "subnets.identity" else {}
    return await review(action, {**where, **said}, node, ME)  # type: ignore[arg-type]


async def test_only_what_is_said_changes_and_the_rest_stays_to_the_byte() -> None:
    found = await reviewed(client(**NAMED), subnet_url="https://apex.io", discord="none")
    assert found.call.decoded.arguments == {
        "netuid": 1,
        **dict.fromkeys(FIELDS, b""),
        "subnet_name": b"Apex",
        "subnet_contact": b"\xff\x00",
        "subnet_url": b"https://apex.io",
        "discord": b"",
        "additional": b"",
    }
    said = [(line.label, line.value) for line in found.effects[:3]]
    assert said == [
        ("Website", "nothing → https://apex.io"),
        ("Discord", "apex → nothing"),
        ("Stays", "Name, Contact"),
    ]
    assert "identity 1 --subnet-url https://apex.io --discord none" in found.command_line
    assert found.undo == (
        "subnets.identity",
        {"netuid": 1, "subnet_url": "none", "discord": "apex"},
    )


async def test_one_batch_and_the_first_word_of_a_subnet() -> None:
    node = client()
    found = await reviewed(node, subnet_name="Apex")
    assert found.effects[0].value == "nothing → Apex"
    assert [item.item for item in node.batches[0] if hasattr(item, "item")][-1] == "SubnetIdentitiesV3"


@pytest.mark.parametrize(
    ("changes", "said", "code"),
    [
        ({"SubnetOwner(1)": BOB}, {"subnet_name": "x"}, "not_owner"),
        (NAMED, {"subnet_name": "Apex", "description": "none"}, "nothing_to_change"),
    ],
)
async def test_what_would_change_nothing_or_fail(
    changes: dict[str, Any], said: dict[str, str], code: str
) -> None:
    with pytest.raises(Declined) as refused:
        await reviewed(client(**changes), **said)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({}, "missing_argument"),
        ({"subnet_name": "é" * 129}, "too_long"),
        ({"subnet_url": "x" * 1_025}, "too_long"),
        ({"discord": "a\u202e"}, "bad_argument"),
        ({"description": "two\nlines"}, "bad_argument"),
    ],
)
async def test_texts_the_chain_or_people_could_not_take(said: dict[str, str], code: str) -> None:
    with pytest.raises(UsageError) as refused:
        await reviewed(client(), **said)
    assert refused.value.code == code


async def test_older_runtimes_have_fewer_fields_and_an_older_item() -> None:
    older = client(**{"SubnetIdentities(1)": {"subnet_name": "Apex"}})
    older.runtime.missing |= {"SubtensorModule.SubnetIdentitiesV3", "SubtensorModule.SubnetIdentitiesV2"}
    older.runtime.arguments = {"set_subnet_identity": ("netuid", *FIELDS[:3])}
    found = await reviewed(older, github_repo="x")
    assert found.call.decoded.arguments == {
        "netuid": 1, "subnet_name": b"Apex", "github_repo": b"x", "subnet_contact": b"",
    }  # fmt: skip
    with pytest.raises(Unsupported, match="no field “logo_url”"):
        await reviewed(older, logo_url="x")
    older.runtime.missing.add("SubtensorModule.set_subnet_identity")
    with pytest.raises(Unsupported):
        await reviewed(older, github_repo="x")


async def test_a_coldkey_needs_a_hotkey_registered_somewhere() -> None:
    with pytest.raises(Declined) as refused:
        await reviewed(client(), "wallet.identity", name="Alice")
    assert refused.value.code == "not_registered"
    node = client(**{f"IsNetworkMember({HOTKEY}, 5)": True, f"IdentitiesV2({ALICE})": {"url": "x"}})
    found = await reviewed(node, "wallet.identity", name="Alice")
    assert found.call.decoded.arguments["name"] == b"Alice"
    assert found.call.decoded.arguments["url"] == b"x"
    assert found.command_line.startswith("tao-tui wallet identity --name Alice")
