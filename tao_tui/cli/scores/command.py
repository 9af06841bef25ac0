"""`scores`: a subnet's consensus scores: once, as they change, explained, audited, or as they were."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from tao_tui.cli.invocation.run import Run, run_of
from tao_tui.cli.scores import flags

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import Reading
    from tao_tui.reads.scores.columns import Scores


def scores(
    context: typer.Context,
    netuid: flags.Netuid,
    watch: flags.Watch = False,
    uid: flags.Uids = None,
    blocks: flags.Blocks = None,
    explain: flags.Explain = None,
    audit: flags.Audit = False,
    what_if: flags.WhatIf = None,
    history: flags.History = None,
    alert: flags.Alerts = None,
    alert_command: flags.AlertCommand = None,
    record: flags.Record = None,
    replay: flags.Replay = None,
    speed: flags.Speed = 1.0,
    in_app: flags.InApp = False,
    mechanism: flags.Mechanism = 0,
) -> None:
    """Show every neuron's consensus, incentive, dividends, trust and emission.

    With --watch and --json each change is one document on a line of its own.
    """
    run, wanted = run_of(context), tuple(uid or ())
    following = watch or replay is not None
    live = "--watch" if replay is None else "--replay"
    modes = {
        live: following,
        "--explain": explain is not None,
        "--audit": audit,
        "--history": history is not None,
        "--what-if": what_if is not None,
    }
    _refuse_mixtures(modes, wanted, blocks)
    _refuse_strays(following, alert, alert_command, record, replay, speed)
    if in_app:
        _refuse_in_app(
            {**modes, live: False, "--uid": bool(wanted), "--alert": bool(alert),
             "--record": record is not None, "--mechanism": mechanism > 0}
        )  # fmt: skip
        _open(run, netuid, replay, speed)
    elif following:
        from tao_tui.cli.scores.stream import Plan, stream

        rules = tuple(alert or ())
        stream(run, Plan(netuid, mechanism, wanted, blocks, rules, alert_command, record, replay, speed))
    elif history is not None:
        _history(run, netuid, mechanism, wanted, history)
    elif explain is not None or audit or what_if is not None:
        _reasons(run, netuid, mechanism, explain, what_if)
    else:
        _once(run, netuid, mechanism, wanted)


def _open(run: Run, netuid: int, replay: str | None, speed: float) -> None:
    from tao_tui.cli.scores.open_app import open_scores

    open_scores(run, netuid, replay, speed)


def _history(run: Run, netuid: int, mechanism: int, wanted: tuple[int, ...], epochs: int) -> None:
    from tao_tui.cli.scores.history import show_history

    show_history(run, netuid, mechanism, wanted, epochs)


def _reasons(run: Run, netuid: int, mechanism: int, explain: int | None, what_if: str | None) -> None:
    """Explained, computed with changes, or audited."""
    from tao_tui.cli.scores import reasons

    if explain is not None:
        reasons.show_explanation(run, netuid, explain, mechanism)
    elif what_if is not None:
        reasons.show_what_if(run, netuid, what_if, mechanism)
    else:
        reasons.show_audit(run, netuid, mechanism)


def _once(run: Run, netuid: int, mechanism: int, wanted: tuple[int, ...]) -> None:
    from tao_tui.cli.scores.document import document_of, rows_of, table_of

    async def work(client: Client) -> Reading[Scores]:
        from tao_tui.reads.scores.columns import read_scores

        return await read_scores(client, netuid, mechanism)

    reading = run.on_node(work)
    rows = rows_of(reading.data, wanted)
    run.out.answer(document_of(reading.data, rows), lambda: table_of(reading.data, rows), block=reading.block)


def _refuse_mixtures(modes: dict[str, bool], wanted: tuple[int, ...], blocks: int | None) -> None:
    from tao_tui.errors import UsageError

    chosen = [name for name, given in modes.items() if given]
    if len(chosen) > 1:
        raise UsageError(f"{' and '.join(chosen)} exclude each other.", hint="Leave one out.")
    if wanted and chosen not in ([], ["--watch"], ["--replay"], ["--history"]):
        raise UsageError(f"--uid does not go with {chosen[0]}.", hint="Leave it out.")
    if blocks is not None and chosen not in (["--watch"], ["--replay"]):
        raise UsageError("--blocks goes with --watch only.", hint="Add --watch, or leave it out.")


def _refuse_in_app(others: dict[str, bool]) -> None:
    """The app has keys for everything else."""
    from tao_tui.errors import UsageError

    given = [name for name, there in others.items() if there]
    if given:
        raise UsageError(f"{given[0]} does not go with --in-app.", hint="Leave one out; ? lists the keys.")


def _refuse_strays(
    following: bool,
    alert: list[str] | None,
    command: str | None,
    record: str | None,
    replay: str | None,
    speed: float,
) -> None:
    from tao_tui.errors import UsageError

    for name, given in {"--alert": alert, "--record": record}.items():
        if given and not following:
            raise UsageError(f"{name} goes with --watch only.", hint="Add --watch, or leave it out.")
    if command is not None and not alert:
        raise UsageError("--alert-command needs an --alert.", hint="Say what to watch for with --alert.")
    if speed != 1 and replay is None:
        raise UsageError("--speed goes with --replay only.", hint="Add --replay, or leave it out.")
    if record is not None and replay is not None:
        raise UsageError("--record and --replay exclude each other.", hint="Copy the file instead.")
