"""`scores --history`: how neurons fared over the epochs kept on this machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from tao_tui.errors import UsageError

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.cli.invocation.run import Run
    from tao_tui.journal.score_history import KeptEpoch

_SCORES = ("consensus", "incentive", "dividends", "validator_trust")


def show_history(run: Run, netuid: int, mechanism: int, wanted: tuple[int, ...], limit: int) -> None:
    """Answer with the newest epochs kept, oldest first."""
    from tao_tui.journal.score_history import MEGABYTE, ScoreHistory

    async def genesis_of(client: Client) -> str:
        return client.genesis

    genesis = run.on_node(genesis_of)
    history = ScoreHistory(max(1, run.settings.score_history) * MEGABYTE)
    try:
        epochs = history.epochs(genesis, netuid, mechanism, limit=limit)
    finally:
        history.close()
    if not epochs:
        raise UsageError(
            f"No epoch of subnet {netuid} is kept here.",
            hint="Epochs are kept while scores are watched: in the app, or with --watch.",
            code="no_history",
        )
    run.out.answer([_row(kept, wanted) for kept in epochs], lambda: _text(epochs, wanted))


def _uids(kept: KeptEpoch, wanted: Sequence[int]) -> list[int]:
    size = len(kept.columns["incentive"])
    return [uid for uid in wanted if uid < size] if wanted else list(range(size))


def _row(kept: KeptEpoch, wanted: Sequence[int]) -> dict[str, Any]:
    neurons = [
        {
            "uid": uid,
            **{name: int(kept.columns[name][uid]) for name in _SCORES},
            "emission_rao": int(kept.columns["emission"][uid]),
            "stake_rao": int(kept.columns["stake"][uid]),
        }
        for uid in _uids(kept, wanted)
    ]
    return {"epoch_block": kept.block, "neurons": neurons}


def _text(epochs: Sequence[KeptEpoch], wanted: Sequence[int]) -> Iterator[str]:
    """A line for every epoch: of the wanted uids their scores, else how many earn and the best."""
    from tao_tui.cli.terminal.layout import aligned
    from tao_tui.tables.cells import score
    from tao_tui.tables.reasons import miners_earn

    lines: list[tuple[str, ...]] = []
    for kept in epochs:
        columns = kept.columns
        for uid in _uids(kept, wanted) if wanted else ():
            shown = (f"{name} {score(int(columns[name][uid]))}" for name in _SCORES)
            lines.append((f"block {kept.block:,}", f"uid {uid}", *shown))
        if not wanted:
            best = int(columns["incentive"].argmax())
            lines.append(
                (
                    f"block {kept.block:,}",
                    miners_earn(int((columns["incentive"] > 0).sum())),
                    f"best uid {best} {score(int(columns['incentive'][best]))}",
                )
            )
    yield from aligned(lines)
