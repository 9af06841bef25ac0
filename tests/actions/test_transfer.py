"""Sending TAO: what is composed, what is refused, what is warned about."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tao_tui.actions.lifecycle.reviewing import review
from tao_tui.actions.plan import Review
from tao_tui.actions.weight import Weight
from tao_tui.addresses import Address
from tao_tui.errors import Declined, UsageError
from tao_tui.journal.journal import Journal
from tao_tui.journal.row import NewRow
from tao_tui.wallet import Known
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
    ("amount", "keep_alive", "frozen", "name"),
    [
        ("100.1", True, 0, "FundsUnavailable"),
        ("100", True, 0, "NotExpendable"),
        ("99.9999", False, 0, "FundsUnavailable"),  # the fee is more than what is left
        ("60", True, 50 * TAO, "Frozen"),
        ("60", False, 50 * TAO, "Frozen"),
    ],
)
async def test_more_than_there_is_names_both_numbers_and_the_chains_reason(
    amount: str, keep_alive: bool, frozen: int, name: str
) -> None:
    facts = world()
    facts[f"Account({ALICE})"]["data"]["frozen"] = frozen
    with pytest.raises(Declined) as refused:
        await reviewed(FakeClient(facts), dest=CAROL, amount=amount, keep_alive=keep_alive)
    assert refused.value.code == "not_enough_balance"
    assert refused.value.message.count("τ") == 2
    assert f" {name}: " in refused.value.message


async def test_where_only_the_fee_is_missing_the_most_that_can_be_sent_is_named() -> None:
    with pytest.raises(Declined) as refused:
        await reviewed(FakeClient(world()), dest=CAROL, amount="99.9999")
    assert refused.value.hint == "Write all, or 99.999849500 τ at most: the fee is taken beside it."
    most = await reviewed(FakeClient(world()), dest=CAROL, amount="99.9998495")
    assert ("After", "0.000000500 τ free") in [(line.label, line.value) for line in most.effects]
    with pytest.raises(Declined) as whole:
        await reviewed(FakeClient(world()), dest=CAROL, amount="100")
    assert whole.value.hint.startswith("Write all for what may leave while the account stays")
    staked = {"netuid": 1, "hotkey": "h1", "amount": "99.9999", "tolerance": "0.5"}
    with pytest.raises(Declined) as refused:
        await review("stake.add", staked, FakeClient(world()), ME)  # type: ignore[arg-type]
    assert refused.value.hint == "Write all, or 99.999849500 τ at most: the fee is taken beside it."


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
    with pytest.raises(Declined, match="nothing to send"):
        await reviewed(FakeClient(world(**{f"Account({ALICE})": account(400)})), dest=CAROL, amount="all")


async def test_warnings_about_the_recipient() -> None:
    assert "destination_is_hotkey" in codes(await reviewed(FakeClient(world()), dest=HOTKEY, amount="1"))
    gift = {"netuid": 1, "hotkey": "h1", "to_coldkey": HOTKEY, "amount": "1"}
    given = await review("stake.transfer", gift, FakeClient(world(TransferToggle=True)), ME)  # type: ignore[arg-type]
    (text,) = [str(each.text) for each in given.warnings if each.code == "destination_is_hotkey"]
    assert "own the stake" in text
    assert "TAO" not in text
    stranger = codes(await reviewed(FakeClient(world()), dest=OTHER, amount="1"))
    assert "destination_unknown" in stranger
    new = codes(await reviewed(FakeClient(world(**{f"Account({BOB})": account(5)})), dest=BOB, amount="1"))
    assert new == {"destination_new"}


async def test_an_account_whose_key_everybody_has_is_a_danger_where_money_is_real() -> None:
    from tao_tui.chain.networks import resolve_network

    client = FakeClient(world(**{f"Account({BOB})": account(5)}))
    assert "destination_public_key" not in codes(await reviewed(client, dest=BOB, amount="1"))
    client.network = resolve_network("finney")
    assert "destination_public_key" in codes(await reviewed(client, dest=BOB, amount="1"))


async def test_an_address_of_another_chain_is_refused_by_its_name() -> None:
    polkadot = "15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5"
    with pytest.raises(UsageError, match="address of Polkadot") as refused:
        await reviewed(FakeClient(world()), dest=polkadot, amount="1")
    assert refused.value.code == "foreign_address"


async def test_a_look_alike_of_a_known_address_is_a_danger_in_the_review() -> None:
    twin = Address(CAROL[:5] + "x" * 40 + CAROL[-3:])
    state = world(**{f"Account({twin})": account(5)})
    known = replace(ME, known=Known(book={"twin": twin, "carol": CAROL}))
    assert "destination_look_alike" not in codes(
        await review("transfer", {"dest": "twin", "amount": "1"}, FakeClient(state), known)  # type: ignore[arg-type]
    )
    stranger = await review_of_address(FakeClient(state), twin)
    (said,) = [each for each in stranger.warnings if each.code == "destination_look_alike"]
    assert "carol" in said.text
    assert said.level == "danger"


async def review_of_address(client: FakeClient, dest: Address) -> Review:
    """The review of a transfer whose address needs no checksum, as one made by a thief may have."""
    from unittest.mock import patch

    with patch("tao_tui.wallet.known.parse_address", Address):
        return await reviewed(client, dest=dest, amount="1")


async def test_a_wallet_that_was_used_elsewhere_only_is_told_where_it_is(tmp_path: Path) -> None:
    from tao_tui.chain.networks import resolve_network

    client = FakeClient(world())
    client.network = resolve_network("test")
    with Journal(tmp_path / "journal.sqlite") as journal:

        async def told() -> list[str]:
            made = await review("transfer", {"dest": CAROL, "amount": "1"}, client, ME, journal=journal)  # type: ignore[arg-type]
            return [str(each.text) for each in made.warnings if each.code == "wrong_network"]

        assert await told() == []
        journal.begin(NewRow("transfer", "finney", "0x" + "11" * 32, ALICE, 0, "0xaa", "{}", "0x", 9, "x"))
        (text,) = await told()
        assert "This is test." in text
        assert "only on finney" in text
        journal.begin(NewRow("transfer", "test", client.genesis, ALICE, 1, "0xbb", "{}", "0x", 9, "x"))
        assert await told() == []


def test_look_alikes() -> None:
    twin = Address(CAROL[:5] + "x" * 40 + CAROL[-3:])
    assert look_alike(twin, ME.known.pairs()) == "carol"
    assert look_alike(CAROL, ME.known.pairs()) == ""
    assert look_alike(BOB, ME.known.pairs()) == ""
