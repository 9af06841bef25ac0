"""The account's key in the app: locked, being opened, or open for an action or for a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Final

from tao_tui.errors import PasswordNeeded, TaoTuiError

if TYPE_CHECKING:
    from tao_tui.wallet import Held, KeyRef, Secret, Signer

ONE_ACTION_SECONDS: Final = 300.0
"""How long a key opened for one action waits for it."""
_MARGIN_SECONDS: Final = 5.0


class KeyHolder:
    """Holds no key itself: it knows the process that does, which ends with the app.

    A key that `wallet unlock` keeps open is used too, and left as it is.
    """

    def __init__(self, clock: Callable[[], float], changed: Callable[[], object]) -> None:
        self._clock = clock
        self._changed = changed
        self._stack = AsyncExitStack()
        self._signer: Signer | None = None
        self._until = 0.0
        self._kept = False
        self._held: Held | None = None
        self._held_seen = 0.0
        self._opening: asyncio.Task[Signer] | None = None
        self._began = 0.0
        self._expected = 1.0

    @property
    def unlocked(self) -> bool:
        """Whether a signature needs no password just now."""
        return self.seconds_left > 0

    @property
    def seconds_left(self) -> float:
        """Until the key is forgotten; for one open for a single action, until it is given up."""
        now = self._clock()
        held = 0.0 if self._held is None else self._held_seen + self._held.seconds_left - now
        own = self._until - now if self._signer is not None and self._signer.alive else 0.0
        return max(0.0, held, own)

    @property
    def kept(self) -> bool:
        """Whether an open key stays open after the next action."""
        return self._kept or self._held is not None

    @property
    def opening(self) -> bool:
        """Whether a password was given and the key is not open yet."""
        return self._opening is not None and not self._opening.done()

    @property
    def share_opened(self) -> float:
        """How far opening is, from 0 to 1, by how long it took the last time."""
        from tao_tui.wallet.agent.unlock_pace import share_done

        return share_done(self._clock() - self._began, self._expected)

    def begin(self, key: KeyRef, password: Secret | None, minutes: int = 0) -> None:
        """Begin to open `key` for one action or for `minutes`; `signer` waits for the end of it."""
        from tao_tui.wallet.agent.unlock_pace import expected_seconds

        self._began, self._expected = self._clock(), expected_seconds()
        self._opening = asyncio.create_task(self._open(key, password, minutes))
        # A failure nobody waits for is told by the next one who asks, not by the loop.
        self._opening.add_done_callback(lambda task: task.cancelled() or task.exception())

    async def signer(self, key: KeyRef, password: Secret | None = None, minutes: int = 0) -> Signer:
        """A signer for `key`: one that is open already, or one opened now.

        Raises `PasswordNeeded` when neither is possible, and what `open_signer` raises.
        """
        if self._opening is None:
            if self._signer is not None and self._signer.alive and self._clock() < self._until:
                return self._signer
            await self.look(key)
            if password is None and (held := await self._use_held(key)) is not None:
                return held
            if key.encrypted and password is None:
                raise PasswordNeeded(f"The coldkey of {key.wallet} is encrypted.", hint="Type its password.")
            await self.lock()
            self.begin(key, password if key.encrypted else None, minutes)
        task = self._opening
        assert task is not None
        try:
            return await task
        finally:
            if self._opening is task:
                self._opening = None

    def failure(self) -> TaoTuiError | None:
        """Why the key could not be opened, once; the next attempt begins anew."""
        task = self._opening
        if task is None or not task.done() or task.cancelled():
            return None
        error = task.exception()
        if error is None:
            return None
        self._opening = None
        return error if isinstance(error, TaoTuiError) else None

    async def look(self, key: KeyRef | None) -> None:
        """See whether `wallet unlock` keeps the key open, or does no longer."""
        from tao_tui.wallet import held_now, is_held

        before = self.unlocked
        found = None
        if key is not None and await asyncio.to_thread(is_held, key):
            found = await held_now(key)
        self._held, self._held_seen = found, self._clock()
        if before != self.unlocked:
            self._changed()

    async def after_action(self) -> None:
        """Forget a key that was opened for one action."""
        if not self._kept:
            await self.lock()

    async def lock(self) -> None:
        """Forget the key, or stop opening it; one that `wallet unlock` keeps open stays open."""
        task, self._opening = self._opening, None
        if task is not None and not task.done():
            task.cancel()
            await asyncio.wait([task])
        stack, self._stack = self._stack, AsyncExitStack()
        was_open, self._signer, self._kept = self._signer is not None, None, False
        await stack.aclose()
        if was_open:
            self._changed()

    async def lock_everywhere(self, key: KeyRef | None) -> None:
        """Forget the key wherever it is open, also where `wallet unlock` keeps it."""
        from tao_tui.wallet import lock

        await self.lock()
        if key is not None:
            await lock(key)
        await self.look(key)

    async def _open(self, key: KeyRef, password: Secret | None, minutes: int) -> Signer:
        from tao_tui.wallet import is_ledger, ledger_signer, open_signer

        lifetime = minutes * 60.0 or ONE_ACTION_SECONDS
        opened = ledger_signer(key) if is_ledger(key) else open_signer(key, password, lifetime=lifetime)
        signer: Signer = await self._stack.enter_async_context(opened)
        self._signer, self._until = signer, self._clock() + lifetime - _MARGIN_SECONDS
        self._kept = minutes > 0
        self._changed()
        return signer

    async def _use_held(self, key: KeyRef) -> Signer | None:
        """A signer through the process that `wallet unlock` left running."""
        from tao_tui.wallet import held_signer

        stack = AsyncExitStack()
        try:
            signer = await stack.enter_async_context(held_signer(key))
        except TaoTuiError:
            signer = None
        if signer is None:
            await stack.aclose()
            return None
        await self.lock()
        self._stack, self._signer = stack, signer
        self._until = self._clock()  # what `wallet unlock` set counts, not a time of ours
        self._changed()
        return signer
