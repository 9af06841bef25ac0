"""What is said of one validator: who it is, what its stakers earned, whose stake it votes with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from tao_tui.counted import counted
from tao_tui.reads.validators.candidates import Candidate, WouldHave
from tao_tui.reads.validators.relations import Lent
from tao_tui.reads.validators.rewards import Reward
from tao_tui.tables import cells
from tao_tui.tables.validators import ROOT_RULE, left_out
from tao_tui.widgets.address import fingerprint_text, shortened
from tao_tui.widgets.figures import blocks_as_time, grouped, sparkline

Name = Callable[[str], str]
"""What a hotkey is called here; empty when it has no name."""

_YEAR: Final = 365
_KIN: Final = 5
"""Children and parents named; the others are counted."""


def validator_facts(
    row: Candidate, course: Sequence[int], name: Name, pace: float, *, narrow: bool = False
) -> list[tuple[str, str]]:
    """Label and value lines; a line without a value is a heading. ``pace`` is in seconds a block.

    A narrow pane gets a heading, for it has no title, and addresses in halves.
    """
    validator, unit = row.validator, "τ" if row.validator.netuid == 0 else "α"
    called = validator.name or name(validator.hotkey) or shortened(validator.hotkey)
    return [
        *([(f"{fingerprint_text(validator.hotkey)} {called}", "")] if narrow else []),
        *_address("hotkey", validator.hotkey, narrow),
        *_address("owner", validator.coldkey, narrow),
        ("", " "),
        ("take", f"{cells.share(validator.take_ppm)} of what its stakers earn"),
        *_yields(row, course, pace),
        *(_would_have(row.would_have, validator.netuid) if row.would_have is not None else []),
        ("", " "),
        ("staked", f"{grouped(validator.alpha.rao, 3)} {unit}"),
        ("by nominators", _nominated(row)),
        ("stake weight", f"{grouped(validator.stake.rao, 3)} {unit}"),
        *([] if validator.netuid == 0 else _standing(row, name, pace)),
    ]


def _address(label: str, address: str, narrow: bool) -> list[tuple[str, str]]:
    return [(label, address[:24]), ("", address[24:])] if narrow else [(label, address)]


def over(reward: Reward, pace: float) -> str:
    """What a reward rests on: `12 epochs, 48 min`."""
    if not reward.kept:
        return "the last epoch alone" if reward.epochs else "every subnet's last epoch"
    time = blocks_as_time(reward.blocks, pace)
    if not reward.epochs:
        return f"{counted(reward.blocks, 'block')}, {time}"
    return f"{counted(reward.epochs, 'epoch')}, {time}"


def _yields(row: Candidate, course: Sequence[int], pace: float) -> list[tuple[str, str]]:
    reward, last = row.reward, row.validator.nominator_yield_daily_ppm
    if reward is None:
        return [("yield", "the chain tells none")]
    lines = [
        ("yield", f"{cells.fine_share(reward.daily_ppm)} a day after take"),
        ("  over", over(reward, pace)),
    ]
    if len(course) > 1:
        lines.append(("  by epoch", sparkline(list(course), 24)))
    if reward.kept and last is not None:
        lines.append(("  last epoch", f"{cells.fine_share(last)} a day"))
    if not reward.growth and row.validator.netuid == 0:
        lines.append(("  rule", ROOT_RULE))
    if reward.daily_ppm:
        lines.append(("  in a year", f"{cells.share(reward.daily_ppm * _YEAR)} like that, not compounded"))
    return lines


def _would_have(asked: WouldHave, netuid: int) -> list[tuple[str, str]]:
    amount = asked.amount.short(9).rstrip("0").rstrip(".")
    if netuid == 0:
        told = f"would have earned {asked.earned.short(6)} τ"
    else:
        earned = f"would have earned {asked.earned.short(6)} α"
        told = f"buys {asked.bought.short(3)} α; {earned}, worth {asked.value.short(6)} τ today"
    return [(f"{amount} τ", told), ("  left out", left_out(netuid))]


def _nominated(row: Candidate) -> str:
    validator, counted = row.validator, row.nominators
    part = validator.nominated.rao * cells.MILLION // validator.alpha.rao if validator.alpha else 0
    if counted is None:
        return cells.share(part)
    if not counted.count:
        return "nobody but its owner"
    return f"{cells.share(part)} from {counted.count:,}, the largest {cells.share(counted.largest_ppm)}"


def _standing(row: Candidate, name: Name, pace: float) -> list[tuple[str, str]]:
    validator, since = row.validator, row.validator.blocks_since_weights
    permit = f"yes, uid {validator.uid}" if validator.permit else "no: its children validate for it"
    weights = "never" if since is None else f"{counted(since, 'block')} ago, {blocks_as_time(since, pace)}"
    keeps = f"; it keeps {cells.share(validator.childkey_take_ppm)}" if validator.parents else ""
    return [
        ("permit", permit),
        *(
            [("weights set", f"{weights}{'' if validator.active else ', inactive'}")]
            if validator.permit
            else []
        ),
        ("lends to", _kin(validator.children, name) or "nobody"),
        (
            "votes for",
            f"itself and {_kin(validator.parents, name)}{keeps}" if validator.parents else "itself",
        ),
    ]


def _kin(kin: Sequence[Lent], name: Name) -> str:
    told = [f"{name(each.hotkey) or shortened(each.hotkey)} {cells.share(each.ppm)}" for each in kin[:_KIN]]
    more = len(kin) - len(told)
    return ", ".join(told) + (f" and {more} more" if more > 0 else "")
