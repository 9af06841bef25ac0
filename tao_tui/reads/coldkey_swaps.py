"""Coldkeys that are to be replaced by others: what was announced, and when it can be carried out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tao_tui.addresses import Address, public_key_of
from tao_tui.amounts import Tao
from tao_tui.chain.query import Reading, Storage
from tao_tui.errors import Unsupported
from tao_tui.reads.chain_text import as_int

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.runtime import ChainRuntime

_MODULE: Final = "SubtensorModule"
_ANNOUNCED: Final = "ColdkeySwapAnnouncements"
_DISPUTED: Final = "ColdkeySwapDisputes"


@dataclass(frozen=True, slots=True)
class ColdkeySwap:
    """What is to become of one coldkey."""

    coldkey: Address
    new_coldkey_hash: str | None
    """blake2b-256 of the new coldkey's public key; None when nothing is announced."""
    executable_at: int | None
    """The first block in which the swap can be carried out."""
    withdrawable_at: int | None
    """The first block in which the announcement can be taken back, or replaced by another."""
    disputed_at: int | None
    """The block in which it was disputed; the account is frozen since."""
    delay_blocks: int
    """What an announcement waits for."""
    withdrawal_blocks: int
    """How much longer it waits before it can be taken back, or replaced."""
    cost: Tao
    """What the first announcement costs."""


def coldkey_hash(coldkey: Address) -> str:
    """What an announcement names a coldkey by."""
    return "0x" + hashlib.blake2b(public_key_of(coldkey), digest_size=32).hexdigest()


def require_announcements(runtime: ChainRuntime) -> None:
    """Raise `Unsupported` where a coldkey cannot announce that it will be swapped."""
    if not (runtime.has_call(_MODULE, "announce_coldkey_swap") and runtime.has_storage(_MODULE, _ANNOUNCED)):
        raise Unsupported(f"Runtime {runtime.spec_version} does not let coldkeys announce a swap.")


async def read_coldkey_swap(client: Client, coldkey: Address) -> Reading[ColdkeySwap]:
    """What is announced for `coldkey`, in one batch; `Unsupported` on runtimes without announcements."""
    require_announcements(client.runtime)
    items = [Storage(_MODULE, name, (coldkey,)) for name in (_ANNOUNCED, _DISPUTED)]
    items += [Storage(_MODULE, f"ColdkeySwap{name}Delay") for name in ("Announcement", "Reannouncement")]
    reading = await client.read(items)
    announced, disputed, delay, again = reading.data
    at = as_int(announced[0]) if announced is not None else None
    cost = client.runtime.constant(_MODULE, "KeySwapCost")
    swap = ColdkeySwap(
        coldkey=coldkey,
        new_coldkey_hash=_hex(announced[1]) if announced is not None else None,
        executable_at=at,
        withdrawable_at=None if at is None else at + as_int(again),
        disputed_at=None if disputed is None else as_int(disputed),
        delay_blocks=as_int(delay),
        withdrawal_blocks=as_int(again),
        cost=Tao(as_int(cost)),
    )
    return Reading(reading.block, swap)


def _hex(value: object) -> str:
    return "0x" + bytes(value).hex() if isinstance(value, bytes | bytearray) else str(value)
