"""What a key signed away of late: a log every process that signs with it adds to, and only the key can write.

Each line carries a code made with the key over it and the line before, so that a changed, inserted
or reordered line shows. That the last lines were cut off shows to a process that saw them.
"""

from __future__ import annotations

import fcntl
import hmac
import json
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from tao_tui.addresses import Address
from tao_tui.errors import Declined
from tao_tui.paths import signed_dir, write_private
from tao_tui.wallet.disk.reading import shown

DAY_SECONDS: Final = 24 * 3600
_MAX_BYTES: Final = 8 * 1024 * 1024
_LONG: Final = 512 * 1024
"""Bytes above which a log is written anew when it is opened, without what is older than a day."""

_LINE: Final = 4096


@dataclass(frozen=True, slots=True)
class Entry:
    """One signature that takes TAO: when, how much, on which chain, under which nonce."""

    at: int
    rao: int
    genesis: str
    nonce: int


@dataclass(frozen=True, slots=True)
class Head:
    """The first line: which rules are in force, so that a missing or older rules file is noticed."""

    version: int
    digest: str


class SpentLog:
    """The log of one key, opened for as long as the key is; one process at a time reads and adds."""

    def __init__(self, path: Path, key: bytes) -> None:
        """Open `path`; `FileNotFoundError` when there is none, `Declined` for what is no log of this key."""
        self._path = path
        self._key = key
        try:
            self._file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW)
        except FileNotFoundError:
            raise
        except OSError:
            raise _tampered(path) from None
        if not stat.S_ISREG(os.fstat(self._file).st_mode):
            raise _tampered(path)
        self._mac = b""
        self._seen = 0
        """How many lines were there when last looked."""
        with self.locked() as (head, _):
            self.head = head

    @classmethod
    def kept_short(cls, path: Path, key: bytes) -> SpentLog:
        """Open `path`; a long log is first written anew, and whoever has it open has to open it again."""
        log = cls(path, key)
        if os.fstat(log._file).st_size <= _LONG:
            return log
        with log.locked() as (head, entries):
            cls.replace(path, key, head, within_a_day(entries, time.time()))
        os.close(log._file)
        return cls(path, key)

    @classmethod
    def replace(cls, path: Path, key: bytes, head: Head, entries: tuple[Entry, ...]) -> None:
        """Write a new log in the place of the old one; processes that hold the old one notice."""
        lines, mac = b"", b""
        for body in (_head_body(head), *map(_entry_body, entries)):
            line, mac = _line(key, mac, body)
            lines += line
        write_private(path, lines, overwrite=True)

    @contextmanager
    def locked(self) -> Iterator[tuple[Head, tuple[Entry, ...]]]:
        """The log's content while nobody else can add to it; `Declined` when it is not as it was written."""
        fcntl.flock(self._file, fcntl.LOCK_EX)
        try:
            if os.fstat(self._file).st_nlink == 0:
                raise Declined(
                    "The spending rules changed since this key was unlocked.",
                    hint="Nothing was signed. Unlock it again.",
                    code="rules_changed",
                )
            yield self._read()
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def add(self, entry: Entry) -> None:
        """Add a line, durably; only inside `locked`."""
        line, mac = _line(self._key, self._mac, _entry_body(entry))
        if os.fstat(self._file).st_size + len(line) > _MAX_BYTES:
            raise Declined(
                "The record of what was signed is full.",
                hint="Nothing was signed. Unlock the key again: what is older than a day is dropped then.",
                code="record_full",
            )
        self._mac = mac
        while line:
            line = line[os.write(self._file, line) :]
        os.fsync(self._file)
        self._seen += 1

    def _read(self) -> tuple[Head, tuple[Entry, ...]]:
        data = os.pread(self._file, _MAX_BYTES + 1, 0)
        if len(data) > _MAX_BYTES:  # nobody writes so much: what is beyond must not be taken for a half line
            raise _tampered(self._path)
        whole = data[: data.rfind(b"\n") + 1]
        if len(whole) != len(data):  # a crash in the middle of a line: it was never answered with a signature
            os.ftruncate(self._file, len(whole))
        lines = whole.splitlines()
        mac, bodies = b"", []
        for line in lines:
            body, mac = self._checked(line, mac)
            bodies.append(body)
        if not bodies or len(bodies) < self._seen:
            raise _tampered(self._path)
        self._seen, self._mac = len(bodies), mac
        try:
            head = Head(int(bodies[0]["version"]), str(bodies[0]["rules"]))
            entries = tuple(
                Entry(int(each["at"]), int(each["rao"]), str(each["genesis"]), int(each["nonce"]))
                for each in bodies[1:]
            )
        except (KeyError, TypeError, ValueError):
            raise _tampered(self._path) from None
        return head, entries

    def _checked(self, line: bytes, before: bytes) -> tuple[dict[str, Any], bytes]:
        text, _, told = line.rpartition(b" ")
        mac = _mac(self._key, before, text)
        if not hmac.compare_digest(mac.hex().encode(), told):
            raise _tampered(self._path)
        body = json.loads(text)
        if not isinstance(body, dict):
            raise _tampered(self._path)
        return body, mac


