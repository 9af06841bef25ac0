"""What changed in the epoch's own code from one runtime to the next, so that each is repeated as it was."""

from __future__ import annotations

from dataclasses import dataclass

SCORES_UPSCALED_SINCE = 119
OWNER_VOTES_FOR_ITSELF_SINCE = 247
PERMITS_NEED_STAKE_SINCE = 268
BONDS_REWRITTEN_SINCE = 317
EXPONENT_CLAMPED_SINCE = 365
OWNER_SEATED_SINCE = 393
STEPS_DATED_SINCE = 404


@dataclass(frozen=True, slots=True)
class Edition:
    """One generation of the epoch's code; the defaults are the newest."""

    upscales_scores: bool = True
    """Bonds and pruning scores are stored with their largest at 65535; before, as plain shares."""
    counts_owners_own_weight: bool = True
    """The subnet owner's weight on itself counts."""
    permits_need_stake: bool = True
    """No permit without stake, however few validators there are."""

    owner_keeps_seat: bool = True
    """The subnet owner's stake counts below the threshold and its permit is never taken."""
    clamps_exponent: bool = True
    """Liquid alpha's exponent stays within ±20; before, one out of range counted as e**x = 0."""
    dates_bonds_by_step: bool = True
    """Bonds are void when older than the last step; before, when older than one tempo."""
    rewrites_all_bonds: bool = True
    """Every bond row is written; before, rows of neurons that never had a permit were left as they were."""

    @classmethod
    def of(cls, spec_version: int) -> Edition:
        """Return the edition a runtime runs."""
        return cls(
            upscales_scores=spec_version >= SCORES_UPSCALED_SINCE,
            counts_owners_own_weight=spec_version >= OWNER_VOTES_FOR_ITSELF_SINCE,
            permits_need_stake=spec_version >= PERMITS_NEED_STAKE_SINCE,
            owner_keeps_seat=spec_version >= OWNER_SEATED_SINCE,
            clamps_exponent=spec_version >= EXPONENT_CLAMPED_SINCE,
            dates_bonds_by_step=spec_version >= STEPS_DATED_SINCE,
            rewrites_all_bonds=spec_version >= BONDS_REWRITTEN_SINCE,
        )
