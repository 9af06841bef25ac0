"""An extrinsic is sent once and followed to its end, whatever happens to the connection."""

from __future__ import annotations

import asyncio

import pytest

from tao_tui.chain.client import Client, connect
from tao_tui.chain.extrinsics.status import parse_status
from tao_tui.chain.extrinsics.submission import NotSent
from tao_tui.chain.networks import resolve_network
from tao_tui.errors import ChainRejected, NodeProtocolError, OutcomeUnknown
from tests.chain.fake_node import ALICE, FakeNode, RpcFailure, account, key
from tests.chain.sent import SIGNER, follow, sign
from tests.chain.test_connection import until


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tao_tui.chain.extrinsics.fate._POLL", 0.02)


async def test_the_usual_way_to_finality(node: FakeNode) -> None:
    kinds: list[str] = []
    async with connect(resolve_network(node.url)) as client:
        signed = await sign(client)
        task = asyncio.create_task(follow(client, signed, kinds))
        await until(lambda: node.submitted)
        await node.watch_result("ready")
        await node.watch_result({"broadcast": ["peer"]})
        block = await node.new_block([node.submitted[0]])
        await node.watch_result({"inBlock": block.hash})
        await node.new_block()
        await node.watch_result({"finalized": block.hash})
        await task
        inclusion = await client.outcome(signed.hash, block.hash)
    assert kinds == ["accepted", "ready", "broadcast", "in_block", "finalized"]
    assert (inclusion.index, inclusion.success, inclusion.block.number) == (0, True, 2)
    assert [event.name for event in inclusion.events] == ["ExtrinsicSuccess"]


@pytest.mark.parametrize("moment", ["before the answer", "after ready"])
async def test_lost_then_found_in_the_blocks_and_never_sent_again(node: FakeNode, moment: str) -> None:
    kinds: list[str] = []
    async with connect(resolve_network(node.url)) as client:
        signed = await sign(client)
        if moment == "before the answer":
            node.drop_on.add("author_submitAndWatchExtrinsic")
        task = asyncio.create_task(follow(client, signed, kinds))
        await until(lambda: node.submitted)
        if moment == "after ready":
            await node.watch_result("ready")
            await until(lambda: kinds)
            await node.drop_all()
        await until(lambda: "searching" in kinds)
        await node.new_block()
        await node.new_block(["0x0400", node.submitted[0]])
        await until(lambda: "in_block" in kinds)
        await node.new_block()
        await asyncio.wait_for(task, 60)
    assert kinds[-3:] == ["searching", "in_block", "finalized"]
    assert len(node.submitted) == 1


async def test_an_era_that_ends_without_it_is_expired(node: FakeNode) -> None:
    kinds: list[str] = []
    async with connect(resolve_network(node.url)) as client:
        signed = await sign(client, period=4)
        node.drop_on.add("author_submitAndWatchExtrinsic")
        task = asyncio.create_task(follow(client, signed, kinds))
        await until(lambda: "searching" in kinds)
        for _ in range(5):
            await node.new_block()
        with pytest.raises(ChainRejected) as caught:
            await asyncio.wait_for(task, 60)
    assert caught.value.code == "Expired"


async def test_a_block_that_is_reorganised_away_is_told(node: FakeNode) -> None:
    kinds: list[str] = []
    async with connect(resolve_network(node.url)) as client:
        signed = await sign(client)
        node.drop_on.add("author_submitAndWatchExtrinsic")
        task = asyncio.create_task(follow(client, signed, kinds))
        await until(lambda: "searching" in kinds)
        await node.new_block([node.submitted[0]])
        await until(lambda: "in_block" in kinds)
        node.blocks.pop()
        await until(lambda: "retracted" in kinds)
        await node.new_block()
        await node.new_block([node.submitted[0]])
        await node.new_block()
        await asyncio.wait_for(task, 60)
    assert kinds == ["searching", "in_block", "retracted", "in_block", "finalized"]


