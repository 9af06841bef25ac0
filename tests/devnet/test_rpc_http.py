"""JSON-RPC over HTTP POST on the port of the WebSocket."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.client import connect

from tao_tui.devnet.rpc import doorway, http, server
from tao_tui.devnet.rpc.server import Server, serve
from tests.devnet.signing import BOB, CHARLIE, signed, small_node, transfer
from tests.devnet.test_rpc import Client

CHAIN = {"jsonrpc": "2.0", "id": 1, "method": "system_chain", "params": []}


class Http:
    """A client with nothing of a library behind it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def answer(self) -> tuple[int, dict[str, str], bytes]:
        head = await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), 60)
        first, *lines = head.decode().split("\r\n")[:-2]
        headers = dict(line.split(": ", 1) for line in lines)
        return int(first.split()[1]), headers, await self.reader.readexactly(int(headers["content-length"]))

    async def send(self, data: bytes) -> tuple[int, dict[str, str], bytes]:
        self.writer.write(data)
        return await self.answer()

    async def post(self, body: Any, *headers: str) -> Any:
        status, _, answer = await self.send(request(json.dumps(body).encode(), *headers))
        assert status == 200
        return json.loads(answer) if answer else None


def request(body: bytes, *headers: str, verb: str = "POST", kind: str = "application/json") -> bytes:
    lines = [
        f"{verb} / HTTP/1.1",
        "Host: x",
        f"Content-Type: {kind}",
        f"Content-Length: {len(body)}",
        *headers,
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


@asynccontextmanager
async def http_of(served: Server) -> AsyncIterator[Http]:
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    try:
        yield Http(reader, writer)
    finally:
        writer.close()


async def test_one_port_speaks_both() -> None:
    node = small_node()
    async with serve(node) as served, http_of(served) as plain, connect(served.url) as socket:
        assert (await plain.post(CHAIN))["result"] == await Client(socket).ask("system_chain")
        extrinsic = "0x" + signed(node, BOB, transfer(CHARLIE, 10**9)).hex()
        sent = await plain.post({**CHAIN, "method": "author_submitExtrinsic", "params": [extrinsic]})
        assert await Client(socket).ask("author_pendingExtrinsics") == [extrinsic]
        assert len(sent["result"]) == 66


async def test_batches_and_notifications() -> None:
    async with serve(small_node()) as served, http_of(served) as plain:
        answers = await plain.post([CHAIN, {**CHAIN, "id": "b", "method": "nothing"}, 5])
        assert [answer["id"] for answer in answers] == [1, "b", None]
        assert answers[1]["error"] == {"code": -32601, "message": "Method not found"}
        assert await plain.post({"jsonrpc": "2.0", "method": "system_chain"}) is None


async def test_nothing_can_be_subscribed_to() -> None:
    node = small_node()
    async with serve(node) as served, http_of(served) as plain:
        for method, params in (
            ("chain_subscribeNewHeads", []),
            ("state_subscribeStorage", [["0x00"]]),
            ("author_submitAndWatchExtrinsic", ["0x" + signed(node, BOB, transfer(CHARLIE, 1)).hex()]),
            ("chain_unsubscribeNewHeads", ["x"]),
        ):
            answer = await plain.post({**CHAIN, "method": method, "params": params})
            assert answer["error"] == {"code": -32603, "message": "Internal error"}
        assert len(node.pool) == 0
        assert node._listeners == []


async def test_chunks_and_a_body_that_waits_to_be_welcome() -> None:
    body = json.dumps(CHAIN).encode()
    async with serve(small_node()) as served, http_of(served) as plain:
        head = b"POST / HTTP/1.1\r\nContent-Type: application/json; charset=utf-8\r\n"
        chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:7], body[7:], b""))
        status, _, answer = await plain.send(head + b"Transfer-Encoding: chunked\r\n\r\n" + chunks)
        assert (status, json.loads(answer)["id"]) == (200, 1)
        plain.writer.write(head + b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(body))
        assert await plain.reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        assert (await plain.send(body))[0] == 200


async def test_a_page_from_elsewhere_may_ask() -> None:
    async with serve(small_node()) as served, http_of(served) as plain:
        status, headers, _ = await plain.send(request(b"", "Origin: https://x", verb="OPTIONS"))
        assert (status, headers["access-control-allow-origin"]) == (200, "*")
        assert (await plain.post(CHAIN, "Connection: close"))["id"] == 1
        assert await plain.reader.read() == b""


JSON_POST = b"POST / HTTP/1.1\r\nContent-Type: application/json\r\n"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (request(b"{}", verb="PUT"), 405),
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", 405),
        (request(b"{}", kind="text/plain"), 415),
        (JSON_POST + b"Content-Length: -1\r\n\r\n", 400),
        (JSON_POST + b"Content-Length: 1" + b"0" * 99 + b"\r\n\r\n", 413),
        (JSON_POST + b"Content-Length: 99999999\r\n\r\n", 413),
        (JSON_POST + b"Transfer-Encoding: chunked\r\n\r\n-5\r\n", 400),
        (JSON_POST + b"Transfer-Encoding: chunked\r\n\r\n1\r\nabc", 400),
        (JSON_POST + b"X: y\r\n" * 4000 + b"\r\n", 431),
        (b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", 400),
        (b"POST \xff\xfe\r\n\r\n", 400),
    ],
)
async def test_what_is_no_request_is_refused(
    sent: bytes, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    async with serve(small_node()) as served:
        async with http_of(served) as plain:
            plain.writer.write(sent)
            head = await asyncio.wait_for(plain.reader.readuntil(b"\r\n"), 60)
            assert int(head.split()[1]) == status
            await asyncio.wait_for(plain.reader.read(), 60)
        async with http_of(served) as plain:
            assert (await plain.post(CHAIN))["id"] == 1
    assert caplog.records == []


async def test_who_says_nothing_or_half_is_hung_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doorway, "OPENING_SECONDS", 0.1)
    monkeypatch.setattr(http, "IDLE_SECONDS", 0.1)
    monkeypatch.setattr(http, "STALL_SECONDS", 0.1)
    async with serve(small_node()) as served:
        for half in (b"", b"POST / HT", request(b"{}")[:-1]):
            async with http_of(served) as plain:
                plain.writer.write(half)
                with pytest.raises((EOFError, ConnectionError)):
                    await asyncio.wait_for(plain.reader.readexactly(1), 60)


async def test_plain_connections_have_the_same_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "MAX_CONNECTIONS", 1)
    async with serve(small_node()) as served, connect(served.url) as socket, http_of(served) as plain:
        assert await Client(socket).ask("system_chain")
        assert (await plain.send(request(b"{}")))[0] == 429
