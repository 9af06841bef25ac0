"""JSON-RPC messages: errors, and how an answer or a notification is written."""

from __future__ import annotations

from typing import Any

import msgspec

Json = Any
VERSION = "2.0"
MAX_RESPONSE = 32 * 1024 * 1024
"""How long one answer may be, in bytes."""
encode = msgspec.json.Encoder().encode


class RpcError(Exception):
    """An error answer."""

    def __init__(self, code: int, message: str, data: Json = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.data = data


def too_big() -> RpcError:
    """The error instead of an answer longer than `MAX_RESPONSE`."""
    return RpcError(-32008, "Response is too big", f"Exceeded max limit of {MAX_RESPONSE}")


def error_answer(request_id: Any, error: RpcError) -> bytes:
    """An error as it is sent."""
    body: dict[str, Any] = {"code": error.code, "message": error.message}
    if error.data is not None:
        body["data"] = error.data
    return encode({"jsonrpc": VERSION, "id": request_id, "error": body})


def notification(method: str, subscription_id: str, result: Json) -> bytes:
    """A notification as it is sent."""
    params = {"subscription": subscription_id, "result": result}
    return encode({"jsonrpc": VERSION, "method": method, "params": params})
