"""Carriers: extrinsics in the pool that hold another one, encrypted to the author of a coming block."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from typing import Any

from tao_tui.devnet.frame.checks import Checker
from tao_tui.devnet.frame.extrinsic import Extrinsic, decode_extrinsic, unwrap
from tao_tui.devnet.frame.roles import Shielding
from tao_tui.devnet.frame.validity import InvalidTransaction
from tao_tui.devnet.node.pool import Pending
from tao_tui.devnet.scale.reader import ScaleError

logger = logging.getLogger(__name__)


def candidates(checker: Checker, ready: Iterable[Pending]) -> Iterator[tuple[Pending, Extrinsic | None]]:
    """What may go into the next block, each with the extrinsic it carries, to be included right behind it.

    A carrier meant for another block's author waits until its era ends. Ask between two blocks.
    """
    shielding = checker.runtime.shielding
    for pending in ready:
        sealed = None if shielding is None else shielding.sealed(pending.extrinsic.call)
        if shielding is None or sealed is None:
            yield pending, None
        elif shielding.sealed_for_next(sealed):
            yield pending, _opened(checker, shielding, sealed)


def _opened(checker: Checker, shielding: Shielding, sealed: Any) -> Extrinsic | None:
    opened = shielding.unseal(sealed)
    if opened is None:
        return None
    try:
        extrinsic = decode_extrinsic(unwrap(opened), checker.runtime)
        if extrinsic.who is None:
            return None
        checker.signature(extrinsic)
    except (ScaleError, InvalidTransaction) as error:
        logger.debug("what a carrier held is no valid extrinsic: %s", error)
        return None
    return extrinsic
