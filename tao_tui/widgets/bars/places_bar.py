"""The header line: the places with their numbers, the network badge and the state of the connection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

PLACES: Final = (
    ("home", "Home", "Home"),
    ("wallets", "Wallets", "Wallets"),
    ("stake", "Stake", "Stake"),
    ("subnets", "Subnets", "Subnets"),
    ("scores", "Scores", "Scores"),
    ("governance", "Governance", "Gov"),
    ("activity", "Activity", "Activity"),
    ("settings", "Settings", "Set"),
)
"""Name, label on a wide terminal, label at 80 columns; the number key is the position."""

DOTS: Final = {
    "live": ("●", "$success", "live"),
    "connecting": ("◌", "$warning", "connecting"),
    "switching": ("◌", "$warning", "switching"),
    "stale": ("◐", "$warning", "stale"),
    "refused": ("○", "$error", "offline"),
    "closed": ("○", "$error", "offline"),
}
"""Shape, colour and word of each phase: readable without colour."""


class PlacesBar(Widget):
    """One line on top of every place."""

    DEFAULT_CSS = """
    PlacesBar { height: 1; background: $tao-chrome; color: $foreground; }
    PlacesBar.-main { background: $tao-chrome-main; }
    """

    here: reactive[str] = reactive("home")
    badge: reactive[str] = reactive("")
    phase: reactive[str] = reactive("connecting")
    mainnet: reactive[bool] = reactive(False, toggle_class="-main")

    @dataclass
    class Picked(Message):
        """A place was clicked."""

        place: str

    def render(self) -> Content:
        """Places on the left, badge and state on the right."""
        left = Content.assemble(*self._labels())
        dot, colour, word = DOTS.get(self.phase, DOTS["closed"])
        name = self.badge.upper() if self.mainnet else self.badge
        badge = (f" {name} ", "bold reverse $error" if self.mainnet else "bold $accent")
        right = Content.assemble(badge, " ", (dot, colour), (f" {word} ", ""))
        spare = self.size.width - left.cell_length - right.cell_length
        if spare < 0:
            right = Content.assemble(badge, (dot, colour), " ")
            spare = max(0, self.size.width - left.cell_length - right.cell_length)
        return Content.assemble(left, " " * spare, right)

    def _labels(self) -> list[tuple[str, str]]:
        wide = self.size.width >= 110
        parts: list[tuple[str, str]] = []
        for number, (name, long, short) in enumerate(PLACES, 1):
            label = f" {long} " if wide else short
            if name == self.here:
                parts += [
                    (f" {number}", "bold reverse $primary" if wide else "bold $primary"),
                    (label, "bold reverse $primary" if wide else "bold underline $primary"),
                ]
            else:
                parts += [(f" {number}", "$tao-quiet"), (label, "")]
        return parts

    def on_click(self, event: events.Click) -> None:
        """Go to the place under the mouse."""
        x = 0
        parts = self._labels()
        for index, (name, _, _) in enumerate(PLACES):
            x += len(parts[2 * index][0]) + len(parts[2 * index + 1][0])
            if event.x < x:
                self.post_message(self.Picked(name))
                return
