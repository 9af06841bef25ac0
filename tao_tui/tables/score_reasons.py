"""Why a neuron scores what it scores, in sentences that both faces use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, Protocol

from tao_tui.amounts import Alpha
from tao_tui.counted import counted
from tao_tui.tables.reasons import dividends_moved, percent, share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tao_tui.consensus.explanation import Explanation, ServerExplanation, ValidatorExplanation

Tone = Literal["plain", "result", "warning", "part"]
"""Said by the way, what it comes to, a loss, or a part of the sentence before."""

MIXED_EMISSION: Final = "Emission is not compared: of several mechanisms the chain keeps no total."
_NAMED: Final = 8
"""Uids named before the rest is only hinted at."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence or two of an explanation."""

    text: str
    tone: Tone = "plain"


class Computed(Protocol):
    """Something computed from an epoch's inputs."""

    @property
    def epoch_block(self) -> int:
        """The block of that epoch."""

    @property
    def exact(self) -> bool:
        """Whether the inputs are those of the last epoch, or of now."""

    @property
    def has_run(self) -> bool:
        """Whether there was an epoch at all."""


class Scored(Protocol):
    """Something about one of a subnet's mechanisms."""

    @property
    def netuid(self) -> int:
        """The subnet."""

    @property
    def mechanism(self) -> int:
        """Its mechanism, from 0."""

    @property
    def mechanisms(self) -> int:
        """How many it has."""


def whose(found: Scored) -> str:
    """Which subnet, and which mechanism where it has several."""
    mechanism = f", mechanism {found.mechanism} of {found.mechanisms}" if found.mechanisms > 1 else ""
    return f"Subnet {found.netuid}{mechanism}"


def origin(found: Computed) -> str:
    """Which state the inputs are from."""
    if found.exact:
        return f"From the state before the epoch at block {found.epoch_block:,}."
    if not found.has_run:
        return "The subnet has had no epoch yet: this is what one would make of now."
    return "The node forgot the state before the last epoch: this is what one would make of now."


def is_miner(about: Explanation) -> bool:
    """Whether there is something to say of it as a miner."""
    return about.validator is None or bool(about.server.supporters)


def as_miner(about: Explanation, mechanisms: int) -> Iterator[Reason]:
    """How its incentive came about, by one of the subnet's `mechanisms`."""
    server = about.server
    if not server.supporters:
        silent = len(server.silent)
        everybody = f"None of the {silent} validators gives" if silent > 1 else "No validator gives"
        here = " by this mechanism" if mechanisms > 1 else ""
        yield Reason(f"{everybody} it weight, so it earns nothing{here}.")
    else:
        yield from _agreement(server)
        if server.silent:
            yield Reason(
                f"{counted(len(server.silent), 'validator')} gave it nothing: {named(server.silent)}."
            )
        earned = f"Its part of all that counted is its incentive, {share(server.incentive)}."
        if not _earns_by_weights(about):
            earned += f" {_paid(about, mechanisms)}"
        yield Reason(earned, "result")
    if about.has_permit and not about.had_permit:
        yield Reason("This epoch gave it a validator's permit: its own weights count from the next one.")


def as_validator(about: Explanation, validator: ValidatorExplanation, mechanisms: int) -> Iterator[Reason]:
    """How its trust and its dividends came about, by one of the subnet's `mechanisms`."""
    if not about.active:
        yield Reason("It set no weights lately: it is inactive, and its stake does not count.")
        return
    voice = f"It speaks for {percent(validator.stake_share)} of the stake"
    if not validator.votes:
        yield Reason(f"{voice} but gives nobody weight: no trust, no dividends.")
        return
    yield Reason(f"{voice}. Of its weight {share(validator.trust)} was counted: that is its trust.")
    if validator.clipped:
        most, weighed = validator.clipped[0], counted(len(validator.votes), "neuron")
        yield Reason(
            f"The rest was cut, on {len(validator.clipped)} of {weighed}: it gave "
            f"them more than the majority does. Most on uid {most.neuron}: {share(most.given)} given, "
            f"{share(most.counted)} counted.",
            "warning",
        )
    yield Reason(f"Its dividends are {share(validator.dividends)}. {_paid(about, mechanisms)}", "result")
    for number, text in enumerate(dividends_moved(validator)):
        yield Reason(text, "part" if number else "plain")
    if not about.has_permit:
        yield Reason("It loses its permit: others have more stake.", "warning")


def hidden(uids: Sequence[int]) -> Iterator[Reason]:
    """What of the inputs nobody can read."""
    if uids:
        yield Reason(
            f"Hidden: {named(uids)} committed newer weights nobody can read yet; their older ones counted.",
            "warning",
        )


def named(uids: Sequence[int]) -> str:
    """Some uids by number, and whether there are more."""
    return f"uid {', '.join(map(str, uids[:_NAMED]))}" + (" …" if len(uids) > _NAMED else "")


def _agreement(server: ServerExplanation) -> Iterator[Reason]:
    needed = percent(server.majority)
    if not server.consensus:
        gave = f"{counted(len(server.supporters), 'validator')} gave it weight"
        yield Reason(f"{gave}, but with less than {needed} of the stake: nothing of it counts.", "warning")
        return
    most = share(server.consensus)
    yield Reason(
        f"Validators with {percent(server.agreeing_stake)} of the stake give it {most} or more; "
        f"{needed} must agree. So {most} is the most that counts from anybody."
    )
    if server.clipped:
        who = counted(len(server.clipped), "validator")
        yield Reason(f"{who} gave more: what is above is cut.", "warning")


def _earns_by_weights(about: Explanation) -> bool:
    """Whether its part as a validator says what it was paid."""
    return about.active and about.validator is not None and bool(about.validator.votes)


def _paid(about: Explanation, mechanisms: int) -> str:
    payer = "This mechanism" if mechanisms > 1 else "The epoch"
    return f"{payer} paid {Alpha(about.emission_rao).short(6)} α."
