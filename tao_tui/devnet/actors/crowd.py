"""Validators of the large world: they revise the weights they gave, a few miners at a time."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np

from tao_tui.devnet.actors.quality import FULL

SHARE = 0.1
"""Part of the miners a validator thinks differently of each time."""
CHANGE = 0.2
"""By how much at most."""


def revised(row: list[tuple[int, int]], *question: object) -> list[tuple[int, int]]:
    """Return a weight row with some entries moved; `question` (seed, block, who) decides which."""
    digest = blake2b("/".join(map(str, question)).encode(), digest_size=16).digest()
    rng = np.random.default_rng(int.from_bytes(digest, "little"))
    uids, values = np.array(row, np.int64).reshape(-1, 2).T
    factor = rng.integers(int(1000 * (1 - CHANGE)), int(1000 * (1 + CHANGE)), len(values))
    moved = np.where(rng.random(len(values)) < SHARE, values * factor // 1000, values)
    return list(zip(uids.tolist(), np.minimum(moved, FULL).tolist(), strict=True))
