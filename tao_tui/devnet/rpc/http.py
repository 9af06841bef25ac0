"""JSON-RPC over HTTP POST: one request or batch, one answer; nothing can be subscribed to."""

from __future__ import annotations

import asyncio
import http
from collections.abc import Callable
from dataclasses import dataclass

from tao_tui.devnet.rpc.dispatch import MAX_MESSAGE, Dispatcher
from tao_tui.devnet.rpc.inbox import Inbox
from tao_tui.devnet.rpc.messages import RpcError, error_answer
from tao_tui.devnet.rpc.registry import Context

MAX_HEAD = 16 * 1024
"""How long request line and headers may be, in bytes."""
IDLE_SECONDS = 60.0
"""How long a connection may wait for its next request."""
STALL_SECONDS = 30.0
"""How long a client may take to send one body or read one answer."""
MAX_DIGITS = 12
JSON = "application/json"
WRONG_METHOD = "Used HTTP Method is not allowed. POST is required\n"
CROSS_ORIGIN = {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "POST",
    "access-control-allow-headers": "content-type",
}
"""Pages from anywhere may ask, as on any development node."""


class Refused(Exception):
    """A request that is answered with an HTTP error, after which the connection ends."""

    def __init__(self, status: http.HTTPStatus, body: str | bytes) -> None:
        super().__init__(status.phrase)
        self.answer = Answer(
            status, body.encode() if isinstance(body, str) else body, JSON if isinstance(body, bytes) else ""
        )


@dataclass(frozen=True)
class Head:
    """The request line and the headers of one HTTP request."""

    verb: str
    headers: dict[str, str]
    """By lower-case name."""

    @property
    def stays(self) -> bool:
        """Whether the connection goes on afterwards."""
        return self.headers.get("connection", "").lower() != "close"

    @property
    def waits(self) -> bool:
        """Whether the client sends its body only when told that it is welcome."""
        return self.headers.get("expect", "").lower() == "100-continue"


