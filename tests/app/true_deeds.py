"""What the real actions review, over a chain that stands still: the same small world, as storage has it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from tao_tui.actions.account import Account
from tao_tui.actions.lifecycle.reviewing import review
from tao_tui.actions.plan import Outcome, Review, Step
from tao_tui.amounts import Tao
from tao_tui.chain.networks import Network
from tao_tui.chain.query import BlockRef
from tao_tui.journal.movement import Movement
from tao_tui.reads.validators.relations import WHOLE
from tao_tui.wallet import Transaction
from tests.actions.worlds import TAO, simulated, stake, world
from tests.app.fake_deeds import FakeDeeds
from tests.app.fake_world import ALICE, HASH, NAMES, World
from tests.app.standing_fakes import BLOCK, address
from tests.reads.fake import BOB, FakeClient, account
from tests.reads.test_root_claims import ONE

MINER, LENT, SECOND, THIRD = address(9), address(101), address(102), address(103)
"""A hotkey of Alice's, and the three she stakes with."""
POOLS = {1: (14_210, 160_100), 3: (42_630, 480_300), 6: (85_260, 960_600)}
"""TAO and alpha by subnet."""
STAKES = (stake(6, 12_004_220_000_000, LENT), stake(1, 840 * TAO, SECOND), stake(0, 88_390_000_000, THIRD))


def _price(netuid: int) -> int:
    tao, alpha = POOLS[netuid]
    return tao * TAO // alpha


def _buys(netuid: int, rao: int) -> dict[str, int]:
    tao, alpha = (each * TAO for each in POOLS[netuid])
    fee = rao * 33 // 65_535
    return simulated(alpha * (rao - fee) // (tao + rao - fee), fee, buying=True)


def _sells(netuid: int, rao: int) -> dict[str, int]:
    tao, alpha = (each * TAO for each in POOLS[netuid])
    fee = rao * 33 // 65_535
    return simulated(tao * (rao - fee) // (alpha + rao - fee), fee, buying=False)


def _subnet(netuid: int) -> dict[str, Any]:
    tao, alpha = POOLS[netuid]
    return {
        f"NetworksAdded({netuid})": True,
        f"SubnetMechanism({netuid})": 1,
        f"SubnetTAO({netuid})": tao * TAO,
        f"SubnetAlphaIn({netuid})": alpha * TAO,
        f"Uids({netuid}, {LENT})": 3,
        f"Uids({netuid}, {SECOND})": 4,
        f"ValidatorPermit({netuid})": [False, False, False, True, True],
    }


def _rate(netuid: int, owed: int, staked: int) -> dict[int, dict[str, int]]:
    """What `RootClaimable` says where so much is owed to so much root stake."""
    return {netuid: {"bits": -(-owed * ONE // staked)}}


def still_chain(**more: Any) -> dict[str, Any]:
    """Alice's 84.12 τ and three positions, a lock on subnet 1, a hotkey that mines; Bob lets her stake."""
    root = 88_390_000_000
    return {
        **world(),
        **{name: value for netuid in POOLS for name, value in _subnet(netuid).items()},
        f"Account({ALICE})": account(84_120_000_000),
        f"Account({BOB})": account(310 * TAO),
        "get_stake_info_for_coldkeys": lambda coldkeys: [
            (who, STAKES if who == ALICE else (stake(1, 55 * TAO, SECOND),)) for who in coldkeys
        ],
        **{f"Owner({hotkey})": BOB for hotkey in (LENT, SECOND, THIRD)},
        f"Owner({MINER})": ALICE,
        "get_all_dynamic_info": [{"netuid": netuid, "subnet_name": NAMES[netuid]} for netuid in (0, *POOLS)],
        "current_alpha_price": _price,
        "current_alpha_price_all": [{"netuid": netuid, "price": _price(netuid)} for netuid in POOLS],
        "sim_swap_tao_for_alpha": _buys,
        "sim_swap_alpha_for_tao": _sells,
        f"Delegates({LENT})": 11_796,
        f"Delegates({SECOND})": 10_486,
        f"Delegates({MINER})": 5_898,
        "MinDelegateTake": 0,
        "MaxDelegateTake": 11_796,
        "TxDelegateTakeRateLimit": 216_000,
        "MaxChildkeyTake": 11_796,
        "TxChildkeyTakeRateLimit": 216_000,
        "PendingChildKeyCooldown": 7_200,
        "StakeThreshold": 100 * TAO,
        f"TotalHotkeyAlpha({MINER}, 3)": 4_000 * TAO,
        f"ChildKeys({MINER}, 3)": [(WHOLE // 4, LENT), (WHOLE // 3, SECOND)],
        f"RootClaimType({ALICE})": "Swap",
        f"RootClaimable({THIRD})": {
            **_rate(6, 12_004_220_000, root), **_rate(1, 840_000_000, root), **_rate(3, 70_000, root),
        },
        "RootClaimableThreshold": {"bits": 500_000 * ONE},
        "UnlockRate": 934_866,
        "MaturityRate": 934_866,
        f"entries of Lock({ALICE}, 1)": [
            (SECOND, {"locked_mass": 84 * TAO, "conviction": {"bits": 9 * TAO << 64}, "last_update": BLOCK})
        ],
        f"Proxies({BOB})": ([{"delegate": ALICE, "proxy_type": "Staking", "delay": 0}], 93_000_000),
        "NextKey": (1_184 << 2 | 1).to_bytes(2, "little") + b"\7" * 1_184,
        **more,
    }  # fmt: skip


class TrueDeeds(FakeDeeds):
    """Reviews by the real actions; what is sent is in a block at once, and moved what a test says."""

    def __init__(self, still: World, network: Network | None = None) -> None:
        super().__init__(still)
        self.moved: tuple[Movement, ...] = ()
        self.chain = FakeClient(still_chain())
        self.chain.network = network or self.chain.network
        self.chain.endpoint = self.chain.network.endpoints[0]
        self.chain.block = BlockRef(BLOCK, HASH)

    async def review(
        self, name: str, arguments: Mapping[str, object], client: Any, account: Account, journal: Any
    ) -> Review:
        unruled = replace(account, keyfile=None)  # spending rules read bytes, and there are none here
        return await review(name, arguments, self.chain, unruled)  # type: ignore[arg-type]

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
        outcome = await super().submit(review, client, sign, journal, on_step, again=again)
        return replace(outcome, summary=review.title, moved=self.moved, fee=Tao(150_000))
