"""Hidden weights: when a commitment may be opened, when it is too late, and what it hides."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from tao_tui.devnet.pallets.subtensor.schedule import epoch_is_due
from tao_tui.devnet.pallets.subtensor.state import SubtensorState
from tao_tui.devnet.scale.hints import AccountId, NetUid, Vec, codec_of, u16, u64

MOST_UNREVEALED = 10
"""How many commitments one hotkey may have open on a subnet."""
NO_COMMIT = 1 << 62
"""Stands for no commitment where the block of one is asked for; later than any block."""
Commit = tuple[bytes, int, int, int]
"""Hash, epoch and block of a commitment; the last number is no longer used."""

_HIDDEN = codec_of(tuple[AccountId, NetUid, Vec[u16], Vec[u16], Vec[u16], u64])


def commit_hash(
    hotkey: bytes,
    index: int,
    uids: Sequence[int],
    values: Sequence[int],
    salt: Sequence[int],
    version_key: int,
) -> bytes:
    """What a hotkey commits to before it shows these weights: 32 bytes of blake2b over their SCALE.

    `index` is what the mechanism is stored under.
    """
    hidden = _HIDDEN.encode((hotkey, index, uids, values, salt, version_key))
    return blake2b(hidden, digest_size=32).digest()


def current_epoch(chain: SubtensorState, netuid: int) -> int:
    """The number of the subnet's running epoch; one that is due in this block counts already."""
    return chain.SubnetEpochIndex[netuid] + int(epoch_is_due(chain, netuid, chain.block))


def is_expired(chain: SubtensorState, netuid: int, epoch: int) -> bool:
    """Whether a commitment of that epoch can no longer be opened."""
    return current_epoch(chain, netuid) > epoch + chain.RevealPeriodEpochs[netuid]


def is_open(chain: SubtensorState, netuid: int, epoch: int) -> bool:
    """Whether a commitment of that epoch is to be opened now."""
    return current_epoch(chain, netuid) == epoch + chain.RevealPeriodEpochs[netuid]


def living(chain: SubtensorState, netuid: int, commits: Sequence[Commit]) -> list[Commit]:
    """The commitments from the first on that has not expired."""
    for place, (_, epoch, _, _) in enumerate(commits):
        if not is_expired(chain, netuid, epoch):
            return list(commits[place:])
    return []


def earliest_commits(chain: SubtensorState, netuid: int, index: int) -> NDArray[np.int64] | None:
    """By uid the block of its earliest living commitment on the mechanism stored under `index`.

    None where weights are set openly.
    """
    if not chain.CommitRevealWeightsEnabled[netuid]:
        return None
    blocks = np.full(chain.SubnetworkN[netuid], NO_COMMIT, np.int64)
    for (_, hotkey), commits in chain.WeightCommits.under(index):
        uid = chain.Uids.get((netuid, hotkey))
        alive = living(chain, netuid, commits)
        if uid is not None and alive:
            blocks[uid] = alive[0][2]
    return blocks
