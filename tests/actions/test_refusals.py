"""What would fail is refused in the words the chain's refusal gets: its own name, the meaning, what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tao_tui.actions.lifecycle.renewal import explained
from tao_tui.actions.lifecycle.reviewing import review
from tao_tui.chain.words.errors import explain
from tao_tui.errors import ChainRejected, Declined, TaoTuiError, UsageError
from tests.actions.worlds import HASH, ME, TAO, world
from tests.reads.fake import ALICE, BOB, CAROL, HOTKEY, NOBODY, OTHER, FakeClient, account

PLACE = {"netuid": "1", "hotkey": "h1"}
OWNED = {"SubnetOwner(1)": ALICE}
COST = {"get_network_registration_cost": 60 * TAO, "SubnetLimit": 128}
CALL = {"pallet": "System", "function": "remark", "arguments": {"remark": "hi"}}
VOTE = {"proposal": 12, "approve": True}
VOTED = {"index": 12, "threshold": 2, "ayes": [HOTKEY], "nays": [], "end": 2_000}
TAKES = {
    "MinDelegateTake": 655,
    "MaxDelegateTake": 11_796,
    "TxDelegateTakeRateLimit": 216_000,
    "Delegates": 5_898,
    "MaxChildkeyTake": 11_796,
    "TxChildkeyTakeRateLimit": 216_000,
}
BEFORE_PRICES = {"SubtensorModule.register_limit"}
"""What runtimes lack whose registrations are counted by intervals."""


def wording(error: TaoTuiError, name: str) -> bool:
    """Whether a refusal has the chain's name for it, with what that means, and says what to do."""
    return f" {name}: {explain(name)[0]}" in error.message and bool(error.hint)


