"""Who would lose its uid if a subnet's owner trimmed it, and what the chain asks of that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tao_tui.chain.query import Reading, Storage
from tao_tui.reads.chain_text import as_int
from tao_tui.reads.scores.columns import Neuron, Scores, read_scores
from tao_tui.reads.uids.pruning import immunity_left, spared

if TYPE_CHECKING:
    from tao_tui.chain.client import Client

_MODULE: Final = "SubtensorModule"
_USUAL_PER_CENT: Final = 80


@dataclass(frozen=True, slots=True)
class Trim:
    """A subnet trimmed to a number of neurons, as the block after the read one would do it."""

    netuid: int
    neurons: int
    places: int
    """How many neurons it has room for now."""
    least: int
    """No subnet is trimmed to fewer."""
    staying: int
    """Neurons that are immune or the owner's: they stay, whatever they earn."""
    most_staying_per_cent: int
    """Those have to be less than this share of the neurons it is trimmed to."""
    leaving: tuple[Neuron, ...]
    """Who goes, the lowest uid first."""
    renumbered: int
    """How many of those who stay get another uid."""


async def read_trim(client: Client, netuid: int, most: int) -> Reading[Trim]:
    """What trimming `netuid` to `most` neurons would do; `UsageError` when there is no such subnet."""
    scores = await read_scores(client, netuid)
    least = await client.read([Storage(_MODULE, "MinAllowedUids", (netuid,))], scores.block.hash)
    share = client.runtime.constant(_MODULE, "MaxImmuneUidsPercentage")
    per_cent = _USUAL_PER_CENT if share is None else as_int(share)
    return Reading(scores.block, trim(scores.data, most, as_int(least.data[0]), per_cent))


def trim(scores: Scores, most: int, least: int, per_cent: int = _USUAL_PER_CENT) -> Trim:
    """Of those neither immune nor the owner's the lowest emission goes, of equals the highest uid.

    Those who stay move up, so that uids have no gaps (`trim_to_max_allowed_uids`).
    """
    left = immunity_left(scores)
    kept = {*spared(scores), *(uid for uid in range(scores.size) if left[uid] > 0)}
    others = sorted(set(range(scores.size)) - kept, key=lambda uid: (int(scores.emission[uid]), -uid))
    going = sorted(others[: max(0, scores.size - most)])
    return Trim(
        netuid=scores.netuid,
        neurons=scores.size,
        places=scores.seats.room,
        least=least,
        staying=len(kept),
        most_staying_per_cent=per_cent,
        leaving=tuple(scores.neuron(uid) for uid in going),
        renumbered=scores.size - len(going) - going[0] if going else 0,
    )
