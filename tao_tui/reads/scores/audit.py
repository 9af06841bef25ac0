"""Whether the chain's scores follow from its own inputs: the last epoch computed again, column by column."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from tao_tui.chain.query import Reading
from tao_tui.consensus.result import EpochResult
from tao_tui.consensus.yuma import epoch
from tao_tui.errors import NodeError, UsageError
from tao_tui.reads.scores.columns import fitted
from tao_tui.reads.scores.epoch_inputs import EpochPicture, read_epoch
from tao_tui.reads.scores.items import Column

if TYPE_CHECKING:
    from tao_tui.chain.client import Client

AUDITED: Final = ("consensus", "incentive", "dividends", "validator_trust", "validator_permit", "active")
"""Columns computed again and compared to the last integer."""

_MIXED: Final = ("consensus", "dividends", "validator_trust")
"""Columns that are means over a subnet's mechanisms, weighted by what each paid out."""

_ANY: Final = ("validator_permit", "active")
"""Columns that hold for a neuron when they do on any mechanism."""

_FINE: Final = 10_000_000
"""To one part in so many the parts paid out are known by how emission is divided."""

_U16: Final = 65_535
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
    """What was compared; with several mechanisms not the emission, whose total is not kept."""
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
    every = [picture]
    if picture.mechanisms > 1:
        readings = [read_epoch(client, netuid, each) for each in range(picture.mechanisms)]
        every = [each.data for each in await asyncio.gather(*readings)]
    if any(each.epoch_block != picture.epoch_block for each in every):
        raise NodeError(
            f"Subnet {netuid} had an epoch while the one before was read.",
            hint="Audit it again.",
            code="state_moved",
        )
    return Reading(reading.block, await asyncio.to_thread(audit_of, picture, every))


def audit_of(picture: EpochPicture, every: Sequence[EpochPicture] = ()) -> Audit:
    """Compare what the chain stored with what its inputs yield.

    `every` are the pictures of all the subnet's mechanisms, in order, where it has several.
    """
    results = [epoch(replace(each.inputs, emission=_ONE)) for each in every or (picture,)]
    own = results[picture.mechanism] if len(results) > 1 else results[0]
    compared, differences = list(AUDITED), [*_differences("incentive", picture, own.incentive)]
    for name in _ANY:
        found = np.logical_or.reduce([getattr(result, name) for result in results])
        differences += _differences(name, picture, found)
    if len(results) > 1:
        differences += _mixed_otherwise(picture, results)
    else:
        compared.append("emission")
        differences += [each for name in _MIXED for each in _differences(name, picture, getattr(own, name))]
        differences += _paid_otherwise(fitted(picture.stored["emission"], picture.inputs.n), own.emission)
    return Audit(
        picture.netuid,
        picture.mechanism,
        picture.mechanisms,
        picture.epoch_block,
        len(picture.hotkeys),
        tuple(compared),
        tuple(differences),
        not differences,
        picture.hidden,
    )


def _mixed_otherwise(picture: EpochPicture, results: Sequence[EpochResult]) -> list[Difference]:
    """Scores that are no mean of the mechanisms' own, each part of it rounded down.

    Each weight is what a mechanism paid out of what all did, which its share says almost to the last digit:
    a score may be what either end of that leaves.
    """
    shares = list(picture.shares) if picture.stored["emission"].any() else [1, *[0] * (len(results) - 1)]
    whole = sum(shares) * _FINE
    found = []
    for name in _MIXED:
        columns = [getattr(result, name).astype(object) for result in results]
        pairs = list(zip(columns, shares, strict=True))
        least = sum(column * max(0, share * _FINE - sum(shares)) // whole for column, share in pairs)
        most = sum(column * (share * _FINE + sum(shares) * (share > 0)) // whole for column, share in pairs)
        stored = fitted(picture.stored[name], len(columns[0])).astype(object)
        wrong = np.flatnonzero((stored < least) | (stored > np.minimum(most, _U16)))
        found += [Difference(name, int(uid), int(stored[uid]), int(most[uid])) for uid in wrong]
    return found


def _differences(name: str, picture: EpochPicture, computed: Column) -> list[Difference]:
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
