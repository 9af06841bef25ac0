"""`scores`: a subnet's consensus scores: once, as they change, explained, audited, or as they were."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tao_tui.cli.run import Run, run_of

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import Reading
    from tao_tui.reads.scores import Scores


def scores(
    context: typer.Context,
    netuid: Annotated[int, typer.Argument(help="The subnet's number.", metavar="NETUID", min=0, max=65535)],
    watch: Annotated[bool, typer.Option("--watch", help="Go on with every block until ctrl-c.")] = False,
    uid: Annotated[
        list[int] | None, typer.Option("--uid", help="Only this uid; may be repeated.", metavar="U", min=0)
    ] = None,
    blocks: Annotated[
        int | None, typer.Option("--blocks", help="With --watch: end after N blocks.", metavar="N", min=1)
    ] = None,
    explain: Annotated[
        int | None, typer.Option("--explain", help="Why this uid scores what it scores.", metavar="U", min=0)
    ] = None,
    audit: Annotated[
        bool, typer.Option("--audit", help="Compute the last epoch again and compare every score.")
    ] = False,
    what_if: Annotated[
        str | None,
        typer.Option("--what-if", help="The last epoch with “drop 12, kappa = 0.6”.", metavar="CHANGES"),
    ] = None,
    history: Annotated[
        int | None, typer.Option("--history", help="The last N epochs kept here.", metavar="N", min=1)
    ] = None,
    alert: Annotated[
        list[str] | None,
        typer.Option("--alert", help="With --watch: “mine incentive falls 10%”; repeatable.", metavar="RULE"),
    ] = None,
    alert_command: Annotated[
        str | None,
        typer.Option(
            "--alert-command", help="Run this at an alert, told in TAO_TUI_ALERT.", metavar="COMMAND"
        ),
    ] = None,
    record: Annotated[
        str | None, typer.Option("--record", help="With --watch: write the feed to a file.", metavar="FILE")
    ] = None,
    replay: Annotated[
        str | None, typer.Option("--replay", help="Watch a recorded feed instead of a node.", metavar="FILE")
    ] = None,
    speed: Annotated[
        float, typer.Option("--speed", help="With --replay: how many times as fast; 0 at once.", min=0)
    ] = 1.0,
    in_app: Annotated[
        bool, typer.Option("--in-app", help="Open the app on this subnet, or on the --replay.")
    ] = False,
    mechanism: Annotated[
        int, typer.Option("--mechanism", help="Which of the subnet's mechanisms.", metavar="M", min=0, max=15)
    ] = 0,
) -> None:
    """Show every neuron's consensus, incentive, dividends, trust and emission.

    With --watch and --json each change is one document on a line of its own.
    """
    run = run_of(context)
    wanted = tuple(uid or ())
    following = watch or replay is not None
    modes = {
        "--watch": following,
        "--explain": explain is not None,
        "--audit": audit,
        "--history": bool(history),
    }
    _refuse_mixtures(modes | {"--what-if": what_if is not None}, wanted, blocks)
    _refuse_strays(following, alert, alert_command, record, replay)
    from tao_tui.cli import score_reasons

    if in_app:
        from tao_tui.cli.open_app import open_scores

        open_scores(run, netuid, replay, speed)
    elif explain is not None:
        score_reasons.show_explanation(run, netuid, explain, mechanism)
    elif audit:
        score_reasons.show_audit(run, netuid, mechanism)
    elif what_if is not None:
        score_reasons.show_what_if(run, netuid, what_if, mechanism)
    elif history is not None:
        from tao_tui.cli.score_history import show_history

        show_history(run, netuid, mechanism, wanted, history)
    elif following:
        from tao_tui.cli.score_stream import Plan, stream

        stream(
            run,
            Plan(netuid, mechanism, wanted, blocks, tuple(alert or ()), alert_command, record, replay, speed),
        )
    else:
        _once(run, netuid, mechanism, wanted)


def _once(run: Run, netuid: int, mechanism: int, wanted: tuple[int, ...]) -> None:
    from tao_tui.cli.score_document import document_of, rows_of, table_of

    async def work(client: Client) -> Reading[Scores]:
        from tao_tui.reads.scores import read_scores

        return await read_scores(client, netuid, mechanism)

    reading = run.on_node(work)
    rows = rows_of(reading.data, wanted)
    run.out.answer(document_of(reading.data, rows), lambda: table_of(reading.data, rows), block=reading.block)


def _refuse_mixtures(modes: dict[str, bool], wanted: tuple[int, ...], blocks: int | None) -> None:
    from tao_tui.errors import UsageError

    chosen = [name for name, given in modes.items() if given]
    if len(chosen) > 1:
        raise UsageError(f"{' and '.join(chosen)} exclude each other.", hint="Leave one out.")
    if wanted and chosen not in ([], ["--watch"], ["--history"]):
        raise UsageError(f"--uid does not go with {chosen[0]}.", hint="Leave it out.")
    if blocks is not None and chosen != ["--watch"]:
        raise UsageError("--blocks goes with --watch only.", hint="Add --watch, or leave it out.")


def _refuse_strays(
    following: bool, alert: list[str] | None, command: str | None, record: str | None, replay: str | None
) -> None:
    from tao_tui.errors import UsageError

    for name, given in {"--alert": alert, "--record": record}.items():
        if given and not following:
            raise UsageError(f"{name} goes with --watch only.", hint="Add --watch, or leave it out.")
    if command is not None and not alert:
        raise UsageError("--alert-command needs an --alert.", hint="Say what to watch for with --alert.")
    if record is not None and replay is not None:
        raise UsageError("--record and --replay exclude each other.", hint="Copy the file instead.")
