"""Watching my subnets by rules: through a dissolved one, through new connections, and once each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tao_tui.chain.query import BlockRef, Reading
from tao_tui.config import Settings
from tao_tui.messages import AlertsRaised, Notice
from tao_tui.reads.scores.columns import Scores
from tao_tui.reads.scores.follow import ScoresDelta, dissolved
from tao_tui.screens.scores import alerting
from tao_tui.screens.scores.alerting import watch_mine
from tao_tui.session.score_memory import ScoreMemory
from tests.app.fake_world import World, address

MINE = World().scores(1).hotkeys[61]


def scores(incentive: int, netuid: int = 1) -> Scores:
    """A picture in which uid 61, mine, has this incentive."""
    found = World().scores(1)
    column = found.incentive.copy()
    column[61] = incentive
    return replace(found, netuid=netuid, incentive=column)


class Reads:
    """Two subnets of mine; the second is dissolved while it is followed."""

    def __init__(self) -> None:
        self.left = [1, 2]
        self.asked: list[list[int]] = []

    async def registrations(self, _client: Any, _keys: Sequence[Any]) -> Reading[Any]:
        return Reading(BlockRef(1, "0x01"), dict.fromkeys(self.left))

    async def follow_subnets(self, _client: Any, netuids: list[int]) -> AsyncGenerator[ScoresDelta, None]:
        self.asked.append(netuids)
        if 2 in netuids:
            yield ScoresDelta(scores(9_000), {})
            self.left = [1]
            raise dissolved(2)
        yield ScoresDelta(scores(4_000), {})
        await asyncio.Event().wait()


def memory_of(rule: str) -> ScoreMemory:
    memory = ScoreMemory(Settings("dev", "alice", "default", Path(), False, "tao-dark"))
    memory.rules_text = rule
    return memory


async def test_a_dissolved_subnet_does_not_end_the_watch_over_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(alerting, "PAUSE", 0.0)
    told: asyncio.Queue[Any] = asyncio.Queue()
    reads, memory = Reads(), memory_of("mine incentive falls 50%")
    account = SimpleNamespace(hotkeys=(("h1", MINE),), coldkey=address(5_000))
    session = SimpleNamespace(account=account, memory=memory, reads=reads, online=None, tell=told.put_nowait)
    watch = asyncio.create_task(watch_mine(cast(Any, session)))
    notice, alerts = [await asyncio.wait_for(told.get(), 60) for _ in range(2)]
    watch.cancel()
    assert isinstance(notice, Notice)
    assert isinstance(alerts, AlertsRaised)
    assert "Subnet 2 was dissolved" in notice.text
    assert "incentive fell by 55 %" in alerts.alerts[0].text
    assert reads.asked == [[1, 2], [1]]
    assert memory.followed == {1}


def test_what_is_watched_already_is_told_once_though_it_is_shown_as_well() -> None:
    memory = memory_of("61 incentive falls 10%")
    memory.watch_for(frozenset())
    memory.followed = frozenset({1})
    assert memory.look(scores(9_000)) == ()
    assert len(memory.look(scores(4_000))) == 1
    assert memory.look(scores(9_000), in_passing=True) == ()
    assert memory.look(scores(4_000)) == ()
    assert memory.look(scores(9_000, netuid=3), in_passing=True) == ()
    assert len(memory.look(scores(4_000, netuid=3), in_passing=True)) == 1


def test_a_new_connection_tells_nothing_again() -> None:
    memory = memory_of("61 incentive below 0.1")
    memory.watch_for(frozenset())
    assert len(memory.look(scores(1))) == 1
    memory.watch_for(frozenset())
    assert memory.look(scores(1)) == ()
    memory.watch_for(frozenset({MINE}))
    assert len(memory.look(scores(1))) == 1, "for another account all begins anew"
