"""One line of warning under the header: stale data, no connection, wrong network. Absent when all is well."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget


class Banner(Widget):
    """Shown while it has text."""

    DEFAULT_CSS = """
    Banner { height: 1; display: none; background: $warning 25%; color: $foreground; text-style: bold; }
    Banner.-shown { display: block; }
    Banner.-bad { background: $error 30%; }
    """

    text: reactive[str] = reactive("")
    bad: reactive[bool] = reactive(False, toggle_class="-bad")

    def watch_text(self, text: str) -> None:
        """Take a line of the screen only when there is something to say."""
        self.set_class(bool(text), "-shown")

    def render(self) -> Content:
        """A sign that needs no colour, then the sentence."""
        sign = "✗" if self.bad else "!"
        return Content(f" {sign} {self.text}").truncate(max(1, self.size.width), ellipsis=True)
