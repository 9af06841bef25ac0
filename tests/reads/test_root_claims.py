"""What root stake may claim: owed by rates less what was claimed, or by shares of baskets."""

from __future__ import annotations

from typing import Any

from tao_tui.reads.owned.root_claims import RootClaims, read_root_claims
from tests.actions.worlds import TAO, stake
from tests.reads.fake import ALICE, HOTKEY, OTHER, FakeClient

ONE = 1 << 32
"""One, in I96F32."""

ALPHA: dict[str, Any] = {
    "get_stake_info_for_coldkeys": [
        (ALICE, [stake(0, 300 * TAO), stake(0, 50 * TAO, OTHER), stake(1, 7 * TAO)])
    ],
    "current_alpha_price_all": [{"netuid": 1, "price": 250_000_000}, {"netuid": 2, "price": TAO}],
    f"RootClaimType({ALICE})": {"KeepSubnets": {"subnets": [2, 5]}},
    f"RootClaimable({HOTKEY})": {1: {"bits": ONE // 10}, 2: {"bits": ONE // 100}},
    f"RootClaimable({OTHER})": {1: {"bits": ONE // 10}},
    f"RootClaimed(1, {HOTKEY}, {ALICE})": 10 * TAO,
    f"RootClaimed(1, {OTHER}, {ALICE})": 5 * TAO,
    "RootClaimableThreshold": {"bits": 500_000 * ONE},
    "RootClaimableThreshold(2)": {"bits": 4 * TAO * ONE},
}


async def claims_of(answers: dict[str, Any], **runtime: Any) -> tuple[RootClaims, FakeClient]:
    client = FakeClient(answers, **runtime)
    return (await read_root_claims(client, [ALICE])).data[ALICE], client  # type: ignore[arg-type]


async def test_owed_is_the_rate_times_root_stake_less_what_was_claimed() -> None:
    found, client = await claims_of(ALPHA)
    # A tenth in 2^-32 is a little less than a tenth: the chain rounds down as well.
    owed = [(claim.netuid, claim.hotkey, claim.alpha.rao) for claim in found.claims]
    assert owed == [
        (1, HOTKEY, (ONE // 10 * 300 * TAO >> 32) - 10 * TAO),
        (2, HOTKEY, ONE // 100 * 300 * TAO >> 32),
    ]
    assert [claim.claimable for claim in found.claims] == [True, False]
    assert found.claims[0].value.rao == found.claims[0].alpha.rao // 4
    assert found.value.rao == sum(claim.value.rao for claim in found.claims)
    assert (found.kind, found.claim_type, found.keep_subnets) == ("alpha", "KeepSubnets", (2, 5))
    assert [found.keeps(netuid) for netuid in (1, 2)] == [False, True]
    assert len(client.batches) == 2


async def test_a_basket_pays_what_the_chain_says_and_leaves_no_choice() -> None:
    baskets = {
        "get_root_basket_positions": [(OTHER, 5, 400_000), (HOTKEY, 12, 3 * TAO)],
        "RootClaimableThreshold": {"bits": 500_000 * ONE},
    }
    found, client = await claims_of(baskets, missing={"SubtensorModule.set_root_claim_type"})
    assert [(claim.netuid, claim.hotkey, claim.claimable) for claim in found.claims] == [
        (None, HOTKEY, True),
        (None, OTHER, False),
    ]
    assert (found.kind, found.claim_type, found.value.rao) == ("basket", None, 3 * TAO + 400_000)
    assert len(client.batches) == 1


async def test_without_root_stake_or_claims_there_is_nothing() -> None:
    nothing: dict[str, Any] = {"get_stake_info_for_coldkeys": [(ALICE, [])], "current_alpha_price_all": []}
    found, _ = await claims_of({**nothing, f"RootClaimType({ALICE})": "Swap"})
    assert (found.kind, found.claims, found.claim_type) == ("alpha", (), "Swap")
    old, _ = await claims_of({}, missing={"SubtensorModule.claim_root"})
    assert (old.kind, old.claims, old.value.rao) == ("none", (), 0)
