"""What a node's refusal to read a block's state means."""

from __future__ import annotations

from typing import Final

from tao_tui.chain.connection.rpc import RpcError
from tao_tui.chain.query import RuntimeCall
from tao_tui.errors import NodeError, Unsupported
from tao_tui.genesis import FINNEY_GENESIS

_ARCHIVES: Final = {FINNEY_GENESIS: "wss://archive.chain.opentensor.ai:443"}
"""Nodes that keep the state of every block, by the chain's genesis."""


_GONE: Final = ("state_pruned", "unknown_block")


def why_gone(error: NodeError) -> str:
    """Why a node cannot tell of a block, in sentences; any other error is raised again."""
    if error.code not in _GONE:
        raise error
    return f"{error.message} {error.hint}".strip()


def _archive_of(genesis: str) -> str:
    known = _ARCHIVES.get(genesis)
    return f", such as {known}" if known else " (an archive node)"


def call_refused(call: RuntimeCall, error: RpcError, genesis: str) -> NodeError:
    """What a refusal of a runtime call means; `Unsupported` when the runtime has none of that name."""
    said = f"{error.text} {error.data}".lower()
    if "is not found" in said or "was not found" in said:
        return Unsupported(f"The connected node has no {call.api}.{call.method}.")
    return state_refused(error, genesis)


def state_refused(error: RpcError, genesis: str) -> NodeError:
    """What a refusal to read a block's state means; `state_pruned` when the node has it no more.

    The chain's `genesis` tells whether an archive of it is known.
    """
    said = f"{error.text} {error.data}".lower()
    if "discarded" in said or "unknownblock" in said or "unknown block" in said:
        return NodeError(
            "The node no longer keeps the state of that block.",
            hint=f"Ask a node of this chain that keeps every state{_archive_of(genesis)}.",
            code="state_pruned",
        )
    return error