async def test_an_unreachable_node_leaves_the_outcome_unknown(
    node: FakeNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tao_tui.chain.extrinsics.fate._PATIENCE", 0.3)
    kinds: list[str] = []
    async with connect(resolve_network(node.url), timeout=2) as client:
        signed = await sign(client)
        task = asyncio.create_task(follow(client, signed, kinds))
        await until(lambda: node.submitted)
        await node.stop_listening()
        await node.drop_all()
        with pytest.raises(OutcomeUnknown) as caught:
            await asyncio.wait_for(task, 60)
    assert signed.hash in caught.value.message
    assert "activity resume" in caught.value.hint


@pytest.mark.parametrize(("word", "name"), [("invalid", "Invalid"), ("usurped", "Usurped")])
async def test_what_a_pool_gives_up_may_still_be_in_a_block_or_get_into_one(
    node: FakeNode, word: str, name: str
) -> None:
    raw = word if word == "invalid" else {word: "0x" + "11" * 32}
    async with connect(resolve_network(node.url)) as client:
        signed = await sign(client)
        task = asyncio.create_task(follow(client, signed, []))
        await until(lambda: node.submitted)
        await node.watch_result(raw)
        with pytest.raises(OutcomeUnknown, match=f"gave it up .{name}."):
            await asyncio.wait_for(task, 60)
        kinds: list[str] = []
        again = await sign(client, value=6)
        task = asyncio.create_task(follow(client, again, kinds))
        await until(lambda: len(node.submitted) == 2)
        await node.new_block([node.submitted[1]])
        await node.watch_result(raw)
        await node.new_block()
        await asyncio.wait_for(task, 60)
        assert kinds[-1] == "finalized"


async def test_only_another_final_extrinsic_with_its_nonce_proves_that_it_was_replaced(
    node: FakeNode,
) -> None:
    async with connect(resolve_network(node.url)) as client:
        signed, other = await sign(client), await sign(client, value=6)
        kinds: list[str] = []
        task = asyncio.create_task(follow(client, signed, kinds))
        await until(lambda: node.submitted)
        used = {key("System", "Account", ALICE): account(9, nonce=1)}
        block = await node.new_block(["0x" + other.data.hex()], used)
        await node.watch_result("invalid")
        await until(lambda: "searching" in kinds)
        use = await client.nonce_use(SIGNER, 0, 1, 100)
        assert (use.kind, use.by, use.block and use.block.hash) == ("used", other.hash, block.hash)
        await node.new_block()
        with pytest.raises(ChainRejected) as caught:
            await asyncio.wait_for(task, 60)
    assert caught.value.code == "Usurped"


async def test_a_nonce_that_no_block_explains_is_no_proof_that_nothing_happened(node: FakeNode) -> None:
    async with connect(resolve_network(node.url)) as client:
        signed = await sign(client, period=4)
        node.drop_on.add("author_submitAndWatchExtrinsic")
        kinds: list[str] = []
        task = asyncio.create_task(follow(client, signed, kinds))
        await until(lambda: "searching" in kinds)
        await node.new_block(changes={key("System", "Account", ALICE): account(9, nonce=1)})
        for _ in range(5):
            await node.new_block()
        assert (await client.nonce_use(SIGNER, 0, 1, 100)).kind == "unexplained"
        with pytest.raises(OutcomeUnknown, match="nonce was used"):
            await asyncio.wait_for(task, 60)


@pytest.mark.parametrize("carried", [True, False])
async def test_a_refusal_is_believed_only_when_the_blocks_agree(node: FakeNode, carried: bool) -> None:
    """What delivers a message twice gets an answer for the second: too late, although it is in a block."""

    def outdated(data: str) -> None:
        raise RpcFailure(1010, "Invalid Transaction", "Transaction is outdated")

    async with connect(resolve_network(node.url)) as client:
        signed, other = await sign(client), await sign(client, value=6)
        used = {key("System", "Account", ALICE): account(9, nonce=1)}
        await node.new_block(["0x" + (signed if carried else other).data.hex()], used)
        await node.new_block()
        node.handlers["author_submitAndWatchExtrinsic"] = outdated
        kinds: list[str] = []
        if carried:
            await asyncio.wait_for(follow(client, signed, kinds), 60)
            assert kinds == ["searching", "in_block", "finalized"]
        else:
            with pytest.raises(ChainRejected) as caught:
                await follow(client, signed, kinds)
            assert caught.value.code == "Stale"


@pytest.mark.parametrize("named", ["the head", "another block", "no block"])
async def test_finality_counts_only_when_the_final_chain_has_it(node: FakeNode, named: str) -> None:
    kinds: list[str] = []
    async with connect(resolve_network(node.url)) as client:
        signed = await sign(client)
        task = asyncio.create_task(follow(client, signed, kinds))
        await until(lambda: node.submitted)
        block = await node.new_block([node.submitted[0]])
        told = {"the head": block.hash, "another block": node.blocks[1].hash, "no block": "0x" + "99" * 32}
        await node.watch_result({"finalized": told[named]})
        await until(lambda: "in_block" in kinds)
        assert kinds == ["accepted", "searching", "in_block"]
        await node.new_block()
        await asyncio.wait_for(task, 60)
    assert kinds[-1] == "finalized"


async def test_without_a_node_nothing_is_sent(node: FakeNode) -> None:
    async with connect(resolve_network(node.url), timeout=2) as client:
        signed = await sign(client)
        await node.stop_listening()
        await node.drop_all()
        with pytest.raises(NotSent, match="Nothing was sent"):
            await follow(client, signed, [])
    assert node.submitted == []


async def test_a_silent_watch_is_not_waited_for_once_a_final_block_has_it(
    node: FakeNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tao_tui.chain.extrinsics.submission._SILENCE", 0.05)
    kinds: list[str] = []
    async with connect(resolve_network(node.url)) as client:
        signed = await sign(client)
        task = asyncio.create_task(follow(client, signed, kinds))
        await until(lambda: node.submitted)
        await node.new_block([node.submitted[0]])
        await node.new_block()
        await asyncio.wait_for(task, 60)
    assert kinds == ["accepted", "searching", "in_block", "finalized"]


async def test_a_refusal_is_named_and_the_metadata_behind_a_bad_proof_is_fetched_anew(node: FakeNode) -> None:
    def refuse(data: str) -> None:
        raise RpcFailure(1010, "Invalid Transaction", "Transaction has a bad signature")

    async with connect(resolve_network(node.url)) as client:
        signed = await sign(client)
        node.handlers["author_submitAndWatchExtrinsic"] = refuse
        distrusted = client.runtime
        node.frames.clear()
        with pytest.raises(ChainRejected) as caught:
            await follow(client, signed, [])
        assert "Metadata_metadata_at_version" in str(node.frames)
        assert client.runtime is not distrusted
        assert client.runtime.id == distrusted.id
    assert caught.value.code == "BadProof"
    assert caught.value.exit_code == 5


@pytest.mark.parametrize("says", ["has an ancient birth block", "has a bad signature"])
@pytest.mark.parametrize(("blocks", "expired"), [(8, True), (3, False)])
async def test_a_refusal_of_its_era_is_an_expiry_once_its_time_is_over(
    node: FakeNode, blocks: int, expired: bool, says: str
) -> None:
    """A node that lags behind does not know the birth block yet: that is no expiry."""

    def refuse(data: str) -> None:
        raise RpcFailure(1010, "Invalid Transaction", f"Transaction {says}")

    async with connect(resolve_network(node.url)) as client:
        signed = await sign(client)
        node.handlers["author_submitAndWatchExtrinsic"] = refuse
        for _ in range(blocks):
            await node.new_block()
        with pytest.raises(ChainRejected) as caught:
            await follow(client, signed, [])
    assert (caught.value.code == "Expired") is expired


async def settled(node: FakeNode, task: asyncio.Task[object]) -> None:
    """Make blocks until the task is done: on a busy machine it may begin to listen after the last one."""
    async with asyncio.timeout(60):
        while not task.done():
            await node.new_block()
            await asyncio.wait([task], timeout=0.1)
    await task


async def test_already_imported_is_followed_and_an_unwatched_node_is_searched(node: FakeNode) -> None:
    def known(data: str) -> None:
        raise RpcFailure(1013, "Transaction is already imported")

    kinds: list[str] = []
    async with connect(resolve_network(node.url)) as client:
        signed = await sign(client)
        node.handlers["author_submitAndWatchExtrinsic"] = known
        task = asyncio.create_task(follow(client, signed, kinds))
        await until(lambda: "searching" in kinds)
        await node.new_block(["0x" + signed.data.hex()])
        await settled(node, task)
        assert kinds[-1] == "finalized"
        node.handlers.clear()
        node.refused.add("author_submitAndWatchExtrinsic")
        node.handlers["author_submitExtrinsic"] = lambda data: node.submitted.append(data)
        kinds.clear()
        other = await sign(client, value=9)
        task = asyncio.create_task(follow(client, other, kinds))
        await until(lambda: node.submitted)
        await node.new_block([node.submitted[0]])
        await settled(node, task)
        assert kinds == ["searching", "in_block", "finalized"]


@pytest.mark.parametrize(
    "raw", ["nonsense", {}, {"inBlock": 5}, {"inBlock": "0x12"}, None, 7, {"a": 1, "b": 2}]
)
def test_nonsense_in_place_of_a_status_is_a_protocol_error(raw: object) -> None:
    with pytest.raises(NodeProtocolError):
        parse_status(raw)


async def lost(node: FakeNode, client: Client, kinds: list[str]) -> asyncio.Task[None]:
    """A transaction whose connection broke while it was sent, now being looked for."""
    signed = await sign(client, period=4)
    node.drop_on.add("author_submitAndWatchExtrinsic")
    task = asyncio.create_task(follow(client, signed, kinds))
    await until(lambda: "searching" in kinds)
    return task


async def test_only_a_final_block_ends_an_era(node: FakeNode, monkeypatch: pytest.MonkeyPatch) -> None:
    node.finality_lag = 5
    async with connect(resolve_network(node.url)) as client:
        task = await lost(node, client, [])
        for _ in range(4):
            await node.new_block()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.shield(task), 0.3)
        node.finality_lag = 0
        with pytest.raises(ChainRejected) as caught:
            await asyncio.wait_for(task, 60)
        assert caught.value.code == "Expired"
        node.finality_lag = 50
        monkeypatch.setattr("tao_tui.chain.extrinsics.fate._FINALITY_LIMIT", 2)
        task = await lost(node, client, [])
        for _ in range(8):
            await node.new_block()
        with pytest.raises(OutcomeUnknown, match="does not finalize"):
            await asyncio.wait_for(task, 60)


async def test_another_chain_cannot_say_what_became_of_it(node: FakeNode) -> None:
    kinds: list[str] = []
    async with connect(resolve_network(node.url)) as client:
        task = await lost(node, client, kinds)
        node.genesis = node.blocks[0].hash = "0x" + "cd" * 32
        await node.drop_all()
        with pytest.raises(OutcomeUnknown, match="another chain"):
            await asyncio.wait_for(task, 60)
