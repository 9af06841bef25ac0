"""What one connection follows: subscriptions, each fed until it ends."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from tao_tui.devnet.rpc.messages import Json, RpcError, notification
from tao_tui.devnet.rpc.outbox import Load

MAX_SUBSCRIPTIONS = 1024
MAX_FOLLOWED = 500_000
"""Storage keys followed by all connections together."""


class Subscription:
    """One subscription of one connection."""

    def __init__(self, push: Callable[[bytes], None], method: str, keys: int) -> None:
        self.id = secrets.token_urlsafe(12)
        self.keys = keys
        """How many storage keys it follows."""
        self._push = push
        self._method = method
        self._closers: list[Callable[[], None]] = []
        self._closed = False

    def send(self, result: Json) -> None:
        """Notify the client; nothing once the subscription has ended."""
        if not self._closed:
            self._push(notification(self._method, self.id, result))

    def on_close(self, closer: Callable[[], None]) -> None:
        """Call `closer` when the subscription ends."""
        self._closers.append(closer)

    def close(self) -> None:
        """Stop what feeds it."""
        self._closed = True
        for closer in self._closers:
            closer()
        self._closers.clear()


class Subscriptions:
    """All of one connection's; `push` sends its client a notification."""

    def __init__(self, push: Callable[[bytes], None], load: Load) -> None:
        self._push = push
        self._load = load
        self._open: dict[str, Subscription] = {}

    def begin(self, method: str, keys: int = 0) -> Subscription:
        """A new one with this notification method, which follows so many storage keys."""
        if len(self._open) >= MAX_SUBSCRIPTIONS or self._load.followed_keys + keys > MAX_FOLLOWED:
            raise RpcError(-32006, "Too many subscriptions on the connection")
        self._load.followed_keys += keys
        subscription = Subscription(self._push, method, keys)
        self._open[subscription.id] = subscription
        return subscription

    def end(self, subscription_id: str) -> bool:
        """End one; false when there is none."""
        subscription = self._open.pop(subscription_id, None)
        if subscription is not None:
            self._load.followed_keys -= subscription.keys
            subscription.close()
        return subscription is not None

    def end_all(self) -> None:
        """End every one: the connection is over."""
        for subscription_id in list(self._open):
            self.end(subscription_id)
