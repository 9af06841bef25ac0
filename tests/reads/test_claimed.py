"""What a claim of root dividends paid: sold, kept or both, beside trades, in turn, and never guessed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bittensor_core as bc
import pytest

from tao_tui.addresses import Address, address_of
from tao_tui.chain.client import Client, connect
from tao_tui.chain.networks import resolve_network
from tao_tui.devnet.cast.people import operators
from tao_tui.devnet.node.node import Node
from tao_tui.devnet.pallets.subtensor import claims
from tao_tui.devnet.pallets.subtensor.module import SubtensorModule
from tao_tui.devnet.pallets.subtensor.positions import stake_of
from tao_tui.devnet.pallets.subtensor.purse import subnet_account
from tao_tui.devnet.rpc.server import serve
from tao_tui.devnet.worlds import new_world
from tao_tui.errors import NodeError
from tao_tui.journal.finding import OF_THE_BLOCK, Finding
from tao_tui.journal.findings import Findings
from tao_tui.journal.journal import Journal
from tao_tui.journal.movement import Movement, read_back
from tao_tui.reads.past.block_scan import scan
from tao_tui.reads.past.claimed import UNTOLD, dividends_of
from tests.devnet.signing import ALICE, events, runtime_of, signed

TAO = 10**9
DEMO = bc.Keypair.from_uri("//Demo")
ME = Address(DEMO.ss58_address)
HOTKEY = operators()[0].hot.public_key
VALIDATOR = address_of(HOTKEY)
POOLS = {address_of(subnet_account(netuid)): netuid for netuid in range(7)}
MODULE = "SubtensorModule"


@dataclass
class Stage:
    """The demo world without its inhabitants, and a client."""

    node: Node
    client: Client
    journal: Journal

    @property
    def chain(self) -> SubtensorModule:
        return self.node.runtime.pallet(SubtensorModule)

    def block(self, *calls: tuple[str, dict[str, Any]]) -> str:
        """Make a block with these calls of the demo coldkey; answers its hash."""
        for function, arguments in calls:
            self.node.submit(signed(self.node, DEMO, (MODULE, function, arguments)))
        self.node.new_block()
        return "0x" + self.node.head.hash.hex()

    def owed(self) -> dict[int, int]:
        return {n: claims.owed(self.chain, HOTKEY, DEMO.public_key, n) >> 32 for n in range(1, 7)}

    def root(self) -> int:
        return stake_of(self.chain, HOTKEY, DEMO.public_key, 0)

    def sold(self) -> int:
        """What the chain itself moved from pools to root's account in the newest block."""
        told = [fields for _, name, fields in events(self.node) if name == "Transfer"]
        return sum(each["amount"] for each in told if POOLS.get(each["to"]) == 0 and POOLS.get(each["from"]))

    async def paid(self, block_hash: str, place: int | None = None) -> tuple[Movement, ...]:
        """What the claim in the newest block, by default the only one, is said to have paid."""
        if place is None:
            (place,) = self.place("claim_root")
        return await dividends_of(self.client, block_hash, place, ME)

    def place(self, function: str) -> list[int]:
        """Where in the newest block the calls of a function are."""
        runtime = runtime_of(self.node)
        decoded = [runtime.decode_extrinsic(raw) for raw in self.node.blocks[-1].extrinsics]
        return [at for at, each in enumerate(decoded) if each["call"]["call_function"] == function]

    async def found(self) -> list[Finding]:
        async for _ in scan(self.client, Findings(self.journal), [ME], blocks=200, rest=0):
            pass
        return list(Findings(self.journal).every())


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    node = new_world("small")
    node.actors.clear()
    node.runtime.pallet(SubtensorModule).NumRootClaim.value = 0
    async with serve(node) as server, connect(resolve_network(server.url)) as client:
        with Journal(tmp_path / "journal.sqlite") as journal:
            node.new_block()
            yield Stage(node, client, journal)


def claim(*netuids: int) -> tuple[str, dict[str, Any]]:
    return "claim_root", {"subnets": sorted(netuids)}


