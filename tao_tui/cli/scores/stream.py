"""`scores --watch`: a feed of scores as lines, with alerts, kept as history, recorded, or replayed."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import ExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tao_tui.cli.invocation.run import Run
from tao_tui.cli.scores.document import change_lines, document_of, rows_of, table_of
from tao_tui.errors import Fault, UsageError

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import BlockRef
    from tao_tui.journal.score_history import ScoreHistory
    from tao_tui.reads.alerts.command import AlertCommands
    from tao_tui.reads.alerts.watch import Watcher
    from tao_tui.reads.scores.follow import ScoresDelta
    from tao_tui.reads.scores.recording import Recorder, Recording


@dataclass(frozen=True, slots=True)
class Plan:
    """What was asked for."""

    netuid: int
    mechanism: int
    uids: tuple[int, ...]
    blocks: int | None
    rules: tuple[str, ...]
    alert_command: str | None
    record: str | None
    replay: str | None
    speed: float


def stream(run: Run, plan: Plan) -> None:
    """Follow until ctrl-c, the wanted number of blocks, or the end of the recording."""
    watcher = _watcher(run, plan)
    try:
        if plan.replay is not None:
            _replay(run, plan, watcher, plan.replay)
        else:
            run.on_node(lambda client: _live(run, plan, watcher, client))
    except KeyboardInterrupt:
        run.exit_code = 0


async def _live(run: Run, plan: Plan, watcher: Watcher, client: Client) -> None:
    from tao_tui.reads.scores.follow import follow_scores

    with ExitStack() as files:
        history = _history(run, files)
        recorder = await _recorder(plan, client, files)
        async with (
            _alert_commands(run) as commands,
            aclosing(follow_scores(client, plan.netuid, plan.mechanism)) as deltas,
        ):
            screen = _Screen(run, plan, watcher, commands, client)
            async for delta in deltas:
                _keep(run, history, client.genesis, delta)
                if recorder is not None:
                    recorder.record(delta)
                await screen.show(delta)
                if screen.is_over:
                    return


def _replay(run: Run, plan: Plan, watcher: Watcher, path: str) -> None:
    from pathlib import Path

    from tao_tui.reads.scores.recording import Recording

    recording = Recording(Path(path))
    if recording.netuid != plan.netuid:
        raise UsageError(
            f"{path} is a recording of subnet {recording.netuid}.",
            hint=f"Say scores {recording.netuid} --replay …",
        )
    run.out.network = {"name": recording.network, "genesis": recording.genesis, "spec_version": None}
    run.wait(_replayed(run, plan, watcher, recording))


async def _replayed(run: Run, plan: Plan, watcher: Watcher, recording: Recording) -> None:
    async with _alert_commands(run) as commands, aclosing(recording.replay(plan.speed)) as deltas:
        screen = _Screen(run, plan, watcher, commands, None)
        async for delta in deltas:
            await screen.show(delta)
            if screen.is_over:
                return


class _Screen:
    """Writes each delta, sounds its alerts, and counts blocks."""

    def __init__(
        self, run: Run, plan: Plan, watcher: Watcher, commands: AlertCommands, client: Client | None
    ) -> None:
        self._run = run
        self._plan = plan
        self._watcher = watcher
        self._commands = commands
        self._client = client
        self._first: int | None = None
        self._shown: int | None = None

    @property
    def is_over(self) -> bool:
        """Whether the wanted number of blocks has been shown."""
        if self._plan.blocks is None or self._shown is None or self._first is None:
            return False
        return self._shown - self._first >= self._plan.blocks

    async def show(self, delta: ScoresDelta) -> None:
        """One document, or the table once and then what changed; alerts with either."""
        scores = delta.scores
        self._first = scores.block if self._first is None else self._first
        rows = rows_of(scores, self._plan.uids)
        changed = sorted({int(uid) for uids in delta.changed.values() for uid in uids} | set(delta.replaced))
        alerts = self._watcher.look(scores)
        document = document_of(scores, rows) | {
            "changed_uids": changed,
            "changed_columns": sorted(delta.changed),
            "alerts": alerts,
        }

        def text() -> Iterable[str]:
            if self._shown is None:
                yield from table_of(scores, rows)
            else:
                yield from change_lines(delta, self._plan.uids)
            yield from (f"  ! {alert.text}" for alert in alerts)

        block = await self._block_ref(scores.block) if self._run.flags.json else None
        self._run.out.answer(document, text, block=block, streamed=True)
        self._shown = scores.block
        if alerts:
            self._ring()
        if self._plan.alert_command is not None:
            self._commands.start(self._plan.alert_command, alerts)

    def _ring(self) -> None:
        if sys.stderr.isatty() and not self._run.flags.quiet:
            sys.stderr.write("\a")
            sys.stderr.flush()

    async def _block_ref(self, number: int) -> BlockRef:
        from tao_tui.chain.query import BlockRef

        found = await self._client.block_hash(number) if self._client is not None else None
        return BlockRef(number, found or "")


def _watcher(run: Run, plan: Plan) -> Watcher:
    from tao_tui.reads.alerts.command import words_of
    from tao_tui.reads.alerts.rules import parse_rule
    from tao_tui.reads.alerts.watch import Watcher

    rules = [parse_rule(text) for text in plan.rules]
    if plan.alert_command is not None:
        words_of(plan.alert_command)
    if not any(rule.who == "mine" for rule in rules):
        return Watcher(rules)
    from tao_tui.cli.signing.account import account_of

    account = account_of(run)
    return Watcher(rules, {str(account.coldkey), *(str(address) for _, address in account.hotkeys)})


def _history(run: Run, files: ExitStack) -> ScoreHistory | None:
    """Where epochs are kept; a history that cannot be used is said once and done without."""
    from tao_tui.journal.score_history import MEGABYTE, ScoreHistory

    if not run.settings.score_history:
        return None
    try:
        history = ScoreHistory(run.settings.score_history * MEGABYTE)
    except Fault as error:
        run.say.warning(f"No history is kept: {error.message} {error.hint}")
        return None
    files.callback(history.close)
    return history


def _keep(run: Run, history: ScoreHistory | None, genesis: str, delta: ScoresDelta) -> None:
    from tao_tui.reads.scores.kept import keep

    if history is not None:
        try:
            keep(history, genesis, delta)
        except Fault as error:
            run.say.warning(f"This epoch is not kept: {error.message}")


async def _recorder(plan: Plan, client: Client, files: ExitStack) -> Recorder | None:
    if plan.record is None:
        return None
    from pathlib import Path

    from tao_tui.reads.scores.recording import Recorder
    from tao_tui.reads.subnets.market import read_subnet

    name = (await read_subnet(client, plan.netuid)).data.name
    recorder = Recorder(
        Path(plan.record), network=client.network.name, genesis=client.genesis, netuid=plan.netuid, name=name
    )
    files.callback(recorder.close)
    return recorder


@asynccontextmanager
async def _alert_commands(run: Run) -> AsyncIterator[AlertCommands]:
    """What runs the person's command beside the feed; one that fails is a warning, the watch goes on.

    At the feed's own end what was started may end too; ctrl-c ends it.
    """
    from tao_tui.reads.alerts.command import AlertCommands

    commands = AlertCommands(run.say.warning)
    try:
        yield commands
        await commands.drain()
    finally:
        await commands.close()
