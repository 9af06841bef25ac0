"""A runtime's metadata, fetched from a node: V15 where it has that, else V14."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tao_tui.chain.answers.hexadecimal import from_hex
from tao_tui.chain.connection.rpc import Request, RpcError
from tao_tui.chain.metadata.version import RuntimeVersion
from tao_tui.chain.runtime import ChainRuntime
from tao_tui.errors import NodeError, NodeProtocolError, Unsupported
from tao_tui.scale.compact import read_compact
from tao_tui.scale.proven import names_agree

if TYPE_CHECKING:
    from tao_tui.chain.connection.wire import Wire

_MOST_VERSIONS: Final = 8


async def fetch_runtime(
    wire: Wire, genesis: str, version: RuntimeVersion, at: str | None = None
) -> ChainRuntime:
    """Download a runtime's metadata: V15 where the node has it, else V14."""
    tail = (at,) if at else ()
    request = Request("state_call", ("Metadata_metadata_at_version", "0x0f000000", *tail))
    try:
        metadata = _opaque(await wire.call(request))
    except RpcError:
        metadata = None  # the runtime is older than the method
    if metadata is None:
        try:
            raw = await wire.call(Request("state_getMetadata", tail))
        except RpcError as error:
            raise Unsupported(
                "The node gives its runtime's description neither as metadata V15 nor as V14"
                f"{await _offered(wire)}.",
                hint="Connect to another node, or update tao-tui.",
            ) from error
        metadata = from_hex(raw, "the runtime's metadata")
    runtime = ChainRuntime(
        metadata,
        spec_version=version.spec_version,
        impl_version=version.impl_version,
        transaction_version=version.transaction_version,
        spec_name=version.spec_name,
        genesis=genesis,
    )
    if runtime.codec.is_v15 and not names_agree(metadata, runtime.codec.registry_json()):
        raise NodeProtocolError(
            "The node's metadata gives calls other names in one place than in another.",
            hint="Use another node.",
        )
    return runtime


async def _offered(wire: Wire) -> str:
    """Which versions of metadata the node has, as the end of a sentence; nothing where it does not tell."""
    try:
        data = from_hex(
            await wire.call(Request("state_call", ("Metadata_metadata_versions", "0x"))), "versions"
        )
        count, start = read_compact(data, 0)
    except NodeError:
        return ""
    words = [data[at : at + 4] for at in range(start, len(data), 4)][: min(count, _MOST_VERSIONS)]
    names = [f"V{int.from_bytes(word, 'little')}" for word in words]
    return f", only as {', '.join(names)}" if names else ""


def _opaque(raw: object) -> bytes | None:
    """Strip `Option<OpaqueMetadata>`: None, or 01, a compact length, and the metadata."""
    data = from_hex(raw, "the runtime's metadata")
    if data == b"\x00":
        return None
    if data[:1] != b"\x01":
        raise NodeProtocolError("The node's metadata is wrapped in something unknown.")
    length, start = read_compact(data, 1)
    if len(data) - start != length:
        raise NodeProtocolError("The node's metadata is incomplete.")
    return data[start:]
