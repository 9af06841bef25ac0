"""Every failure rendered once: a sentence and what to do, or a document with --json."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from tao_tui.cli.diagnostics import fitted, paint, write_line
from tao_tui.errors import Fault, TaoTuiError

if TYPE_CHECKING:
    from pathlib import Path

    from tao_tui.cli.run import Run

INTERRUPTED = 130
"""The exit code of a command stopped with ctrl-c, as shells expect it."""


def report(error: TaoTuiError, state: Run) -> int:
    """Render a failure: a document with --json, a sentence and what to do otherwise."""
    if state.flags.json:
        _write_failure(state, error.code, error.message, error.hint)
    else:
        _flush_stdout()
        write_line(f"{paint('error:', '31')} {fitted(error.message, len('error: '))}")
        if error.hint:
            write_line(f"  {fitted(error.hint, 2)}")
    return error.exit_code


def report_interrupt(state: Run) -> int:
    """Say that ctrl-c was heard."""
    if state.flags.json and not state.out.answered:
        _write_failure(state, "interrupted", "Interrupted.", "")
    else:
        write_line("\nInterrupted.")
    return INTERRUPTED


def report_unexpected(error: BaseException, state: Run) -> int:
    """Render a defect: one line, and the traceback in a private file."""
    known = _known_within(error)
    if known is not None:
        return report(known, state)
    kept = _keep_traceback(error)
    where = f"The details are in {kept}." if kept else "The details could not be kept."
    fault = Fault(f"tao-tui failed unexpectedly ({type(error).__name__}).", hint=f"{where} Please report it.")
    return report(fault, state)


def _known_within(error: BaseException) -> TaoTuiError | None:
    """The failure a group of concurrent tasks was cancelled for, when it is one we know."""
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            found = inner if isinstance(inner, TaoTuiError) else _known_within(inner)
            if found is not None:
                return found
    return None


def _keep_traceback(error: BaseException) -> Path | None:
    """Write the frames without values: what a variable held may be a secret."""
    import time
    import traceback

    from tao_tui import paths

    lines = traceback.format_exception(error)
    path = paths.home() / "state" / f"fault-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.txt"
    try:
        paths.private_dir(path.parent)
        paths.write_private(path, "".join(lines).encode(), overwrite=True)
    except (TaoTuiError, OSError):
        return None
    return path


def _write_failure(state: Run, code: str, message: str, hint: str) -> None:
    try:
        state.out.failure(code, message, hint)
    except (BrokenPipeError, Fault):
        write_line(f"error: {message}")


def _flush_stdout() -> None:
    try:
        sys.stdout.flush()
    except OSError:
        return
