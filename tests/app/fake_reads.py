"""Reads that answer from the fake world."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from tao_tui.amounts import Alpha, Tao
from tao_tui.chain.query import Reading
from tao_tui.consensus.dividends import Bond, DividendsShift
from tao_tui.consensus.explanation import Explanation, ServerExplanation, ValidatorExplanation, Vote
from tao_tui.errors import Declined
from tao_tui.reads.governance.decisions import LookBack
from tao_tui.reads.governance.proposals import Governance
from tao_tui.reads.identity import Identity, SubnetIdentity
from tao_tui.reads.network import Status
from tao_tui.reads.node_health import NodeHealth
from tao_tui.reads.owned.locks import Projection, StakeLock
from tao_tui.reads.owned.portfolio import Portfolio
from tao_tui.reads.owned.root_claims import RootClaims
from tao_tui.reads.scores.audit import AUDITED, audit_of
from tao_tui.reads.scores.epoch_inputs import EpochPicture
from tao_tui.reads.scores.explanations import ScoreExplanation
from tao_tui.reads.scores.follow import ScoresDelta, compare, dissolved
from tao_tui.reads.scores.items import SCORE_COLUMNS
from tao_tui.reads.scores.wall import Tile, WallDelta
from tao_tui.reads.subnets.hyperparameters import Hyperparameter
from tao_tui.reads.subnets.owned import OwnedSubnet
from tao_tui.reads.subnets.subnet_risk import SubnetRisk, SubnetRisks
from tao_tui.reads.trades.quote import Quote
from tao_tui.reads.uids.prune_risk import prune_risk
from tao_tui.reads.unknown_subnet import unknown_subnet
from tao_tui.reads.validators.nominators import Nominators
from tao_tui.reads.validators.relations import WHOLE, Lent
from tao_tui.reads.validators.roster import Survey, Validator
from tao_tui.text import Clean, clean
from tests.app.fake_world import DISSENT, DISSENTING, HASH, HOT, World, address
from tests.app.standing_fakes import StandingReads


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
            2, address(101), Alpha(40 * 10**9), Alpha(0), perpetual=False, half_life_days=90,
            owner_hotkey=False, staked=Alpha(100 * 10**9), available=Alpha(60 * 10**9),
            hotkey_conviction=Alpha(9 * 10**9), needed=Alpha(12_000 * 10**9), projection=course,
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

    async def coldkey_swap(self, client: Any, coldkey: Any) -> Reading[Any]:
        return Reading(self.world.ref, self.world.swap)

    async def proposals(self, client: Any, hotkeys: Sequence[Any]) -> Reading[Any]:
        return Reading(self.world.ref, self.world.motions())

    async def decisions(self, client: Any, journal: Any, hotkeys: Sequence[Any]) -> Reading[Any]:
        head = self.world.block
        look_back = LookBack("triumvirate", head - 100_800, head, (), None, tuple(self.world.decided))
        return Reading(self.world.ref, look_back)

    async def governance(self, client: Any) -> Reading[Any]:
        senators = (*(address(200 + i) for i in range(11)), HOT if self.world.seated else address(211))
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
