"""Runtimes whose validators have baskets: calls composed by their metadata, and read back the same."""

from __future__ import annotations

from typing import Any

import pytest

from tao_tui.actions.lifecycle.reviewing import review
from tao_tui.actions.plan import Review
from tao_tui.addresses import public_key_of
from tao_tui.chain.runtime import ChainRuntime
from tao_tui.devnet.frame.call import call
from tao_tui.devnet.frame.metadata import metadata
from tao_tui.devnet.frame.origin import Origin
from tao_tui.devnet.pallets.subtensor import SubtensorModule
from tao_tui.devnet.runtime import PALLETS, make_runtime
from tao_tui.devnet.scale.hints import AccountId, u64
from tao_tui.errors import TaoTuiError, Unsupported
from tests.actions.test_standing_rules import BASKETS
from tests.actions.worlds import ME, TAO, world
from tests.reads.fake import ALICE, HOTKEY, NOBODY, FakeClient
from tests.reads.test_root_claims import ALPHA

SET_CLAIM_TYPE = 122


class Newest(SubtensorModule):
    """The pallet as it is once root stake is paid by baskets: two calls more, and no claim types."""

    name = "SubtensorModule"
    config_path = SubtensorModule.config_path

    @call(147)
    def stake_into_basket(self, origin: Origin, hotkey: AccountId, amount_staked: u64) -> None:
        """Pay TAO of the sender into a validator's basket."""

    @call(148)
    def claim_root_with_hotkey(self, origin: Origin, hotkey: AccountId) -> None:
        """Redeem the sender's shares of one validator's basket."""


Newest.calls = {number: each for number, each in Newest.calls.items() if number != SET_CLAIM_TYPE}


def runtime_of(pallet: type[SubtensorModule]) -> ChainRuntime:
    kinds = [pallet if kind is SubtensorModule else kind for kind in PALLETS]
    return ChainRuntime(metadata(make_runtime(kinds), 15), spec_version=470, transaction_version=1)


class RealTypes(FakeClient):
    """The fake node, with a runtime whose metadata decides what calls look like."""

    def __init__(self, answers: dict[str, Any], runtime: ChainRuntime) -> None:
        super().__init__(answers)
        self.runtime: Any = runtime

    def _knows(self, owner: str, name: str) -> bool:
        return bool(self.runtime.has_storage(owner, name) or self.runtime.has_api(owner, name))


@pytest.fixture(scope="module")
def newest() -> ChainRuntime:
    return runtime_of(Newest)


async def reviewed(runtime: ChainRuntime, name: str, answers: dict[str, Any], **arguments: Any) -> Review:
    client = RealTypes(world(**answers), runtime)
    found = await review(name, arguments, client, ME)  # type: ignore[arg-type]
    assert runtime.decode_call(found.call.data) == found.call.decoded
    return found


async def test_all_baskets_or_one(newest: ChainRuntime) -> None:
    everything = await reviewed(newest, "stake.claim", BASKETS)
    assert everything.call.data == bytes([7, 121, 4, 0, 0])
    one = await reviewed(newest, "stake.claim", BASKETS, hotkey="h1")
    assert one.call.data == bytes([7, 148]) + public_key_of(HOTKEY)
    assert str(one.title) == f"Claim root dividends from the basket of {HOTKEY}"
    assert any(str(each.value).startswith("3.000000000 τ as root stake") for each in one.effects)


async def test_there_is_no_choice_of_what_a_basket_becomes(newest: ChainRuntime) -> None:
    with pytest.raises(TaoTuiError, match="has no claim types: a claim always becomes root stake"):
        await reviewed(newest, "stake.claim_type", BASKETS, type="Keep")


async def test_the_older_types_are_an_enum_of_the_metadata() -> None:
    older = runtime_of(SubtensorModule)
    some = await reviewed(older, "stake.claim_type", ALPHA, type="keep-subnets", netuids="0,1")
    assert some.call.data == bytes([7, SET_CLAIM_TYPE, 2, 8, 0, 0, 1, 0])
    keep = await reviewed(older, "stake.claim_type", ALPHA, type="keep")
    assert keep.call.data == bytes([7, SET_CLAIM_TYPE, 1])
    claim = await reviewed(older, "stake.claim", ALPHA)
    assert claim.call.data == bytes([7, 121, 4, 1, 0])
    lent = await reviewed(
        older,
        "stake.children",
        {f"Owner({HOTKEY})": ALICE, f"TotalHotkeyAlpha({HOTKEY}, 1)": TAO, "current_alpha_price_all": []},
        hotkey="h1",
        netuid=1,
        children=f"{ME.hotkeys[1][1]}=100%",
    )
    assert lent.call.data == b"".join(
        [
            bytes([7, 67]),
            public_key_of(HOTKEY),
            b"\x01\x00",
            b"\x04",
            b"\xff" * 8,
            public_key_of(ME.hotkeys[1][1]),
        ]
    )


