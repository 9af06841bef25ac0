"""What a form would do, told under its fields: as much as there is room for, the review has the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from textual.content import Content

from tao_tui.actions.plan import gravest_first
from tao_tui.counted import counted
from tao_tui.session.own_ways import in_app
from tao_tui.widgets.text_pane import TextPane, hanging, pairs

if TYPE_CHECKING:
    from tao_tui.actions.plan import Caution

LEVELS: Final = {
    "note": ("·", "$tao-quiet"),
    "caution": ("!", "bold $warning"),
    "danger": ("‼", "bold $error"),
}
"""The sign and the style of a warning, by how much it matters."""
_LEAST: Final = 8
"""Lines there is always room for."""


class Preview(TextPane):
    """Warnings above facts, wrapped under themselves."""

    def __init__(self, text: str, *, id: str) -> None:
        super().__init__(text, id=id)
        self._told: tuple[Sequence[Caution], Sequence[tuple[str, str]]] | None = None
        self._most = _LEAST

    def say(self, text: Content | str) -> None:
        """Replace the text by plain words."""
        self._told = None
        super().say(text)

    def tell(self, warnings: Sequence[Caution], facts: Sequence[tuple[str, str]]) -> None:
        """Replace the text by what would happen."""
        self._told = (warnings, facts)
        self._write()

    def fit(self, lines: int) -> None:
        """Take so many lines at most."""
        self._most = max(_LEAST, lines)
        self.styles.max_height = self._most + self.gutter.height
        self._write()

    def on_resize(self) -> None:
        """Wrap anew."""
        super().on_resize()
        self._write()

    def _write(self) -> None:
        if self._told is None:
            return
        warnings, facts = self._told
        room = self.content_size.width
        lines: list[Content] = []
        for warning in gravest_first(warnings):
            sign, style = LEVELS[warning.level]
            lines += hanging(f"{sign} ", in_app(str(warning.text)), room, style, style)
        lines += pairs(facts, room=room).split("\n") if facts else []
        if len(lines) > self._most:
            left = len(lines) - self._most + 1
            lines = [
                *lines[: self._most - 1],
                Content.styled(f"… {counted(left, 'more line')} in the review", "$tao-quiet"),
            ]
        self._put(Content("\n").join(lines))
