"""What an account gained and gave, from the events of a block."""

from __future__ import annotations

from tao_tui.addresses import address_of
from tao_tui.chain.blocks.events import Event
from tao_tui.journal.movement import Movement
from tao_tui.reads.past.movements import movements_of
from tao_tui.tables.movement_words import brief, told
from tests.reads.fake import ALICE, BOB, HOTKEY, OTHER


def stake(name: str, who: str, *figures: int, hotkey: str = HOTKEY) -> Event:
    return Event("SubtensorModule", f"Stake{name}", (who, hotkey, *figures))


def pool(netuid: int) -> str:
    return address_of((b"modlsubtensr" + netuid.to_bytes(2, "little")).ljust(32, b"\0"))


def test_trades_of_the_account_alone_count_and_their_tao_is_not_told_twice() -> None:
    events = (
        Event("Balances", "Transfer", {"from": pool(1), "to": ALICE, "amount": 10}),
        Event("Balances", "Transfer", {"from": ALICE, "to": pool(258), "amount": 10}),
        stake("Removed", ALICE, 10, 40, 1, 1),
        stake("Added", ALICE, 10, 39, 2, 0),
        stake("Added", BOB, 10, 39, 2, 0),
        Event("System", "ExtrinsicSuccess", {}),
    )
    assert movements_of(events, ALICE) == (
        Movement("stake_removed", 10, 1, -41, HOTKEY),
        Movement("stake_added", -10, 2, 39, HOTKEY),
    )


def test_a_stake_that_changes_its_hotkey_is_no_trade() -> None:
    events = (stake("Removed", ALICE, 10, 40, 1, 0), stake("Added", ALICE, 10, 40, 1, 0, hotkey=OTHER))
    assert movements_of(events, ALICE) == ()


def test_a_stake_that_changes_its_coldkey_is_given_and_received() -> None:
    events = (stake("Removed", ALICE, 10, 40, 1, 0), stake("Added", BOB, 10, 40, 1, 0))
    assert movements_of(events, ALICE) == (Movement("stake_given", 0, 1, -40, BOB, 10),)
    assert movements_of(events, BOB) == (Movement("stake_received", 0, 1, 40, ALICE, 10),)
    assert movements_of(events, OTHER) == ()


def test_the_fee_an_older_runtime_takes_of_a_gift_makes_no_trade_of_it() -> None:
    events = (
        stake("Removed", ALICE, 1_101, 1_000, 3, 0),
        stake("Added", BOB, 1_101, 997, 3, 3),
        Event("SubtensorModule", "StakeTransferred", (ALICE, BOB, HOTKEY, 3, 3, 1_101)),
    )
    assert movements_of(events, ALICE) == (Movement("stake_given", 0, 3, -1_000, BOB, 1_101),)
    assert movements_of(events, BOB) == (Movement("stake_received", 0, 3, 997, ALICE, 1_101),)


def test_what_is_sold_and_bought_with_the_same_keys_is_two_trades() -> None:
    events = (stake("Removed", ALICE, 10, 40, 1, 0), stake("Added", ALICE, 10, 40, 1, 0))
    assert [each.kind for each in movements_of(events, ALICE)] == ["stake_removed", "stake_added"]


def test_payments_have_their_direction_and_their_other_side() -> None:
    events = (
        Event("Balances", "Transfer", {"from": ALICE, "to": BOB, "amount": 5}),
        Event("Balances", "Transfer", (BOB, ALICE, 3)),
        Event("Balances", "Transfer", {"from": ALICE, "to": ALICE, "amount": 9}),
        Event("Balances", "Withdraw", {"who": ALICE, "amount": 1}),
    )
    assert movements_of(events, ALICE) == (
        Movement("paid", -5, other=BOB),
        Movement("received", 3, other=BOB),
    )


