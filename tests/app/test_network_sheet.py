"""The state of the network, and what is wrong with the node, behind `n` on Home and in the palette."""

from __future__ import annotations

from tests.app.conftest import Opener
from tests.app.fakes import World


async def test_the_network_and_the_nodes_health(stage: Opener) -> None:
    async with stage() as s:
        await s.until(lambda: "τ if all were sold now" in s.text())
        await s.press("n")
        await s.until(lambda: "All is well." in s.text())
        for said in (
            "block 5,123,456, 4 s old",
            "2 behind",
            "12 s by the runtime",
            "4.0.0",
            "38 ms",
        ):
            assert said in s.text()
        await s.press("escape")
        await s.until(lambda: "All is well." not in s.text())


async def test_what_is_wrong_is_said_there(stage: Opener) -> None:
    async with stage(world=World(troubles=("The node has no peers: it hears of nothing new.",))) as s:
        await s.until(lambda: "τ if all were sold now" in s.text())
        await s.press("colon", *"network status")
        await s.until(lambda: "head, finality" in s.text())
        await s.press("enter")
        await s.until(lambda: "! The node has no peers" in s.text())
        assert "All is well" not in s.text()
