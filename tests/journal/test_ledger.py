"""The journal as a ledger: what was moved, at which cost, with which gain."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tao_tui.journal.journal import Journal
from tao_tui.journal.ledger import Ledger, Lot, ledger_of
from tao_tui.journal.movement import Movement, Quoted, read_back, written
from tao_tui.journal.row import NewRow

GENESIS = "0x" + "11" * 32
TAO = 10**9


def write(
    journal: Journal,
    nonce: int,
    *moved: Movement,
    status: str = "finalized",
    quoted: str | None = None,
    real_account: str | None = None,
) -> int:
    row = journal.begin(
        NewRow(
            "stake.add",
            "dev",
            GENESIS,
            "5Me",
            nonce,
            f"0x{nonce:064x}",
            "{}",
            "0x",
            99,
            "tao-tui …",
            quoted_json=quoted,
            real_account=real_account,
        )
    )
    journal.mark(row, status, block_number=10 + nonce, fee_rao=7, moved_json=written(moved))  # type: ignore[arg-type]
    return row


def bought(alpha: int, tao: int, netuid: int = 1) -> Movement:
    return Movement("stake_added", -tao, netuid, alpha, "5Hot")


def sold(alpha: int, tao: int, netuid: int = 1) -> Movement:
    return Movement("stake_removed", tao, netuid, -alpha, "5Hot")


def read(path: Path) -> Ledger:
    with Journal(path) as journal:
        return ledger_of(journal.rows())


def test_a_sale_has_the_average_cost_of_what_was_bought(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    with Journal(path) as journal:
        write(journal, 0, bought(100, 10))
        write(journal, 1, bought(100, 30))
        write(journal, 2, bought(100, 900, netuid=2))
        write(journal, 3, sold(50, 15))
        write(journal, 4, sold(200, 45))
    ledger = read(path)
    assert [(line.cost_rao, line.gain_rao) for line in ledger.lines] == [
        (None, None), (None, None), (None, None), (10, 5), (30, 15),
    ]  # fmt: skip
    assert ledger.lots[GENESIS, "5Me", 1] == Lot(0, 0)
    assert ledger.lots[GENESIS, "5Me", 2] == Lot(100, 900)


def test_the_fee_is_counted_once_however_much_moved(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    with Journal(path) as journal:
        write(journal, 0, sold(10, 1), sold(10, 1, netuid=2))
        write(journal, 1)
    lines = read(path).lines
    assert [line.fee_rao for line in lines] == [7, None, 7]
    assert [line.movement is None for line in lines] == [False, False, True]


def test_the_fee_of_what_a_proxy_did_is_the_proxys(tmp_path: Path) -> None:
    with Journal(tmp_path / "journal.sqlite") as journal:
        write(journal, 0, Movement("paid", -5, other="5You"), real_account="5Real")
        rows = journal.rows()
    fee, payment = ledger_of(rows).lines
    assert (fee.account, fee.movement, fee.fee_rao) == ("5Me", None, 7)
    assert (payment.account, payment.quantity_rao, payment.fee_rao) == ("5Real", -5, None)
    # The same as found in a block: the fee is the account's there, if it has one at all.
    (found,) = ledger_of([replace(rows[0], id=0)]).lines
    assert (found.account, found.quantity_rao, found.fee_rao) == ("5Real", -5, 7)
    assert ledger_of([replace(rows[0], id=0, moved_json=None, fee_rao=None)]).lines == ()


def test_what_no_block_has_is_left_out_and_what_failed_cost_its_fee_alone(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    with Journal(path) as journal:
        write(journal, 0, bought(100, 10), status="failed")
        write(journal, 1, bought(100, 10), status="rejected")
        retracted = write(journal, 2, bought(100, 10), status="in_block")
        journal.retract(retracted)
        assert journal.rows()[0].moved_json is None
    (line,) = read(path).lines
    assert (line.movement, line.fee_rao, line.row.nonce) == (None, 7, 0)


def test_the_price_got_stands_beside_the_one_quoted(tmp_path: Path) -> None:
    quoted = Quoted(1, "add", 10 * TAO, 39 * TAO, 256_410_256)
    path = tmp_path / "journal.sqlite"
    with Journal(path) as journal:
        write(journal, 0, bought(40 * TAO, 10 * TAO), quoted=written([quoted]))
        write(journal, 1, Movement("paid", -5, other="5You"))
    trade, payment = read(path).lines
    assert (trade.quoted, trade.movement and trade.movement.price_rao) == (quoted, 250_000_000)
    assert (payment.quoted, payment.movement and payment.movement.price_rao) == (None, None)
    assert read_back(Quoted, None) == ()


def test_what_is_given_away_takes_its_cost_along_and_gains_nothing(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    with Journal(path) as journal:
        write(journal, 0, bought(100, 10))
        write(journal, 1, Movement("stake_received", 0, 1, 100, "5You"))
        write(journal, 2, Movement("stake_given", 0, 1, -50, "5You"))
    ledger = read(path)
    assert [(line.cost_rao, line.gain_rao) for line in ledger.lines] == [
        (None, None),
        (None, None),
        (5, None),
    ]
    assert ledger.lots[GENESIS, "5Me", 1] == Lot(50, 5)


def test_it_says_how_much_of_what_was_sold_the_cost_is_of(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    with Journal(path) as journal:
        write(journal, 0, bought(100, 10))
        write(journal, 1, sold(60, 30))
        write(journal, 2, sold(60, 30))
        write(journal, 3, sold(60, 30))
        write(journal, 4, Movement("paid", -5, other="5You"))
    assert [(line.cost_rao, line.cost_alpha_rao) for line in read(path).lines] == [
        (None, None), (6, 60), (4, 40), (0, 0), (None, None),
    ]  # fmt: skip


TRADES = st.lists(st.tuples(st.booleans(), st.integers(1, 10**15), st.integers(0, 10**15)), max_size=12)


@given(TRADES)
def test_no_cost_is_made_or_lost(trades: list[tuple[bool, int, int]]) -> None:
    lot, paid, taken = Lot(), 0, 0
    for buying, alpha, tao in trades:
        if buying:
            lot.buy(alpha, tao)
            paid += tao
        else:
            sold, cost = lot.sell(alpha)
            assert 0 <= sold <= alpha
            taken += cost
        assert taken + lot.cost_rao == paid
        assert lot.alpha_rao >= 0
    lot.sell(10**18)
    assert (lot.alpha_rao, lot.cost_rao) == (0, 0)


def test_claimed_dividends_are_income_at_their_worth_where_rewards_are(tmp_path: Path) -> None:
    with Journal(tmp_path / "journal.sqlite") as journal:
        write(journal, 0, bought(100, 10))
        write(
            journal,
            1,
            Movement("dividends", 0, 1, 100, "5Hot", 30),
            Movement("dividends", 0, 0, 9, "5Hot", 9),
        )
        write(journal, 2, Movement("dividends_untold", 0))
        write(journal, 3, sold(100, 25))
        rows = journal.rows()
    assert [(line.movement and line.movement.kind, line.fee_rao) for line in ledger_of(rows).lines] == [
        ("stake_added", 7), ("dividends", 7), ("dividends", None), ("dividends_untold", 7),
        ("stake_removed", 7),
    ]  # fmt: skip
    *_, sale = ledger_of(rows).lines
    assert (sale.cost_rao, sale.gain_rao) == (10, 15)
    ledger = ledger_of(rows, ())
    assert (ledger.lines[-1].cost_rao, ledger.lines[-1].gain_rao) == (20, 5)
    assert ledger.lots[GENESIS, "5Me", 0] == Lot(9, 9)
    assert ledger.lines[2].asset == "TAO staked on root"


def test_the_fee_is_on_the_account_a_proxy_acted_for_where_that_paid_it(tmp_path: Path) -> None:
    with Journal(tmp_path / "journal.sqlite") as journal:
        write(journal, 0, bought(100, 10), real_account="5Real")
        row = write(journal, 1, bought(100, 10), status="in_block", real_account="5Real")
        journal.mark(row, "finalized", fee_payer="5Real")
        first, *rest = ledger_of(journal.rows()).lines
    assert (first.account, first.movement, first.fee_rao) == ("5Me", None, 7)
    assert [(line.account, line.movement is None, line.fee_rao) for line in rest] == [
        ("5Real", False, None), ("5Real", False, 7),
    ]  # fmt: skip
