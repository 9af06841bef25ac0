"""Validators side by side: one line a question, one cell a validator, the best ones marked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from tao_tui.amounts import Alpha, Tao
from tao_tui.counted import counted
from tao_tui.reads.validators.candidates import Candidate
from tao_tui.tables import cells
from tao_tui.tables.validators import daily_cell, lent_ppm, span_cell

BEST: Final = "◂"
"""What stands behind the best cell of a line."""


@dataclass(frozen=True, slots=True)
class Line:
    """One question and its answers."""

    label: str
    cells: tuple[str, ...]
    best: frozenset[int] = frozenset()
    """Which answers are the best; none where all are alike or there is nothing to prefer."""


def compared(rows: Sequence[Candidate]) -> tuple[Line, ...]:
    """Every question in the order a staker asks them."""
    on_root = bool(rows) and rows[0].validator.netuid == 0
    unit = "τ" if on_root else "α"
    lines = [
        _line(
            "take", rows, lambda row: cells.share(row.validator.take_ppm), lambda row: -row.validator.take_ppm
        ),
        _line("yield a day", rows, lambda row: daily_cell(row.reward), _growth),
        _line("  over", rows, _span),
        _line("last epoch's, a day", rows, _last_daily),
        *_would_have(rows, unit),
        _line(f"staked {unit}", rows, lambda row: row.validator.alpha.short(3)),
        _line("  by nominators", rows, _nominated),
        _line(
            "  how many",
            rows,
            lambda row: cells.count(row.nominators.count) if row.nominators else cells.NONE,
        ),
        _line("  the largest", rows, _largest),
        _line("stake weight", rows, lambda row: row.validator.stake.short(3)),
    ]
    if not on_root:
        lines += [
            _line("permit", rows, lambda row: "yes" if row.validator.permit else "no"),
            _line("weights set", rows, _weights, _freshness),
            _line("dividends", rows, lambda row: cells.score(row.validator.dividends)),
            _line("lends to", rows, _lent),
            _line("votes for", rows, _borrowed),
            _line("  keeps of theirs", rows, lambda row: cells.share(row.validator.childkey_take_ppm)),
        ]
    return tuple(lines)


def _line(
    label: str,
    rows: Sequence[Candidate],
    cell: Callable[[Candidate], str],
    worth: Callable[[Candidate], int | None] | None = None,
) -> Line:
    texts = tuple(cell(row) for row in rows)
    values = [worth(row) for row in rows] if worth is not None else []
    known = [value for value in values if value is not None]
    if len(set(known)) < 2:
        return Line(label, texts)
    top = max(known)
    return Line(label, texts, frozenset(index for index, value in enumerate(values) if value == top))


def _would_have(rows: Sequence[Candidate], unit: str) -> list[Line]:
    """What the amount buys and would have earned; nothing without an amount."""
    asked = next((row.would_have for row in rows if row.would_have is not None), None)
    if asked is None:
        return []
    bought = [] if unit == "τ" else [_line(f"{_plain(asked.amount)} τ buys {unit}", rows, _bought)]
    label = "  would have earned" if bought else f"{_plain(asked.amount)} τ would have earned"
    return [
        *bought,
        _line(f"{label} {unit}", rows, _earned, _growth),
        *([_line("  at today's price τ", rows, _value)] if bought else []),
    ]


def _plain(amount: Tao) -> str:
    """An amount without the zeros at its end."""
    return amount.short(9).rstrip("0").rstrip(".")


def _growth(row: Candidate) -> int | None:
    return None if row.reward is None else row.reward.daily


def _span(row: Candidate) -> str:
    return "last epoch" if row.reward is not None and not row.reward.kept else span_cell(row.reward)


def _last_daily(row: Candidate) -> str:
    ppm = row.validator.nominator_yield_daily_ppm
    return cells.NONE if ppm is None else cells.fine_share(ppm)


def _amount(amount: Alpha | Tao) -> str:
    return amount.short(6)


def _bought(row: Candidate) -> str:
    return cells.NONE if row.would_have is None else _amount(row.would_have.bought)


def _earned(row: Candidate) -> str:
    return cells.NONE if row.would_have is None else _amount(row.would_have.earned)


def _value(row: Candidate) -> str:
    return cells.NONE if row.would_have is None else _amount(row.would_have.value)


def _nominated(row: Candidate) -> str:
    validator = row.validator
    if not validator.alpha:
        return cells.NONE
    return cells.share(validator.nominated.rao * cells.MILLION // validator.alpha.rao)


def _largest(row: Candidate) -> str:
    return cells.share(row.nominators.largest_ppm) if row.nominators else cells.NONE


def _weights(row: Candidate) -> str:
    since = row.validator.blocks_since_weights
    if since is None:
        return "never" if row.validator.permit else cells.NONE
    late = "" if row.validator.active else ", inactive"
    return f"{counted(since, 'block')} ago{late}"


def _freshness(row: Candidate) -> int | None:
    since = row.validator.blocks_since_weights
    return None if since is None else -since


def _lent(row: Candidate) -> str:
    kin = row.validator.children
    return f"{len(kin)} get {cells.share(lent_ppm(kin))}" if kin else "nobody"


def _borrowed(row: Candidate) -> str:
    kin = row.validator.parents
    return f"{counted(len(kin), 'parent')}" if kin else "itself"
