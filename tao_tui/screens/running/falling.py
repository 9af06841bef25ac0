"""An app that fell over a defect says so in a sentence, and keeps its traceback without values."""

from __future__ import annotations

from rich.text import Text

from tao_tui.defect import as_failure
from tao_tui.screens.running.single_ticks import SingleTickApp


class FallingApp(SingleTickApp):
    """Textual would print its traceback with what every variable held, and that may be a secret."""

    def _fatal_error(self) -> None:
        error = self._exception
        assert error is not None
        failure = as_failure(error)
        self.bell()
        self._exit_renderables.append(Text(f"error: {failure.message}\n  {failure.hint}"))
        self._close_messages_no_wait()
