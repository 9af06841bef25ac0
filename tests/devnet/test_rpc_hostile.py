"""Everything a hostile client can say: clean errors, and the chain goes on."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Awaitable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.asyncio.client import connect

from tao_tui.devnet.node.node import Node
from tao_tui.devnet.node.pool import PoolError
from tao_tui.devnet.rpc import doorway, inbox, server, subscriptions
from tao_tui.devnet.rpc.dispatch import Dispatcher
from tao_tui.devnet.rpc.messages import RpcError
from tao_tui.devnet.rpc.registry import METHODS, Context, call
from tao_tui.devnet.rpc.server import serve
from tests.devnet.signing import BOB, CHARLIE, free, signed, small_node, transfer
from tests.devnet.test_rpc import Client, client_of
from tests.devnet.test_rpc_abuse import bare_socket, masked
from tests.devnet.worldly import world

TAO = 10**9
INTERNAL = -32603
NASTY: tuple[Any, ...] = (
    None,
    True,
    -1,
    2**70,
    1e308,
    "",
    "0x",
    "0xzz",
    "0x1",
    "0x" + "00" * 32,
    "0x" + "ff" * 40,
    "ü" * 50,
    [],
    {},
    [None],
    [[[]]],
    {"count": "many"},
    {"hash": 5},
    [["0x00", 7]],
    ["0x" + "00" * 5000],
)


@pytest.fixture(scope="module")
def node() -> Node:
    return small_node(finality_lag=3)


async def test_no_method_breaks_on_nonsense(node: Node, caplog: pytest.LogCaptureFixture) -> None:
    async with client_of(node) as client:
        for name in sorted(METHODS):
            for params in ([], *([value] * many for value in NASTY for many in (1, 3))):
                answer = await client.raw(name, *params)
                assert answer.get("error", {}).get("code") != INTERNAL, (name, params, answer)
            client.notes.clear()
    assert caplog.records == []


PARAMS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
REQUEST = st.fixed_dictionaries(
    {"jsonrpc": st.just("2.0") | PARAMS, "id": PARAMS, "method": st.sampled_from(sorted(METHODS)) | PARAMS},
    optional={"params": PARAMS},
)
MESSAGE = st.one_of(
    st.binary(max_size=200), REQUEST.map(json.dumps), st.lists(REQUEST | PARAMS, max_size=4).map(json.dumps)
)


@given(MESSAGE)
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_message_gets_an_answer_or_none(node: Node, message: str | bytes) -> None:
    answer = asyncio.run(Dispatcher(Context(node)).answer(message))
    for each in [] if answer is None else [json.loads(answer)]:
        for one in each if isinstance(each, list) else [each]:
            assert one["jsonrpc"] == "2.0"
            assert ("result" in one) != ("error" in one)


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "[" * 5_000 + "]" * 5_000, "nul", "\x00"])
async def test_deep_or_broken_json_is_a_parse_error(node: Node, text: str) -> None:
    async with client_of(node) as client:
        await client.socket.send(text)
        assert json.loads(await client.socket.recv())["error"] in (
            {"code": -32700, "message": "Parse error"},
            {"code": -32600, "message": "Invalid request"},
        )
        assert await client.ask("system_chain")


def test_an_extrinsic_with_a_flipped_bit_is_refused() -> None:
    node, chance = small_node(), random.Random(7)
    good = signed(node, BOB, transfer(CHARLIE, TAO))
    for place in chance.sample(range(8 * len(good)), 300):
        bad = bytearray(good)
        bad[place // 8] ^= 1 << place % 8
        with pytest.raises(PoolError) as refused:
            node.submit(bytes(bad))
        assert refused.value.code in (1001, 1002, 1010, 1011)
    node.submit(good)
    assert node.new_block().extrinsics[-1] == good
    assert free(node, CHARLIE) == TAO


async def test_runtime_apis_take_no_nonsense(caplog: pytest.LogCaptureFixture) -> None:
    node, chance = world("small"), random.Random(7)
    context = Context(node)
    for api, kind in node.runtime.apis.items():
        for method in kind.methods:
            for size in (0, 1, 2, 3, 4, 8, 32, 33, 34, 66, 100):
                for data in (bytes(size), b"\xff" * size, chance.randbytes(size)):
                    asked = [f"{api}_{method}", "0x" + data.hex()]
                    assert await code_of(call(context, "state_call", asked)) in (None, 4003), asked
    assert caplog.records == []


async def code_of(answer: Awaitable[Any]) -> int | None:
    try:
        await answer
    except RpcError as refused:
        return refused.code
    return None


async def test_garbage_and_half_frames_end_only_their_connection() -> None:
    node = small_node()
    chance = random.Random(7)
    async with serve(node) as served, connect(served.url) as other:
        for junk in (
            masked(b'{"jsonrpc":"2.0","id":1,"method":"chain_subscribeNewHeads"}') + b"\x81",
            b"\x81\xfe\x40\x00" + bytes(4),
            b"\xff" * 64,
            b"\x81\x05hello",
            b"\x01\x80" + bytes(4),
            chance.randbytes(4096),
        ):
            _, writer = await bare_socket(served.port)
            writer.write(junk)
            await writer.drain()
            assert await Client(other).ask("dev_newBlock")
            writer.close()
        async with asyncio.timeout(60):
            while node._listeners:
                await asyncio.sleep(0.01)
        assert node.head.number == 6


async def test_a_flood_of_subscriptions_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscriptions, "MAX_SUBSCRIPTIONS", 20)
    node = small_node()
    async with client_of(node) as client:
        ids = [await client.ask("state_subscribeStorage", ["0x1234"]) for _ in range(20)]
        too_many = (-32006, "Too many subscriptions on the connection")
        assert await client.error("chain_subscribeNewHeads") == too_many
        extrinsic = "0x" + signed(node, BOB, transfer(CHARLIE, TAO)).hex()
        assert await client.error("author_submitAndWatchExtrinsic", extrinsic) == too_many
        assert len(node.pool) == 0
        assert await client.ask("state_unsubscribeStorage", ids[0]) is True
        assert await client.ask("chain_subscribeNewHeads")
        assert len(node._listeners) == 20


async def test_followed_keys_are_counted_over_all_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscriptions, "MAX_FOLLOWED", 10)
    async with serve(small_node()) as served, connect(served.url) as mine:
        async with connect(served.url) as theirs:
            assert await Client(theirs).ask("state_subscribeStorage", ["0x1234"] * 8)
            assert (await Client(mine).error("state_subscribeStorage", ["0x1234"] * 3))[0] == -32006
            assert await Client(mine).ask("state_subscribeStorage", ["0x1234"] * 2)
        async with asyncio.timeout(60):
            while "error" in await Client(mine).raw("state_subscribeStorage", ["0x1234"] * 8):
                await asyncio.sleep(0.01)


async def test_a_thousand_connections_are_served_or_refused() -> None:
    node = small_node()
    handshake = (
        b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    async with serve(node) as served, connect(served.url) as first:

        async def knock() -> int:
            reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
            writers.append(writer)
            writer.write(handshake)
            return int((await asyncio.wait_for(reader.readuntil(b"\r\n"), 60)).split()[1])

        writers: list[asyncio.StreamWriter] = []
        statuses = [
            status for _ in range(10) for status in await asyncio.gather(*(knock() for _ in range(100)))
        ]
        assert statuses.count(101) == server.MAX_CONNECTIONS - 1
        assert statuses.count(429) == 1001 - server.MAX_CONNECTIONS
        assert await Client(first).ask("dev_newBlock")
        for writer in writers:
            writer.close()


@pytest.mark.parametrize("plain", [False, True])
async def test_unfinished_messages_are_counted_over_all_connections(
    monkeypatch: pytest.MonkeyPatch, plain: bool
) -> None:
    monkeypatch.setattr(inbox, "MAX_INCOMING_BYTES", 400_000)
    monkeypatch.setattr(inbox, "FAIR_BYTES", 100_000)
    start = (
        b"POST / HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 150000\r\n\r\n"
        if plain
        else b"\x81\xff" + (15_000_000).to_bytes(8, "big") + bytes(4)
    )
    async with serve(small_node()) as served, connect(served.url) as other:
        halves: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        for _ in range(4):
            opened = asyncio.open_connection("127.0.0.1", served.port) if plain else bare_socket(served.port)
            halves.append(await opened)
            halves[-1][1].write(start + b" " * 149_000)
        gone = [asyncio.ensure_future(reader.read()) for reader, _ in halves]
        await asyncio.wait_for(asyncio.wait(gone, return_when=asyncio.FIRST_COMPLETED), 60)
        assert any(not task.done() for task in gone)
        batch = [{"jsonrpc": "2.0", "id": 1, "method": "system_chain"}] * 500
        for _ in range(20):
            await other.send(json.dumps(batch))
            assert len(json.loads(await other.recv())) == 500
        for task in gone:
            task.cancel()
        for _, writer in halves:
            writer.close()


async def test_silent_connections_are_counted_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doorway, "MAX_OPEN", 5)
    async with serve(small_node()) as served:
        silent = [await asyncio.open_connection("127.0.0.1", served.port) for _ in range(5)]
        reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
        assert (await asyncio.wait_for(reader.read(), 60)).startswith(b"HTTP/1.1 429 ")
        for _, each in (*silent, (reader, writer)):
            each.close()
        async with asyncio.timeout(60):
            while True:
                reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
                writer.write(b"PUT / HTTP/1.1\r\n\r\n")
                answer = await reader.read()
                writer.close()
                if answer.startswith(b"HTTP/1.1 405 "):
                    break
                await asyncio.sleep(0.02)
