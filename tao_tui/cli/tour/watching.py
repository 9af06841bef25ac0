"""The last step of the tour: scores as they change, over two epochs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TYPE_CHECKING, Final

from tao_tui.cli.tour.cast import Scene
from tao_tui.cli.tour.steps import NETUID
from tao_tui.counted import doing
from tao_tui.errors import Fault

if TYPE_CHECKING:
    from tao_tui.reads.scores.columns import Scores
    from tao_tui.reads.scores.follow import ScoresDelta

EPOCHS: Final = 2
_SILENCE_SECONDS: Final = 20.0


async def watch_scores(scene: Scene) -> None:
    """Follow the scores of one subnet until two epochs have run."""
    with scene.tale.step(f"Stream the scores of subnet {NETUID} over {EPOCHS} epochs") as row:
        row["epochs"] = await _two_epochs(scene)


async def _two_epochs(scene: Scene) -> list[dict[str, int]]:
    from tao_tui.counted import counted
    from tao_tui.reads.scores.follow import follow_scores

    epochs: list[dict[str, int]] = []
    async with aclosing(follow_scores(scene.client, NETUID)) as stream:
        before = (await _next(stream)).scores
        left = counted(before.blocks_to_epoch or 0, "block")
        scene.tale.say(f"   {counted(before.size, 'neuron')}; next epoch in {left}")
        while len(epochs) < EPOCHS:
            delta = await _next(stream)
            if _epoch_ran(before, delta.scores):
                epochs.append(_told(scene, delta))
            before = delta.scores
    return epochs


async def _next(stream: AsyncGenerator[ScoresDelta, None]) -> ScoresDelta:
    """The next change, which a living chain has with every block."""
    try:
        return await asyncio.wait_for(anext(stream), _SILENCE_SECONDS)
    except TimeoutError:
        raise Fault(f"The node made no block for {_SILENCE_SECONDS:.0f} s.") from None


def _epoch_ran(before: Scores, now: Scores) -> bool:
    """Whether the countdown started again."""
    return (now.blocks_to_epoch or 0) > (before.blocks_to_epoch or 0)


def _told(scene: Scene, delta: ScoresDelta) -> dict[str, int]:
    scores = delta.scores
    best = int(scores.incentive.argmax())
    earning = doing(int((scores.incentive > 0).sum()), "neuron", "earn")
    scene.tale.say(
        f"   Epoch in block {scores.block:,}: uid {best} leads with an incentive of "
        f"{int(scores.incentive[best])} of 65535, {earning}"
    )
    return {"block": scores.block, "best_uid": best, "best_incentive": int(scores.incentive[best])}
