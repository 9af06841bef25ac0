"""Which chain and which runtime a node serves, checked and fetched."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from tao_tui.chain.connection.rpc import Request, RpcError
from tao_tui.chain.hexadecimal import from_hex, is_hash
from tao_tui.chain.networks import Network
from tao_tui.chain.runtime import ChainRuntime, RuntimeId
from tao_tui.errors import NodeError, NodeProtocolError, Unsupported, WrongNetwork
from tao_tui.genesis import FINNEY_GENESIS, TEST_GENESIS
from tao_tui.scale.compact import read_compact
from tao_tui.scale.proven import names_agree
from tao_tui.text import clean

if TYPE_CHECKING:
    from tao_tui.chain.connection.wire import Wire

_MOST_VERSIONS: Final = 8
_NAMES: Final = {FINNEY_GENESIS: "finney", TEST_GENESIS: "test"}


@dataclass(frozen=True, slots=True)
class RuntimeVersion:
    """What `state_getRuntimeVersion` says that matters here."""

    spec_name: str
    spec_version: int
    impl_version: int
    transaction_version: int

    @property
    def id(self) -> RuntimeId:
        """What its metadata is filed under."""
        return RuntimeId(self.spec_version, self.impl_version)


def parse_version(raw: Any) -> RuntimeVersion:
    """Read a runtime version; nonsense is a `NodeProtocolError`."""
    try:
        name, spec, transaction = raw["specName"], raw["specVersion"], raw["transactionVersion"]
        impl = raw.get("implVersion", 1)
    except (TypeError, KeyError, AttributeError):
        raise NodeProtocolError("The node does not say which runtime it serves.") from None
    if not isinstance(name, str) or not all(
        type(n) is int and 0 <= n < 1 << 32 for n in (spec, impl, transaction)
    ):
        raise NodeProtocolError("The node does not say which runtime it serves.")
    return RuntimeVersion(clean(name, 60), spec, impl, transaction)


def check_genesis(network: Network, pinned: str | None, raw: Any, endpoint: str) -> str:
    """Return the genesis hash a node reports, or raise `WrongNetwork` when it is not the one that must be."""
    if not is_hash(raw):
        raise NodeProtocolError("The node does not say which chain it follows.")
    found = str(raw).lower()
    wanted = network.genesis or pinned
    if wanted is None or found == wanted:
        return found
    other = _NAMES.get(found)
    what = f"it follows {other}" if other else f"its first block is {found}"
    if network.genesis is None:
        what = f"another chain than before answers there now ({what})"
    raise WrongNetwork(
        f"{clean(endpoint, 120)} is not {clean(network.name, 120)}: {what}.",
        hint=f"Nothing was sent. Expected first block {wanted}.",
    )


def known_network(network: Network, genesis: str) -> Network:
    """The network with what its genesis reveals: a private node that follows mainnet is mainnet."""
    if network.genesis is not None:
        return network
    name = _NAMES.get(genesis)
    if name is None:
        return network
    return replace(network, genesis=genesis, is_mainnet=name == "finney", is_dev=False)


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


def _opaque(raw: Any) -> bytes | None:
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
