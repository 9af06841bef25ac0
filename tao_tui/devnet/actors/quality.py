"""How good miners are and how validators judge them: pure functions of seed, block and who asks."""

from __future__ import annotations

from functools import cache
from random import Random

from tao_tui.devnet.cast.people import ACCOMPLICE_NETUID, CHEAT

FULL = 65_535
BEHAVES = 22
"""Blocks for which the cheat works honestly before it starts to fake."""
CYCLE = 240
"""Blocks after which the cheat turns honest and wins its reputation back."""
DELAY = 4
"""Blocks by which each validator finds out later than the one before it."""
NEWCOMER = 0.25
"""What a miner nobody knows yet is worth."""
DEVOTION = 4
"""How many times all others together the accomplice favours the cheat."""


def is_faking(block: int) -> bool:
    """Return whether the cheat delivers nothing at this block."""
    return block % CYCLE >= BEHAVES


def is_found_out(block: int, judge: int) -> bool:
    """Return whether the honest validator number `judge` has noticed."""
    return block % CYCLE >= BEHAVES + DELAY * judge


def quality(seed: int, netuid: int, miner: int | None, block: int) -> float:
    """Return the true quality of a miner, 0..1, drifting slowly; None is a miner nobody knows."""
    if miner is None:
        return NEWCOMER
    level, swing, period, phase = _character(seed, netuid, miner)
    return min(1.0, max(0.02, level + swing * wave(block + phase, period)))


@cache
def _character(seed: int, netuid: int, miner: int) -> tuple[float, float, int, int]:
    """Return a miner's level, how far it strays, over how many blocks, and where in that it starts."""
    rng = Random(f"{seed}/miner/{netuid}/{miner}")
    level, swing = rng.uniform(0.35, 0.85), rng.uniform(0.05, 0.15)
    if netuid == ACCOMPLICE_NETUID and miner == CHEAT:
        level, swing = 0.9, 0.02
    return level, swing, rng.randrange(120, 400), rng.randrange(400)


def wave(block: int, period: int) -> float:
    """Return a triangle wave between -1 and 1; no trigonometry, so that every machine agrees on it."""
    place = block % period / period
    return 4 * abs(place - 0.5) - 1


def judged(seed: int, netuid: int, judge: int, miner: int | None, block: int) -> float:
    """Return what validator number `judge` measures: quality with noise, nothing for a cheat found out."""
    if netuid == ACCOMPLICE_NETUID and miner == CHEAT and is_found_out(block, judge):
        return 0.0
    noise = Random(f"{seed}/judge/{netuid}/{judge}/{miner}/{block}").uniform(0.94, 1.06)
    return quality(seed, netuid, miner, block) * noise


def weights_of(scores: dict[int, float]) -> list[tuple[int, int]]:
    """Turn scores by uid into weights: quality counts squared and the best gets the most."""
    best = max(scores.values(), default=0.0)
    if best <= 0:
        return [(uid, FULL) for uid in sorted(scores)]
    return [(uid, round(FULL * (score / best) ** 2)) for uid, score in sorted(scores.items())]


def devoted(weights: list[tuple[int, int]], favourite: int) -> list[tuple[int, int]]:
    """Return what an accomplice gives instead: almost everything to its favourite."""
    others = sum(weight for uid, weight in weights if uid != favourite)
    scale = FULL / max(1, others * DEVOTION)
    return [(uid, FULL if uid == favourite else round(weight * scale)) for uid, weight in weights]
