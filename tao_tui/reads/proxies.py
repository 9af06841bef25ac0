"""Who may act for an account, as what and after which wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tao_tui.addresses import Address
from tao_tui.amounts import Tao
from tao_tui.chain.query import Reading, Storage
from tao_tui.errors import Unsupported
from tao_tui.reads.chain_text import as_address, as_int
from tao_tui.text import Clean, clean

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.runtime import ChainRuntime

_PALLET: Final = "Proxy"


@dataclass(frozen=True, slots=True)
class Proxy:
    """One account that may act for another."""

    delegate: Address
    proxy_type: Clean
    delay: int
    """Blocks a call must have been announced before it can be made; 0 needs no announcement."""


@dataclass(frozen=True, slots=True)
class Announced:
    """A call a proxy with a delay said it would make for the account."""

    delegate: Address
    call_hash: Clean
    block: int
    """The block it was announced in."""


@dataclass(frozen=True, slots=True)
class Proxies:
    """Everybody who may act for one account."""

    account: Address
    proxies: tuple[Proxy, ...]
    deposit: Tao
    """Reserved for them; it comes back as they are removed."""
    most: int
    """How many there may be."""
    announced: tuple[Announced, ...] = ()
    """Calls that wait; removing the proxy stops its own."""


def require_proxies(runtime: ChainRuntime) -> None:
    """Raise `Unsupported` where nobody can act for another."""
    if not (runtime.has_call(_PALLET, "add_proxy") and runtime.has_storage(_PALLET, "Proxies")):
        raise Unsupported("This chain's runtime has no proxies.")


async def read_proxies(client: Client, account: Address, at: str | None = None) -> Reading[Proxies]:
    """The proxies of `account`, in one batch, and what those with a delay announced in another.

    Raises `Unsupported` on runtimes without proxies.
    """
    require_proxies(client.runtime)
    reading = await client.read([Storage(_PALLET, "Proxies", (account,))], at)
    definitions, deposit = reading.data[0] or ((), 0)
    found = tuple(
        Proxy(as_address(each["delegate"]), clean(str(each["proxy_type"]), 60), as_int(each["delay"]))
        for each in definitions
    )
    most = as_int(client.runtime.constant(_PALLET, "MaxProxies"))
    waiting = await _announced(client, account, found, reading.block.hash)
    return Reading(reading.block, Proxies(account, found, Tao(as_int(deposit)), most, waiting))


async def _announced(
    client: Client, account: Address, proxies: Sequence[Proxy], at: str
) -> tuple[Announced, ...]:
    delayed = sorted({each.delegate for each in proxies if each.delay})
    if not delayed:
        return ()
    reading = await client.read([Storage(_PALLET, "Announcements", (delegate,)) for delegate in delayed], at)
    return tuple(
        Announced(delegate, clean(str(each["call_hash"]), 80), as_int(each["height"]))
        for delegate, answer in zip(delayed, reading.data, strict=True)
        for each in (answer or ((), 0))[0]
        if each["real"] == account
    )


def deposit_for(runtime: ChainRuntime, count: int) -> Tao:
    """What is reserved for so many proxies of one account."""
    if not count:
        return Tao(0)
    base, each = (as_int(runtime.constant(_PALLET, f"ProxyDeposit{part}")) for part in ("Base", "Factor"))
    return Tao(base + each * count)
