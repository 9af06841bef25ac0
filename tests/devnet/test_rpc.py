"""The wire: a client that knows only JSON-RPC, SCALE and metadata talks to the served node."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import bittensor_core as bc
import pytest
from websockets.asyncio.client import ClientConnection, connect

from tao_tui.devnet.frame.state import KEPT_BLOCKS
from tao_tui.devnet.node.node import Node
from tao_tui.devnet.rpc.server import Server, run, serve
from tests.devnet.signing import ALICE, BOB, CHARLIE, MILLION_TAO, Signing, signed, small_node, transfer

TAO = 10**9
DEEP = '{"jsonrpc":"2.0","id":1,"method":"chain_getBlockHash","params":[' + "[" * 500 + "]" * 500 + "]}"


class Client:
    """Sends requests and keeps notifications apart from answers."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.notes: list[dict[str, Any]] = []
        self.sent = 0

    async def send(self, message: Any) -> Any:
        await self.socket.send(json.dumps(message))
        while True:
            answer = json.loads(await asyncio.wait_for(self.socket.recv(), 60))
            if isinstance(answer, list) or "method" not in answer:
                return answer
            self.notes.append(answer)

    async def raw(self, method: str, *params: Any) -> dict[str, Any]:
        self.sent += 1
        request = {"jsonrpc": "2.0", "id": self.sent, "method": method, "params": list(params)}
        answer: dict[str, Any] = await self.send(request)
        assert answer["id"] == self.sent
        return answer

    async def ask(self, method: str, *params: Any) -> Any:
        return (await self.raw(method, *params))["result"]

    async def error(self, method: str, *params: Any) -> tuple[int, str]:
        error = (await self.raw(method, *params))["error"]
        return error["code"], error["message"]

    async def note(self) -> Any:
        if not self.notes:
            self.notes.append(json.loads(await asyncio.wait_for(self.socket.recv(), 60)))
        return self.notes.pop(0)["params"]["result"]


@asynccontextmanager
async def client_of(node: Node) -> AsyncIterator[Client]:
    async with serve(node) as server, connect(server.url, max_size=None) as socket:
        yield Client(socket)


async def runtime_from(client: Client) -> bc.Runtime:
    """The runtime as a client finds it: V15 over `state_call`, versions over `state_getRuntimeVersion`."""
    answer = bytes.fromhex((await client.ask("state_call", "Metadata_metadata_at_version", "0x0f000000"))[2:])
    version = await client.ask("state_getRuntimeVersion")
    raw = answer[answer.index(b"meta") :]
    return bc.Runtime(raw, version["specVersion"], version["transactionVersion"], 42)


async def test_a_transfer_to_finality_over_the_wire() -> None:
    async with client_of(small_node(block_time=0.05)) as client:
        runtime = await runtime_from(client)
        key = "0x" + bytes(runtime.storage_key("System", "Account", [CHARLIE.ss58_address])).hex()
        assert await client.ask("state_getStorage", key) is None
        genesis = bytes.fromhex((await client.ask("chain_getBlockHash", 0))[2:])
        number = int((await client.ask("chain_getHeader"))["number"], 16)
        birth = bc.era_birth(64, number)
        birth_hash = bytes.fromhex((await client.ask("chain_getBlockHash", birth))[2:])
        nonce = await client.ask("account_nextIndex", BOB.ss58_address)
        common: dict[str, Any] = {
            "era": {"period": 64, "current": number},
            "nonce": nonce,
            "tip": 0,
            "tip_asset_id": None,
        }
        call = bytes(runtime.compose_call(*transfer(CHARLIE, TAO)))
        payload = runtime.signature_payload(
            call, **common, genesis_hash=genesis, era_block_hash=birth_hash, metadata_hash=None
        )
        extrinsic, extrinsic_hash = runtime.encode_signed_extrinsic(
            call,
            public_key=BOB.public_key,
            signature=BOB.sign(bytes(payload)),
            signature_version=BOB.crypto_type,
            **common,
            metadata_hash_enabled=False,
        )
        await client.ask("author_submitAndWatchExtrinsic", "0x" + bytes(extrinsic).hex())
        assert await client.note() == "ready"
        in_block = (await client.note())["inBlock"]
        assert (await client.note())["finalized"] == in_block
        block = await client.ask("chain_getBlock", in_block)
        assert "0x" + bytes(extrinsic).hex() in block["block"]["extrinsics"]
        assert (
            runtime.decode_extrinsic(bytes(extrinsic))["extrinsic_hash"] == "0x" + bytes(extrinsic_hash).hex()
        )
        stored = bytes.fromhex((await client.ask("state_getStorage", key, in_block))[2:])
        account = runtime.decode(runtime.storage_entry("System", "Account").value_type, stored)
        assert account["data"]["free"] == TAO
        parent = block["block"]["header"]["parentHash"]
        assert await client.ask("state_getStorage", key, parent) is None


