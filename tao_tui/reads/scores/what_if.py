"""What the last epoch would have made of a changed subnet: changes as written, and what they move."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from tao_tui.addresses import Address
from tao_tui.amounts import Alpha
from tao_tui.consensus.result import EpochResult
from tao_tui.consensus.what_if import Change, Drop, Kappa, Stake, Weight, changed
from tao_tui.consensus.yuma import epoch
from tao_tui.errors import UsageError
from tao_tui.reads.scores.epoch_inputs import EpochPicture

WAYS: Final = "weight 3 > 41 = 0.5, stake 3 = 1000, kappa = 0.6, drop 12"
"""One example of every change."""

_U16: Final = 65_535
_WEIGHT: Final = re.compile(r"weight\s+(\d{1,5})\s*(?:>|→|->|\s)\s*(\d{1,5})\s*(?:=|\s)\s*(\S+)")
_STAKE: Final = re.compile(r"stake\s+(\d{1,5})\s*(?:=|\s)\s*(\S+)")
_KAPPA: Final = re.compile(r"kappa\s*(?:=|\s)\s*(\S+)")
_DROP: Final = re.compile(r"drop\s+(\d{1,5})")
_SHARE: Final = re.compile(r"(\d{0,9})(?:\.(\d{0,9}))?(\s*%)?")


@dataclass(frozen=True, slots=True)
class Shift:
    """One neuron's scores as they were and as they would be; of 65535, emission in alpha."""

    uid: int
    hotkey: Address
    consensus: int
    consensus_then: int
    incentive: int
    incentive_then: int
    dividends: int
    dividends_then: int
    validator_trust: int
    validator_trust_then: int
    emission: Alpha
    emission_then: Alpha


@dataclass(frozen=True, slots=True)
class WhatIf:
    """An epoch with changes made, beside the same epoch without them."""

    netuid: int
    mechanism: int
    mechanisms: int
    """How many mechanisms the subnet has."""
    epoch_block: int
    exact: bool
    """Whether this is the last epoch, or what one would make of the state of now."""
    has_run: bool
    """Whether the subnet has had an epoch at all."""
    neurons: int
    shifts: tuple[Shift, ...]
    """Neurons whose scores differ, the largest difference in emission first."""


def parse_changes(text: str) -> tuple[Change, ...]:
    """Read changes separated by commas, as in `WAYS`; shares are fractions or per cents."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts:
        raise UsageError("Nothing would be changed.", hint=f"Write for example: {WAYS}.", code="bad_what_if")
    return tuple(_change(part) for part in parts)


def what_if(picture: EpochPicture, changes: Sequence[Change]) -> WhatIf:
    """Compute the epoch with and without the changes; `UsageError` when one names no neuron."""
    try:
        inputs = changed(picture.inputs, changes)
    except IndexError as error:
        last = len(picture.hotkeys) - 1
        raise UsageError(
            f"Subnet {picture.netuid} has {error}.", hint=f"Its uids are 0 to {last}.", code="unknown_uid"
        ) from error
    before, after = epoch(picture.inputs), epoch(replace(inputs, emission=picture.inputs.emission))
    found = [_shift(uid, picture.hotkeys[uid], before, after) for uid in _moved(before, after)]
    found.sort(key=lambda shift: (-abs(shift.emission_then.rao - shift.emission.rao), shift.uid))
    return WhatIf(
        picture.netuid,
        picture.mechanism,
        picture.mechanisms,
        picture.epoch_block,
        picture.exact,
        picture.has_run,
        len(picture.hotkeys),
        tuple(found),
    )


def _change(part: str) -> Change:
    text = part.lower()
    if found := _WEIGHT.fullmatch(text):
        return Weight(int(found[1]), int(found[2]), _share(found[3], part))
    if found := _STAKE.fullmatch(text):
        return Stake(int(found[1]), Alpha.parse(found[2]).rao)
    if found := _KAPPA.fullmatch(text):
        return Kappa(_share(found[1], part))
    if found := _DROP.fullmatch(text):
        return Drop(int(found[1]))
    raise UsageError(f"“{part}” is no change.", hint=f"Write for example: {WAYS}.", code="bad_what_if")


def _share(text: str, part: str) -> int:
    """A fraction or a per cent as parts of 65535, rounded to nearest."""
    found = _SHARE.fullmatch(text)
    if found and (found[1] or found[2]):
        digits = found[2] or ""
        numerator = int((found[1] or "") + digits)
        denominator: int = 10 ** len(digits) * (100 if found[3] else 1)
        if numerator <= denominator:
            return (2 * numerator * _U16 + denominator) // (2 * denominator)
    raise UsageError(
        f"“{part}”: {text} is no share.",
        hint="Write 0.5 or 50%; it is at most 1 or 100%.",
        code="bad_what_if",
    )


def _moved(before: EpochResult, after: EpochResult) -> list[int]:
    differs = np.zeros(len(before.active), np.bool_)
    for name in ("consensus", "incentive", "dividends", "validator_trust", "emission"):
        differs |= getattr(before, name) != getattr(after, name)
    return [int(uid) for uid in np.flatnonzero(differs)]


def _shift(uid: int, hotkey: Address, before: EpochResult, after: EpochResult) -> Shift:
    return Shift(
        uid, hotkey,
        int(before.consensus[uid]), int(after.consensus[uid]),
        int(before.incentive[uid]), int(after.incentive[uid]),
        int(before.dividends[uid]), int(after.dividends[uid]),
        int(before.validator_trust[uid]), int(after.validator_trust[uid]),
        Alpha(int(before.emission[uid])), Alpha(int(after.emission[uid])),
    )  # fmt: skip
