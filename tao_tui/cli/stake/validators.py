"""`stake validators`: whom one can stake to on a subnet, in a list or side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from tao_tui.cli.invocation.run import Run, run_of
from tao_tui.counted import counted
from tao_tui.errors import Declined, Fault, UsageError

if TYPE_CHECKING:
    from tao_tui.addresses import Address
    from tao_tui.chain.client import Client
    from tao_tui.chain.query import Reading
    from tao_tui.reads.validators.candidates import Bought, Candidate
    from tao_tui.reads.validators.rewards import Point
    from tao_tui.reads.validators.roster import Survey

MOST: Final = 6
"""Validators side by side."""
_NAME: Final = 16
"""Cells of a name over its column."""


def validators(
    context: typer.Context,
    netuid: Annotated[
        int, typer.Option("--netuid", help="The subnet's number (0 is root).", metavar="N", min=0, max=65535)
    ] = 0,
    hotkey: Annotated[
        list[str] | None,
        typer.Option(
            "--hotkey", help="Only this one; repeat it to compare side by side.", metavar="ADDRESS|NAME"
        ),
    ] = None,
    amount: Annotated[
        str | None,
        typer.Option("--amount", help="Also what so many TAO would have earned.", metavar="AMOUNT"),
    ] = None,
    count: Annotated[
        bool,
        typer.Option("--nominators", help="Count everybody's nominators, too: much to ask of a public node."),
    ] = False,
) -> None:
    """List whom one can stake to on a subnet, or compare some: take, yield to stakers, stake, weights, kin.

    Yields are what stakers really earned after take, over the epochs kept on this machine: every look keeps
    the newest, and so does the app for the subnet that is watched in Stake or Scores.
    """
    from tao_tui.cli.stake.quote_text import typed_amount, typed_hotkey

    run = run_of(context)
    chosen = list(dict.fromkeys(filter(None, (typed_hotkey(run, text) for text in hotkey or ()))))
    if len(chosen) > MOST:
        raise UsageError(f"{len(chosen)} validators are too many side by side.", hint=f"Name up to {MOST}.")
    rao = None if amount is None else typed_amount("add", amount)

    async def work(client: Client) -> Reading[tuple[Survey, tuple[Candidate, ...]]]:
        return await _surveyed(run, client, netuid, chosen, rao, count=count)

    reading = run.on_node(work)
    found, rows = reading.data
    if chosen:
        rows = tuple(sorted(rows, key=lambda row: chosen.index(row.validator.hotkey)))
    run.out.answer(
        [_row(row) for row in rows],
        lambda: _side_by_side(rows) if chosen else _listed(run, found, rows),
        block=reading.block,
    )


async def _surveyed(
    run: Run, client: Client, netuid: int, chosen: Sequence[Address], rao: int | None, *, count: bool
) -> Reading[tuple[Survey, tuple[Candidate, ...]]]:
    """The subnet's validators, or the chosen of them, and what is known of their stakers."""
    from tao_tui.chain.query import Reading
    from tao_tui.reads.validators.candidates import candidates
    from tao_tui.reads.validators.nominators import read_nominators
    from tao_tui.reads.validators.rewards import common_rewards, rewards
    from tao_tui.reads.validators.roster import survey

    reading = await survey(client, netuid)
    found, block = reading.data, reading.block
    _check_known(chosen, found)
    bought = await _bought(client, found, rao, block.hash) if rao is not None else None
    rows = [row for row in found.rows if not chosen or row.hotkey in chosen]
    points = _points(run, client.genesis, found)
    told = common_rewards(points, found, chosen) if chosen else rewards(points, found)
    asked = [row.hotkey for row in rows] if count or chosen else []
    nominators = (await read_nominators(client, netuid, asked, block.hash)).data if asked else {}
    return Reading(block, (found, candidates(rows, told, bought, nominators)))


def _check_known(chosen: Sequence[Address], found: Survey) -> None:
    known = {row.hotkey for row in found.rows}
    for hotkey in chosen:
        if hotkey not in known:
            raise UsageError(
                f"{hotkey} neither validates on subnet {found.netuid} nor lends its stake to one that does.",
                hint=f"tao-tui stake validators --netuid {found.netuid} lists those whose stakers earn.",
                code="no_validator",
            )


async def _bought(client: Client, found: Survey, rao: int, at: str) -> Bought:
    """What the amount buys at this block."""
    from tao_tui.amounts import Tao
    from tao_tui.reads.trades.quoting import read_trades
    from tao_tui.reads.validators.candidates import Bought

    _, (quote,) = await read_trades(client, "add", [(found.netuid, rao)], at)
    if quote is None:
        raise Declined(
            f"The pool of subnet {found.netuid} cannot take {Tao(rao)}: nothing would come out.",
            hint="Try another amount; a pool refuses what is far larger or smaller than itself.",
            code="pool_cannot_trade",
        )
    return Bought(Tao(rao), quote.amount_out_rao, found.prices.get(found.netuid, 0))


def _points(run: Run, genesis: str, found: Survey) -> list[Point]:
    """The points kept of the subnet, this one from now on among them; trouble is said, no more."""
    from tao_tui.journal.reward_history import RewardHistory
    from tao_tui.reads.validators.kept_rewards import is_due, keep, kept_points

    if not run.settings.score_history:
        return []
    try:
        history = RewardHistory()
        try:
            points = kept_points(history, genesis, found.netuid)
            if is_due(points, found):
                keep(history, genesis, found)
            return points
        finally:
            history.close()
    except Fault as error:
        run.say.warning(f"{error} {error.hint}")
        return []


