"""Rules as a thief would try them: each holds in the process that has the key, whatever asks it."""

from __future__ import annotations

import json
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tao_tui.chain.calls.call import Call
from tao_tui.errors import Declined, TaoTuiError, WalletError
from tao_tui.wallet import (
    KeyRef,
    KeySource,
    Rules,
    Signer,
    WalletFolder,
    open_signer,
    read_rules,
    write_rules,
)
from tao_tui.wallet.rules import spent
from tao_tui.wallet.rules.alpha import AlphaPrices
from tao_tui.wallet.rules.spending import UNNAMED, Spending
from tao_tui.wallet.rules.spent import log_path
from tests.wallet.transactions import BOB, CHARLIE, transaction, transfer

TAO = 10**9
ALICE = KeySource.uri("//Alice")
SPARING = Rules(per_transaction_rao=2 * TAO, per_day_rao=5 * TAO)


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAO_TUI_HOME", str(tmp_path / "home"))


@pytest.fixture
def alice(folder: WalletFolder) -> KeyRef:
    return folder.import_coldkey("alice", ALICE)


def rules_file(key: KeyRef) -> Path:
    return key.path.parent / "rules.json"


async def pays(signer: Signer, tao: float, to: str = BOB, **more: Any) -> bytes:
    return await signer.sign(transaction(signer.address, transfer(tao, to), **more))


async def opens(key: KeyRef) -> None:
    async with open_signer(key):
        return


@asynccontextmanager
async def refused(code: str) -> AsyncIterator[None]:
    with pytest.raises(Declined) as caught:
        yield
    assert caught.value.code == code, caught.value.message
    assert caught.value.exit_code == 3
    assert caught.value.hint


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


def edit(**changes: Any) -> Callable[[KeyRef], None]:
    def change(key: KeyRef) -> None:
        fields = json.loads(rules_file(key).read_bytes())
        fields["rules"] |= changes
        rules_file(key).write_text(json.dumps(fields))

    return change


def forge_version(key: KeyRef) -> None:
    fields = json.loads(rules_file(key).read_bytes()) | {"version": 99}
    rules_file(key).write_text(json.dumps(fields))


def cut_log(key: KeyRef) -> None:
    log_path(key.address).write_bytes(b"")


def change_log(key: KeyRef) -> None:
    data = log_path(key.address).read_bytes()
    log_path(key.address).write_bytes(data.replace(b'"rao":2', b'"rao":0'))


def shuffle_log(key: KeyRef) -> None:
    head, *rest = log_path(key.address).read_bytes().splitlines(keepends=True)
    log_path(key.address).write_bytes(b"".join([head, *reversed(rest)]))


def link_log(key: KeyRef) -> None:
    log = log_path(key.address)
    log.rename(log.with_suffix(".moved"))
    log.symlink_to(log.with_suffix(".moved"))


TRICKS: dict[str, tuple[Callable[[KeyRef], object], str]] = {
    "the limit raised in the file": (edit(per_day_rao=10**18), "rules_tampered"),
    "a rule emptied": (edit(per_transaction_rao=None, per_day_rao=None), "rules_tampered"),
    "a newer version claimed": (forge_version, "rules_tampered"),
    "the file made nonsense": (lambda key: rules_file(key).write_text("{}"), "rules_tampered"),
    "the file removed": (lambda key: rules_file(key).unlink(), "rules_removed"),
    "the log removed": (lambda key: log_path(key.address).unlink(), "rules_unmarked"),
    "the log emptied": (cut_log, "rules_tampered"),
    "the log changed": (change_log, "rules_tampered"),
    "the log in another order": (shuffle_log, "rules_tampered"),
    "the log elsewhere": (link_log, "rules_tampered"),
}


@pytest.mark.parametrize("trick", TRICKS)
async def test_a_trick_with_the_files_is_noticed_and_the_owner_can_mend_it(alice: KeyRef, trick: str) -> None:
    await write_rules(alice, None, SPARING)
    async with open_signer(alice) as signer:
        await pays(signer, 2, nonce=0)
        await pays(signer, 2, nonce=1)
    play, code = TRICKS[trick]
    play(alice)
    async with refused(code):
        await opens(alice)
    await write_rules(alice, None, SPARING)
    async with open_signer(alice) as signer, refused("rule_per_transaction"):
        await pays(signer, 3, nonce=2)


async def test_older_rules_put_back_are_noticed(alice: KeyRef) -> None:
    await write_rules(alice, None, Rules())
    lenient = rules_file(alice).read_bytes()
    await write_rules(alice, None, SPARING)
    rules_file(alice).write_bytes(lenient)
    async with refused("rules_changed"):
        await opens(alice)


async def test_another_wallet_s_rules_are_not_this_one_s(folder: WalletFolder, alice: KeyRef) -> None:
    bob = folder.import_coldkey("bob", KeySource.uri("//Bob"))
    await write_rules(alice, None, SPARING)
    await write_rules(bob, None, Rules())
    rules_file(alice).write_bytes(rules_file(bob).read_bytes())
    async with refused("rules_tampered"):
        await opens(alice)


async def test_a_copy_of_the_wallet_elsewhere_is_held_to_the_rules_too(tmp_path: Path, alice: KeyRef) -> None:
    await write_rules(alice, None, SPARING)
    elsewhere = WalletFolder(tmp_path / "elsewhere").import_coldkey("copy", ALICE)
    async with refused("rules_removed"):
        await opens(elsewhere)


