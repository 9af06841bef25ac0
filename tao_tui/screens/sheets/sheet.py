"""What every sheet that opens over a place has: the place dimmed behind it, nothing done twice to open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from rich.console import RenderableType
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.color import Color
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import ModalScreen, ScreenResultType


class Sheet(ModalScreen[ScreenResultType]):
    """Ends with what it was opened for."""

    _was_open = False

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Opening styled everything when it was mounted; only what comes back may have missed a change."""
        event.refresh_styles = self._was_open
        self._was_open = True

    def render(self) -> RenderableType:
        """The place behind, dimmed."""
        behind = super().render()
        return Dimmed(behind.screen, behind.color) if isinstance(behind, BackgroundScreen) else behind


class Dimmed(BackgroundScreen):
    """A screen whose few styles are dimmed once, not in each of its hundreds of segments at each paint."""

    @classmethod
    def process_segments(cls, segments: Iterable[Segment], color: Color) -> Iterator[Segment]:
        """The same text in colours nearer to `color`."""
        for segment in segments:
            yield segment if segment.control else Segment(segment.text, _dimmed(segment.style, color))


@lru_cache(maxsize=4096)
def _dimmed(style: Style | None, color: Color) -> Style | None:
    [segment] = BackgroundScreen.process_segments([Segment("", style)], color)
    return segment.style
