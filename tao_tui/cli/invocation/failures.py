"""Every failure rendered once: a sentence and what to do, or a document with --json."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tao_tui.cli.terminal.diagnostics import fitted, paint, write_line
from tao_tui.errors import Fault, TaoTuiError

if TYPE_CHECKING:
    from tao_tui.cli.invocation.run import Run

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
    from tao_tui.defect import as_failure

    return report(as_failure(error), state)


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
