"""Between agreeing and signing: a price that moved, and a bound that holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tao_tui.actions.lifecycle.flow import submit
from tao_tui.actions.lifecycle.renewal import renewed
from tao_tui.actions.lifecycle.reviewing import review
from tao_tui.actions.plan import Review, Step
from tao_tui.actions.review.limits import NoLongerAgreed, limits_in
from tao_tui.chain.query import BlockRef
from tao_tui.errors import Declined
from tao_tui.journal.journal import Journal
from tao_tui.wallet.multisigs import Multisigs, SharedAccount
from tests.actions.test_flow import HAPPY, SendingClient, sign
from tests.actions.worlds import ME, TAO, simulated, stake, world
from tests.reads.fake import ALICE, BOB, CAROL, HOTKEY, FakeClient, account

LATER = BlockRef(1007, "0x" + "cc" * 32)
TRADE = {"netuid": "1", "hotkey": "h1", "amount": "10"}


def pool(tao: int, alpha: int) -> dict[str, Any]:
    """The answers of a pool with these reserves, in whole τ and α."""
    return {
        "SubnetTAO(1)": tao * TAO,
        "SubnetAlphaIn(1)": alpha * TAO,
        "current_alpha_price": tao * TAO // alpha,
        "sim_swap_tao_for_alpha": lambda _, paid: simulated(
            alpha * TAO * paid // (tao * TAO + paid), buying=True
        ),
        "sim_swap_alpha_for_tao": lambda _, sold: simulated(
            tao * TAO * sold // (alpha * TAO + sold), buying=False
        ),
    }


async def agreed_to(client: FakeClient, action: str, **arguments: str) -> Review:
    return await review(action, arguments, client, ME)  # type: ignore[arg-type]


async def renew(client: FakeClient, before: Review, **answers: Any) -> tuple[Review, list[Step]]:
    client.answers |= answers
    client.block = LATER
    steps: list[Step] = []
    return await renewed(before, client, steps.append), steps  # type: ignore[arg-type]


def limit(found: Review) -> int:
    return int(str(found.call.decoded.arguments["limit_price"]))


async def test_nothing_is_asked_again_at_the_same_block() -> None:
    client = FakeClient(world())
    before = await agreed_to(client, "stake.add", **TRADE)
    asked = len(client.batches)
    assert await renewed(before, client, lambda step: None) is before  # type: ignore[arg-type]
    assert len(client.batches) == asked


@pytest.mark.parametrize("action", ["stake.add", "stake.remove"])
async def test_a_limit_follows_the_price_only_to_the_better(action: str) -> None:
    better, worse = (980, 4_000), (1_020, 4_000)
    if action == "stake.remove":
        better, worse = worse, better
    client = FakeClient(world())
    before = await agreed_to(client, action, **TRADE)
    same, silent = await renew(client, before, **pool(*worse))
    assert (limit(same), silent) == (limit(before), [])
    assert same.block == LATER
    tighter, steps = await renew(client, before, **pool(*better))
    assert (limit(tighter) < limit(before)) is (action == "stake.add")
    assert limit(tighter) != limit(before)
    assert [step.name for step in steps] == ["repriced"]
    assert "instead of" in steps[0].text


@pytest.mark.parametrize(
    ("action", "reserves"), [("stake.add", (1_100, 4_000)), ("stake.remove", (900, 4_000))]
)
async def test_beyond_the_agreed_limit_is_not_signed(action: str, reserves: tuple[int, int]) -> None:
    client = FakeClient(world())
    before = await agreed_to(client, action, **TRADE)
    with pytest.raises(NoLongerAgreed) as moved:
        await renew(client, before, **pool(*reserves))
    assert moved.value.code == "price_moved"
    again = await agreed_to(client, action, **TRADE)
    assert limit(again) != limit(before)
    assert (await renew(client, again))[0].call.data == again.call.data


async def test_the_limit_of_what_several_must_sign_holds_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAO_TUI_HOME", str(tmp_path))
    board = SharedAccount.of("board", 2, [ALICE, BOB, CAROL])
    Multisigs().add(board)
    rich = {f"Account({board.address})": account(500 * TAO)}
    client = FakeClient(world(**rich))
    before = await agreed_to(client, "stake.add", **TRADE, multisig="board")
    assert before.call.decoded.name == "Multisig.as_multi"
    assert limits_in(before.call.decoded) == {1: 262_500_000}
    with pytest.raises(NoLongerAgreed) as moved:
        await renew(client, before, **pool(1_100, 4_000))
    assert moved.value.code == "price_moved"
    tighter, steps = await renew(client, before, **pool(980, 4_000))
    assert limits_in(tighter.call.decoded)[1] < 262_500_000
    assert [step.name for step in steps] == ["repriced"]
    assert tighter.intent == before.intent, "it means the same"


async def test_an_own_limit_price_is_not_a_matter_of_asking_again() -> None:
    client = FakeClient(world())
    before = await agreed_to(client, "stake.add", **TRADE, limit_price="0.26")
    with pytest.raises(Declined) as refused:
        await renew(client, before, **pool(1_100, 4_000))
    assert refused.value.code == "slippage_too_high"
    assert not isinstance(refused.value, NoLongerAgreed)


async def test_an_exit_keeps_every_limit_and_every_position() -> None:
    client = FakeClient(
        world(get_all_dynamic_info=[], current_alpha_price_all=[{"netuid": 1, "price": 250_000_000}])
    )
    before = await agreed_to(client, "stake.exit")
    with pytest.raises(NoLongerAgreed, match="price moved"):
        await renew(client, before, **pool(900, 4_000))
    after = {"get_stake_info_for_coldkeys": [(ALICE, [stake(1, 50 * TAO)])], **pool(1_000, 4_000)}
    with pytest.raises(NoLongerAgreed) as changed:
        await renew(client, before, **after)
    assert changed.value.code == "review_changed"


async def test_a_swap_keeps_its_ratio() -> None:
    two = {"NetworksAdded(2)": True, "SubnetMechanism(2)": 1, "SubnetTAO(2)": 1_000 * TAO}
    client = FakeClient(world(**two, **{"SubnetAlphaIn(2)": 4_000 * TAO}))
    before = await agreed_to(client, "stake.swap", **TRADE, to_netuid="2")
    dearer = {"current_alpha_price": lambda netuid: 250_000_000 if netuid == 1 else 300_000_000}
    with pytest.raises(NoLongerAgreed) as moved:
        await renew(client, before, **dearer)
    assert "α" in moved.value.message
    cheaper = {
        "current_alpha_price": lambda netuid: 250_000_000 if netuid == 1 else 200_000_000,
        "SubnetAlphaIn(2)": 5_000 * TAO,
    }
    after, steps = await renew(client, before, **cheaper)
    assert limit(after) > limit(before)
    assert "favour" in steps[0].text


async def test_a_registration_keeps_the_price_agreed_to() -> None:
    fresh = world(**{f"Owner({HOTKEY})": ALICE})
    client = FakeClient(fresh)
    before = await agreed_to(client, "subnets.register", netuid="1", hotkey="h2")
    cheaper, steps = await renew(client, before, Burn=TAO)
    assert (limit(cheaper), steps) == (2 * TAO, [])
    with pytest.raises(NoLongerAgreed, match="you agreed to 2"):
        await renew(client, before, Burn=3 * TAO)


async def test_a_stale_quote_is_never_signed(tmp_path: Path) -> None:
    client = SendingClient(HAPPY)
    before = await agreed_to(client, "stake.add", **TRADE)
    client.answers |= pool(1_100, 4_000)
    client.block = LATER
    with Journal(tmp_path / "journal.sqlite") as journal:
        with pytest.raises(NoLongerAgreed):
            await submit(before, client, sign, journal)  # type: ignore[arg-type]
        assert (client.sent, journal.rows()) == ([], ())
