"""Texts as QR frames: whole again in any order, and a word about what is missing or wrong."""

from __future__ import annotations

import random

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from tao_tui.errors import UsageError
from tao_tui.qr.frames import frames_of, looks_like_frames, room_in, text_of

TEXT = "".join(random.Random(7).choices("abcdefghijklmnop{}:,", k=3000))


@given(st.text(min_size=1, max_size=400), st.integers(40, 2000), st.randoms())
def test_scanned_in_any_order_and_more_than_once_it_is_the_text_again(
    text: str, room: int, order: random.Random
) -> None:
    frames = list(frames_of(text, room))
    scanned = frames + frames[:3] + ["something else", ""]
    order.shuffle(scanned)
    assert text_of(scanned) == text
    assert looks_like_frames("\n".join(frames))
    assert not looks_like_frames("{" + text)


def test_what_is_missing_is_named() -> None:
    frames = frames_of(TEXT, 195)
    assert len(frames) > 5
    with pytest.raises(UsageError, match=f"frames 2, 5 of {len(frames)} are missing"):
        text_of(frame for number, frame in enumerate(frames, 1) if number not in (2, 5))


@pytest.mark.parametrize(
    "scanned",
    [
        [],
        ["TAOTUI:00000000:1:1:AAAA"],
        [frames_of("x", 200)[0][:-1] + "A"],
        [frames_of(TEXT, 195)[0], *frames_of(TEXT + "x", 195)[1:]],
        ["TAOTUI:00000000:1:99999999999999999999:AA"],
    ],
)
def test_what_makes_no_whole_is_refused(scanned: list[str]) -> None:
    with pytest.raises(UsageError) as caught:
        text_of(scanned)
    assert caught.value.code == "bad_frames"


@pytest.mark.parametrize(("columns", "lines"), [(80, 22), (200, 58), (60, 20), (120, 38)])
def test_a_frame_fits_the_terminal_it_was_cut_for(columns: int, lines: int) -> None:
    for frame in frames_of(TEXT, room_in(columns, lines)):
        code = segno.make(frame, error="l", micro=False, boost_error=False)
        assert code.mode == "alphanumeric"
        side = code.symbol_size(border=2)[0]
        assert side <= columns
        assert (side + 1) // 2 <= lines
