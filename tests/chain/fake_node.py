"""A scripted node: a small chain behind a websocket that misbehaves when told to."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from typing import Any

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from tao_tui.chain.answers.header import hash_of
from tao_tui.chain.query import Storage
from tao_tui.chain.runtime import ChainRuntime
from tao_tui.devnet.frame.metadata import metadata
from tao_tui.devnet.runtime import make_runtime
from tao_tui.scale.compact import write_compact

GENESIS = "0x" + "ab" * 32
ALICE = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"
BOB = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty"
SUCCESS = {
    "phase": {"ApplyExtrinsic": 0},
    "event": {"System": {"ExtrinsicSuccess": {"dispatch_info": {
        "weight": {"ref_time": 1, "proof_size": 0}, "class": "Normal", "pays_fee": "Yes"}}}},
    "topics": [],
}  # fmt: skip


@cache
def metadata_bytes(version: int = 15) -> bytes:
    """Real metadata, of the embedded node's runtime."""
    return metadata(make_runtime(), version)


@cache
def runtime(spec_version: int = 1) -> ChainRuntime:
    return ChainRuntime(
        metadata_bytes(), spec_version=spec_version, transaction_version=1, spec_name="node-subtensor"
    )


def account(free: int, nonce: int = 0) -> str:
    """`System.Account` in hex."""
    words = b"".join(n.to_bytes(4, "little") for n in (nonce, 0, 1, 0))
    data = free.to_bytes(8, "little") + bytes(8) + bytes(8) + (1 << 127).to_bytes(16, "little")
    return "0x" + (words + data).hex()


def key(pallet: str, item: str, *params: object) -> str:
    return "0x" + runtime().storage_key(Storage(pallet, item, params)).hex()


@dataclass
class Block:
    number: int
    hash: str
    header: dict[str, Any]
    extrinsics: list[str]
    state: dict[str, str]
    spec_version: int


class RpcFailure(Exception):
    def __init__(self, code: int, message: str, data: object = None) -> None:
        super().__init__(message)
        self.error = {"code": code, "message": message} | ({} if data is None else {"data": data})


class Drop(Exception):
    """Close the connection instead of answering."""


