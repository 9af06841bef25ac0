"""When a subnet's owner may change a parameter: not just before an epoch, and the same one not too often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tao_tui.addresses import Address
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
    "activity_cutoff_factor": "ActivityCutoffFactorMilli",
}
"""What an owner may change, and under which name the chain notes when it did."""
_OWNERS_TOO: Final = frozenset({
    "owner_cut_enabled", "owner_cut_auto_lock_enabled", "weights_version_key",
})  # fmt: skip
"""What an owner may change at a pace of its own."""
TRIM: Final = "trim"
"""The name of trimming a subnet among what an owner changes."""
_TEMPO: Final = "tempo"
_OWN_CALLS: Final = frozenset({_TEMPO, "activity_cutoff_factor"})
OWNERS: Final = _OWNERS_TOO | _NOTED_AS.keys() | {TRIM}
"""All that an owner may change on runtimes that let root change the rest."""
_TIMED_AS: Final = {TRIM: 9, _TEMPO: 11}
"""What is timed by owner, and the number the chain notes it under (`TransactionType`)."""
_TRIM_BLOCKS: Final = 216_000
"""Blocks between two trims (`MaxUidsTrimmingRateLimit`)."""


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
    client: Client, netuid: int, name: str, at: str | None = None, *, owner: Address
) -> Reading[OwnerPace]:
    """The pace at which `owner` sets the parameter `name`, or trims, in one batch."""
    runtime = client.runtime
    tempo = Storage(_MODULE, "Tempo", (netuid,))
    general = [Storage(_MODULE, item) for item in (_WINDOW, _EPOCHS) if runtime.has_storage(_MODULE, item)]
    noted = _noted(runtime, netuid, name, owner)
    items = [tempo, *general, *noted, *schedule_items(runtime, [netuid])]
    reading = await client.read(items, at)
    values = dict(zip(items, reading.data, strict=True))
    block = reading.block.number
    window, epochs = (as_int(values.get(Storage(_MODULE, item))) for item in (_WINDOW, _EPOCHS))
    every = _blocks_between(runtime, name, epochs * as_int(values[tempo]))
    last = max((as_int(values[item]) for item in noted), default=0)
    left = schedule_from(runtime, netuid, as_int(values[tempo]), values, block).blocks_left(block)
    frozen = left is not None and left - 1 < window
    return Reading(
        reading.block,
        OwnerPace(
            owners=is_owners(runtime, name),
            every_blocks=every,
            changed_at=last or None,
            is_early=last > 0 and block + 1 < last + every,
            freeze_window=window,
            frozen_until=block + left if frozen and left is not None else None,
        ),
    )


def is_owners(runtime: ChainRuntime, name: str) -> bool:
    """Whether `name` is known to be the owner's to change; others are root's on runtimes known so far."""
    return name in OWNERS or own_call(runtime, name) or not runtime.has_storage(_MODULE, _EPOCHS)


def own_call(runtime: ChainRuntime, name: str) -> bool:
    """Whether owners set this with `set_NAME`, a call of their own; `sudo_set_NAME` is root's then."""
    return name in _OWN_CALLS and runtime.has_call(_MODULE, f"set_{name}")


def _blocks_between(runtime: ChainRuntime, name: str, epochs: int) -> int:
    if name == TRIM:
        return _TRIM_BLOCKS
    if name == _TEMPO:
        return as_int(runtime.constant(_MODULE, "MinTempo")) if own_call(runtime, name) else 0
    return epochs if name in _NOTED_AS else 0


def _noted(runtime: ChainRuntime, netuid: int, name: str, owner: Address) -> list[Storage]:
    if name in _TIMED_AS:
        items = [Storage(_MODULE, "TransactionKeyLastBlock", (owner, netuid, _TIMED_AS[name]))]
    elif name in _NOTED_AS:
        items = [Storage(_MODULE, _LAST, (Variant("OwnerHyperparamUpdate", (netuid, _NOTED_AS[name])),))]
    else:
        items = []
    return [item for item in items if runtime.has_key(item)]
