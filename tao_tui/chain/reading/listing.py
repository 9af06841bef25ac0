"""Lists storage maps whose keys cannot be computed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tao_tui.chain.answers.hexadecimal import from_hex
from tao_tui.chain.answers.storage import parse_query
from tao_tui.chain.query import Reading
from tao_tui.errors import NodeError, NodeProtocolError

if TYPE_CHECKING:
    from tao_tui.chain.client import Client

_PAGE: Final = 1000
"""Keys in one page: the most that nodes give."""


async def list_entries(
    client: Client, pallet: str, item: str, params: tuple[object, ...], *, at: str | None, limit: int
) -> Reading[tuple[tuple[Any, Any], ...]]:
    """Page through a map's keys and values at one block; more than `limit` entries are a `NodeError`."""
    block = (await client.read((), at)).block
    runtime = client.runtime if at is None else await client.runtime_at(block.hash)
    prefix = "0x" + runtime.storage_prefix(pallet, item, params).hex()
    pairs: list[tuple[str, str]] = []
    start: str | None = None
    seen = 0
    while True:
        page = await _keys(client, prefix, start, block.hash)
        seen += len(page)
        if page and seen <= limit:
            pairs += await _values(client, page, block.hash)
        if seen > limit:
            raise NodeError(
                f"{pallet}.{item} has more than {limit} entries.",
                hint="Ask for fewer.",
                code="too_many_entries",
            )
        if len(page) < _PAGE:
            break
        start = page[-1]
    try:
        entries = runtime.codec.decode_map_changes(pallet, item, pairs, fixed=len(params))
    except ValueError as error:
        raise NodeProtocolError(f"The node's {pallet}.{item} cannot be decoded.") from error
    return Reading(block, tuple((key, value) for key, value in entries))


@dataclass(frozen=True, slots=True)
class Page:
    """Some entries of a map as they are stored, in the order of their keys, and whether more follow."""

    entries: tuple[tuple[bytes, bytes], ...]
    more: bool


async def list_page(
    client: Client, prefix: bytes, *, at: str, limit: int, after: bytes | None = None
) -> Page:
    """Up to `limit` keys below `prefix` with their values, those that come `after` a key of it."""
    wanted = limit + 1
    keys: list[str] = []
    start = None if after is None else "0x" + after.hex()
    while len(keys) < wanted:
        size = min(_PAGE, wanted - len(keys))
        page = await _keys(client, "0x" + prefix.hex(), start, at, size)
        keys += page
        if len(page) < size:
            break
        start = page[-1]
    shown, entries = keys[:limit], []
    for first in range(0, len(shown), _PAGE):
        entries += await _values(client, shown[first : first + _PAGE], at)
    pairs = tuple((from_hex(key, "a key"), from_hex(value, "a map's value")) for key, value in entries)
    return Page(pairs, len(keys) > limit)


async def _keys(
    client: Client, prefix: str, start: str | None, block_hash: str, size: int = _PAGE
) -> list[str]:
    raw = await client.request("state_getKeysPaged", prefix, size, start, block_hash)
    if not isinstance(raw, list) or len(raw) > size or not all(isinstance(key, str) for key in raw):
        raise NodeProtocolError("The node's page of keys has the wrong shape.")
    if any(not key.startswith(prefix) for key in raw) or (start is not None and start in raw):
        raise NodeProtocolError("The node's page of keys does not belong to what was asked.")
    return raw


async def _values(client: Client, keys: list[str], block_hash: str) -> list[tuple[str, str]]:
    raw = await client.request("state_queryStorageAt", keys, block_hash)
    _, found = parse_query(raw)
    pairs = [(key, value) for key in keys if (value := found.get(key)) is not None]
    for _, value in pairs:
        from_hex(value, "a map's value")
    return pairs
