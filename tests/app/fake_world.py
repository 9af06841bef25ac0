"""The world the app's fakes answer from: subnets, stakes, motions and scores that a test can change."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import numpy as np

from tao_tui.addresses import Address, address_of
from tao_tui.amounts import Alpha, Tao
from tao_tui.chain.calls.call import DecodedCall
from tao_tui.chain.query import BlockRef
from tao_tui.consensus import epoch
from tao_tui.journal.finding import Finding
from tao_tui.reads.coldkey_swaps import ColdkeySwap
from tao_tui.reads.governance.decision import Decision
from tao_tui.reads.governance.proposals import Proposal
from tao_tui.reads.owned.stake import Position
from tao_tui.reads.past.given import Given
from tao_tui.reads.scores.columns import Scores
from tao_tui.reads.subnets.epochs import Schedule
from tao_tui.reads.subnets.market import Subnet
from tao_tui.reads.subnets.seats import Seats
from tao_tui.text import clean
from tests.consensus.test_properties import dissent

HASH = "0x" + "ab" * 32
DISSENTING = dissent(65_535)
"""Five neurons; validator 2 mostly pays uid 4, which nobody else sees."""
DISSENT = epoch(DISSENTING)
ALICE = Address("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY")
HOT = Address("5G6Fyo6U2fDhJXDJGp4Dr6XViVCdPcryiyLBDsusguSRcYvJ")
"""The hotkey `default` of wallet alice."""
NAMES = ("Root", "Apex", "Omron", "Templar", "Targon", "Vision", "Chutes", "Ridges")


def address(number: int) -> Address:
    """A stable address."""
    return address_of(blake2b(f"key{number}".encode(), digest_size=32).digest())


@dataclass
class World:
    """Everything the fakes answer from; tests change it."""

    block: int = 5_123_456
    subnet_names: Sequence[str] = NAMES
    validator_name: str = "tao.bot"
    summary: str = "Set the tempo of subnet 3 to 720"
    positions: bool = True
    proposals: int = 1
    seated: bool = True
    """Whether a hotkey of wallet alice sits in the senate."""
    voted: bool = False
    swap: ColdkeySwap | None = None
    """What is announced for the coldkey of whatever wallet is in use."""
    decided: list[Decision] = field(default_factory=list)
    given: list[Given] = field(default_factory=list)
    """What a submitted action brings."""
    sent_before: str = ""
    refuse: str = ""
    decline: str = ""
    hold: asyncio.Event | None = None
    """Submission waits for it after the extrinsic was sent."""
    offline: str = ""
    review_takes: float = 0.0
    """Seconds a review is on its way."""
    tampered: bool = False
    """The chain stored incentives that do not follow."""
    steps: asyncio.Queue[int] = field(default_factory=asyncio.Queue)
    """Subnets whose epoch the wall tells of."""
    gone: int = 0
    """A subnet that was dissolved."""
    warning: str = ""
    troubles: tuple[str, ...] = ()
    """What is wrong with the node."""
    scanned: list[tuple[tuple[Any, ...], int]] = field(default_factory=list)
    """Every look through blocks: for which accounts, how many."""
    coming: list[Finding] = field(default_factory=list)
    """What the next look finds."""
    findings: list[Finding] = field(default_factory=list)
    scan_held: asyncio.Event | None = None
    scan_fails: str = ""
    pruned: str = ""
    submitted: list[tuple[str, Mapping[str, object]]] = field(default_factory=list)
    heads: asyncio.Queue[int] = field(default_factory=asyncio.Queue)
    deltas: asyncio.Queue[dict[str, dict[int, int]]] = field(default_factory=asyncio.Queue)

    @property
    def ref(self) -> BlockRef:
        """The head."""
        return BlockRef(self.block, HASH)

    def subnets(self) -> tuple[Subnet, ...]:
        """A few subnets with plausible pools."""
        return tuple(
            Subnet(
                netuid=netuid,
                name=clean(name, 64),
                symbol=clean("τΑβγδεζη"[netuid % 8]),
                price_rao=10**9 if netuid == 0 else 84_190_231 // netuid,
                tao_in=Tao(netuid * 14_210_000_000_111),
                alpha_in=Alpha(netuid * 160_100_000_000_000),
                alpha_out=Alpha(1_900_000_123_000_000),
                emission=Tao(0 if netuid == 0 else 41_200_000 + netuid),
                tempo=360,
                neurons=64 if netuid == 0 else 256,
                max_neurons=256,
                owner=address(netuid),
                owner_hotkey=address(netuid + 40),
                registration_cost=Tao(500_000 * (netuid + 1)),
                blocks_to_epoch=None if netuid == 0 else 41 + netuid,
                registered_at=100,
                alpha_out_emission=Alpha(1_000_000_000),
                volume=Tao(10**15),
                description=clean("Serverless compute for models."),
                url=clean("https://example.com"),
            )
            for netuid, name in enumerate(self.subnet_names)
        )

    def stakes(self) -> tuple[Position, ...]:
        """Three positions, or none."""
        rows = ((6, 12_004_220_000_000, 1), (1, 840_000_000_000, 2), (0, 88_390_000_000, 3))
        subnets = self.subnets()
        return (
            tuple(
                Position(
                    hotkey=address(100 + who),
                    netuid=netuid,
                    subnet_name=subnets[netuid].name,
                    alpha=Alpha(alpha),
                    value=Tao(alpha * subnets[netuid].price_rao // 10**9),
                    price_rao=subnets[netuid].price_rao,
                    emission=Alpha(alpha // 4000),
                    is_registered=True,
                    liquidation=Tao(alpha * subnets[netuid].price_rao // 10**9 * 99 // 100),
                    locked=Alpha(alpha // 10 if netuid == 1 else 0),
                    share_ppm=(514_400, 215_700, 269_900)[who - 1],
                    pool_ppm=12_497 if netuid else None,
                    yield_daily_ppm=(483, 1_204, 251)[who - 1],
                    growth=10**15,
                    validator_name=clean(self.validator_name) if who == 1 else None,
                )
                for netuid, alpha, who in rows
            )
            if self.positions
            else ()
        )

    def motions(self) -> tuple[Proposal, ...]:
        """Open proposals."""
        call = DecodedCall(
            "Utility",
            "batch_all",
            {
                "calls": (
                    DecodedCall("AdminUtils", "sudo_set_tempo", {"netuid": 3, "tempo": 720}),
                    DecodedCall(
                        "AdminUtils",
                        "sudo_set_max_registrations_per_block",
                        {"netuid": 3, "max_registrations_per_block": 2},
                    ),
                )
            },
        )
        return tuple(
            Proposal(
                "Triumvirate",
                str(12 + n),
                "0x" + f"{n + 1:02x}" * 32,
                12 + n,
                address(7),
                call,
                clean(self.summary),
                tuple(address(200 + i) for i in range(5)),
                (address(300),),
                7,
                12,
                self.block + 1552,
                "open",
                "aye" if self.voted else None,
            )
            for n in range(self.proposals)
        )

    def scores(self, netuid: int) -> Scores:
        """256 neurons, 16 of them validators."""
        size = 256
        uids = np.arange(size, dtype=np.int64)
        permit = uids < 16
        incentive = np.where(permit, 0, (uids * 2654435761 % 65536) // 4).astype(np.uint16)
        schedule = Schedule(netuid, 360, False)
        return Scores(
            netuid=netuid,
            block=self.block,
            tempo=360,
            blocks_to_epoch=41,
            hotkeys=tuple(address(101 + n if n < 6 else 1000 + n) for n in range(size)),
            coldkeys=tuple(address(2000 + n) for n in range(size)),
            consensus=incentive,
            incentive=incentive,
            dividends=np.where(permit, 4096 - uids * 9, 0).astype(np.uint16),
            validator_trust=np.where(permit, 65000 - uids * 7, 0).astype(np.uint16),
            emission=(incentive.astype(np.uint64) * 30_000),
            active=np.ones(size, dtype=np.bool_),
            validator_permit=permit,
            last_update=(self.block - uids % 90).astype(np.uint64),
            stake=np.where(permit, 210_000_104_000_000 - uids * 10**12, 0).astype(np.uint64),
            registered_at=(self.block - 5_000 + uids * 20).astype(np.uint64),
            schedule=schedule,
            immunity_period=4096,
            seats=Seats(room=size),
        )
