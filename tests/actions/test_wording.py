"""How reviews say how long something takes."""

from __future__ import annotations

import pytest

from tao_tui.actions.review.wording import span, waiting


@pytest.mark.parametrize(
    ("blocks", "block_time", "words"),
    [
        (0, 12, "about 0 seconds"),
        (1, 1, "about 1 second"),
        (10, 0.25, "about 3 seconds"),
        (119, 1, "about 119 seconds"),
        (13, 12, "about 2 minutes 36 seconds"),
        (300, 12, "about 60 minutes"),
        (450, 12, "about 90 minutes"),
        (745, 12, "about 2 hours 29 minutes"),
        (7_200, 12, "about 24 hours"),
        (216_000, 1, "about 2 days 12 hours"),
        (71_999, 12, "about 10 days"),
        (216_000, 12, "about 30 days"),
        (75_600, 12, "about 11 days"),
    ],
)
def test_a_duration_is_rounded_to_what_it_is_nearest_to(blocks: int, block_time: float, words: str) -> None:
    assert span(blocks, block_time) == words


def test_one_block_needs_no_time() -> None:
    assert waiting(1, 12) == "1 block"
    assert waiting(216_000, 1) == "216,000 blocks, about 2 days 12 hours"
