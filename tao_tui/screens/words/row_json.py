"""A table row as the JSON the command line prints for it."""

from __future__ import annotations

import json
from typing import Any

from tao_tui.reads.rows import as_row


def row_json(row: Any) -> str:
    """One line of JSON with the published field names."""
    return json.dumps(as_row(row), ensure_ascii=False)
