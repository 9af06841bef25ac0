"""Claims on runtimes whose validators have baskets: composed by their metadata, and read back the same."""

from __future__ import annotations

from typing import Any

import pytest

from tao_tui.actions.flow import review
from tao_tui.actions.plan import Review
from tao_tui.addresses import public_key_of
from tao_tui.chain.runtime import ChainRuntime
from tao_tui.devnet.frame.call import call
from tao_tui.devnet.frame.metadata import metadata
from tao_tui.devnet.frame.origin import Origin
from tao_tui.devnet.pallets.subtensor import SubtensorModule
from tao_tui.devnet.runtime import PALLETS, make_runtime
from tao_tui.devnet.scale.hints import AccountId
from tao_tui.errors import TaoTuiError
from tests.actions.test_standing_rules import BASKETS
from tests.actions.worlds import ME, TAO, world
from tests.reads.fake import ALICE, HOTKEY, FakeClient
from tests.reads.test_root_claims import ALPHA

SET_CLAIM_TYPE = 122


class Newest(SubtensorModule):
    """The pallet as it is once root stake is paid by baskets: one call more, and no claim types."""

    name = "SubtensorModule"
    config_path = SubtensorModule.config_path

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
    assert next(str(each.value) for each in one.effects).startswith("3.000000000 τ as root stake")


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
