"""Encrypted trades through the node's MevShield pallet: opened, stale, unopened, and what is said of each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tao_tui.actions.lifecycle.flow import submit
from tao_tui.actions.lifecycle.resume import resume
from tao_tui.actions.lifecycle.reviewing import review
from tao_tui.actions.plan import Outcome, Review
from tao_tui.addresses import Address
from tao_tui.chain.calls.call import ComposedCall
from tao_tui.chain.client import connect
from tao_tui.chain.extrinsics import shield
from tao_tui.chain.extrinsics.nonces import signed_by
from tao_tui.chain.networks import resolve_network
from tao_tui.devnet.node.node import Node
from tao_tui.devnet.node.pool import Watcher
from tao_tui.devnet.rpc.server import serve
from tao_tui.devnet.worlds import new_world
from tao_tui.errors import ChainRejected, Declined, Unsupported
from tao_tui.journal.journal import Journal
from tao_tui.journal.row import NewRow
from tao_tui.reads.validators.roster import read_validators
from tests.actions.test_stories import ALICE, Story, keypair
from tests.actions.worlds import ME, world
from tests.reads.fake import FakeClient

pytestmark = pytest.mark.xdist_group("shielded")


class Stage:
    """A node that makes blocks while something waits, and Alice who trades on it."""

    def __init__(self, node: Node, story: Story) -> None:
        self.node, self.story = node, story
        self.signed: list[str] = []
        self.between = 0
        """Blocks that pass while the second signature is made."""
        self.arrived = asyncio.Event()
        """Something reached the node: from now on it makes blocks, however slow this machine is."""

    async def agreed(self, **more: Any) -> Review:
        hotkey: Address = (await read_validators(self.story.client, 1)).data[0].hotkey
        said = {"netuid": 1, "hotkey": hotkey, "amount": "10", "shield": True, **more}
        return await review("stake.add", said, self.story.client, ALICE, journal=self.story.journal)

    async def sign(self, transaction: Any) -> bytes:
        self.signed.append(self.story.client.runtime.decode_call(transaction.call).name)
        if len(self.signed) == 2:
            for _ in range(self.between):
                self.node.new_block()
        return bytes(keypair("//Alice").sign(transaction.payload))

    async def carry_out(self, found: Review) -> Outcome:
        async def blocks() -> None:
            await self.arrived.wait()
            while True:
                self.node.new_block()
                await asyncio.sleep(0.05)

        self.arrived.clear()
        maker = asyncio.create_task(blocks())
        try:
            client, journal = self.story.client, self.story.journal
            return await asyncio.wait_for(submit(found, client, self.sign, journal), 60)
        finally:
            maker.cancel()

    def nonces(self) -> list[int]:
        """The nonces of Alice's extrinsics on the chain, in order."""
        me = bytes(keypair("//Alice").public_key)
        found = [signed_by(bytes(data)) for block in self.node.blocks for data in block.extrinsics]
        return [each[1] for each in found if each is not None and each[0] == me]


@pytest.fixture
async def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    monkeypatch.setenv("TAO_TUI_HOME", str(tmp_path))
    monkeypatch.setattr("tao_tui.chain.extrinsics.fate._POLL", 0.05)
    node = new_world("small")
    node.actors.clear()
    for _ in range(4):
        node.new_block()
    async with serve(node) as server, connect(resolve_network(server.url)) as client:
        with Journal(tmp_path / "journal.sqlite") as journal:
            found = Stage(node, Story(client, journal, node))
            submit = node.submit

            def arriving(encoded: bytes, watcher: Watcher | None = None) -> bytes:
                found.arrived.set()
                return submit(encoded, watcher)

            monkeypatch.setattr(node, "submit", arriving)
            yield found


