"""A subnet's scores as the document of the JSON contract and as text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from tao_tui.reads.scores.columns import Neuron, Scores
    from tao_tui.reads.scores.follow import ScoresDelta


def rows_of(scores: Scores, wanted: tuple[int, ...]) -> tuple[Neuron, ...]:
    """The rows of the wanted uids, or all; `UsageError` for one that is not there."""
    from tao_tui.errors import UsageError

    for uid in wanted:
        if uid >= scores.size:
            raise UsageError(
                f"Subnet {scores.netuid} has no uid {uid}.", hint=f"Its uids are 0 to {scores.size - 1}.",
                code="unknown_uid",
            )  # fmt: skip
    return tuple(scores.neuron(uid) for uid in wanted) if wanted else scores.rows()


def document_of(scores: Scores, rows: tuple[Neuron, ...]) -> dict[str, Any]:
    """The document of `scores`."""
    return {
        "netuid": scores.netuid,
        "mechanism": scores.mechanism,
        "block": scores.block,
        "epoch": {"tempo": scores.tempo, "blocks_to_epoch": scores.blocks_to_epoch},
        "neurons": rows,
    }


def _heading(scores: Scores) -> str:
    from tao_tui.counted import counted
    from tao_tui.tables.score_reasons import whose

    left = scores.blocks_to_epoch
    epoch = "no epochs" if left is None else f"next epoch in {counted(left, 'block')}"
    return f"{whose(scores)}, block {scores.block:,}, {epoch}"


def table_of(scores: Scores, rows: tuple[Neuron, ...]) -> Iterable[str]:
    """All rows as a table."""
    from tao_tui.cli.terminal.layout import table
    from tao_tui.tables.neurons import NEURON_COLUMNS, OLDER_COLUMNS

    yield _heading(scores)
    yield from table(NEURON_COLUMNS if scores.rank is None else NEURON_COLUMNS + OLDER_COLUMNS, rows)


def change_lines(delta: ScoresDelta, wanted: tuple[int, ...]) -> Iterable[str]:
    """What changed at a block, a line for each neuron with only what is new about it."""
    yield _heading(delta.scores)
    columns = {name: set(uids.tolist()) for name, uids in delta.changed.items()}
    for uid in sorted(set(delta.replaced).union(*columns.values())):
        if not wanted or uid in wanted:
            names = [name for name in _SAID if uid in columns.get(name, ())]
            row = delta.scores.neuron(uid)
            parts = [f"now {row.hotkey}"] if uid in delta.replaced else []
            yield f"  uid {uid:<4} " + "  ".join([*parts, *(_SAID[name](row) for name in names)])


_SAID: Final[dict[str, Callable[[Neuron], str]]] = {
    "consensus": lambda row: f"consensus {_score(row.consensus)}",
    "incentive": lambda row: f"incentive {_score(row.incentive)}",
    "dividends": lambda row: f"dividends {_score(row.dividends)}",
    "validator_trust": lambda row: f"trust {_score(row.validator_trust)}",
    "emission": lambda row: f"emission {row.emission.short(3)} α",
    "rank": lambda row: f"rank {_score(row.rank or 0)}",
    "trust": lambda row: f"miner trust {_score(row.trust or 0)}",
    "stake": lambda row: f"stake {row.stake.short(1)} α",
    "validator_permit": lambda row: "has a permit" if row.validator_permit else "has no permit",
    "active": lambda row: "active" if row.active else "inactive",
    "immune": lambda row: "immune" if row.immune else "no longer immune",
    "last_update": lambda row: f"updated in block {row.last_update:,}",
    "registered_at": lambda row: f"registered in block {row.registered_at:,}",
}
"""Each column's new value in a word or two."""


def _score(value: int) -> str:
    from tao_tui.tables.reasons import share

    return share(value)
