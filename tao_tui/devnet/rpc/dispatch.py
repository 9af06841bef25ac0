"""From the bytes of a JSON-RPC message to the bytes of its answer, in slices that leave time for the node."""

from __future__ import annotations

from typing import Any

import msgspec

from tao_tui.devnet.rpc import messages
from tao_tui.devnet.rpc.messages import VERSION, Json, RpcError, encode, error_answer
from tao_tui.devnet.rpc.registry import Context, call

MAX_MESSAGE = 16 * 1024 * 1024
MAX_BATCH = 1000
_decode = msgspec.json.Decoder().decode


class Dispatcher:
    """Answers one client's messages in order."""

    def __init__(self, context: Context) -> None:
        self.context = context

    async def answer(self, message: str | bytes) -> bytes | None:
        """The answer to a request or a batch; None when it asks for none."""
        try:
            request = _decode(message)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            return error_answer(None, RpcError(-32700, "Parse error"))
        if isinstance(request, list):
            return await self._batch(request)
        answer = await self._one(request)
        if answer is not None and len(answer) > messages.MAX_RESPONSE:
            return error_answer(request.get("id"), messages.too_big())
        return answer

    async def _batch(self, requests: list[Any]) -> bytes | None:
        if not requests:
            return error_answer(None, RpcError(-32600, "Invalid request"))
        if len(requests) > MAX_BATCH:
            data = f"Exceeded max limit of {MAX_BATCH}"
            return error_answer(None, RpcError(-32010, "The batch request was too large", data))
        answers: list[bytes] = []
        size = 0
        for each in requests:
            answer = await self._one(each)
            if answer is not None:
                answers.append(answer)
                size += len(answer)
            if size > messages.MAX_RESPONSE:
                data = f"Exceeded max limit of {messages.MAX_RESPONSE}"
                return error_answer(None, RpcError(-32011, "The batch response was too large", data))
            await self.context.breathe()
        return b"[" + b",".join(answers) + b"]" if answers else None

    async def _one(self, request: Any) -> bytes | None:
        known = isinstance(request, dict)
        request_id = request.get("id") if known else None
        if isinstance(request_id, (dict, list, float, bool)):
            return error_answer(None, RpcError(-32600, "Invalid request"))
        if not known or request.get("jsonrpc") != VERSION or not isinstance(request.get("method"), str):
            return error_answer(request_id, RpcError(-32600, "Invalid request"))
        try:
            result: Json = await call(self.context, request["method"], request.get("params"))
        except RpcError as error:
            return error_answer(request_id, error) if "id" in request else None
        return encode({"jsonrpc": VERSION, "id": request_id, "result": result}) if "id" in request else None
