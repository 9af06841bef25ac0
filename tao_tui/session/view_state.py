"""What the app remembers between runs: place, sorts, filters, theme, subnet; never anything secret."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tao_tui.errors import TaoTuiError
from tao_tui.paths import state_dir, write_private


class ViewState:
    """A small JSON file; a broken or missing one is an empty one, because nothing of value is in it."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or state_dir() / "app.json"
        self._values: dict[str, Any] = {}
        try:
            loaded = json.loads(self.path.read_bytes())
        except (OSError, ValueError):
            loaded = {}
        if isinstance(loaded, dict):
            self._values = loaded

    def text(self, name: str, default: str = "") -> str:
        """A remembered text."""
        value = self._values.get(name, default)
        return value if isinstance(value, str) else default

    def number(self, name: str, default: int) -> int:
        """A remembered number."""
        value = self._values.get(name, default)
        return value if isinstance(value, int) and not isinstance(value, bool) else default

    def order(self, table: str) -> tuple[str, bool] | None:
        """The remembered sort of a table: column key, greatest first."""
        match self._values.get(f"sort.{table}"):
            case [str(column), bool(descending)]:
                return column, descending
        return None

    def put(self, name: str, value: str | int | list[object]) -> None:
        """Remember a value until the next :meth:`save`."""
        self._values[name] = value

    def save(self) -> None:
        """Write the file; a full or read-only disk costs the memory, not the app."""
        data = json.dumps(self._values, indent=1, sort_keys=True).encode()
        try:
            write_private(self.path, data, overwrite=True)
        except (OSError, TaoTuiError):
            return