def bought(netuid: int, tao: int) -> dict[str, int]:
    """A pool that takes a hundredth, at half a TAO for an alpha."""
    return {"alpha_amount": 2 * tao * 99 // 100, "tao_fee": tao // 1_000, "tao_amount": tao, "alpha_fee": 0}


FUND: dict[str, Any] = {
    f"Uids(0, {HOTKEY})": 3,
    "get_validator_basket": [(0, 60 * TAO, 60 * TAO), (1, 50 * TAO, 20 * TAO), (2, 9, 0), (5, 70, 20 * TAO)],
    "get_basket_payout": 7 * TAO,
    "sim_swap_tao_for_alpha": bought,
    "current_alpha_price": 500_000_000,
    "current_alpha_price(1)": 500_000_000,
    "SubnetMechanism": 1,
    "NetworksAdded": True,
}


def lines(found: Review) -> list[tuple[str, str]]:
    return [(str(each.label), str(each.value)) for each in found.effects]


async def test_a_deposit_buys_what_the_basket_holds(newest: ChainRuntime) -> None:
    found = await reviewed(newest, "stake.basket", FUND, hotkey="h1", amount="10")
    assert found.call.data == bytes([7, 147]) + public_key_of(HOTKEY) + (10 * TAO).to_bytes(8, "little")
    told = lines(found)
    assert ("It holds", "4 positions, 100.000000000 τ if sold now") in told
    assert [value for label, value in told if label.startswith("It ")][1:] == [
        "6.000000000 τ as TAO on root",
        "about 3.960000000 α of subnet 1 for 2.000000000 τ",
        "about 3.960000000 α of subnet 5 for 2.000000000 τ",
    ]
    assert dict(told)["Worth"] == "about 9.960000000 τ at the prices of now: 0.4 % less than you pay"
    assert ("Yours there now", "7.000000000 τ") in told
    assert [each.code for each in found.warnings] == ["no_limit_price", "share_of_a_basket"]
    assert found.command_line.startswith(f"tao-tui stake basket --hotkey {HOTKEY} --amount 10")


async def test_an_empty_basket_keeps_the_tao(newest: ChainRuntime) -> None:
    empty = {**FUND, "get_validator_basket": [(2, 9, 0)]}
    found = await reviewed(newest, "stake.basket", empty, hotkey="h1", amount="1")
    assert ("It keeps", "1.000000000 τ as TAO on root") in lines(found)
    assert [each.code for each in found.warnings] == ["share_of_a_basket"]


@pytest.mark.parametrize(
    ("changes", "amount", "code", "name"),
    [
        ({f"Owner({HOTKEY})": NOBODY}, "1", "hotkey_not_on_chain", "HotKeyAccountNotExists"),
        ({f"Uids(0, {HOTKEY})": None}, "1", "not_registered", "HotKeyNotRegisteredInSubNet"),
        ({}, "0.000001", "below_minimum_stake", "AmountTooLow"),
        ({}, "1000000", "not_enough_balance", "NotEnoughBalanceToStake"),
        ({"sim_swap_tao_for_alpha": lambda n, t: dict.fromkeys(bought(n, t), 0)}, "1", "pool_cannot_trade",
         "InsufficientLiquidity"),
        ({}, "0", "zero_amount", ""),
    ],
)  # fmt: skip
async def test_deposits_that_would_fail(
    newest: ChainRuntime, changes: dict[str, Any], amount: str, code: str, name: str
) -> None:
    with pytest.raises(TaoTuiError) as refused:
        await reviewed(newest, "stake.basket", {**FUND, **changes}, hotkey="h1", amount=amount)
    assert refused.value.code == code
    assert name in refused.value.message


async def test_where_no_runtime_has_baskets_none_is_offered() -> None:
    with pytest.raises(Unsupported, match="nothing can be staked into a validator's basket"):
        await reviewed(runtime_of(SubtensorModule), "stake.basket", FUND, hotkey="h1", amount="1")
