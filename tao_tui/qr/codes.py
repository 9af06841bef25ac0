"""QR codes as lines of text: two modules to a character cell, with the quiet border scanners need."""

from __future__ import annotations

from typing import Final

BORDER: Final = 2
"""Modules of quiet border; the standard asks for 4, terminals and paper give more white around it."""

_CELLS: Final = {(1, 1): "█", (1, 0): "▀", (0, 1): "▄", (0, 0): " "}
_ON_WHITE: Final = "\x1b[30;107m"
_PLAIN: Final = "\x1b[0m"


def qr_lines(text: str, *, drawn: str = "dark", error: str = "m") -> tuple[str, ...]:
    """The QR code of `text`; an address takes 37 columns and 19 lines.

    `drawn` says which modules are ink: `dark` on paper, `light` on a terminal with a dark ground.
    """
    import segno

    code = segno.make(text, error=error, micro=False, boost_error=False)
    ink = int(drawn == "dark")
    rows = [[int(bool(module) == ink) for module in row] for row in code.matrix_iter(scale=1, border=BORDER)]
    if len(rows) % 2:
        rows.append([1 - ink] * len(rows[0]))
    return tuple(
        "".join(_CELLS[pair] for pair in zip(upper, lower, strict=True))
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    )


def qr_on_terminal(text: str, *, colours: bool, error: str = "m") -> tuple[str, ...]:
    """The QR code of `text` for a terminal, black on white whatever its theme is, if it has colours."""
    if not colours:
        return qr_lines(text, drawn="light", error=error)
    return tuple(f"{_ON_WHITE}{line}{_PLAIN}" for line in qr_lines(text, error=error))
