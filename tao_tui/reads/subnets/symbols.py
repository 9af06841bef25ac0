"""The symbols the chain lets a subnet have, and which of them are free."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tao_tui.chain.query import Reading, Storage
from tao_tui.reads.chain_text import as_bytes
from tao_tui.reads.subnets.market import USUAL_NETUIDS
from tao_tui.reads.unknown_subnet import unknown_subnet
from tao_tui.text import Clean, clean

if TYPE_CHECKING:
    from tao_tui.chain.client import Client

_RANGES: Final = """
74 3b1-3c1 3c3 3c5-3c9 400-405 42b 44a 531-536 55e 5d0-5ea 627-628 62a-63a 641-64a 905-90b 90f-910
913-928 92a-930 932 935-939 d85-d86 d89-d96 d9a-d9e da0-db1 db3-db7 e01-e23 e25 e27-e2e 10d0-10d5
1218 12a0-12a7 12b0-12b6 12c8-12ce 1310-1312 1314-1316 1680-1685 169b 16a0 16a2 16a6 16a8 16b1 16b3
16c9 16d2 2c00-2c20 2c80-2c85 2d30-2d53 30a2 30a4 30a6 30a8 30aa-30ab 30ad 30af 30b1 30b3 30b5 30b7
30b9 30bb 30bd 30bf 30c1 30c4 30c6 30c8 30ca-30cf 30d2 30d5 30d8 30db 30de-30e2 30e4 30e6 30e8-30ed
30ef 30f2-30f3 3131 3134 3137 3139 3141-3142 3145 3147-3148 314a-3163 11000-11003 11005
"""
"""Code points of the catalogue (`SYMBOLS`), each a symbol by itself; root's is not for others."""


@dataclass(frozen=True, slots=True)
class SymbolChoice:
    """The symbol a subnet has, and those it may have."""

    netuid: int
    symbol: Clean
    """Empty where it has none."""
    changeable: bool
    """Whether the runtime lets an owner choose."""
    free: tuple[str, ...]
    """Those of the catalogue no subnet has."""


def known_symbols() -> tuple[str, ...]:
    """Every symbol the runtimes known so far accept, by code point."""
    found: list[str] = []
    for part in _RANGES.split():
        first, _, last = part.partition("-")
        found += map(chr, range(int(first, 16), int(last or first, 16) + 1))
    return tuple(found)


async def read_symbols(client: Client) -> Reading[dict[str, int]]:
    """The netuid that has each symbol in use, of root and the subnets of the default limit."""
    items = [Storage("SubtensorModule", "TokenSymbol", (netuid,)) for netuid in USUAL_NETUIDS]
    added = [Storage("SubtensorModule", "NetworksAdded", (netuid,)) for netuid in USUAL_NETUIDS]
    reading = await client.read([*items, *added])
    symbols, exist = reading.data[: len(items)], reading.data[len(items) :]
    found = {
        as_bytes(symbol).decode(errors="replace"): netuid
        for netuid, symbol, there in zip(USUAL_NETUIDS, symbols, exist, strict=True)
        if there and symbol
    }
    return Reading(reading.block, found)


async def read_symbol_choice(client: Client, netuid: int) -> Reading[SymbolChoice]:
    """What `netuid` may be called; `UsageError` when there is no such subnet."""
    reading = await read_symbols(client)
    taken = reading.data
    symbol = next((clean(each) for each, at in taken.items() if at == netuid), None)
    if symbol is None:
        raise unknown_subnet(netuid)
    # One of the catalogue is a blank, which nobody could see or type.
    free = tuple(each for each in known_symbols() if each not in taken and not each.isspace())
    return Reading(
        reading.block,
        SymbolChoice(netuid, symbol, client.runtime.has_call("SubtensorModule", "update_symbol"), free),
    )
