"""A subnet's scores as the document of the JSON contract and as text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tao_tui.reads.scores import Neuron, Scores


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
    epoch = (
        "no epochs" if scores.blocks_to_epoch is None else f"next epoch in {scores.blocks_to_epoch} blocks"
    )
    mechanism = f", mechanism {scores.mechanism} of {scores.mechanisms}" if scores.mechanisms > 1 else ""
    return f"Subnet {scores.netuid}{mechanism}, block {scores.block:,}, {epoch}"


def table_of(scores: Scores, rows: tuple[Neuron, ...]) -> Iterable[str]:
    """All rows as a table."""
    from tao_tui.cli.layout import table
    from tao_tui.tables.neurons import NEURON_COLUMNS, OLDER_COLUMNS

    yield _heading(scores)
    yield from table(NEURON_COLUMNS if scores.rank is None else NEURON_COLUMNS + OLDER_COLUMNS, rows)


def change_lines(scores: Scores, rows: list[Neuron]) -> Iterable[str]:
    """What changed at a block, a line for each neuron."""
    yield _heading(scores) + (f", {len(rows)} changed" if rows else ", no change")
    for row in rows:
        parts = (
            f"consensus {row.consensus}", f"incentive {row.incentive}", f"dividends {row.dividends}",
            f"trust {row.validator_trust}", f"emission {row.emission.short(3)} α",
        )  # fmt: skip
        yield f"  uid {row.uid:<4} " + "  ".join(parts)
