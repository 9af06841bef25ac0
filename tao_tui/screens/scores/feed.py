"""One subnet's scores on their way to the screen: named, kept, recorded and watched as they pass."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tao_tui.errors import Fault, TaoTuiError
from tao_tui.messages import AlertsRaised, Notice
from tao_tui.session.score_memory import COURSE_COLUMNS, EPOCHS
from tao_tui.session.wording import sentence

if TYPE_CHECKING:
    from tao_tui.journal.score_history import KeptEpoch
    from tao_tui.reads.scores.columns import Neuron, Scores
    from tao_tui.reads.scores.follow import ScoresDelta
    from tao_tui.reads.scores.recording import Recorder, Recording
    from tao_tui.session.session import Session


class ScoreFeed:
    """Deltas of one mechanism of a subnet, from the node or from a recording."""

    def __init__(
        self,
        session: Session,
        netuid: int,
        mechanism: int = 0,
        *,
        recording: Recording | None = None,
        speed: float = 1.0,
    ) -> None:
        self.session = session
        self.netuid = netuid
        self.mechanism = mechanism
        self.recording = recording
        self._speed = speed
        self.name = str(recording.name) if recording else ""
        self.validator_names: dict[str, str] = {}
        """What validators of this subnet call themselves, by hotkey."""
        self._courses: dict[str, list[int]] = {}
        """Courses drawn since the last epoch, by hotkey."""
        self._epochs: list[KeptEpoch] = []
        self._kept_block = 0
        """The block of the newest epoch that was kept or found to be."""
        self._recorder: Recorder | None = None

    async def deltas(self) -> AsyncGenerator[ScoresDelta, None]:
        """Yield the scores now, then every change; each is kept and watched once it was shown."""
        if self.recording is None:
            await self._learn_names()
        async with aclosing(self._source()) as deltas:
            async for delta in deltas:
                fresh = self._fresh_epoch(delta) if self.recording is None else False
                yield delta
                if self.recording is None:
                    await self._pass(delta, fresh)
        self.stop_recording()

    def _source(self) -> AsyncGenerator[ScoresDelta, None]:
        if self.recording is not None:
            return self.recording.replay(self._speed)
        return self.session.reads.follow_scores(self.session.online, self.netuid, self.mechanism)

    async def _learn_names(self) -> None:
        loaded = await self.session.subnets()
        self.name = next((str(s.name) for s in loaded.data if s.netuid == self.netuid), self.name)
        validators = (await self.session.validators(self.netuid)).data
        self.validator_names = {v.hotkey: str(v.name) for v in validators if v.name}
        genesis = self.session.online.genesis
        self._epochs = list(await self.session.memory.epochs(genesis, self.netuid, self.mechanism))

    def _fresh_epoch(self, delta: ScoresDelta) -> bool:
        """Let the courses grow when an epoch brought the delta that did not before."""
        from tao_tui.reads.scores.kept import brought_by_an_epoch, epoch_block, kept_epoch

        block = epoch_block(delta.scores) if brought_by_an_epoch(delta) else None
        if block is None or block == self._kept_block:
            return False
        self._kept_block = block
        fresh = kept_epoch(delta.scores, COURSE_COLUMNS)
        if fresh is not None and block > self.newest_epoch:
            self._epochs = [*self._epochs, fresh][-EPOCHS:]
            self._courses.clear()
        return True

    async def _pass(self, delta: ScoresDelta, fresh: bool) -> None:
        alerts = self.session.memory.look(delta.scores, in_passing=True)
        if alerts:
            self.session.tell(AlertsRaised(alerts))
        await self._record(delta)
        if fresh:
            await self.session.memory.keep(self.session.online.genesis, delta)
            if trouble := self.session.memory.take_trouble():
                self.session.tell(Notice(trouble))
            with suppress(TaoTuiError):  # what stakers earned is in the next picture as well
                await self.session.validators(self.netuid, fresh=True)

    @property
    def newest_epoch(self) -> int:
        """The block of the epoch courses end with; 0 when there is none."""
        return self._epochs[-1].block if self._epochs else 0

    def course(self, neuron: Neuron) -> list[int]:
        """A neuron's score over the kept epochs, oldest first: dividends where it has any, else incentive."""
        from tao_tui.journal.score_history import owner_mark
        from tao_tui.reads.scores.kept import course

        found = self._courses.get(neuron.hotkey)
        if found is None:
            column = "dividends" if neuron.dividends else "incentive"
            found = course(self._epochs, neuron.uid, column, owner_mark(neuron.hotkey))
            self._courses[neuron.hotkey] = found
        return found

    def trends(self, scores: Scores) -> tuple[Any, Any]:
        """By how much the course of every neuron rose, and which have one."""
        from tao_tui.reads.scores.kept import trends

        return trends(self._epochs, scores)

    # Recording

    @property
    def is_recording(self) -> bool:
        """Whether deltas go to a file."""
        return self._recorder is not None

    async def _record(self, delta: ScoresDelta) -> None:
        """A recording that cannot go on ends, and the feed goes on."""
        if self._recorder is None:
            return
        try:
            await asyncio.to_thread(self._recorder.record, delta)
        except Fault as error:
            self.stop_recording()
            self.session.tell(Notice(sentence(error)))

    def start_recording(self, path: Path, now: Scores) -> None:
        """Write the feed to a new file from now on, beginning with what is shown."""
        from tao_tui.reads.scores.follow import compare
        from tao_tui.reads.scores.recording import Recorder

        network = self.session.network.name if self.session.network else ""
        recorder = Recorder(
            path, network=network, genesis=self.session.online.genesis, netuid=self.netuid, name=self.name
        )
        recorder.record(compare(now, now))
        self._recorder = recorder

    def stop_recording(self) -> Path | None:
        """Finish the file, if one is being written."""
        recorder, self._recorder = self._recorder, None
        if recorder is None:
            return None
        recorder.close()
        return recorder.path
