"""What the Multisig pallet's calls weigh, by the number of other signatories and the call's length."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tao_tui.devnet.frame.call import Call
from tao_tui.devnet.frame.weight import database


def alone(length: int) -> int:
    """ref_time of a call by one signatory alone, its call not counted."""
    return 20_470_382 + 397 * length + database(2, 0)


def create(others: int, length: int) -> int:
    """ref_time of beginning an operation."""
    return 29_976_762 + 144_320 * others + 1_819 * length + database(1, 1)


def approve(others: int, length: int) -> int:
    """ref_time of approving one."""
    return 14_821_348 + 127_874 * others + 1_968 * length + database(1, 1)


def complete(others: int, length: int) -> int:
    """ref_time of completing one, its call not counted."""
    return 34_745_418 + 193_313 * others + 2_057 * length + database(4, 2)


def threshold_1_ref_time(args: Mapping[str, Any]) -> int:
    """Weight of `as_multi_threshold_1`."""
    inner: Call = args["call"]
    return alone(len(inner.encoded)) + database(1, 1) + inner.weight.ref_time


def as_multi_ref_time(args: Mapping[str, Any]) -> int:
    """Weight of `as_multi`: the costliest it may turn out to be."""
    size = len(args["other_signatories"]), len(args["call"].encoded)
    return int(max(create(*size), approve(*size), complete(*size)) + args["max_weight"].ref_time)


def approve_ref_time(args: Mapping[str, Any]) -> int:
    """Weight of `approve_as_multi`."""
    others = len(args["other_signatories"])
    beginning = 27_463_275 + 139_226 * others + database(1, 1)
    approving = 14_074_258 + 126_544 * others + database(1, 1)
    return int(max(beginning, approving) + args["max_weight"].ref_time)


def cancel_ref_time(args: Mapping[str, Any]) -> int:
    """Weight of `cancel_as_multi`."""
    return 28_623_566 + 135_351 * len(args["other_signatories"]) + database(1, 1)


def poke_ref_time(args: Mapping[str, Any]) -> int:
    """Weight of `poke_deposit`."""
    return 27_349_525 + 121_813 * len(args["other_signatories"]) + database(1, 1)
