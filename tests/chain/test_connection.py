"""Connections are verified, worded, replaced, and never trusted to be the same chain."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from http import HTTPStatus

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

from tao_tui.chain.client import Client, connect
from tao_tui.chain.connection.dial import explain_dial
from tao_tui.chain.connection.state import ConnectionState
from tao_tui.chain.networks import Network, resolve_network
from tao_tui.chain.query import Storage
from tao_tui.errors import NodeProtocolError, NodeUnreachable, TaoTuiError, WrongNetwork
from tao_tui.genesis import FINNEY_GENESIS
from tests.chain.fake_node import ALICE, GENESIS, FakeNode, account, key

ACCOUNT = Storage("System", "Account", (ALICE,))


async def until(condition: object, seconds: float = 60.0) -> None:
    """Wait for a callable to become true."""
    assert callable(condition)
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


async def test_a_pinned_network_refuses_another_chain(node: FakeNode) -> None:
    network = replace(resolve_network("finney"), endpoints=(node.url,))
    with pytest.raises(WrongNetwork) as caught:
        async with connect(network) as client:
            await client.head()
    assert caught.value.exit_code == 4
    assert caught.value.code == "wrong_network"
    assert FINNEY_GENESIS in caught.value.hint
    assert set(node.methods()) <= {"chain_getBlockHash", "state_getRuntimeVersion"}


async def test_a_wrong_endpoint_among_right_ones_is_left(node: FakeNode) -> None:
    async with FakeNode(genesis="0x" + "cd" * 32).running() as wrong:
        network = Network("mine", (wrong.url, node.url), GENESIS)
        async with connect(network) as client:
            assert (await client.head()).hash == node.head.hash
            assert client.endpoint == node.url


async def test_another_chain_after_a_reconnect_is_refused(node: FakeNode) -> None:
    async with connect(resolve_network(node.url)) as client:
        await client.head()
        node.genesis = "0x" + "cd" * 32
        node.blocks[0].hash = node.genesis
        await node.drop_all()
        await until(lambda: client.state.phase == "refused")
        with pytest.raises(WrongNetwork) as caught:
            await client.head()
    assert "another chain than before" in caught.value.message


async def test_a_restarted_local_chain_is_a_new_chain_for_a_new_connection(node: FakeNode) -> None:
    async with connect(resolve_network(node.url)) as client:
        await client.head()
    node.genesis = node.blocks[0].hash = "0x" + "cd" * 32
    await node.new_block()
    async with connect(resolve_network(node.url)) as client:
        assert (await client.read((ACCOUNT,))).data[0]["data"]["free"] == 10**15
        assert client.genesis == node.genesis
        assert client.runtime.genesis == node.genesis


async def test_a_private_node_that_follows_mainnet_counts_as_mainnet(node: FakeNode) -> None:
    node.genesis = node.blocks[0].hash = FINNEY_GENESIS
    async with connect(resolve_network(node.url)) as client:
        await client.head()
        assert client.network.is_mainnet
        assert not client.network.is_dev


async def test_a_mainnet_seen_before_counts_from_the_start_and_only_while_it_is_one(node: FakeNode) -> None:
    node.genesis = node.blocks[0].hash = FINNEY_GENESIS
    async with connect(resolve_network(node.url)) as client:
        await client.head()
    node.frames.clear()
    async with connect(resolve_network(node.url)) as client:
        assert client.network.is_mainnet
        assert node.frames == []
    node.genesis = node.blocks[0].hash = GENESIS
    async with connect(resolve_network(node.url)) as client:
        await client.head()
        assert not client.network.is_mainnet


async def test_a_listeners_mistake_does_not_stop_the_reconnecting(node: FakeNode) -> None:
    mistakes: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: mistakes.append(context))

    def broken(state: ConnectionState) -> None:
        raise RuntimeError("a listener's mistake")

    async with connect(resolve_network(node.url)) as client:
        await client.head()
        client.on_state(broken)
        await node.drop_all()
        await until(lambda: mistakes)
        assert (await client.head()).hash == node.head.hash


async def test_a_node_that_makes_no_blocks_is_left_for_another(
    node: FakeNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tao_tui.chain.client._STALE_SECONDS", 0.1)
    monkeypatch.setattr("tao_tui.chain.client._STALE_BLOCKS", 0)
    numbers: list[int] = []
    async with (
        FakeNode().running() as stuck,
        connect(Network("mine", (stuck.url, node.url), GENESIS)) as client,
    ):
        task = asyncio.create_task(collect_heads(client, numbers))
        await until(lambda: client.endpoint == node.url)
        await until(lambda: numbers == [0, 1])
        task.cancel()


async def test_a_dropped_read_is_asked_again_on_a_new_connection(node: FakeNode) -> None:
    states: list[ConnectionState] = []
    async with connect(resolve_network(node.url)) as client:
        client.on_state(states.append)
        node.drop_on.add("state_queryStorageAt")
        client.on_state(lambda state: node.drop_on.clear())
        assert (await client.read((ACCOUNT,))).data[0]["data"]["free"] == 10**15
    assert [state.phase for state in states] == ["switching", "live", "closed"]


async def test_silence_ends_in_time_and_says_so(node: FakeNode) -> None:
    async with connect(resolve_network(node.url), timeout=2) as client:
        await client.head()
        node.stalled.add("state_queryStorageAt")
        started = time.monotonic()
        with pytest.raises(NodeUnreachable) as caught:
            await client.read((ACCOUNT,))
        assert caught.value.code == "node_timeout"
        assert time.monotonic() - started < 30
        node.stalled.clear()
        assert (await client.read((ACCOUNT,))).data[0]["data"]["free"] == 10**15


@pytest.mark.parametrize(
    "frame",
    [
        "not json",
        "5",
        "{}",
        '{"id": 1}{',
        '[[[["deep"]]]]',
        '{"jsonrpc":"2.0","method":"x","params":[]}',
        "[" * 100_000,
        '{"id":null,"error":"x"}',
        '{"id":null,"error":{"code":1,"message":' + "[" * 800 + "]" * 800 + "}}",
        '{"id":null,"error":{"code":1,"message":"x","data":' + "[" * 800 + "]" * 800 + "}}",
    ],
)
async def test_nonsense_is_a_protocol_error(node: FakeNode, frame: str) -> None:
    node.nonsense = frame
    with pytest.raises((NodeProtocolError, NodeUnreachable)):
        async with connect(resolve_network(node.url), timeout=0.5) as client:
            await client.head()


async def test_a_node_that_goes_away_is_unreachable(node: FakeNode) -> None:
    async with connect(resolve_network(node.url), timeout=2) as client:
        await client.head()
        await node.stop_listening()
        await node.drop_all()
        with pytest.raises(NodeUnreachable):
            await client.head()


async def test_a_closed_client_answers_nothing(node: FakeNode) -> None:
    async with connect(resolve_network(node.url)) as client:
        await client.head()
    with pytest.raises(NodeUnreachable) as caught:
        await client.head()
    assert caught.value.code == "closed"
    assert client.state.phase == "closed"


async def test_an_oversized_answer_is_not_taken(node: FakeNode, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tao_tui.chain.connection.dial.MAX_MESSAGE", 1 << 20)
    async with connect(resolve_network(node.url)) as client:
        node.handlers["chain_getFinalizedHead"] = lambda: "00" * (1 << 20)
        with pytest.raises(NodeProtocolError, match="more at once than is taken"):
            await client.finalized()
        assert "more at once" in client.state.detail
        assert node.methods().count("chain_getFinalizedHead") == 1


async def fail_to_open(url: str) -> TaoTuiError:
    with pytest.raises(NodeUnreachable) as caught:
        async with connect(resolve_network(url), timeout=2):
            pass
    assert caught.value.hint
    assert caught.value.exit_code == 4
    return caught.value


@asynccontextmanager
async def http_server(status: HTTPStatus) -> AsyncIterator[str]:
    async def handler(connection: ServerConnection) -> None:
        await connection.wait_closed()

    def refuse(connection: ServerConnection, request: Request) -> Response:
        return connection.respond(status, "no\n")

    async with serve(handler, "127.0.0.1", 0, process_request=refuse) as server:
        yield f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}"


async def test_too_many_requests_is_worded() -> None:
    async with http_server(HTTPStatus.TOO_MANY_REQUESTS) as url:
        error = await fail_to_open(url)
    assert error.code == "rate_limited"
    assert "429" in error.message


async def test_a_web_server_is_not_a_node() -> None:
    async with http_server(HTTPStatus.OK) as url:
        assert "HTTP 200" in (await fail_to_open(url)).message


async def test_nothing_listening_is_worded(unused_port: int) -> None:
    error = await fail_to_open(f"ws://127.0.0.1:{unused_port}")
    assert "Nothing listens" in error.message


async def test_what_is_no_websocket_is_worded() -> None:
    async def babble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ESMTP\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(babble, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        assert "not a node" in (await fail_to_open(f"ws://127.0.0.1:{port}")).message
        assert (await fail_to_open(f"wss://127.0.0.1:{port}")).message


def test_an_untrusted_certificate_is_worded() -> None:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_message = "self-signed certificate\x1b[31m"
    said = explain_dial("wss://node.example", error, 10)
    assert "certificate" in said.message
    assert "\x1b" not in said.message


async def test_metadata_falls_back_to_v14_and_says_when_there_is_neither(node: FakeNode) -> None:
    node.metadata_versions = (14,)
    async with connect(resolve_network(node.url)) as client:
        assert client.runtime.codec.is_v15 is False
        assert client.runtime.has_call("Balances", "transfer_keep_alive")
    node.metadata_versions = (16,)
    node.spec_version = 9
    await node.new_block()
    with pytest.raises(TaoTuiError) as caught:
        async with connect(resolve_network(node.url)) as client:
            await client.head()
    assert caught.value.code == "unsupported"
    assert caught.value.message.endswith("neither as metadata V15 nor as V14, only as V16.")
    assert "update tao-tui" in caught.value.hint


async def test_concurrent_reads_share_one_connection(node: FakeNode) -> None:
    async with connect(resolve_network(node.url)) as client:
        readings = await asyncio.gather(*(client.read((ACCOUNT,)) for _ in range(50)))
    assert {reading.block.hash for reading in readings} == {node.head.hash}


async def test_early_notifications_are_kept(node: FakeNode) -> None:
    node.early_notifications = True
    async with connect(resolve_network(node.url)) as client:
        async with asyncio.timeout(60):
            async for head in client.heads():
                assert head.block.hash == node.head.hash
                break


async def collect_heads(client: Client, into: list[int]) -> None:
    async for head in client.heads():
        into.append(head.block.number)


async def test_heads_go_on_after_a_reconnect(node: FakeNode) -> None:
    numbers: list[int] = []
    async with connect(resolve_network(node.url)) as client:
        task = asyncio.create_task(collect_heads(client, numbers))
        await until(lambda: numbers == [1])
        await node.new_block()
        await until(lambda: numbers == [1, 2])
        states: list[str] = []
        client.on_state(lambda state: states.append(state.phase))
        await node.drop_all()
        await until(lambda: states == ["switching", "live"])
        await node.new_block()
        await until(lambda: numbers[-1:] == [3])
        task.cancel()
    assert numbers == [1, 2, 3]


async def test_changes_resume_and_tell_only_what_changed(node: FakeNode) -> None:
    seen: list[dict[Storage, object]] = []
    other = Storage("System", "Number")

    async def collect(client: Client) -> None:
        async for change in client.changes((ACCOUNT, other)):
            seen.append(change.values)

    async with connect(resolve_network(node.url)) as client:
        task = asyncio.create_task(collect(client))
        await until(lambda: len(seen) == 1)
        assert set(seen[0]) == {ACCOUNT, other}
        await node.drop_all()
        await node.new_block(changes={key("System", "Account", ALICE): account(77)})
        await until(lambda: len(seen) == 2)
        assert set(seen[1]) == {ACCOUNT}
        await node.new_block(changes={key("System", "Account", ALICE): account(77)})
        await node.new_block(changes={key("System", "Number"): "0x05000000"})
        await until(lambda: len(seen) == 3)
        assert seen[2] == {other: 5}
        task.cancel()


async def test_a_node_without_storage_subscriptions_is_read_at_every_head(node: FakeNode) -> None:
    node.refused.add("state_subscribeStorage")
    seen: list[object] = []

    async def collect(client: Client) -> None:
        async for change in client.changes((ACCOUNT,)):
            seen.append(change.values[ACCOUNT]["data"]["free"])  # type: ignore[index]

    async with connect(resolve_network(node.url)) as client:
        task = asyncio.create_task(collect(client))
        await until(lambda: seen == [10**15])
        await node.new_block()
        await node.new_block(changes={key("System", "Account", ALICE): account(3)})
        await until(lambda: seen == [10**15, 3])
        task.cancel()


async def test_an_upgrade_is_adopted_while_streaming(node: FakeNode) -> None:
    numbers: list[int] = []
    async with connect(resolve_network(node.url)) as client:
        task = asyncio.create_task(collect_heads(client, numbers))
        await until(lambda: numbers == [1])
        node.spec_version = 2
        await node.new_block()
        await until(lambda: client.runtime.spec_version == 2)
        task.cancel()


async def test_a_silent_subscription_is_renewed_and_a_stuck_node_is_stale(
    node: FakeNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tao_tui.chain.client._STALE_SECONDS", 0.1)
    monkeypatch.setattr("tao_tui.chain.client._STALE_BLOCKS", 0)
    numbers: list[int] = []
    async with connect(resolve_network(node.url)) as client:
        task = asyncio.create_task(collect_heads(client, numbers))
        await until(lambda: client.state.phase == "stale")
        node._subscriptions.clear()
        await node.new_block()
        await until(lambda: numbers[-1:] == [2])
        task.cancel()
    assert numbers == [1, 2]


async def test_an_unencrypted_link_to_another_machine_warns(node: FakeNode) -> None:
    async with connect(resolve_network(node.url)) as client:
        assert client.warning == ""
        client.link.board.now = replace(client.link.state, endpoint="ws://203.0.113.9:9944")
        assert "not encrypted" in client.warning
