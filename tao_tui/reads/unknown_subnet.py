"""The error for a netuid nobody registered."""

from __future__ import annotations

from typing import Final

from tao_tui.errors import UsageError

UNKNOWN_SUBNET: Final = "unknown_subnet"
"""Its code, by which a face tells it from other mistakes."""


def unknown_subnet(netuid: int) -> UsageError:
    """What to raise where `netuid` has no subnet."""
    return UsageError(
        f"There is no subnet {netuid} (SubnetNotExists).",
        hint="tao-tui subnets list shows them all.",
        code=UNKNOWN_SUBNET,
    )
