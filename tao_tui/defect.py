"""A defect as a failure a person can read; its traceback goes to a private file, without values."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, Final

from tao_tui.errors import Fault, TaoTuiError

if TYPE_CHECKING:
    from pathlib import Path


_OF_THE_DISK: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})
"""What no program can help: there is no room, or nothing may be written."""

_kept: dict[tuple[Path, str], Path] = {}
"""Where each traceback of this process is kept: what fails again with every block is written once."""


def as_failure(error: BaseException) -> TaoTuiError:
    """The failure behind `error` where we know it, else a fault that names where its traceback is kept."""
    known = _known_within(error)
    if known is not None:
        return known
    if isinstance(error, OSError) and error.errno in _OF_THE_DISK:
        where = f" to {error.filename}" if error.filename else ""
        remedy = "Let it be written to" if error.errno == errno.EROFS else "Make room on the disk"
        return Fault(
            f"Nothing could be written{where}: {error.strerror}.",
            hint=f"What was there before is still there. {remedy}, and do it again.",
            code="disk_unusable",
        )
    kept = _keep_traceback(error)
    where = f"The details are in {kept}." if kept else "The details could not be kept."
    return Fault(f"tao-tui failed unexpectedly ({type(error).__name__}).", hint=f"{where} Please report it.")


def _known_within(error: BaseException) -> TaoTuiError | None:
    """The failure a group of concurrent tasks was cancelled for, when it is one we know."""
    if isinstance(error, TaoTuiError):
        return error
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            found = _known_within(inner)
            if found is not None:
                return found
    return None


def _keep_traceback(error: BaseException) -> Path | None:
    """Write the frames without values: what a variable held may be a secret."""
    import time
    import traceback

    from tao_tui import paths

    text = "".join(traceback.format_exception(error))
    folder = paths.home() / "state"
    kept = _kept.get((folder, text))
    if kept is not None and kept.exists():
        return kept
    path = folder / f"fault-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.txt"
    try:
        paths.private_dir(folder)
        paths.write_private(path, text.encode(), overwrite=True)
    except (TaoTuiError, OSError):
        return None
    _kept[folder, text] = path
    return path
