"""An extrinsic is sent once and followed to its end, whatever happens to the connection."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import bittensor_core
import pytest

from tao_tui.addresses import parse_address
from tao_tui.chain.calls.call import Call
from tao_tui.chain.client import Client, connect
from tao_tui.chain.extrinsics.inclusion import extrinsic_hash
from tao_tui.chain.extrinsics.nonces import signed_by
from tao_tui.chain.extrinsics.pay import NonceTaken
from tao_tui.chain.extrinsics.signing import SignedExtrinsic, assemble
from tao_tui.chain.extrinsics.status import parse_status
from tao_tui.chain.extrinsics.submission import NotSent
from tao_tui.chain.networks import Network, resolve_network
from tao_tui.errors import ChainRejected, Fault, NodeError, NodeProtocolError, OutcomeUnknown, UsageError
from tests.chain.fake_node import ALICE, BOB, GENESIS, FakeNode, RpcFailure, account, key
from tests.chain.test_connection import until

KEY = bittensor_core.Keypair.from_uri("//Alice")
SIGNER = parse_address(ALICE)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tao_tui.chain.extrinsics.fate._POLL", 0.02)


async def sign(client: Client, value: int = 5, period: int = 8) -> SignedExtrinsic:
    call = client.runtime.compose(Call("Balances", "transfer_keep_alive", {"dest": BOB, "value": value}))
    request = await client.prepare(call, SIGNER, KEY.crypto_type, period=period)
    return assemble(request, KEY.sign(request.payload))


async def follow(client: Client, signed: SignedExtrinsic, into: list[str]) -> None:
    async for status in client.submit(signed):
        into.append(status.kind)


async def test_the_signed_bytes_say_what_was_asked(node: FakeNode) -> None:
    async with connect(Network("mine", (node.url,), GENESIS)) as client:
        signed = await sign(client)
        read = client.runtime.codec.decode_extrinsic(signed.data)
        assert read["address"] == ALICE
        assert read["call"]["call_function"] == "transfer_keep_alive"
        assert signed.hash == extrinsic_hash(signed.data)
        assert (signed.birth_block, signed.valid_until) == (0, 7)


async def test_a_pinned_network_signs_with_the_metadata_hash(node: FakeNode) -> None:
    async with connect(Network("mine", (node.url,), GENESIS)) as client:
        call = client.runtime.compose(Call("System", "remark", {"remark": b"x"}))
        request = await client.prepare(call, SIGNER, 1)
        assert request.metadata_hash == client.runtime.metadata_digest()
        assert request.additional.endswith(b"\x01" + request.metadata_hash)
        assert request.valid_until == request.birth_block + 127
    node.handlers["state_call"] = lambda name, *_: "0x010100"
    async with connect(Network("mine", (node.url,), GENESIS)) as client:
        assert (await client.prepare(call, SIGNER, 1)).metadata_hash is not None


async def test_a_development_runtime_without_the_hash_is_signed_without(node: FakeNode) -> None:
    async with connect(resolve_network(node.url)) as client:
        call = client.runtime.compose(Call("System", "remark", {"remark": b"x"}))
        assert (await client.prepare(call, SIGNER, 1)).metadata_hash is not None
        node.handlers["state_call"] = lambda name, *_: "0x010100"
        assert (await client.prepare(call, SIGNER, 1)).metadata_hash is None


async def test_v14_alone_is_not_enough_to_sign_on_a_pinned_network(node: FakeNode) -> None:
    node.metadata_versions = (14,)
    async with connect(Network("mine", (node.url,), GENESIS)) as client:
        call = client.runtime.compose(Call("System", "remark", {"remark": b"x"}))
        with pytest.raises(NodeError) as caught:
            await client.prepare(call, SIGNER, 1)
        assert caught.value.code == "unsupported"


async def test_a_foreign_signature_never_becomes_an_extrinsic(node: FakeNode) -> None:
    async with connect(resolve_network(node.url)) as client:
        call = client.runtime.compose(Call("Balances", "transfer_keep_alive", {"dest": BOB, "value": 1}))
        request = await client.prepare(call, SIGNER, 1)
        other = bittensor_core.Keypair.from_uri("//Bob").sign(request.payload)
        for signature in (
            other,
            KEY.sign(b"something else"),
            b"",
            bytes(64),
            KEY.sign(request.payload) + b"\0",
        ):
            with pytest.raises(Fault) as caught:
                assemble(request, signature)
            assert caught.value.code == "bad_signature"
    assert node.submitted == []


@pytest.mark.parametrize("period", [0, 3, 5, 100, 8192, -4])
async def test_an_era_is_a_power_of_two(node: FakeNode, period: int) -> None:
    async with connect(resolve_network(node.url)) as client:
        call = client.runtime.compose(Call("System", "remark", {"remark": b"x"}))
        with pytest.raises(UsageError):
            await client.prepare(call, SIGNER, 1, period=period)


async def test_a_runtime_that_changed_since_composing_stops_the_signing(node: FakeNode) -> None:
    async with connect(resolve_network(node.url)) as client:
        call = client.runtime.compose(Call("System", "remark", {"remark": b"x"}))
        moved = replace(call, data=b"\x00\x07" + call.data[2:])
        with pytest.raises(NodeError):
            await client.prepare(moved, SIGNER, 1)


async def test_older_names_of_the_nonce_are_tried(node: FakeNode) -> None:
    node.refused.add("system_accountNextIndex")
    async with connect(resolve_network(node.url)) as client:
        assert (await sign(client)).nonce == 7
        node.handlers["account_nextIndex"] = lambda address: 3
        assert (await sign(client)).nonce == 3


async def test_the_fee_is_the_runtimes(node: FakeNode) -> None:
    async with connect(resolve_network(node.url)) as client:
        call = client.runtime.compose(Call("System", "remark", {"remark": b"x"}))
        assert (await client.cost(call, SIGNER)).fee_rao == 144_723


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
        await asyncio.wait_for(task, 5)
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
            await asyncio.wait_for(task, 5)
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
        await asyncio.wait_for(task, 5)
    assert kinds == ["searching", "in_block", "retracted", "in_block", "finalized"]


async def test_an_unreachable_node_leaves_the_outcome_unknown(
    node: FakeNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tao_tui.chain.extrinsics.fate._PATIENCE", 0.3)
    kinds: list[str] = []
    async with connect(resolve_network(node.url), timeout=0.3) as client:
        signed = await sign(client)
        task = asyncio.create_task(follow(client, signed, kinds))
        await until(lambda: node.submitted)
        await node.stop_listening()
        await node.drop_all()
        with pytest.raises(OutcomeUnknown) as caught:
            await asyncio.wait_for(task, 10)
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
            await asyncio.wait_for(task, 5)
        kinds: list[str] = []
        again = await sign(client, value=6)
        task = asyncio.create_task(follow(client, again, kinds))
        await until(lambda: len(node.submitted) == 2)
        await node.new_block([node.submitted[1]])
        await node.watch_result(raw)
        await node.new_block()
        await asyncio.wait_for(task, 5)
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
            await asyncio.wait_for(task, 5)
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
            await asyncio.wait_for(task, 5)


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
            await asyncio.wait_for(follow(client, signed, kinds), 5)
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
        await asyncio.wait_for(task, 5)
    assert kinds[-1] == "finalized"


async def test_without_a_node_nothing_is_sent(node: FakeNode) -> None:
    async with connect(resolve_network(node.url), timeout=0.2) as client:
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
        await asyncio.wait_for(task, 5)
    assert kinds == ["accepted", "searching", "in_block", "finalized"]


async def test_nonces_on_their_way_are_left_out_and_one_to_replace_is_taken_again(node: FakeNode) -> None:
    async with connect(resolve_network(node.url)) as client:
        call = client.runtime.compose(Call("System", "remark", {"remark": b"x"}))
        birth = node.final.number
        taken = {0: birth + 1, 1: birth + 9, 2: birth, 3: birth + 9}
        assert (await client.prepare(call, SIGNER, 1, taken=taken)).nonce == 2
        assert (await client.prepare(call, SIGNER, 1, taken=taken, instead_of=1)).nonce == 1
        node.handlers["system_accountNextIndex"] = lambda _: 2
        with pytest.raises(NonceTaken):
            await client.prepare(call, SIGNER, 1, taken=taken, instead_of=1)


def test_who_signed_is_read_from_the_bytes_alone(node: FakeNode) -> None:
    for data in (b"", b"\x04", b"\x10\x84\x00", bytes.fromhex("0c040300"), b"\xff" * 200):
        assert signed_by(data) is None


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
        await node.new_block()
        await asyncio.wait_for(task, 5)
        assert kinds[-1] == "finalized"
        node.handlers.clear()
        node.refused.add("author_submitAndWatchExtrinsic")
        node.handlers["author_submitExtrinsic"] = lambda data: node.submitted.append(data)
        kinds.clear()
        other = await sign(client, value=9)
        task = asyncio.create_task(follow(client, other, kinds))
        await until(lambda: node.submitted)
        await node.new_block([node.submitted[0]])
        await node.new_block()
        await asyncio.wait_for(task, 5)
        assert kinds == ["searching", "in_block", "finalized"]


@pytest.mark.parametrize("state", ["kept", "pruned", "account closed"])
async def test_an_old_extrinsic_is_found_by_nonce_or_by_reading_every_block(
    node: FakeNode, state: str
) -> None:
    async with connect(resolve_network(node.url)) as client:
        signed = await sign(client)
        for number in range(60):
            extrinsics = ["0x" + signed.data.hex()] if number == 41 else []
            nonce = {key("System", "Account", ALICE): account(9, nonce=1)} if number == 41 else {}
            await node.new_block(extrinsics, nonce)
        if state == "account closed":
            await node.new_block(changes={key("System", "Account", ALICE): account(0)})
        head = node.head
        if state == "pruned":

            def query(keys: list[str], at: str | None = None) -> object:
                if key("System", "Account", ALICE) in keys:
                    raise RpcFailure(4003, "Client error: UnknownBlock: State already discarded for x")
                block = next(one for one in node.blocks if at in (None, one.hash))
                return [{"block": block.hash, "changes": [[one, block.state.get(one)] for one in keys]}]

            node.handlers["state_queryStorageAt"] = query
        node.frames.clear()
        found = await client.find_extrinsic(signed.hash, SIGNER, 0, 1, 10_000)
        assert found is not None
        assert found.block.number == 43
        blocks_read = node.methods().count("chain_getBlock")
        assert blocks_read < 10 if state == "kept" else blocks_read >= 43
        if state == "kept":
            assert await client.find_extrinsic("0x" + "00" * 32, SIGNER, 1, 1, 10_000) is None
        assert await client.find_extrinsic("0x" + "00" * 32, SIGNER, 0, 1, 10_000) is None
        assert await client.find_extrinsic(signed.hash, SIGNER, 0, head.number + 1, 10_000) is None


async def test_an_outcome_is_of_the_block_that_was_named(node: FakeNode) -> None:
    async with connect(resolve_network(node.url)) as client:
        with pytest.raises(NodeError) as caught:
            await client.outcome("0x" + "11" * 32, node.head.hash)
    assert caught.value.code == "not_in_block"


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
            await asyncio.wait_for(task, 5)
        assert caught.value.code == "Expired"
        node.finality_lag = 50
        monkeypatch.setattr("tao_tui.chain.extrinsics.fate._FINALITY_LIMIT", 2)
        task = await lost(node, client, [])
        for _ in range(8):
            await node.new_block()
        with pytest.raises(OutcomeUnknown, match="does not finalize"):
            await asyncio.wait_for(task, 5)


async def test_another_chain_cannot_say_what_became_of_it(node: FakeNode) -> None:
    kinds: list[str] = []
    async with connect(resolve_network(node.url)) as client:
        task = await lost(node, client, kinds)
        node.genesis = node.blocks[0].hash = "0x" + "cd" * 32
        await node.drop_all()
        with pytest.raises(OutcomeUnknown, match="another chain"):
            await asyncio.wait_for(task, 5)


async def test_an_outcome_is_told_when_the_parents_state_is_pruned(node: FakeNode) -> None:
    def version(at: str | None = None) -> object:
        if at is not None:
            raise RpcFailure(4003, "Client error: UnknownBlock: State already discarded")
        return node._version()

    async with connect(resolve_network(node.url)) as client:
        signed = await sign(client)
        block = await node.new_block(["0x" + signed.data.hex()])
        node.handlers["state_getRuntimeVersion"] = version
        assert (await client.outcome(signed.hash, block.hash)).success
