"""Yuma consensus: the arithmetic of an epoch, when it runs, and why a score is what it is.

Pure: numbers in, numbers out. `epoch(inputs)` computes what the chain stores, `explain(inputs, uid)` says
why a neuron scores what it scores; `EpochInputs.from_chain` and `EpochResult.as_chain` speak JSON.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tao_tui.consensus.explanation import Explanation, explain
    from tao_tui.consensus.inputs import EpochInputs, Rules
    from tao_tui.consensus.result import EpochResult
    from tao_tui.consensus.yuma import epoch

_HOME_OF = {
    "EpochInputs": "inputs",
    "EpochResult": "result",
    "Explanation": "explanation",
    "Rules": "inputs",
    "epoch": "yuma",
    "explain": "explanation",
}

__all__ = ["EpochInputs", "EpochResult", "Explanation", "Rules", "epoch", "explain"]


def __getattr__(name: str) -> Any:
    # numpy is loaded when arithmetic is named, not when a schedule is.
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