async def test_a_batch_is_answered_in_one_message() -> None:
    async with client_of(small_node()) as client:
        batch = [
            {"jsonrpc": "2.0", "id": "a", "method": "system_chain", "params": []},
            {"jsonrpc": "2.0", "id": 2, "method": "no_such"},
            {"jsonrpc": "2.0", "method": "system_name"},
            7,
        ]
        answers = await client.send(batch)
        assert answers[0] == {"jsonrpc": "2.0", "id": "a", "result": "Bittensor devnet"}
        assert [answer.get("error", {}).get("code") for answer in answers] == [None, -32601, -32600]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", -32700),
        ("[]", -32600),
        ("3", -32600),
        ('{"jsonrpc":"2.0","id":{"a":1},"method":"system_chain"}', -32600),
        ('{"jsonrpc":"2.0","id":1,"method":"chain_getBlockHash","params":[[[1]]]}', -32602),
        (DEEP, -32602),
        ('{"jsonrpc":"2.0","id":1,"method":"chain_getBlockHash","params":[1.5]}', -32602),
        ('{"jsonrpc":"2.0","id":1,"method":"chain_getBlockHash","params":[true]}', -32602),
        ('{"jsonrpc":"2.0","id":1,"method":"chain_getBlock","params":["0x00"]}', -32602),
        ('{"jsonrpc":"2.0","id":1,"method":"state_getKeysPaged","params":["0x",true]}', -32602),
        ('{"jsonrpc":"2.0","id":1}', -32600),
        ('{"id":1,"method":"system_chain"}', -32600),
        ('{"jsonrpc":"2.0","id":1,"method":"chain_getHeader","params":"x"}', -32602),
        ('{"jsonrpc":"2.0","id":1,"method":"state_getStorage","params":[]}', -32602),
    ],
)
async def test_malformed_requests(text: str, code: int) -> None:
    async with client_of(small_node()) as client:
        await client.socket.send(text)
        answer = json.loads(await client.socket.recv())
        assert answer["error"]["code"] == code
        assert await client.ask("system_chain") == "Bittensor devnet"


async def test_storage_subscription_starts_with_what_is_and_tells_only_changes() -> None:
    node = small_node()
    async with client_of(node) as client:
        runtime = await runtime_from(client)
        alice, bob, charlie = (
            "0x" + bytes(runtime.storage_key("System", "Account", [keypair.ss58_address])).hex()
            for keypair in (ALICE, BOB, CHARLIE)
        )
        subscription = await client.ask("state_subscribeStorage", [bob, charlie, "0x1234"])
        first = await client.note()
        assert [key for key, _ in first["changes"]] == [bob, charlie, "0x1234"]
        assert [value is None for _, value in first["changes"]] == [False, True, True]
        await client.ask("dev_newBlock")
        node.submit(signed(node, ALICE, transfer(CHARLIE, TAO)))
        made = await client.ask("dev_newBlock")
        assert await client.note() == {
            "block": made,
            "changes": [[charlie, await client.ask("state_getStorage", charlie)]],
        }
        assert await client.ask("state_unsubscribeStorage", subscription) is True
        assert await client.ask("state_unsubscribeStorage", subscription) is False
        node.submit(signed(node, ALICE, transfer(CHARLIE, TAO)))
        await client.ask("dev_newBlock")
        assert client.notes == []
        assert alice != bob


async def test_heads_are_followed() -> None:
    async with client_of(small_node()) as client:
        await client.ask("chain_subscribeNewHeads")
        await client.ask("chain_subscribeFinalizedHeads")
        await client.ask("dev_newBlock", 4)
        while len(client.notes) < 8:
            client.notes.append(json.loads(await asyncio.wait_for(client.socket.recv(), 60)))
        by_method: dict[str, list[int]] = {}
        for note in client.notes:
            by_method.setdefault(note["method"], []).append(int(note["params"]["result"]["number"], 16))
        assert by_method == {"chain_newHead": [0, 1, 2, 3, 4], "chain_finalizedHead": [0, 1, 2]}
        assert await client.ask("chain_getFinalizedHead") == await client.ask("chain_getBlockHash", 2)