@dataclass(frozen=True)
class Answer:
    """One HTTP answer."""

    status: http.HTTPStatus
    body: bytes = b""
    kind: str = JSON

    def encoded(self, *, stays: bool) -> bytes:
        """Its bytes."""
        headers = {
            "content-type": self.kind or "text/plain",
            "content-length": str(len(self.body)),
            "connection": "keep-alive" if stays else "close",
            **CROSS_ORIGIN,
        }
        lines = [f"HTTP/1.1 {self.status.value} {self.status.phrase}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return "\r\n".join([*lines, "", ""]).encode() + self.body


class HttpSession:
    """Answers the requests of one connection."""

    def __init__(
        self, context: Context, inbox: Inbox, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._inbox = inbox
        self._inbox.transport = writer.transport
        self._dispatcher = Dispatcher(context)
        self._reader = reader
        self._writer = writer

    def hang_up(self) -> None:
        """End the connection at once."""
        self._writer.transport.abort()

    async def turn_away(self) -> None:
        """Say that there is no room."""
        self._writer.write(
            Refused(http.HTTPStatus.TOO_MANY_REQUESTS, "Too many connections.\n").answer.encoded(stays=False)
        )
        self._writer.close()

    async def run(self) -> None:
        """Serve the connection until either side ends it."""
        try:
            while await self._one():
                await self._dispatcher.context.breathe()
        except (OSError, EOFError, TimeoutError):
            self.hang_up()
        finally:
            self._inbox.close()
            self._writer.close()

    async def _one(self) -> bool:
        """Answer one request; whether another may follow."""
        try:
            head = await read_head(self._reader)
            check(head)
            if head.waits:
                await self._send(b"HTTP/1.1 100 Continue\r\n\r\n")
            body = await read_body(self._reader, head.headers, self._inbox)
        except Refused as refused:
            await self._send(refused.answer.encoded(stays=False))
            return False
        text = b"" if head.verb == "OPTIONS" else await self._dispatcher.answer(body) or b""
        self._inbox.handled(len(body))
        await self._send(Answer(http.HTTPStatus.OK, text).encoded(stays=head.stays))
        return head.stays

    async def _send(self, data: bytes) -> None:
        self._writer.write(data)
        async with asyncio.timeout(STALL_SECONDS):
            await self._writer.drain()


def check(head: Head) -> None:
    """Refuse what is no JSON-RPC request, in the words of a real node."""
    if head.verb not in ("POST", "OPTIONS"):
        raise Refused(http.HTTPStatus.METHOD_NOT_ALLOWED, WRONG_METHOD)
    kind = head.headers.get("content-type", "").partition(";")[0].strip().lower()
    if head.verb == "POST" and kind != JSON:
        text = f"Supplied content type is not allowed. Content-Type: {JSON} is required\n"
        raise Refused(http.HTTPStatus.UNSUPPORTED_MEDIA_TYPE, text)


async def read_head(reader: asyncio.StreamReader) -> Head:
    """Read the next request up to its body; `Refused` when it is none, `EOFError` when the client is gone."""
    async with asyncio.timeout(IDLE_SECONDS):
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.LimitOverrunError:
            raise Refused(http.HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "Headers too long.\n") from None
    first, *lines = head.decode("latin-1").split("\r\n")[:-2]
    words = first.split(" ")
    if len(words) != 3 or not words[2].startswith("HTTP/1.") or not all(":" in line for line in lines):
        raise Refused(http.HTTPStatus.BAD_REQUEST, "This is no HTTP request.\n")
    pairs = (line.partition(":") for line in lines)
    return Head(words[0], {name.strip().lower(): value.strip() for name, _, value in pairs})


async def read_body(reader: asyncio.StreamReader, headers: dict[str, str], inbox: Inbox) -> bytes:
    """Read a request's body, sent whole or in chunks; `Refused` when it is too long or malformed."""
    async with asyncio.timeout(STALL_SECONDS):
        if headers.get("transfer-encoding", "").lower() == "chunked":
            return await _chunks(reader, inbox)
        size = _size(headers.get("content-length", "0"), 10)
        inbox.came(size)
        return await reader.readexactly(size)


async def _chunks(reader: asyncio.StreamReader, inbox: Inbox) -> bytes:
    body = bytearray()
    while True:
        try:
            line = await reader.readuntil(b"\r\n")
        except asyncio.LimitOverrunError:
            raise Refused(http.HTTPStatus.BAD_REQUEST, "This is no chunk.\n") from None
        size = _size(line.partition(b";")[0].strip().decode("latin-1"), 16, len(body))
        inbox.came(size)
        body += await reader.readexactly(size)
        if await reader.readexactly(2) != b"\r\n":
            raise Refused(http.HTTPStatus.BAD_REQUEST, "This is no chunk.\n")
        if not size:
            return bytes(body)


def _size(text: str, base: int, already: int = 0) -> int:
    """A size in bytes; `Refused` when it is none, or too much after what came already."""
    try:
        size = int(text[:MAX_DIGITS], base) if text.isalnum() and text.isascii() else -1
    except ValueError:
        size = -1
    if size < 0:
        raise Refused(http.HTTPStatus.BAD_REQUEST, "This is no size.\n")
    if size + already > MAX_MESSAGE:
        error = RpcError(-32007, "Request is too big", f"Exceeded max limit of {MAX_MESSAGE}")
        raise Refused(http.HTTPStatus.REQUEST_ENTITY_TOO_LARGE, error_answer(None, error))
    return size


def http_protocol(serve: Callable[[asyncio.StreamReader, asyncio.StreamWriter], object]) -> asyncio.Protocol:
    """A protocol that hands its connection to `serve`."""
    reader = asyncio.StreamReader(limit=MAX_HEAD)
    return asyncio.StreamReaderProtocol(reader, serve)  # type: ignore[arg-type]
