"""Columns of every table: widths that hold, sorting, and what fits a narrow terminal."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tao_tui.amounts import Alpha, Tao
from tao_tui.journal.finding import Finding
from tao_tui.journal.movement import Movement, written
from tao_tui.reads.owned.stake import Position
from tao_tui.reads.scores.columns import Neuron
from tao_tui.reads.scores.items import SCORE_COLUMNS
from tao_tui.reads.subnets.epochs import Schedule
from tao_tui.reads.subnets.market import Subnet
from tao_tui.tables import cells
from tao_tui.tables.activity import ACTIVITY_COLUMNS, Entry, entries_of
from tao_tui.tables.columns import by_key, sort_rows, visible
from tao_tui.tables.history import HISTORY_COLUMNS
from tao_tui.tables.neurons import NEURON_COLUMNS
from tao_tui.tables.positions import POSITION_COLUMNS
from tao_tui.tables.proposals import PROPOSAL_COLUMNS
from tao_tui.tables.subnets import SUBNET_COLUMNS
from tao_tui.tables.validators import VALIDATOR_COLUMNS
from tao_tui.text import Clean
from tao_tui.wallet import Known
from tests.reads.fake import ALICE, BOB, HOTKEY

EVERY: dict[str, Any] = {
    "subnets": SUBNET_COLUMNS,
    "neurons": NEURON_COLUMNS,
    "positions": POSITION_COLUMNS,
    "validators": VALIDATOR_COLUMNS,
    "proposals": PROPOSAL_COLUMNS,
    "activity": ACTIVITY_COLUMNS,
    "history": HISTORY_COLUMNS,
}


def subnet(netuid: int = 1, **more: Any) -> Subnet:
    fields: dict[str, Any] = {
        "netuid": netuid,
        "name": Clean("apex"),
        "symbol": Clean("α"),
        "price_rao": 84_190_000,
        "tao_in": Tao(1_234_567_890_123),
        "alpha_in": Alpha(10**13),
        "alpha_out": Alpha(10**13),
        "emission": Tao(5_000_000),
        "tempo": 360,
        "neurons": 12,
        "max_neurons": 256,
        "owner": ALICE,
        "owner_hotkey": BOB,
        "registration_cost": Tao(500_000),
        "blocks_to_epoch": 41,
        "registered_at": 5,
        "alpha_out_emission": Alpha(10**9),
        "volume": Tao(0),
        "description": Clean(""),
        "url": Clean(""),
    }
    return Subnet(**{**fields, **more})


def neuron(uid: int, **more: Any) -> Neuron:
    fields: dict[str, Any] = {
        "stake": Alpha(10**18),
        "consensus": 27_000,
        "incentive": 0,
        "dividends": 65_535,
        "validator_trust": 1,
        "emission": Alpha(1_204_000_000),
        "active": True,
        "validator_permit": False,
        "last_update": 123_456,
        "registered_at": 123_000,
        "immune": True,
    }
    return Neuron(uid=uid, hotkey=HOTKEY, coldkey=ALICE, **{**fields, **more})


def position(**more: Any) -> Position:
    fields: dict[str, Any] = {
        "subnet_name": Clean("Chutes"),
        "alpha": Alpha(12_004_220_000_000),
        "value": Tao(10**12),
        "price_rao": 84_190_000,
        "locked": Alpha(10**12),
        "emission": Alpha(7),
        "is_registered": True,
        "liquidation": Tao(99 * 10**10),
        "share_ppm": 1_000_000,
        "pool_ppm": 1_234_567,
        "yield_daily_ppm": 123_456,
        "gain_rao": -1_234_567_890_123,
    }
    return Position(hotkey=HOTKEY, netuid=64, **{**fields, **more})


@pytest.mark.parametrize("name", EVERY)
def test_keys_are_unique_and_the_important_columns_fit_eighty_cells(name: str) -> None:
    columns = EVERY[name]
    assert len(by_key(columns)) == len(columns)
    fitting = visible(columns, 80)
    assert sum(column.width for column in fitting) + len(fitting) - 1 <= 80
    assert [column for column in columns if column.priority == 0] == [c for c in fitting if c.priority == 0]
    assert visible(columns, 1_000) == columns


def test_numeric_cells_keep_their_width() -> None:
    pairs: list[tuple[Any, Any]] = [
        (SUBNET_COLUMNS, subnet()),
        (NEURON_COLUMNS, neuron(255)),
        (POSITION_COLUMNS, position()),
    ]
    for columns, row in pairs:
        for column in columns:
            if column.align == "right":
                assert len(column.cell(row)) <= column.width, column.key


@pytest.mark.parametrize(
    ("rao", "said"),
    [(12_345_678, "+0.0123"), (-12_345_678, "-0.0123"), (-9_999, "0.0000"), (9_999, "0.0000"), (0, "0.0000")],
)
def test_a_gain_too_small_to_see_has_no_sign(rao: int, said: str) -> None:
    assert by_key(POSITION_COLUMNS)["gain"].cell(position(gain_rao=rao)) == said


def test_a_neurons_columns_are_the_score_columns() -> None:
    assert set(SCORE_COLUMNS) <= set(by_key(NEURON_COLUMNS))
    shown = {column.key: column.cell(neuron(3)) for column in NEURON_COLUMNS}
    assert (shown["consensus"], shown["incentive"], shown["dividends"]) == ("0.412", "–", "1.000")
    assert (shown["active"], shown["validator_permit"], shown["emission"]) == ("●", "", "1.204")


def test_sorting_is_stable_and_puts_the_missing_last() -> None:
    rows = [subnet(1, blocks_to_epoch=None), subnet(2, blocks_to_epoch=5), subnet(3, blocks_to_epoch=9)]
    column = by_key(SUBNET_COLUMNS)["blocks_to_epoch"]
    assert [row.netuid for row in sort_rows(rows, column)] == [2, 3, 1]
    assert [row.netuid for row in sort_rows(rows, column, descending=True)] == [3, 2, 1]


@given(st.integers(0, 2**64 - 1), st.integers(6, 14))
def test_amounts_fit_and_never_overstate(rao: int, width: int) -> None:
    text = cells.amount(Tao(rao), width)
    assert len(text) <= max(width, 6)
    if text[-1].isdigit():
        assert int(text.replace(",", "").partition(".")[0]) == rao // 10**9


@given(st.integers(0, 65_535))
def test_scores_round_to_the_nearest_thousandth(value: int) -> None:
    text = cells.score(value)
    if value:
        shown = int(text.replace(".", ""))
        assert abs(shown * 65_535 - value * 1000) * 2 <= 65_535
    else:
        assert text == "–"


def test_other_cells() -> None:
    assert cells.price(84_190_000) == "0.084190"
    assert cells.price(123_456) == "0.000123456"
    assert cells.share(179_995) == "18.0 %"
    assert cells.blocks(None) == "–"
    assert cells.short_address("short") == "short"
    assert Schedule(0, 0, False).blocks_left(5) is None


@pytest.mark.parametrize(
    ("action", "command", "what"),
    [
        ("transfer", f"tao-tui transfer {BOB} 0.5 --wallet a --network ws://x", f"{BOB[:6]}…{BOB[-4:]} 0.5"),
        (
            "stake.add",
            f"tao-tui stake add --netuid 1 --hotkey {HOTKEY} --amount 5 --shield --wallet a --network x",
            f"5 netuid 1 hotkey {HOTKEY[:6]}…{HOTKEY[-4:]} shield",
        ),
        ("transfer", "tao-tui transfer 'unfinished", ""),
    ],
)
def test_activity_says_what_was_sent(action: str, command: str, what: str) -> None:
    row: Any = SimpleNamespace(action=action, command=command)
    assert by_key(ACTIVITY_COLUMNS)["what"].cell(Entry(row)) == what


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        ({"netuid": 3, "tempo": 720}, "netuid 3, tempo 720"),
        ({"call": {"pallet": "AdminUtils", "function": "sudo_set_tempo", "arguments": {}}}, "sudo_set_tempo"),
        ({"calls": [{}, {}]}, "2 calls"),
        ({"hotkey": HOTKEY, "none": None}, f"hotkey {HOTKEY[:6]}…{HOTKEY[-4:]}"),
        ({"dest": BOB}, "dest //Bob"),
    ],
)
def test_activity_says_what_was_found_and_moved_nothing(arguments: dict[str, Any], what: str) -> None:
    call = json.dumps({"pallet": "X", "function": "y", "arguments": arguments})
    found = Finding("0x", "dev", BOB, "signed", 1, "0x", 0, 0, "0x", BOB, 0, call, None, None, None, "[]")
    (entry,) = entries_of((), [found])
    assert by_key(ACTIVITY_COLUMNS)["what"].cell(entry) == what
    assert (entry.by, entry.action) == ("elsewhere", "y")


def test_activity_tells_who_did_what_was_found_and_calls_them_by_their_names() -> None:
    known = Known(wallets={"mine": BOB}, book={"shop": HOTKEY})
    paid = written([Movement("received", 3 * 10**9, other=BOB)])
    facts = (1, "0x", 0, 0, "0x")
    mine = Finding("0x", "dev", HOTKEY, "received", *facts, BOB, 0, "null", None, None, None, paid)
    theirs = replace(mine, signer=HOTKEY, moved_json=paid.replace(BOB, HOTKEY))
    (one,) = entries_of((), [mine], known)
    assert (one.by, one.action, one.brief) == ("elsewhere", "received", ("+3 τ from mine",))
    (other,) = entries_of((), [theirs], known)
    assert (other.by, other.done_by, other.brief) == ("others", "others", ("+3 τ from shop",))


def test_activity_names_whose_account_it_is_where_it_can() -> None:
    facts = (1, "0x", 0, 0, "0x", BOB, 0, "null", None, None, None, "[]")
    column = by_key(ACTIVITY_COLUMNS)["account"]
    called: dict[str, str] = {HOTKEY: "Opentide"}
    for address, known, on_chain, name in (
        (HOTKEY, Known(book={"shop": HOTKEY}), called, "shop"),
        (HOTKEY, None, called, "Opentide"),
        (BOB, None, called, "//Bob"),
        (HOTKEY, None, {}, f"{HOTKEY[:6]}…{HOTKEY[-4:]}"),
    ):
        (entry,) = entries_of((), [Finding("0x", "dev", address, "signed", *facts)], known, on_chain)
        assert column.cell(entry) == name
    assert column.sort_key(entry) == HOTKEY, "which a pipe writes whole"


def test_a_key_without_a_name_sorts_by_its_address_as_it_is_written() -> None:
    """Which a pipe writes whole: folded it would be no address any more."""
    nameless = position(validator_name=None)
    assert by_key(POSITION_COLUMNS)["validator"].sort_key(nameless) == nameless.hotkey
    named = position(validator_name=Clean("Opentide"))
    assert by_key(POSITION_COLUMNS)["validator"].sort_key(named) == "opentide"


@pytest.mark.parametrize(
    ("ppm", "said"),
    [(2_764, "0.276 %"), (1_000_000, "100.000 %"), (10_000_000, ">999 %"), (10**30, ">999 %")],
)
def test_no_yield_runs_over_its_column(ppm: int, said: str) -> None:
    assert cells.fine_share(ppm) == said
