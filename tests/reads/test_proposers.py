"""Who made a proposal, from the event of a block that has to be found first."""

from __future__ import annotations

from typing import Any

import pytest

from tao_tui.chain.query import Reading
from tao_tui.errors import NodeError
from tao_tui.reads.governance.proposals import read_proposals
from tao_tui.reads.governance.proposers import find_proposer
from tests.reads.fake import BOB, FakeClient
from tests.reads.test_proposals import HASH, world

EVENT = {
    "module_id": "Triumvirate",
    "event_id": "Proposed",
    "attributes": {"account": BOB, "proposal_index": 4, "proposal_hash": HASH, "threshold": 3},
}
OTHER = {"module_id": "System", "event_id": "ExtrinsicSuccess", "attributes": None}


class History(FakeClient):
    """Answers by block: proposal 4 was made at `made_at`."""

    def __init__(self, made_at: int, ends_at: int = 4_000, oldest: int = 0) -> None:
        super().__init__(world([], [], end=ends_at), constants={"Timestamp.MinimumPeriod": 6_000})
        self.made_at = made_at
        self.oldest = oldest

    async def read(self, items: Any, at: str | None = None) -> Reading[tuple[Any, ...]]:
        number = int(at, 16) if at and at != self.block.hash else self.block.number
        if number < self.oldest:
            raise NodeError("State already discarded.")
        self.answers["Events"] = [OTHER, EVENT] if number == self.made_at else [OTHER]
        self.answers["ProposalCount"] = 5 if number >= self.made_at else 4
        return await super().read(items, at)


async def proposer(client: FakeClient) -> str | None:
    (proposal,) = (await read_proposals(client)).data  # type: ignore[arg-type]
    return await find_proposer(client, proposal)  # type: ignore[arg-type]


async def test_a_vote_of_the_shortest_duration_tells_its_block() -> None:
    client = History(made_at=400)
    assert await proposer(client) == BOB
    assert len(client.batches) == 3


@pytest.mark.parametrize("made_at", [1, 2, 17, 399, 500, 998, 999, 1000])
async def test_other_votes_are_found_by_how_many_there_had_been(made_at: int) -> None:
    assert await proposer(History(made_at, ends_at=9_000)) == BOB


async def test_before_the_first_block_and_beyond_the_nodes_memory_nobody_knows() -> None:
    assert await proposer(History(made_at=0, ends_at=9_000)) is None
    assert await proposer(History(made_at=500, ends_at=9_000, oldest=900)) is None
