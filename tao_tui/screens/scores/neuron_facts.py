"""What is said of one neuron beside the table of scores: a sentence, and its facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tao_tui.counted import counted
from tao_tui.reads.trades.prices import ROOT
from tao_tui.reads.uids.pruning import ZONE, before_it, spared
from tao_tui.tables.reasons import share
from tao_tui.widgets.address import fingerprint_text
from tao_tui.widgets.figures import brief_age, fixed, grouped, sparkline

if TYPE_CHECKING:
    from tao_tui.reads.scores.columns import Neuron, Scores


def neuron_sentence(scores: Scores, neuron: Neuron) -> str:
    """Who it is and what it earns, in two lines of a narrow terminal."""
    rank = int(np.count_nonzero(scores.incentive > scores.incentive[neuron.uid])) + 1
    here = " by this mechanism" if scores.mechanisms > 1 else ""
    parts = []
    if neuron.incentive:
        parts.append(
            f"incentive {share(neuron.incentive)}, place {rank} of {scores.size}; "
            f"validators agree on {share(neuron.consensus)}"
        )
    if neuron.validator_permit:
        parts.append(
            f"validates with trust {share(neuron.validator_trust)}, dividends {share(neuron.dividends)}"
        )
    if not parts:
        parts.append(
            f"earns nothing{here}: validators do not agree on any weight for it"
            if neuron.active
            else "inactive: it set no weights lately"
        )
    who = f"uid {neuron.uid} {fingerprint_text(neuron.hotkey)}"
    last = pruning(scores, neuron)
    danger = f" {last[0].upper()}{last[1:]}." if last.startswith("number") else ""
    return f"{who}: {'. It '.join(parts)}. Last update in block {neuron.last_update:,}.{danger}"


def pruning(scores: Scores, neuron: Neuron) -> str:
    """Where it stands when somebody registers."""
    room = scores.seats.room
    if not room:
        return "–"
    if not scores.seats.open:
        return "no: registration is closed"
    if scores.size < room:
        free = room - scores.size
        return counted(free, "place is free", "places are free")
    first = before_it(scores, neuron.uid)
    if first is None:
        return "never: the owner's" if neuron.uid in spared(scores) else "no: newer ones go first"
    if first < ZONE:
        return f"number {first + 1} to be pruned"
    young = neuron.immune and scores.netuid != ROOT
    return "immune: too young" if young else f"{first} go before it"


def neuron_facts(
    scores: Scores, neuron: Neuron, *, name: str, course: list[int], pace: float
) -> list[tuple[str, str]]:
    """Label and value lines; a line without a value is a heading."""
    older = [] if neuron.rank is None else [("rank", share(neuron.rank)), ("trust", share(neuron.trust or 0))]
    age = brief_age(max(0, scores.block - neuron.last_update) * pace)
    weights = f"{age} ago, block {neuron.last_update:,}"
    return [
        (f"uid {neuron.uid} {fingerprint_text(neuron.hotkey)} {name}", ""),
        ("hotkey", neuron.hotkey[:24]),
        ("", neuron.hotkey[24:]),
        ("coldkey", neuron.coldkey[:24]),
        ("", neuron.coldkey[24:]),
        ("", " "),
        ("stake weight", f"{fixed(neuron.stake.rao, 4)} α"),
        ("consensus", share(neuron.consensus)),
        ("incentive", share(neuron.incentive)),
        ("dividends", share(neuron.dividends)),
        ("val. trust", share(neuron.validator_trust)),
        *older,
        ("last epoch", f"{grouped(neuron.emission.rao)} α"),
        ("permit", "validator" if neuron.validator_permit else "no"),
        ("active", "yes" if neuron.active else "no"),
        ("updated", weights),
        ("registered", f"block {neuron.registered_at:,}"),
        ("pruning", pruning(scores, neuron)),
        ("", " "),
        (f"{'dividends' if neuron.dividends else 'incentive'} by epoch", ""),
        (sparkline(course, 24) or "no epoch kept yet", ""),
    ]
