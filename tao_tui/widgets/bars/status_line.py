"""The bottom line: what is connected, how old what you see is, what is under way, is a key open."""

from __future__ import annotations

from dataclasses import dataclass

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tao_tui.widgets.figures import age


@dataclass(frozen=True, slots=True)
class Truth:
    """Everything the status line says."""

    network: str = ""
    endpoint: str = ""
    block: int = 0
    seconds: int = 0
    """Since the block arrived."""
    lag: int = 0
    """Blocks between head and finality."""
    pending: int = 0
    wallet: str = ""
    unlocked: bool = False
    unlocked_minutes: int = 0
    """Of the time a key is kept open; 0 for one that is open for a single action."""
    watch_only: bool = False
    stale: bool = False
    frozen: bool = False


class StatusLine(Widget):
    """Draws a :class:`Truth`; repaints only when it changed."""

    DEFAULT_CSS = "StatusLine { height: 1; background: $tao-chrome; color: $foreground; }"

    truth: reactive[Truth] = reactive(Truth())

    def render(self) -> Content:
        """Left: network, block, age, finality, pending. Right: whose eyes and whether the key is open."""
        t = self.truth
        parts: list[tuple[str, str]] = [(f" {t.network}", "bold")]
        if t.endpoint and self.size.width >= 100:
            parts.append((f" {t.endpoint}", "$tao-quiet"))
        if t.block:
            parts += [
                (" · block ", "$tao-quiet"),
                (f"{t.block:,}", ""),
                (f" · {age(t.seconds)} ago", "bold $warning" if t.stale else "$tao-quiet"),
                (f" · final −{t.lag}", "$tao-quiet"),
            ]
        else:
            parts.append((" · no block yet", "$tao-quiet"))
        if t.pending:
            parts.append((f" · ◷ {t.pending} pending", "bold $warning"))
        if t.frozen:
            parts.append((" · ❚❚ frozen", "bold $warning"))
        left = Content.assemble(*parts)
        lasts = f" {t.unlocked_minutes}m" if t.unlocked_minutes else ""
        lock = "watch-only" if t.watch_only else f"◉ unlocked{lasts}" if t.unlocked else "read-only"
        right = Content.assemble(
            (f"{t.wallet} " if t.wallet else "no wallet ", ""),
            (f"{lock} ", "bold $warning" if t.unlocked else "$tao-quiet"),
        )
        return Content.assemble(
            left, " " * max(1, self.size.width - left.cell_length - right.cell_length), right
        )
