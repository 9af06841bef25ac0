"""Reads the runtime's `DispatchError`: which pallet's which error, and its plain words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from tao_tui.chain.blocks.events import Event
from tao_tui.chain.runtime import ChainRuntime
from tao_tui.chain.words.errors import explain
from tao_tui.text import clean


@dataclass(frozen=True, slots=True)
class ChainError:
    """Why a call failed: the chain's own name for it, what that means, and what to do."""

    pallet: str
    name: str
    words: str
    remedy: str
    docs: str = ""


_INNER: Final = {
    ("Sudo", "Sudid"): "sudo_result",
    ("Sudo", "SudoAsDone"): "sudo_result",
    ("SubtensorModule", "Sudid"): "sudo_result",
    ("Triumvirate", "Executed"): "result",
    ("Proxy", "ProxyExecuted"): "result",
    ("Multisig", "MultisigExecuted"): "result",
    ("Utility", "DispatchedAs"): "result",
    ("Utility", "BatchInterrupted"): "error",
    ("Utility", "ItemFailed"): "error",
}
"""Events by which a call that succeeded tells that the call inside it failed."""


def failure_in(runtime: ChainRuntime, events: Iterable[Event]) -> ChainError | None:
    """The error that made an extrinsic fail, or that a call inside it failed with, if any."""
    inner: ChainError | None = None
    for event in events:
        if (event.pallet, event.name) == ("System", "ExtrinsicFailed"):
            return describe(runtime, event.get("dispatch_error", 0))
        field = _INNER.get((event.pallet, event.name))
        if field is None or inner is not None:
            continue
        value = event.get(field, 0)
        if value is None:
            value = event.fields  # a result alone, without a name, is all there is
        if isinstance(value, Mapping) and "Err" in value:
            value = value["Err"]
        elif field != "error":
            continue
        inner = describe(runtime, value)
    return inner


def describe(runtime: ChainRuntime, raw: object) -> ChainError:
    """Name and explain a decoded `DispatchError`."""
    if isinstance(raw, str):
        return _known("System", raw, "")
    if isinstance(raw, Mapping) and len(raw) == 1:
        kind, inner = next(iter(raw.items()))
        if kind == "Module" and isinstance(inner, Mapping):
            pallet, name, docs = runtime.error_name(*_indices(inner))
            return _known(pallet, name, " ".join(docs))
        if isinstance(inner, str) and kind != "Trie":
            return _known("System", inner, str(kind))
        return _known("System", str(kind), "")
    return _known("System", "Unknown", "")


def _indices(module: Mapping[str, object]) -> tuple[int, int]:
    """Pallet and error index; only the first of the four error bytes counts."""
    index, error = module.get("index"), module.get("error")
    if isinstance(error, str) and error.startswith("0x"):
        error = int(error[2:4] or "0", 16)
    if isinstance(error, list | tuple):
        error = error[0] if error else 0
    return (index if isinstance(index, int) else 255), (error if isinstance(error, int) else 255)


def _known(pallet: str, name: str, docs: str) -> ChainError:
    named = clean(name, 80)
    words, remedy = explain(named, clean(docs, 400), clean(pallet, 80))
    return ChainError(clean(pallet, 80), named, words, remedy, clean(docs, 400))
