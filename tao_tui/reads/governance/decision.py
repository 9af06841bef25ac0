"""One decision of a governing body: what it was about, how the vote ended, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final, Literal

from tao_tui.addresses import Address
from tao_tui.chain.calls.call import DecodedCall, call_json
from tao_tui.counted import counted
from tao_tui.errors import Fault
from tao_tui.text import Clean, clean

SUDO: Final = "sudo"
"""The body of decisions on runtimes without proposals: the sudo key."""

Outcome = Literal["executed", "failed", "disapproved"]
"""`executed`: approved and carried out; `failed`: approved, and the chain refused to carry it out."""

_LONGEST_CALL: Final = 16_384
"""Characters of a call that are kept; of a longer one, such as a new runtime, its name and summary."""
_WORDS: Final[Mapping[Outcome, str]] = {
    "executed": "approved and carried out",
    "failed": "approved, but failed",
    "disapproved": "disapproved",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """A proposal that was closed, or a call made by the sudo key.

    `ayes` and `nays` are those who voted, or approved where the sudo key is a multisig; `counted_ayes` and
    `counted_nays` what the chain counted at the end, where who did not vote counts too.
    """

    body: str
    id: str
    """The proposal's number; of the sudo key's calls the block and the extrinsic's place in it."""
    hash: str
    """The hash the call is known by; empty where there is none."""
    proposer: Address | None
    call: DecodedCall | None
    """None where no node keeps it any more, or it is too long to be kept here."""
    summary: Clean
    outcome: Outcome
    error: Clean | None
    """Why it failed, by the chain's own name."""
    error_words: Clean | None
    ayes: tuple[Address, ...]
    nays: tuple[Address, ...]
    counted_ayes: int
    counted_nays: int
    threshold: int
    """Ayes needed; 0 where nothing tells."""
    seats: int
    closed_by: Address | None
    """Who sent what closed it, or made the sudo key's call."""
    block_number: int
    block_hash: str
    position: int
    """Its place among the decisions of its block."""
    block_time: int | None
    """Seconds since 1970."""
    my_vote: Literal["aye", "nay"] | None = None

    @property
    def status(self) -> str:
        """What a list of proposals shows in the place of `open`."""
        return self.outcome

    @property
    def key(self) -> str:
        """What tells it from every other: a call may be proposed again."""
        return f"{self.body}/{self.id}"

    @property
    def unvoted(self) -> int:
        """How many who did not vote were counted all the same."""
        return max(0, self.counted_ayes + self.counted_nays - len(self.ayes) - len(self.nays))


def outcome_words(decision: Decision) -> str:
    """How it ended, in words: `approved and carried out`."""
    words = _WORDS[decision.outcome]
    return f"{words}: {decision.error}" if decision.error else words


def vote_words(decision: Decision) -> str:
    """How the vote stood at the end, in words."""
    if decision.body == SUDO:
        if not decision.ayes:
            return "by the key's own signature"
        return f"{counted(len(decision.ayes), 'approval')} of {decision.threshold} needed"
    if decision.counted_ayes + decision.counted_nays == 0:
        return "put away by root, whatever the vote"
    ayes, nays = counted(len(decision.ayes), "aye"), counted(len(decision.nays), "nay")
    said = f"{ayes}, {nays}, {decision.threshold} needed"
    if decision.unvoted:
        side = "ayes" if decision.counted_ayes > len(decision.ayes) else "nays"
        said += f"; {decision.unvoted} did not vote and counted as {side}"
    return said


def decision_json(decision: Decision) -> str:
    """A decision as the journal keeps it; whose vote was mine is left out."""
    row = {field.name: getattr(decision, field.name) for field in fields(decision)}
    del row["my_vote"]
    call = row["call"] and call_json(row["call"])
    row["call"] = call if len(json.dumps(call)) <= _LONGEST_CALL else None
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def decision_from(text: str) -> Decision:
    """A decision as it was kept; a `Fault` for what this program did not write."""
    try:
        row = json.loads(text)
        call = row["call"] and _call(row["call"])
        people = {name: tuple(map(Address, row[name])) for name in ("ayes", "nays")}
        words = {name: row[name] and clean(row[name], 1024) for name in ("summary", "error", "error_words")}
        return Decision(**{**row, **people, **words, "call": call})
    except (ValueError, TypeError, KeyError) as error:
        raise Fault(
            "The journal holds a decision that cannot be read.",
            hint="It may be of a newer tao-tui.",
            code="journal_unusable",
        ) from error


def _call(row: Mapping[str, object]) -> DecodedCall:
    arguments = row["arguments"]
    assert isinstance(arguments, Mapping)
    named = {str(name): _value(value) for name, value in arguments.items()}
    return DecodedCall(str(row["pallet"]), str(row["function"]), named)


def _value(value: object) -> object:
    if isinstance(value, Mapping):
        if set(value) == {"pallet", "function", "arguments"}:
            return _call(value)
        return {str(name): _value(inner) for name, inner in value.items()}
    return tuple(_value(inner) for inner in value) if isinstance(value, list) else value
