"""Why a neuron scores what it scores, and whether the chain's scores follow from its own inputs."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from tao_tui.addresses import Address
from tao_tui.chain.query import Reading
from tao_tui.consensus.explanation import Explanation, explain
from tao_tui.consensus.yuma import epoch
from tao_tui.errors import UsageError
from tao_tui.reads.epoch_inputs import EpochPicture, read_epoch
from tao_tui.reads.scores import fitted

if TYPE_CHECKING:
    from tao_tui.chain.client import Client

AUDITED: Final = ("consensus", "incentive", "dividends", "validator_trust", "validator_permit", "active")
"""Columns computed again and compared to the last integer."""


@dataclass(frozen=True, slots=True)
class ScoreExplanation:
    """One neuron's scores explained from the inputs of an epoch."""

    netuid: int
    epoch_block: int
    exact: bool
    """Whether this is the last epoch, or what one would make of the state of now."""
    hotkeys: tuple[Address, ...]
    """By uid, to name the validators in `explanation`."""
    explanation: Explanation


@dataclass(frozen=True, slots=True)
class Difference:
    """A score that does not follow from the inputs."""

    column: str
    uid: int
    stored: int
    computed: int


@dataclass(frozen=True, slots=True)
class Audit:
    """The last epoch computed again beside what the chain stored."""

    netuid: int
    epoch_block: int
    exact: bool
    """Differences mean something only where the inputs are those of the epoch."""
    neurons: int
    columns: tuple[str, ...]
    differences: tuple[Difference, ...]


async def read_explanation(client: Client, netuid: int, uid: int) -> Reading[ScoreExplanation]:
    """Explain the scores of `uid`; `UsageError` when there is no such neuron."""
    reading = await read_epoch(client, netuid)
    picture = reading.data
    if uid >= len(picture.hotkeys):
        raise UsageError(
            f"Subnet {netuid} has no uid {uid}.",
            hint=f"It has {len(picture.hotkeys)} neurons.",
            code="unknown_uid",
        )
    # The arithmetic of a full subnet takes milliseconds, which the interface's thread does not have.
    found = await asyncio.to_thread(lambda: explain(picture.inputs, uid))
    return Reading(
        reading.block, ScoreExplanation(netuid, picture.epoch_block, picture.exact, picture.hotkeys, found)
    )


async def read_audit(client: Client, netuid: int) -> Reading[Audit]:
    """Compute the last epoch of `netuid` again and compare every integer."""
    reading = await read_epoch(client, netuid)
    differences = await asyncio.to_thread(_differences, reading.data)
    picture = reading.data
    audit = Audit(netuid, picture.epoch_block, picture.exact, len(picture.hotkeys), AUDITED, differences)
    return Reading(reading.block, audit)


def _differences(picture: EpochPicture) -> tuple[Difference, ...]:
    result = epoch(picture.inputs)
    found: list[Difference] = []
    for name in AUDITED:
        computed = getattr(result, name)
        stored = fitted(picture.stored[name], len(computed))
        for uid in np.flatnonzero(stored.astype(np.int64) != computed.astype(np.int64)).tolist():
            found.append(Difference(name, uid, int(stored[uid]), int(computed[uid])))
    return tuple(found)
