"""What a subnet or a coldkey says of itself on chain, under the fields the connected runtime has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tao_tui.addresses import Address
from tao_tui.chain.query import Reading, Storage
from tao_tui.errors import Unsupported
from tao_tui.reads.chain_text import as_address, as_bytes, chain_text
from tao_tui.reads.unknown_subnet import unknown_subnet
from tao_tui.text import Clean, clean

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.runtime import ChainRuntime

MODULE: Final = "SubtensorModule"
SUBNET_CALL, COLDKEY_CALL = "set_subnet_identity", "set_identity"
_SUBNET_ITEMS: Final = ("SubnetIdentitiesV3", "SubnetIdentitiesV2", "SubnetIdentities")
_COLDKEY_ITEMS: Final = ("IdentitiesV2", "Identities")
"""Where runtimes keep them, the newest first: an older item may stand beside a newer one, unused."""
LABELS: Final[Mapping[str, str]] = {
    "subnet_name": "Name",
    "name": "Name",
    "subnet_url": "Website",
    "url": "Website",
    "github_repo": "GitHub",
    "subnet_contact": "Contact",
    "discord": "Discord",
    "description": "Description",
    "logo_url": "Logo",
    "image": "Image",
    "additional": "Additional",
}
"""Fields in words."""
_LONGEST: Final = 1_200
"""More characters than any field may have."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The texts somebody put on chain; nothing vouches for them."""

    stored: Mapping[str, bytes]
    """Every field of the runtime, exactly as stored; empty where nothing was said."""
    is_set: bool

    def lines(self) -> list[tuple[str, Clean]]:
        """Label and text of every field that says something."""
        return [(LABELS.get(name, name), text) for name, text in self.texts.items() if text]

    @property
    def texts(self) -> dict[str, Clean]:
        """Every field as it may be shown: cleaned, and cut to a length."""
        return {name: clean(value, _LONGEST) for name, value in self.stored.items()}


@dataclass(frozen=True, slots=True)
class SubnetIdentity:
    """What a subnet says of itself, and who may change it."""

    netuid: int
    symbol: Clean
    owner: Address
    identity: Identity


def identity_fields(runtime: ChainRuntime, call: str) -> tuple[str, ...]:
    """The fields `call` sets, in its order; `Unsupported` on runtimes without it."""
    if not runtime.has_call(MODULE, call):
        raise Unsupported(f"Runtime {runtime.spec_version} keeps no such identities.")
    return tuple(name for name, _ in runtime.call_arguments(MODULE, call) if name != "netuid")


def subnet_identity_item(runtime: ChainRuntime, netuid: int) -> Storage:
    """Where the runtime keeps the identity of a subnet."""
    return Storage(MODULE, _newest(runtime, _SUBNET_ITEMS), (netuid,))


def coldkey_identity_item(runtime: ChainRuntime, coldkey: Address) -> Storage:
    """Where the runtime keeps the identity of a coldkey."""
    return Storage(MODULE, _newest(runtime, _COLDKEY_ITEMS), (coldkey,))


def identity_from(runtime: ChainRuntime, call: str, value: Any) -> Identity:
    """The identity in a decoded storage value, None where nothing was said."""
    known: Mapping[str, Any] = value or {}
    stored = {name: as_bytes(known.get(name)) for name in identity_fields(runtime, call)}
    return Identity(stored, value is not None)


async def read_subnet_identity(client: Client, netuid: int) -> Reading[SubnetIdentity]:
    """What a subnet says of itself, in one batch at the head; `UsageError` when there is no such subnet."""
    runtime = client.runtime
    identity_fields(runtime, SUBNET_CALL)
    items = [Storage(MODULE, name, (netuid,)) for name in ("NetworksAdded", "SubnetOwner", "TokenSymbol")]
    reading = await client.read([*items, subnet_identity_item(runtime, netuid)])
    added, owner, symbol, found = reading.data
    if not added:
        raise unknown_subnet(netuid)
    identity = identity_from(runtime, SUBNET_CALL, found)
    return Reading(reading.block, SubnetIdentity(netuid, chain_text(symbol, 16), as_address(owner), identity))


async def read_coldkey_identity(client: Client, coldkey: Address) -> Reading[Identity]:
    """What a coldkey says of itself, in one batch at the head."""
    runtime = client.runtime
    identity_fields(runtime, COLDKEY_CALL)
    reading = await client.read([coldkey_identity_item(runtime, coldkey)])
    return Reading(reading.block, identity_from(runtime, COLDKEY_CALL, reading.data[0]))


def _newest(runtime: ChainRuntime, names: tuple[str, ...]) -> str:
    found = next((name for name in names if runtime.has_storage(MODULE, name)), None)
    if found is None:
        raise Unsupported(f"Runtime {runtime.spec_version} keeps no such identities.")
    return found
