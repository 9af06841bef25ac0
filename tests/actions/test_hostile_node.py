"""A node that lies: what a person is told, and that nothing is signed, or nothing that the chain takes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import bittensor_core as bc
import pytest

from tao_tui.actions.account import Account
from tao_tui.actions.lifecycle.flow import submit
from tao_tui.actions.lifecycle.reviewing import review
from tao_tui.actions.plan import Review
from tao_tui.addresses import Address
from tao_tui.chain.answers.header import hash_of
from tao_tui.chain.calls.call import Call
from tao_tui.chain.client import Client, connect
from tao_tui.chain.networks import Network
from tao_tui.chain.runtime import ChainRuntime
from tao_tui.chain.trust.evidence import Unconfirmed
from tao_tui.cli.signing.review_text import review_lines, review_row
from tao_tui.devnet.frame.metadata import metadata
from tao_tui.devnet.node.node import Node
from tao_tui.devnet.rpc.server import serve
from tao_tui.devnet.worlds import new_world
from tao_tui.errors import ChainRejected, NodeProtocolError, WrongNetwork
from tao_tui.genesis import FINNEY_GENESIS
from tao_tui.journal.journal import Journal
from tao_tui.reads.subnets.market import read_subnet
from tao_tui.scale.compact import write_compact
from tao_tui.wallet import Transaction
from tests.chain.liar import Liar, lying
from tests.chain.test_connection import until

pytestmark = pytest.mark.xdist_group("hostile")

PAIR = bc.Keypair.from_uri("//Alice")
ALICE = Account(Address(PAIR.ss58_address), "alice", (("h1", Address(PAIR.ss58_address)),))
BOB = Address(bc.Keypair.from_uri("//Bob").ss58_address)
SIM = "SwapRuntimeApi_sim_swap_tao_for_alpha"


@dataclass
class Stage:
    """An honest node, a liar in front of it, and what the key was asked to sign."""

    node: Node
    honest: str
    liar: Liar
    journal: Journal
    signed: list[bytes] = field(default_factory=list)

    @property
    def genesis(self) -> str:
        return "0x" + self.node.genesis_hash.hex()

    @asynccontextmanager
    async def client(self, *, second: str = "", pinned: bool = False) -> AsyncIterator[Client]:
        """A client that asks the liar, with a second node to confirm it where one is named."""
        network = Network("private", (self.liar.url,), self.genesis if pinned else None)
        if second:
            network = replace(network, seconds=(("", second),))
        async with connect(network, timeout=5) as client:
            yield client

    async def sign(self, transaction: Transaction) -> bytes:
        self.signed.append(transaction.payload)
        return bytes(PAIR.sign(transaction.payload))

    async def carry_out(self, client: Client, agreed: Review) -> None:
        """Sign and send with a block made every few milliseconds."""

        async def blocks() -> None:
            while True:
                await asyncio.sleep(0.02)
                self.node.new_block()

        maker = asyncio.create_task(blocks())
        try:
            await asyncio.wait_for(submit(agreed, client, self.sign, self.journal), 60)
        finally:
            maker.cancel()

    def calls(self) -> list[str]:
        """Names of all signed calls that the chain carried out."""
        runtime = ChainRuntime(metadata(self.node.runtime, 15), spec_version=1, transaction_version=1)
        found = []
        for block in self.node.blocks:
            for extrinsic in block.extrinsics:
                decoded = runtime.codec.decode_extrinsic(bytes(extrinsic))
                if "address" in decoded:
                    found.append("{call_module}.{call_function}".format_map(decoded["call"]))
        return found


@pytest.fixture
async def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    monkeypatch.setenv("TAO_TUI_HOME", str(tmp_path))
    node = new_world("small")
    node.actors.clear()
    async with serve(node) as server, lying(server.url) as liar:
        for _ in range(4):
            node.new_block()
        with Journal(tmp_path / "journal.sqlite") as journal:
            yield Stage(node, server.url, liar, journal)


def transfer(client: Client, amount: str = "1.5") -> Any:
    return review("transfer", {"dest": BOB, "amount": amount}, client, ALICE)


def stake(client: Client, hotkey: Address) -> Any:
    return review("stake.add", {"netuid": 1, "hotkey": hotkey, "amount": "10"}, client, ALICE)


def text(agreed: Review) -> str:
    return "\n".join(review_lines(agreed, "private"))


@contextmanager
def refused(stage: Stage, code: str) -> Iterator[pytest.ExceptionInfo[Unconfirmed]]:
    """What is done here ends unconfirmed, with nothing signed and nothing sent."""
    with pytest.raises(Unconfirmed) as caught:
        yield caught
    assert caught.value.code == code
    assert "Nothing was signed" in caught.value.hint
    assert stage.signed == []
    assert stage.liar.submitted == []
    assert stage.journal.rows() == ()


async def test_an_honest_relay_is_confirmed_and_says_so(stage: Stage) -> None:
    async with stage.client(second=stage.honest) as client:
        agreed = await transfer(client)
        assert agreed.source.confirmed
        assert f"{stage.liar.url}, confirmed by {stage.honest}, at block 4" in text(agreed)
        assert review_row(agreed)["source"]["confirmed_by"] == stage.honest
        await stage.carry_out(client, agreed)
    assert len(stage.signed) == 1
    assert stage.calls() == ["Balances.transfer_keep_alive"]


async def test_without_a_second_node_the_review_says_who_said_it(stage: Stage) -> None:
    async with stage.client() as client:
        agreed = await transfer(client)
    assert "Said by" in text(agreed)
    assert f"{stage.liar.url} (no second node is set), at block 4" in text(agreed)
    assert review_row(agreed)["source"] == {
        "said_by": stage.liar.url,
        "confirmed_by": None,
        "objection": None,
    }


async def test_another_genesis_is_refused_before_anything_is_signed(stage: Stage) -> None:
    stage.liar.lies["chain_getBlockHash"] = lambda params, said: FINNEY_GENESIS if params == [0] else said
    with pytest.raises(WrongNetwork, match="it follows finney"):
        async with stage.client(pinned=True) as client:
            await transfer(client)
    assert stage.signed == []


async def test_a_swapped_call_index_makes_a_signature_the_chain_refuses(stage: Stage) -> None:
    stage.liar.lies["Metadata_metadata_at_version"] = lambda params, said: swapped(said)
    async with stage.client(pinned=True) as client:
        agreed = await transfer(client)
        assert agreed.call.decoded.function == "transfer_keep_alive"
        honest = ChainRuntime(metadata(stage.node.runtime, 15), spec_version=1, transaction_version=1)
        assert honest.decode_call(agreed.call.data).function == "transfer_allow_death"
        with pytest.raises(ChainRejected) as caught:
            await stage.carry_out(client, agreed)
    assert caught.value.code == "BadProof"
    assert caught.value.hint
    assert len(stage.signed) == 1
    assert stage.calls() == []
    assert [row.status for row in stage.journal.rows()] == ["rejected"]


async def test_a_false_fee_is_found_by_the_second_node(stage: Stage) -> None:
    stage.liar.lies["TransactionPaymentApi_query_info"] = lambda params, said: said[:-16] + "00" * 8
    async with stage.client() as client:
        assert (await transfer(client)).fee.rao == 0
    async with stage.client(second=stage.honest) as client:
        agreed = await transfer(client)
        assert "says otherwise about the network fee at block 4" in text(agreed)
        with refused(stage, "unconfirmed"):
            await stage.carry_out(client, agreed)


async def test_a_forged_balance_is_found_by_the_second_node(stage: Stage) -> None:
    stage.liar.lies["state_queryStorageAt"] = forged_balance
    async with stage.client(second=stage.honest) as client:
        agreed = await transfer(client, "1000000")
        assert "the balance of an account" in agreed.source.objection
        with refused(stage, "unconfirmed"):
            await stage.carry_out(client, agreed)


async def test_a_forged_pool_is_found_by_the_second_node(stage: Stage) -> None:
    stage.liar.lies[SIM] = lambda params, said: said[:2] + "ff" * 4 + said[10:]
    async with stage.client(second=stage.honest) as client:
        hotkey = (await read_subnet(client, 1)).data.owner_hotkey
        agreed = await stake(client, hotkey)
        assert "the pool of the trade" in agreed.source.objection
        with refused(stage, "unconfirmed"):
            await stage.carry_out(client, agreed)


async def test_withheld_blocks_are_found_by_the_second_node(stage: Stage) -> None:
    frozen = "0x" + stage.node.head.hash.hex()
    stage.liar.lies["chain_getHead"] = lambda params, said: frozen
    for _ in range(9):
        stage.node.new_block()
    block = stage.node.blocks[4]
    assert "0x" + block.hash.hex() == frozen
    async with stage.client(second=stage.honest) as client:
        agreed = await transfer(client)
        assert agreed.block.number == 4
        assert "blocks further" in agreed.source.objection
        with refused(stage, "unconfirmed"):
            await stage.carry_out(client, agreed)


async def test_a_block_the_second_node_never_saw_confirms_nothing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tao_tui.chain.trust.witness._SHORTEST_PATIENCE", 0.1)
    monkeypatch.setattr("tao_tui.chain.trust.witness._LONGEST_PATIENCE", 0.1)
    other = new_world("small")
    other.actors.clear()
    async with serve(other) as server, stage.client(second=server.url) as client:
        other.new_block()
        agreed = await transfer(client)
        assert "has no block 4 yet" in agreed.source.objection
        with refused(stage, "unconfirmed"):
            await stage.carry_out(client, agreed)


async def test_a_second_node_of_another_chain_or_none_at_all_confirms_nothing(
    stage: Stage, unused_tcp_port: int
) -> None:
    nobody = f"ws://127.0.0.1:{unused_tcp_port}"
    for second, said in ((nobody, "Nothing listens"), (stage.liar.url, "is the one")):
        async with stage.client(second=second) as client:
            agreed = await transfer(client)
            assert said in agreed.source.objection
            with refused(stage, "unconfirmed"):
                await stage.carry_out(client, agreed)


async def test_a_made_up_final_block_makes_a_signature_the_chain_refuses(stage: Stage) -> None:
    header = {
        "parentHash": "0x" + "01" * 32, "number": "0x3", "stateRoot": "0x" + "02" * 32,
        "extrinsicsRoot": "0x" + "03" * 32, "digest": {"logs": []},
    }  # fmt: skip
    made_up = hash_of(header)
    stage.liar.lies["chain_getFinalizedHead"] = lambda params, said: made_up
    stage.liar.lies["chain_getHeader"] = lambda params, said: header if params == [made_up] else said
    async with stage.client(pinned=True) as client:
        agreed = await transfer(client)
        with pytest.raises(ChainRejected) as caught:
            await stage.carry_out(client, agreed)
    assert caught.value.code == "BadProof"
    assert stage.calls() == []


async def test_false_news_of_finality_is_not_believed_without_the_block(stage: Stage) -> None:
    def final(result: Any) -> list[Any]:
        return [{"finalized": "0x" + "77" * 32}]

    stage.liar.retold["author_submitAndWatchExtrinsic"] = final
    async with stage.client() as client:
        await stage.carry_out(client, await transfer(client))
    (row,) = stage.journal.rows()
    assert row.status == "finalized"
    assert row.block_number is not None
    assert row.block_hash == "0x" + stage.node.blocks[row.block_number].hash.hex()
    assert stage.calls() == ["Balances.transfer_keep_alive"]


async def test_heads_told_again_and_out_of_order_do_not_go_backwards(stage: Stage) -> None:
    old: list[Any] = []

    def again(result: Any) -> list[Any]:
        old.append(result)
        return [result, old[0], result]

    stage.liar.retold["chain_subscribeNewHeads"] = again
    numbers: list[int] = []

    async def follow(client: Client) -> None:
        async for head in client.heads():
            numbers.append(head.block.number)

    async with stage.client() as client:
        task = asyncio.create_task(follow(client))
        await until(lambda: numbers)
        for number in range(5, 12):
            stage.node.new_block()
            await until(lambda number=number: number in numbers)
        task.cancel()
    assert numbers[-1] == 11
    assert 4 not in numbers[numbers.index(9) :]


async def test_a_name_with_escape_sequences_reaches_no_review(stage: Stage) -> None:
    hostile = b"T\x1b[2J\x9b31meratio"
    stage.liar.lies["SubnetInfoRuntimeApi_get_dynamic_info"] = lambda params, said: said.replace(
        compacts(b"Text generation"), compacts(hostile)
    ).replace(b"Text generation".hex(), hostile.hex())
    async with stage.client() as client:
        shown = (await read_subnet(client, 1)).data
        assert shown.name.startswith("T")
        assert shown.name != "Text generation"
        assert "\x1b" not in shown.name
        assert "\x1b" not in text(await stake(client, shown.owner_hotkey))


def nested(levels: int) -> Any:
    """A list in a list in a list."""
    inner: Any = "0x00"
    for _ in range(levels):
        inner = [inner]
    return inner


@pytest.mark.parametrize("levels", [100, 900])
async def test_deeply_nested_answers_are_an_error_and_nothing_more(stage: Stage, levels: int) -> None:
    async with stage.client() as client:
        for method in (
            "state_queryStorageAt",
            "chain_getHeader",
            "chain_getHead",
            "TransactionPaymentApi_query_info",
        ):
            stage.liar.lies = {method: lambda params, said: nested(levels)}
            with pytest.raises(NodeProtocolError) as caught:
                await transfer(client)
            assert len(caught.value.message) < 300
        stage.liar.lies = {}
        assert (await transfer(client)).fee.rao > 0
    assert stage.signed == []


async def test_calls_nested_without_end_are_not_followed(stage: Stage) -> None:
    async with stage.client() as client:
        data = client.runtime.compose(Call("Utility", "batch_all", {"calls": []})).data
        bomb = data[:2] + (b"\x04" + data[:2]) * 100_000 + b"\x00"
        with pytest.raises(NodeProtocolError, match="nested too deeply"):
            client.runtime.decode_call(bomb)
        kind = f"scale_info::{client.runtime._registry.call_type()}"
        with pytest.raises(NodeProtocolError, match="recursion"):
            client.runtime.decode(kind, bomb)


async def test_an_oversized_answer_ends_with_its_reason(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tao_tui.chain.connection.dial.MAX_MESSAGE", 1 << 20)
    async with stage.client() as client:
        await client.head()
        stage.liar.lies["state_queryStorageAt"] = lambda params, said: "0x" + "00" * (1 << 20)
        with pytest.raises(NodeProtocolError, match="more at once than is taken"):
            await transfer(client)
    assert stage.signed == []


def swapped(opaque: str) -> str:
    """Metadata in which two calls of Balances have each other's index."""
    data = bytes.fromhex(opaque[2:])
    keep, allow = b"\x4ctransfer_keep_alive", b"\x50transfer_allow_death"
    assert data.count(keep) == data.count(allow) == 1
    return "0x" + data.replace(keep, b"?").replace(allow, keep).replace(b"?", allow, 1).hex()


def compacts(name: bytes) -> str:
    """Text as the runtime API gives it: a vector of compact bytes."""
    return b"".join(write_compact(byte) for byte in name).hex()


def forged_balance(params: list[Any], said: Any) -> Any:
    """A million TAO for whoever's account is asked for."""
    changes = [
        [key, value[:34] + (10**17).to_bytes(8, "little").hex() + value[50:] if value else value]
        for key, value in said[0]["changes"]
    ]
    return [{**said[0], "changes": changes}]
