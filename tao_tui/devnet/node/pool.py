"""The pool of extrinsics that wait for a block: ready ones, future ones, banned ones."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tao_tui.devnet.frame.checks import Checker, birth_block
from tao_tui.devnet.frame.extrinsic import Extrinsic
from tao_tui.devnet.frame.validity import InvalidTransaction
from tao_tui.devnet.frame.weight import DispatchClass

Status = str | dict[str, Any]
Watcher = Callable[[Status], None]
MAX_READY = 8192
MAX_READY_BYTES = 20 * 1024 * 1024
MAX_FUTURE = 512
MAX_FUTURE_BYTES = MAX_READY_BYTES // 10
MAX_BANNED = 16_384
BAN_SECONDS = 1800.0
PRIORITIES = {DispatchClass.Normal: 1, DispatchClass.Operational: 10_000_000_000, DispatchClass.Mandatory: 1}


class PoolError(Exception):
    """Why the pool does not take an extrinsic: a JSON-RPC error."""

    def __init__(self, code: int, message: str, data: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.data = data


def refusal(invalid: InvalidTransaction) -> PoolError:
    """What a node answers for an invalid transaction."""
    if invalid.name == "CannotLookup":
        return PoolError(1011, "Unknown Transaction Validity", invalid.text)
    return PoolError(1010, "Invalid Transaction", invalid.text)


@dataclass(eq=False)
class Pending:
    """An extrinsic in the pool and who follows it."""

    extrinsic: Extrinsic
    arrival: int
    valid_until: int
    """The last block that may hold it."""
    ready: bool
    watchers: list[Watcher] = field(default_factory=list)

    @property
    def priority(self) -> int:
        """What decides who goes first."""
        return PRIORITIES[self.extrinsic.call.definition.kind]

    def tell_place(self) -> None:
        """Tell all watchers where in the pool it is."""
        self.tell("ready" if self.ready else "future")

    def tell(self, status: Status) -> None:
        """Tell all watchers."""
        for watcher in list(self.watchers):
            watcher(status)


class Pool:
    """Extrinsics by sender and nonce; one is ready when its sender's nonces before it are used or ready."""

    def __init__(self, checker: Checker, clock: Callable[[], float] = time.monotonic) -> None:
        self._checker = checker
        self._clock = clock
        self._by_sender: dict[bytes, dict[int, Pending]] = {}
        self._by_hash: dict[bytes, Pending] = {}
        self._banned: dict[bytes, float] = {}
        self._arrivals = 0
        self._counts = {True: 0, False: 0}
        """How many are ready, and how many are not."""
        self._sizes = {True: 0, False: 0}

    def __len__(self) -> int:
        return len(self._by_hash)

    def __contains__(self, extrinsic_hash: bytes) -> bool:
        return extrinsic_hash in self._by_hash

    def add(self, extrinsic: Extrinsic, watcher: Watcher | None = None) -> Pending:
        """Take an extrinsic in and say what becomes of it; `PoolError` says why not."""
        self._check_known(extrinsic)
        return self._enter(extrinsic, [] if watcher is None else [watcher])

    def put_back(self, extrinsic: Extrinsic, watchers: list[Watcher]) -> Pending | None:
        """Take in again, silently, what a retracted block held; None, and watchers told, when it is no good.

        Who signed for an era that began with a retracted block signed for another chain.
        """
        self._banned.pop(extrinsic.hash, None)
        known = self._by_hash.get(extrinsic.hash)
        if known is not None:
            known.watchers.extend(watchers)
            return known
        try:
            return self._enter(extrinsic, watchers, silent=True)
        except PoolError as refused:
            for watcher in watchers:
                watcher("invalid" if refused.code == 1010 else "dropped")
            return None

    def _enter(self, extrinsic: Extrinsic, watchers: list[Watcher], *, silent: bool = False) -> Pending:
        if extrinsic.who is None:
            raise refusal(InvalidTransaction.call())
        try:
            self._checker.signature(extrinsic)
            ahead = self._checker.nonce(extrinsic)
            self._checker.sender(extrinsic)
        except InvalidTransaction as invalid:
            raise refusal(invalid) from invalid
        queue = self._by_sender.setdefault(extrinsic.who, {})
        ready = all(extrinsic.nonce - back in queue for back in range(1, ahead + 1))
        self._check_room(queue.get(extrinsic.nonce), extrinsic, ready=ready)
        self._arrivals += 1
        added = Pending(extrinsic, self._arrivals, self._valid_until(extrinsic), ready, list(watchers))
        queue[extrinsic.nonce] = added
        self._by_hash[extrinsic.hash] = added
        self._count(added, 1)
        if not silent:
            added.tell_place()
        if ready:
            self._promote(queue, extrinsic.nonce + 1)
        return added

    def _check_known(self, extrinsic: Extrinsic) -> None:
        if extrinsic.hash in self._by_hash:
            raise PoolError(1013, "Transaction Already Imported", f"0x{extrinsic.hash.hex()}")
        until = self._banned.get(extrinsic.hash, 0.0)
        if until > self._clock():
            raise PoolError(1012, "Transaction is temporarily banned")
        self._banned.pop(extrinsic.hash, None)

    def _check_room(self, rival: Pending | None, extrinsic: Extrinsic, *, ready: bool) -> None:
        if rival is not None:
            new = PRIORITIES[extrinsic.call.definition.kind]
            if new <= rival.priority:
                text = (
                    "The transaction has too low priority to replace another transaction already in the pool."
                )
                raise PoolError(1014, f"Priority is too low: ({rival.priority} vs {new})", text)
            self._drop(rival, {"usurped": f"0x{extrinsic.hash.hex()}"})
        count, size = (MAX_READY, MAX_READY_BYTES) if ready else (MAX_FUTURE, MAX_FUTURE_BYTES)
        size -= len(extrinsic.raw)
        if self._counts[ready] >= count or self._sizes[ready] > size:
            raise PoolError(
                1016, "Immediately Dropped", "The transaction couldn't enter the pool because of the limit"
            )

    def _valid_until(self, extrinsic: Extrinsic) -> int:
        if extrinsic.era is None:
            return 1 << 64
        period, phase = extrinsic.era
        return birth_block(period, phase, self._checker.runtime.number + 1) + period - 1

    def _promote(self, queue: dict[int, Pending], nonce: int) -> None:
        while (following := queue.get(nonce)) is not None:
            if not following.ready:
                self._set_ready(following, ready=True)
                following.tell("ready")
            nonce += 1

    def _count(self, pending: Pending, change: int) -> None:
        self._counts[pending.ready] += change
        self._sizes[pending.ready] += change * len(pending.extrinsic.raw)

    def _set_ready(self, pending: Pending, *, ready: bool) -> None:
        self._count(pending, -1)
        pending.ready = ready
        self._count(pending, 1)

    def ready(self) -> Iterator[Pending]:
        """Ready extrinsics: by priority, then by arrival, a sender's own in nonce order."""
        heads = [pending for pending in self._by_hash.values() if pending.ready]
        floor: dict[bytes, tuple[int, int]] = {}
        ordered = []
        for pending in sorted(heads, key=lambda p: p.extrinsic.nonce):
            who = pending.extrinsic.who
            assert who is not None
            rank = max(floor.get(who, (-pending.priority, 0)), (-pending.priority, pending.arrival))
            floor[who] = rank
            ordered.append((rank, pending.extrinsic.nonce, pending.arrival, pending))
        return (entry[-1] for entry in sorted(ordered, key=lambda entry: entry[:3]))

    def waiting(self) -> list[Extrinsic]:
        """All that is in the pool, as it came."""
        return [pending.extrinsic for pending in self._by_hash.values()]

    def next_nonce(self, who: bytes) -> int:
        """The account's nonce after all its ready extrinsics."""
        nonce = self._checker.runtime.chain.nonce(who)
        queue = self._by_sender.get(who, {})
        while nonce in queue and queue[nonce].ready:
            nonce += 1
        return nonce

    def ban(self, pending: Pending) -> None:
        """Throw out an extrinsic that turned out invalid and refuse it for half an hour."""
        now = self._clock()
        if len(self._banned) >= MAX_BANNED:
            self._banned = {known: until for known, until in self._banned.items() if until > now}
            for known in list(self._banned)[: len(self._banned) - MAX_BANNED // 2]:
                del self._banned[known]
        self._banned[pending.extrinsic.hash] = now + BAN_SECONDS
        self._drop(pending, "invalid")

    def remove(self, extrinsic_hash: bytes) -> bool:
        """Throw out and ban an extrinsic because somebody wants it; whether it was there."""
        pending = self._by_hash.get(extrinsic_hash)
        if pending is not None:
            self.ban(pending)
        return pending is not None

    def include(self, pending: Pending) -> None:
        """Take out an extrinsic a block now holds; its watchers are told by the node."""
        self._drop(pending, None)

    def take(self, extrinsic_hash: bytes) -> list[Watcher]:
        """Take out an extrinsic by its hash, when it is there; answers who watches it."""
        pending = self._by_hash.get(extrinsic_hash)
        if pending is None:
            return []
        self._drop(pending, None)
        return pending.watchers

    def _drop(self, pending: Pending, status: Status | None) -> None:
        extrinsic = pending.extrinsic
        assert extrinsic.who is not None
        if self._by_hash.pop(extrinsic.hash, None) is not None:
            self._count(pending, -1)
        queue = self._by_sender.get(extrinsic.who, {})
        if queue.get(extrinsic.nonce) is pending:
            del queue[extrinsic.nonce]
        if not queue:
            self._by_sender.pop(extrinsic.who, None)
        if status is not None:
            pending.tell(status)

    def revalidate(self, *, signatures: bool = False) -> None:
        """After a block: throw out what became invalid, and look again which are ready.

        With `signatures`, after blocks were retracted: their hashes may stand in signatures.
        """
        for pending in list(self._by_hash.values()):
            try:
                if signatures and pending.extrinsic.era is not None:
                    self._checker.signature(pending.extrinsic)
                self._checker.nonce(pending.extrinsic)
                self._checker.sender(pending.extrinsic)
            except InvalidTransaction:
                self.ban(pending)
                continue
            if pending.valid_until < self._checker.runtime.number + 1:
                self.ban(pending)
        for who, queue in self._by_sender.items():
            nonce = self._checker.runtime.chain.nonce(who)
            self._promote(queue, nonce)
            while nonce in queue:
                nonce += 1
            for later, pending in queue.items():
                if later > nonce and pending.ready:
                    self._set_ready(pending, ready=False)
