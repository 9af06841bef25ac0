"""The door: answers `--version` and opens the app at once, and hands everything else to the command line."""

from __future__ import annotations

import os
import sys


def main() -> int:
    """Run one invocation of `tao-tui` and return its exit code."""
    sys.unraisablehook = _hear_again
    try:
        return _run()
    except KeyboardInterrupt:  # before there was anybody to hear it
        sys.stderr.write("\nInterrupted.\n")
        return 130


def _hear_again(ignored: sys.UnraisableHookArgs) -> None:
    """Send ctrl-c once more where Python drops it: in a weak reference's callback or a `__del__`.

    Nothing can be raised from here. A moment later whoever runs by then ends as ever it does on ctrl-c: with
    the echo back on, the first screen shown, and what was written flushed.
    """
    if not issubclass(ignored.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(ignored)
        return
    import _thread

    _thread.start_new_thread(_interrupt, (_thread.get_ident(),))


def _interrupt(thread: int) -> None:
    import signal
    import time

    time.sleep(0.01)  # until the thread, Python's main one, has left the callback
    signal.pthread_kill(thread, signal.SIGINT)


def _run() -> int:
    arguments = sys.argv[1:]
    if arguments in (["--version"], ["-V"]):
        from tao_tui import __version__

        sys.stdout.write(f"tao-tui {__version__}\n")
        return 0
    import gc

    # Starting makes many objects and no garbage; looking for it costs a twentieth of the time.
    gc.disable()
    if not arguments and (code := _open_app()) is not None:
        return code
    import signal

    from tao_tui.cli.entry import run

    code = run(arguments)
    # All is said: ctrl-c while the interpreter takes itself apart could only add a traceback.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return code


def _open_app() -> int | None:
    """The app without the command line, whose import is a tenth of the way to the first paint.

    `None` leaves it to the command line to say why there is no app: no terminal, or a broken config file.
    """
    streams = (sys.stdin, sys.stdout, sys.stderr)
    if os.environ.get("TERM") == "dumb" or not all(each is not None and each.isatty() for each in streams):
        return None
    from tao_tui.config import load_settings
    from tao_tui.errors import TaoTuiError

    try:
        settings = load_settings({})
    except TaoTuiError:
        return None
    from tao_tui.app import run_app

    return run_app(settings)


if __name__ == "__main__":
    sys.exit(main())
