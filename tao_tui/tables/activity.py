"""The columns of the journal: what was sent and what became of it."""

from __future__ import annotations

import shlex
import time
from typing import Final

from tao_tui.journal.row import JournalRow
from tao_tui.tables import cells
from tao_tui.tables.columns import Column
from tao_tui.text import clean

_GLYPHS: Final = {
    "finalized": "✔",
    "in_block": "◐",
    "sent": "…",
    "signed": "…",
    "lost": "?",
    "failed": "✘",
    "rejected": "✘",
    "expired": "✘",
}


def _when(row: JournalRow) -> str:
    return time.strftime("%d %b %H:%M", time.localtime(row.created_at))


def _what(row: JournalRow) -> str:
    """The arguments of the command: what stands alone, the amount, then the rest by name."""
    try:
        words = shlex.split(row.command)[1 + len(row.action.split(".")) :]
    except ValueError:  # another program wrote the row
        words = []
    alone: list[str] = []
    named: list[str] = []
    while words:
        word = words.pop(0)
        if not word.startswith("--"):
            alone.append(cells.short_address(word))
            continue
        value = "" if not words or words[0].startswith("--") else cells.short_address(words.pop(0))
        if word == "--amount":
            alone.append(value)
        elif word not in ("--wallet", "--network"):
            named.append(f"{word.removeprefix('--')} {value}".rstrip())
    return clean(" ".join([*alone, *named]), 120)


ACTIVITY_COLUMNS: Final[tuple[Column[JournalRow], ...]] = (
    Column("when", "when", 12, "left", 0, lambda row: row.created_at, _when),
    Column("action", "action", 17, "left", 0, lambda row: row.action, lambda row: row.action),
    Column(
        "status",
        "status",
        12,
        "left",
        0,
        lambda row: row.status,
        lambda row: f"{_GLYPHS.get(row.status, ' ')} {row.status.replace('_', ' ')}",
    ),
    Column("what", "what", 22, "left", 1, _what, _what),
    Column(
        "block",
        "block",
        11,
        "right",
        1,
        lambda row: row.block_number,
        lambda row: cells.NONE if row.block_number is None else cells.count(row.block_number),
    ),
    Column(
        "error", "error", 24, "left", 2, lambda row: row.error or "", lambda row: clean(row.error or "", 60)
    ),
    Column(
        "signer", "signer", 12, "left", 3, lambda row: row.signer, lambda row: cells.short_address(row.signer)
    ),
    Column("network", "network", 10, "left", 4, lambda row: row.network, lambda row: clean(row.network, 40)),
    Column(
        "hash",
        "hash",
        12,
        "left",
        1,
        lambda row: row.extrinsic_hash,
        lambda row: cells.short_address(row.extrinsic_hash),
    ),
)
"""What a journal row shows."""
