"""Auto-stake, root claims, children, takes and proxies are found, seen and changed in the app."""

from __future__ import annotations

import pytest

from tao_tui.actions.registry import ACTIONS, Kind
from tao_tui.screens.sheets.offers import added, offers_for
from tao_tui.screens.signing.form import ActionForm
from tao_tui.screens.stake.standing import STANDINGS
from tao_tui.screens.stake.standing_sheet import StandingSheet
from tests.app.conftest import Opener, Stage
from tests.app.fake_world import address
from tests.app.true_deeds import MINER, TrueDeeds


def form(stage: Stage) -> dict[str, str]:
    """What the open form holds, its action first."""
    screen = stage.app.screen
    assert isinstance(screen, ActionForm)
    return {"action": screen.spec.name, **screen.values()}


WAYS: tuple[tuple[str, list[str], str, dict[str, str]], ...] = (
    ("auto", ["enter"], "stake.auto", {"netuid": "3"}),
    ("claims", ["a"], "stake.claim", {"netuids": "all"}),
    ("claims", ["t"], "stake.claim_type", {}),
    ("child", ["t"], "stake.child_take", {"hotkey": address(9), "netuid": "3"}),
    (
        "child",
        ["enter"],
        "stake.children",
        {"hotkey": address(9), "children": f"{address(101)}=0.25,{address(102)}=0.333333"},
    ),
    ("takes", ["enter"], "stake.take", {"hotkey": address(9)}),
    (
        "proxies",
        ["down", "enter"],
        "wallet.proxy.remove",
        {"delegate": address(13), "type": "Any", "delay": "7200"},
    ),
)


async def test_from_the_stake_place_to_every_form(stage: Opener) -> None:
    async with stage(place="stake", size=(120, 40)) as s:
        await s.until(lambda: s.app.screen.query("#positions"))
        for typed, keys, action, values in WAYS:
            await s.press("e", *typed)
            await s.press("enter")
            await s.until(lambda: isinstance(s.app.screen, StandingSheet))
            await s.until(lambda: "Asking the chain" not in s.text())
            await s.press(*keys)
            await s.until(lambda: isinstance(s.app.screen, ActionForm))
            await s.until(lambda: len(s.app.screen.query("FieldInput")) > 1)
            assert form(s).items() >= {"action": action, **values}.items()
            await s.press("escape")
            await s.until(lambda: isinstance(s.app.screen, StandingSheet))
            await s.press("escape")
            await s.until(lambda: len(s.app.screen_stack) == 1)


async def test_a_sheet_is_left_and_clicked(stage: Opener) -> None:
    async with stage(place="wallets", size=(120, 40)) as s:
        await s.until(lambda: "alice" in s.text())
        await s.press("p")
        await s.until(lambda: "Staking" in s.text())
        await s.press("escape")
        await s.until(lambda: not isinstance(s.app.screen, StandingSheet))
        await s.press("p")
        await s.until(lambda: [each for each in s.app.screen.query("#deed-1") if each.region])
        await s.pilot.click("#deed-1")
        await s.until(lambda: isinstance(s.app.screen, ActionForm))
        assert form(s)["action"] == "wallet.proxy.add"


async def test_every_standing_rule_leads_to_actions_that_exist() -> None:
    led_to = {deed.action for standing in STANDINGS for deed in standing.deeds}
    assert led_to <= set(ACTIONS)
    assert {
        "stake.auto",
        "stake.claim",
        "stake.claim_type",
        "stake.children",
        "stake.child_take",
        "stake.take",
    } < led_to


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        (Kind.NETUIDS, "", "5"),
        (Kind.NETUIDS, "1, 3", "1, 3,5"),
        (Kind.NETUIDS, "5,1", "1,5"),
        (Kind.NETUIDS, "all", "5"),
        (Kind.SHARES, "", "5="),
        (Kind.SHARES, "a=50%", "a=50%,5="),
        (Kind.SHARES, "none", "5="),
        (Kind.HOTKEY, "a", "5"),
    ],
)
def test_a_picked_line_is_added_to_a_list_and_replaces_anything_else(
    kind: Kind, before: str, after: str
) -> None:
    assert added(kind, before, "5") == after


async def test_the_sheet_comes_back_after_the_receipt_and_is_read_anew(stage: Opener) -> None:
    async with stage(place="stake", size=(120, 40)) as s:
        await s.until(lambda: s.app.screen.query("#positions"))
        s.session.deeds = TrueDeeds(s.world)
        await s.press("e", *"takes", "enter")
        await s.until(lambda: isinstance(s.app.screen, StandingSheet) and "Asking the chain" not in s.text())
        await s.press("enter")
        await s.fill(hotkey=MINER, take="12%")
        await s.until(lambda: "9 % now, 12 % then" in s.text())
        await s.press("ctrl+r")
        await s.until(lambda: "type TAKE" in s.text())
        await s.press("escape")
        await s.until(lambda: isinstance(s.app.screen, ActionForm))
        await s.press("ctrl+r")
        await s.until(lambda: "type TAKE" in s.text())
        await s.press(*"TAKE", "enter")
        await s.until(lambda: "esc closes" in s.text())
        assert s.world.submitted[0][0] == "stake.take"
        await s.press("escape")
        await s.until(lambda: isinstance(s.app.screen, StandingSheet))
        s.world.block += 1
        s.world.heads.put_nowait(s.world.block)
        await s.until(lambda: s.app.screen._head == s.world.block)  # type: ignore[attr-defined]
        await s.press("escape")
        await s.until(lambda: len(s.app.screen_stack) == 1)


async def test_a_list_offers_nobody_as_a_child_of_its_own_and_says_what_each_claim_type_does(
    stage: Opener,
) -> None:
    async with stage(place="stake") as s:
        await s.until(lambda: s.app.screen.query("#positions"))
        kin = await offers_for(Kind.SHARES, {"netuid": "6", "hotkey": address(101)}, s.session)
        assert address(101) not in [choice.value for choice in kin]
        everybody = await offers_for(Kind.HOTKEY, {"netuid": "6", "hotkey": address(101)}, s.session)
        values = [choice.value for choice in everybody]
        assert address(101) in values
        assert len(set(values)) == len(values)
        kinds = await offers_for(
            Kind.CHOICE, {}, s.session, ("SubtensorModule", "set_root_claim_type", "new_root_claim_type")
        )
        assert {choice.note.partition(" ")[0] for choice in kinds} == {"sold", "kept"}
