"""What stayed of partial trades: what the call asked beside what its block says was traded."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from tao_tui.journal.movement import Movement, Quoted, written
from tao_tui.journal.row import JournalRow
from tao_tui.journal.unfilled import Unfilled, unfilled, unfilled_of
from tao_tui.tables.movement_words import lines_of, not_traded
from tests.reads.fake import HOTKEY, OTHER

TAO = 10**9


def call(function: str, pallet: str = "SubtensorModule", **arguments: Any) -> dict[str, Any]:
    return {"pallet": pallet, "function": function, "arguments": arguments}


def add(tao: int, *, netuid: int = 1, hotkey: str = HOTKEY, partial: bool = True) -> dict[str, Any]:
    said: dict[str, Any] = {"hotkey": hotkey, "netuid": netuid, "amount_staked": tao * TAO, "limit_price": 1}
    return call("add_stake_limit", **said, allow_partial=partial)


def bought(tao_rao: int, *, netuid: int = 1, hotkey: str = HOTKEY) -> Movement:
    return Movement("stake_added", -tao_rao, netuid, 5 * TAO, hotkey)


def sold(alpha_rao: int, *, netuid: int = 1) -> Movement:
    return Movement("stake_removed", TAO, netuid, -alpha_rao, HOTKEY)


REMOVE = call(
    "remove_stake_limit", hotkey=HOTKEY, netuid=1, amount_unstaked=9 * TAO, limit_price=1, allow_partial=True
)
SWAP = call(
    "swap_stake_limit", hotkey=HOTKEY, origin_netuid=1, destination_netuid=2, alpha_amount=9 * TAO,
    limit_price=1, allow_partial=True,
)  # fmt: skip
MOVE = call(
    "move_stake_limit", origin_hotkey=HOTKEY, destination_hotkey=OTHER, origin_netuid=1, destination_netuid=2,
    alpha_amount=9 * TAO, limit_price=1, allow_partial=True,
)  # fmt: skip


def test_tao_that_was_not_spent() -> None:
    assert unfilled(add(10), [bought(3 * TAO)]) == (Unfilled("add", 1, HOTKEY, 10 * TAO, 3 * TAO),)


@pytest.mark.parametrize("sale", [REMOVE, SWAP, MOVE], ids=lambda each: each["function"])
def test_alpha_that_was_not_sold(sale: dict[str, Any]) -> None:
    moved = [sold(4 * TAO), Movement("stake_added", -TAO, 2, TAO, OTHER)]
    (found,) = unfilled(sale, moved)
    assert (found.side, found.netuid, found.hotkey, found.left_rao) == ("remove", 1, HOTKEY, 5 * TAO)


def test_calls_within_calls() -> None:
    batch = call("batch_all", "Utility", calls=[add(10), add(4, netuid=2), add(7, hotkey=OTHER)])
    proxied = call("proxy", "Proxy", real=OTHER, force_proxy_type=None, call=batch)
    moved = [bought(TAO), bought(4 * TAO, netuid=2), bought(2 * TAO, hotkey=OTHER)]
    assert [(each.netuid, each.hotkey, each.left_rao) for each in unfilled(proxied, moved)] == [
        (1, HOTKEY, 9 * TAO),
        (1, OTHER, 5 * TAO),
    ]


@pytest.mark.parametrize(
    ("asked", "moved"),
    [
        (add(10), [bought(10 * TAO)]),
        (add(10), [bought(10 * TAO - 500)]),
        (add(10), []),
        (add(10, partial=False), [bought(3 * TAO)]),
        (REMOVE, [bought(3 * TAO)]),
        (call("batch", "Utility", calls=[add(10), add(1, partial=False)]), [bought(3 * TAO), bought(TAO)]),
        ({}, [bought(3 * TAO)]),
    ],
    ids=["whole", "whole but for the chain's rounding", "not told", "all or nothing", "another trade",
         "two trades of one stake", "no call"],
)  # fmt: skip
def test_nothing_is_said_where_nothing_stayed_or_it_is_not_known(
    asked: dict[str, Any], moved: list[Movement]
) -> None:
    assert unfilled(asked, moved) == ()


def row(status: Any) -> JournalRow:
    said, moved = json.dumps(add(10)), written([bought(3 * TAO)])
    return JournalRow(
        1, 0.0, 0.0, "stake.add", "dev", "0x", OTHER, 1, "0x", said, "0x", 1, 2, "", status, None, None, None,
        None, None, moved_json=moved,
    )  # fmt: skip


def test_activity_tells_it_once_the_block_is_final() -> None:
    assert [each.left_rao for each in unfilled_of(row("finalized"))] == [7 * TAO]
    told = "7.000000000 τ of the 10.000000000 τ asked on subnet 1"
    assert ("not traded", f"{told}: the limit price allowed no more; it stayed free") in lines_of(
        row("finalized")
    )
    assert not unfilled_of(row("in_block"))
    assert not unfilled_of(row("failed"))


def test_the_price_of_a_part_is_not_called_better_than_that_of_the_whole() -> None:
    quoted = written([Quoted(1, "add", 10 * TAO, 3 * TAO, 3_333_333_333)])
    partly = replace(row("finalized"), quoted_json=quoted)
    (price,) = [said for label, said in lines_of(partly) if label == "price"]
    assert "for this part; quoted 3.333" in price
    assert "better" not in price
    whole = replace(
        partly,
        call_json=json.dumps(add(3)),
        quoted_json=written([Quoted(1, "add", 3 * TAO, TAO, 3_333_333_333)]),
    )
    (price,) = [said for label, said in lines_of(whole) if label == "price"]
    assert price.endswith("better")


def test_unsold_alpha_is_told_with_its_hotkey() -> None:
    label, what = not_traded(Unfilled("remove", 3, HOTKEY, 9 * TAO, 4 * TAO), {HOTKEY: "h1"})
    assert label == "not traded"
    assert what.startswith("5.000000000 α of the 9.000000000 α asked of subnet 3")
    assert what.endswith(f"it stayed staked with {HOTKEY} (h1)")
