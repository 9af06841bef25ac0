"""Activity: both kinds of rows, told apart; the look through blocks in the background."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tao_tui.addresses import Address
from tao_tui.journal.finding import Finding
from tao_tui.journal.movement import Movement, Quoted, written
from tao_tui.journal.row import JournalRow
from tao_tui.screens.sheets.text_sheet import TextSheet
from tao_tui.wallet import WalletFolder
from tao_tui.widgets.table.row_table import RowTable
from tao_tui.widgets.text_pane import TextPane
from tests.app.conftest import Opener, Stage
from tests.app.fake_world import ALICE, World, address
from tests.app.fakes import FakeJournal, make_alice

TAO = 10**9
STRANGER = address(77)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tao_tui.session.scanning.PACE", 0.05)


def found(number: int, movement: Movement | None = None, **facts: Any) -> Finding:
    """TAO that came from a stranger, unless told otherwise."""
    call = {"pallet": "Balances", "function": "transfer_keep_alive", "arguments": {"dest": ALICE, "value": 1}}
    moved = movement or Movement("received", 3 * TAO, other=STRANGER)
    finding = Finding(
        "0x00", "dev", ALICE, "received", 5_123_000 + number, "0x" + "cd" * 32, 1_760_000_000 + number, 1,
        f"0x{number:064x}", STRANGER, 0, json.dumps(call), None, None, None, written([moved]),
    )  # fmt: skip
    return replace(finding, **facts)


def sent(number: int, **facts: Any) -> JournalRow:
    """A stake that was sent from here."""
    row = JournalRow(
        id=number, created_at=1_760_000_100.0, updated_at=1_760_000_110.0, action="stake.add", network="dev",
        genesis="0x00", signer=ALICE, nonce=3, extrinsic_hash=f"0x{0xAA00 + number:064x}",
        call_json='{"pallet":"SubtensorModule","function":"add_stake_limit","arguments":{}}',
        extrinsic_hex="",
        birth_block=1, valid_until=128, command="tao-tui stake add --netuid 1 --amount 10 --wallet alice",
        status="finalized", block_hash="0x" + "ef" * 32, block_number=5_123_400, fee_rao=137_000, error=None,
        detail=None,
        quoted_json=written([Quoted(1, "add", 10 * TAO, 40 * TAO, 250_000_000)]),
        moved_json=written([Movement("stake_added", -10 * TAO, 1, 39 * TAO, address(5))]),
    )  # fmt: skip
    return replace(row, **facts)


def twin_of(account: str) -> Address:
    """An address that begins and ends like an account."""
    return Address(account[:6] + "z" * 39 + account[-3:])


def by(s: Stage) -> list[str]:
    return [entry.by for entry in s.app.screen.query_one(RowTable).shown]


async def test_both_kinds_are_told_apart_filtered_and_shown_in_full(stage: Opener) -> None:
    world = World(findings=[found(1), found(2, role="signed", signer=ALICE)])
    async with stage(place="activity", world=world, journal=FakeJournal([sent(1)])) as s:
        await s.until(lambda: "stake.add" in s.text() and "others" in s.text())
        assert by(s) == ["tao-tui", "elsewhere", "others"]
        assert "256 410 256" not in s.text()
        assert "0.256410 τ/α, quoted 0.250000: 2.564 % worse" in s.text()
        await s.press("down")
        await s.until(lambda: "another program with your key" in s.text())
        await s.press("down")
        await s.until(lambda: f"3.000000000 τ from {STRANGER}" in s.text())
        await s.press("slash", *"by:tao-tui", "enter")
        await s.until(lambda: by(s) == ["tao-tui"])
        await s.press("escape")
        await s.press("v")
        await s.until(lambda: by(s) == ["tao-tui"])
        await s.press("v")
        await s.until(lambda: by(s) == ["elsewhere", "others"])
        assert "Only not sent from here (v)." in s.text()


@pytest.mark.parametrize("size", [(80, 24), (160, 48)], ids=str)
async def test_a_row_in_full_is_whole_on_every_terminal(stage: Opener, size: tuple[int, int]) -> None:
    row = sent(1, command=f"tao-tui stake add --netuid 1 --hotkey {address(5)} --amount 10 --wallet alice")
    async with stage(place="activity", size=size, journal=FakeJournal([row])) as s:
        await s.until(lambda: "stake.add" in s.text())
        await s.press("enter")
        await s.until(lambda: isinstance(s.app.screen, TextSheet) and "y copies" in s.text())
        pane = s.app.screen.query_one(TextPane)
        assert max(len(line) for line in str(pane.render()).split("\n")) <= pane.content_size.width
        if size[0] > 80:
            assert all(
                any(told in line for line in s.lines()) for told in (row.extrinsic_hash, ALICE, address(5))
            )


async def test_blocks_are_looked_through_for_every_account_while_the_app_works_on(stage: Opener) -> None:
    world = World(scan_held=asyncio.Event())
    async with stage(place="activity", world=world) as s:
        await s.until(lambda: bool(world.scanned))
        accounts, blocks = world.scanned[0]
        assert blocks == 100
        assert ALICE in accounts
        assert {address for _, address in s.session.account.hotkeys} <= set(accounts)  # type: ignore[union-attr]
        await s.press("4")
        await s.until(lambda: "Templar" in s.text())  # the look is held up, nothing else is
        await s.press("7")
        world.scan_held.set()  # type: ignore[union-attr]
        await s.until(lambda: "Every block since 5,123,357 is looked through." in s.text())


async def test_news_are_told_once_the_app_has_caught_up_and_never_twice(stage: Opener) -> None:
    world = World(coming=[found(1)])
    async with stage(world=world) as s:
        await s.until(lambda: "looked through" in s.session.scanning.words)
        assert "Not sent from here" not in s.toasts()
        world.coming = [found(2)]
        world.heads.put_nowait(world.block + 1)
        await s.until(lambda: "Not sent from here: received, +3 τ from" in s.toasts())
        told = len(s.app._notifications)
        world.coming = [replace(found(2), block_number=5_123_999)]  # the same after a fork
        world.heads.put_nowait(world.block + 2)
        await s.until(lambda: len(world.findings) == 3)
        await s.until(lambda: "looked through" in s.session.scanning.words)
        assert len(s.app._notifications) == told


async def test_a_payment_between_two_own_accounts_is_one_piece_of_news(stage: Opener, tmp_path: Path) -> None:
    world, other = World(), address(78)
    make_alice(tmp_path)
    WalletFolder(tmp_path / "wallets").watch("cold", other)
    async with stage(world=world) as s:
        await s.until(lambda: "looked through" in s.session.scanning.words)
        came = found(2, Movement("received", TAO, other=other), signer=other)
        left = found(2, Movement("paid", -TAO, other=ALICE), signer=other, account=other, role="signed")
        world.coming = [came, left]
        world.heads.put_nowait(world.block + 1)
        await s.until(lambda: "Not sent from here: transfer, -1 τ to alice." in s.toasts())
        assert s.toasts().count("Not sent from here") == 1


async def test_what_a_proxy_did_is_told_as_that(stage: Opener) -> None:
    world = World()
    async with stage(world=world) as s:
        await s.until(lambda: "looked through" in s.session.scanning.words)
        inner = {"pallet": "System", "function": "remark", "arguments": {}}
        call = {"pallet": "Proxy", "function": "proxy", "arguments": {"real": ALICE, "call": inner}}
        world.coming = [found(2, role="proxied", call_json=json.dumps(call), moved_json=written([]))]
        world.heads.put_nowait(world.block + 1)
        await s.until(lambda: "somebody acting for you: proxy, for alice, remark." in s.toasts())


async def test_further_back_on_demand_and_the_reason_where_a_node_has_no_more(stage: Opener) -> None:
    world = World()
    async with stage(place="activity", world=world) as s:
        await s.until(lambda: bool(world.scanned))
        world.pruned = "The node no longer keeps the state of that block."
        await s.press("e")
        await s.until(lambda: "The last 7,200 blocks" in s.text())
        await s.press("down", "down", "enter")
        await s.until(lambda: world.scanned[-1][1] == 7_200)
        await s.until(lambda: "Every block since 5,116,257 is looked through. The node no" in s.text())
        world.pruned = ""
        world.heads.put_nowait(world.block + 1)
        await s.until(lambda: world.scanned[-1][1] == 100)
        await s.until(lambda: "5,116,258 is looked through. The node no" in s.text())


async def test_trouble_with_the_node_is_no_trouble_with_the_app(stage: Opener) -> None:
    world = World(scan_fails="Nobody answers.")
    async with stage(place="activity", world=world) as s:
        await s.until(lambda: len(world.scanned) > 1)
        world.scan_fails = ""
        await s.until(lambda: "Every block since 5,123,357 is looked through." in s.text())


async def test_bait_from_an_address_that_looks_like_a_known_one_is_marked(stage: Opener) -> None:
    twin = twin_of(ALICE)
    world = World(findings=[found(1, Movement("received", 5, other=twin))])
    async with stage(place="activity", world=world) as s:
        await s.until(lambda: f"{twin} looks like alice," in s.text())
        assert "! +0.000000005 τ" in s.text()


async def test_zero_blocks_means_none_are_looked_through(stage: Opener) -> None:
    world = World()
    async with stage(place="activity", world=world) as s:
        s.session.settings = replace(s.session.settings, scan_blocks=0)
        before = len(world.scanned)
        world.heads.put_nowait(world.block + 1)
        await s.until(lambda: s.session.head == world.block)
        for _ in range(20):
            await s.pilot.pause(0.02)
        assert len(world.scanned) <= max(before, 1)


async def test_undo_opens_the_inverse_filled_in_and_says_where_there_is_none(stage: Opener) -> None:
    here = "0x" + "00" * 32
    call = '{"pallet":"SubtensorModule","function":"add_stake_limit","arguments":{}}'
    payment = '{"pallet":"Balances","function":"transfer_keep_alive","arguments":{}}'
    rows = [
        sent(3, genesis=here, call_json=call, created_at=1_760_000_300.0),
        sent(2, genesis=here, call_json=payment, moved_json=None, created_at=1_760_000_200.0),
        sent(1, signer=STRANGER, call_json=call, created_at=1_760_000_100.0),
    ]
    async with stage(place="activity", journal=FakeJournal(rows)) as s:
        await s.until(lambda: len(by(s)) == 3)
        await s.press("down", "u")
        await s.until(lambda: "only who received it can send it back" in s.toasts())
        await s.press("down", "u")
        await s.until(lambda: "choose that wallet first" in s.toasts())
        assert len(s.app.screen_stack) == 1
        await s.press("up", "up", "u")
        await s.until(lambda: "Unstake" in s.text() and "38.999999999" in s.text())
        assert address(5) in s.text()
        assert "what comes back is not what was paid" in s.toasts()
        await s.press("escape")
        assert s.world.submitted == []


async def test_enter_shows_the_row_in_full_and_for_whom_it_was_done(stage: Opener) -> None:
    command = f"tao-tui stake remove --netuid 1 --amount 3 --proxy-for {STRANGER} --wallet alice"
    row = sent(1, action="stake.remove", command=command, real_account=STRANGER)
    async with stage(place="activity", journal=FakeJournal([row])) as s:
        await s.until(lambda: "stake.remove" in s.text())
        assert f"for {STRANGER[:6]}…{STRANGER[-4:]}, 3 netuid 1" in s.text()
        assert "--wallet alice" not in s.text(), "there is no room below the table"
        await s.press("enter")
        await s.until(lambda: "--wallet alice" in s.text() and "esc closes" in s.text())
        assert row.extrinsic_hash in s.text(), "a hash is not broken"
        await s.press("escape")
        await s.until(lambda: "esc closes" not in s.text())