@pytest.mark.parametrize(
    ("action", "changes", "arguments", "name"),
    [
        ("stake.add", {}, {**PLACE, "amount": "100.5"}, "NotEnoughBalanceToStake"),
        ("stake.add", {}, {**PLACE, "amount": "0.000001"}, "AmountTooLow"),
        ("stake.add", {f"Owner({HOTKEY})": NOBODY}, {**PLACE, "amount": "1"}, "HotKeyAccountNotExists"),
        ("stake.add", {"SubtokenEnabled": False}, {**PLACE, "amount": "1"}, "SubtokenDisabled"),
        ("stake.add", {}, {**PLACE, "amount": "50", "tolerance": "1%"}, "SlippageTooHigh"),
        ("stake.add", {}, {**PLACE, "amount": "1", "limit_price": "0.2"}, "PriceLimitExceeded"),
        ("stake.remove", {}, {**PLACE, "amount": "51"}, "NotEnoughStakeToWithdraw"),
        ("stake.remove", {}, {**PLACE, "amount": "0.000001"}, "AmountTooLow"),
        ("transfer", {}, {"dest": CAROL, "amount": "101"}, "FundsUnavailable"),
        ("transfer", {}, {"dest": CAROL, "amount": "100"}, "NotExpendable"),
        ("transfer", {}, {"dest": BOB, "amount": "0.0000001"}, "BelowMinimum"),
        ("transfer", {f"Account({ALICE})": account(400)}, {"dest": CAROL, "amount": "all"}, "NotExpendable"),
        ("transfer", {f"Account({ALICE})": account(0)}, {"dest": CAROL, "amount": "all"}, "FundsUnavailable"),
        ("subnets.register", {}, {"netuid": 1, "max_burn": "1.9"}, "RegistrationPriceLimitExceeded"),
        ("subnets.register", {f"Uids(1, {HOTKEY})": 0}, {"netuid": 1}, "HotKeyAlreadyRegisteredInSubNet"),
        ("subnets.register", {f"Owner({HOTKEY})": BOB}, {"netuid": 1}, "NonAssociatedColdKey"),
        ("subnets.register", {"NetworkRegistrationAllowed": False}, {"netuid": 1},
         "SubNetRegistrationDisabled"),
        ("subnets.register", {"Burn": 101 * TAO}, {"netuid": 1}, "NotEnoughBalanceToStake"),
        ("stake.take", TAKES, {"hotkey": "h1", "take": "19%"}, "DelegateTakeTooHigh"),
        ("stake.take", TAKES, {"hotkey": "h1", "take": "0"}, "DelegateTakeTooLow"),
        ("stake.take", {**TAKES, f"LastTxBlockDelegateTake({HOTKEY})": 900}, {"hotkey": "h1", "take": "10%"},
         "DelegateTxRateLimitExceeded"),
        ("stake.take", {**TAKES, f"Owner({HOTKEY})": BOB}, {"hotkey": "h1", "take": "1%"},
         "NonAssociatedColdKey"),
        ("stake.take", {**TAKES, f"Owner({HOTKEY})": NOBODY}, {"hotkey": "h1", "take": "1%"},
         "HotKeyAccountNotExists"),
        ("stake.child_take", TAKES, {**PLACE, "take": "19%"}, "InvalidChildkeyTake"),
        ("stake.child_take", {**TAKES, f"TransactionKeyLastBlock({HOTKEY}, 1, 1)": 990},
         {**PLACE, "take": "5%"}, "TxChildkeyTakeRateLimitExceeded"),
        ("stake.child_take", {**TAKES, f"Owner({HOTKEY})": NOBODY}, {**PLACE, "take": "1%"},
         "NonAssociatedColdKey"),
        ("stake.children", {f"TransactionKeyLastBlock({HOTKEY}, 1, 0)": 852}, {**PLACE, "children": "h2=1"},
         "TxRateLimitExceeded"),
        ("stake.children", {f"ParentKeys({HOTKEY}, 1)": [(1, OTHER)]}, {**PLACE, "children": "h2=1"},
         "ChildParentInconsistency"),
        ("stake.children", {"StakeThreshold": TAO, "current_alpha_price_all": []},
         {**PLACE, "children": "h2=1"}, "NotEnoughStakeToSetChildkeys"),
        ("stake.auto", {}, {"netuid": 1, "hotkey": CAROL}, "HotKeyNotRegisteredInSubNet"),
        ("stake.auto", {f"AutoStakeDestination({ALICE}, 1)": HOTKEY, f"Uids(1, {HOTKEY})": 3}, PLACE,
         "SameAutoStakeHotkeyAlreadySet"),
        ("gov.propose", {"Members": [BOB]}, {"call": CALL}, "NotMember"),
        ("gov.vote", {"Members": [BOB]}, VOTE, "NotSenateMember"),
        ("gov.vote", {}, {**VOTE, "hotkey": CAROL}, "NonAssociatedColdKey"),
        ("gov.vote", {f"Voting({HASH})": VOTED}, VOTE, "DuplicateVote"),
        ("gov.close", {}, {"proposal": 12}, "TooEarlyToCloseProposal"),
        ("subnets.create", {**COST, f"Owner({HOTKEY})": BOB}, {}, "NonAssociatedColdKey"),
        ("subnets.create", {**COST, "get_network_registration_cost": 101 * TAO}, {}, "CannotAffordLockCost"),
        ("subnets.create", {**COST, "NetworkRateLimit": 7_200, "LastRateLimitedBlock": 990}, {},
         "NetworkTxRateLimitExceeded"),
        ("subnets.create", {**COST, "SubnetLimit": 0}, {}, "SubnetLimitReached"),
        ("subnets.trim", {**OWNED, f"TransactionKeyLastBlock({ALICE}, 1, 9)": 900}, {"netuid": 1, "max": 3},
         "TxRateLimitExceeded"),
        ("subnets.trim", {**OWNED, "AdminFreezeWindow": 10, "Tempo": 360, "LastEpochBlock": 645},
         {"netuid": 1, "max": 3}, "AdminActionProhibitedDuringWeightsWindow"),
        ("subnets.start", {"SubnetOwner(1)": BOB}, {"netuid": 1}, "BadOrigin"),
        ("subnets.start", {**OWNED, "FirstEmissionBlockNumber(1)": 5}, {"netuid": 1},
         "FirstEmissionBlockNumberAlreadySet"),
        ("subnets.start", {**OWNED, "NetworkRegisteredAt(1)": 995, "StartCallDelay": 10}, {"netuid": 1},
         "NeedWaitingMoreBlocksToStarCall"),
        ("subnets.identity", {"SubnetOwner(1)": BOB}, {"netuid": 1, "discord": "x"}, "NotSubnetOwner"),
        ("wallet.identity", {}, {"discord": "x"}, "HotKeyNotRegisteredInNetwork"),
    ],
)  # fmt: skip
async def test_the_chains_own_name_comes_with_what_it_means_and_the_remedy(
    action: str, changes: Mapping[str, Any], arguments: Mapping[str, Any], name: str
) -> None:
    with pytest.raises(Declined) as refused:
        await review(action, arguments, FakeClient(world(**changes)), ME)  # type: ignore[arg-type]
    assert wording(refused.value, name), refused.value.message


