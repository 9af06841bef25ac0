"""Rules as a thief would try them: each holds in the process that has the key, whatever asks it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tao_tui.chain.calls.call import Call
from tao_tui.errors import Declined, WalletError
from tao_tui.wallet import KeyRef, Rules, open_signer, read_rules, write_rules
from tao_tui.wallet.rules import spent
from tao_tui.wallet.rules.alpha import AlphaPrices
from tao_tui.wallet.rules.spending import UNNAMED, Spending
from tao_tui.wallet.rules.spent import log_path
from tests.wallet.ruled import SPARING, TAO, opens, pays, refused, rules_file
from tests.wallet.transactions import BOB, CHARLIE, transaction, transfer


async def test_without_rules_everything_is_signed_and_nothing_is_written(alice: KeyRef) -> None:
    async with open_signer(alice) as signer:
        assert len(await pays(signer, 1_000_000)) == 64
    assert not log_path(alice.address).exists()


async def test_each_limit_refuses_what_is_beyond_it_and_nothing_else(alice: KeyRef) -> None:
    await write_rules(alice, None, SPARING)
    async with open_signer(alice) as signer:
        assert len(await pays(signer, 2, nonce=0)) == 64
        async with refused("rule_per_transaction"):
            await pays(signer, 2.1, nonce=1)
        assert len(await pays(signer, 2, nonce=1)) == 64
        async with refused("rule_per_day"):
            await pays(signer, 1.1, nonce=2)
        assert len(await pays(signer, 1, nonce=2)) == 64
        async with refused("rule_per_day"):
            await pays(signer, 0.000000001, nonce=3)
        assert len(await signer.sign(transaction(signer.address, REMARK, nonce=3))) == 64
        assert len(await signer.sign_message("words are free")) == 64


async def test_a_batch_a_tip_and_a_transfer_of_everything_are_no_way_round(alice: KeyRef) -> None:
    await write_rules(alice, None, SPARING)
    async with open_signer(alice) as signer:
        batch = Call("Utility", "batch_all", {"calls": [transfer(1), transfer(1.5)]})
        async with refused("rule_per_transaction"):
            await signer.sign(transaction(signer.address, batch))
        everything = Call("Balances", "transfer_all", {"dest": BOB, "keep_alive": False})
        async with refused("rule_unmeasured"):
            await signer.sign(transaction(signer.address, everything))
        honest = transaction(signer.address, transfer(1))
        with pytest.raises(WalletError) as caught:  # a tip that the bytes do not have is no tip
            await signer.sign(replace(honest, tip=5 * TAO))
        assert caught.value.code == "not_as_shown"


async def test_destinations_and_subnets(alice: KeyRef) -> None:
    await write_rules(alice, None, Rules(destinations=(BOB,), netuids=(0, 1)))
    async with open_signer(alice) as signer:
        assert len(await pays(signer, 100)) == 64
        assert len(await pays(signer, 100, signer.address)) == 64
        async with refused("rule_destination"):
            await pays(signer, 0.1, CHARLIE)
        stake = {"hotkey": BOB, "amount_staked": TAO}
        add = Call("SubtensorModule", "add_stake", stake | {"netuid": 1})
        assert len(await signer.sign(transaction(signer.address, add))) == 64
        async with refused("rule_netuid"):
            await signer.sign(
                transaction(signer.address, Call("SubtensorModule", "add_stake", stake | {"netuid": 2}))
            )
        async with refused("rule_netuid"):
            everywhere = Call("SubtensorModule", "unstake_all", {"hotkey": BOB})
            await signer.sign(transaction(signer.address, everywhere))


def test_a_payment_to_an_account_that_is_not_named_is_refused_under_destinations() -> None:
    contribution = Spending(rao=1, destinations=[UNNAMED])
    Rules(per_transaction_rao=1).refuse(contribution, BOB)
    with pytest.raises(Declined) as caught:
        Rules(destinations=(BOB,)).refuse(contribution, BOB)
    assert caught.value.code == "rule_destination"
    assert "does not name" in caught.value.message


def sale(alpha: int, netuid: int = 1, limit_price: int = 0) -> Call:
    place = {"hotkey": BOB, "netuid": netuid}
    how = {"amount_unstaked": alpha * TAO, "limit_price": limit_price, "allow_partial": False}
    return Call("SubtensorModule", "remove_stake_limit", {**place, **how})


def swap(alpha: int, here: int = 1, there: int = 2) -> Call:
    ends = {"hotkey": BOB, "origin_netuid": here, "destination_netuid": there, "alpha_amount": alpha * TAO}
    return Call("SubtensorModule", "swap_stake_limit", {**ends, "limit_price": 1, "allow_partial": False})


async def test_alpha_is_traded_within_the_limits_at_the_price_its_owner_said(alice: KeyRef) -> None:
    await write_rules(alice, None, SPARING)
    everything = Call("SubtensorModule", "unstake_all", {"hotkey": BOB})
    async with open_signer(alice) as signer:
        for trade in (sale(1), swap(1), sale(1, limit_price=10**12)):
            async with refused("rule_unpriced"):
                await signer.sign(transaction(signer.address, trade))
        async with refused("rule_unmeasured"):
            await signer.sign(transaction(signer.address, everything))
        assert len(await signer.sign(transaction(signer.address, sale(1_000, netuid=0)))) == 64
    prices = AlphaPrices(((1, TAO // 2),))
    await write_rules(alice, None, replace(SPARING, alpha_prices=prices))
    async with open_signer(alice) as signer:
        assert len(await signer.sign(transaction(signer.address, swap(4), nonce=0))) == 64
        async with refused("rule_per_transaction"):
            await signer.sign(transaction(signer.address, swap(5), nonce=1))
        # 100 α sold for at least 0.49 τ each may lose 1 τ.
        close = sale(100, limit_price=49 * TAO // 100)
        assert len(await signer.sign(transaction(signer.address, close, nonce=1))) == 64
        async with refused("rule_per_transaction"):
            await signer.sign(transaction(signer.address, sale(100, limit_price=47 * TAO // 100), nonce=2))
        batch = Call("Utility", "batch_all", {"calls": [swap(3), sale(3)]})
        async with refused("rule_per_transaction"):
            await signer.sign(transaction(signer.address, batch, nonce=2))
        assert len(await signer.sign(transaction(signer.address, sale(4), nonce=2))) == 64
        async with refused("rule_per_day"):
            await signer.sign(transaction(signer.address, sale(1), nonce=3))
        async with refused("rule_unpriced"):
            await signer.sign(transaction(signer.address, swap(1, here=2, there=1), nonce=3))


async def test_stake_is_lent_only_to_whom_may_be_paid(alice: KeyRef) -> None:
    def children(*to: str) -> Call:
        lent = [(2**64 // 4, each) for each in to]
        return Call("SubtensorModule", "set_children", {"hotkey": BOB, "netuid": 1, "children": lent})

    await write_rules(alice, None, Rules(destinations=(BOB,)))
    async with open_signer(alice) as signer:
        assert len(await signer.sign(transaction(signer.address, children(BOB)))) == 64
        async with refused("rule_destination"):
            await signer.sign(transaction(signer.address, children(BOB, CHARLIE)))
    await write_rules(alice, None, SPARING)
    async with open_signer(alice) as signer:
        async with refused("rule_lends"):
            await signer.sign(transaction(signer.address, children(BOB)))
        assert len(await signer.sign(transaction(signer.address, children()))) == 64
    named = ("SubtensorModule.set_children",)
    await write_rules(alice, None, replace(SPARING, destinations=(BOB,), calls=named))
    async with open_signer(alice) as signer:
        assert len(await signer.sign(transaction(signer.address, children(BOB)))) == 64
        async with refused("rule_destination"):
            await signer.sign(transaction(signer.address, children(CHARLIE)))


async def test_prices_are_part_of_what_is_signed_and_rules_without_them_stay_as_they_were(
    alice: KeyRef,
) -> None:
    path = rules_file(alice)
    await write_rules(alice, None, SPARING)
    assert "alpha_prices" not in json.loads(path.read_text())["rules"]
    assert read_rules(path, alice.address).rules == SPARING
    priced = replace(SPARING, alpha_prices=AlphaPrices(((1, TAO), (64, 5)), 7))
    await write_rules(alice, None, priced)
    assert read_rules(path, alice.address).rules == priced
    kept = json.loads(path.read_text())
    for prices in ([], [{"netuid": None, "price_rao": 1}], [{"netuid": 1, "price_rao": 2 * TAO}]):
        path.write_text(json.dumps({**kept, "rules": {**kept["rules"], "alpha_prices": prices}}))
        async with refused("rules_tampered"):
            await opens(alice)


@pytest.mark.parametrize(
    "fields",
    [
        None,
        {},
        ["1"],
        [{"netuid": 1}],
        [{"netuid": 1, "price_rao": -1}],
        [{"netuid": 1, "price_rao": True}],
        [{"netuid": 0, "price_rao": 1}],
        [{"netuid": 70_000, "price_rao": 1}],
        [{"netuid": 1, "price_rao": 1}, {"netuid": 1, "price_rao": 2}],
        [{"netuid": None, "price_rao": 1}, {"netuid": None, "price_rao": 2}],
    ],
)
def test_what_is_no_price_is_no_rule(fields: object) -> None:
    with pytest.raises(ValueError, match="not a"):
        AlphaPrices.from_fields(fields)


async def test_what_cannot_be_understood_is_refused_until_it_is_allowed_by_name(alice: KeyRef) -> None:
    odd = Call("Sudo", "sudo", {"call": Call("System", "set_code", {"code": "0x00"})})
    await write_rules(alice, None, SPARING)
    async with open_signer(alice) as signer, refused("rule_unknown_call"):
        await signer.sign(transaction(signer.address, odd))
    await write_rules(alice, None, replace(SPARING, calls=("System.set_code",)))
    async with open_signer(alice) as signer:
        assert len(await signer.sign(transaction(signer.address, odd))) == 64


async def test_a_reading_nobody_can_prove_is_refused(alice: KeyRef) -> None:
    await write_rules(alice, None, SPARING)
    async with open_signer(alice) as signer, refused("rule_unproven"):
        await pays(signer, 1, proven=False)


async def test_the_day_is_shared_by_processes_and_outlives_them(alice: KeyRef) -> None:
    await write_rules(alice, None, SPARING)
    async with open_signer(alice) as one, open_signer(alice) as other:
        await pays(one, 2, nonce=0)
        await pays(other, 2, nonce=1)
        async with refused("rule_per_day"):
            await pays(one, 2, nonce=2)
    async with open_signer(alice) as later:
        async with refused("rule_per_day"):
            await pays(later, 2, nonce=2)
        assert len(await pays(later, 1, nonce=2)) == 64


async def test_signing_again_under_the_same_nonce_counts_once_and_other_chains_count_apart(
    alice: KeyRef,
) -> None:
    await write_rules(alice, None, SPARING)
    async with open_signer(alice) as signer:
        for _ in range(4):
            await pays(signer, 2, nonce=0)
        await pays(signer, 2, nonce=1)
        await pays(signer, 2, nonce=1, genesis="0x" + "11" * 32)
        async with refused("rule_per_day"):
            await pays(signer, 2, nonce=2)
        told = transaction(signer.address, transfer(2), nonce=2)
        async with refused("rule_per_day"):
            await signer.sign(replace(told, genesis=told.genesis.upper().replace("0X", "0x")))


def test_a_day_is_the_last_24_hours_and_a_clock_set_back_forgets_nothing() -> None:
    entries = (spent.Entry(1_000, 5, "g", 0), spent.Entry(50_000, 7, "g", 1), spent.Entry(50_000, 3, "g", 1))
    within = spent.spent_within_a_day
    assert within(entries, "g", 9, 60_000) == 12
    assert within(entries, "g", 9, 1_000 + 86_400) == 7
    assert within(entries, "g", 9, 500) == 12
    assert within(entries, "g", 1, 60_000) == 5
    assert within(entries, "g", -1, 60_000) == 12
    assert within(entries, "g", 0, 60_000) == 15, "an account that was emptied begins again at nonce 0"
    assert within(entries, "other", 9, 60_000) == 0


REMARK = Call("System", "remark", {"remark": "hello"})
