"""Share pools keep every member's claim to the rao."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tao_tui.devnet.economics import shares
from tao_tui.devnet.economics.shares import ZERO, Holding, SafeFloat

amounts = st.integers(1, 10**16)


def test_first_deposit_makes_shares_equal_to_rao() -> None:
    """1,000 rao are a mantissa of 10^21 with exponent -18."""
    holding = shares.deposit(Holding(0, ZERO, ZERO), 1_000)
    assert holding == Holding(1_000, SafeFloat(10**21, -18), SafeFloat(10**21, -18))
    assert shares.value_of(holding) == 1_000


def test_emission_raises_every_claim_in_proportion() -> None:
    """Two members with 3 and 7 of 10; after 90 more rao they own 30 and 70."""
    first = shares.deposit(Holding(0, ZERO, ZERO), 3)
    second = shares.deposit(Holding(first.value, first.denominator, ZERO), 7)
    grown = second.value + 90
    assert shares.value_of(Holding(grown, second.denominator, first.shares)) == 30
    assert shares.value_of(Holding(grown, second.denominator, second.shares)) == 70


def test_mantissas_are_normalised_by_truncation() -> None:
    """10^21 stays, anything larger loses its last digits, 10^20 is lifted."""
    assert shares.of_integer(1) == SafeFloat(10**21, -21)
    assert shares.of_integer(123) == SafeFloat(123 * 10**18, -18)
    assert shares.add(SafeFloat(10**21, 0), SafeFloat(5 * 10**20 + 7, 0)) == SafeFloat(15 * 10**19, 1)
    assert shares.shares_for(3, 2, SafeFloat(10**21, 0)) == SafeFloat(15 * 10**19, 1)
    assert shares.subtract(SafeFloat(3 * 10**20, 0), SafeFloat(2 * 10**20, 0)) == SafeFloat(10**21, -1)


@given(st.integers(1, 10**43), st.integers(-40, 40))
def test_normalising_steps_digit_by_digit(mantissa: int, exponent: int) -> None:
    """The chain's own loops, one digit at a time, end in the same place."""
    expected, at = mantissa, exponent
    while expected > 10**21:
        expected, at = expected // 10, at + 1
    while expected <= 10**20:
        expected, at = expected * 10, at - 1
    assert shares.fitted(mantissa, exponent) == (expected, at)


def test_deposit_too_small_for_a_share_is_not_accepted() -> None:
    """In a pool of no value nothing is worth a share; an empty pool accepts anything."""
    assert not shares.accepts(1, 0, shares.of_integer(5))
    assert shares.accepts(1, 0, ZERO)
    assert shares.accepts(1, 21 * 10**15, shares.of_integer(1))


def test_zero_deposit_changes_nothing() -> None:
    """Nothing in, nothing moved."""
    holding = Holding(50, shares.of_integer(10), shares.of_integer(4))
    assert shares.deposit(holding, 0) == holding


@given(amounts, amounts, st.integers(0, 10**16), amounts)
def test_deposit_is_worth_itself_and_leaves_others_alone(
    first: int, second: int, emission: int, third: int
) -> None:
    """After a deposit its maker owns what went in and the others what they had, to one rao."""
    a = shares.deposit(Holding(0, ZERO, ZERO), first)
    b = shares.deposit(Holding(a.value, a.denominator, ZERO), second)
    value = b.value + emission
    before = shares.value_of(Holding(value, b.denominator, a.shares))
    c = shares.deposit(Holding(value, b.denominator, ZERO), third)
    assert abs(shares.value_of(c) - third) <= 1
    assert abs(shares.value_of(Holding(c.value, c.denominator, a.shares)) - before) <= 1


@given(amounts, amounts, st.integers(0, 10**16), st.integers(0, 10**6))
def test_withdrawal_takes_exactly_what_it_names(first: int, second: int, emission: int, part: int) -> None:
    """The member's claim falls by the amount withdrawn, to one rao; a full withdrawal leaves dust at most."""
    a = shares.deposit(Holding(0, ZERO, ZERO), first)
    b = shares.deposit(Holding(a.value, a.denominator, ZERO), second)
    mine = Holding(b.value + emission, b.denominator, b.shares)
    owned = shares.value_of(mine)
    amount = owned * part // 10**6
    left = shares.withdraw(mine, amount)
    assert abs(shares.value_of(left) - (owned - amount)) <= 1
    assert left.value == mine.value - amount
