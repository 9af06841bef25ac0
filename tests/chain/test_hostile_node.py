"""A node that lies costs time, not money, memory or the event loop."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

from tao_tui.chain.calls.call import Call
from tao_tui.chain.client import Client, connect
from tao_tui.chain.extrinsics.search import locate
from tao_tui.chain.metadata.cache import MetadataCache
from tao_tui.chain.networks import Network, resolve_network
from tao_tui.chain.query import Storage
from tao_tui.chain.runtime import ChainRuntime
from tao_tui.errors import ChainRejected, NodeError, NodeProtocolError, NodeUnreachable, Unsupported
from tao_tui.scale.compact import write_compact
from tests.chain.fake_node import ALICE, GENESIS, FakeNode, key, metadata_bytes
from tests.chain.sent import SIGNER, follow, sign
from tests.chain.test_connection import until

NUMBER = Storage("System", "Number")


def remark(client: Client) -> Any:
    return client.runtime.compose(Call("System", "remark", {"remark": b"x"}))


async def collect(client: Client, into: list[object]) -> None:
    async for change in client.changes((NUMBER,)):
        into.append(change.values[NUMBER])


async def test_a_number_its_hash_does_not_prove_begins_no_era_on_a_pinned_network(node: FakeNode) -> None:
    for _ in range(3):
        await node.new_block()
    node.handlers["chain_getHeader"] = lambda at=None: node.final.header | {"number": "0x01"}
    async with connect(Network("mine", (node.url,), GENESIS)) as client:
        with pytest.raises(NodeProtocolError, match="final block"):
            await client.prepare(remark(client), SIGNER, 1)
    async with connect(resolve_network(node.url)) as client:
        assert (await client.prepare(remark(client), SIGNER, 1)).birth_block == 1


async def test_metadata_without_its_own_check_is_not_signed_on_a_pinned_network(
    node: FakeNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ChainRuntime, "offers_metadata_hash", False)
    async with connect(Network("mine", (node.url,), GENESIS)) as client:
        with pytest.raises(Unsupported, match="does not check"):
            await client.prepare(remark(client), SIGNER, 1)
    async with connect(resolve_network(node.url)) as client:
        assert (await client.prepare(remark(client), SIGNER, 1)).metadata_hash is None


@pytest.mark.parametrize("name", [b"re\x1b[2J", b"rema\xc2\x9b", b"re mar", b"re<ark"])
def test_names_that_are_no_names_are_not_taken_from_metadata(name: bytes) -> None:
    hostile = metadata_bytes().replace(b"remark", name)
    runtime = ChainRuntime(hostile, spec_version=1, transaction_version=1)
    with pytest.raises(NodeProtocolError, match="no name"):
        runtime.call_arguments("System", "remark")
    with pytest.raises(NodeProtocolError, match="no name"):
        runtime.call_names("System")


async def test_a_block_the_node_lacks_is_not_a_block_without_the_transaction(node: FakeNode) -> None:
    await node.new_block()
    async with connect(resolve_network(node.url)) as client:
        with pytest.raises(NodeError) as caught:
            await locate(client, "0x" + "11" * 32, range(1, 9))
    assert caught.value.code == "unknown_block"


async def test_a_node_that_keeps_talking_cannot_keep_us_past_the_era(
    node: FakeNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tao_tui.chain.extrinsics.submission._SILENCE", 0.1)
    monkeypatch.setattr("tao_tui.chain.extrinsics.fate._POLL", 0.02)
    async with connect(resolve_network(node.url)) as client:
        signed = await sign(client, period=4)
        task = asyncio.create_task(follow(client, signed, []))
        await until(lambda: node.submitted)
        for _ in range(6):
            await node.new_block()
        async with asyncio.timeout(60):
            while not task.done():
                await node.watch_result("ready")
                await asyncio.sleep(0.02)
        with pytest.raises(ChainRejected) as caught:
            await task
    assert caught.value.code == "Expired"


async def test_one_id_for_two_subscriptions_ends_the_connection_and_both_go_on(node: FakeNode) -> None:
    honest = node._subscribe

    async def same(connection: ServerConnection, method: str, params: list[Any]) -> str:
        await honest(connection, method, params)
        return "s1"

    seen: list[object] = []
    async with connect(resolve_network(node.url)) as client:
        node._subscribe = same  # type: ignore[method-assign]
        tasks = [asyncio.create_task(collect(client, seen)) for _ in range(2)]
        await until(lambda: client.state.phase == "switching")
        node._subscribe = honest  # type: ignore[method-assign]
        await until(lambda: len(seen) >= 2)
        seen.clear()
        await node.new_block(changes={key("System", "Number"): "0x07000000"})
        await until(lambda: seen == [7, 7])
        for task in tasks:
            task.cancel()


async def test_a_subscription_without_an_id_is_not_asked_for_in_a_rush(node: FakeNode) -> None:
    node.handlers["state_subscribeStorage"] = lambda keys: None
    async with connect(resolve_network(node.url)) as client:
        task = asyncio.create_task(collect(client, []))
        await asyncio.sleep(0.5)
        task.cancel()
    assert node.methods().count("state_subscribeStorage") < 6


async def test_notifications_nobody_asked_for_are_not_kept(node: FakeNode) -> None:
    async with connect(resolve_network(node.url)) as client:
        await client.head()
        (connection,) = node._connections
        for number in range(20):
            await node.notify(connection, f"x{number}", "A" * 100_000)
        await client.head()
        assert not (await client.link.wire())._early


async def test_a_reader_that_falls_megabytes_behind_is_cut_off(
    node: FakeNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tao_tui.chain.connection.subscription.MAX_BACKLOG_BYTES", 100_000)
    async with connect(resolve_network(node.url)) as client:
        stream = client.changes((NUMBER,))
        await anext(stream)
        ((sub_id, (connection, _, _)),) = [
            entry for entry in node._subscriptions.items() if entry[1][1] == "state_subscribeStorage"
        ]
        for _ in range(3):
            await node.notify(connection, sub_id, "A" * 50_000)
        await client.head()
        await node.new_block(changes={key("System", "Number"): "0x07000000"})
        assert (await asyncio.wait_for(anext(stream), 60)).values == {NUMBER: 7}


async def test_endless_pages_of_keys_without_values_end(node: FakeNode) -> None:
    pages = 0

    def page(prefix: str, size: int, start: str | None, at: str) -> list[str]:
        nonlocal pages
        pages += 1
        return [f"{prefix}{pages * size + index:064x}" for index in range(size)]

    node.handlers["state_getKeysPaged"] = page
    node.handlers["state_queryStorageAt"] = lambda keys, at=None: [
        {"block": node.head.hash, "changes": [[one, None] for one in keys]}
    ]
    async with connect(resolve_network(node.url)) as client:
        with pytest.raises(NodeError) as caught:
            await asyncio.wait_for(client.entries("System", "Account", limit=3000), 60)
    assert caught.value.code == "too_many_entries"
    assert pages == 4


async def test_a_new_version_with_every_answer_fills_no_memory(node: FakeNode) -> None:
    honest = node._version

    def newer(block: Any = None) -> dict[str, Any]:
        node.spec_version += 1
        return honest() | {"specVersion": node.spec_version}

    async with connect(resolve_network(node.url)) as client:
        node._version = newer  # type: ignore[method-assign]
        for _ in range(3):
            with pytest.raises(NodeError, match="faster"):
                await client.head()
        assert len(client._runtimes) <= 4


async def test_a_redirection_is_not_followed(node: FakeNode) -> None:
    def elsewhere(connection: ServerConnection, request: Request) -> Response:
        response = connection.respond(HTTPStatus.FOUND, "")
        response.headers["Location"] = node.url
        return response

    async def nothing(connection: ServerConnection) -> None:
        await connection.wait_closed()

    async with serve(nothing, "127.0.0.1", 0, process_request=elsewhere) as server:
        url = f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}"
        with pytest.raises(NodeUnreachable, match="HTTP 302"):
            async with connect(resolve_network(url)):
                pass
    assert node.frames == []


async def test_closing_while_a_new_connection_is_being_proven_leaves_nothing_open(node: FakeNode) -> None:
    async with connect(resolve_network(node.url)) as client:
        await client.head()
        node.stalled.add("chain_getBlockHash")
        node.frames.clear()
        await node.drop_all()
        await until(lambda: "chain_getBlockHash" in node.methods())
    assert not [task for task in asyncio.all_tasks() if task.get_name().startswith("wire ")]


async def test_an_account_read_from_a_lie_about_its_shape_is_an_error(node: FakeNode) -> None:
    node.handlers["state_queryStorageAt"] = lambda keys, at=None: [
        {"block": node.head.hash, "changes": [[one, {"deep": [1]}] for one in keys]}
    ]
    async with connect(resolve_network(node.url)) as client:
        with pytest.raises(NodeProtocolError):
            await client.read((Storage("System", "Account", (ALICE,)),))


@pytest.mark.parametrize("hide", [b"\x01", b"\x01\x08\0", b"\x01\x04\0\0", b"\x02\x00", b""])
async def test_metadata_that_is_cut_or_padded_is_not_taken(node: FakeNode, hide: bytes) -> None:
    node.handlers["state_call"] = lambda *_: "0x" + hide.hex()
    with pytest.raises(NodeProtocolError):
        async with connect(resolve_network(node.url)) as client:
            await client.head()


async def test_padded_metadata_is_not_taken_either(node: FakeNode) -> None:
    blob = metadata_bytes()
    node.handlers["state_call"] = lambda *_: "0x01" + (write_compact(len(blob)) + blob + b"\0").hex()
    with pytest.raises(NodeProtocolError, match="incomplete"):
        async with connect(resolve_network(node.url)) as client:
            await client.head()


async def test_metadata_that_contradicts_itself_is_neither_used_nor_kept(
    node: FakeNode, tmp_path: Path
) -> None:
    honest, name = metadata_bytes(), b"\x20Balances"
    at = honest.index(name + b"\x01" + name)
    lie = honest[:at] + b"\x2cCommitments" + honest[at + len(name) :]
    node.metadata = lie
    with pytest.raises(NodeError, match="other names"):
        async with connect(resolve_network(node.url), cache=MetadataCache(tmp_path)):
            pass
    assert not list(tmp_path.glob("*.meta"))
