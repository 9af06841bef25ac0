"""Standard error: progress, questions, and every failure rendered once."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tao_tui.errors import Declined, Fault, TaoTuiError

if TYPE_CHECKING:
    from pathlib import Path

    from tao_tui.cli.run import Run

INTERRUPTED = 130
"""The exit code of a command stopped with ctrl-c, as shells expect it."""

_BAR_WIDTH = 24


@dataclass(frozen=True, slots=True)
class Diagnostics:
    """What a person reads while a command works; nothing here ever reaches standard output."""

    quiet: bool = False

    def progress(self, line: str) -> None:
        """One line about what is going on, unless --quiet."""
        if not self.quiet:
            _write(line)

    @asynccontextmanager
    async def waiting(self, what: str, seconds: float) -> AsyncIterator[None]:
        """A line that shows how far something slow is likely to be, redrawn in place on a terminal."""
        if self.quiet or not sys.stderr.isatty():
            self.progress(f"{what}…")
            yield
            return
        import asyncio

        bar = asyncio.create_task(_draw_bar(what, seconds))
        try:
            yield
        finally:
            bar.cancel()
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def warning(self, line: str) -> None:
        """One line that is worth reading even with --quiet."""
        _write(f"{paint('warning:', '33')} {line}")

    def show(self, lines: list[str]) -> None:
        """Lines that must be seen before a question; a command in them stays in one piece, to be copied."""
        _write("\n".join(line if "tao-tui " in line else _indented(line) for line in lines))

    def interactive(self) -> bool:
        """Whether a person can be asked: questions go to standard error, answers come from standard input."""
        return sys.stdin.isatty() and sys.stderr.isatty()

    def ask(self, question: str) -> str:
        """A typed answer, stripped; end of input is no answer."""
        with _interruptible():
            sys.stderr.write(question)
            sys.stderr.flush()
            answer = sys.stdin.readline()
            if not answer.endswith("\n"):
                sys.stderr.write("\n")
            return answer.strip()

    def ask_hidden(self, question: str) -> str:
        """A typed answer that is not shown."""
        import getpass

        try:
            with _interruptible():
                return getpass.getpass(question, stream=sys.stderr)
        except EOFError:
            raise Declined(
                "Nothing was typed.", hint="Give the password with --password-file FILE."
            ) from None

    def agree(self, question: str, word: str) -> None:
        """Ask for `word`; anything else raises `Declined`."""
        if not self.interactive():
            raise Declined(
                "This needs your agreement, and there is no terminal to ask on.",
                hint="Add --yes to agree in advance, or --dry-run to see what it would do.",
                code="agreement_needed",
            )
        if self.ask(f"{question} Type {word} to agree: ").casefold() != word.casefold():
            raise Declined("Not agreed; nothing was signed or sent.")


async def _draw_bar(what: str, seconds: float) -> None:
    import asyncio
    import time

    from tao_tui.wallet.agent.unlock_pace import share_done

    began = time.monotonic()
    while True:
        share = share_done(time.monotonic() - began, seconds)
        full = round(share * _BAR_WIDTH)
        bar = "█" * full + "░" * (_BAR_WIDTH - full)
        sys.stderr.write(f"\r{what} {bar} {share:4.0%}, ctrl-c cancels")
        sys.stderr.flush()
        await asyncio.sleep(0.1)


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let ctrl-c end a question at once: an event loop would only make a note of it and wait for enter."""
    import signal

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def report(error: TaoTuiError, state: Run) -> int:
    """Render a failure: a document with --json, a sentence and what to do otherwise."""
    if state.flags.json:
        _write_failure(state, error.code, error.message, error.hint)
    else:
        _flush_stdout()
        _write(f"{paint('error:', '31')} {_fitted(error.message, len('error: '))}")
        if error.hint:
            _write(f"  {_fitted(error.hint, 2)}")
    return error.exit_code


def report_interrupt(state: Run) -> int:
    """Say that ctrl-c was heard."""
    if state.flags.json and not state.out.answered:
        _write_failure(state, "interrupted", "Interrupted.", "")
    else:
        _write("\nInterrupted.")
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


def paint(text: str, code: str) -> str:
    """`text` in a terminal colour, when standard error is a terminal and NO_COLOR is not set."""
    if os.environ.get("NO_COLOR") or not sys.stderr.isatty():
        return text
    return f"\x1b[{code}m{text}\x1b[0m"


def _write_failure(state: Run, code: str, message: str, hint: str) -> None:
    try:
        state.out.failure(code, message, hint)
    except (BrokenPipeError, Fault):
        _write(f"error: {message}")


def _flush_stdout() -> None:
    try:
        sys.stdout.flush()
    except OSError:
        return


def _indented(line: str) -> str:
    """A line of a list, what does not fit going on further in."""
    text = line.lstrip()
    start = len(line) - len(text)
    return " " * start + _fitted(text, start, start + 4)


def _fitted(text: str, start: int, further: int = 2) -> str:
    """`text` in lines a terminal does not break within words; as it is where nobody looks at a terminal."""
    if not sys.stderr.isatty():
        return text
    import shutil
    import textwrap

    lines = textwrap.wrap(
        " " * start + text,
        max(40, shutil.get_terminal_size().columns),
        subsequent_indent=" " * further,
        drop_whitespace=True,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines).lstrip()


def _write(text: str) -> None:
    # A reader that went away, as in `2>&1 | head`, stops nothing half way; the exit code tells how it ended.
    with suppress(BrokenPipeError):
        sys.stderr.write(text + "\n")
        sys.stderr.flush()