async def test_a_trade_is_opened_by_the_author_and_its_own_fate_is_told(stage: Stage) -> None:
    found = await stage.agreed()
    sent = next(str(each.value) for each in found.effects if each.label == "Sent")
    assert sent.startswith("encrypted until a block's author opens it; carrying it costs")
    assert "shielded" in [warning.code for warning in found.warnings]
    assert found.valid_blocks == 8
    assert "--shield" in found.command_line
    before = await stage.story.free(ALICE)
    outcome = await stage.carry_out(found)
    assert stage.signed == ["SubtensorModule.add_stake_limit", "MevShield.submit_encrypted"]
    assert any((event.pallet, event.name) == ("SubtensorModule", "StakeAdded") for event in outcome.events)
    (row,) = stage.story.journal.rows()
    assert (row.status, row.nonces, row.block_number) == ("finalized", (0, 1), outcome.block_number)
    assert stage.nonces() == [0, 1]
    block = stage.node.blocks[outcome.block_number].extrinsics
    assert "0x" + bytes(block[-1]).hex() == row.extrinsic_hex
    assert row.carrier_hash not in (None, row.extrinsic_hash)
    paid = (before - await stage.story.free(ALICE)).rao - 10 * 10**9
    assert outcome.fee.rao == row.fee_rao == paid
    assert outcome.fee <= found.fee


@pytest.mark.parametrize("between", [3, 8, 9], ids=["key", "birth", "era"])
async def test_what_was_signed_too_slowly_expires_and_can_be_tried_again(stage: Stage, between: int) -> None:
    found = await stage.agreed()
    stage.between = between
    with pytest.raises(ChainRejected) as gone:
        await stage.carry_out(found)
    assert gone.value.code == "Expired"
    assert stage.nonces() == []
    assert stage.story.journal.rows()[0].status == "expired"
    stage.signed.clear()
    stage.between = 0
    assert (await stage.carry_out(await stage.agreed())).finalized
    assert stage.nonces() == [0, 1]


async def test_what_no_author_opens_is_not_done_and_says_what_it_cost(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = shield.carrier_of

    def nonsense(runtime: Any, key: bytes, extrinsic: bytes) -> ComposedCall:
        return real(runtime, key, bytes(len(extrinsic)))

    monkeypatch.setattr(shield, "carrier_of", nonsense)
    with pytest.raises(ChainRejected, match="carried it encrypted, but its author did not open it") as gone:
        await stage.carry_out(await stage.agreed())
    assert gone.value.code == "Expired"
    assert stage.nonces() == [0]
    (row,) = stage.story.journal.rows()
    assert row.status == "expired"
    stage.story.journal.connection.execute("UPDATE extrinsics SET status = 'lost'")
    (settled,) = await resume(stage.story.journal, stage.story.client)
    assert (settled.status, "carrying it cost" in settled.summary) == ("expired", True)
    assert (stage.story.journal.rows()[0].fee_rao or 0) > 0


async def test_without_a_key_or_a_shield_nothing_is_signed(stage: Stage) -> None:
    from tao_tui.devnet.frame.storage import MISSING
    from tao_tui.devnet.pallets.mev_shield import MevShield

    stage.node.amend([(stage.node.runtime.pallet(MevShield).NextKey, (), MISSING)])
    with pytest.raises(Declined) as keyless:
        await stage.agreed()
    assert keyless.value.code == "no_shield_key"
    old: Any = FakeClient(world(), missing={"MevShield"})
    with pytest.raises(Unsupported, match="encrypted"):
        await review("stake.add", {"netuid": 1, "hotkey": "h1", "amount": "10", "shield": True}, old, ME)


async def test_two_numbers_in_a_row_are_needed(stage: Stage) -> None:
    found = await stage.agreed()
    client = stage.story.client
    stage.story.journal.begin(
        NewRow("transfer", "dev", client.genesis, ALICE.coldkey, 1, "0x01", "{}", "0x", 1_000, "c", 2)
    )
    with pytest.raises(Declined, match="in a row"):
        await stage.carry_out(found)
    assert stage.signed == []
