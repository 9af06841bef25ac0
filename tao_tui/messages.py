"""What the app's parts tell each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable

    from tao_tui.reads.alerts.watch import Alert


@dataclass
class BlockArrived(Message):
    """A new head; an older one still waiting in the queue is dropped."""

    number: int
    finalized: int

    def can_replace(self, message: Message) -> bool:
        """Only the newest block is worth a repaint."""
        return isinstance(message, BlockArrived)


@dataclass
class ConnectionChanged(Message):
    """The connection went to another phase."""

    phase: str
    detail: str = ""


class PendingChanged(Message):
    """An extrinsic of ours was sent, included, finalized or lost."""


class AccountChanged(Message):
    """Another wallet is in use, or the first one was made."""


@dataclass
class Notice(Message):
    """Something the person should know that belongs to no place."""

    text: str


@dataclass
class GoTo(Message):
    """A request to show a place, optionally on one subject (a netuid, a proposal hash)."""

    place: str
    subject: object = None


@dataclass
class AlertsRaised(Message):
    """Alert rules came true."""

    alerts: tuple[Alert, ...]


class AlertRulesChanged(Message):
    """Other alert rules are in force."""


@dataclass
class Perform(Message):
    """A request to open the form of an action with some fields filled in."""

    action: str
    prefill: dict[str, str] = field(default_factory=dict)
    back: Callable[[], None] | None = None
    """Shows again where it was asked for, once its last sheet is closed."""


@dataclass
class SwitchNetwork(Message):
    """A request to leave this network for another."""

    name: str


class OpenDemo(Message):
    """A request to end this app and open the demo in its place."""
