"""The columns of the list of validators one can stake to."""

from __future__ import annotations

from typing import Final

from tao_tui.reads.validators.candidates import Candidate
from tao_tui.reads.validators.relations import Lent, kept_of
from tao_tui.reads.validators.rewards import Reward
from tao_tui.tables import cells
from tao_tui.tables.columns import Column


def daily_cell(reward: Reward | None) -> str:
    """What a reward came to in a day."""
    return cells.NONE if reward is None else cells.fine_share(reward.daily_ppm)


def span_cell(reward: Reward | None) -> str:
    """What a reward rests on: epochs kept here, blocks on root, or the last epoch alone."""
    if reward is None:
        return cells.NONE
    if not reward.kept:
        return "last"
    return f"{reward.epochs:,} ep" if reward.epochs else f"{reward.blocks:,} bl"


def left_out(netuid: int) -> str:
    """What a sum an amount would have earned does not reckon with."""
    shared = "that so much more stake would have shared the same dividends"
    return shared if netuid == 0 else f"how the price moved meanwhile, and {shared}"


def lent_ppm(children: tuple[Lent, ...]) -> int:
    """What part of its stake a hotkey with these children lends, in millionths."""
    return cells.MILLION - kept_of(children)


def kin_cell(children: tuple[Lent, ...], parents: tuple[Lent, ...]) -> str:
    """Whom a hotkey lends its stake to, and whose it votes with: `2↓50% 1↑`."""
    lent = f"{len(children)}↓{lent_ppm(children) // 10_000}%" if children else ""
    return " ".join(filter(None, (lent, f"{len(parents)}↑" if parents else ""))) or cells.NONE


ROOT_RULE: Final = "the chain pays root only while the average prices of all alphas add up to more than 1 τ"
"""Why root stake may earn nothing at all."""

MARK_COLUMN: Final[Column[Candidate]] = Column(
    "marked", "", 1, "left", 0, lambda row: row.marked, lambda row: cells.mark(row.marked, "◆")
)
"""Whether a person picked it to compare."""

VALIDATOR_COLUMNS: Final[tuple[Column[Candidate], ...]] = (
    Column(
        "uid",
        "uid",
        4,
        "right",
        4,
        lambda row: row.validator.uid,
        lambda row: cells.NONE if row.validator.uid is None else str(row.validator.uid),
    ),
    Column(
        "name",
        "validator",
        12,
        "left",
        0,
        lambda row: row.validator.name.casefold() if row.validator.name else row.validator.hotkey,
        lambda row: row.validator.name or cells.short_address(row.validator.hotkey),
    ),
    Column(
        "hotkey",
        "hotkey",
        12,
        "left",
        3,
        lambda row: row.validator.hotkey,
        lambda row: cells.short_address(row.validator.hotkey),
    ),
    Column(
        "take",
        "take",
        7,
        "right",
        0,
        lambda row: row.validator.take_ppm,
        lambda row: cells.share(row.validator.take_ppm),
        cells.PERCENT,
    ),
    Column(
        "yield",
        "yield/d",
        8,
        "right",
        0,
        lambda row: None if row.reward is None else row.reward.daily_ppm,
        lambda row: daily_cell(row.reward),
        cells.PERCENT,
    ),
    Column(
        "over",
        "over",
        8,
        "right",
        1,
        lambda row: row.reward.blocks if row.reward and row.reward.kept else None,
        lambda row: span_cell(row.reward),
    ),
    Column(
        "would_have",
        "earned τ",
        9,
        "right",
        2,
        lambda row: None if row.would_have is None else row.would_have.value.rao,
        lambda row: cells.NONE if row.would_have is None else cells.amount(row.would_have.value, 9, 6),
        cells.ONE,
    ),
    Column(
        "alpha",
        "staked",
        11,
        "right",
        1,
        lambda row: row.validator.alpha.rao,
        lambda row: cells.amount(row.validator.alpha, 11, 1),
        cells.ONE,
    ),
    Column(
        "nominated",
        "nominated",
        11,
        "right",
        2,
        lambda row: row.validator.nominated.rao,
        lambda row: cells.amount(row.validator.nominated, 11, 1),
        cells.ONE,
    ),
    Column(
        "nominators",
        "nom",
        6,
        "right",
        4,
        lambda row: None if row.nominators is None else row.nominators.count,
        lambda row: cells.NONE if row.nominators is None else cells.count(row.nominators.count),
        whole="nominators",
    ),
    Column(
        "weights",
        "weights",
        7,
        "right",
        1,
        lambda row: row.validator.blocks_since_weights,
        lambda row: cells.blocks(row.validator.blocks_since_weights),
    ),
    Column(
        "permit",
        "per",
        3,
        "left",
        3,
        lambda row: row.validator.permit,
        lambda row: cells.mark(row.validator.permit),
        whole="permit",
    ),
    Column(
        "kin",
        "kin",
        9,
        "left",
        2,
        lambda row: len(row.validator.children) + len(row.validator.parents) or None,
        lambda row: kin_cell(row.validator.children, row.validator.parents),
    ),
    Column(
        "stake",
        "weight",
        11,
        "right",
        3,
        lambda row: row.validator.stake.rao,
        lambda row: cells.amount(row.validator.stake, 11, 1),
        cells.ONE,
    ),
    Column(
        "nominator_yield_daily",
        "last/d",
        8,
        "right",
        3,
        lambda row: row.validator.nominator_yield_daily_ppm,
        lambda row: (
            cells.NONE
            if row.validator.nominator_yield_daily_ppm is None
            else cells.fine_share(row.validator.nominator_yield_daily_ppm)
        ),
        cells.PERCENT,
    ),
    Column(
        "dividends",
        "divid",
        6,
        "right",
        4,
        lambda row: row.validator.dividends,
        lambda row: cells.score(row.validator.dividends),
        cells.U16_MAX,
        "dividends",
    ),
    Column(
        "emission",
        "emis α",
        10,
        "right",
        4,
        lambda row: row.validator.emission.rao,
        lambda row: cells.amount(row.validator.emission, 10, 3),
        cells.ONE,
        "emission α",
    ),
    Column(
        "active",
        "act",
        3,
        "left",
        4,
        lambda row: row.validator.active,
        lambda row: cells.mark(row.validator.active),
        whole="active",
    ),
)
"""What a validator shows; `yield/d` is after take, over the epochs `over` names."""
