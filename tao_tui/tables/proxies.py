"""The columns of who may act for an account."""

from __future__ import annotations

from typing import Final

from tao_tui.reads.proxies import Proxies, Proxy
from tao_tui.tables import cells
from tao_tui.tables.columns import Column

PROXY_COLUMNS: Final[tuple[Column[Proxy], ...]] = (
    Column(
        "delegate",
        "delegate",
        13,
        "left",
        0,
        lambda row: row.delegate,
        lambda row: cells.short_address(row.delegate),
    ),
    Column("proxy_type", "type", 22, "left", 0, lambda row: row.proxy_type, lambda row: row.proxy_type),
    Column(
        "delay",
        "delay",
        8,
        "right",
        0,
        lambda row: row.delay,
        lambda row: cells.blocks(row.delay) if row.delay else "at once",
    ),
)
"""What one proxy shows."""


def proxies_sentence(found: Proxies) -> str:
    """How many there are and what is reserved for them."""
    if not found.proxies:
        return f"Nobody may act for {found.account}."
    count = f"{len(found.proxies)} of {found.most} proxies"
    waiting = (
        f" {len(found.announced)} announced calls wait: remove the proxy to stop its."
        if found.announced
        else ""
    )
    return f"{count} of {found.account}; {found.deposit} are reserved for them.{waiting}"
