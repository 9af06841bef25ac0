"""What would fail or harm, in the app: in the form, in the review, and afterwards, never cut, in one voice.

Reviews come from the actions themselves over a state that stands still; only the node is not there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tao_tui.actions.account import Account
from tao_tui.actions.lifecycle.reviewing import review
from tao_tui.actions.lifecycle.settle import failed_there, rejection
from tao_tui.actions.plan import Outcome, Review, Step
from tao_tui.app import TaoApp
from tao_tui.chain.blocks.dispatch_error import ChainError
from tao_tui.chain.blocks.events import Event
from tao_tui.chain.extrinsics.inclusion import Inclusion
from tao_tui.chain.words.errors import explain
from tao_tui.screens.signing import form
from tao_tui.screens.signing.deed import do
from tao_tui.screens.signing.form import ActionForm
from tao_tui.text import clean
from tao_tui.wallet import Transaction
from tests.actions.worlds import TAO, simulated, world
from tests.app.conftest import Opener, Stage
from tests.app.fake_deeds import FakeDeeds
from tests.app.fake_world import HASH, World
from tests.app.fakes import make_alice, make_session
from tests.app.test_snapshots import Before, Compare, shown, then
from tests.reads.fake import ALICE, BOB, CAROL, HOTKEY, NOBODY, OTHER, FakeClient, account

SIZES, NAMES = ((80, 24), (160, 48)), ("80x24", "160x48")
HERE = {"netuid": "1", "hotkey": HOTKEY}
GIVE = {**HERE, "to_coldkey": CAROL, "amount": "5"}
SWAP = (900, "0x" + "11" * 32)


@pytest.fixture(autouse=True)
def _still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Input, "cursor_blink", False)


class Chained(FakeDeeds):
    """Reviews by the actions themselves; what is sent is in a block, and failed there as `fails` says."""

    def __init__(self, facts: World, **state: Any) -> None:
        super().__init__(facts)
        self.state = world(TransferToggle=True, **state)
        self.fails = ""
        self.included, self.final = asyncio.Event(), asyncio.Event()
        self.included.set()
        self.final.set()

    async def review(
        self, name: str, arguments: Mapping[str, object], client: Any, account: Account, journal: Any
    ) -> Review:
        ruleless = replace(account, keyfile=None)
        return await review(name, arguments, FakeClient(self.state), ruleless)  # type: ignore[arg-type]

    async def refresh(self, agreed: Review, client: Any, journal: Any) -> Review:
        return await self.review(agreed.action, agreed.arguments, client, agreed.account, journal)

    async def submit(
        self,
        review: Review,
        client: Any,
        sign: Callable[[Transaction], Awaitable[bytes]],
        journal: Any,
        on_step: Callable[[Step], None],
        *,
        again: bool,
    ) -> Outcome:
        error = ChainError("SubtensorModule", self.fails, *explain(self.fails))
        failed = (Event("System", "ExtrinsicFailed", {}),)
        inclusion = Inclusion(review.block, 2, False, error, failed, 1_681_026)
        on_step(Step("sent", clean("Sent."), None, HASH))
        await self.included.wait()
        on_step(Step("in_block", clean("In a block."), HASH, HASH))
        on_step(Step("failed_there", clean(failed_there(inclusion)), HASH, HASH))
        await self.final.wait()
        on_step(Step("finalized", clean("Final."), HASH, HASH))
        raise rejection(inclusion)


Kind: TypeAlias = tuple[str, dict[str, str], dict[str, Any], str]
KINDS: tuple[Kind, ...] = (
    ("stake.add", {**HERE, "amount": "0"}, {}, "AmountTooLow"),
    ("stake.add", {**HERE, "amount": "0.000001"}, {}, "AmountTooLow"),
    ("stake.add", {**HERE, "amount": "100.5"}, {}, "NotEnoughBalanceToStake"),
    ("stake.add", {**HERE, "amount": "50", "tolerance": "1%"}, {}, "SlippageTooHigh"),
    ("stake.add", {**HERE, "amount": "5", "limit_price": "0.2", "partial": "yes"}, {}, "PriceLimitExceeded"),
    ("stake.add", {**HERE, "amount": "5"}, {f"Owner({HOTKEY})": NOBODY}, "HotKeyAccountNotExists"),
    ("stake.add", {**HERE, "amount": "5"}, {"SubtokenEnabled": False}, "SubtokenDisabled"),
    ("stake.add", {**HERE, "amount": "5"}, {f"ColdkeySwapAnnouncements({ALICE})": SWAP},
     "ColdkeySwapAnnounced"),
    ("stake.add", {**HERE, "amount": "5"}, {"sim_swap_tao_for_alpha": simulated(0, buying=True)},
     "InsufficientLiquidity"),
    ("stake.remove", {**HERE, "amount": "0.000001"}, {}, "AmountTooLow"),
    ("stake.remove", {**HERE, "amount": "51"}, {}, "NotEnoughStakeToWithdraw"),
    ("stake.transfer", GIVE, {"TransferToggle(1)": False}, "TransferDisallowed"),
    ("stake.take", {"hotkey": HOTKEY, "take": "10%"},
     {"MaxDelegateTake": 11_796, "TxDelegateTakeRateLimit": 216_000, "Delegates": 5_898,
      f"LastTxBlockDelegateTake({HOTKEY})": 900}, "DelegateTxRateLimitExceeded"),
    ("stake.child_take", {**HERE, "take": "5%"},
     {"MaxChildkeyTake": 11_796, "TxChildkeyTakeRateLimit": 216_000,
      f"TransactionKeyLastBlock({HOTKEY}, 1, 1)": 990}, "TxChildkeyTakeRateLimitExceeded"),
    ("stake.children", {**HERE, "children": f"{OTHER}=10%"},
     {f"TransactionKeyLastBlock({HOTKEY}, 1, 0)": 900}, "TxRateLimitExceeded"),
    ("wallet.hotkey.swap", {"hotkey": HOTKEY, "new_hotkey": OTHER, "netuid": "1"},
     {"TxRateLimit": 1_000, f"LastTxBlock({ALICE})": 990}, "HotKeySetTxRateLimitExceeded"),
    ("subnets.register", {"netuid": "1", "hotkey": HOTKEY}, {f"Owner({HOTKEY})": BOB},
     "NonAssociatedColdKey"),
    ("subnets.register", {"netuid": "0", "hotkey": HOTKEY},
     {"SubnetworkN(0)": 1, "MaxAllowedUids(0)": 1, "Keys(0, 0)": CAROL,
      f"TotalHotkeyAlpha({CAROL}, 0)": TAO}, "StakeTooLowForRoot"),
    ("transfer", {"dest": CAROL, "amount": "101"}, {}, "FundsUnavailable"),
    ("transfer", {"dest": BOB, "amount": "0.0000001"}, {}, "BelowMinimum"),
)  # fmt: skip


def remedy_in(s: Stage, name: str) -> str:
    """What the form on top says to do about a refusal; nothing while the refusal is not whole."""
    panes = s.app.screen.query("#preview")
    if not panes:
        return ""
    pane = panes.first().region
    lines = s.lines()[pane.y : pane.bottom]
    text = " ".join(" ".join(line[pane.x : pane.right] for line in lines).split())
    return text.partition(f" {name}: {explain(name)[0]}")[2]


@pytest.mark.parametrize(("size", "kinds"), [(SIZES[0], KINDS), (SIZES[1], KINDS[3::6])], ids=NAMES)
async def test_every_refusal_is_whole_in_the_form(
    stage: Opener, size: tuple[int, int], kinds: Sequence[Kind], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(form, "PREVIEW_AFTER", 0.01)
    async with stage(place="settings", size=size) as s:
        for action, given, state, name in kinds:
            s.session.deeds = Chained(s.world, **state)
            s.app.push_screen(ActionForm(s.session, action, given))
            await s.until(lambda name=name: remedy_in(s, name).endswith("."))  # type: ignore[misc]
            s.app.pop_screen()


def on_stage(folder: Path, **state: Any) -> tuple[TaoApp, Chained]:
    """The app over a state."""
    make_alice(folder)
    session, facts, _ = make_session(folder)
    session.deeds = deeds = Chained(facts, **state)
    return TaoApp(session.settings, session=session, place="stake"), deeds


def filled_in(action: str, given: dict[str, str], *steps: str, until: str) -> Before:
    """Fill in an action's form, then press keys, as `then`."""

    async def act(pilot: Pilot[int]) -> None:
        for there in ("tao.bot", "▌", "validator 5"):
            await shown(pilot, there)
        app = pilot.app
        assert isinstance(app, TaoApp)
        app.run_worker(do(app, app.session, action, given), exit_on_error=False)
        await then(*steps, until=until)(pilot)

    return act


