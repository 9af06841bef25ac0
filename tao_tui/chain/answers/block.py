"""The body of a block in a node's answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tao_tui.errors import NodeError, NodeProtocolError

_MAX_EXTRINSICS: Final = 100_000


def extrinsics_of(raw: object) -> Sequence[str]:
    """The extrinsics of a `chain_getBlock` answer, in hex."""
    if raw is None:
        raise NodeError("The node does not know that block.", hint="Try another node.", code="unknown_block")
    block = raw.get("block") if isinstance(raw, dict) else None
    found = block.get("extrinsics") if isinstance(block, dict) else None
    if not isinstance(found, list) or len(found) > _MAX_EXTRINSICS:
        raise NodeProtocolError("The node's block has the wrong shape.")
    return found
