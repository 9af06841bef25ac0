"""One account that pays again and again through faults, and the truth about every payment."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import bittensor_core as bc

from tao_tui.actions.account import Account
from tao_tui.actions.lifecycle.flow import submit
from tao_tui.actions.lifecycle.repeats import SentBefore
from tao_tui.actions.lifecycle.resume import resume
from tao_tui.actions.lifecycle.reviewing import review
from tao_tui.actions.plan import Outcome
from tao_tui.addresses import Address
from tao_tui.amounts import Tao
from tao_tui.chain.client import Client, connect
from tao_tui.chain.extrinsics.inclusion import extrinsic_hash
from tao_tui.chain.extrinsics.nonces import signed_by
from tao_tui.chain.metadata.cache import MetadataCache
from tao_tui.chain.networks import Network
from tao_tui.devnet.node.fork import Return
from tao_tui.devnet.node.node import Node
from tao_tui.errors import ChainRejected, NodeError, OutcomeUnknown, TaoTuiError
from tao_tui.journal.journal import Journal
from tao_tui.journal.row import JournalRow
from tao_tui.scale.compact import write_compact
from tests.faults.relay import KINDS, Fault, FaultyRelay, faulty

PERIOD = 16
"""Blocks an extrinsic is valid for here, so that eras end within a run."""
MESSAGES = {True: 14, False: 22}
"""As many as pass in a submission, up and down."""
RECIPIENT = Address(bc.Keypair.from_uri("//Bob").ss58_address)
TIMEOUT = 0.45
_TRIES = 100


@dataclass
class Lane:
    """An account, its journal, and a relay of its own to a node that others use too."""

    number: int
    folder: Path
    ends: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.pair = bc.Keypair.from_uri(f"//Lane//{self.number}")
        self.address = Address(self.pair.ss58_address)
        self.account = Account(self.address, "lane")
        self.cache = MetadataCache()
        self.target = ""

    def network(self, url: str) -> Network:
        return Network("faults", (url,), "0x" + self.node.genesis_hash.hex())

    async def sign(self, transaction: Any) -> bytes:
        return bytes(self.pair.sign(transaction.payload))

    async def go(self, node: Node, target: str, seeds: Iterable[int]) -> None:
        """One payment after the other, each through the faults of its seed."""
        self.node, self.target = node, target
        with Journal(self.folder / f"{self.number}.sqlite") as journal:
            async with connect(self.network(self.target), timeout=10, cache=self.cache) as honest:
                for seed in seeds:
                    await self._run(seed, journal, honest)

    async def _run(self, seed: int, journal: Journal, honest: Client) -> None:
        rng = random.Random(seed)
        amount = f"1.{seed % 10**7:07d}"  # seeds follow each other, so that no two runs pay the same
        known = {row.extrinsic_hash for row in journal.rows(1000)}
        async with faulty(self.target, rng) as relay:
            end = await self._pay(amount, journal, relay, rng)
        told = f"seed {seed}: {relay.happened} ended with {end!r}"
        rows = [row for row in journal.rows(1000) if row.extrinsic_hash not in known]
        assert len(rows) <= 1, told
        self._check_end(end, rows, told)
        await self._settled(journal, honest, told)
        for row in rows:
            self._check_row(journal.row(row.extrinsic_hash), told)
        await self._wanted(amount, journal, honest, told)
        assert self.paid(amount) == 1, told
        self._check_all(journal, told)

    async def _pay(
        self, amount: str, journal: Journal, relay: FaultyRelay, rng: random.Random
    ) -> Outcome | TaoTuiError:
        async with connect(self.network(relay.url), timeout=10, cache=self.cache) as client:
            agreed = await self._agreed(amount, client)
            client.link.timeout = (await client.link.wire())._limit = TIMEOUT
            relay.begin(faults_of(rng))
            forks = asyncio.create_task(self._fork(rng)) if rng.random() < 0.3 else None
            try:
                return await submit(agreed, client, self.sign, journal)
            except TaoTuiError as error:
                return error
            finally:
                if forks is not None:
                    forks.cancel()

    async def _agreed(self, amount: str, client: Client) -> Any:
        for _ in range(_TRIES):  # a fork may take away the block it is read at, a busy machine the answer
            with suppress(NodeError):
                agreed = await review("transfer", {"dest": RECIPIENT, "amount": amount}, client, self.account)
                return replace(agreed, valid_blocks=PERIOD)
        raise AssertionError("no review in many tries")

    async def _fork(self, rng: random.Random) -> None:
        await asyncio.sleep(rng.uniform(0, 0.5))
        depth = self.node.head.number - self.node.finalized
        if depth > 0:
            self.node.retract(rng.randint(1, depth), extrinsics=rng.choice(list(Return)))

    def _check_end(self, end: Outcome | TaoTuiError, rows: list[JournalRow], told: str) -> None:
        """What the person was told agrees with the journal."""
        state = rows[0].status if rows else "nothing"
        self.ends[state] = self.ends.get(state, 0) + 1
        match end:
            case Outcome():
                assert (state, end.finalized) == ("finalized", True), told
            case ChainRejected():
                assert state in ("rejected", "expired"), told
            case OutcomeUnknown():
                assert rows[0].is_open, told
            case NodeError():
                assert state in ("nothing", "rejected"), told
            case _:
                raise AssertionError(told) from end

    async def _settled(self, journal: Journal, honest: Client, told: str) -> None:
        """Resume until nothing is open; eras are short."""
        async with asyncio.timeout(60):
            while journal.open_rows(honest.genesis):
                await resume(journal, honest)
                await asyncio.sleep(0.05)

    def _check_row(self, row: JournalRow | None, told: str) -> None:
        """The row says what the chain says."""
        assert row is not None, told
        places = [number for number, found in self.mine() if extrinsic_hash(found) == row.extrinsic_hash]
        if row.status == "finalized":
            assert places == [row.block_number], told
        else:
            assert (row.status in ("rejected", "expired"), places) == (True, []), told

    async def _wanted(self, amount: str, journal: Journal, honest: Client, told: str) -> None:
        """The person tries until it is done; what was carried out is not carried out again.

        A fork may lose it again, and nothing is certain before a final block has it.
        """
        for _ in range(_TRIES):
            if self.paid(amount):
                return
            agreed = await self._agreed(amount, honest)
            try:
                assert (await submit(agreed, honest, self.sign, journal)).finalized, told
            except (ChainRejected, SentBefore, OutcomeUnknown):
                await self._settled(journal, honest, told)

    def mine(self) -> list[tuple[int, bytes]]:
        """This account's extrinsics on the best chain, by block."""
        me = bytes(self.pair.public_key)
        return [
            (block.number, bytes(data))
            for block in self.node.blocks
            for data in block.extrinsics
            if (found := signed_by(bytes(data))) is not None and found[0] == me
        ]

    def paid(self, amount: str) -> int:
        """How often the amount, which no other run of this lane has, was paid on the best chain."""
        call = write_compact(Tao.parse(amount).rao)
        return sum(data.endswith(call) for _, data in self.mine())

    def _check_all(self, journal: Journal, told: str) -> None:
        """Nothing of this account is on the chain that the journal does not hold as carried out."""
        known = {row.extrinsic_hash for row in journal.rows(10_000) if row.status == "finalized"}
        assert {extrinsic_hash(data) for _, data in self.mine()} == known, told


def faults_of(rng: random.Random) -> list[Fault]:
    """One to three faults anywhere in a submission."""
    return [
        Fault(rng.choice(KINDS), up, rng.randrange(MESSAGES[up]))
        for up in (rng.random() < 0.4 for _ in range(rng.choice((1, 1, 2, 3))))
    ]
