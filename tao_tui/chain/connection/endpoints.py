"""Which of a network's endpoints to try and when: the quickest first, none before its rest is over."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from tao_tui.errors import Fault
from tao_tui.paths import cache_dir, private_dir, write_private

_HEAD_START: Final = 0.25
"""Seconds an endpoint of unknown speed is ahead of the next one; RFC 8305 recommends as much."""
_WORTH_WRITING: Final = 0.3
"""Share by which a time must differ from the remembered one to be written down again."""
_MOST_REMEMBERED: Final = 200
_REMEMBERED_FOR: Final = 86_400.0
"""Seconds after which all are tried side by side again: what was slow or down may not be any more."""
SILENT: Final = 60.0
"""Seconds written down for an endpoint that could not be opened at all."""


class Endpoints:
    """What is known of each: how quick it was, whether it is the wrong chain, until when it rests."""

    def __init__(self, addresses: Sequence[str], folder: Path | None = None) -> None:
        self.all = tuple(addresses)
        self._file = (folder or cache_dir()) / "endpoints.json"
        self._seconds = self._remembered() if len(self.all) > 1 else {}
        self._wrong: set[str] = set()
        self._resting: dict[str, float] = {}
        self._avoided: str | None = None
        self._lost: str | None = None

    def candidates(self) -> tuple[str, ...]:
        """Those that may be tried now, the quickest first, and the one that was just lost last."""
        now = time.monotonic()
        ready = [one for one in self.all if one not in self._wrong and self._resting.get(one, 0.0) <= now]
        if len(ready) > 1 and self._avoided in ready:
            ready.remove(self._avoided)
        self._avoided = None
        return tuple(sorted(ready, key=lambda one: (one == self._lost, self._seconds.get(one, 0.0))))

    def head_start(self, endpoint: str) -> float:
        """Seconds to give `endpoint` before the next is tried beside it."""
        known = self._seconds.get(endpoint)
        if known is None:
            return 0.0 if self._seconds.keys().isdisjoint(self.all) else _HEAD_START
        return max(_HEAD_START, 2 * known)

    def wait(self) -> float:
        """Seconds until any endpoint may be tried; 0 when one may now."""
        now = time.monotonic()
        ends = [self._resting.get(one, 0.0) for one in self.all if one not in self._wrong]
        return max(0.0, min(ends, default=0.0) - now)

    def rest(self, endpoint: str, seconds: float) -> None:
        """Leave `endpoint` alone for a while: it asked for that."""
        self._resting[endpoint] = time.monotonic() + seconds

    def avoid(self, endpoint: str) -> None:
        """Prefer any other endpoint at the next try."""
        self._avoided = endpoint

    def lost(self, endpoint: str) -> None:
        """Its connection ended: others are more likely to answer."""
        self._lost = endpoint

    def exclude(self, endpoint: str) -> bool:
        """Never try `endpoint` again: it is another chain. Whether none is left."""
        self._wrong.add(endpoint)
        return self._wrong.issuperset(self.all)

    def timed(self, took: dict[str, float]) -> None:
        """Remember how long endpoints took to open, or had had when another was quicker."""
        if len(self.all) < 2:
            return
        before = dict(self._seconds)
        self._seconds |= took
        moved = [
            abs(before.get(one, 0.0) - seconds) > _WORTH_WRITING * seconds for one, seconds in took.items()
        ]
        if any(moved):
            newest = dict(list({**before, **took}.items())[-_MOST_REMEMBERED:])
            with suppress(OSError, Fault):
                private_dir(self._file.parent)
                write_private(self._file, msgspec.json.encode(newest), overwrite=True)

    def _remembered(self) -> dict[str, float]:
        try:
            if time.time() - self._file.stat().st_mtime > _REMEMBERED_FOR:
                return {}
            return msgspec.json.decode(self._file.read_bytes(), type=dict[str, float])
        except (OSError, msgspec.DecodeError):
            return {}