def test_what_the_chain_takes_beside_its_fee_is_paid_to_nobody() -> None:
    swap = (
        Event("Balances", "Withdraw", {"who": ALICE, "amount": 7}),
        Event("Balances", "Withdraw", {"who": ALICE, "amount": 100}),
        Event("Balances", "Withdraw", {"who": BOB, "amount": 50}),
        Event("Balances", "Deposit", {"who": ALICE, "amount": 2}),
    )
    fee = Event("TransactionPayment", "TransactionFeePaid", {"who": ALICE, "actual_fee": 5, "tip": 0})
    (paid,) = movements_of((*swap, fee), ALICE)
    assert paid == Movement("paid", -100)
    assert told(paid) == ("paid", "0.000000100 τ to the chain, which recycles it")
    assert brief(paid) == "-0.0000001 τ to the chain"
    assert movements_of(swap, ALICE) == (), "without a word about the fee nothing is known"
    assert movements_of((swap[0], swap[3], fee), ALICE) == ()


def test_a_payment_beside_somebody_elses_trade_is_received_all_the_same() -> None:
    events = (
        stake("Added", ALICE, 10, 40, 1, 0),
        Event("Balances", "Transfer", {"from": ALICE, "to": BOB, "amount": 5}),
    )
    assert movements_of(events, BOB) == (Movement("received", 5, other=ALICE),)
    assert movements_of(events, ALICE) == (
        Movement("stake_added", -10, 1, 40, HOTKEY),
        Movement("paid", -5, other=BOB),
    )


def test_a_gift_that_changes_its_subnet_is_sold_paid_and_bought() -> None:
    events = (
        Event("Balances", "Transfer", {"from": pool(1), "to": ALICE, "amount": 10}),
        stake("Removed", ALICE, 10, 40, 1, 0),
        Event("Balances", "Transfer", {"from": ALICE, "to": BOB, "amount": 10}),
        Event("Balances", "Transfer", {"from": BOB, "to": pool(2), "amount": 10}),
        stake("Added", BOB, 10, 90, 2, 0),
    )
    gave, got = movements_of(events, ALICE), movements_of(events, BOB)
    assert gave == (Movement("stake_removed", 10, 1, -40, HOTKEY), Movement("paid", -10, other=BOB))
    assert got == (Movement("stake_added", -10, 2, 90, HOTKEY), Movement("received", 10, other=ALICE))


def test_what_is_burned_or_recycled_is_given_up_for_nothing() -> None:
    """What was bought to be burned is bought first."""
    bought = stake("Added", ALICE, 10, 40, 1, 0)
    burned = Event("SubtensorModule", "AlphaBurned", (ALICE, HOTKEY, 40, 1))
    lost = Movement("stake_destroyed", 0, 1, -40, HOTKEY)
    assert movements_of((bought, burned), ALICE) == (Movement("stake_added", -10, 1, 40, HOTKEY), lost)
    assert movements_of((burned,), ALICE) == (lost,)
    assert movements_of((burned,), BOB) == ()
    recycled = Event("SubtensorModule", "AlphaRecycled", (BOB, HOTKEY, 7, 2))
    given_back = Movement("stake_recycled", 0, 2, -7, HOTKEY)
    assert movements_of((recycled,), BOB) == (given_back,)
    assert brief(lost) == "-0.00000004 α sn 1 burned"
    assert brief(given_back) == "-0.000000007 α sn 2 recycled"
    assert told(given_back) == ("recycled", f"0.000000007 α of subnet 2 with {HOTKEY}")


def test_dividends_are_told_with_their_unit_and_worth() -> None:
    root = Movement("dividends", 0, 0, 1_500_000_000, HOTKEY, 1_500_000_000)
    alpha = Movement("dividends", 0, 3, 2_000_000_000, HOTKEY, 500_000_000)
    assert brief(root) == "+1.5 τ on root, dividends"
    assert brief(alpha) == "+2 α sn 3, dividends"
    assert told(root) == ("claimed", f"1.500000000 τ of root stake with {HOTKEY}")
    assert told(alpha, {HOTKEY: "Opentide"}) == (
        "claimed", f"2.000000000 α of subnet 3 (worth 0.500000000 τ then) with {HOTKEY} (Opentide)",
    )  # fmt: skip
    untold = Movement("dividends_untold", 0)
    assert (brief(untold), untold.value_rao) == ("dividends, amount unknown", None)
    assert "could not be found out" in told(untold)[1]
    staked = Movement("stake_added", -5_000_000_000, 0, 5_000_000_000, HOTKEY)
    assert told(staked) == ("bought", f"5.000000000 τ of root stake for 5.000000000 τ with {HOTKEY}")
