"""JSON-RPC 2.0 as bytes: requests out; answers, refusals and notifications in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from tao_tui.errors import NodeError, NodeProtocolError
from tao_tui.text import clean

METHOD_NOT_FOUND: Final = -32601
_MOST_DATA: Final = 1000
RATE_LIMITED: Final = -32999
"""What substrate's `--rpc-rate-limit` answers."""


@dataclass(frozen=True, slots=True)
class Request:
    """A method and its positional parameters."""

    method: str
    params: tuple[object, ...] = ()


class RpcError(NodeError):
    """The node understood the question and refused it."""

    default_code = "rpc_error"

    def __init__(self, number: int, text: str, data: object = None) -> None:
        """Keep the JSON-RPC error: its number, message and data, which pools put their reason in."""
        shown = clean(text, 200) or "no reason given"
        self.data = _text(data)
        if self.data:
            shown = f"{shown}: {clean(self.data, 200)}"
        super().__init__(f"The node refused: {shown} (error {number}).")
        self.number = number
        self.text = text[:1000]

    @property
    def asks_to_slow_down(self) -> bool:
        """Whether the node did not answer because it was asked too much, and would answer later."""
        said = self.text.lower()
        return self.number == RATE_LIMITED or "rate limit" in said or "too many requests" in said

    @property
    def lacks_method(self) -> bool:
        """Whether the node does not know the method at all, or does not allow it."""
        known = self.number == METHOD_NOT_FOUND
        return known or "method not found" in self.text.lower() or "unsafe" in self.text.lower()


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for one request: a result, or the error that took its place."""

    id: int
    result: Any
    error: RpcError | None

    def value(self) -> Any:
        """The result, or raise the error."""
        if self.error is not None:
            raise self.error
        return self.result


@dataclass(frozen=True, slots=True)
class Notification:
    """One message of a subscription."""

    subscription: str
    result: Any


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error that answers no request by id: how nodes refuse a batch."""

    error: RpcError


Message = Answer | Notification | Refusal

_encoder: Final = msgspec.json.Encoder()


def encode_request(request: Request, request_id: int) -> dict[str, object]:
    """The JSON object of one request."""
    return {"jsonrpc": "2.0", "id": request_id, "method": request.method, "params": request.params}


def encode_frame(items: Sequence[dict[str, object]], *, batch: bool) -> str:
    """One websocket text frame for a batch, or for a single request."""
    return _encoder.encode(list(items) if batch else items[0]).decode()


def parse_frame(frame: str | bytes) -> tuple[Message, ...]:
    """Read one frame; anything that is not JSON-RPC raises `NodeProtocolError`."""
    try:
        content = msgspec.json.decode(frame)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise NodeProtocolError(
            "The node sent something that is not JSON.", hint="Check the address: is a node listening there?"
        ) from error
    if isinstance(content, list):
        return tuple(_message(item) for item in content)
    return (_message(content),)


def _message(item: Any) -> Message:
    if not isinstance(item, dict):
        raise _nonsense()
    if "method" in item:
        params = item.get("params")
        if isinstance(params, dict) and isinstance(params.get("subscription"), str | int):
            return Notification(str(params["subscription"])[:200], params.get("result"))
        raise _nonsense()
    error = _error(item.get("error"))
    answered = item.get("id")
    if isinstance(answered, bool) or not isinstance(answered, int):
        if error is None:
            raise _nonsense()
        return Refusal(error)
    return Answer(answered, item.get("result"), error)


def _error(raw: Any) -> RpcError | None:
    if raw is None:
        return None
    if not isinstance(raw, dict):
        raise _nonsense()
    number = raw.get("code")
    text = raw.get("message")
    return RpcError(
        number if isinstance(number, int) else 0, text if isinstance(text, str) else "", raw.get("data")
    )


def _text(data: Any) -> str | None:
    """What came with an error as text of bounded length: it may be anything, nested however deep."""
    if data is None or isinstance(data, str):
        return data and data[:_MOST_DATA]
    try:
        return _encoder.encode(data).decode()[:_MOST_DATA]
    except RecursionError:
        return None


def _nonsense() -> NodeProtocolError:
    return NodeProtocolError(
        "The node sent something that is not JSON-RPC.", hint="Check the address: is a node listening there?"
    )
