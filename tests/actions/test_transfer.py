"""Sending TAO: what is composed, what is refused, what is warned about."""

from __future__ import annotations

from typing import Any

import pytest

from tao_tui.actions.flow import review
from tao_tui.actions.plan import Review
from tao_tui.actions.weight import Weight
from tao_tui.addresses import Address
from tao_tui.errors import Declined, UsageError
from tao_tui.wallet.look_alike import look_alike
from tests.actions.worlds import ME, TAO, world
from tests.reads.fake import ALICE, BOB, CAROL, HOTKEY, OTHER, FakeClient, account


async def reviewed(client: FakeClient, **arguments: Any) -> Review:
    return await review("transfer", arguments, client, ME)  # type: ignore[arg-type]


def codes(found: Review) -> set[str]:
    return {warning.code for warning in found.warnings}


async def test_the_review_is_made_from_the_decoded_call() -> None:
    found = await reviewed(FakeClient(world()), dest=CAROL, amount="1.5")
    assert found.call.decoded.name == "Balances.transfer_keep_alive"
    assert found.call.decoded.arguments == {"dest": CAROL, "value": 1_500_000_000}
    shown = {str(effect.label): effect.value for effect in found.effects}
    assert shown["You send"] == "1.500000000 τ"
    assert shown["To"] == f"{CAROL} (carol)"
    assert shown["After"] == "98.499850000 τ free"
    assert found.warnings == ()
    assert found.command_line == f"tao-tui transfer {CAROL} 1.5 --wallet alice --network local"


async def test_the_weight_is_told_and_one_that_no_block_has_room_for_is_declined() -> None:
    client = FakeClient(world())
    assert (await reviewed(client, dest=CAROL, amount="1")).weight == Weight(300_000_000, 4_000, None)
    normal = {"max_total": {"ref_time": 3 * 10**12}, "max_extrinsic": {"ref_time": 2 * 10**12}}
    client.runtime.constants["System.BlockWeights"] = {"per_class": {"normal": normal}}
    found = await reviewed(client, dest=CAROL, amount="1")
    assert found.weight.words() == "0.30 ms of computing, 0.01 % of a block"
    client.ref_time = 2 * 10**12 + 1
    with pytest.raises(Declined, match="67 % of what a block has") as refused:
        await reviewed(client, dest=CAROL, amount="1")
    assert refused.value.code == "too_heavy"


async def test_all_and_allow_death() -> None:
    everything = await reviewed(FakeClient(world()), dest=CAROL, amount="all")
    assert everything.call.decoded.name == "Balances.transfer_all"
    assert everything.call.decoded.arguments["keep_alive"] is True
    assert "most_of_balance" in codes(everything)
    last = await reviewed(FakeClient(world()), dest=CAROL, amount="99.99985", keep_alive=False)
    assert last.call.decoded.name == "Balances.transfer_allow_death"
    assert "account_reaped" in codes(last)


@pytest.mark.parametrize(
    ("amount", "keep_alive", "code"),
    [
        ("100.1", True, "not_enough_balance"),
        ("100", True, "not_enough_balance"),
        ("99.9999", False, "not_enough_balance"),
    ],
)
async def test_more_than_there_is_names_both_numbers(amount: str, keep_alive: bool, code: str) -> None:
    with pytest.raises(Declined) as refused:
        await reviewed(FakeClient(world()), dest=CAROL, amount=amount, keep_alive=keep_alive)
    assert refused.value.code == code
    assert refused.value.message.count("τ") == 2


async def test_frozen_funds_stay() -> None:
    client = FakeClient(world(**{f"Account({ALICE})": account(10 * TAO, frozen=9 * TAO)}))
    with pytest.raises(Declined):
        await reviewed(client, dest=CAROL, amount="2")


async def test_refusals() -> None:
    with pytest.raises(UsageError, match="account it comes from"):
        await reviewed(FakeClient(world()), dest=ALICE, amount="1")
    with pytest.raises(UsageError, match="zero"):
        await reviewed(FakeClient(world()), dest=CAROL, amount="0")
    with pytest.raises(Declined) as dust:
        await reviewed(FakeClient(world()), dest=BOB, amount="0.0000001")
    assert dust.value.code == "below_existential_deposit"
    constants = {"SubtensorModule.InitialMinTransfer": 100_000}
    with pytest.raises(Declined) as small:
        await reviewed(FakeClient(world(), constants=constants), dest=CAROL, amount="0.00001")
    assert small.value.code == "below_minimum_transfer"
    with pytest.raises(Declined, match="nothing to send"):
        await reviewed(FakeClient(world(**{f"Account({ALICE})": account(400)})), dest=CAROL, amount="all")


async def test_warnings_about_the_recipient() -> None:
    assert "destination_is_hotkey" in codes(await reviewed(FakeClient(world()), dest=HOTKEY, amount="1"))
    stranger = codes(await reviewed(FakeClient(world()), dest=OTHER, amount="1"))
    assert "destination_unknown" in stranger
    new = codes(await reviewed(FakeClient(world(**{f"Account({BOB})": account(5)})), dest=BOB, amount="1"))
    assert new == {"destination_new"}


def test_look_alikes() -> None:
    twin = Address(CAROL[:5] + "x" * 40 + CAROL[-3:])
    assert look_alike(twin, ME.known.pairs()) == "carol"
    assert look_alike(CAROL, ME.known.pairs()) == ""
    assert look_alike(BOB, ME.known.pairs()) == ""
