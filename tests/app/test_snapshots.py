"""How it looks: pictures over a world that stands still."""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from time import monotonic

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tao_tui.app import TaoApp
from tao_tui.chain.networks import Network
from tao_tui.journal.movement import Movement
from tests.app.conftest import SECONDS
from tests.app.fake_world import ALICE, World, address
from tests.app.fakes import FakeJournal, make_alice, make_session
from tests.app.test_activity import found, sent, twin_of
from tests.app.true_deeds import TrueDeeds

Compare = Callable[..., bool]
LOOKS = 4
"""At a picture that stands still."""
Before = Callable[[Pilot[int]], Awaitable[None]]


@pytest.fixture(autouse=True)
def _still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Input, "cursor_blink", False)


TO_STAKE = ("see tao.bot", "see ▌", "s")
"""Once both tables are there and one has the cursor, stake to its row."""


def opened(
    folder: Path, place: str, *, wallet: bool = True, world: World | None = None, main: bool = False
) -> TaoApp:
    """The app on a place of the fake world."""
    if wallet:
        make_alice(folder)
    network = (
        Network("finney", ("wss://entrypoint-finney.opentensor.ai:443",), None, True, False) if main else None
    )
    session, world, _ = make_session(folder, world, network=network)
    if not world.decline:
        session.deeds = TrueDeeds(world, network)
    return TaoApp(session.settings, session=session, place=place)


async def shown(pilot: Pilot[int], text: str) -> None:
    """Wait until the terminal shows a text; fail when it never does."""
    end = monotonic() + SECONDS
    while text not in (seen := picture(pilot)):
        assert monotonic() < end, f"no {text!r} in:\n{seen}"
        await pilot.pause(0.01)


def picture(pilot: Pilot[int]) -> str:
    """What the terminal shows."""
    return "\n".join(strip.text for strip in pilot.app.screen._compositor.render_strips())


def then(*steps: str, until: str) -> Before:
    """Press keys, wait for a text where a step is ``see …``, and at the end for another one."""

    async def act(pilot: Pilot[int]) -> None:
        for step in steps:
            if step.startswith("see "):
                await shown(pilot, step.removeprefix("see "))
            else:
                await pilot.press(step)
        await shown(pilot, until)
        await still(pilot)

    return act


async def still(pilot: Pilot[int]) -> None:
    """Wait until nothing moves: the picture stays while all that is queued is handled again and again."""
    pictures: list[str] = []
    end = monotonic() + SECONDS
    while len(pictures) < LOOKS or len(set(pictures[-LOOKS:])) > 1:
        assert monotonic() < end, "the picture never stands still"
        await pilot.wait_for_scheduled_animations()
        await pilot.pause(0.02)
        pictures.append(pilot.app.export_screenshot())


def test_home_at_80_by_24(snap_compare: Compare, tmp_path: Path) -> None:
    assert snap_compare(opened(tmp_path, "home"), run_before=then(until="Proposal 12"))


def test_home_without_a_wallet(snap_compare: Compare, tmp_path: Path) -> None:
    app = opened(tmp_path, "home", wallet=False)
    assert snap_compare(app, run_before=then(until="No wallet yet"))


def test_subnets_at_120_by_40(snap_compare: Compare, tmp_path: Path) -> None:
    app = opened(tmp_path, "subnets")
    assert snap_compare(
        app, terminal_size=(120, 40), run_before=then("see Templar", "down", until="Serverless")
    )


def test_scores_at_80_by_24(snap_compare: Compare, tmp_path: Path) -> None:
    assert snap_compare(opened(tmp_path, "scores"), run_before=then("see uid 61", "down", until="uid 122"))


