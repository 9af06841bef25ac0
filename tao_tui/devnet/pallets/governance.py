"""Governing bodies up to October 2025: the Triumvirate proposes, the Senate votes, root closes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tao_tui.devnet.frame.errors import BadOrigin
from tao_tui.devnet.frame.origin import Origin
from tao_tui.devnet.frame.storage import StorageValue
from tao_tui.devnet.pallets.collective import Collective
from tao_tui.devnet.pallets.membership import Membership
from tao_tui.devnet.scale.hints import u32

MOTION_DURATION_BLOCKS = 3600
"""Twelve hours: how long a proposal must stay open on the live chain."""


class Triumvirate(Collective):
    """At most three members propose calls; senators vote on them through `SubtensorModule.vote`."""

    index = 8

    def __init__(self, runtime: Any) -> None:
        super().__init__(runtime)
        # Not part of metadata, as on the live chain, but part of state: a genesis may shorten it.
        declared = StorageValue[u32](MOTION_DURATION_BLOCKS)
        declared.__set_name__(type(self), "MotionDuration")
        self.MotionDuration: StorageValue[int] = declared.bind(self)  # type: ignore[assignment]

    def seats(self) -> int:
        """Every senator has a vote."""
        return len(self.pallet(SenateMembers).Members.value)

    def motion_duration(self) -> int:
        """The configured duration in blocks."""
        return self.MotionDuration.value


class TriumvirateMembers(Membership):
    """Who sits in the Triumvirate."""

    index = 9
    max_members = 3

    def members_changed(self, members: Sequence[bytes], outgoing: Sequence[bytes]) -> None:
        """Tell the collective."""
        self.pallet(Triumvirate).change_members(members, outgoing)

    def prime_changed(self, prime: bytes | None) -> None:
        """Tell the collective."""
        self.pallet(Triumvirate).change_prime(prime)


class SenateMembers(Membership):
    """Which root-registered hotkeys are senators."""

    index = 10
    max_members = 12

    def replace(self, old: bytes, new: bytes) -> None:
        """Give a senator's seat to another hotkey, striking the votes of the one who leaves."""
        self.pallet(Triumvirate).remove_votes(old)
        self.exchange(old, new)


def ensure_senate_majority(origin: Origin) -> None:
    """`BadOrigin` unless more than half of the Senate stands behind the call (`CouncilOrigin`)."""
    if origin.pallet == Triumvirate.name and origin.value.name == "Members":
        yes, seats = origin.value.fields
        if yes * 2 > seats:
            return
    raise BadOrigin()
