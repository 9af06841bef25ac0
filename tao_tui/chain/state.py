"""What a person is told about the connection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Phase = Literal["connecting", "live", "stale", "switching", "refused", "closed"]
"""`stale`: connected but no block arrives; `refused`: the node is not the chain it should be."""


@dataclass(frozen=True, slots=True)
class ConnectionState:
    """Where the connection stands; `since` is seconds of the monotonic clock."""

    phase: Phase
    endpoint: str
    detail: str
    since: float
