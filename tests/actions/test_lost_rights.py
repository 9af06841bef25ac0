"""A hotkey of one's own that loses its permit, or the right to set weights, when stake leaves it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tao_tui.actions.lifecycle.reviewing import review
from tao_tui.actions.stake.lost_rights import Leaving, leaving, loss_warnings, losses
from tao_tui.chain.calls.call import DecodedCall
from tao_tui.chain.query import BlockRef, Reading
from tao_tui.errors import Unsupported
from tests.actions.worlds import ME, TAO, world
from tests.reads.fake import CAROL, HOTKEY, OTHER, FakeClient


class Stakes:
    """The part of a subnet's scores that decides about permits: HOTKEY has 100, OTHER 60, CAROL 30."""

    netuid = 1
    hotkeys = (HOTKEY, OTHER, CAROL)
    stake = np.array([100 * TAO, 60 * TAO, 30 * TAO], dtype=np.uint64)
    validator_permit = np.array([True, True, False])


SCORES: Any = Stakes()


def codes(hotkey: str, weight: int, seats: int = 2, threshold: int = 0) -> list[str]:
    return [each.code for each in losses(SCORES, hotkey, weight, seats, threshold)]  # type: ignore[arg-type]


def test_the_permit_goes_when_enough_others_have_more() -> None:
    assert codes(HOTKEY, 30 * TAO) == []
    assert codes(HOTKEY, 60 * TAO) == []  # 40: still above CAROL, one seat left
    assert codes(HOTKEY, 71 * TAO) == ["permit_lost"]
    assert codes(HOTKEY, 100 * TAO, seats=64) == ["permit_lost"]  # without any stake nobody has one
    assert codes(CAROL, 10 * TAO) == []  # it had none


def test_the_right_to_set_weights_goes_below_the_threshold() -> None:
    assert codes(HOTKEY, 30 * TAO, threshold=50 * TAO) == []
    assert codes(HOTKEY, 55 * TAO, threshold=50 * TAO) == ["stake_threshold_lost"]
    assert codes(CAROL, 5 * TAO, threshold=50 * TAO) == []  # it could not before either


def test_stake_that_leaves_is_seen_through_batches_and_proxies() -> None:
    module = "SubtensorModule"
    sold = DecodedCall(module, "remove_stake_limit", {"netuid": 1, "hotkey": HOTKEY, "amount_unstaked": 5})
    whole = DecodedCall(module, "remove_stake_full_limit", {"netuid": 2, "hotkey": OTHER})
    there = {"origin_netuid": 3, "destination_netuid": 4, "alpha_amount": 7}
    swapped = DecodedCall(module, "swap_stake_limit", {"hotkey": HOTKEY, **there})
    given = DecodedCall(module, "transfer_stake", {"hotkey": HOTKEY, **there, "destination_netuid": 3})
    batch = DecodedCall("Utility", "batch_all", {"calls": (sold, whole, swapped, given)})
    proxied = DecodedCall("Proxy", "proxy", {"real": CAROL, "call": batch})
    assert list(leaving(proxied)) == [
        Leaving(1, HOTKEY, 5), Leaving(2, OTHER, None), Leaving(3, HOTKEY, 7),
    ]  # fmt: skip


def test_what_a_hotkey_gets_and_gives_on_at_once_it_does_not_lose() -> None:
    module = "SubtensorModule"
    here = {"origin_netuid": 1, "destination_netuid": 1, "alpha_amount": 7}
    ends = {"origin_hotkey": HOTKEY, "destination_hotkey": OTHER}
    moved = DecodedCall(module, "move_stake", {**here, **ends})
    swapped = DecodedCall(module, "swap_stake_limit", {**here, "hotkey": OTHER, "destination_netuid": 2})
    steps = DecodedCall("Utility", "batch_all", {"calls": (moved, swapped)})
    assert list(leaving(steps)) == [Leaving(1, HOTKEY, 7), Leaving(1, OTHER, -7), Leaving(1, OTHER, 7)]
    at_once = DecodedCall(module, "move_stake_limit", {**here, **ends, "destination_netuid": 2})
    assert list(leaving(at_once)) == [Leaving(1, HOTKEY, 7)]
    assert codes(HOTKEY, 0, seats=0, threshold=200 * TAO) == []


@pytest.mark.parametrize("function", ["burn_alpha", "recycle_alpha"])
def test_what_is_given_up_leaves_too(function: str) -> None:
    call = DecodedCall("SubtensorModule", function, {"hotkey": HOTKEY, "amount": 5, "netuid": 3})
    assert list(leaving(call)) == [Leaving(3, HOTKEY, 5)]


async def test_the_review_warns_and_asks_nothing_where_no_own_hotkey_is_concerned(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []

    async def scores(client: Any, netuid: int) -> Reading[Any]:
        asked.append(netuid)
        return Reading(BlockRef(1, "0x00"), SCORES)

    monkeypatch.setattr("tao_tui.reads.scores.columns.read_scores", scores)
    state = world(**{"MaxAllowedValidators(1)": 1, "StakeThreshold": 0, f"Uids(1, {HOTKEY})": 0})

    async def warned(**arguments: Any) -> set[str]:
        made = await review("stake.remove", {"netuid": "1", **arguments}, FakeClient(state), ME)  # type: ignore[arg-type]
        return {each.code for each in made.warnings}

    assert "permit_lost" in await warned(hotkey=HOTKEY, amount="45", tolerance="0.5")
    assert "permit_lost" in await warned(hotkey=HOTKEY, amount="all", tolerance="0.5")
    assert "permit_lost" not in await warned(hotkey=HOTKEY, amount="5", tolerance="0.5")
    assert asked == [1, 1, 1]
    await review("transfer", {"dest": CAROL, "amount": "1"}, FakeClient(state), ME)  # type: ignore[arg-type]
    assert len(asked) == 3

    module, parts = "SubtensorModule", ((1, 25), (0, 100))
    batch = tuple(
        DecodedCall(
            module, "remove_stake", {"netuid": netuid, "hotkey": HOTKEY, "amount_unstaked": alpha * TAO}
        )
        for netuid, alpha in parts
    )

    async def with_root(tao_weight: int) -> list[str]:
        client: Any = FakeClient({**state, "TaoWeight": tao_weight})
        call = DecodedCall("Utility", "batch_all", {"calls": batch})
        return [each.code for each in await loss_warnings(client, ME, call)]

    # 25 of alpha and half of 100 from root are more than the 40 that HOTKEY has before OTHER.
    assert await with_root(1 << 63) == ["permit_lost"]
    assert await with_root(0) == []

    async def too_old(client: Any, netuid: int) -> Reading[Any]:
        raise Unsupported("Too old.")

    monkeypatch.setattr("tao_tui.reads.scores.columns.read_scores", too_old)
    assert "permit_lost" not in await warned(hotkey=HOTKEY, amount="45", tolerance="0.5")
