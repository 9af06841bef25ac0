"""Several nodes for one network: the quickest, none that is behind, answers nonsense or wants a rest."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

from tao_tui.chain.client import connect
from tao_tui.chain.connection.dial import TooManyRequests, TurnedAway
from tao_tui.chain.connection.endpoints import Endpoints
from tao_tui.chain.connection.state import ConnectionState
from tao_tui.chain.networks import Network, resolve_network
from tao_tui.chain.query import Storage
from tao_tui.errors import NodeUnreachable
from tests.chain.fake_node import ALICE, GENESIS, FakeNode, RpcFailure
from tests.chain.test_connection import until

ACCOUNT = Storage("System", "Account", (ALICE,))


@asynccontextmanager
async def silent() -> AsyncIterator[str]:
    """Something that takes connections and never says a word."""
    held: list[asyncio.StreamWriter] = []

    async def hold(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        held.append(writer)
        await reader.read()
        writer.close()

    server = await asyncio.start_server(hold, "127.0.0.1", 0)
    async with server:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        for writer in held:
            writer.close()


@asynccontextmanager
async def policy(status: HTTPStatus, **headers: str) -> AsyncIterator[tuple[str, list[float]]]:
    """A server that turns everybody away, and when it did."""
    asked: list[float] = []

    def refuse(connection: ServerConnection, request: Request) -> Response:
        asked.append(time.monotonic())
        response = connection.respond(status, "no\n")
        for name, value in headers.items():
            response.headers[name.replace("_", "-")] = value
        return response

    async def nothing(connection: ServerConnection) -> None:
        await connection.wait_closed()

    async with serve(nothing, "127.0.0.1", 0, process_request=refuse) as server:
        yield f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}", asked


async def test_a_silent_endpoint_costs_a_moment_and_not_the_timeout(node: FakeNode) -> None:
    async with silent() as dead:
        started = time.monotonic()
        async with connect(Network("mine", (dead, node.url), GENESIS), timeout=60) as client:
            assert (await client.head()).hash == node.head.hash
            assert client.endpoint == node.url
        assert time.monotonic() - started < 30
        started = time.monotonic()
        async with connect(Network("mine", (dead, node.url), GENESIS), timeout=60) as client:
            assert client.endpoint == node.url


async def test_a_silent_endpoint_is_passed_over_in_an_outage_too(node: FakeNode) -> None:
    async with silent() as dead, FakeNode().running() as first:
        await first.new_block()
        async with connect(Network("mine", (first.url, dead, node.url), GENESIS), timeout=60) as client:
            await until(lambda: client.endpoint in (first.url, node.url))
            here, other = (first, node) if client.endpoint == first.url else (node, first)
            await here.stop_listening()
            await here.drop_all()
            await until(lambda: client.endpoint == other.url)
            assert (await client.read((ACCOUNT,))).data[0]["data"]["free"] == 10**15


def test_the_quickest_is_first_and_known_again_in_the_next_run(tmp_path: Path) -> None:
    endpoints = Endpoints(("a", "b", "c"), tmp_path)
    assert endpoints.candidates() == ("a", "b", "c")
    assert endpoints.head_start("a") == 0
    endpoints.timed({"a": 0.5, "b": 0.05, "c": 0.2})
    again = Endpoints(("a", "b", "c"), tmp_path)
    assert again.candidates() == ("b", "c", "a")
    assert again.head_start("a") == 1
    assert 0 < again.head_start("b") < 1


def test_a_resting_a_wrong_and_an_avoided_endpoint_are_left_out(tmp_path: Path) -> None:
    endpoints = Endpoints(("a", "b", "c"), tmp_path)
    endpoints.rest("a", 100)
    assert endpoints.candidates() == ("b", "c")
    endpoints.avoid("b")
    assert endpoints.candidates() == ("c",)
    assert endpoints.candidates() == ("b", "c")
    endpoints.lost("b")
    assert endpoints.candidates() == ("c", "b")
    assert not endpoints.exclude("b")
    assert endpoints.wait() == 0
    endpoints.rest("c", 50)
    assert endpoints.candidates() == ()
    assert 49 < endpoints.wait() <= 50
    assert not endpoints.exclude("a")
    assert endpoints.exclude("c")


def test_a_damaged_or_old_memory_of_endpoints_is_no_memory(tmp_path: Path) -> None:
    file = tmp_path / "endpoints.json"
    for content in (b"{", b"[]", b'{"a": "quick"}'):
        file.write_bytes(content)
        assert Endpoints(("b", "a"), tmp_path).candidates() == ("b", "a")


async def test_a_node_that_is_behind_does_not_take_the_head_back(node: FakeNode) -> None:
    for _ in range(20):
        await node.new_block()
    async with FakeNode().running() as behind, FakeNode().running() as ahead:
        for _ in range(21):
            await ahead.new_block()
        async with connect(Network("mine", (node.url,), GENESIS)) as client:
            client.link.endpoints.all = (node.url, behind.url, ahead.url)
            assert (await client.head()).number == 21
            await node.stop_listening()
            await node.drop_all()
            await until(lambda: client.endpoint == ahead.url and client.state.phase == "live")
            assert (await client.head()).number == 21
            assert "chain_getHead" not in behind.methods()


async def test_where_every_node_is_behind_that_is_believed_in_the_end(node: FakeNode) -> None:
    details: list[str] = []
    async with connect(Network("mine", (node.url,), GENESIS)) as client:
        await client.head()
        client.on_state(lambda state: details.append(state.detail))
        client.link.frontier.saw(1_000)
        await node.drop_all()
        await until(lambda: client.state.phase == "live" and len(details) > 2)
        assert (await client.head()).number == 1
    assert any("999 blocks behind" in detail for detail in details)


async def test_a_development_chain_may_begin_anew(node: FakeNode) -> None:
    async with connect(resolve_network(node.url)) as client:
        await client.head()
        client.link.frontier.saw(1_000)
        states: list[str] = []
        client.on_state(lambda state: states.append(state.phase))
        await node.drop_all()
        await until(lambda: states == ["switching", "live"])


async def test_nonsense_from_one_node_is_answered_by_another_and_said(node: FakeNode) -> None:
    said: list[ConnectionState] = []
    async with FakeNode().running() as liar:
        await liar.new_block()
        liar.handlers["state_queryStorageAt"] = lambda *_: [{"block": liar.head.hash, "changes": []}]
        async with connect(Network("mine", (liar.url,), GENESIS)) as client:
            client.link.endpoints.all = (liar.url, node.url)
            client.on_state(said.append)
            assert (await client.read((ACCOUNT,))).data[0]["data"]["free"] == 10**15
            assert client.endpoint == node.url
            assert client.link.endpoints.candidates() == (node.url,)
    assert "left System.Account out" in said[0].detail


async def test_a_rate_limit_is_waited_for_as_long_as_asked_and_shown(node: FakeNode) -> None:
    async with policy(HTTPStatus.TOO_MANY_REQUESTS, Retry_After="120") as (url, asked):
        with pytest.raises(TooManyRequests) as caught:
            async with connect(resolve_network(url)):
                pass
        assert 120 <= caught.value.rest <= 130
        assert "120 s" in caught.value.hint
        async with connect(Network("mine", (node.url,), GENESIS)) as client:
            await client.head()
            client.link.endpoints.all = (url,)
            await node.drop_all()
            await until(
                lambda: client.state.retry_at is not None and client.state.retry_at > time.monotonic() + 60
            )
            words = client.state.words(time.monotonic())
            assert "trying again in 1" in words
            assert "429" in words
            assert len(asked) == 2
            client.link.endpoints.all = (node.url,)


@pytest.mark.parametrize(
    ("status", "said"),
    [(HTTPStatus.FORBIDDEN, "does not let us in"), (HTTPStatus.SERVICE_UNAVAILABLE, "overloaded")],
)
async def test_a_policy_is_told_from_a_wrong_address(status: HTTPStatus, said: str) -> None:
    async with policy(status) as (url, _):
        with pytest.raises(TurnedAway, match=said) as caught:
            async with connect(resolve_network(url)):
                pass
    assert caught.value.rest >= 30


async def test_a_connection_ended_by_policy_is_not_rushed_back_to(node: FakeNode) -> None:
    async with connect(resolve_network(node.url)) as client:
        await client.head()
        (connection,) = node._connections
        await connection.close(1008, "quota exceeded")
        await until(lambda: client.state.retry_at is not None)
        assert "quota exceeded" in client.state.detail
        assert client.state.retry_at is not None
        assert client.state.retry_at > time.monotonic() + 20


@pytest.mark.parametrize("batches", [True, False])
async def test_a_node_that_asks_to_slow_down_is_asked_again_later(
    node: FakeNode, monkeypatch: pytest.MonkeyPatch, batches: bool
) -> None:
    monkeypatch.setattr("tao_tui.chain.connection.link._SLOWER", (0.01, 0.02, 0.04))
    node.refuse_batches = not batches
    left = [2]

    def limited() -> str:
        if left[0]:
            left[0] -= 1
            raise RpcFailure(-32999, "RPC rate limit exceeded")
        return node.final.hash

    details: list[ConnectionState] = []
    async with connect(resolve_network(node.url)) as client:
        await client.head()
        node.handlers["chain_getFinalizedHead"] = limited
        client.on_state(details.append)
        assert (await client.finalized()).hash == node.final.hash
        await asyncio.sleep(0)
        assert any("slow down" in state.detail and state.retry_at for state in details)
        assert client.state.detail == ""
        left[0] = 100
        with pytest.raises(TooManyRequests):
            await client.finalized()
    assert left[0] == 97


async def test_too_much_at_once_is_not_taken_for_a_node_without_batches(
    node: FakeNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tao_tui.chain.connection.link._SLOWER", (0.05,) * 3)
    async with connect(resolve_network(node.url)) as client:
        await client.head()
        node.nonsense = '{"jsonrpc":"2.0","id":null,"error":{"code":-32005,"message":"Too many requests"}}'
        task = asyncio.create_task(client.read((ACCOUNT,)))
        await until(lambda: "slow down" in client.state.detail)
        node.nonsense = None
        assert (await task).data[0]["data"]["free"] == 10**15
        assert client.link.takes_batches


def test_the_state_is_one_line_for_a_person() -> None:
    state = ConnectionState("stale", "wss://node.example", "No new block.", since=100.0)
    assert state.words(140.4) == "wss://node.example stale for 40 s: No new block."
    waiting = ConnectionState("connecting", "wss://node.example", "HTTP 429.", since=100.0, retry_at=131.0)
    assert waiting.words(101.0) == "connecting to wss://node.example; trying again in 30 s: HTTP 429."


async def test_nobody_at_all_says_what_the_first_one_said(unused_port: int) -> None:
    with pytest.raises(NodeUnreachable, match="Nothing listens"):
        async with connect(Network("mine", (f"ws://127.0.0.1:{unused_port}", "ws://[::1]:1"), GENESIS)):
            pass