async def test_block_hashes_headers_and_unknown_blocks() -> None:
    async with client_of(small_node()) as client:
        await client.ask("dev_newBlock", 3)
        hashes = await client.ask("chain_getBlockHash", [0, 1, "0x2", 99])
        assert hashes[3] is None
        assert len(set(hashes)) == 4
        assert await client.ask("chain_getBlockHash") == await client.ask("chain_getHead")
        header = await client.ask("chain_getHeader", hashes[2])
        assert header["parentHash"] == hashes[1]
        unknown = "0x" + "11" * 32
        assert await client.ask("chain_getHeader", unknown) is None
        assert await client.ask("chain_getBlock", unknown) is None
        code, text = await client.error("state_getStorage", "0x00", unknown)
        assert code == 4003
        assert "UnknownBlock" in text


async def test_discarded_state_says_so() -> None:
    async with client_of(small_node()) as client:
        await client.ask("dev_newBlock", KEPT_BLOCKS + 1)
        genesis = await client.ask("chain_getBlockHash", 0)
        code, text = await client.error("state_getStorage", "0x00", genesis)
        assert (code, text) == (4003, f"Client error: UnknownBlock: State already discarded for {genesis}")
        kept = await client.ask("chain_getBlockHash", 1)
        assert await client.ask("state_getStorage", "0x00", kept) is None


async def test_keys_by_pages_are_complete_and_sorted() -> None:
    node = small_node()
    async with client_of(node) as client:
        runtime = await runtime_from(client)
        for number in range(7):
            node.submit(
                signed(node, ALICE, transfer(bc.Keypair.from_uri(f"//{number}"), TAO), Signing(nonce=number))
            )
        await client.ask("dev_newBlock")
        prefix = "0x" + bytes(runtime.storage_prefix("System", "Account")).hex()
        keys: list[str] = []
        while page := await client.ask("state_getKeysPaged", prefix, 4, keys[-1] if keys else None):
            keys += page
        assert len(keys) == 9
        assert keys == sorted(keys)
        assert await client.ask("state_getKeys", prefix) == keys
        decoded = [
            runtime.decode_storage_key_params("System", "Account", bytes.fromhex(key[2:]))[0] for key in keys
        ]
        assert BOB.ss58_address in decoded
        assert await client.ask("state_getKeysPaged", keys[3], 10) == [keys[3]]
        genesis = await client.ask("chain_getBlockHash", 0)
        assert len(await client.ask("state_getKeysPaged", prefix, 100, None, genesis)) == 2
        everything = await client.ask("state_getKeysPaged", "0x", 1000)
        assert set(keys) < set(everything)
        assert everything == sorted(everything)
        assert (await client.error("state_getKeysPaged", prefix, 1001))[0] == 4002
        pairs = await client.ask("state_queryStorageAt", keys)
        assert [value for _, value in pairs[0]["changes"]] == [
            await client.ask("state_getStorage", key) for key in keys
        ]
        value = await client.ask("state_getStorage", keys[0])
        assert await client.ask("state_getStorageSize", keys[0]) == len(value) // 2 - 1
        assert len(await client.ask("state_getStorageHash", keys[0])) == 66


