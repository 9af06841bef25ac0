"""What a call costs, told from the call: every call the chain ever had has one of five meanings."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tao_tui.wallet.rules.alpha import AlphaPrices
from tao_tui.wallet.rules.spending import Spending, spending_of

ME = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"
BOB = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty"


def call(name: str, **arguments: Any) -> dict[str, Any]:
    module, _, function = name.partition(".")
    return {
        "call_module": module,
        "call_function": function,
        "call_args": [{"name": key, "type": "", "value": value} for key, value in arguments.items()],
    }


PAY = call("Balances.transfer_keep_alive", dest=BOB, value=5)
STAKE = call("SubtensorModule.add_stake", hotkey=BOB, netuid=3, amount_staked=7)


def test_amounts_add_up_over_calls_in_calls_and_the_tip() -> None:
    batch = call("Utility.batch_all", calls=[PAY, call("Utility.batch", calls=[STAKE, PAY])])
    assert spending_of(batch, tip=2) == Spending(rao=5 + 7 + 5 + 2, destinations=[BOB, BOB], netuids=[3])


@pytest.mark.parametrize(
    "wrapped",
    [
        call("Proxy.proxy", real=ME, force_proxy_type=None, call=PAY),
        call("Multisig.as_multi", threshold=2, other_signatories=[ME], maybe_timepoint=None, call=PAY),
        call("Utility.as_derivative", index=0, call=PAY),
        call("Utility.if_else", main=PAY, fallback=call("System.remark", remark="x")),
        call("Crowdloan.create", deposit=0, call=PAY, target_address=None),
    ],
)
def test_a_call_in_other_clothes_is_still_that_call(wrapped: dict[str, Any]) -> None:
    found = spending_of(wrapped)
    assert (found.rao, found.destinations, found.unknown) == (5, [BOB], [])


def test_what_has_no_number_is_said_to_have_none() -> None:
    everything = spending_of(call("Balances.transfer_all", dest=BOB, keep_alive=False))
    assert (everything.unmeasured, everything.destinations) == (["Balances.transfer_all"], [BOB])
    given = {"destination_coldkey": BOB, "hotkey": ME, "alpha_amount": 9}
    alpha = spending_of(
        call("SubtensorModule.transfer_stake", origin_netuid=1, destination_netuid=1, **given)
    )
    assert (alpha.rao, alpha.unpriced, alpha.destinations) == (0, ["SubtensorModule.transfer_stake"], [BOB])
    for there in (0, 1):
        from_root = call("SubtensorModule.transfer_stake", origin_netuid=0, destination_netuid=there, **given)
        root = spending_of(from_root)
        assert (root.rao, root.unpriced, root.destinations) == (9, [], [BOB])


TAO = 10**9
PRICES = AlphaPrices(((1, TAO // 4),), TAO // 10)
"""A quarter of a TAO on subnet 1, a tenth elsewhere."""


def alpha_call(name: str, **arguments: Any) -> dict[str, Any]:
    return call(f"SubtensorModule.{name}", **arguments)


def sale(amount: int, limit_price: int, netuid: int = 1) -> dict[str, Any]:
    how = {"amount_unstaked": amount, "limit_price": limit_price}
    return alpha_call("remove_stake_limit", netuid=netuid, **how)


def moved(name: str, here: int, there: int, **more: Any) -> dict[str, Any]:
    ends = {"origin_netuid": here, "destination_netuid": there, "alpha_amount": 100 * TAO}
    return alpha_call(name, **{**ends, **more})


@pytest.mark.parametrize(
    ("made", "rao"),
    [
        # What is given, destroyed or bound counts for all it may be worth.
        (moved("transfer_stake", 1, 1, destination_coldkey=BOB), 25 * TAO),
        (moved("transfer_stake", 9, 1, destination_coldkey=BOB), 10 * TAO),
        (alpha_call("burn_alpha", netuid=1, amount=4 * TAO, hotkey=ME), TAO),
        (alpha_call("recycle_alpha", netuid=2, amount=4 * TAO, hotkey=ME), 4 * TAO // 10),
        (alpha_call("lock_stake", netuid=1, amount=4 * TAO, hotkey=ME), TAO),
        # What is sold comes back as TAO: what the limit lets go missing counts, all of it without one.
        (alpha_call("remove_stake", netuid=1, amount_unstaked=100 * TAO), 25 * TAO),
        (
            alpha_call("remove_stake_limit", netuid=1, amount_unstaked=100 * TAO, limit_price=TAO // 5),
            5 * TAO,
        ),
        (alpha_call("remove_stake_limit", netuid=1, amount_unstaked=100 * TAO, limit_price=0), 25 * TAO),
        (alpha_call("remove_stake_limit", netuid=1, amount_unstaked=100 * TAO, limit_price=TAO), 0),
        (alpha_call("remove_stake_limit", netuid=1, amount_unstaked=1, limit_price=TAO // 4 - 1), 1),
        (alpha_call("remove_stake_full_limit", netuid=1, limit_price=TAO // 4), 0),
        # Root stake is TAO, and so is all stake where the runtime has no alpha.
        (alpha_call("remove_stake", netuid=0, amount_unstaked=7), 0),
        (alpha_call("remove_stake_full_limit", netuid=0, limit_price=None), 0),
        (alpha_call("remove_stake", hotkey=ME, amount_unstaked=7), 0),
        # Into another pool all of it may be lost, whatever the limit on the ratio of two prices.
        (moved("swap_stake", 1, 9), 25 * TAO),
        (moved("swap_stake_limit", 1, 9, limit_price=10**12, allow_partial=False), 25 * TAO),
        (moved("move_stake", 9, 1), 10 * TAO),
        (moved("move_stake_limit", 9, 0, limit_price=TAO, allow_partial=True), 10 * TAO),
        (moved("swap_stake", 0, 9), 100 * TAO),
        # To another hotkey it stays what it is.
        (moved("move_stake", 1, 1), 0),
        (moved("move_stake_limit", 5, 5, limit_price=0, allow_partial=True), 0),
    ],
)
def test_alpha_counts_for_what_its_owner_said(made: dict[str, Any], rao: int) -> None:
    found = spending_of(made, prices=PRICES)
    assert (found.rao, found.unpriced, found.unmeasured, found.unknown) == (rao, [], [], [])
    assert found.trades_alpha == (rao > 0)
    twice = spending_of(call("Utility.batch_all", calls=[made, made]), prices=PRICES)
    assert twice.rao == 2 * rao
    name = f"{made['call_module']}.{made['call_function']}"
    assert spending_of(made, allowed_calls=frozenset({name}), prices=PRICES).rao == 0


@pytest.mark.parametrize(
    "made",
    [
        alpha_call("unstake_all", hotkey=ME),
        alpha_call("unstake_all_alpha", hotkey=ME),
        alpha_call("remove_stake_full_limit", netuid=1, limit_price=None),
        alpha_call("remove_stake_full_limit", netuid=1, limit_price=TAO // 4 - 1),
    ],
)
def test_a_sale_that_does_not_say_how_much_is_not_measured(made: dict[str, Any]) -> None:
    name = f"SubtensorModule.{made['call_function']}"
    assert spending_of(made, prices=PRICES).unmeasured == [name]
    assert spending_of(made, prices=PRICES, allowed_calls=frozenset({name})).unmeasured == []


def test_alpha_nobody_said_a_price_of_is_said_to_have_none() -> None:
    only = AlphaPrices(((1, TAO),))
    assert spending_of(moved("swap_stake", 2, 1), prices=only).unpriced == ["SubtensorModule.swap_stake"]
    assert spending_of(sale(1, TAO, 2), prices=only).unpriced == ["SubtensorModule.remove_stake_limit"]
    odd = alpha_call("remove_stake_limit", netuid=None, amount_unstaked="9", limit_price=TAO)
    assert spending_of(odd, prices=PRICES).unpriced == ["SubtensorModule.remove_stake_limit"]


@given(st.integers(0, 10**16), st.integers(0, 10**11), st.integers(0, 10**11), st.integers(0, 10**11))
def test_no_sale_loses_more_than_it_counts_for(amount: int, said: int, limit: int, worth: int) -> None:
    """While alpha is worth at most what was said, the worth beyond what the limit brings back is counted."""
    counted = spending_of(sale(amount, limit), prices=AlphaPrices((), said)).rao
    true = min(worth, said)
    assert amount * (true - limit) <= counted * TAO


def test_children_are_whom_stake_is_lent_to_and_taking_it_back_is_lent_to_nobody() -> None:
    lend = alpha_call("set_children", hotkey=ME, netuid=1, children=[(2**63, BOB), (2**62, ME)])
    found = spending_of(call("Proxy.proxy", real=ME, force_proxy_type=None, call=lend))
    assert (found.destinations, found.lent, found.netuids) == (
        [BOB, ME],
        ["SubtensorModule.set_children"],
        [1],
    )
    allowed = spending_of(lend, allowed_calls=frozenset({"SubtensorModule.set_children"}))
    assert (allowed.destinations, allowed.lent) == ([BOB, ME], [])
    back = spending_of(alpha_call("set_children", hotkey=ME, netuid=1, children=[]))
    assert (back.destinations, back.lent, back.unknown) == ([], [], [])
    lock = spending_of(alpha_call("move_lock", destination_hotkey=BOB, netuid=1))
    assert (lock.destinations, lock.unmeasured, lock.unknown) == ([BOB], [], [])


def test_a_wrapper_whose_call_cannot_be_read_hides_it() -> None:
    hidden = call("Multisig.as_multi", threshold=2, other_signatories=[ME], call="0x0600")
    assert spending_of(hidden).powers == ["Multisig.as_multi"]


@pytest.mark.parametrize(
    "name",
    ["Proxy.add_proxy", "Multisig.approve_as_multi", "MevShield.submit_encrypted", "Utility.dispatch_as"],
)
def test_control_given_away_is_called_that(name: str) -> None:
    assert spending_of(call(name)).powers == [name]
    assert spending_of(call("Utility.batch", calls=[call(name)])).powers == [name]
    assert spending_of(call(name), allowed_calls=frozenset({name})) == Spending()


@pytest.mark.parametrize(
    "name",
    [
        "SubtensorModule.set_tempo",
        "SubtensorModule.set_activity_cutoff_factor",
        "SubtensorModule.trigger_epoch",
        "SubtensorModule.update_symbol",
        "AdminUtils.sudo_trim_to_max_allowed_uids",
    ],
)
def test_what_an_owner_decides_of_its_subnet_spends_nothing(name: str) -> None:
    assert spending_of(call(name, netuid=1)) == Spending(netuids=[1])


def test_what_nobody_knows_is_unknown_and_a_call_inside_it_still_counts() -> None:
    found = spending_of(call("Novelty.do", inner=[{"Some": (PAY,)}]))
    assert (found.unknown, found.rao) == (["Novelty.do"], 5)


def test_a_proposal_is_not_made_in_the_account_s_name() -> None:
    assert spending_of(call("Triumvirate.propose", proposal=call("System.set_code", code="0x"))) == Spending()


def test_who_is_no_plain_account_is_a_destination_nobody_allowed() -> None:
    assert spending_of(call("Balances.transfer_keep_alive", dest={"Index": 5}, value=1)).destinations == ["?"]


def test_subnets_are_found_whatever_the_argument_is_called() -> None:
    move = call(
        "SubtensorModule.swap_stake", hotkey=ME, origin_netuid=1, destination_netuid=2, alpha_amount=1
    )
    claim = call("SubtensorModule.claim_root", subnets=[3, 4])
    assert spending_of(call("Utility.batch", calls=[move, claim])).netuids == [1, 2, 3, 4]


def test_a_subnet_a_call_does_not_name_is_said_to_be_unnamed() -> None:
    whole = call("SubtensorModule.unstake_all", hotkey=ME)
    every = call("SubtensorModule.swap_hotkey", hotkey=ME, new_hotkey=BOB, netuid=None)
    one = call("SubtensorModule.swap_hotkey", hotkey=ME, new_hotkey=BOB, netuid=4)
    found = spending_of(call("Utility.batch", calls=[whole, every, one]))
    assert found.netuids_unnamed == ["SubtensorModule.unstake_all", "SubtensorModule.swap_hotkey"]
    assert found.netuids == [4]
    allowed = spending_of(whole, allowed_calls=frozenset({"SubtensorModule.unstake_all"}))
    assert allowed.netuids_unnamed == []


def test_a_contribution_goes_to_somebody_it_does_not_name() -> None:
    give = call("Crowdloan.contribute", crowdloan_id=1, amount=5)
    assert (spending_of(give).rao, spending_of(give).destinations) == (5, ["?"])
    allowed = spending_of(give, allowed_calls=frozenset({"Crowdloan.contribute"}))
    assert (allowed.rao, allowed.destinations) == (5, [])


def test_the_call_that_was_proof_of_work_takes_a_burn_it_does_not_say() -> None:
    work = call("SubtensorModule.register", netuid=1, hotkey=ME, coldkey=ME)
    assert spending_of(work).unmeasured == ["SubtensorModule.register"]
