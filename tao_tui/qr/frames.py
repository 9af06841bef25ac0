"""A text cut into frames small enough for a QR code each, and put together again from what was scanned."""

from __future__ import annotations

import zlib
from base64 import b32decode, b32encode
from collections.abc import Iterable
from hashlib import blake2b
from typing import Final

from tao_tui.errors import UsageError

_MARK: Final = "TAOTUI"
_MAX_FRAMES: Final = 4096
_MAX_TEXT: Final = 16 * 1024 * 1024
_HEADER: Final = len(f"{_MARK}:12345678:0001:0001:")
_ALPHANUMERIC_L: Final = {
    4: 114, 5: 154, 6: 195, 7: 224, 8: 279, 9: 335, 10: 395, 12: 535, 15: 758, 20: 1249, 25: 1853,
}  # fmt: skip
"""Characters a QR code of a version holds in its alphanumeric mode at the lowest correction (ISO 18004)."""


def room_in(columns: int, lines: int, border: int = 2) -> int:
    """Characters of one frame whose code fits a terminal of this size, two modules to a line."""
    fits = 114
    for version, room in _ALPHANUMERIC_L.items():
        side = 17 + 4 * version + 2 * border
        if side <= columns and (side + 1) // 2 <= lines:
            fits = room
    return fits


def frames_of(text: str, room: int) -> tuple[str, ...]:
    """`text` as `TAOTUI:sum:number:count:data` of at most `room` characters, all in QR's short alphabet."""
    packed = zlib.compress(text.encode(), 9)
    data = b32encode(packed).decode().rstrip("=")
    step = max(16, room - _HEADER)
    pieces = [data[start : start + step] for start in range(0, len(data), step)]
    if len(pieces) > _MAX_FRAMES:
        raise UsageError("This is too long for QR codes.", hint="Carry the file instead.", code="too_long")
    check = _sum(packed)
    return tuple(f"{_MARK}:{check}:{number}:{len(pieces)}:{piece}" for number, piece in enumerate(pieces, 1))


def looks_like_frames(text: str) -> bool:
    """Whether `text` is scanned frames rather than the text itself."""
    return text.lstrip().startswith(_MARK + ":")


def text_of(lines: Iterable[str]) -> str:
    """The text whose frames are among `lines`, in any order, repeated; `UsageError` says what is missing."""
    pieces: dict[int, str] = {}
    check, count = "", 0
    for line in lines:
        parts = line.strip().split(":")
        if len(parts) != 5 or parts[0] != _MARK or not (parts[2].isdigit() and parts[3].isdigit()):
            continue
        if check and (parts[1], int(parts[3])) != (check, count):
            raise _bad("frames of two texts are mixed")
        check, count = parts[1], int(parts[3])
        pieces[int(parts[2])] = parts[4]
    missing = [str(number) for number in range(1, min(count, _MAX_FRAMES) + 1) if number not in pieces]
    if not pieces or missing:
        raise _bad(f"frames {', '.join(missing[:20])} of {count} are missing" if pieces else "there are none")
    data = "".join(pieces[number] for number in range(1, count + 1))
    try:
        packed = b32decode(data + "=" * (-len(data) % 8))
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(packed, _MAX_TEXT).decode()
    except (ValueError, zlib.error):
        raise _bad("what they hold cannot be read") from None
    if _sum(packed) != check or not unpacker.eof:
        raise _bad("one of them was scanned wrongly")
    return text


def _sum(packed: bytes) -> str:
    return blake2b(packed, digest_size=4).hexdigest().upper()


def _bad(why: str) -> UsageError:
    return UsageError(
        f"The scanned frames do not make a whole: {why}.",
        hint="Scan them again; their order does not matter.",
        code="bad_frames",
    )