@pytest.mark.parametrize(
    ("action", "arguments", "name"),
    [
        ("gov.vote", {**VOTE, "proposal": 13}, "ProposalNotExists"),
        ("subnets.identity", {"netuid": 1, "discord": "x" * 257}, "InvalidIdentity"),
    ],
)
async def test_arguments_the_chain_never_takes_get_its_name_too(
    action: str, arguments: Mapping[str, Any], name: str
) -> None:
    with pytest.raises(UsageError) as refused:
        await review(action, arguments, FakeClient(world()), ME)  # type: ignore[arg-type]
    assert wording(refused.value, name), refused.value.message


@pytest.mark.parametrize(
    ("action", "arguments", "spec_version", "name"),
    [
        ("gov.propose", {"call": CALL, "duration": 5}, 293, "DurationLowerThanConfiguredMotionDuration"),
        ("gov.propose", {"call": CALL, "duration": 5}, 181, "WrongDuration"),
        ("gov.close", {"proposal": 12}, 181, "TooEarly"),
        ("subnets.create", {}, 293, "NotEnoughBalanceToStake"),
    ],
)
async def test_the_name_is_the_one_this_runtime_has(
    action: str, arguments: Mapping[str, Any], spec_version: int, name: str
) -> None:
    client = FakeClient(
        world(**{**COST, "get_network_registration_cost": 101 * TAO}),
        spec_version=spec_version,
        constants={"Triumvirate.MotionDuration": 3_600},
    )
    with pytest.raises(Declined) as refused:
        await review(action, arguments, client, ME)  # type: ignore[arg-type]
    assert wording(refused.value, name), refused.value.message


@pytest.mark.parametrize("action", ["stake.add", "stake.remove", "stake.lock"])
async def test_nothing_is_too_little(action: str) -> None:
    with pytest.raises(UsageError) as refused:
        await review(action, {**PLACE, "amount": "0"}, FakeClient(world()), ME)  # type: ignore[arg-type]
    assert wording(refused.value, "AmountTooLow")


COUNTED = {
    "RegistrationsThisInterval(1)": 6, "TargetRegistrationsPerInterval(1)": 2,
    "LastAdjustmentBlock(1)": 950, "AdjustmentInterval(1)": 100,
}  # fmt: skip


async def test_an_interval_takes_thrice_its_target_until_it_ends() -> None:
    async def registered(missing: set[str], **changes: Any) -> object:
        client = FakeClient(world(**{**COUNTED, **changes}), missing=missing)
        return await review("subnets.register", {"netuid": 1}, client, ME)  # type: ignore[arg-type]

    with pytest.raises(Declined) as refused:
        await registered(BEFORE_PRICES)
    assert wording(refused.value, "TooManyRegistrationsThisInterval")
    assert "6 of the 6 registrations" in refused.value.message
    assert refused.value.hint == "It counts anew from block 1,050 on, in 50 blocks, about 10 minutes."
    assert await registered(BEFORE_PRICES, **{"RegistrationsThisInterval(1)": 5})
    assert await registered(BEFORE_PRICES, **{"LastAdjustmentBlock(1)": 901}), "the next block begins anew"
    assert await registered(set()), "a price that follows each registration needs no count"


async def test_a_pool_that_refuses_for_the_interval_is_told_until_when() -> None:
    client = FakeClient(world(**{**COUNTED, "RegistrationsThisInterval(1)": 5}), missing=BEFORE_PRICES)
    agreed = await review("subnets.register", {"netuid": 1}, client, ME)  # type: ignore[arg-type]
    client.answers["RegistrationsThisInterval(1)"] = 6
    refusal = ChainRejected("The chain refused it.", code="TooManyRegistrationsThisInterval")
    told = await explained(refusal, agreed, client)  # type: ignore[arg-type]
    assert wording(told, "TooManyRegistrationsThisInterval")
    assert told.hint == "It counts anew from block 1,050 on, in 50 blocks, about 10 minutes."


