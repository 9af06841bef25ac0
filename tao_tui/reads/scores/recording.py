"""A feed of scores as a file: recorded while it is followed, replayed through the same screens."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
import numpy as np

from tao_tui.addresses import Address, parse_address
from tao_tui.errors import Fault, TaoTuiError, UsageError
from tao_tui.reads.scores.columns import Scores, fitted
from tao_tui.reads.scores.follow import ScoresDelta, compare
from tao_tui.reads.scores.items import OLDER_VECTORS, SCORE_COLUMNS, Column
from tao_tui.reads.subnets.epochs import Schedule
from tao_tui.reads.subnets.seats import Seats
from tao_tui.text import Clean, clean

_FORMAT: Final = "tao-tui scores 1"
_LONGEST_LINE: Final = 8 << 20
_MOST_NEURONS: Final = 4096
_LONGEST_WAIT: Final = 30.0
_KINDS: Final[Mapping[str, str]] = {
    "emission": "u8", "stake": "u8", "last_update": "u8", "registered_at": "u8",
    "active": "?", "validator_permit": "?",
}  # fmt: skip
"""Columns that are no u16."""


_Count = Annotated[int, msgspec.Meta(ge=0, lt=1 << 62)]
"""With room to add to it in 64 bits."""


class _Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: str
    network: str
    genesis: str
    netuid: int
    name: str


class _Frame(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What one delta changed: whole columns that differ, keys that differ, and where the subnet stands."""

    seconds: float
    block: _Count
    tempo: _Count
    blocks_to_epoch: int | None
    schedule: Schedule
    immunity_period: _Count
    room: _Count
    mechanism: _Count = 0
    mechanisms: _Count = 1
    owner_hotkey: str = ""
    owner: str = ""
    owners_seats: _Count = 1
    least_free: _Count = 0
    size: int = 0
    keys: dict[int, tuple[str, str]] = {}
    columns: dict[str, list[int | bool]] = {}


