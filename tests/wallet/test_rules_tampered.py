"""Rules and the log of what was spent, when somebody changes the files behind the key's back."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tao_tui.errors import Declined, TaoTuiError
from tao_tui.wallet import KeyRef, KeySource, Rules, WalletFolder, open_signer, read_rules, write_rules
from tao_tui.wallet.rules import spent
from tao_tui.wallet.rules.spent import log_path
from tests.wallet.ruled import ALICE, SPARING, TAO, opens, pays, refused, rules_file


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
