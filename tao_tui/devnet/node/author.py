"""The author of blocks: fills them from the pool."""

from __future__ import annotations

import logging

from tao_tui.devnet.frame.executive import Executive
from tao_tui.devnet.frame.extrinsic import Extrinsic
from tao_tui.devnet.frame.header import Block
from tao_tui.devnet.frame.state import Changes
from tao_tui.devnet.frame.validity import InvalidTransaction
from tao_tui.devnet.node.carriers import candidates
from tao_tui.devnet.node.pool import Pending, Pool

logger = logging.getLogger(__name__)
NOT_YET = ("ExhaustsResources", "Future")
"""Why an extrinsic is left for a later block; for other reasons it is banned."""


class Author:
    """Makes blocks of one pool's extrinsics on top of the executive's head."""

    def __init__(self, executive: Executive, pool: Pool) -> None:
        self._executive = executive
        self._pool = pool

    def make(self, now_ms: int) -> tuple[Block, Changes, list[Pending]]:
        """The next block, what it changed, and what of the pool it holds."""
        ready = list(candidates(self._executive.checker, self._pool.ready()))
        self._executive.begin(now_ms)
        included = self._fill(ready)
        return (*self._executive.finish(), included)

    def _fill(self, ready: list[tuple[Pending, Extrinsic | None]]) -> list[Pending]:
        included: list[Pending] = []
        skipped: set[bytes | None] = set()
        for pending, carried in ready:
            if pending.extrinsic.who in skipped:
                continue
            refused = self._apply(pending.extrinsic)
            if refused is None:
                included.append(pending)
                if carried is not None:
                    self._apply(carried)
                continue
            skipped.add(pending.extrinsic.who)
            if getattr(refused, "name", "") not in NOT_YET:
                self._pool.ban(pending)
        return included

    def _apply(self, extrinsic: Extrinsic) -> Exception | None:
        """Put an extrinsic into the block being made; answers why it may not be there."""
        try:
            self._executive.apply(extrinsic)
        except InvalidTransaction as invalid:
            return invalid
        except Exception as error:
            logger.exception("the runtime panicked on extrinsic 0x%s", extrinsic.hash.hex())
            return error
        return None