def root(*stakes: int, own: int, **more: Any) -> dict[str, Any]:
    """A root network full of members with these stakes in rao, and what is staked there with h1."""
    members = (CAROL, BOB, OTHER)[: len(stakes)]
    held = {f"TotalHotkeyAlpha({key}, 0)": rao for key, rao in zip(members, stakes, strict=True)}
    return world(**{
        "SubnetworkN(0)": len(stakes), "MaxAllowedUids(0)": len(stakes),
        **{f"Keys(0, {uid})": key for uid, key in enumerate(members)}, **held,
        f"TotalHotkeyAlpha({HOTKEY}, 0)": own, f"Owner({OTHER})": ALICE, **more,
    })  # fmt: skip


async def test_a_full_root_gives_the_seat_of_its_lowest_member_for_more_stake() -> None:
    async def joined(state: dict[str, Any]) -> Any:
        return await review("subnets.register", {"netuid": 0}, FakeClient(state), ME)  # type: ignore[arg-type]

    for own in (0, 4 * TAO):
        with pytest.raises(Declined) as refused:
            await joined(root(9 * TAO, 4 * TAO, 5 * TAO, own=own))
        assert wording(refused.value, "StakeTooLowForRoot")
        assert "4.000000000 τ" in refused.value.message
    assert refused.value.hint == "Stake 0.002000000 τ or more to it on subnet 0 first."
    found = await joined(root(9 * TAO, 4 * TAO, 5 * TAO, own=4 * TAO + 1))
    assert ("Replaces", f"uid 1, {BOB}") in [(line.label, line.value) for line in found.effects]
    (note,) = [each for each in found.warnings if each.code == "replaces_a_neuron"]
    assert note.level == "note"
    mine = await joined(root(9 * TAO, 6 * TAO, 5 * TAO, own=7 * TAO))
    assert ("caution", "replaces_a_neuron") in [(each.level, each.code) for each in mine.warnings]
    roomy = await joined(root(9 * TAO, own=0, **{"MaxAllowedUids(0)": 64}))
    assert "Replaces" not in [line.label for line in roomy.effects]


@pytest.mark.parametrize("action", ["transfer", "stake.transfer"])
@pytest.mark.parametrize(
    ("changes", "missing", "code", "name"),
    [
        ({f"ColdkeySwapAnnouncements({CAROL})": (900, "0x11")}, set(), "recipient_in_swap",
         "ColdkeySwapAnnounced"),
        ({f"ColdkeySwapAnnouncements({CAROL})": (900, "0x11"), f"ColdkeySwapDisputes({CAROL})": 950}, set(),
         "recipient_swap_disputed", "ColdkeySwapDisputed"),
        ({f"ColdkeySwapScheduled({CAROL})": (5_000, BOB)}, {"SubtensorModule.ColdkeySwapAnnouncements"},
         "recipient_in_swap", "ColdkeyInSwapSchedule"),
        ({f"ColdkeySwapAnnouncements({BOB})": (900, "0x11")}, set(), "", ""),
        ({}, {"SubtensorModule.ColdkeySwapAnnouncements", "SubtensorModule.ColdkeySwapScheduled"}, "", ""),
    ],
)  # fmt: skip
async def test_a_recipient_that_is_being_replaced_is_a_danger(
    action: str, changes: Mapping[str, Any], missing: set[str], code: str, name: str
) -> None:
    arguments = {
        "transfer": {"dest": CAROL, "amount": "1"},
        "stake.transfer": {**PLACE, "to_coldkey": CAROL, "amount": "1"},
    }[action]
    state = world(**{"TransferToggle": True, **changes})
    found = await review(action, arguments, FakeClient(state, missing=missing), ME)  # type: ignore[arg-type]
    dangers = [each for each in found.warnings if each.level == "danger"]
    assert [each.code for each in dangers] == ([code] if code else [])
    assert all(f"({name})" in each.text for each in dangers)