async def test_runtime_apis_answer_and_unknown_ones_say_so() -> None:
    node = small_node()
    async with client_of(node) as client:
        code, text = await client.error("state_call", "FooApi_bar", "0x")
        assert (code, text) == (
            4003,
            "Client error: Execution failed: Other: Exported method FooApi_bar is not found",
        )
        account = "0x" + bytes(BOB.public_key).hex()
        assert await client.ask("state_call", "AccountNonceApi_account_nonce", account) == "0x00000000"
        for wrong in ("0x00", account + "00"):
            assert (await client.error("state_call", "AccountNonceApi_account_nonce", wrong))[0] == 4003
        assert await client.ask("state_call", "Metadata_metadata_versions", "0x") == "0x080e0000000f000000"
        assert await client.ask("state_call", "Metadata_metadata_at_version", "0x10000000") == "0x00"
        extrinsic = signed(node, BOB, transfer(CHARLIE, TAO))
        length = len(extrinsic).to_bytes(4, "little")
        info = await client.ask(
            "state_call", "TransactionPaymentApi_query_info", "0x" + (extrinsic + length).hex()
        )
        quoted = int.from_bytes(bytes.fromhex(info[2:])[-8:], "little")
        told = await client.ask("payment_queryInfo", "0x" + extrinsic.hex())
        assert told["partialFee"] == str(quoted)
        parts = (await client.ask("payment_queryFeeDetails", "0x" + extrinsic.hex()))["inclusionFee"]
        assert sum(parts.values()) == quoted
        await client.ask("author_submitExtrinsic", "0x" + extrinsic.hex())
        assert await client.ask("author_pendingExtrinsics") == ["0x" + extrinsic.hex()]
        assert await client.ask("system_accountNextIndex", BOB.ss58_address) == 1
        await client.ask("dev_newBlock")
        assert node.runtime.fees is not None
        spent = MILLION_TAO - TAO - quoted
        runtime = await runtime_from(client)
        raw = await client.ask(
            "state_getStorage",
            "0x" + bytes(runtime.storage_key("System", "Account", [BOB.ss58_address])).hex(),
        )
        assert (
            runtime.decode(runtime.storage_entry("System", "Account").value_type, bytes.fromhex(raw[2:]))[
                "data"
            ]["free"]
            == spent
        )


async def test_refusals_come_with_their_codes() -> None:
    node = small_node()
    async with client_of(node) as client:
        good = "0x" + signed(node, BOB, transfer(CHARLIE, TAO)).hex()
        await client.ask("author_submitExtrinsic", good)
        assert (await client.error("author_submitExtrinsic", good))[0] == 1013
        answer = await client.raw("author_submitAndWatchExtrinsic", good[:-2] + "00")
        assert answer["error"] == {
            "code": 1010,
            "message": "Invalid Transaction",
            "data": "Transaction has a bad signature",
        }
        assert (await client.error("author_submitExtrinsic", "zz"))[0] == -32602
        for method, message in (
            ("payment_queryInfo", "Unable to query dispatch info."),
            ("payment_queryFeeDetails", "Unable to query fee details."),
        ):
            assert await client.error(method, "0x0884") == (2, message)
            assert await client.error(method, "0x088400") == (1, message)


async def test_what_the_node_says_of_itself() -> None:
    async with client_of(small_node()) as client:
        assert await client.ask("system_properties") == {
            "ss58Format": 42,
            "tokenDecimals": 9,
            "tokenSymbol": "TAO",
        }
        assert await client.ask("system_health") == {"peers": 0, "isSyncing": False, "shouldHavePeers": False}
        methods = (await client.ask("rpc_methods"))["methods"]
        assert {"state_getStorageAt", "state_call", "state_getKeysPaged", "chain_subscribeAllHeads"} <= set(
            methods
        )
        for method in (
            "system_name",
            "system_version",
            "system_chainType",
            "system_localPeerId",
            "system_nodeRoles",
        ):
            assert await client.ask(method)
        assert (await client.ask("state_getMetadata"))[:12] == "0x6d6574610e"


async def test_a_subscription_ends_with_its_connection() -> None:
    node = small_node()
    async with client_of(node) as client:
        await client.ask("chain_subscribeNewHeads")
        assert len(node._listeners) == 1
    assert node._listeners == []


async def test_the_server_stops_when_the_author_fails() -> None:
    node = small_node(block_time=0.01)

    def broken(at: Node) -> None:
        raise ZeroDivisionError

    node.actors.append(broken)
    seen: list[Server] = []
    with pytest.raises(ZeroDivisionError):
        await asyncio.wait_for(run(node, ready=seen.append), 60)
    assert seen[0].url.startswith("ws://127.0.0.1:")


async def test_storage_history_by_range() -> None:
    node = small_node()
    async with client_of(node) as client:
        runtime = await runtime_from(client)
        key = "0x" + bytes(runtime.storage_key("System", "Account", [CHARLIE.ss58_address])).hex()
        for made in range(4):
            if made % 2:
                node.submit(signed(node, ALICE, transfer(CHARLIE, TAO)))
            await client.ask("dev_newBlock")
        first, last = await client.ask("chain_getBlockHash", [1, 4])
        history = await client.ask("state_queryStorage", [key], first, last)
        assert [entry["block"] for entry in history] == await client.ask("chain_getBlockHash", [1, 2, 4])
        assert [entry["changes"][0][1] is None for entry in history] == [True, False, False]
