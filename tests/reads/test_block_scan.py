"""Looking through blocks: what is found, what is looked at once, forks, pruned nodes, nonsense."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bittensor_core as bc
import pytest

from tao_tui.addresses import Address
from tao_tui.chain.client import Client, connect
from tao_tui.chain.extrinsics.inclusion import extrinsic_hash
from tao_tui.chain.networks import Network, resolve_network
from tao_tui.devnet.node.fork import Return
from tao_tui.devnet.node.node import Node
from tao_tui.devnet.rpc.server import serve
from tao_tui.errors import NodeError
from tao_tui.journal.finding import Finding
from tao_tui.journal.findings import Findings
from tao_tui.journal.journal import Journal
from tao_tui.journal.movement import Movement, read_back
from tao_tui.journal.row import NewRow
from tao_tui.reads.past.block_scan import Progress, scan
from tests.chain.fake_node import FakeNode, RpcFailure, key
from tests.devnet.signing import ALICE, BOB, CHARLIE, runtime_of, signed, small_node, transfer

ALICE_ADDRESS, BOB_ADDRESS = Address(ALICE.ss58_address), Address(BOB.ss58_address)
TAO = 10**9


@dataclass
class Stage:
    """A node, a client and a journal of Bob's."""

    node: Node
    client: Client
    journal: Journal

    @property
    def findings(self) -> Findings:
        return Findings(self.journal)

    def block(self, *extrinsics: bytes) -> None:
        """Make a block that holds these."""
        for extrinsic in extrinsics:
            self.node.submit(extrinsic)
        self.node.new_block()

    def pays(self, sender: bc.Keypair, receiver: bc.Keypair, amount: int = TAO) -> bytes:
        return signed(self.node, sender, transfer(receiver, amount))

    async def look(self, *accounts: Address, blocks: int = 100) -> list[Progress]:
        mine = accounts or (BOB_ADDRESS,)
        return [step async for step in scan(self.client, self.findings, mine, blocks=blocks, rest=0)]

    def kept(self) -> list[Finding]:
        return list(self.findings.every())


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    node = small_node(block_time=None, finality_lag=2)
    async with serve(node) as server, connect(resolve_network(server.url)) as client:
        with Journal(tmp_path / "journal.sqlite") as journal:
            node.new_block()
            yield Stage(node, client, journal)


def moved(finding: Finding) -> list[tuple[str, int]]:
    return [(each.kind, each.tao_rao) for each in read_back(Movement, finding.moved_json)]


async def test_what_was_signed_elsewhere_and_what_came_in_are_found_and_strangers_left_out(
    stage: Stage,
) -> None:
    stage.block(stage.pays(ALICE, BOB, 3 * TAO))
    stage.block(stage.pays(BOB, CHARLIE, TAO))
    stage.block(stage.pays(ALICE, CHARLIE))
    await stage.look()
    came, went = stage.kept()
    assert (came.role, came.signer, came.fee_rao, moved(came)) == (
        "received", ALICE_ADDRESS, None, [("received", 3 * TAO)],
    )  # fmt: skip
    assert (went.role, went.signer, went.error, moved(went)) == (
        "signed", BOB_ADDRESS, None, [("paid", -TAO)],
    )  # fmt: skip
    assert went.fee_rao is not None
    assert went.fee_rao > 0
    assert went.call_name == "Balances.transfer_keep_alive"
    assert json.loads(went.call_json)["arguments"] == {"dest": CHARLIE.ss58_address, "value": TAO}
    assert abs(went.block_time - came.block_time) < 3600
    assert went.block_time > 1_600_000_000
    assert (came.block_number, went.block_number) == (2, 3)
    assert (came.final, went.final) == (True, False)
    assert (came.as_row().status, went.as_row().status) == ("finalized", "in_block")


async def test_a_failure_is_found_with_the_chains_own_name_for_it(stage: Stage) -> None:
    stage.block(stage.pays(BOB, CHARLIE, 10**17))
    await stage.look()
    (found,) = stage.kept()
    assert (found.role, found.error, moved(found)) == ("signed", "FundsUnavailable", [])
    assert found.detail


