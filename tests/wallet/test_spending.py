"""What a call costs, told from the call: every call the chain ever had has one of five meanings."""

from __future__ import annotations

from typing import Any

import pytest

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
    moved = {"destination_coldkey": BOB, "hotkey": ME, "alpha_amount": 9}
    alpha = spending_of(
        call("SubtensorModule.transfer_stake", origin_netuid=1, destination_netuid=1, **moved)
    )
    assert alpha.unmeasured
    root = spending_of(call("SubtensorModule.transfer_stake", origin_netuid=0, destination_netuid=0, **moved))
    assert (root.rao, root.unmeasured, root.destinations) == (9, [], [BOB])


@pytest.mark.parametrize(
    "name",
    ["Proxy.add_proxy", "Multisig.approve_as_multi", "MevShield.submit_encrypted", "Utility.dispatch_as"],
)
def test_control_given_away_is_called_that(name: str) -> None:
    assert spending_of(call(name)).powers == [name]
    assert spending_of(call("Utility.batch", calls=[call(name)])).powers == [name]
    assert spending_of(call(name), allowed_calls=frozenset({name})) == Spending()


def test_what_nobody_knows_is_unknown_and_a_call_inside_it_still_counts() -> None:
    found = spending_of(call("Novelty.do", inner=[{"Some": (PAY,)}]))
    assert (found.unknown, found.rao) == (["Novelty.do"], 5)


def test_a_proposal_is_not_made_in_the_account_s_name() -> None:
    assert spending_of(call("Triumvirate.propose", proposal=call("System.set_code", code="0x"))) == Spending()


def test_who_is_no_plain_account_is_a_destination_nobody_allowed() -> None:
    assert spending_of(call("Balances.transfer_keep_alive", dest={"Index": 5}, value=1)).destinations == ["?"]


def test_subnets_are_found_whatever_the_argument_is_called() -> None:
    move = call("SubtensorModule.swap_stake", origin_netuid=1, destination_netuid=2, alpha_amount=1)
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
