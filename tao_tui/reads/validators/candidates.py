"""Validators to choose between: each with what its stakers earned, and what one's own stake would have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tao_tui.addresses import Address
from tao_tui.amounts import Alpha, Tao
from tao_tui.reads.trades.prices import value_of
from tao_tui.reads.validators.nominators import Nominators
from tao_tui.reads.validators.rewards import Reward
from tao_tui.reads.validators.roster import Validator


@dataclass(frozen=True, slots=True)
class WouldHave:
    """What an amount would have earned with one validator, had it been staked before the reward's blocks.

    The alpha is what the amount buys now; that it would have shared in the same dividends makes it a little
    less in truth, the more the larger it is beside what is staked. Changes of the price are left out.
    """

    amount: Tao
    bought: Alpha
    """On root TAO, one to one."""
    earned: Alpha
    value: Tao
    """Of what was earned, at the price now."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One validator as a person compares it with others."""

    validator: Validator
    reward: Reward | None = None
    """None where nothing is known of what its stakers earned."""
    would_have: WouldHave | None = None
    """None without an amount, or without a reward."""
    nominators: Nominators | None = None
    """None when they were not asked for."""
    marked: bool = False
    """Whether the person picked it to compare."""


@dataclass(frozen=True, slots=True)
class Bought:
    """What an amount of TAO buys on a subnet now, and the price it is valued at."""

    amount: Tao
    alpha_rao: int
    price_rao: int


def candidates(
    validators: Iterable[Validator],
    rewards: Mapping[Address, Reward],
    bought: Bought | None = None,
    nominators: Mapping[Address, Nominators] | None = None,
) -> tuple[Candidate, ...]:
    """Validators beside what is known of each."""
    return tuple(
        Candidate(
            validator,
            reward := rewards.get(validator.hotkey),
            would_have(bought, reward) if bought is not None and reward is not None else None,
            (nominators or {}).get(validator.hotkey),
        )
        for validator in validators
    )


def would_have(bought: Bought, reward: Reward) -> WouldHave:
    """What was bought times what its kind earned."""
    earned = reward.of(bought.alpha_rao)
    return WouldHave(
        bought.amount, Alpha(bought.alpha_rao), Alpha(earned), Tao(value_of(earned, bought.price_rao))
    )
