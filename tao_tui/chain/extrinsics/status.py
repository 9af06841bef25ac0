"""The steps of an extrinsic's way, as nodes write them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from tao_tui.chain.answers.hexadecimal import need_hash
from tao_tui.errors import NodeProtocolError

StatusKind = Literal[
    "accepted", "future", "ready", "broadcast", "in_block", "retracted", "finality_timeout", "finalized",
    "usurped", "dropped", "invalid", "searching",
]  # fmt: skip

_KINDS: Final[dict[str, StatusKind]] = {
    "future": "future", "ready": "ready", "broadcast": "broadcast", "inBlock": "in_block",
    "retracted": "retracted", "finalityTimeout": "finality_timeout", "finalized": "finalized",
    "usurped": "usurped", "dropped": "dropped", "invalid": "invalid",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TxStatus:
    """One step of an extrinsic's way; `block_hash` where a block is meant."""

    kind: StatusKind
    block_hash: str | None = None
    detail: str = ""


def parse_status(raw: object) -> TxStatus:
    """Read a status as nodes write it: a bare word, or a word with a hash."""
    if isinstance(raw, str) and raw in _KINDS:
        return TxStatus(_KINDS[raw])
    if isinstance(raw, dict) and len(raw) == 1:
        name, value = next(iter(raw.items()))
        kind = _KINDS.get(name)
        if kind in ("in_block", "finalized", "retracted", "finality_timeout"):
            return TxStatus(kind, need_hash(value, "the transaction's block"))
        if kind is not None:
            return TxStatus(kind)
    raise NodeProtocolError("The node's word on the transaction is not one there is.")