def test_governance_without_colour(
    snap_compare: Compare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(opened(tmp_path, "governance"), run_before=then(until="you have not voted"))


def test_the_review_sheet_on_mainnet(snap_compare: Compare, tmp_path: Path) -> None:
    app = opened(tmp_path, "stake", main=True)
    assert snap_compare(
        app,
        run_before=then(*TO_STAKE, "see Amount", "4", "0", "ctrl+r", until="type STAKE to sign"),
    )


def test_an_error_in_the_form(snap_compare: Compare, tmp_path: Path) -> None:
    app = opened(tmp_path, "stake", world=World(decline="You have 84.12 τ, 100 τ are needed."))
    assert snap_compare(
        app, run_before=then(*TO_STAKE, "see Amount", "1", "0", "0", until="100 τ are needed")
    )


def test_several_positions_in_one_form(snap_compare: Compare, tmp_path: Path) -> None:
    app = opened(tmp_path, "stake")
    assert snap_compare(
        app, run_before=then("see tao.bot", "see ▌", "m", "m", "u", "see at once", until="You get")
    )


def test_the_review_of_a_batch_at_160_by_48(snap_compare: Compare, tmp_path: Path) -> None:
    app = opened(tmp_path, "stake")
    picks = ("see tao.bot", "see ▌", "m", "m", "see of subnet 0 · yields")
    review = then(*picks, "u", "see at once", "see You get", "ctrl+r", until="type UNSTAKE")
    assert snap_compare(app, terminal_size=(160, 48), run_before=review)


def test_the_review_of_a_batch_at_80_by_24(snap_compare: Compare, tmp_path: Path) -> None:
    app = opened(tmp_path, "stake")
    picks = ("see tao.bot", "see ▌", "m", "m", "see of subnet 0 · yields")
    review = then(*picks, "u", "see at once", "see You get", "ctrl+r", until="type UNSTAKE")
    assert snap_compare(app, run_before=review)


SIZES = ((80, 24), (160, 48))


@pytest.mark.parametrize("size", SIZES, ids=("small", "large"))
def test_the_form_to_unstake(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    steps = then(*TO_STAKE[:2], "u", "see Amount", "a", "l", "l", until="You get")
    assert snap_compare(opened(tmp_path, "stake"), terminal_size=size, run_before=steps)


@pytest.mark.parametrize("size", SIZES, ids=("small", "large"))
def test_the_form_to_unstake_everything(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    steps = then(*TO_STAKE[:2], "x", "see Unstake everything", until="You get")
    assert snap_compare(opened(tmp_path, "stake"), terminal_size=size, run_before=steps)


def test_three_validators_side_by_side_at_160_by_48(snap_compare: Compare, tmp_path: Path) -> None:
    steps = then("see Validators of subnet 6", "see ▌", "tab", "m", "m", "m", "c", until="τ buys α")
    assert snap_compare(opened(tmp_path, "stake"), terminal_size=(160, 48), run_before=steps)


def test_stale_data_in_the_light_theme(snap_compare: Compare, tmp_path: Path) -> None:
    app = opened(tmp_path, "subnets")
    app.theme = "tao-light"

    async def grow_old(pilot: Pilot[int]) -> None:
        await then(until="Templar")(pilot)
        app.session.clock.now += 80  # type: ignore[attr-defined]
        assert app.place is not None
        app.place.tick()
        await shown(pilot, "Stale for")
        await still(pilot)

    assert snap_compare(app, run_before=grow_old)


def test_validators_at_80_by_24(snap_compare: Compare, tmp_path: Path) -> None:
    app = opened(tmp_path, "stake")
    assert snap_compare(app, run_before=then("see Validators of subnet 6", "see ▌", "tab", "m", until="◆"))


def test_validators_side_by_side(snap_compare: Compare, tmp_path: Path) -> None:
    app = opened(tmp_path, "stake")
    assert snap_compare(
        app,
        run_before=then("see Validators of subnet 6", "see ▌", "tab", "m", "m", "m", "c", until="τ buys α"),
    )


def test_a_validator_in_full_at_160_by_48(snap_compare: Compare, tmp_path: Path) -> None:
    app = opened(tmp_path, "stake")
    assert snap_compare(
        app,
        terminal_size=(160, 48),
        run_before=then("see Validators of subnet 6", "see ▌", "tab", "down", "enter", until="1,204"),
    )


def test_root_claims_at_80_by_24(snap_compare: Compare, tmp_path: Path) -> None:
    steps = (*TO_STAKE[:2], "e", "c", "l", "a", "i", "m", "enter")
    assert snap_compare(opened(tmp_path, "stake"), run_before=then(*steps, until="too small"))


def test_children_at_120_by_40(snap_compare: Compare, tmp_path: Path) -> None:
    steps = (*TO_STAKE[:2], "e", "c", "h", "i", "l", "d", "enter")
    assert snap_compare(
        opened(tmp_path, "stake"), terminal_size=(120, 40), run_before=then(*steps, until="will lend to")
    )


def test_locked_stake_at_80_by_24(snap_compare: Compare, tmp_path: Path) -> None:
    app = opened(tmp_path, "stake")
    assert snap_compare(app, run_before=then("see tao.bot", "see ▌", "l", until="in 365 days"))


def test_locked_stake_at_160_by_48(snap_compare: Compare, tmp_path: Path) -> None:
    steps = then("see tao.bot", "see ▌", "l", until="in 365 days")
    assert snap_compare(opened(tmp_path, "stake"), terminal_size=(160, 48), run_before=steps)


def test_activity_at_80_by_24(snap_compare: Compare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    call = {"pallet": "SubtensorModule", "function": "remove_stake_limit", "arguments": {}}
    sold = Movement("stake_removed", 9 * 10**9, 6, -100 * 10**9, address(101))
    mine = replace(found(3, sold, role="signed", signer=ALICE), call_json=json.dumps(call))
    world = World(findings=[found(1), mine, found(2, Movement("received", 9, other=twin_of(ALICE)))])
    make_alice(tmp_path)
    session, _, _ = make_session(tmp_path, world, journal=FakeJournal([sent(1)]))
    session.settings = replace(session.settings, scan_blocks=0)
    session.scanning.words = "Every block since 5,123,157 is looked through."
    app = TaoApp(session.settings, session=session, place="activity")
    assert snap_compare(app, run_before=then("see others", "down", until="! +0.000000009"))
