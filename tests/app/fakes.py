"""A small deterministic world behind the app's two seams: reads, deeds, a client, a clock."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np

from tao_tui.actions.account import Account
from tao_tui.actions.arguments import parse_arguments
from tao_tui.actions.plan import Caution, Effect, Outcome, Review, Step
from tao_tui.actions.registry import ACTIONS
from tao_tui.actions.repeats import SentBefore
from tao_tui.actions.weight import Weight
from tao_tui.addresses import Address, address_of
from tao_tui.amounts import Alpha, Tao
from tao_tui.chain.calls.call import ComposedCall, DecodedCall
from tao_tui.chain.connection.state import ConnectionState, Phase
from tao_tui.chain.evidence import Confirmation
from tao_tui.chain.networks import Network
from tao_tui.chain.node_health import NodeHealth
from tao_tui.chain.query import BlockRef, Reading
from tao_tui.config import Settings
from tao_tui.consensus import epoch
from tao_tui.consensus.dividends import Bond, DividendsShift
from tao_tui.consensus.explanation import Explanation, ServerExplanation, ValidatorExplanation, Vote
from tao_tui.errors import ChainRejected, Declined, NodeUnreachable
from tao_tui.journal.finding import Finding
from tao_tui.reads.governance.proposals import Governance, Proposal
from tao_tui.reads.identity import Identity, SubnetIdentity
from tao_tui.reads.network import Status
from tao_tui.reads.owned.locks import Projection, StakeLock
from tao_tui.reads.owned.portfolio import Portfolio
from tao_tui.reads.owned.root_claims import RootClaims
from tao_tui.reads.owned.stake import Position
from tao_tui.reads.past.block_scan import Progress
from tao_tui.reads.scores.audit import AUDITED, audit_of
from tao_tui.reads.scores.columns import Scores
from tao_tui.reads.scores.epoch_inputs import EpochPicture
from tao_tui.reads.scores.explanations import ScoreExplanation
from tao_tui.reads.scores.follow import ScoresDelta, compare, dissolved
from tao_tui.reads.scores.items import SCORE_COLUMNS
from tao_tui.reads.scores.wall import Tile, WallDelta
from tao_tui.reads.subnets.epochs import Schedule
from tao_tui.reads.subnets.hyperparameters import Hyperparameter
from tao_tui.reads.subnets.market import Subnet
from tao_tui.reads.subnets.owned import OwnedSubnet
from tao_tui.reads.subnets.seats import Seats
from tao_tui.reads.subnets.subnet_risk import SubnetRisk, SubnetRisks
from tao_tui.reads.trades.quote import Quote
from tao_tui.reads.uids.prune_risk import prune_risk
from tao_tui.reads.unknown_subnet import unknown_subnet
from tao_tui.reads.validators.nominators import Nominators
from tao_tui.reads.validators.relations import WHOLE, Lent
from tao_tui.reads.validators.roster import Survey, Validator
from tao_tui.session.session import Session
from tao_tui.session.sources import Deeds
from tao_tui.session.view_state import ViewState
from tao_tui.text import Clean, clean
from tao_tui.wallet import Transaction
from tests.app.standing_fakes import StandingReads
from tests.consensus.test_properties import dissent
from tests.wallet.conftest import GOLDEN
from tests.wallet.transactions import transaction

HASH = "0x" + "ab" * 32
DISSENTING = dissent(65_535)
"""Five neurons; validator 2 mostly pays uid 4, which nobody else sees."""
DISSENT = epoch(DISSENTING)
ALICE = Address("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY")
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
    voted: bool = False
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


class FakeClient:
    """Answers nothing by itself: the fakes above it hold the facts."""

    def __init__(self, network: Network, world: World) -> None:
        self.network = network
        self.world = world
        self.genesis = network.genesis or "0x" + "00" * 32
        self.endpoint = network.endpoints[0]
        self.state = ConnectionState("live", self.endpoint, "", 0.0)
        self.warning = world.warning
        self.runtime = _Runtime()
        self.callbacks: list[Callable[[Any], None]] = []

    def on_state(self, callback: Callable[[Any], None]) -> Callable[[], None]:
        """Remember who wants to know."""
        self.callbacks.append(callback)
        return lambda: self.callbacks.remove(callback)

    def go(self, phase: Phase, detail: str = "", retry_at: float | None = None) -> None:
        """Change the phase of the connection."""
        self.state = ConnectionState(phase, self.endpoint, detail, 0.0, retry_at)
        for callback in self.callbacks:
            callback(self.state)

    async def heads(self) -> AsyncIterator[Any]:
        """The head, then whatever the test puts in."""
        yield _Head(BlockRef(self.world.block, HASH), self.world.block - 2)
        while True:
            self.world.block = await self.world.heads.get()
            yield _Head(BlockRef(self.world.block, HASH), self.world.block - 2)


@dataclass(frozen=True)
class _Head:
    block: BlockRef
    finalized: int


class _Runtime:
    spec_version = 393

    def pallets(self) -> tuple[str, ...]:
        return ("AdminUtils", "System")

    def choices(self, pallet: str, function: str, argument: str) -> tuple[str, ...]:
        return ("Any", "Staking", "Senate") if pallet == "Proxy" else ("Swap", "Keep", "KeepSubnets")

    def call_arguments(self, pallet: str, function: str) -> tuple[tuple[str, str], ...]:
        return (("netuid", "u16"), ("tempo", "u16")) if function == "sudo_set_tempo" else ()

    def call_docs(self, pallet: str, function: str) -> str:
        return f"What {function} does."

    def call_names(self, pallet: str) -> tuple[str, ...]:
        return (
            ("remark",) if pallet == "System" else ("sudo_set_tempo", "sudo_set_max_registrations_per_block")
        )


class FakeReads(StandingReads):
    """Reads from a :class:`World`."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def subnets(self, client: Any) -> Reading[Any]:
        return Reading(self.world.ref, self.world.subnets())

    async def prune_risk(self, client: Any, netuid: int, mine: frozenset[str]) -> Reading[Any]:
        return Reading(self.world.ref, prune_risk(self.world.scores(netuid), mine))

    async def subnet_risks(self, client: Any, mine: frozenset[str]) -> Reading[Any]:
        listed = [subnet for subnet in self.world.subnets() if subnet.netuid]
        queue = tuple(
            SubnetRisk(
                subnet.netuid, subnet.name, subnet.symbol, subnet.owner, subnet.owner in mine,
                place if place < 4 else None, place if place < 4 else None, 0 if place < 4 else 7_200,
                subnet.registered_at, Tao(subnet.price_rao),
            )
            for place, subnet in enumerate(reversed(listed), 1)
        )  # fmt: skip
        count, cost = len(listed), Tao(1_000 * 10**9)
        return Reading(
            self.world.ref,
            SubnetRisks(count, count, 0, 7_200, cost, self.world.block + 9, queue[0].netuid, queue),
        )

    async def hyperparameters(self, client: Any, netuid: int) -> Reading[Any]:
        tempo = Hyperparameter(Clean("tempo"), 360, Clean("360"))
        burn = Hyperparameter(Clean("min_burn"), 500_000, Clean("0.000500000 τ"))
        return Reading(self.world.ref, (tempo, burn))

    async def owned_subnets(self, client: Any, coldkey: str) -> Reading[Any]:
        mine = [subnet for subnet in self.world.subnets() if subnet.owner == coldkey and subnet.netuid]
        return Reading(
            self.world.ref,
            tuple(
                OwnedSubnet(subnet, subnet.netuid != 7, 180_000, Alpha(5 * 10**9), Tao(2 * 10**9), Alpha(7))
                for subnet in mine
            ),
        )

    async def subnet_identity(self, client: Any, netuid: int) -> Reading[Any]:
        subnet = next(each for each in self.world.subnets() if each.netuid == netuid)
        said = {"subnet_name": subnet.name.encode(), "subnet_url": b"https://\x1b[31mevil.io", "discord": b""}
        return Reading(
            self.world.ref, SubnetIdentity(netuid, subnet.symbol, subnet.owner, Identity(said, is_set=True))
        )

    async def balances(self, client: Any, coldkeys: Sequence[Any]) -> Reading[Any]:
        staked = Tao(sum(p.value.rao for p in self.world.stakes()))
        free = Tao(84_120_000_000)
        sold = Tao(sum(p.liquidation.rao for p in self.world.stakes()))
        held = tuple(
            Portfolio(
                coldkey=key,
                free=free,
                staked=staked,
                liquidation=sold,
                total=free + staked,
                holdings=self.world.stakes(),
                reserved=Tao(0),
                spendable=free,
                claims=RootClaims("alpha", "Swap", (), (), Tao(0)),
            )
            for key in coldkeys
        )
        return Reading(self.world.ref, held)

    async def positions(self, client: Any, coldkey: Any) -> Reading[Any]:
        return Reading(self.world.ref, self.world.stakes())

    async def locks(self, client: Any, coldkey: Any) -> Reading[Any]:
        course = tuple(
            Projection(days, self.world.block + days * 7_200, Alpha(left * 10**8), Alpha(grown * 10**8))
            for days, left, grown in ((30, 317, 73), (90, 200, 138), (365, 24, 67))
        )
        melting = StakeLock(
            2, address(101), Alpha(40 * 10**9), Alpha(0), perpetual=False, owner_hotkey=False,
            staked=Alpha(100 * 10**9), available=Alpha(60 * 10**9), hotkey_conviction=Alpha(9 * 10**9),
            needed=Alpha(12_000 * 10**9), projection=course,
        )  # fmt: skip
        kept = replace(melting, netuid=7, perpetual=True, owner_hotkey=True, conviction=melting.locked)
        return Reading(self.world.ref, (melting, kept))

    async def survey(self, client: Any, netuid: int) -> Reading[Any]:
        name = clean(self.world.validator_name)
        rows = tuple(
            Validator(
                netuid,
                n,
                address(101 + n),
                address(400 + n),
                name if n == 0 else clean(f"validator {n}"),
                180_000 - 20_000 * n,
                Alpha((90 - n) * 10**13),
                4000 - n,
                Alpha(14_020_000_000),
                True,
                12 + n,
                40 + n,
                800 + 20 * n,
                alpha=Alpha((80 - n) * 10**13),
                nominated=Alpha((60 - 9 * n) * 10**13),
                children=(Lent(address(102), WHOLE // 4),) if n == 0 else (),
                parents=(Lent(address(101), WHOLE // 4),) if n == 1 else (),
            )
            for n in range(6)
        )
        step = self.world.block - 319
        epochs = step // 360
        counters = {row.hotkey: {netuid: 10**18 + epochs * (40 + n) * 10**12} for n, row in enumerate(rows)}
        growths = {row.hotkey: (40 + n) * 10**12 for n, row in enumerate(rows)}
        prices = {netuid: self.world.subnets()[netuid].price_rao}
        return Reading(self.world.ref, Survey(netuid, rows, step, 360, prices, counters, growths))

    async def nominators(self, client: Any, netuid: int, hotkeys: Sequence[Any]) -> Reading[Any]:
        return Reading(self.world.ref, {hotkey: Nominators(1_204, 31_000) for hotkey in hotkeys})

    async def bought(self, client: Any, netuid: int, rao: int) -> Reading[Any]:
        if self.world.decline:
            raise Declined(self.world.decline)
        price = self.world.subnets()[netuid].price_rao
        return Reading(
            self.world.ref, Quote(netuid, "add", rao, rao * 10**9 // price, price, price, 0, 0, 0, price)
        )

    async def proposals(self, client: Any, hotkeys: Sequence[Any]) -> Reading[Any]:
        return Reading(self.world.ref, self.world.motions())

    async def governance(self, client: Any) -> Reading[Any]:
        senators = tuple(address(200 + i) for i in range(12))
        note = clean("The triumvirate proposes, the senate votes.")
        return Reading(
            self.world.ref, Governance(True, note, (address(7),), senators, 7, self.world.proposals)
        )

    async def status(self, client: Any) -> Reading[Any]:
        return Reading(
            self.world.ref,
            Status(
                "dev",
                client.endpoint,
                HASH,
                393,
                self.world.block,
                self.world.block - 2,
                2,
                Tao(10_512_000 * 10**9),
                Tao(7_431_000 * 10**9),
                706_900,
                Tao(500_000_000),
                Tao(15_750_000 * 10**9),
                len(self.world.subnet_names),
                NodeHealth(clean("subtensor"), clean("4.0.0"), 40, True, False, self.world.block, 38),
                12_000,
                12_000,
                4_000,
                10_476_000,
                self.world.troubles,
            ),
        )

    async def explanation(self, client: Any, netuid: int, uid: int, mechanism: int = 0) -> Reading[Any]:
        if self.world.decline:
            raise Declined(self.world.decline)
        hotkeys = self.world.scores(netuid).hotkeys
        votes = tuple(
            Vote(n, uid, 13_107, 9_000 - 2_000 * n, min(7_000, 9_000 - 2_000 * n)) for n in range(3)
        )
        server = ServerExplanation(7_000, 3_000, 32_767, 39_321, votes, votes[:1], (4, 5))
        nobody = ServerExplanation(0, 0, 32_767, 0, (), (), (0, 1))
        given = (Vote(uid, 61, 13_107, 40_000, 30_000), Vote(uid, 62, 13_107, 25_535, 25_535))
        bonds = (Bond(61, 14_000, 13_000, 30_000, 40_000), Bond(62, 0, 3_000, 25_535, 25_535))
        shift = DividendsShift(4_500, 4_096, -500, 96)
        validator = ValidatorExplanation(13_107, 55_535, 4_096, given, given[:1], bonds, shift)
        found = Explanation(
            uid, True, uid < 16, uid < 16, 0, 1_500_000_000,
            nobody if uid < 16 else server, validator if uid < 16 else None,
        )  # fmt: skip
        return Reading(
            self.world.ref, ScoreExplanation(netuid, self.world.block - 319, True, True, hotkeys, found)
        )

    async def follow_scores(
        self, client: Any, netuid: int, mechanism: int = 0
    ) -> AsyncGenerator[ScoresDelta, None]:
        if netuid == self.world.gone:
            raise unknown_subnet(netuid)
        scores = self.world.scores(netuid)
        yield ScoresDelta(
            scores, {n: np.arange(scores.size) for n in SCORE_COLUMNS}, tuple(range(scores.size))
        )
        while True:
            changes = await self.world.deltas.get()
            columns: dict[str, Any] = {}
            if "dissolved" in changes:
                self.world.gone = netuid
                raise dissolved(netuid)
            for uid, number in changes.pop("hotkeys", {}).items():
                hotkeys = (*scores.hotkeys[:uid], address(number), *scores.hotkeys[uid + 1 :])
                columns["hotkeys"] = hotkeys
            for name, cells in changes.items():
                column = scores.column(name).copy()
                for uid, value in cells.items():
                    column[uid] = value
                columns[name] = column
            before, scores = (
                scores,
                replace(
                    scores,
                    block=scores.block + 1,
                    blocks_to_epoch=(scores.blocks_to_epoch or 1) - 1,
                    **columns,
                ),
            )
            yield compare(before, scores)

    async def follow_subnets(self, client: Any, netuids: Sequence[int]) -> AsyncGenerator[ScoresDelta, None]:
        for netuid in netuids:
            async for delta in self.follow_scores(client, netuid):
                yield delta

    async def follow_wall(self, client: Any) -> AsyncGenerator[WallDelta, None]:
        tiles = tuple(
            Tile(netuid, clean(name), 360, 40 + netuid, 30, (30_000, 20_000, 9_000, 4_000, 2_000, 500, 30, 5),
                 9_000, 30_000, 9, 20_000 if netuid == 3 else 60_000, 62_000, 65_000)
            for netuid, name in enumerate(self.world.subnet_names) if netuid
        )  # fmt: skip
        yield WallDelta(self.world.block, tiles)
        while True:
            netuid = await self.world.steps.get()
            stepped = replace(tiles[netuid - 1], best=65_535, blocks_to_epoch=360)
            yield WallDelta(self.world.block + 1, (stepped,), (), frozenset({netuid}))

    async def epoch(self, client: Any, netuid: int, mechanism: int = 0) -> Reading[Any]:
        if self.world.decline:
            raise Declined(self.world.decline)
        hotkeys = self.world.scores(netuid).hotkeys[:5]
        stored = {**{name: getattr(DISSENT, name) for name in AUDITED}, "emission": DISSENT.emission}
        if self.world.tampered:
            stored["incentive"] = stored["incentive"] + 1
        picture = EpochPicture(netuid, 0, 1, self.world.block - 9, True, True, hotkeys, DISSENTING, stored)
        return Reading(self.world.ref, picture)

    async def audit(self, client: Any, netuid: int, mechanism: int = 0) -> Reading[Any]:
        return Reading(self.world.ref, audit_of((await self.epoch(client, netuid, mechanism)).data))

    async def registrations(self, client: Any, hotkeys: Sequence[Any]) -> Reading[Any]:
        return Reading(self.world.ref, {})


class FakeDeeds(Deeds):
    """Reviews without a chain; submits by asking the real signer and telling the steps."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.client: FakeClient | None = None

    @asynccontextmanager
    async def connect(self, network: Network) -> AsyncIterator[Any]:
        if self.world.offline:
            raise NodeUnreachable(
                self.world.offline, hint="Check the address, or choose another node in Settings."
            )
        self.client = FakeClient(network, self.world)
        yield self.client

    async def review(
        self, name: str, arguments: Mapping[str, object], client: Any, account: Account, journal: Any
    ) -> Review:
        await asyncio.sleep(self.world.review_takes)
        if self.world.decline:
            raise Declined(self.world.decline, hint="Give a smaller amount.")
        spec = ACTIONS[name]
        typed = parse_arguments(spec, arguments, account)
        shown = {key: getattr(value, "rao", value) for key, value in typed.items() if value is not None}
        hotkeys = typed.get("hotkey") or typed.get("dest") or address(101)
        each = hotkeys if isinstance(hotkeys, tuple) else (hotkeys,)
        hotkey = str(each[0])
        calls = []
        for at, one in enumerate(each):
            rest = {k: v[at] if isinstance(v, tuple) else v for k, v in shown.items() if k != "hotkey"}
            calls.append(DecodedCall("SubtensorModule", "add_stake_limit", {"hotkey": str(one), **rest}))
        return Review(
            name,
            clean(f"{spec.label}: {self.world.validator_name}"),
            ComposedCall(
                b"\1\2",
                calls[0] if len(calls) == 1 else DecodedCall("Utility", "batch_all", {"calls": calls}),
                393,
            ),
            account.coldkey,
            1,
            Tao(137_000),
            Weight(340_000_000, 7_906, 113),
            (
                Effect(clean("You pay"), clean("40.000000000 τ")),
                Effect(clean("You get"), clean("475.118302000 α, at least 451.36")),
                Effect(clean("Slippage"), clean("0.05 %")),
            ),
            (
                Caution(
                    "caution", "new_validator", clean(f"First time you stake to {self.world.validator_name}.")
                ),
            ),
            f"tao-tui {' '.join(spec.path)} --netuid 6 --hotkey {hotkey} "
            "--amount 40 --wallet alice --network dev",
            128,
            spec.confirm_word,
            spec.danger,
            self.world.ref,
            typed,
            account,
            Confirmation("wss://entrypoint-finney.opentensor.ai:443"),
            False,
            "",
        )

    async def prepare(self) -> None:
        return

    async def refresh(self, review: Review, client: Any, journal: Any) -> Review:
        return replace(review, block=self.world.ref)

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
        if self.world.sent_before and not again:
            raise SentBefore(self.world.sent_before, hint="Wait for it.")
        signature = await sign(transaction(review.signer))
        assert len(signature) == 64
        on_step(Step("sent", clean("Sent to the node."), None, HASH))
        if self.world.hold is not None:
            await self.world.hold.wait()
        if self.world.refuse:
            raise ChainRejected(
                self.world.refuse, hint="Stake less, or wait.", code="NotEnoughBalanceToStake"
            )
        on_step(Step("in_block", clean(f"In block {self.world.block + 1:,}."), HASH, HASH))
        self.world.submitted.append((review.action, review.arguments))
        return Outcome(
            review.action,
            HASH,
            HASH,
            self.world.block + 1,
            True,
            Tao(137_000),
            (),
            clean(f"Done: {review.title}"),
        )

    async def resume(self, journal: Any, client: Any) -> Sequence[Any]:
        return ()

    async def scan(
        self, client: Any, journal: Any, accounts: Sequence[Any], blocks: int
    ) -> AsyncGenerator[Any, None]:
        world = self.world
        world.scanned.append((tuple(accounts), blocks))
        if world.scan_fails:
            raise NodeUnreachable(world.scan_fails)
        for half in range(1, 3):
            if world.scan_held is not None:
                await world.scan_held.wait()
            found = tuple(world.coming) if half == 2 else ()
            if found:
                world.findings += found
                world.coming.clear()
            yield Progress(blocks * half // 2, blocks, world.block - blocks, found, 0, world.pruned)

    async def without_dust(self, inverse: Any, client: Any, coldkey: Any) -> Any:
        return inverse

    def looked_since(self, journal: Any, genesis: str, accounts: Sequence[Any]) -> int | None:
        return self.world.block - max(blocks for _, blocks in self.world.scanned) + 1

    def found(self, journal: Any, limit: int) -> Sequence[Any]:
        return tuple(self.world.findings)[:limit]


class FakeJournal:
    """A journal in memory."""

    def __init__(self, rows: Sequence[Any] = ()) -> None:
        self.kept = list(rows)

    def rows(self, limit: int = 100, **_: object) -> tuple[Any, ...]:
        return tuple(self.kept[:limit])

    def every_row(self, genesis: str | None = None) -> tuple[Any, ...]:
        return tuple(self.kept)

    def stamp(self) -> tuple[int, float]:
        return len(self.kept), 0.0

    def open_rows(self, genesis: str) -> tuple[Any, ...]:
        return tuple(row for row in self.kept if row.status in ("signed", "sent", "in_block", "lost"))

    def close(self) -> None:
        self.kept.clear()


PASSWORD = "Test-pass-1!"
"""Opens the encrypted wallet."""


class Clock:
    """Stands still until told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def make_session(
    folder: Path,
    world: World | None = None,
    *,
    network: Network | None = None,
    wallet: str = "alice",
    journal: Any = None,
) -> tuple[Session, World, Clock]:
    """A session over a fake world with its own folder for state and wallets."""
    world = world or World()
    clock = Clock()
    kept: Any = journal if journal is not None else FakeJournal()
    settings = Settings("dev", wallet, "default", folder / "wallets", False, "tao-dark")
    session = Session(
        settings,
        views=ViewState(folder / "app.json"),
        reads=FakeReads(world),
        deeds=FakeDeeds(world),
        journal=kept,
        clock=clock,
    )
    session.network = network or Network("dev", ("ws://127.0.0.1:9944",), None, False, True)
    return session, world, clock


def make_alice(folder: Path, *, encrypted: bool = False) -> None:
    """Wallet alice with the well-known key and one hotkey, or with an encrypted one whose file is a copy."""
    from tao_tui.wallet import KeySource, WalletFolder

    wallets = WalletFolder(folder / "wallets")
    if encrypted:
        shutil.copytree(GOLDEN / "btwallet9" / "cold12", folder / "wallets" / "alice")
        return
    wallets.import_coldkey("alice", KeySource.uri("//Alice"))
    wallets.import_hotkey("alice", "default", KeySource.uri("//Alice//hot"))
