"""Standard error: progress, warnings and questions."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass

from tao_tui.errors import Declined

_BAR_WIDTH = 24


@dataclass(frozen=True, slots=True)
class Diagnostics:
    """What a person reads while a command works; nothing here ever reaches standard output."""

    quiet: bool = False

    def progress(self, line: str) -> None:
        """One line about what is going on, unless --quiet."""
        if not self.quiet:
            write_line(line)

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
        write_line(f"{paint('warning:', '33')} {line}")

    def show(self, lines: list[str]) -> None:
        """Lines that must be seen before a question; a command in them stays in one piece, to be copied."""
        write_line("\n".join(line if "tao-tui " in line else _indented(line) for line in lines))

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


def paint(text: str, code: str) -> str:
    """`text` in a terminal colour, when standard error is a terminal and NO_COLOR is not set."""
    if os.environ.get("NO_COLOR") or not sys.stderr.isatty():
        return text
    return f"\x1b[{code}m{text}\x1b[0m"


def _indented(line: str) -> str:
    """A line of a list, what does not fit going on further in."""
    text = line.lstrip()
    start = len(line) - len(text)
    return " " * start + fitted(text, start, start + 4)


def fitted(text: str, start: int, further: int = 2) -> str:
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


def write_line(text: str) -> None:
    """One line on standard error; a reader that went away, as in `2>&1 | head`, stops nothing half way."""
    with suppress(BrokenPipeError):
        sys.stderr.write(text + "\n")
        sys.stderr.flush()
