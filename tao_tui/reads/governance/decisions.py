"""What was decided lately, as far back as blocks can be looked through, and what is remembered of before."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from tao_tui.addresses import Address
from tao_tui.chain.query import BlockRef, Reading
from tao_tui.journal.decisions import Decisions, Kept
from tao_tui.journal.spans import Span, joined, missing
from tao_tui.reads.governance.decision import Decision, decision_from, decision_json
from tao_tui.reads.governance.motion_history import MotionHistory
from tao_tui.reads.governance.proposals import has_triumvirate
from tao_tui.reads.governance.root_history import RootHistory
from tao_tui.reads.past.continuity import still_same_chain

if TYPE_CHECKING:
    from tao_tui.chain.client import Client

MOTION_BLOCKS: Final = 100_800
"""Two weeks of blocks of 12 seconds: motions are found without reading them all."""
ROOT_BLOCKS: Final = 300
"""An hour of blocks: for the sudo key every one is read."""
MOST: Final = 50
"""Decisions that are shown, and after which older blocks are left alone."""


@dataclass(frozen=True, slots=True)
class LookBack:
    """Decisions, newest first, and how far the look back went.

    Every block from `from_block` to `to_block` was looked through now or before, but for those in `gaps`;
    older ones were not, for the reason `ended_by` or because it was enough.
    """

    body: str
    from_block: int
    to_block: int
    gaps: tuple[tuple[int, int], ...]
    """Ranges in between, both ends included, that were not looked through."""
    ended_by: str | None
    decided: tuple[Decision, ...]


def reach_words(found: LookBack) -> str:
    """How far back was looked, and what was left out, in sentences."""
    if found.from_block > found.to_block:
        said = "No block could be looked through."
    else:
        number = f"{len(found.decided):,}" if found.decided else "Nothing"
        said = f"{number} decided in blocks {found.from_block:,} to {found.to_block:,}."
    if found.gaps:
        gaps = ", ".join(f"{first:,} to {last:,}" for first, last in found.gaps)
        said += f" Not looked through in between: {gaps}."
    return f"{said} Of older ones: {found.ended_by}" if found.ended_by else said


async def read_decisions(
    client: Client,
    decisions: Decisions,
    my_hotkeys: Iterable[Address] = (),
    *,
    blocks: int | None = None,
    most: int = MOST,
) -> Reading[LookBack]:
    """Look back through the newest `blocks` blocks, but for those looked through before, and remember it.

    On runtimes with a triumvirate these are its motions, on others what the sudo key had done.
    """
    head, final = await client.head(), await client.finalized()
    governed = has_triumvirate(client.runtime)
    history = MotionHistory(client) if governed else RootHistory(client)
    body, genesis = history.body, client.genesis
    spans = await asyncio.to_thread(decisions.spans, genesis, body)
    if spans and not await still_same_chain(client, spans[-1].last, spans[-1].last_hash):
        await asyncio.to_thread(decisions.forget, genesis)
        spans = ()
    first = max(1, head.number - (blocks or (MOTION_BLOCKS if governed else ROOT_BLOCKS)) + 1)
    look = _Look(client, decisions, history, final)
    for low, high in reversed(missing(first, head.number, spans)):
        if not await look.through(low, high, most):
            break
    seen = joined((*spans, *look.spans))
    kept = await asyncio.to_thread(decisions.newest, genesis, body, most)
    known = {each.key: each for each in (*look.found, *(decision_from(each.decision_json) for each in kept))}
    newest = sorted(known.values(), key=lambda each: (-each.block_number, -each.position))[:most]
    mine = frozenset(my_hotkeys)
    decided = tuple(_mine(each, mine) for each in newest)
    first = seen[0].first if seen else head.number + 1
    gaps = tuple(missing(first, head.number, seen))
    return Reading(head, LookBack(body, first, head.number, gaps, history.ended_by or None, decided))


class _Look:
    """One look through ranges of blocks."""

    def __init__(
        self, client: Client, decisions: Decisions, history: MotionHistory | RootHistory, final: BlockRef
    ) -> None:
        self._client = client
        self._decisions = decisions
        self._history = history
        self._final = final
        self.found: list[Decision] = []
        self.spans: list[Span] = []

    async def through(self, low: int, high: int, most: int) -> bool:
        """Look through the blocks `low` to `high`, newest first; False where older ones are not to be had."""
        reached, found = high + 1, list[Decision]()
        async for number, decided in self._history.decisions(low, high):
            reached = number
            found += decided
            if len(self.found) + len(found) >= most:
                break
        found = [replace(each, proposer=self._history.proposers.get(each.id)) for each in found]
        self.found += found
        await self._keep(reached, high, found)
        return reached == low

    async def _keep(self, first: int, last: int, found: Sequence[Decision]) -> None:
        if first > last:
            return
        block_hash = await self._client.block_hash(last)
        self.spans.append(Span(first, last, block_hash or ""))
        end = min(last, self._final.number)
        if end < first:
            return
        last_hash = self._final.hash if end == self._final.number else block_hash
        kept = [
            Kept(each.block_number, each.position, decision_json(each))
            for each in found
            if each.block_number <= end
        ]
        span = Span(first, end, last_hash or "")
        await asyncio.to_thread(self._decisions.keep, self._client.genesis, self._history.body, span, kept)


def _mine(decision: Decision, mine: frozenset[Address]) -> Decision:
    """The decision with what was voted with one of these hotkeys."""
    if mine & set(decision.ayes):
        return replace(decision, my_vote="aye")
    return replace(decision, my_vote="nay" if mine & set(decision.nays) else None)
