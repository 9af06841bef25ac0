"""The wire under abuse: what no client should do must neither stop the node nor fill its memory."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import AsyncExitStack
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus

from tao_tui.devnet.pallets.system import System
from tao_tui.devnet.rpc import messages, outbox, server
from tao_tui.devnet.rpc.registry import METHODS, Context
from tao_tui.devnet.rpc.server import serve
from tests.devnet.signing import BOB, CHARLIE, signed, small_node, transfer
from tests.devnet.test_rpc import Client, client_of

BIG_REQUEST = b'{"jsonrpc":"2.0","id":1,"method":"test_big"}'


def masked(text: bytes) -> bytes:
    """A text frame as a client sends it."""
    return bytes((0x81, 0x80 | len(text))) + bytes(4) + text


async def bare_socket(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A WebSocket with nothing of a client library behind it, after the handshake."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
    writer.write(
        b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    await reader.readuntil(b"\r\n\r\n")
    return reader, writer


async def test_an_oversized_message_ends_the_connection() -> None:
    async with serve(small_node()) as server:
        reader, writer = await bare_socket(server.port)
        writer.write(bytes((0x81, 0xFF)) + (17 * 1024 * 1024).to_bytes(8, "big") + bytes(4))
        frame = await asyncio.wait_for(reader.readexactly(4), 60)
        assert frame[0] == 0x88
        assert int.from_bytes(frame[2:], "big") == 1009
        writer.close()


async def test_a_client_that_does_not_read_is_held_back_not_buffered(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = 0

    def answer(context: Context) -> str:
        nonlocal answered
        answered += 1
        return "0" * 1_000_000

    monkeypatch.setitem(METHODS, "test_big", answer)
    async with serve(small_node()) as server:
        _, writer = await bare_socket(server.port)
        for _ in range(200):
            writer.write(masked(BIG_REQUEST))
        async with connect(server.url) as other:
            for _ in range(300):
                assert await Client(other).ask("system_chain") == "Bittensor devnet"
        assert 8 <= answered < 40


async def test_the_server_ends_although_a_client_does_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(METHODS, "test_big", lambda context: "0" * 1_000_000)
    monkeypatch.setattr(server, "CLOSING_SECONDS", 0.2)
    async with asyncio.timeout(60):
        async with serve(small_node()) as served:
            reader, writer = await bare_socket(served.port)
            writer.write(masked(BIG_REQUEST) * 20)
            await reader.readexactly(1)
        assert await reader.read() != b""
    writer.close()


async def test_a_client_that_stalls_is_hung_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(METHODS, "test_big", lambda context: "0" * 1_000_000)
    monkeypatch.setattr(outbox, "STALL_SECONDS", 0.2)
    node = small_node()
    async with serve(node) as served:
        reader, writer = await bare_socket(served.port)
        writer.write(masked(b'{"jsonrpc":"2.0","id":1,"method":"chain_subscribeNewHeads"}'))
        await reader.readuntil(b"chain_newHead")
        assert len(node._listeners) == 1
        writer.write(masked(BIG_REQUEST) * 20)
        async with asyncio.timeout(60):
            while node._listeners:
                await asyncio.sleep(0.02)
        writer.close()


async def test_blocks_are_made_while_a_long_batch_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    node = small_node()

    def slow(context: Context) -> int:
        time.sleep(0.006)
        return node.head.number

    monkeypatch.setitem(METHODS, "test_slow", slow)
    async with serve(node) as served, connect(served.url) as busy, connect(served.url) as other:
        await busy.send(
            json.dumps([{"jsonrpc": "2.0", "id": each, "method": "test_slow"} for each in range(100)])
        )
        for _ in range(3):
            await Client(other).ask("dev_newBlock")
        answers: list[Any] = json.loads(await asyncio.wait_for(busy.recv(), 60))
        assert [answer["id"] for answer in answers] == list(range(100))
        assert answers[0]["result"] < answers[-1]["result"]


async def test_answers_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "MAX_RESPONSE", 1000)
    async with client_of(small_node()) as client:
        assert await client.error("state_getMetadata") == (-32008, "Response is too big")
        asked = [{"jsonrpc": "2.0", "id": each, "method": "system_chain"} for each in range(100)]
        refused = await client.send(asked)
        assert refused["error"]["code"] == -32011
        assert len(await client.send(asked[:10])) == 10
        refused = await client.send(asked * 11)
        assert refused["error"]["code"] == -32010


@pytest.mark.parametrize("times", [1, 1000])
@pytest.mark.parametrize(
    "method", ["state_queryStorageAt", "state_queryStorage", "state_subscribeStorage", "chain_getBlockHash"]
)
async def test_a_list_asks_for_no_more_than_an_answer_holds(
    monkeypatch: pytest.MonkeyPatch, method: str, times: int
) -> None:
    node, read = small_node(), 0
    value_at = node.runtime.state.value_at

    def counted(*asked: Any) -> Any:
        nonlocal read
        read += 1
        return value_at(*asked)

    monkeypatch.setattr(messages, "MAX_RESPONSE", 4000)
    monkeypatch.setattr(node.runtime.state, "value_at", counted)
    async with client_of(node) as client:
        await client.ask("dev_newBlock")
        head = await client.ask("chain_getHead")
        events = "0x" + node.runtime.pallet(System).Events.raw_key(()).hex()
        more = [head] if method == "state_queryStorage" else []
        read = 0
        asked = [0 if method == "chain_getBlockHash" else events] * times
        answer = await client.raw(method, asked, *more)
        assert answer.get("error", {}).get("code") == (None if times == 1 else -32008)
        assert read < 100


async def test_first_values_come_before_what_blocks_change_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    node = small_node()
    breathe = Context.breathe

    async def breathe_with_a_block(context: Context) -> None:
        if node.head.number < 3:
            node.new_block()
        await breathe(context)

    number = "0x" + node.runtime.pallet(System).Number.raw_key(()).hex()
    async with client_of(node) as client:
        await client.ask("dev_newBlock")
        monkeypatch.setattr(Context, "breathe", breathe_with_a_block)
        await client.ask("state_subscribeStorage", [number] * 600)
        told = [await client.note() for _ in range(3)]
        assert [{value for _, value in each["changes"]} for each in told] == [
            {"0x01000000"},
            {"0x02000000"},
            {"0x03000000"},
        ]


async def readmitted(url: str, stack: AsyncExitStack) -> ClientConnection:
    """A connection as soon as there is room for one."""
    async with asyncio.timeout(60):
        while True:
            try:
                return await stack.enter_async_context(connect(url))
            except InvalidStatus:
                await asyncio.sleep(0.02)


async def test_connections_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "MAX_CONNECTIONS", 3)
    async with serve(small_node()) as served, AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(connect(served.url)) for _ in range(3)]
        assert await Client(clients[-1]).ask("system_chain") == "Bittensor devnet"
        with pytest.raises(InvalidStatus, match="429"):
            await connect(served.url)
        await clients[0].close()
        assert await Client(await readmitted(served.url, stack)).ask("system_chain") == "Bittensor devnet"


async def test_an_extrinsic_no_longer_watched_is_silent() -> None:
    node = small_node()
    async with client_of(node) as client:
        encoded = "0x" + signed(node, BOB, transfer(CHARLIE, 10**9)).hex()
        watched = await client.ask("author_submitAndWatchExtrinsic", encoded)
        assert await client.note() == "ready"
        assert await client.ask("author_unwatchExtrinsic", watched) is True
        await client.ask("dev_newBlock", 4)
        assert client.notes == []
        assert encoded in {f"0x{extrinsic.hex()}" for extrinsic in node.blocks[1].extrinsics}


async def test_another_connections_subscription_cannot_be_ended() -> None:
    async with serve(small_node()) as served, connect(served.url) as mine, connect(served.url) as theirs:
        heads = await Client(mine).ask("chain_subscribeNewHeads")
        assert await Client(theirs).ask("chain_unsubscribeNewHeads", heads) is False