async def test_what_a_proxy_did_is_found_for_the_account_it_acted_for(stage: Stage) -> None:
    runtime = runtime_of(stage.node)
    stage.block(
        signed(
            stage.node,
            BOB,
            ("Proxy", "add_proxy", {"delegate": ALICE_ADDRESS, "proxy_type": "Any", "delay": 0}),
        )
    )
    inner = bytes(runtime.compose_call(*transfer(CHARLIE, 2 * TAO)))
    call = ("Proxy", "proxy", {"real": BOB_ADDRESS, "force_proxy_type": None, "call": inner})
    stage.block(signed(stage.node, ALICE, call))
    await stage.look()
    mine, proxied = stage.kept()
    assert (mine.role, mine.call_name) == ("signed", "Proxy.add_proxy")
    assert (proxied.role, proxied.signer, proxied.fee_rao) == ("proxied", ALICE_ADDRESS, None)
    assert moved(proxied) == [("paid", -2 * TAO)]


async def test_blocks_are_looked_at_once_and_a_new_account_looks_at_its_own(stage: Stage) -> None:
    for _ in range(30):
        stage.block()
    first = await stage.look()
    assert (first[-1].done, first[-1].wanted, first[-1].lowest) == (31, 31, 1)
    (span,) = stage.findings.spans(stage.client.genesis, [BOB_ADDRESS])
    assert (span.first, span.last) == (1, 29)
    stage.block(stage.pays(ALICE, BOB))
    again = await stage.look()
    assert again[-1].wanted == 3
    assert len(stage.kept()) == 1
    assert (await stage.look(ALICE_ADDRESS, BOB_ADDRESS))[-1].wanted == 32
    assert [each.account for each in stage.kept()] == sorted((ALICE_ADDRESS, BOB_ADDRESS))


async def test_an_interrupted_scan_goes_on_where_it_stopped(stage: Stage) -> None:
    for _ in range(20):
        stage.block(stage.pays(ALICE, BOB))
    steps = scan(stage.client, stage.findings, [BOB_ADDRESS], blocks=100, rest=0)
    step = await anext(steps)
    await steps.aclose()
    assert step.done == 4
    assert len(stage.kept()) == 4
    rest = await stage.look()
    assert rest[-1].wanted == 21 - 4 + 2  # the two that were not final are asked for again
    assert [each.block_number for each in stage.kept()] == list(range(2, 22))


async def test_a_block_that_a_fork_replaced_is_corrected(stage: Stage) -> None:
    stage.block()
    stage.block(stage.pays(ALICE, BOB, 7 * TAO))
    await stage.look()
    (before,) = stage.kept()
    stage.node.retract(1, blocks=3)
    await stage.look()
    (after,) = stage.kept()
    assert after.block_hash != before.block_hash
    assert after.extrinsic_hash == before.extrinsic_hash
    assert after.block_hash == "0x" + stage.node.blocks[after.block_number].hash.hex()


async def test_what_a_fork_took_away_is_no_longer_shown(stage: Stage) -> None:
    stage.block()
    stage.block(stage.pays(ALICE, BOB))
    await stage.look()
    assert len(stage.kept()) == 1
    stage.node.retract(1, blocks=3, extrinsics=Return.NEVER)
    await stage.look()
    assert stage.kept() == []


async def test_a_development_chain_that_began_anew_is_looked_through_from_its_beginning(
    stage: Stage, tmp_path: Path
) -> None:
    for _ in range(8):
        stage.block(stage.pays(ALICE, BOB))
    await stage.look()
    assert len(stage.kept()) == 8
    node = small_node(block_time=None, finality_lag=0)
    node.travel(1_900_000_000_000)
    node.new_block()
    async with serve(node) as server, connect(resolve_network(server.url)) as client:
        assert client.genesis == stage.client.genesis
        new = Stage(node, client, stage.journal)
        new.block(new.pays(ALICE, BOB, 5))
        await new.look()
        assert [moved(each) for each in new.kept()] == [[("received", 5)]]
    async with serve(stage.node) as server:
        pinned = Network("pinned", (server.url,), stage.client.genesis)
        async with connect(pinned) as client:
            with pytest.raises(NodeError) as refused:
                await Stage(stage.node, client, stage.journal).look()
    assert refused.value.code == "another_fork"
    assert len(stage.kept()) == 1


