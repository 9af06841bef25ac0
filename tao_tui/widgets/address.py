"""Addresses on screen: a fingerprint people can compare at a glance, and a shortened form for tables only."""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

from textual.content import Content

GLYPHS: Final = "◧◨◩◪◰◱◲◳▣▤▥▦▧▨▩◈"
"""Sixteen shapes that stay apart without colour."""

COLOURS: Final = ("$primary", "$secondary", "$accent", "$success", "$warning", "$error", "$foreground")
"""Colours of the theme, so that a fingerprint is readable in all of them."""


def fingerprint_text(address: str) -> str:
    """Two shapes derived from the whole address: one changed character changes them."""
    digest = blake2b(address.encode(), digest_size=4, person=b"tao-tui").digest()
    return GLYPHS[digest[0] % len(GLYPHS)] + GLYPHS[digest[1] % len(GLYPHS)]


def fingerprint(address: str) -> Content:
    """:func:`fingerprint_text` with two colours of the same digest."""
    digest = blake2b(address.encode(), digest_size=4, person=b"tao-tui").digest()
    shapes = fingerprint_text(address)
    return Content.assemble(
        (shapes[0], COLOURS[digest[2] % len(COLOURS)]), (shapes[1], COLOURS[digest[3] % len(COLOURS)])
    )


def shortened(address: str) -> str:
    """``5Gk3…x7Qa`` for table cells. Never used where something is signed."""
    return f"{address[:4]}…{address[-4:]}" if len(address) > 12 else address


def full(address: str) -> Content:
    """The whole address in groups of eight that wrap as one would read it aloud, with its fingerprint."""
    return Content.assemble(fingerprint(address), " ", (address, "bold"))
