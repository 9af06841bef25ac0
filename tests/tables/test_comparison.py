"""Validators side by side: what is asked, what is best, and what is said where nothing is known."""

from __future__ import annotations

from typing import Any

from tao_tui.amounts import Alpha, Tao
from tao_tui.reads.validators.candidates import Bought, Candidate, candidates
from tao_tui.reads.validators.nominators import Nominators
from tao_tui.reads.validators.relations import WHOLE, Lent
from tao_tui.reads.validators.rewards import GROWTH_ONE, Reward
from tao_tui.reads.validators.roster import Validator
from tao_tui.tables.comparison import Line, compared
from tao_tui.tables.validators import kin_cell, span_cell
from tao_tui.text import clean
from tests.reads.fake import ALICE, BOB, HOTKEY, OTHER

TAO = 10**9


def validator(hotkey: Any, netuid: int = 1, **more: Any) -> Validator:
    fields: dict[str, Any] = {
        "netuid": netuid,
        "uid": 3,
        "hotkey": hotkey,
        "coldkey": ALICE,
        "name": clean("tao.bot"),
        "take_ppm": 180_000,
        "stake": Alpha(5 * TAO),
        "dividends": 6_554,
        "emission": Alpha(0),
        "active": True,
        "blocks_since_weights": 12,
        "alpha": Alpha(4 * TAO),
        "nominated": Alpha(TAO),
    }
    return Validator(**fields | more)


def side_by_side(*rows: Candidate) -> dict[str, Line]:
    return {line.label.strip(): line for line in compared(rows)}


def test_the_best_is_marked_and_what_an_amount_would_have_earned_is_told() -> None:
    first = validator(HOTKEY, children=(Lent(BOB, WHOLE // 4), Lent(ALICE, WHOLE // 20)))
    second = validator(
        OTHER, take_ppm=90_000, blocks_since_weights=None, uid=None, permit=False, active=False
    )
    told = {
        HOTKEY: Reward(True, 720, 2, GROWTH_ONE // 1_000),
        OTHER: Reward(False, 360, 1, GROWTH_ONE // 4_000),
    }
    bought = Bought(Tao(25 * TAO // 10), 10 * TAO, TAO // 4)
    lines = side_by_side(*candidates([first, second], told, bought, {HOTKEY: Nominators(7, 31_000)}))
    assert lines["take"] == Line("take", ("18.0 %", "9.0 %"), frozenset({1}))
    assert lines["yield a day"] == Line("yield a day", ("1.000 %", "0.500 %"), frozenset({0}))
    assert lines["over"].cells == ("2 ep", "last epoch")
    assert lines["2.5 τ buys α"].cells == ("10.000000", "10.000000")
    assert lines["would have earned α"].cells == ("0.010000", "0.002500")
    assert lines["at today's price τ"].cells == ("0.002500", "0.000625")
    assert lines["by nominators"].cells == ("25.0 %", "25.0 %")
    assert (lines["how many"].cells, lines["the largest"].cells) == (("7", "–"), ("3.1 %", "–"))
    assert (lines["permit"].cells, lines["weights set"].cells) == (("yes", "no"), ("12 blocks ago", "–"))
    assert lines["lends to"].cells == ("2 get 30.0 %", "nobody")


def test_on_root_everything_is_tao_and_nobody_sets_weights() -> None:
    told = {HOTKEY: Reward(True, 7_200, 0, GROWTH_ONE // 10_000)}
    rows = candidates(
        [validator(HOTKEY, 0), validator(OTHER, 0, alpha=Alpha(0))], told, Bought(Tao(TAO), TAO, TAO)
    )
    lines = side_by_side(*rows)
    assert lines["1 τ would have earned τ"] == Line("1 τ would have earned τ", ("0.000100", "–"))
    assert lines["staked τ"].cells == ("4.000", "0.000")
    assert lines["by nominators"].cells == ("25.0 %", "–")
    assert not {"permit", "weights set", "lends to", "at today's price τ"} & set(lines)


def test_cells_of_kin_and_spans() -> None:
    assert kin_cell((), ()) == "–"
    assert kin_cell((Lent(BOB, WHOLE // 2),), (Lent(ALICE, 1), Lent(OTHER, 2))) == "1↓50% 2↑"
    assert [span_cell(reward) for reward in (None, Reward(True, 12_345, 0, 1), Reward(False, 9, 1, 1))] == [
        "–",
        "12,345 bl",
        "last",
    ]
