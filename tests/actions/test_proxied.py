"""Acting for another account through the node's Proxy pallet: what is reviewed, and what happens."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tao_tui.actions.lifecycle.flow import submit
from tao_tui.actions.lifecycle.reviewing import refresh, review
from tao_tui.actions.origin.proxied import may
from tao_tui.actions.plan import Review
from tao_tui.amounts import Tao
from tao_tui.chain.calls.call import Call, DecodedCall
from tao_tui.chain.client import connect
from tao_tui.chain.extrinsics.signing import assemble
from tao_tui.chain.networks import resolve_network
from tao_tui.devnet.rpc.server import serve
from tao_tui.devnet.worlds import new_world
from tao_tui.errors import ChainRejected, Declined, Unsupported, UsageError
from tao_tui.journal.journal import Journal
from tao_tui.journal.ledger import ledger_of
from tests.actions.test_stories import ALICE, DEMO, URIS, Story, keypair
from tests.actions.worlds import ME, world
from tests.reads.fake import CAROL, FakeClient

pytestmark = pytest.mark.xdist_group("proxied")


@pytest.fixture
async def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Story]:
    monkeypatch.setenv("TAO_TUI_HOME", str(tmp_path))
    monkeypatch.setattr("tao_tui.chain.extrinsics.fate._POLL", 0.05)
    node = new_world("small", block_time=0.1)
    async with serve(node) as server, connect(resolve_network(server.url)) as client:
        with Journal(tmp_path / "journal.sqlite") as journal:
            yield Story(client, journal, node)


async def let(story: Story, kind: str, delay: int = 0) -> None:
    """Alice lets Demo act for her."""
    await alice_sends(story, "add_proxy", proxy_type=kind, delay=delay)


async def alice_sends(story: Story, function: str, **arguments: object) -> None:
    client = story.client
    call = Call("Proxy", function, {"delegate": DEMO.coldkey, **arguments})
    request = await client.prepare(client.runtime.compose(call), ALICE.coldkey, 1)
    signed = assemble(request, keypair("//Alice").sign(request.payload))
    last = [status async for status in client.submit(signed)][-1]
    assert last.kind == "finalized"


async def agreed(story: Story, action: str, **arguments: Any) -> Review:
    said = {**arguments, "proxy_for": ALICE.coldkey}
    return await review(action, said, story.client, DEMO)


async def carry_out(story: Story, found: Review) -> Any:
    async def sign(transaction: Any) -> bytes:
        return bytes(keypair(URIS[DEMO.coldkey]).sign(transaction.payload))

    return await submit(found, story.client, sign, story.journal)


async def test_who_is_no_proxy_is_told_so_before_what_the_account_lacks(story: Story) -> None:
    said = {"netuid": 1, "hotkey": DEMO.coldkey, "amount": "3"}
    with pytest.raises(Declined) as found:
        await agreed(story, "stake.remove", **said)
    assert found.value.code == "not_proxy"
    await let(story, "Staking")
    with pytest.raises(Declined) as found:
        await agreed(story, "stake.remove", **said)
    assert found.value.code != "not_proxy"


async def test_a_transfer_takes_from_the_account_acted_for_and_the_proxy_pays_the_fee(story: Story) -> None:
    await let(story, "Transfer")
    before, mine = await story.free(ALICE), await story.free(DEMO)
    found = await agreed(story, "transfer", dest=DEMO.coldkey, amount="5")
    shown = {str(each.label): str(each.value) for each in found.effects}
    assert shown["You act for"] == ALICE.coldkey
    assert shown["As its proxy"] == "of type Transfer"
    assert shown["Network fee"] == f"{found.fee}, paid by {DEMO.coldkey}"
    assert shown["After"] == f"{before - Tao.parse('5')} free"
    assert str(found.title).startswith(f"For {ALICE.coldkey}: Send 5")
    assert found.warnings[0].code == "proxied"
    assert (found.signer, found.call.decoded.name) == (DEMO.coldkey, "Proxy.proxy")
    assert f"--proxy-for {ALICE.coldkey}" in found.command_line
    assert (await refresh(found, story.client)).call.data == found.call.data
    outcome = await carry_out(story, found)
    assert await story.free(ALICE) == before - Tao.parse("5")
    assert await story.free(DEMO) == mine + Tao.parse("5") - outcome.fee
    row = story.journal.rows()[0]
    assert (row.signer, row.real_account, row.status) == (DEMO.coldkey, ALICE.coldkey, "finalized")
    assert json.loads(row.call_json)["arguments"]["call"]["function"] == "transfer_keep_alive"


async def test_a_fee_the_account_acted_for_pays_is_written_down_as_its_own(story: Story) -> None:
    await let(story, "Transfer")
    await alice_sends(story, "set_real_pays_fee", pays_fee=True)
    before, mine = await story.free(ALICE), await story.free(DEMO)
    found = await agreed(story, "transfer", dest=DEMO.coldkey, amount="5")
    outcome = await carry_out(story, found)
    assert await story.free(DEMO) == mine + Tao.parse("5")
    assert await story.free(ALICE) == before - Tao.parse("5") - outcome.fee
    (line,) = ledger_of(story.journal.rows()).lines
    assert (line.account, line.movement and line.movement.kind, line.fee_rao) == (
        ALICE.coldkey, "paid", outcome.fee.rao,
    )  # fmt: skip


async def test_a_trade_keeps_its_limit_and_a_call_the_type_forbids_fails_as_was_warned(story: Story) -> None:
    await let(story, "Staking")
    found = await agreed(story, "stake.add", netuid=0, hotkey=DEMO.hotkeys[0][1], amount="5")
    await carry_out(story, found)
    assert await story.alpha(ALICE, 0) == 5 * 10**9
    forbidden = await agreed(story, "transfer", dest=DEMO.coldkey, amount="5")
    assert "proxy_may_not" in [warning.code for warning in forbidden.warnings]
    with pytest.raises(ChainRejected) as refused:
        await carry_out(story, forbidden)
    assert refused.value.code in ("CallFiltered", "Unproxyable")
    assert story.journal.rows()[0].status == "failed"


async def test_a_stranger_and_a_delayed_proxy_are_told_before_anything_is_signed(story: Story) -> None:
    with pytest.raises(Declined) as stranger:
        await agreed(story, "transfer", dest=DEMO.coldkey, amount="5")
    assert stranger.value.code == "not_proxy"
    await let(story, "Any", delay=10)
    with pytest.raises(Declined) as delayed:
        await agreed(story, "transfer", dest=DEMO.coldkey, amount="5")
    assert delayed.value.code == "proxy_delayed"


async def test_nobody_needs_a_proxy_for_himself_and_old_runtimes_have_none() -> None:
    transfer = {"dest": CAROL, "amount": "1"}
    with pytest.raises(UsageError) as himself:
        await review("transfer", {**transfer, "proxy_for": ME.coldkey}, FakeClient(world()), ME)  # type: ignore[arg-type]
    assert himself.value.code == "to_itself"
    old: Any = FakeClient(world(), missing={"Proxy"})
    other = replace(ME, coldkey=CAROL)
    with pytest.raises(Unsupported, match="no proxies"):
        await review(
            "transfer", {"dest": ME.hotkeys[0][1], "amount": "1", "proxy_for": ME.coldkey}, old, other
        )


@pytest.mark.parametrize(
    ("kind", "call", "allowed"),
    [
        ("Any", "Sudo.sudo", True),
        ("Staking", "SubtensorModule.add_stake_limit", True),
        ("Staking", "SubtensorModule.transfer_stake", False),
        ("Staking", "Utility.batch_all", False),
        ("Transfer", "Balances.transfer_all", True),
        ("NonTransfer", "SubtensorModule.add_stake", True),
        ("NonTransfer", "Balances.transfer_keep_alive", False),
        ("NonCritical", "SubtensorModule.burned_register", False),
        ("Owner", "AdminUtils.sudo_set_tempo", True),
        ("Governance", "SubtensorModule.vote", False),
        ("Newer", "Balances.transfer_all", True),
    ],
)
def test_what_a_type_of_proxy_may_do(kind: str, call: str, allowed: bool) -> None:
    pallet, function = call.split(".")
    assert may(kind, DecodedCall(pallet, function, {})) is allowed
    if kind in ("Any", "NonTransfer"):
        batch = DecodedCall("Utility", "batch_all", {"calls": (DecodedCall(pallet, function, {}),)})
        assert may(kind, batch) is allowed
