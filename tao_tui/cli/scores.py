"""`scores`: a subnet's consensus scores, once or as they change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tao_tui.cli.run import Run, run_of

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import BlockRef, Reading
    from tao_tui.reads.follow_scores import ScoresDelta
    from tao_tui.reads.scores import Neuron, Scores


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
    mechanism: Annotated[
        int, typer.Option("--mechanism", help="Which of the subnet's mechanisms.", metavar="M", min=0, max=15)
    ] = 0,
) -> None:
    """Show every neuron's consensus, incentive, dividends, trust and emission.

    With --watch and --json each change is one document on a line of its own.
    """
    run = run_of(context)
    wanted = tuple(uid or ())
    _refuse_mixtures({"--watch": watch, "--explain": explain is not None, "--audit": audit}, wanted, blocks)
    if explain is not None:
        from tao_tui.cli.score_reasons import show_explanation

        show_explanation(run, netuid, explain, mechanism)
        return
    if audit:
        from tao_tui.cli.score_reasons import show_audit

        show_audit(run, netuid, mechanism)
        return
    if watch:
        _watch(run, netuid, mechanism, wanted, blocks)
        return

    async def work(client: Client) -> Reading[Scores]:
        from tao_tui.reads.scores import read_scores

        return await read_scores(client, netuid, mechanism)

    reading = run.on_node(work)
    rows = _rows(reading.data, wanted)
    run.out.answer(_document(reading.data, rows), lambda: _table(reading.data, rows), block=reading.block)


def _refuse_mixtures(modes: dict[str, bool], wanted: tuple[int, ...], blocks: int | None) -> None:
    from tao_tui.errors import UsageError

    chosen = [name for name, given in modes.items() if given]
    if len(chosen) > 1:
        raise UsageError(f"{' and '.join(chosen)} exclude each other.", hint="Leave one out.")
    if wanted and chosen not in ([], ["--watch"]):
        raise UsageError(f"--uid does not go with {chosen[0]}.", hint="Leave it out.")
    if blocks is not None and chosen != ["--watch"]:
        raise UsageError("--blocks goes with --watch only.", hint="Add --watch, or leave it out.")


def _watch(run: Run, netuid: int, mechanism: int, wanted: tuple[int, ...], blocks: int | None) -> None:
    async def work(client: Client) -> None:
        from tao_tui.reads.follow_scores import follow_scores

        first: int | None = None
        shown: int | None = None
        async for delta in follow_scores(client, netuid, mechanism):
            first = delta.scores.block if first is None else first
            await _show_delta(run, client, delta, wanted, shown)
            shown = delta.scores.block
            if blocks is not None and delta.scores.block - first >= blocks:
                return

    try:
        run.on_node(work)
    except KeyboardInterrupt:
        run.exit_code = 0


async def _show_delta(
    run: Run, client: Client, delta: ScoresDelta, wanted: tuple[int, ...], shown: int | None
) -> None:
    """One document, or the table once and then what changed; `shown` is the block last shown, if any."""
    rows = _rows(delta.scores, wanted)
    changed = sorted({int(uid) for uids in delta.changed.values() for uid in uids} | set(delta.replaced))
    document = _document(delta.scores, rows) | {
        "changed_uids": changed,
        "changed_columns": sorted(delta.changed),
    }

    def text() -> Iterable[str]:
        if shown is None:
            return _table(delta.scores, rows)
        moved = [row for row in rows if row.uid in set(changed)]
        return _change_lines(delta.scores, moved) if moved or shown != delta.scores.block else ()

    block = await _block_ref(client, delta.scores.block) if run.flags.json else None
    run.out.answer(document, text, block=block, streamed=True)


async def _block_ref(client: Client, number: int) -> BlockRef:
    from tao_tui.chain.query import BlockRef

    return BlockRef(number, await client.block_hash(number) or "")


def _rows(scores: Scores, wanted: tuple[int, ...]) -> tuple[Neuron, ...]:
    from tao_tui.errors import UsageError

    for uid in wanted:
        if uid >= scores.size:
            raise UsageError(
                f"Subnet {scores.netuid} has no uid {uid}.", hint=f"Its uids are 0 to {scores.size - 1}.",
                code="unknown_uid",
            )  # fmt: skip
    return tuple(scores.neuron(uid) for uid in wanted) if wanted else scores.rows()


def _document(scores: Scores, rows: tuple[Neuron, ...]) -> dict[str, Any]:
    return {
        "netuid": scores.netuid,
        "mechanism": scores.mechanism,
        "block": scores.block,
        "epoch": {"tempo": scores.tempo, "blocks_to_epoch": scores.blocks_to_epoch},
        "neurons": rows,
    }


def _heading(scores: Scores) -> str:
    epoch = (
        "no epochs" if scores.blocks_to_epoch is None else f"next epoch in {scores.blocks_to_epoch} blocks"
    )
    mechanism = f", mechanism {scores.mechanism} of {scores.mechanisms}" if scores.mechanisms > 1 else ""
    return f"Subnet {scores.netuid}{mechanism}, block {scores.block:,}, {epoch}"


def _table(scores: Scores, rows: tuple[Neuron, ...]) -> Iterable[str]:
    from tao_tui.cli.layout import table
    from tao_tui.tables.neurons import NEURON_COLUMNS, OLDER_COLUMNS

    yield _heading(scores)
    yield from table(NEURON_COLUMNS if scores.rank is None else NEURON_COLUMNS + OLDER_COLUMNS, rows)


def _change_lines(scores: Scores, rows: list[Neuron]) -> Iterable[str]:
    yield _heading(scores) + (f", {len(rows)} changed" if rows else ", no change")
    for row in rows:
        parts = (
            f"consensus {row.consensus}", f"incentive {row.incentive}", f"dividends {row.dividends}",
            f"trust {row.validator_trust}", f"emission {row.emission.short(3)} α",
        )  # fmt: skip
        yield f"  uid {row.uid:<4} " + "  ".join(parts)
