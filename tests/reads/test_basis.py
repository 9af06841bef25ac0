"""Gain not yet made: of what was bought from here and is still held, and of nothing else."""

from __future__ import annotations

from tao_tui.addresses import Address
from tao_tui.amounts import Alpha, Tao
from tao_tui.journal.ledger import Lot, Lots
from tao_tui.reads.owned.basis import Basis, bases_of
from tao_tui.reads.owned.holdings import Holding
from tests.reads.fake import ALICE, HOTKEY, OTHER, holding

GENESIS = "0x" + "45" * 32


def owned(*holdings: tuple[int, str, int, int]) -> tuple[Holding, ...]:
    return tuple(
        holding(netuid=netuid, hotkey=Address(hotkey), alpha=Alpha(alpha), value=Tao(value))
        for netuid, hotkey, alpha, value in holdings
    )


def test_positions_of_a_subnet_share_what_was_bought_there() -> None:
    lots: Lots = {(GENESIS, ALICE, 1): Lot(100, 40)}
    (basis,) = bases_of(
        lots, GENESIS, ALICE, owned((1, HOTKEY, 150, 75), (1, OTHER, 50, 25), (2, HOTKEY, 9, 9))
    )
    assert basis == Basis(1, Alpha(100), Tao(40), Tao(50), Tao(10))


def test_what_is_not_held_any_more_does_not_count() -> None:
    lots: Lots = {
        (GENESIS, ALICE, 1): Lot(100, 40),
        (GENESIS, ALICE, 2): Lot(0, 0),
        (GENESIS, ALICE, 3): Lot(5, 5),
    }
    (basis,) = bases_of(lots, GENESIS, ALICE, owned((1, HOTKEY, 50, 10), (2, HOTKEY, 50, 10)))
    assert basis == Basis(1, Alpha(50), Tao(20), Tao(10), Tao(-10))
    assert bases_of(lots, "0x" + "11" * 32, ALICE, owned((1, HOTKEY, 50, 10))) == ()
