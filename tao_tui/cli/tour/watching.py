"""The last step of the tour: scores as they change, over two epochs."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from tao_tui.cli.tour.cast import Scene
from tao_tui.cli.tour.steps import NETUID
from tao_tui.errors import Fault

if TYPE_CHECKING:
    from tao_tui.reads.follow_scores import ScoresDelta
    from tao_tui.reads.scores import Scores

EPOCHS: Final = 2
_PATIENCE_SECONDS: Final = 45.0


async def watch_scores(scene: Scene) -> None:
    """Follow the scores of one subnet until two epochs have run."""
    with scene.tale.step(f"Stream the scores of subnet {NETUID} over {EPOCHS} epochs") as row:
        try:
            row["epochs"] = await asyncio.wait_for(_two_epochs(scene), _PATIENCE_SECONDS)
        except TimeoutError:
            raise Fault(f"{EPOCHS} epochs did not run within {_PATIENCE_SECONDS:.0f} s.") from None


async def _two_epochs(scene: Scene) -> list[dict[str, int]]:
    from tao_tui.reads.follow_scores import follow_scores

    epochs: list[dict[str, int]] = []
    before: Scores | None = None
    stream = follow_scores(scene.client, NETUID)
    try:
        async for delta in stream:
            if before is None:
                scene.tale.say(
                    f"   {delta.scores.size} neurons; next epoch in {delta.scores.blocks_to_epoch} blocks"
                )
            elif _epoch_ran(before, delta.scores):
                epochs.append(_told(scene, delta))
                if len(epochs) == EPOCHS:
                    break
            before = delta.scores
    finally:
        await stream.aclose()  # type: ignore[attr-defined]
    return epochs


def _epoch_ran(before: Scores, now: Scores) -> bool:
    """Whether the countdown started again."""
    return (now.blocks_to_epoch or 0) > (before.blocks_to_epoch or 0)


def _told(scene: Scene, delta: ScoresDelta) -> dict[str, int]:
    scores = delta.scores
    best = int(scores.incentive.argmax())
    scene.tale.say(
        f"   Epoch in block {scores.block:,}: uid {best} leads with an incentive of "
        f"{int(scores.incentive[best])} of 65535, {int((scores.incentive > 0).sum())} neurons earn"
    )
    return {"block": scores.block, "best_uid": best, "best_incentive": int(scores.incentive[best])}
