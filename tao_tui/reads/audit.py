"""Whether the chain's scores follow from its own inputs: the last epoch computed again, column by column."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from tao_tui.chain.query import Reading
from tao_tui.consensus.result import EpochResult
from tao_tui.consensus.yuma import epoch
from tao_tui.errors import NodeError, UsageError
from tao_tui.reads.epoch_inputs import EpochPicture, read_epoch
from tao_tui.reads.score_items import Column
from tao_tui.reads.scores import fitted

if TYPE_CHECKING:
    from tao_tui.chain.client import Client

AUDITED: Final = ("consensus", "incentive", "dividends", "validator_trust", "validator_permit", "active")
"""Columns computed again and compared to the last integer."""

_OF_ONE_MECHANISM: Final = ("incentive", "validator_permit")
"""Columns the chain does not mix from several mechanisms."""

_ONE: Final = 1 << 32
"""An emission of one in I32F32: an epoch over it yields the shares themselves."""


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
    mechanism: int
    mechanisms: int
    epoch_block: int
    neurons: int
    columns: tuple[str, ...]
    """What was compared; with several mechanisms only what the chain does not mix from them."""
    differences: tuple[Difference, ...]
    follows: bool
    """Whether every compared integer follows from the inputs."""
    hidden: tuple[int, ...]
    """Validators with newer weights committed that nobody can read yet; the epoch used their older ones."""


async def read_audit(client: Client, netuid: int, mechanism: int = 0) -> Reading[Audit]:
    """Compute the last epoch of `netuid` again and compare every integer.

    Raises:
        UsageError: there is no such subnet, or it has had no epoch.
        NodeError: the node has forgotten the state before the last epoch.
    """
    reading = await read_epoch(client, netuid, mechanism)
    picture = reading.data
    if not picture.has_run:
        raise UsageError(
            f"Subnet {netuid} has had no epoch yet: there is nothing to audit.",
            hint=f"`tao-tui scores {netuid}` says in how many blocks the first one runs.",
            code="no_epoch",
        )
    if not picture.exact:
        raise NodeError(
            f"Subnet {netuid}'s last epoch cannot be audited: the node does not have the state before it.",
            hint="Wait for the subnet's next epoch, or ask an archive node with --network.",
            code="state_forgotten",
        )
    return Reading(reading.block, await asyncio.to_thread(audit_of, picture))


def audit_of(picture: EpochPicture) -> Audit:
    """Compare what the chain stored with what its inputs yield."""
    result = epoch(replace(picture.inputs, emission=_ONE))
    compared = AUDITED if picture.mechanisms == 1 else _OF_ONE_MECHANISM
    differences = [each for name in compared for each in _differences(name, picture, result)]
    if picture.mechanisms == 1:
        compared = (*compared, "emission")
        differences += _paid_otherwise(fitted(picture.stored["emission"], picture.inputs.n), result.emission)
    return Audit(
        picture.netuid,
        picture.mechanism,
        picture.mechanisms,
        picture.epoch_block,
        len(picture.hotkeys),
        compared,
        tuple(differences),
        not differences,
        picture.hidden,
    )


def _differences(name: str, picture: EpochPicture, result: EpochResult) -> list[Difference]:
    computed = getattr(result, name)
    stored = fitted(picture.stored[name], len(computed))
    return [
        Difference(name, uid, int(stored[uid]), int(computed[uid]))
        for uid in np.flatnonzero(stored.astype(np.int64) != computed.astype(np.int64)).tolist()
    ]


def _paid_otherwise(stored: Column, shares: Column) -> list[Difference]:
    """The emissions that are not the rounded-down shares of one total.

    The total itself is gone: the chain kept it pending and paid it out. Every payment bounds it, and the
    bounds of all must have something in common; where they do not, the largest payments are believed.
    """
    paid, parts = [int(each) for each in stored], [int(each) for each in shares]
    total, most = 0, None
    for uid in sorted(range(len(paid)), key=lambda each: -parts[each]):
        if parts[uid]:
            least = -(-paid[uid] * _ONE // parts[uid])
            highest = ((paid[uid] + 1) * _ONE - 1) // parts[uid]
            if most is None or (max(total, least) <= min(most, highest)):
                total, most = max(total, least), highest if most is None else min(most, highest)
    computed = [part * total // _ONE for part in parts]
    return [
        Difference("emission", uid, paid[uid], computed[uid])
        for uid in range(len(paid))
        if paid[uid] != computed[uid]
    ]
