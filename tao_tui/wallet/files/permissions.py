"""Keep the wallet folder to its owner: what others could read or change is mended, and said."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tao_tui.text import clean
from tao_tui.wallet.disk.reading import shown
from tao_tui.wallet.files.listing import ARCHIVE, COLDKEY, HOTKEYS
from tao_tui.wallet.names import PUBLIC_SUFFIX

OTHERS: Final = 0o077
_WRITE: Final = 0o022
_MOST_NAMED: Final = 5


def mend_permissions(path: Path) -> tuple[str, ...]:
    """Close the wallet folder `path`, its wallets and their keys to others; what was found, in words.

    Folders become 0700 and keyfiles 0600; public files lose what lets others write. What belongs to another
    user cannot be mended, and that user can read and replace it, so it is only said. Links are left alone;
    of one that leads to what others own or can change it is said too.
    """
    if os.name != "posix":
        return ()
    found = _Found()
    for place, forbidden in _places(path):
        _look_at(place, forbidden, found)
    return tuple(found.words())


@dataclass(slots=True)
class _Found:
    """What was mended, what was merely visible, and what is not ours to mend."""

    exposed: list[str] = field(default_factory=list)
    """Keys others could read, and folders in which others could put files of theirs."""
    visible: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def words(self) -> Iterator[str]:
        """One sentence for each kind."""
        if self.exposed:
            yield (
                f"Others on this machine could read or change {_listed(self.exposed)}. That is closed now; "
                "if others use this machine, a key that lay open may have been copied."
            )
        if self.visible:
            yield f"Others on this machine could look into {_listed(self.visible)}. That is closed now."
        if self.foreign:
            yield (
                f"Not yours: {_listed(self.foreign)}. Whoever owns it can read and replace the keys in it; "
                "make it yours with chown, or use another folder with --wallet-path."
            )


def _places(path: Path) -> Iterator[tuple[Path, int]]:
    """Every folder and file to look at, with the mode bits it shall not have."""
    yield path, OTHERS
    for folder in _inside(path):
        if folder.name == ARCHIVE and _is_folder(folder):
            yield from _places(folder)
        elif _is_folder(folder):
            yield from _wallet_places(folder)
        elif folder.is_symlink():
            yield folder, OTHERS


def _wallet_places(folder: Path) -> Iterator[tuple[Path, int]]:
    yield folder, OTHERS
    for entry in _inside(folder):
        if entry.name == HOTKEYS and _is_folder(entry):
            yield entry, OTHERS
            for hotkey in _inside(entry):
                yield hotkey, _WRITE if hotkey.name.endswith(PUBLIC_SUFFIX) else OTHERS
        elif not _is_folder(entry):
            yield entry, OTHERS if entry.name == COLDKEY else _WRITE


def _look_at(place: Path, forbidden: int, found: _Found) -> None:
    try:
        status = os.lstat(place)
        mode = stat.S_IMODE(status.st_mode)
        if stat.S_ISLNK(status.st_mode):
            target = os.stat(place)
            if target.st_mode & _WRITE or target.st_uid not in (os.geteuid(), 0):
                found.foreign.append(_named(place, target.st_uid, "a link to what others can change, "))
            return
        if status.st_uid != os.geteuid():
            if os.geteuid() != 0:
                found.foreign.append(_named(place, status.st_uid))
        elif mode & forbidden:
            os.chmod(place, mode & ~forbidden)
            harmless = stat.S_ISDIR(status.st_mode) and not mode & _WRITE
            (found.visible if harmless else found.exposed).append(f"{shown(place)} (was {mode:o})")
    except FileNotFoundError:
        return
    except OSError as error:
        found.foreign.append(f"{shown(place)} ({error.strerror})")


def _named(place: Path, owner: int, how: str = "") -> str:
    import pwd

    try:
        name = clean(pwd.getpwuid(owner).pw_name, 40)
    except KeyError:
        name = clean(str(owner))
    return f"{shown(place)} ({how}of {name})"


def _listed(found: list[str]) -> str:
    more = len(found) - _MOST_NAMED
    return ", ".join(found[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _inside(folder: Path) -> list[Path]:
    try:
        return [folder / name for name in sorted(os.listdir(folder))]
    except OSError:
        return []


def _is_folder(path: Path) -> bool:
    """Whether it is a folder itself, and no link to one."""
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except OSError:
        return False
