"""The app over a fake source of any size, as a program for a terminal: what `tests.bench.app` measures."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from tao_tui.addresses import address_of
from tao_tui.app import TaoApp
from tao_tui.reads.scores.columns import Scores
from tao_tui.reads.scores.follow import ScoresDelta, compare
from tao_tui.reads.scores.items import SCORE_COLUMNS
from tao_tui.screens.running.ending import ended_with_its_terminal
from tests.app.fake_deeds import FakeDeeds
from tests.app.fake_reads import FakeReads
from tests.app.fake_world import World
from tests.app.fakes import make_alice, make_session

MOVING = ("consensus", "incentive", "emission")
TEMPO = 4
"""An epoch runs, and is kept, every fifth block; scores move with every one, more than on any chain."""


class Stream(FakeReads):
    """Scores of `size` neurons of which a share moves every `period` seconds, with a block each time."""

    def __init__(self, world: World, size: int, period: float, share: float) -> None:
        super().__init__(world)
        self.size = size
        self.period = period
        self.share = share

    def first(self, netuid: int) -> Scores:
        """The small world's columns repeated to the size wanted; every neuron with keys of its own."""
        small = self.world.scores(netuid)
        columns: dict[str, Any] = {name: np.resize(small.column(name), self.size) for name in SCORE_COLUMNS}
        keys = [address_of(number.to_bytes(32, "big")) for number in range(2 * self.size)]
        schedule = replace(small.schedule, tempo=TEMPO)
        return replace(
            small,
            hotkeys=tuple(keys[::2]),
            coldkeys=tuple(keys[1::2]),
            tempo=TEMPO,
            schedule=schedule,
            blocks_to_epoch=schedule.blocks_left(small.block),
            **columns,
        )

    async def follow_scores(
        self, client: Any, netuid: int, mechanism: int = 0
    ) -> AsyncGenerator[ScoresDelta, None]:
        scores = self.first(netuid)
        everybody = np.arange(scores.size)
        yield ScoresDelta(scores, dict.fromkeys(SCORE_COLUMNS, everybody), tuple(everybody.tolist()))
        chance = np.random.default_rng(1)
        while True:
            await asyncio.sleep(self.period)
            columns: dict[str, Any] = {name: scores.column(name).copy() for name in MOVING}
            uids = chance.choice(scores.size, max(1, int(scores.size * self.share)), replace=False)
            for column in columns.values():
                column[uids] = chance.integers(1, 20_000, len(uids))
            self.world.heads.put_nowait(self.world.block + 1)
            block = scores.block + 1
            left = scores.schedule.blocks_left(block)
            before, scores = scores, replace(scores, block=block, blocks_to_epoch=left, **columns)
            yield compare(before, scores)


def main() -> None:
    """Open the Scores place over the stream described by the command line."""
    size, period, share = int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        make_alice(folder)
        world = World(subnet_names=[f"Subnet {number}" for number in range(129)])
        session, _, _ = make_session(folder, world)
        session.reads = Stream(world, size, period, share)
        session.deeds = FakeDeeds(world)
        session.views.put("sort.neurons", ["uid", False])
        app = TaoApp(session.settings, session=session, place="scores")
        with ended_with_its_terminal(app):
            app.run()


if __name__ == "__main__":
    main()
