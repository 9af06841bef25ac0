"""The state of the network, and what is wrong with the node, behind `n` on Home and in the palette."""

from __future__ import annotations

import pytest

from tests.app.conftest import Opener
from tests.app.fake_world import HASH, World


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


async def test_a_silent_node_is_not_well_and_what_it_said_last_grows_old(stage: Opener) -> None:
    async with stage() as s:
        await s.until(lambda: "τ if all were sold now" in s.text())
        await s.press("n")
        await s.until(lambda: "block 5,123,456, 4 s old" in s.text())
        s.clock.now += 80
        await s.until(lambda: "! No block came for 80 s. What you see was read 80 s ago." in s.text())
        assert "block 5,123,456, 84 s old" in s.text()
        assert "All is well" not in s.text()
        await s.press("r")  # nobody answers: nothing is lost
        await s.pilot.pause()
        assert "block 5,123,456, 84 s old" in s.text()


async def test_without_a_connection_it_says_why(stage: Opener) -> None:
    async with stage(world=World(offline="Nothing listens at ws://127.0.0.1:9944.")) as s:
        await s.until(lambda: "No connection." in s.text())
        await s.press("n")
        await s.until(lambda: "! Nothing listens at ws://127.0.0.1:9944." in s.text())


async def test_a_long_reason_is_told_to_its_end(stage: Opener) -> None:
    reason = (
        "The name in wss://entrypoint-finney.example.org:443 cannot be found. Check the address and the net."
    )
    async with stage(world=World(offline=reason)) as s:
        await s.until(lambda: "No connection." in s.text())
        await s.press("n")
        await s.until(lambda: "Check the address" in s.text())
        assert "the net." in " ".join(s.text().split())


@pytest.mark.parametrize("width", [80, 100, 160])
async def test_nothing_of_it_is_cut(stage: Opener, width: int) -> None:
    async with stage(size=(width, 30)) as s:
        await s.until(lambda: "τ if all were sold now" in s.text())
        await s.press("n")
        await s.until(lambda: "All is well." in s.text())
        inside = [line.split("│")[1] for line in s.lines() if line.count("│") >= 2]
        shown = "".join("".join(line.split()) for line in inside)
        assert f"Genesis{HASH}Subnets" in shown
        assert "about2030-" in shown
