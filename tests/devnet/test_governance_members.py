"""Membership of the bodies, and how the Triumvirate mirrors it."""

from __future__ import annotations

from typing import Any

import pytest

from tao_tui.devnet.frame.errors import DispatchFailure
from tao_tui.devnet.frame.origin import Origin
from tao_tui.devnet.frame.runtime import Runtime
from tao_tui.devnet.pallets.governance import SenateMembers, Triumvirate, TriumvirateMembers

A, B, C, D = (bytes([n]) * 32 for n in (9, 3, 5, 1))


@pytest.fixture
def runtime() -> Runtime:
    return Runtime([Triumvirate, TriumvirateMembers, SenateMembers])


def by_root(runtime: Runtime, function: str, **args: Any) -> None:
    runtime.dispatch(runtime.call("TriumvirateMembers", function, **args), Origin.root())


def test_members_are_kept_sorted_and_mirrored(runtime: Runtime) -> None:
    for who in (A, B, C):
        by_root(runtime, "add_member", who=who)
    assert runtime.pallet(TriumvirateMembers).members() == [B, C, A]
    assert runtime.pallet(Triumvirate).Members.value == [B, C, A]
    with pytest.raises(DispatchFailure, match="TooManyMembers"):
        by_root(runtime, "add_member", who=D)
    with pytest.raises(DispatchFailure, match="AlreadyMember"):
        by_root(runtime, "add_member", who=A)
    by_root(runtime, "remove_member", who=C)
    assert runtime.pallet(Triumvirate).Members.value == [B, A]
    with pytest.raises(DispatchFailure, match="NotMember"):
        by_root(runtime, "remove_member", who=C)


def test_the_senate_has_twelve_seats(runtime: Runtime) -> None:
    senate = runtime.pallet(SenateMembers)
    for number in range(12):
        senate.insert(bytes([number]) * 32)
    with pytest.raises(DispatchFailure, match="TooManyMembers"):
        senate.insert(b"z" * 32)
    assert runtime.pallet(Triumvirate).seats() == 12


def test_swapping_and_resetting(runtime: Runtime) -> None:
    by_root(runtime, "reset_members", members=[A, B])
    by_root(runtime, "swap_member", remove=A, add=C)
    assert runtime.pallet(TriumvirateMembers).members() == [B, C]
    with pytest.raises(DispatchFailure, match="AlreadyMember"):
        by_root(runtime, "swap_member", remove=B, add=C)
    with pytest.raises(DispatchFailure, match="NotMember"):
        by_root(runtime, "swap_member", remove=D, add=A)
    by_root(runtime, "swap_member", remove=B, add=B)
    with pytest.raises(DispatchFailure, match="TooManyMembers"):
        by_root(runtime, "reset_members", members=[A, B, C, D])


def test_the_prime_follows_its_key_and_leaves_with_its_seat(runtime: Runtime) -> None:
    by_root(runtime, "reset_members", members=[A, B])
    by_root(runtime, "set_prime", who=A)
    assert runtime.pallet(Triumvirate).Prime.get() == A
    runtime.dispatch(runtime.call("TriumvirateMembers", "change_key", new=C), Origin.signed(A))
    assert runtime.pallet(TriumvirateMembers).members() == [B, C]
    assert runtime.pallet(Triumvirate).Prime.get() == C
    by_root(runtime, "remove_member", who=C)
    assert runtime.pallet(TriumvirateMembers).Prime.get() is None
    assert runtime.pallet(Triumvirate).Prime.get() is None
    by_root(runtime, "set_prime", who=B)
    by_root(runtime, "clear_prime")
    assert runtime.pallet(Triumvirate).Prime.get() is None
    with pytest.raises(DispatchFailure, match="NotMember"):
        by_root(runtime, "set_prime", who=D)


@pytest.mark.parametrize("function", ["add_member", "remove_member", "set_prime"])
def test_only_root_changes_members(runtime: Runtime, function: str) -> None:
    with pytest.raises(DispatchFailure, match="BadOrigin"):
        runtime.dispatch(runtime.call("TriumvirateMembers", function, who=A), Origin.signed(A))


def test_a_stranger_changes_no_key(runtime: Runtime) -> None:
    by_root(runtime, "reset_members", members=[A, B])
    with pytest.raises(DispatchFailure, match="NotMember"):
        runtime.dispatch(runtime.call("TriumvirateMembers", "change_key", new=C), Origin.signed(D))
    with pytest.raises(DispatchFailure, match="AlreadyMember"):
        runtime.dispatch(runtime.call("TriumvirateMembers", "change_key", new=B), Origin.signed(A))
    runtime.dispatch(runtime.call("TriumvirateMembers", "change_key", new=A), Origin.signed(A))
    assert runtime.pallet(TriumvirateMembers).members() == [B, A]


def test_the_shortest_vote_is_configured_in_state_not_in_metadata(runtime: Runtime) -> None:
    body = runtime.pallet(Triumvirate)
    assert body.motion_duration() == 3600
    body.MotionDuration.value = 40
    assert body.motion_duration() == 40
    assert set(body.storage) == {"Proposals", "ProposalOf", "Voting", "ProposalCount", "Members", "Prime"}
    assert any(item is body.MotionDuration for item in runtime.state.items.values())
