"""What can be done with keys in the app, described: what is asked for, and the work."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from textual.app import App
    from textual.content import Content

    from tao_tui.session.session import Session
    from tao_tui.wallet import HotkeySummary, KeyRef, Secret, WalletSummary

Kind = Literal["name", "hotkey", "words", "address", "password", "new", "again", "secret", "text", "yes"]
"""What a field holds: `new` and `again` are a new password, `words` also takes what `recognise` knows."""

HIDDEN = frozenset({"password", "new", "again", "secret"})


@dataclass(frozen=True, slots=True)
class Ask:
    """One field."""

    name: str
    kind: Kind
    label: str
    note: str
    value: str = ""
    optional: bool = False
    words: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """What a task is about: a wallet, and one of its hotkeys where the task is about one."""

    wallet: WalletSummary | None = None
    hotkey: HotkeySummary | None = None

    @property
    def name(self) -> str:
        """The wallet's name."""
        return str(self.wallet.name) if self.wallet else ""

    @property
    def encrypted(self) -> bool:
        """Whether the key needs its password."""
        key = self.hotkey or self.wallet
        return bool(key and key.encrypted)

    @property
    def title(self) -> str:
        """What stands in a heading."""
        return f"{self.name}/{self.hotkey.name}" if self.hotkey else self.name


@dataclass(frozen=True, slots=True)
class Told:
    """How a task ended: a line to notify, or a sheet to show; and which wallet is in use now."""

    line: str
    sheet: Content | str = ""
    copies: str = ""
    use: str = ""
    """A wallet to use from now on."""
    changed: bool = True
    """Whether the folder is to be read again."""
    scanned: str = ""
    """A text to show as codes for another machine's camera."""
    then: Callable[[App[int]], Coroutine[Any, Any, None]] | None = None
    """The step that follows, in place of being told."""


@dataclass(frozen=True, slots=True)
class Work:
    """One task being done: what was typed, on what."""

    session: Session
    target: Target
    values: Mapping[str, str]
    show_words: Callable[[Secret, str, str], Awaitable[bool]]
    """Shows a fresh mnemonic and has its copy proven; False when the person left."""

    def text(self, name: str) -> str:
        """What was typed in a field."""
        return self.values.get(name, "")

    def secret(self, name: str) -> Secret | None:
        """What was typed in a hidden field, or None when it stayed empty."""
        from tao_tui.wallet import Secret

        return Secret(self.text(name)) if self.text(name) else None

    def key(self) -> KeyRef:
        """The key the task is about."""
        folder = self.session.folder
        if self.target.hotkey is not None:
            return folder.hotkey(self.target.name, str(self.target.hotkey.name))
        return folder.coldkey(self.target.name)


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do with keys."""

    label: str
    note: str
    do: Callable[[Work], Awaitable[Told]]
    asks: Callable[[Target], tuple[Ask, ...]] = field(default=lambda target: ())
    on: Literal["folder", "wallet", "hotkey"] = "wallet"
    button: str = "Do it"
    confirm: str = ""
    """A word that has to be typed first."""
    busy: str = "Working; what is encrypted takes a few seconds… esc stops it."
    """What is said while it is done."""
    at_once: bool = False
    """Whether choosing it is enough, where nothing is asked."""
    shown: Content | None = None
    """What is agreed to, above the fields."""
    fits: Callable[[Target], bool] = field(default=lambda target: True)