@dataclass
class FakeNode:
    """State, switches, and a record of every frame that came in."""

    genesis: str = GENESIS
    spec_version: int = 1
    impl_version: int = 1
    metadata_versions: tuple[int, ...] = (14, 15)
    metadata: bytes = b""
    """What is served in the place of the true metadata V15."""
    refuse_batches: bool = False
    stalled: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    drop_on: set[str] = field(default_factory=set)
    nonsense: str | None = None
    early_notifications: bool = False
    handlers: dict[str, Callable[..., Any]] = field(default_factory=dict)
    frames: list[Any] = field(default_factory=list)
    submitted: list[str] = field(default_factory=list)
    finality_lag: int = 1
    url: str = ""

    def __post_init__(self) -> None:
        self._connections: set[ServerConnection] = set()
        self._subscriptions: dict[str, tuple[ServerConnection, str, Any]] = {}
        self._server: Server | None = None
        self._next = 0
        state = {key("System", "Account", ALICE): account(10**15), key("System", "Account", BOB): account(5)}
        self.blocks = [
            Block(0, self.genesis, self._header(0, "0x" + "00" * 32), [], state, self.spec_version)
        ]
        self.watchers: list[tuple[ServerConnection, str]] = []

    # ---- the chain

    @property
    def head(self) -> Block:
        return self.blocks[-1]

    @property
    def final(self) -> Block:
        return self.blocks[max(len(self.blocks) - 1 - self.finality_lag, 0)]

    def methods(self) -> list[str]:
        """Every method asked for, in order, batches flattened."""
        return [
            item["method"]
            for frame in self.frames
            for item in (frame if isinstance(frame, list) else [frame])
        ]

    async def new_block(
        self, extrinsics: list[str] | None = None, changes: dict[str, str] | None = None
    ) -> Block:
        """Append a block; `changes` are storage values by hex key."""
        changes = changes or {}
        state = self.head.state | changes
        if extrinsics:
            value = {"events": [SUCCESS | {"phase": {"ApplyExtrinsic": n}} for n in range(len(extrinsics))]}
            codec = runtime().codec
            kind = runtime().item("System", "Events").value_type
            state[key("System", "Events")] = "0x" + bytes(codec.encode(kind, value["events"])).hex()
        header = self._header(len(self.blocks), self.head.hash)
        block = Block(len(self.blocks), hash_of(header), header, extrinsics or [], state, self.spec_version)
        self.blocks.append(block)
        await self._announce(block, changes)
        return block

    @staticmethod
    def _header(number: int, parent: str) -> dict[str, Any]:
        root = "0x" + blake2b(str(number).encode(), digest_size=32).hexdigest()
        return {
            "parentHash": parent, "number": hex(number), "stateRoot": root, "extrinsicsRoot": root,
            "digest": {"logs": ["0x0661757261"]},
        }  # fmt: skip

    async def _announce(self, block: Block, changes: dict[str, str]) -> None:
        for sub_id, (connection, kind, keys) in list(self._subscriptions.items()):
            if kind == "chain_subscribeNewHeads":
                await self.notify(connection, sub_id, block.header)
            elif kind == "chain_subscribeFinalizedHeads":
                await self.notify(connection, sub_id, self.final.header)
            elif kind == "state_subscribeStorage":
                moved = [[one, changes[one]] for one in keys if one in changes]
                if moved:
                    await self.notify(connection, sub_id, {"block": block.hash, "changes": moved})
            elif (
                kind == "state_subscribeRuntimeVersion" and self.blocks[-2].spec_version != self.spec_version
            ):
                await self.notify(connection, sub_id, self._version())

    async def notify(self, connection: ServerConnection, sub_id: str, result: Any) -> None:
        message = {"jsonrpc": "2.0", "method": "x", "params": {"subscription": sub_id, "result": result}}
        try:
            await connection.send(json.dumps(message))
        except ConnectionClosed:
            self._subscriptions.pop(sub_id, None)

    async def watch_result(self, result: Any) -> None:
        """Tell every watcher of a submitted extrinsic."""
        for connection, sub_id in self.watchers:
            await self.notify(connection, sub_id, result)

    async def drop_all(self) -> None:
        """Close every connection, keep listening."""
        for connection in list(self._connections):
            await connection.close()

    async def stop_listening(self) -> None:
        assert self._server is not None
        self._server.close(close_connections=False)

    # ---- the wire

    async def _serve(self, connection: ServerConnection) -> None:
        self._connections.add(connection)
        try:
            async for raw in connection:
                frame = json.loads(raw)
                self.frames.append(frame)
                await self._answer(connection, frame)
        except (ConnectionClosed, Drop):
            pass
        finally:
            self._connections.discard(connection)
            self._subscriptions = {
                sub_id: entry for sub_id, entry in self._subscriptions.items() if entry[0] is not connection
            }

    async def _answer(self, connection: ServerConnection, frame: Any) -> None:
        if self.nonsense is not None:
            await connection.send(self.nonsense)
            return
        if isinstance(frame, list):
            if self.refuse_batches:
                error = {"code": -32005, "message": "Batched requests are not supported by this server"}
                await connection.send(json.dumps({"jsonrpc": "2.0", "error": error, "id": None}))
                return
            answers = [answer for item in frame if (answer := await self._one(connection, item)) is not None]
            if len(answers) == len(frame):
                await connection.send(json.dumps(answers))
            return
        answer = await self._one(connection, frame)
        if answer is not None:
            await connection.send(json.dumps(answer))

    async def _one(self, connection: ServerConnection, item: Any) -> Any:
        method, params = item["method"], item["params"]
        if method in self.drop_on:
            if method == "author_submitAndWatchExtrinsic":
                self.submitted.append(params[0])
            await connection.close()
            raise Drop
        if method in self.stalled:
            return None
        try:
            if method in self.refused:
                raise RpcFailure(-32601, "Method not found")
            handler = self.handlers.get(method)
            result = handler(*params) if handler else await self._method(connection, method, params)
        except RpcFailure as failure:
            return {"jsonrpc": "2.0", "id": item["id"], "error": failure.error}
        return {"jsonrpc": "2.0", "id": item["id"], "result": result}

    async def _method(self, connection: ServerConnection, method: str, params: list[Any]) -> Any:
        match method:
            case "chain_getHead":
                return self.head.hash
            case "chain_getFinalizedHead":
                return self.final.hash
            case "chain_getBlockHash":
                return self.blocks[params[0]].hash if params[0] < len(self.blocks) else None
            case "chain_getHeader":
                block = self._at(params, 0)
                return None if block is None else block.header
            case "chain_getBlock":
                block = self._need(params, 0)
                return {"block": {"header": block.header, "extrinsics": block.extrinsics}}
            case "state_getRuntimeVersion":
                return self._version(self._need(params, 0))
            case "state_getMetadata":
                if 14 not in self.metadata_versions:
                    raise RpcFailure(4003, "Client error: no such metadata")
                return "0x" + metadata_bytes(14).hex()
            case "state_call":
                return self._call(params)
            case "state_queryStorageAt":
                block = self._need(params, 1)
                found = [[one, block.state.get(one)] for one in params[0]]
                return [{"block": block.hash, "changes": found}]
            case "state_getKeysPaged":
                block = self._need(params, 3)
                keys = sorted(one for one in block.state if one.startswith(params[0]))
                return [one for one in keys if params[2] is None or one > params[2]][: params[1]]
            case "system_accountNextIndex":
                return 0
        if method.startswith(("chain_subscribe", "state_subscribe")):
            return await self._subscribe(connection, method, params)
        if method == "author_submitAndWatchExtrinsic":
            self.submitted.append(params[0])
            self._next += 1
            self.watchers.append((connection, f"w{self._next}"))
            return f"w{self._next}"
        if "unsubscribe" in method or "unwatch" in method:
            return True
        raise RpcFailure(-32601, "Method not found")

    async def _subscribe(self, connection: ServerConnection, method: str, params: list[Any]) -> str:
        self._next += 1
        sub_id = f"s{self._next}"

        async def begin() -> None:
            # At one moment, so that no block is announced before an older first value.
            self._subscriptions[sub_id] = (connection, method, params[0] if params else None)
            await self.notify(connection, sub_id, self._first(method, params))

        if self.early_notifications:
            await begin()
        else:
            asyncio.get_running_loop().call_soon(lambda: self._tasks.append(asyncio.ensure_future(begin())))
        return sub_id

    def _first(self, method: str, params: list[Any]) -> Any:
        if method == "state_subscribeStorage":
            found = [[one, self.head.state.get(one)] for one in params[0]]
            return {"block": self.head.hash, "changes": found}
        if method == "state_subscribeRuntimeVersion":
            return self._version()
        return self.final.header if method == "chain_subscribeFinalizedHeads" else self.head.header

    _tasks: list[asyncio.Future[None]] = field(default_factory=list)

    def _call(self, params: list[Any]) -> str:
        name = params[0]
        if name == "Metadata_metadata_at_version":
            version = int(params[1][2:4], 16)
            if version not in self.metadata_versions:
                return "0x00"
            blob = self.metadata or metadata_bytes(version)
            return "0x01" + (write_compact(len(blob)) + blob).hex()
        if name == "Metadata_metadata_versions":
            versions = [version.to_bytes(4, "little") for version in self.metadata_versions]
            return "0x" + (write_compact(len(versions)) + b"".join(versions)).hex()
        if name == "AccountNonceApi_account_nonce":
            return "0x07000000"
        if name == "TransactionPaymentApi_query_info":
            return (
                "0x"
                + (write_compact(1000) + write_compact(0) + b"\0" + (144_723).to_bytes(8, "little")).hex()
            )
        if name == "TaggedTransactionQueue_validate_transaction":
            return "0x010004"
        raise RpcFailure(4003, f"Client error: Execution failed: Other: Exported method {name} is not found")

    def _version(self, block: Block | None = None) -> dict[str, Any]:
        spec = block.spec_version if block else self.spec_version
        return {"specName": "node-subtensor", "specVersion": spec, "implVersion": self.impl_version,
                "transactionVersion": 1}  # fmt: skip

    def _at(self, params: list[Any], index: int) -> Block | None:
        if len(params) <= index or params[index] is None:
            return self.head
        return next((block for block in self.blocks if block.hash == params[index]), None)

    def _need(self, params: list[Any], index: int) -> Block:
        block = self._at(params, index)
        if block is None:
            raise RpcFailure(4003, "Client error: UnknownBlock: Header was not found in the database")
        return block

    @asynccontextmanager
    async def running(self, port: int = 0) -> AsyncIterator[FakeNode]:
        """Serve on loopback while inside the block."""
        async with serve(self._serve, "127.0.0.1", port, compression=None) as server:
            self._server = server
            self.url = f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}"
            yield self
