"""Opens websockets to nodes, and says in plain words why one could not be opened."""

from __future__ import annotations

import asyncio
import secrets
import socket
import ssl
from typing import TYPE_CHECKING, Final

from websockets.asyncio.client import connect
from websockets.exceptions import (
    InvalidHandshake,
    InvalidProxy,
    InvalidStatus,
    InvalidURI,
    WebSocketException,
)

from tao_tui.chain.networks import is_loopback
from tao_tui.errors import NodeUnreachable
from tao_tui.text import clean

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

MAX_MESSAGE: Final = 16 * 1024 * 1024
"""Bytes of the longest answer taken; nodes themselves stop at 15 MiB by default.

A hostile answer of this size costs half a gigabyte and a second, because JSON unfolds when it is read.
"""

TOO_MANY_REQUESTS: Final = 429
_TURNED_AWAY: Final = {
    401: "wants a key",
    403: "does not let us in",
    TOO_MANY_REQUESTS: "",
    503: "is overloaded",
}
_GOODBYE: Final = 0.02
"""Seconds to wait for the answer to a goodbye: a far node's would cost every command a round trip."""
_USUAL_REST: Final = 30
_LONGEST_REST: Final = 600


class TurnedAway(NodeUnreachable):
    """The endpoint does not want us now; `rest` are the seconds to leave it alone."""

    default_code = "turned_away"

    def __init__(self, message: str, *, rest: float = _USUAL_REST, code: str | None = None) -> None:
        super().__init__(
            message,
            hint=f"It is left alone for {rest:.0f} s; or name another node with --network.",
            code=code,
        )
        self.rest = rest + secrets.randbelow(10_000) / 1000
        """Spread, so that a crowd that was turned away does not come back at once."""


class TooManyRequests(TurnedAway):
    """The endpoint counts requests by address and has had enough of this one."""

    default_code = "rate_limited"


class _Direct(connect):
    """Opens exactly the address that was named, checked and shown: a redirection is a refusal."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc


async def dial(endpoint: str, limit: float) -> ClientConnection:
    """Open a websocket within `limit` seconds or raise `NodeUnreachable` with what to do."""
    try:
        return await _Direct(
            endpoint,
            open_timeout=limit,
            close_timeout=_GOODBYE,
            max_size=MAX_MESSAGE,
            compression=None,
            proxy=None if is_loopback(endpoint) else True,
        )
    except (OSError, TimeoutError, EOFError, WebSocketException, ValueError) as error:
        raise explain_dial(endpoint, error, limit) from error


def explain_dial(endpoint: str, error: BaseException, limit: float) -> NodeUnreachable:
    """The failure to open `endpoint`, worded for a person."""
    where = clean(endpoint, 120)
    other = "Try again, or name another node with --network."
    if isinstance(error, InvalidStatus):
        status = error.response.status_code
        if status in _TURNED_AWAY:
            return _turned_away(where, status, error.response.headers.get("Retry-After", ""))
        return NodeUnreachable(
            f"{where} answered HTTP {status} instead of opening a connection.",
            hint="Check the address; a node's websocket usually listens on port 9944 or 443.",
        )
    if isinstance(error, ssl.SSLCertVerificationError):
        return NodeUnreachable(
            f"The certificate of {where} is not to be trusted: {clean(error.verify_message, 120)}.",
            hint="Somebody may be in between. Check the address and this machine's clock.",
        )
    if isinstance(error, ssl.SSLError):
        return NodeUnreachable(
            f"{where} does not speak TLS.", hint="Use ws:// instead of wss:// if the node is your own."
        )
    if isinstance(error, InvalidURI):
        return NodeUnreachable(f"{where} is not an address that can be opened.", hint=other)
    if isinstance(error, InvalidProxy):
        return NodeUnreachable(
            f"The proxy on the way to {where} is not usable.", hint="Check the proxy settings."
        )
    if isinstance(error, socket.gaierror):
        return NodeUnreachable(
            f"The name in {where} cannot be found.", hint="Check the address and your internet connection."
        )
    if isinstance(error, ConnectionRefusedError) or _refused(error):
        hint = "Is the node running?" if is_loopback(endpoint) else other
        return NodeUnreachable(f"Nothing listens at {where}.", hint=hint)
    if isinstance(error, TimeoutError | asyncio.TimeoutError):
        return NodeUnreachable(f"{where} did not answer within {limit:g} s.", hint=other)
    if isinstance(error, InvalidHandshake | EOFError):
        return NodeUnreachable(
            f"What listens at {where} is not a node.",
            hint="Check the address; a node's websocket usually listens on port 9944 or 443.",
        )
    return NodeUnreachable(f"{where} cannot be reached: {clean(str(error), 120)}.", hint=other)


def _turned_away(where: str, status: int, retry_after: str) -> TurnedAway:
    """The error for a status that is a policy, with the rest the endpoint asks for in whole seconds."""
    rest = min(max(int(retry_after), 1), _LONGEST_REST) if retry_after.isdecimal() else _USUAL_REST
    if status == TOO_MANY_REQUESTS:
        return TooManyRequests(
            f"{where} is turning us away: too many requests from this address (HTTP 429).", rest=rest
        )
    return TurnedAway(f"{where} {_TURNED_AWAY[status]} (HTTP {status}).", rest=rest)


def _refused(error: BaseException) -> bool:
    """Several addresses of one name that all refuse come as one joined text."""
    return isinstance(error, OSError) and "Connect call failed" in str(error) and "111" in str(error)