class Recorder:
    """Writes what arrives to a new file, a line for each delta; nothing but scores is in it."""

    def __init__(
        self, path: Path, *, network: str, genesis: str, netuid: int, name: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        """Create the file; one that exists is left alone and a `UsageError`."""
        self.path = path
        self._clock = clock
        self._began = clock()
        self._last: Scores | None = None
        try:
            # Without a buffer: what a full disk refuses must not be tried again when the file is closed.
            self._file = os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb", 0)
        except FileExistsError:
            raise UsageError(
                f"{path} exists already.", hint="Give the recording a name of its own."
            ) from None
        except OSError as error:
            raise UsageError(
                f"{path} cannot be written: {error.strerror}.", hint="Choose another place."
            ) from error
        self._whole = 0
        self._in_use = threading.Lock()
        try:
            self._write(_Header(_FORMAT, network, genesis, netuid, name))
        except Fault:
            self.close()
            raise

    def record(self, delta: ScoresDelta) -> None:
        """Append what changed; a disk that is full is a `Fault`."""
        scores, last, seats = delta.scores, self._last, delta.scores.seats
        changed = {
            name: scores.column(name).tolist()
            for name in scores.column_names
            if last is None or not np.array_equal(last.column(name), scores.column(name))
        }
        keys = {
            uid: (str(scores.hotkeys[uid]), str(scores.coldkeys[uid]))
            for uid in range(scores.size)
            if last is None or uid >= last.size
            or (last.hotkeys[uid], last.coldkeys[uid]) != (scores.hotkeys[uid], scores.coldkeys[uid])
        }  # fmt: skip
        self._write(
            _Frame(
                round(self._clock() - self._began, 3), scores.block, scores.tempo, scores.blocks_to_epoch,
                scores.schedule, scores.immunity_period, seats.room, scores.mechanism, scores.mechanisms,
                str(seats.owner_hotkey or ""), str(seats.owner or ""), seats.owners_seats, seats.least_free,
                scores.size, keys, changed,
            )
        )  # fmt: skip
        self._last = scores

    def close(self) -> None:
        """Finish the file once nothing is being written; what arrives afterwards is not recorded."""
        with self._in_use:
            self._file.close()

    def _write(self, line: msgspec.Struct) -> None:
        text = msgspec.json.encode(line) + b"\n"
        try:
            with self._in_use:
                if not self._file.closed:
                    self._append(text)
        except OSError as error:
            raise Fault(
                f"The recording {self.path} cannot be written: {error.strerror}.",
                hint="Make room on the disk; what was recorded before is whole.",
                code="recording_failed",
            ) from error

    def _append(self, text: bytes) -> None:
        """All of it or nothing."""
        rest = memoryview(text)
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError:
            self._file.truncate(self._whole)
            self._file.seek(self._whole)
            raise
        self._whole += len(text)


class Recording:
    """A recorded feed; reading checks every line, because files come from anywhere."""

    def __init__(self, path: Path) -> None:
        """Open the file; `UsageError` when it is no recording."""
        self.path = path
        try:
            with path.open("rb") as file:
                header = msgspec.json.decode(file.readline(_LONGEST_LINE), type=_Header)
        except OSError as error:
            raise UsageError(f"{path} cannot be read: {error.strerror}.", hint="Check its name.") from error
        except msgspec.MsgspecError:
            header = None
        if header is None or header.format != _FORMAT:
            raise self._broken(1)
        self.netuid = header.netuid
        self.name: Clean = clean(header.name, 64)
        self.network: Clean = clean(header.network, 64)
        self.genesis: Clean = clean(header.genesis, 80)

    async def replay(self, speed: float = 1.0) -> AsyncGenerator[ScoresDelta, None]:
        """Every delta in the pace it was recorded at, `speed` times as fast; 0 waits for nothing."""
        began = 0.0
        for seconds, delta in self.deltas():
            if speed:
                await asyncio.sleep(min(_LONGEST_WAIT, max(0.0, seconds - began) / speed))
            began = seconds
            yield delta

    def deltas(self) -> Iterator[tuple[float, ScoresDelta]]:
        """Every delta with the seconds since the recording began; `UsageError` names a broken line."""
        scores: Scores | None = None
        with self.path.open("rb") as file:
            file.readline(_LONGEST_LINE)
            for number in range(2, 1 << 32):
                line = file.readline(_LONGEST_LINE)
                if not line.endswith(b"\n") and len(line) < _LONGEST_LINE:
                    return  # the end, or where the recording program was cut off
                try:
                    frame = msgspec.json.decode(line, type=_Frame)
                    fresh = _scores(frame, scores)
                except (msgspec.MsgspecError, ValueError, KeyError, OverflowError, TaoTuiError) as error:
                    raise self._broken(number) from error
                yield frame.seconds, _first(fresh) if scores is None else compare(scores, fresh)
                scores = fresh

    def _broken(self, line: int) -> UsageError:
        return UsageError(
            f"{self.path} is no recording of scores that can be replayed: line {line} is broken.",
            hint="Record one with `tao-tui scores NETUID --watch --record FILE`.",
            code="bad_recording",
        )


def _first(scores: Scores) -> ScoresDelta:
    everything = {name: np.arange(scores.size) for name in (*scores.column_names, "immune")}
    return ScoresDelta(scores, everything, tuple(range(scores.size)))


def _scores(frame: _Frame, before: Scores | None) -> Scores:
    """The scores a frame leads to; whatever does not fit together is a `ValueError` or `KeyError`."""
    size = frame.size
    if not 0 <= size <= _MOST_NEURONS:
        raise ValueError("too many neurons")
    hotkeys = list(before.hotkeys[:size]) if before else []
    coldkeys = list(before.coldkeys[:size]) if before else []
    for uid in range(size):
        if uid in frame.keys:
            hotkey, coldkey = (parse_address(key) for key in frame.keys[uid])
            hotkeys[uid : uid + 1], coldkeys[uid : uid + 1] = [hotkey], [coldkey]
    if len(hotkeys) != size:
        raise ValueError("a neuron has no keys")
    names = [*SCORE_COLUMNS, *(name for name in OLDER_VECTORS if name in frame.columns or _had(before, name))]
    columns: dict[str, Any] = {name: _column(frame, before, name, size) for name in names}
    return Scores(
        netuid=frame.schedule.netuid,
        block=frame.block,
        tempo=frame.tempo,
        blocks_to_epoch=frame.blocks_to_epoch,
        hotkeys=tuple(hotkeys),
        coldkeys=tuple(coldkeys),
        schedule=frame.schedule,
        immunity_period=frame.immunity_period,
        seats=Seats(
            room=frame.room,
            owner_hotkey=_account(frame.owner_hotkey),
            owner=_account(frame.owner),
            owners_seats=frame.owners_seats,
            least_free=frame.least_free,
        ),
        mechanism=frame.mechanism,
        mechanisms=frame.mechanisms,
        **columns,
    )


def _account(text: str) -> Address | None:
    return parse_address(text) if text else None


def _column(frame: _Frame, before: Scores | None, name: str, size: int) -> Column:
    if name not in frame.columns:
        if before is None:
            raise ValueError(f"no column {name}")
        return fitted(before.column(name), size)
    column = np.array(frame.columns[name], np.dtype(_KINDS.get(name, "u2")))
    if len(column) != size:
        raise ValueError(f"{name} has {len(column)} entries for {size} neurons")
    column.flags.writeable = False
    return column


def _had(before: Scores | None, name: str) -> bool:
    return before is not None and getattr(before, name) is not None
