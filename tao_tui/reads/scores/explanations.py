"""Why a neuron scores what it scores."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tao_tui.addresses import Address
from tao_tui.chain.query import Reading
from tao_tui.consensus.explanation import Explanation, explain
from tao_tui.counted import counted
from tao_tui.errors import UsageError
from tao_tui.reads.scores.epoch_inputs import EpochPicture, read_epoch

if TYPE_CHECKING:
    from tao_tui.chain.client import Client


@dataclass(frozen=True, slots=True)
class ScoreExplanation:
    """One neuron's scores explained from the inputs of an epoch."""

    netuid: int
    epoch_block: int
    exact: bool
    """Whether this is the last epoch, or what one would make of the state of now."""
    has_run: bool
    """Whether the subnet has had an epoch at all."""
    hotkeys: tuple[Address, ...]
    """By uid, to name the validators in `explanation`."""
    explanation: Explanation
    mechanism: int = 0
    mechanisms: int = 1
    """How many mechanisms the subnet has."""
    hidden: tuple[int, ...] = ()
    """Validators with newer weights committed that nobody can read yet."""


async def read_explanation(
    client: Client, netuid: int, uid: int, mechanism: int = 0
) -> Reading[ScoreExplanation]:
    """Explain the scores of `uid`; `UsageError` when there is no such neuron."""
    reading = await read_epoch(client, netuid, mechanism)
    # The arithmetic of a full subnet takes milliseconds, which the interface's thread does not have.
    return Reading(reading.block, await asyncio.to_thread(explanation_of, reading.data, uid))


def explanation_of(picture: EpochPicture, uid: int) -> ScoreExplanation:
    """The scores of `uid` explained from what was read; `UsageError` when there is no such neuron."""
    if not 0 <= uid < len(picture.hotkeys):
        raise UsageError(
            f"Subnet {picture.netuid} has no uid {uid}.",
            hint=f"It has {counted(len(picture.hotkeys), 'neuron')}.",
            code="unknown_uid",
        )
    found = explain(picture.inputs, uid)
    return ScoreExplanation(
        picture.netuid,
        picture.epoch_block,
        picture.exact,
        picture.has_run,
        picture.hotkeys,
        found,
        picture.mechanism,
        picture.mechanisms,
        picture.hidden,
    )
