"""Slow work on a key that a person can stop: what cannot be ended at once is left alone."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import Future, wait
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, TypeVar

from tao_tui.errors import Declined

T = TypeVar("T")

_LOOK_SECONDS: Final = 0.1
"""How often somebody who wants to stop is looked for."""

_STOP: ContextVar[threading.Event | None] = ContextVar("stop", default=None)


@contextmanager
def stopped_by(stop: threading.Event) -> Iterator[None]:
    """Let slow work begun in here, and in threads that take this context along, stop when `stop` is set."""
    token = _STOP.set(stop)
    try:
        yield
    finally:
        _STOP.reset(token)


def or_stop(derive: Callable[[], T]) -> T:
    """What `derive` returns, which must do nothing but compute.

    Ctrl-c and the event of `stopped_by` (`Declined`, code `stopped`) are heard at once; the computation is
    left to end for nobody.
    """
    result: Future[T] = Future()

    def work() -> None:
        try:
            result.set_result(derive())
        except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
            result.set_exception(error)

    threading.Thread(target=work, daemon=True).start()
    while not wait([result], _LOOK_SECONDS).done:
        _raise_if_stopped()
    return result.result()


async def answer_or_stop(asked: Coroutine[Any, Any, T], said: str) -> T:
    """What `asked` returns; cancelled when somebody stops, as in `or_stop`, who is told what `said` says."""
    import asyncio  # not on the way to a listing of wallets

    stop = _STOP.get()
    if stop is None:
        return await asked
    task = asyncio.ensure_future(asked)
    try:
        while not (await asyncio.wait([task], timeout=_LOOK_SECONDS))[0]:
            if stop.is_set():
                raise Declined(said, code="stopped")
        return task.result()
    finally:
        if not task.done():
            task.cancel()
            await asyncio.wait([task])


def run_or_stop(command: Sequence[str], question: bytes, environment: dict[str, str]) -> tuple[int, bytes]:
    """Exit code and standard output of a process that is killed when somebody stops, as in `or_stop`."""
    with subprocess.Popen(  # noqa: S603 - a command of the caller's
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    ) as process:
        try:
            answer: bytes | None = None
            pending: bytes | None = question
            while answer is None:
                try:
                    answer, _ = process.communicate(pending, timeout=_LOOK_SECONDS)
                except subprocess.TimeoutExpired:
                    _raise_if_stopped()
                    pending = None  # it is on its way
        except BaseException:
            process.kill()
            raise
    return process.returncode, answer


def _raise_if_stopped() -> None:
    stop = _STOP.get()
    if stop is not None and stop.is_set():
        raise Declined("Stopped; nothing was written.", code="stopped")
