"""A coldkey that another is to replace is the first thing Home says, with what can be done about it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tao_tui.amounts import Tao
from tao_tui.reads.coldkey_swaps import ColdkeySwap
from tao_tui.screens.sheets.picker import Picker
from tao_tui.screens.signing.form import ActionForm
from tests.app.conftest import Opener
from tests.app.fake_world import ALICE, World

HEAD = World().block
ANNOUNCED = ColdkeySwap(ALICE, "0x" + "11" * 32, HEAD + 3_000, HEAD + 10_200, None, 36_000, 7_200, Tao(0))


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_it_stands_above_everything_else_and_leads_to_its_dispute(
    stage: Opener, size: tuple[int, int]
) -> None:
    async with stage(world=World(swap=ANNOUNCED), size=size) as s:
        await s.until(lambda: "‼ Another coldkey may replace alice in 10 h" in s.text())
        await s.until(lambda: "Proposal" in s.text())
        assert s.text().index("‼ Another coldkey") < s.text().index("Proposal")
        await s.press("tab", "home", "enter")
        await s.until(lambda: isinstance(s.app.screen, Picker))
        assert "Was the swap announced by you?" in s.text()
        await s.press("enter")
        await s.until(lambda: isinstance(s.app.screen, ActionForm))
        assert s.app.screen.spec.name == "wallet.coldkey.dispute"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("swap", "said"),
    [
        (replace(ANNOUNCED, executable_at=HEAD - 1), "Another coldkey may replace alice from now on"),
        (replace(ANNOUNCED, disputed_at=HEAD - 1), "alice is frozen: its replacement is disputed"),
    ],
)
async def test_it_says_how_far_it_has_come(stage: Opener, swap: ColdkeySwap, said: str) -> None:
    async with stage(world=World(swap=swap)) as s:
        await s.until(lambda: f"‼ {said}" in s.text())
        assert "enter: act" in s.text() or swap.disputed_at is not None


async def test_nothing_is_said_where_nothing_is_announced(stage: Opener) -> None:
    async with stage(world=World(swap=replace(ANNOUNCED, executable_at=None))) as s:
        await s.until(lambda: "Proposal" in s.text())
        assert "replace" not in s.text()