async def test_a_key_that_is_open_keeps_its_rules_whatever_becomes_of_the_files(alice: KeyRef) -> None:
    await write_rules(alice, None, SPARING)
    async with open_signer(alice) as signer:
        rules_file(alice).unlink()
        async with refused("rule_per_transaction"):
            await pays(signer, 3)
        await pays(signer, 1)
        log = log_path(alice.address)
        log.write_bytes(log.read_bytes().splitlines(keepends=True)[0])
        async with refused("rules_tampered"):
            await pays(signer, 1, nonce=1)


async def test_new_rules_lock_keys_that_were_opened_under_the_old_ones(alice: KeyRef) -> None:
    await write_rules(alice, None, Rules(per_day_rao=100 * TAO))
    async with open_signer(alice) as signer:
        await write_rules(alice, None, SPARING)
        async with refused("rules_changed"):
            await pays(signer, 50)


async def test_new_rules_remember_the_day(alice: KeyRef) -> None:
    await write_rules(alice, None, SPARING)
    async with open_signer(alice) as signer:
        await pays(signer, 2)
    assert await write_rules(alice, None, Rules(per_day_rao=3 * TAO)) == 2
    async with open_signer(alice) as signer, refused("rule_per_day"):
        await pays(signer, 2, nonce=1)


async def test_an_open_key_cannot_write_rules(alice: KeyRef) -> None:
    await write_rules(alice, None, SPARING)
    async with open_signer(alice) as signer:
        with pytest.raises(TaoTuiError):
            await signer._channel.ask({"do": "rules", "rules": Rules().to_fields()})
    assert read_rules(rules_file(alice), alice.address).rules == SPARING


async def test_the_signature_of_rules_is_none_over_a_message(alice: KeyRef) -> None:
    from tao_tui.wallet import verify_message

    await write_rules(alice, None, SPARING)
    signed = read_rules(rules_file(alice), alice.address)
    text = signed.body.decode("utf-8", "surrogateescape")
    async with open_signer(alice) as signer:
        with pytest.raises(TaoTuiError) as caught:
            await signer.sign_message(text)
        assert caught.value.code == "bad_message"
    assert not verify_message(alice.address, "x", "0x" + signed.signature.hex())


async def test_a_half_written_line_is_taken_back(alice: KeyRef) -> None:
    await write_rules(alice, None, SPARING)
    async with open_signer(alice) as signer:
        await pays(signer, 2)
    with log_path(alice.address).open("ab") as log:
        log.write(b'{"at":17')
    async with open_signer(alice) as signer:
        await pays(signer, 2, nonce=1)
        async with refused("rule_per_day"):
            await pays(signer, 2, nonce=2)


async def test_a_full_disk_signs_nothing(alice: KeyRef) -> None:
    if not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full on this system")
    await write_rules(alice, None, SPARING)
    async with open_signer(alice) as signer:
        from tao_tui.wallet.agent.client import Agent

        assert isinstance(signer._channel, Agent)
        resource = pytest.importorskip("resource")
        resource.prlimit(signer._channel.pid, resource.RLIMIT_FSIZE, (0, 0))
        with pytest.raises(TaoTuiError) as caught:
            await pays(signer, 1)
    assert caught.value.code in ("not_recorded", "signer_lost")


def test_a_long_record_is_cut_to_a_day_and_a_full_one_forgets_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, key = tmp_path / "a.log", b"k" * 32
    now = int(time.time())
    head, old, late = spent.Head(1, "d"), spent.Entry(now - 90_000, 5, "g", 0), spent.Entry(now, 7, "g", 1)
    spent.SpentLog.replace(path, key, head, (old, late))
    whole = path.stat().st_size
    monkeypatch.setattr(spent, "_LONG", whole)
    with spent.SpentLog.kept_short(path, key).locked() as (found, entries):
        assert (found, entries) == (head, (old, late))
    monkeypatch.setattr(spent, "_LONG", whole - 1)
    before = spent.SpentLog(path, key)
    with spent.SpentLog.kept_short(path, key).locked() as (found, entries):
        assert (found, entries) == (head, (late,))
    with pytest.raises(Declined, match="changed"), before.locked():
        pass
    log, size = spent.SpentLog(path, key), path.stat().st_size
    monkeypatch.setattr(spent, "_MAX_BYTES", size)
    with pytest.raises(Declined, match="full"), log.locked():
        log.add(late)
    with log.locked() as (_, entries):
        assert (entries, path.stat().st_size) == ((late,), size)
    monkeypatch.setattr(spent, "_MAX_BYTES", size - 1)
    with pytest.raises(Declined, match="not as it was written"), log.locked():
        pass
    assert path.stat().st_size == size


def test_what_is_read_for_show_needs_no_key(tmp_path: Path) -> None:
    path = tmp_path / "log"
    entry = spent.Entry(5, 7, "0xab", 1)
    spent.SpentLog.replace(path, b"k" * 32, spent.Head(1, "d"), (entry,))
    assert spent.read_entries(path) == (entry,)
    assert spent.read_entries(tmp_path / "none") == ()
    path.write_bytes(b"nonsense\nnonsense\n")
    assert spent.read_entries(path) == ()
