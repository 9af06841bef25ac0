"""The storage values in a node's answer, with the block they are of."""

from __future__ import annotations

from tao_tui.chain.answers.hexadecimal import need_hash
from tao_tui.errors import NodeProtocolError


def parse_query(raw: object) -> tuple[str, dict[str, str | None]]:
    """Block hash, and value by key, of an answer to `state_queryStorageAt`."""
    if not isinstance(raw, list) or len(raw) != 1:
        raise NodeProtocolError("The node's answer to a storage query is not one block's values.")
    return parse_changes(raw[0])


def parse_changes(raw: object) -> tuple[str, dict[str, str | None]]:
    """Block hash, and value by key, of a storage change set."""
    told = raw if isinstance(raw, dict) else {}
    try:
        block_hash = need_hash(told["block"], "a change of storage")
        found = {key.lower(): value for key, value in told["changes"]}
    except (TypeError, KeyError, ValueError, AttributeError):
        raise NodeProtocolError("The node's list of storage values has the wrong shape.") from None
    return block_hash, found