@pytest.mark.parametrize("size", SIZES, ids=NAMES)
def test_a_refusal_in_the_form(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    app, _ = on_stage(tmp_path, **{"TransferToggle(1)": False})
    steps = filled_in("stake.transfer", GIVE, until="Unstake and transfer")
    assert snap_compare(app, terminal_size=size, run_before=steps)


@pytest.mark.parametrize("size", SIZES, ids=NAMES)
def test_dangers_in_the_review(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    app, _ = on_stage(tmp_path, **{f"ColdkeySwapAnnouncements({CAROL})": SWAP, f"Owner({CAROL})": CAROL})
    steps = filled_in("stake.transfer", GIVE, "see about to be", "ctrl+r", until="type GIVE")
    assert snap_compare(app, terminal_size=size, run_before=steps)


@pytest.mark.parametrize("size", SIZES, ids=NAMES)
def test_a_review_that_the_state_has_left_behind(
    snap_compare: Compare, tmp_path: Path, size: tuple[int, int]
) -> None:
    app, deeds = on_stage(tmp_path)
    order = {"dest": CAROL, "amount": "10"}

    async def moved(pilot: Pilot[int]) -> None:
        await filled_in("transfer", order, "see You send", "ctrl+r", until="type SEND")(pilot)
        deeds.state[f"Account({ALICE})"] = account(TAO)
        await then(until="As of block")(pilot)

    assert snap_compare(app, terminal_size=size, run_before=moved)


@pytest.mark.parametrize("size", SIZES, ids=NAMES)
def test_a_refusal_by_the_chain(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    app, deeds = on_stage(tmp_path)
    deeds.fails = "TransferDisallowed"
    steps = ("see Leaves", "ctrl+r", "see type GIVE", *"GIVE", "enter")
    before = filled_in("stake.transfer", GIVE, *steps, until="y copies the hash")
    assert snap_compare(app, terminal_size=size, run_before=before)


async def sent_from(s: Stage) -> Chained:
    """A gift on its way into a block where it will fail."""
    s.session.deeds = deeds = Chained(s.world)
    deeds.fails = "TransferDisallowed"
    deeds.included.clear()
    deeds.final.clear()
    s.app.run_worker(do(s.app, s.session, "stake.transfer", GIVE), exit_on_error=False)
    await then("see Leaves", "ctrl+r", "see type GIVE", *"GIVE", "enter", until="Sent.")(s.pilot)
    return deeds


async def test_a_failure_is_told_before_its_block_is_final(stage: Opener) -> None:
    async with stage(place="stake") as s:
        deeds = await sent_from(s)
        deeds.included.set()
        await s.until(lambda: "the block may be replaced." in " ".join(s.text().split()))
        assert "✗ It failed in block" in s.text()
        assert "TransferDisallowed" in s.text()
        assert "Final." not in s.text()
        assert "lost" not in s.text()
        deeds.final.set()
        await s.until(lambda: "Nothing was lost but the network fee" in " ".join(s.text().split()))


async def test_a_failure_is_told_to_those_who_left_the_sheet(stage: Opener) -> None:
    async with stage(place="stake") as s:
        deeds = await sent_from(s)
        await s.press("escape")
        deeds.included.set()
        await s.until(lambda: "It failed in block" in s.toasts())
        deeds.final.set()
        await s.until(lambda: "Nothing was lost but" in s.toasts())
