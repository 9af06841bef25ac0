"""Choosing a validator: the list, one in full, two or three side by side, and on to staking."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tao_tui.addresses import public_key_of
from tao_tui.amounts import Tao
from tests.app.conftest import Opener, Stage
from tests.app.fake_world import World, address
from tests.app.fakes import make_alice
from tests.app.test_hostile import HOSTILE, check


async def into_the_list(s: Stage) -> None:
    """Put the cursor among the validators of subnet 6."""
    await s.until(lambda: "▌" in s.text() and "earned by" in s.text())
    await s.press("tab")
    await s.until(lambda: "▌  tao.bot" in s.text())


async def an_epoch_later(s: Stage) -> None:
    """Let an epoch pass and be looked at."""
    head = s.world.block + 360
    await s.world.heads.put(head)
    await s.until(lambda: (survey := s.session.rewards.survey(6)) and survey.step == head - 319)


def filled_in(s: Stage) -> dict[str, Any]:
    """What the open form holds."""
    return {field.argument: field.value for field in s.app.screen.query("Field").results()}  # type: ignore[attr-defined]


async def test_one_in_full_and_straight_to_staking(stage: Opener) -> None:
    async with stage(place="stake", size=(80, 30)) as s:
        await into_the_list(s)
        await s.press("enter")
        await s.until(lambda: "from 1,204, the largest 3.1 %" in s.text())
        for told in (address(101), address(400), "18.0 % of what its stakers earn", "the last epoch alone"):
            assert told in s.text()
        assert "would have earned 0.285068 α" in s.text()
        assert "0.003999 τ today" in s.text()
        assert "left out     how the price moved" in s.text()
        assert "lends to       validator 1 25.0 %" in s.text()
        await s.press("s")
        await s.until(lambda: s.app.screen.query("Field"))
        assert filled_in(s)["hotkey"] == address(101)
        assert filled_in(s)["amount"] == "", "nobody has named an amount"


async def test_who_has_no_name_on_chain_is_called_as_the_wallet_calls_it(
    stage: Opener, tmp_path: Path
) -> None:
    make_alice(tmp_path)
    public = {"ss58Address": address(101), "accountId": f"0x{public_key_of(address(101)).hex()}"}
    (tmp_path / "wallets" / "alice" / "hotkeys" / "minerpub.txt").write_text(json.dumps(public))
    async with stage(place="stake", world=World(validator_name=""), size=(160, 48)) as s:
        await s.until(lambda: "validator  miner" in s.text())
        await s.until(lambda: "miner" in next(line for line in s.lines() if line.startswith("▌")))
        await s.press("tab")
        await s.until(lambda: "▌  miner" in s.text())
        await s.press("slash", *"name:miner", "enter")
        await s.until(lambda: "validator 2" not in s.text())
        await s.press("enter")
        await s.until(lambda: "miner on subnet 6" in s.text())


async def test_what_is_kept_is_what_yields_are_of(stage: Opener) -> None:
    async with stage(place="stake") as s:
        await into_the_list(s)
        assert "yields of the last epoch alone" in s.text()
        for _ in range(2):
            await an_epoch_later(s)
        await s.until(lambda: "yields over 2 epochs" in s.text())
        await s.press("enter")
        await s.until(lambda: "by epoch" in s.text())
        assert "last epoch" in s.text()


async def test_side_by_side_follows_the_epochs_while_it_is_open(stage: Opener) -> None:
    async with stage(place="stake") as s:
        await into_the_list(s)
        await s.press("m", "m")
        await s.press("c")
        await s.until(lambda: "100 τ buys α" in s.text())
        before = s.text()
        for _ in range(2):
            await an_epoch_later(s)
        await s.until(lambda: s.text().count("2 ep ") == 2)
        assert "2 ep " not in before


async def test_three_side_by_side_with_another_amount(stage: Opener) -> None:
    async with stage(place="stake") as s:
        await into_the_list(s)
        await s.press("c")
        assert "Pick two or three" in s.toasts()
        await s.press("m", "m", "m", "m")
        assert "3 are enough" in s.toasts()
        await s.until(lambda: s.text().count("◆") == 3)
        await s.press("c")
        await s.until(lambda: "100 τ buys α" in s.text())
        assert "14.0 % ◂" in s.text(), "the lowest take is the best"
        assert "0.299322 ◂" in s.text()
        assert "Left out: how the price moved" in s.text()
        await s.press("a")
        await s.until(lambda: "Nothing is staked by this" in s.text())
        await s.press("backspace", "backspace", "backspace", "x", "enter")
        await s.until(lambda: "is not an amount" in s.text())
        await s.press("backspace", "0", "enter")
        await s.until(lambda: "Zero earns nothing" in s.text())
        await s.press("backspace", *"2.5", "enter")
        await s.until(lambda: "2.5 τ buys α" in s.text())
        await s.press("3")
        await s.until(lambda: s.app.screen.query("Field"))
        assert filled_in(s)["hotkey"] == address(103)
        assert Tao.parse(filled_in(s)["amount"]) == Tao(2_500_000_000)


async def test_marks_are_let_go_and_stay_with_their_subnet(stage: Opener) -> None:
    async with stage(place="stake") as s:
        await into_the_list(s)
        await s.press("m", "m", "up", "m")
        await s.until(lambda: s.text().count("◆") == 1)
        await s.press("r")
        await s.until(lambda: "◆ tao.bot" in s.text())
        s.app.place.look_at(1)  # type: ignore[union-attr]
        await s.until(lambda: "Validators of subnet 1" in s.text())
        assert "◆" not in s.text()


async def test_a_filter_and_an_order_are_of_the_table_one_is_in(stage: Opener) -> None:
    async with stage(place="stake") as s:
        await into_the_list(s)
        await s.press("slash", *"take<13")
        await s.until(lambda: "tao.bot  " not in s.text().partition("Validators of")[2])
        assert "validator 3" in s.text()
        assert "Chutes" in s.text(), "positions are all there"
        await s.press("enter", "o", *"yield", "enter")
        await s.until(lambda: "yield/d↓" in s.text())
        await s.until(lambda: s.app.screen.focused is not None and s.app.screen.focused.id == "validators")
        await s.press("up", "up", "up", "up", "slash", *"chu")
        await s.until(lambda: "Apex" not in s.text() and "tao.bot" in s.text().partition("Validators of")[2])


async def test_an_amount_no_pool_takes_costs_the_column_not_the_list(stage: Opener) -> None:
    async with stage(place="stake", world=World(decline="The pool cannot take it.")) as s:
        await s.until(lambda: "yields of the last epoch" in s.text())
        assert "0.080 %" in s.text()


@pytest.mark.parametrize("keys", [("enter",), ("m", "m", "c")])
async def test_hostile_names_are_shown_literally(stage: Opener, keys: tuple[str, ...]) -> None:
    async with stage(place="stake", world=World(validator_name=HOSTILE), size=(160, 40)) as s:
        await s.until(lambda: "▌" in s.text() and "earned by" in s.text())
        await s.press("tab")
        await s.until(lambda: "▌  [/foo]" in s.text())
        await s.press(*keys)
        await s.until(lambda: "esc back" in s.text())
        check(s)
        assert "[/foo]" in s.text()


async def test_a_broken_history_is_said_and_costs_nothing_else(stage: Opener, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "rewards.sqlite").write_bytes(b"no database" * 100)
    async with stage(place="stake") as s:
        await s.until(lambda: "What stakers earn is not kept" in s.toasts())
        await s.until(lambda: "yields of the last epoch alone" in s.text())