def _row(row: Candidate) -> dict[str, Any]:
    """The fields of the validator, and beside them what is known of its stakers."""
    from tao_tui.cli.stake.standing import lent_rows
    from tao_tui.reads.rows import as_row

    fields = as_row(row.validator)
    assert isinstance(fields, dict)
    reward = row.reward
    return fields | {
        "children": lent_rows(row.validator.children),
        "parents": lent_rows(row.validator.parents),
        "reward": None
        if reward is None
        else {
            "kept": reward.kept,
            "blocks": reward.blocks,
            "epochs": reward.epochs,
            "yield_ppb": reward.growth // 10**9,
            "daily_ppb": reward.daily // 10**9,
        },
        "would_have_earned": row.would_have,
        "nominators": row.nominators,
    }


def _listed(run: Run, found: Survey, rows: Sequence[Candidate]) -> Iterator[str]:
    from textwrap import wrap

    from tao_tui.cli.terminal.layout import table, terminal_width
    from tao_tui.tables.validators import VALIDATOR_COLUMNS

    if not rows:
        yield f"Subnet {found.netuid} has no validators yet."
        return
    told = {
        "would_have": any(row.would_have for row in rows),
        "nominators": any(row.nominators for row in rows),
    }
    columns = [column for column in VALIDATOR_COLUMNS if told.get(column.key, True)]
    yield from table(columns, rows, whole="hotkey")
    yield ""
    width = terminal_width()
    for note in _notes(run, found, rows):
        yield from wrap(note, width) if width else (note,)


def _notes(run: Run, found: Survey, rows: Sequence[Candidate]) -> Iterable[str]:
    """What the yields rest on, and whose are missing."""
    from tao_tui.amounts import Tao
    from tao_tui.tables.validators import ROOT_RULE, left_out

    rewards = [row.reward for row in rows if row.reward is not None]
    unit = "TAO" if found.netuid == 0 else "alpha"
    if any(reward.kept for reward in rewards):
        blocks = max(reward.blocks for reward in rewards)
        yield f"yield/d: {unit} each earned a day, take paid, over {counted(blocks, 'block')} kept here."
    elif rewards:
        what = "every subnet's last epoch" if found.netuid == 0 else "the last epoch"
        yield f"yield/d: {unit} each earns a day if all is like {what}, take paid."
        if run.settings.score_history:
            yield "None is kept here yet; this look is, so that the next one knows more."
    else:
        yield "The chain tells nothing yet of what stakers earned here: no epoch has paid any of them."
    asked = next((row.would_have for row in rows if row.would_have is not None), None)
    if asked is not None:
        bought = (
            "" if found.netuid == 0 else f", had it bought {asked.bought} as it does now; at today's price"
        )
        yield f"earned τ: what {asked.amount} would have earned over that time{bought}."
        yield f"Left out: {left_out(found.netuid)}."
    if found.netuid == 0:
        yield "Root stake earns parts of other subnets' dividends; their alpha counts at its price now."
        if rewards and not any(reward.growth for reward in rewards):
            total = Tao(sum(price for netuid, price in found.prices.items() if netuid))
            yield f"It earned nothing: {ROOT_RULE}; now they add up to {total}."


def _side_by_side(rows: Sequence[Candidate]) -> Iterator[str]:
    """Who is compared in full, then as many columns beside each other as the terminal has room for."""
    from textwrap import wrap

    from tao_tui.cli.terminal.layout import GAP, cell_width, terminal_width
    from tao_tui.tables.cells import short_address
    from tao_tui.tables.comparison import BEST, compared
    from tao_tui.tables.validators import left_out

    names = [row.validator.name or short_address(row.validator.hotkey) for row in rows]
    for number, (name, row) in enumerate(zip(names, rows, strict=True), 1):
        yield f"{number}  {row.validator.hotkey}  {name}"
    lines = compared(rows)
    columns = [
        [
            f"{number} {name[:_NAME]}  ",
            *(f"{line.cells[number - 1]} {BEST if number - 1 in line.best else ' '}" for line in lines),
        ]
        for number, name in enumerate(names, 1)
    ]
    labels = ["", *(line.label for line in lines)]
    first = max(cell_width(label) for label in labels)
    widths = [max(cell_width(text) for text in column) for column in columns]
    limit = terminal_width() or sum(widths) + first + len(GAP) * len(widths)
    while columns:
        fitting = _fitting(widths, first, limit)
        yield ""
        for label, *texts in zip(labels, *columns[:fitting], strict=True):
            padded = [
                " " * (size - cell_width(text)) + text for text, size in zip(texts, widths, strict=False)
            ]
            yield GAP.join([label + " " * (first - cell_width(label)), *padded]).rstrip()
        columns, widths = columns[fitting:], widths[fitting:]
    if any(row.would_have for row in rows):
        yield ""
        yield from wrap(f"Left out: {left_out(rows[0].validator.netuid)}.", limit)


def _fitting(widths: Sequence[int], first: int, limit: int) -> int:
    """How many columns fit beside the labels, one at least."""
    from tao_tui.cli.terminal.layout import GAP

    room = limit - first
    for count, width in enumerate(widths):
        room -= width + len(GAP)
        if room < 0:
            return max(1, count)
    return len(widths)
