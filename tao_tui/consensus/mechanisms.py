"""Several incentive mechanisms of one subnet: how emission is split among them and their scores are mixed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np

from tao_tui.consensus.result import EpochResult

_U16: Final = 65_535
_ONE: Final = 1 << 64
"""One in U64F64."""
_MIXED: Final = ("dividends", "stake_weight", "consensus", "validator_trust", "emission")
_ADDED: Final = ("server_emission", "validator_emission")
_ANY: Final = ("active", "validator_permit")


def split_emission(emission: int, count: int, split: Sequence[int] | None) -> list[int]:
    """What part of `emission` each of `count` mechanisms pays out, rao (`split_emissions`).

    `split` holds u16 shares adding up to 65535, perhaps fewer than `count`; None divides evenly. What is lost
    by rounding down is the first mechanism's.
    """
    if split is None:
        parts = [emission // count] * count
    else:
        parts = [emission * share // _U16 for share in split[:count]]
        parts += [0] * (count - len(parts))
    parts[0] += max(0, emission - sum(parts))
    return parts


def mixed(results: Sequence[EpochResult], parts: Sequence[int]) -> EpochResult:
    """The scores of a subnet whose mechanisms paid out `parts`, in the order of `results`.

    Payments are added up; dividends, stake weight, consensus, validator trust and the stored emission are
    means weighted by the parts, in U64F64; a neuron is active, and gets a permit, if it does anywhere. All
    else, incentives and bonds among it, is the first mechanism's (`epoch_with_mechanisms`).
    """
    first, total = results[0], sum(parts)
    weights = [(part << 64) // total if total else _ONE * (at == 0) for at, part in enumerate(parts)]
    columns: dict[str, Any] = {}
    for name in _MIXED:
        each = [getattr(result, name) for result in results]
        kind = each[0].dtype
        shares = [column.astype(object) * weight >> 64 for column, weight in zip(each, weights, strict=True)]
        columns[name] = np.minimum(np.sum(shares, axis=0), int(np.iinfo(kind).max)).astype(kind)
    for name in _ADDED:
        columns[name] = np.sum([getattr(result, name) for result in results], axis=0, dtype=np.uint64)
    for name in _ANY:
        columns[name] = np.logical_or.reduce([getattr(result, name) for result in results])
    return replace(first, **columns)