def keep(*netuids: int) -> tuple[str, dict[str, Any]]:
    return "set_root_claim_type", {"new_root_claim_type": {"KeepSubnets": {"subnets": sorted(netuids)}}}


async def test_what_was_sold_is_told_to_the_rao(stage: Stage) -> None:
    before = stage.root()
    block = stage.block(claim(1, 2, 3))
    got = stage.root() - before
    assert got == stage.sold() > TAO // 2
    assert await stage.paid(block) == (Movement("dividends", 0, 0, got, VALIDATOR, got),)


async def test_what_was_kept_is_told_to_the_rao_beside_what_was_sold(stage: Stage) -> None:
    stage.block(keep(1, 4))
    owed, before = stage.owed(), stage.root()
    block = stage.block(claim(1, 2, 3, 4, 5))
    got = stage.root() - before
    sold, *kept = await stage.paid(block)
    assert sold == Movement("dividends", 0, 0, got, VALIDATOR, got)
    # Root stake that came with the claim has no part in what was earned before: three roundings of it.
    assert [(each.netuid, each.other) for each in kept] == [(1, VALIDATOR), (4, VALIDATOR)]
    for each in kept:
        netuid = each.netuid or 0
        assert abs(each.alpha_rao - owed[netuid]) <= 3
        pool = stage.chain.SubnetTAO[netuid] * TAO // stage.chain.SubnetAlphaIn[netuid]
        assert each.worth_rao == pytest.approx(each.alpha_rao * pool // TAO, rel=1e-6)


async def test_trades_of_the_same_block_are_no_dividends(stage: Stage) -> None:
    stake = {"hotkey": VALIDATOR, "netuid": 0, "amount_staked": 7 * TAO}
    before = stage.root()
    block = stage.block(("add_stake", stake), claim(1), claim(2))
    got = stage.root() - before - 7 * TAO
    first, second = stage.place("claim_root")
    assert got == pytest.approx(stage.sold(), abs=2)
    # What two claims in one block paid cannot be told apart, and counts for the first.
    assert await stage.paid(block, first) == (Movement("dividends", 0, 0, got, VALIDATOR, got),)
    assert await stage.paid(block, second) == ()


async def test_what_cannot_be_known_is_never_guessed(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = stage.block(keep(1), claim(1, 2))
    assert await stage.paid(changed) == (UNTOLD,)
    leaves = {"hotkey": VALIDATOR, "netuid": 0, "amount_unstaked": 7 * TAO}
    left = stage.block(("remove_stake", leaves), claim(1, 3))
    sold, kept = await stage.paid(left)
    assert (sold.kind, sold.netuid, kept) == ("dividends", 0, UNTOLD)
    block = stage.block(claim(4))
    parent, read = stage.node.blocks[-2].hash.hex(), stage.client.read

    async def pruned(items: Any, at: str | None = None) -> Any:
        if at == f"0x{parent}":
            raise NodeError("That block's state is gone.", code="state_pruned")
        return await read(items, at)

    monkeypatch.setattr(stage.client, "read", pruned)
    assert await stage.paid(block) == (UNTOLD,)


async def test_what_the_chain_claimed_in_turn_is_found(stage: Stage) -> None:
    many = runtime_of(stage.node).compose_call(MODULE, "sudo_set_num_root_claims", {"new_value": 50})
    stage.node.submit(signed(stage.node, ALICE, ("Sudo", "sudo", {"call": bytes(many)})))
    before = stage.root()
    for _ in range(100):
        stage.block()
        if stage.root() > before + TAO:
            break
    got = stage.root() - before
    (found,) = [each for each in await stage.found() if each.position == OF_THE_BLOCK]
    assert (found.role, found.account, found.fee_rao, found.block_number) == (
        "received", ME, None, stage.node.head.number,
    )  # fmt: skip
    assert read_back(Movement, found.moved_json) == (Movement("dividends", 0, 0, got, VALIDATOR, got),)
