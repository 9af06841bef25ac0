"""A choice between two words; starts undecided when there is no default."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget


class YesNo(Widget, can_focus=True):
    """Left and right (or space, or a click) choose."""

    DEFAULT_CSS = """
    YesNo { height: 1; width: auto; min-width: 30; background: $panel; padding: 0 1; }
    YesNo:focus { background: $block-cursor-background; }
    """
    # By priority, so that they count before the keys that follow, however quickly.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, action, tooltip, show=False, priority=True, id=f"yesno.{name}", tooltip=tooltip)
        for key, action, name, tooltip in (
            ("left", "set(True)", "yes", "Choose the first word"),
            ("right", "set(False)", "no", "Choose the second word"),
            ("space", "flip", "flip", "Choose the other word"),
        )
    ]

    value: reactive[bool | None] = reactive(None)

    @dataclass
    class Changed(Message):
        """The choice changed."""

        widget: YesNo

        @property
        def control(self) -> YesNo:
            """The widget, for ``@on`` selectors."""
            return self.widget

    def __init__(self, yes: str, no: str, value: bool | None, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.words = (yes, no)
        self.set_reactive(YesNo.value, value)

    def render(self) -> Content:
        """The chosen word is marked by a glyph as well as by weight."""
        parts: list[tuple[str, str]] = []
        for word, mine in zip(self.words, (True, False), strict=True):
            chosen = self.value is mine
            parts.append((f"{'◉' if chosen else '○'} {word}   ", "bold" if chosen else "$tao-quiet"))
        return Content.assemble(*parts)

    def get_content_width(self, container: object, viewport: object) -> int:
        """As wide as its two words."""
        return sum(len(word) + 5 for word in self.words)

    def watch_value(self) -> None:
        """Tell the form."""
        self.post_message(self.Changed(self))

    def action_set(self, value: bool) -> None:
        """Choose."""
        self.value = value

    def action_flip(self) -> None:
        """Choose the other."""
        self.value = not self.value

    def on_click(self, event: events.Click) -> None:
        """Choose the word under the mouse."""
        self.value = event.x < len(self.words[0]) + 4