def within_a_day(entries: tuple[Entry, ...], now: float) -> tuple[Entry, ...]:
    """Those of the 24 hours before `now`, and of later: a clock set back forgets nothing."""
    return tuple(each for each in entries if each.at > now - DAY_SECONDS)


def spent_within_a_day(entries: tuple[Entry, ...], genesis: str, nonce: int, now: float) -> int:
    """What was signed away on one chain in the 24 hours before `now`, in rao.

    Of several signatures under one nonce only one can reach the chain, so the dearest counts; those
    under `nonce` itself compete with the one that is asked for and do not count beside it. Where nonces
    went down, the account may have been emptied, which lets them begin anew: then every signature counts.
    """
    recent = [each for each in within_a_day(entries, now) if each.genesis == genesis]
    nonces = [each.nonce for each in recent] + ([nonce] if nonce >= 0 else [])
    if any(later < before for before, later in pairwise(nonces)):
        return sum(each.rao for each in recent)
    most: dict[int, int] = {}
    for entry in recent:
        if entry.nonce != nonce:
            most[entry.nonce] = max(most.get(entry.nonce, 0), entry.rao)
    return sum(most.values())


def read_entries(path: Path) -> tuple[Entry, ...]:
    """The entries as they stand in a log, unproven, for show only; none where there is no log."""
    try:
        lines = path.read_bytes()[:_MAX_BYTES].splitlines()
        bodies = [json.loads(line.rpartition(b" ")[0]) for line in lines[1:]]
        return tuple(
            Entry(int(each["at"]), int(each["rao"]), str(each["genesis"]), int(each["nonce"]))
            for each in bodies
        )
    except (OSError, ValueError, KeyError, TypeError):
        return ()


def read_head(path: Path) -> Head | None:
    """The first line as it stands in a log, unproven; None where there is no log or no such line."""
    try:
        with path.open("rb") as file:
            body = json.loads(file.readline(_LINE).rpartition(b" ")[0])
        return Head(int(body["version"]), str(body["rules"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def log_path(address: Address | None) -> Path:
    """Where the log of a key lies: in the program's own folder, wherever the wallet is."""
    return signed_dir() / f"{address}.log"


def _head_body(head: Head) -> dict[str, Any]:
    return {"version": head.version, "rules": head.digest}


def _entry_body(entry: Entry) -> dict[str, Any]:
    return {"at": entry.at, "rao": entry.rao, "genesis": entry.genesis, "nonce": entry.nonce}


def _line(key: bytes, before: bytes, body: dict[str, Any]) -> tuple[bytes, bytes]:
    text = json.dumps(body, separators=(",", ":")).encode()
    mac = _mac(key, before, text)
    return text + b" " + mac.hex().encode() + b"\n", mac


def _mac(key: bytes, before: bytes, text: bytes) -> bytes:
    return blake2b(before + text, key=key, digest_size=32, person=b"tao-tui spent").digest()


def _tampered(path: Path) -> Declined:
    return Declined(
        f"The record of what was signed, {shown(path)}, is not as it was written.",
        hint="Somebody or something changed the file. Set the rules anew to begin another: "
        "tao-tui wallet rules set (it asks for the password). Until then nothing is signed.",
        code="rules_tampered",
    )
