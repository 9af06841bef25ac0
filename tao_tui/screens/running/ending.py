"""The app and its terminal: drawing on it, ending with it or as the system asks, leaving it to the demo."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Final, NoReturn

if TYPE_CHECKING:
    from textual.app import App

GRACE: Final = 3.0
"""Seconds the app has to end by itself once nobody can see it."""
DEMO: Final = (sys.executable, "-P", "-m", "tao_tui", "demo")
HUNG_UP: Final = 128 + signal.SIGHUP
"""The exit code shells give a program that ended with its terminal."""


def draw_on_terminal() -> None:
    """Let Textual, which draws on standard error, draw on standard output where the other goes to a file.

    In UTF-8 whatever the locale says: every terminal reads it, and a frame of `\\u2502` is none.
    """
    if not sys.stderr.isatty():
        sys.__stderr__ = sys.__stdout__  # type: ignore[misc]
    if isinstance(sys.__stderr__, TextIOWrapper):
        sys.__stderr__.reconfigure(encoding="utf-8")


def end_on_signals(app: App[Any]) -> None:
    """End in order, with the terminal restored, on SIGTERM and SIGHUP; to be called on the app's loop."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, app.exit, None, 128 + number)


def become_demo() -> NoReturn:
    """Run `tao-tui demo` in this process's place, on its terminal; nothing of the app is left in memory."""
    sys.stdout.write("Starting a demo network of your own. It takes some seconds.\n")
    sys.stdout.flush()
    os.execv(DEMO[0], DEMO)  # noqa: S606 - our own program


@contextmanager
def ended_with_its_terminal(app: App[Any]) -> Iterator[None]:
    """While the block runs, a hang-up of the terminal ends the app, at the latest after :data:`GRACE`.

    A dead terminal reads as an endless stream of nothing, which keeps Textual's input thread busy for ever.
    """
    ours = [descriptor for descriptor in (0, 1, 2) if os.isatty(descriptor)]
    if 0 not in ours:
        yield
        return
    over = Event()
    waking, wake = os.pipe()
    watcher = Thread(target=_watch, args=(app, ours, waking, over), daemon=True, name="terminal-watch")
    watcher.start()
    try:
        yield
    finally:
        over.set()
        os.close(wake)
        watcher.join()
        os.close(waking)


def _watch(app: App[Any], ours: list[int], waking: int, over: Event) -> None:
    poller = select.poll()
    poller.register(0, 0)  # a hang-up is reported without being asked for
    poller.register(waking, select.POLLIN)
    happened = dict(poller.poll())
    if waking in happened or not happened.get(0, 0) & (select.POLLHUP | select.POLLERR):
        return
    _let_go(ours)
    app.exit(None, HUNG_UP)
    if not over.wait(GRACE):
        os._exit(HUNG_UP)


def _let_go(descriptors: list[int]) -> None:
    """Put nothing in place of a dead terminal, so that restoring it cannot fail."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in descriptors:
        os.dup2(nothing, descriptor)