async def test_what_this_program_sent_itself_is_not_told_twice(stage: Stage) -> None:
    data = stage.pays(ALICE, BOB)
    stage.block(data)
    await stage.look(ALICE_ADDRESS, BOB_ADDRESS)
    assert len(stage.kept()) == 2
    genesis, found = stage.client.genesis, extrinsic_hash(data)
    stage.journal.begin(NewRow("transfer", "dev", genesis, ALICE_ADDRESS, 0, found, "{}", "0x", 64, "x"))
    assert [each.account for each in stage.kept()] == [BOB_ADDRESS]
    assert stage.findings.newest() == ()
    stage.block(stage.pays(ALICE, BOB, 5))
    await stage.look(ALICE_ADDRESS, BOB_ADDRESS)
    assert [each.account for each in stage.findings.newest()] == sorted((ALICE_ADDRESS, BOB_ADDRESS))


async def test_a_pruned_node_answers_with_a_sentence_and_what_is_newer_is_kept(stage: Stage) -> None:
    async with FakeNode().running() as old:
        for _ in range(12):
            await old.new_block()
        gone = {block.hash for block in old.blocks[:6]}

        def pruned(keys: list[str], at: str) -> Any:
            if at in gone:
                raise RpcFailure(4003, "Client error: UnknownBlock: State already discarded for " + at)
            (block,) = (each for each in old.blocks if each.hash == at)
            return [{"block": at, "changes": [[one, block.state.get(one)] for one in keys]}]

        old.handlers["state_queryStorageAt"] = pruned
        async with connect(resolve_network(old.url)) as client:
            steps = await Stage(stage.node, client, stage.journal).look()
            (span,) = stage.findings.spans(client.genesis, [BOB_ADDRESS])
    assert "no longer keeps the state" in steps[-1].ended_by
    assert "archive" in steps[-1].ended_by
    assert (span.first, span.last) == (6, 11)


async def test_a_block_with_nonsense_in_it_is_counted_and_tried_again(stage: Stage) -> None:
    async with FakeNode().running() as liar:
        for _ in range(3):
            await liar.new_block()
        nonsense = "0x" + "ff" * 8 + bytes(BOB.public_key).hex()
        await liar.new_block(changes={key("System", "Events"): nonsense})
        await liar.new_block(changes={key("System", "Events"): "0x00"})
        async with connect(resolve_network(liar.url)) as client:
            look = Stage(stage.node, client, stage.journal).look
            assert (await look())[-1].unreadable == 1
            assert [step.wanted for step in await look()][-1] == 2
    assert stage.kept() == []


async def test_hostile_text_of_a_call_is_clean_before_it_is_kept(stage: Stage) -> None:
    evil = "\x1b[31m[red]pay\u202eme\n" + "x" * 3000
    stage.block(signed(stage.node, BOB, ("System", "remark", {"remark": evil.encode()})))
    await stage.look()
    (found,) = stage.kept()
    assert found.call_name == "System.remark"
    remark = json.loads(found.call_json)["arguments"]["remark"]
    assert "\x1b" not in found.call_json + remark
    assert "\u202e" not in remark
    assert len(remark) <= 1024


async def test_a_scan_asks_in_batches_and_rests_between_them(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    rests: list[float] = []
    real = asyncio.sleep

    async def asleep(seconds: float) -> None:
        rests.append(seconds)
        await real(0)

    for _ in range(39):
        stage.block()
    monkeypatch.setattr("tao_tui.reads.past.block_scan.asyncio.sleep", asleep)
    steps = [
        step.done async for step in scan(stage.client, stage.findings, [BOB_ADDRESS], blocks=40, rest=2.0)
    ]
    assert steps == [4, 12, 28, 40]
    assert len([each for each in rests if each > 0]) == len(steps) - 1
