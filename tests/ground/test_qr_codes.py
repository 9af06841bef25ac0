"""The drawn QR code is the code: read back from the glyphs, it is module for module what was encoded."""

from __future__ import annotations

import pytest
import segno

from tao_tui.qr.codes import BORDER, qr_lines, qr_on_terminal

ALICE = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"
HALVES = {"█": (1, 1), "▀": (1, 0), "▄": (0, 1), " ": (0, 0)}


def modules(lines: tuple[str, ...]) -> list[list[int]]:
    rows: list[list[int]] = []
    for line in lines:
        pairs = [HALVES[glyph] for glyph in line]
        rows += [[upper for upper, _ in pairs], [lower for _, lower in pairs]]
    return rows


@pytest.mark.parametrize("drawn", ["dark", "light"])
def test_an_address_fits_a_small_terminal_and_reads_back(drawn: str) -> None:
    lines = qr_lines(ALICE, drawn=drawn)
    assert len(lines) <= 20
    assert {len(line) for line in lines} == {37}
    found = modules(lines)
    wanted = [list(row) for row in segno.make(ALICE, error="m", micro=False, boost_error=False).matrix]
    for y, row in enumerate(wanted):
        for x, module in enumerate(row):
            assert found[y + BORDER][x + BORDER] == (module if drawn == "dark" else 1 - module)


def test_a_terminal_with_colours_shows_black_on_white() -> None:
    lines = qr_on_terminal(ALICE, colours=True)
    assert all(line.startswith("\x1b[30;107m") and line.endswith("\x1b[0m") for line in lines)
    assert qr_on_terminal(ALICE, colours=False) == qr_lines(ALICE, drawn="light")
