"""When a subnet's owner may change a parameter: not just before an epoch, and the same one not too often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tao_tui.chain.query import Reading, Storage, Variant
from tao_tui.reads.chain_text import as_int
from tao_tui.reads.subnets.epochs import schedule_from, schedule_items

if TYPE_CHECKING:
    from tao_tui.chain.client import Client
    from tao_tui.chain.runtime import ChainRuntime

_MODULE: Final = "SubtensorModule"
_WINDOW, _EPOCHS, _LAST = "AdminFreezeWindow", "OwnerHyperparamRateLimit", "LastRateLimitedBlock"
_NOTED_AS: Final = {
    "serving_rate_limit": "ServingRateLimit",
    "max_difficulty": "MaxDifficulty",
    "adjustment_alpha": "AdjustmentAlpha",
    "immunity_period": "ImmunityPeriod",
    "min_allowed_weights": "MinAllowedWeights",
    "max_allowed_uids": "MaxAllowedUids",
    "rho": "Rho",
    "activity_cutoff": "ActivityCutoff",
    "min_burn": "MinBurn",
    "max_burn": "MaxBurn",
    "bonds_moving_average": "BondsMovingAverage",
    "bonds_penalty": "BondsPenalty",
    "commit_reveal_weights_enabled": "CommitRevealEnabled",
    "commit_reveal_weights_interval": "WeightCommitInterval",
    "liquid_alpha_enabled": "LiquidAlphaEnabled",
    "toggle_transfer": "TransferEnabled",
    "alpha_sigmoid_steepness": "AlphaSigmoidSteepness",
    "yuma3_enabled": "Yuma3Enabled",
    "bonds_reset_enabled": "BondsResetEnabled",
    "owner_immune_neuron_limit": "ImmuneNeuronLimit",
    "recycle_or_burn": "RecycleOrBurn",
    "burn_half_life": "BurnHalfLife",
    "burn_increase_mult": "BurnIncreaseMult",
    "min_childkey_take_per_subnet": "MinChildkeyTake",
}
"""What an owner may change, and under which name the chain notes when it did."""
_OWNERS_TOO: Final = frozenset({
    "owner_cut_enabled", "owner_cut_auto_lock_enabled", "weights_version_key",
})  # fmt: skip
"""What an owner may change at a pace of its own."""


@dataclass(frozen=True, slots=True)
class OwnerPace:
    """When a parameter may be changed by its subnet's owner, as the block after the read one finds it."""

    owners: bool
    """Whether it is known to be the owner's to change; others are root's on runtimes known so far."""
    every_blocks: int
    """Blocks between two changes of it; 0 where the runtime sets no such pace."""
    changed_at: int | None
    """The block of the last change, where it was noted."""
    is_early: bool
    """Whether the next block comes too soon after it."""
    freeze_window: int
    """In so many blocks before an epoch nothing is changed."""
    frozen_until: int | None
    """The block of the epoch that is waited for, where the next block is within that window."""


async def read_owner_pace(
    client: Client, netuid: int, name: str, at: str | None = None
) -> Reading[OwnerPace]:
    """The pace of the parameter set by `sudo_set_NAME`, in one batch."""
    runtime = client.runtime
    tempo = Storage(_MODULE, "Tempo", (netuid,))
    general = [Storage(_MODULE, item) for item in (_WINDOW, _EPOCHS) if runtime.has_storage(_MODULE, item)]
    items = [tempo, *general, *_noted(runtime, netuid, name), *schedule_items(runtime, [netuid])]
    reading = await client.read(items, at)
    values = dict(zip(items, reading.data, strict=True))
    block = reading.block.number
    window, epochs = (as_int(values.get(Storage(_MODULE, item))) for item in (_WINDOW, _EPOCHS))
    every = epochs * as_int(values[tempo])
    last = max((as_int(values[item]) for item in _noted(runtime, netuid, name)), default=0)
    left = schedule_from(runtime, netuid, as_int(values[tempo]), values, block).blocks_left(block)
    frozen = left is not None and left - 1 < window
    return Reading(
        reading.block,
        OwnerPace(
            owners=name in _NOTED_AS or name in _OWNERS_TOO or not runtime.has_storage(_MODULE, _EPOCHS),
            every_blocks=every if name in _NOTED_AS else 0,
            changed_at=last or None,
            is_early=last > 0 and block + 1 < last + every,
            freeze_window=window,
            frozen_until=block + left if frozen and left is not None else None,
        ),
    )


def _noted(runtime: ChainRuntime, netuid: int, name: str) -> list[Storage]:
    if name not in _NOTED_AS:
        return []
    key = Variant("OwnerHyperparamUpdate", (netuid, _NOTED_AS[name]))
    item = Storage(_MODULE, _LAST, (key,))
    return [item] if runtime.has_key(item) else []
