"""What the palette finds: every action, sheet and key of a place, by the words a user would type."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from tao_tui.screens.search import Everything
from tao_tui.screens.sheets.text_sheet import TextSheet
from tests.app.conftest import Opener, Stage

WORDS = [
    "members",
    "senate",
    "triumvirate",
    "vote",
    "propose",
    "close",
    "stake",
    "unstake",
    "transfer",
    "send",
    "register",
    "hyperparameters",
    "identity",
    "symbol",
    "trim",
    "tempo",
    "start",
    "lock",
    "unlock",
    "children",
    "take",
    "claim",
    "auto",
    "auto stake",
    "auto-stake",
    "what if",
    "what-if",
    "burn",
    "recycle",
    "proxy",
    "multisig",
    "export",
    "tax",
    "undo",
    "history",
    "chart",
    "network",
    "wall",
    "matrix",
    "alerts",
    "audit",
    "record",
    "explain",
    "compare",
    "wallet",
    "backup",
    "sign",
    "verify",
    "rules",
    "password",
    "call",
    "state",
    "dissolved",
    "pruned",
    "theme",
    "settings",
    "scores",
    "governance",
    "activity",
]


async def found(s: Stage, word: str) -> list[str]:
    """What the palette lists for a word."""
    provider = Everything(s.app.screen)
    return [str(hit.text) async for hit in provider.search(word)]


async def test_every_word_of_the_program_finds_something(stage: Opener) -> None:
    async with stage(place="governance") as s:
        await s.until(lambda: "m members" in s.text())
        missing = [word for word in WORDS if not await found(s, word)]
        assert missing == []


@pytest.mark.parametrize(
    ("word", "what"), [("members", "Members"), ("unlock", "Unlock"), ("compare", "Compare")]
)
async def test_the_word_itself_comes_first(stage: Opener, word: str, what: str) -> None:
    async with stage(place="home") as s:
        provider = Everything(s.app.screen)
        hits = [hit async for hit in provider.search(word)]
        assert max(hits, key=lambda hit: hit.score).text == what


async def test_members_opens_its_sheet_from_another_place(stage: Opener) -> None:
    async with stage(place="home") as s:
        await s.until(lambda: "τ if all were sold now" in s.text())
        await s.press("colon")
        await s.until(lambda: s.app.screen.query(Input))
        s.app.screen.query_one(Input).value = "members"
        await s.until(lambda: "Members" in s.text())
        await s.press("enter")
        await s.until(lambda: isinstance(s.app.screen, TextSheet) and "these hotkeys vote" in s.text())
