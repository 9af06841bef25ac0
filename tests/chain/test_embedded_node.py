"""The client and the embedded node understand each other: two programs that share no code of the wire."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import bittensor_core
import pytest

from tao_tui.addresses import address_of, parse_address
from tao_tui.chain.calls.call import Call
from tao_tui.chain.client import Client, connect
from tao_tui.chain.extrinsics.inclusion import Inclusion
from tao_tui.chain.extrinsics.signing import assemble
from tao_tui.chain.networks import resolve_network
from tao_tui.chain.query import RuntimeCall, Storage
from tao_tui.devnet.node.node import Node
from tao_tui.devnet.pallets.balances import Balances
from tao_tui.devnet.rpc.server import serve
from tao_tui.devnet.runtime import make_runtime
from tao_tui.errors import ChainRejected

ALICE = bittensor_core.Keypair.from_uri("//Alice")
BOB = bittensor_core.Keypair.from_uri("//Bob")
FUNDS = 10**15


@pytest.fixture
async def chain() -> AsyncIterator[tuple[Client, Node]]:
    runtime = make_runtime()
    with runtime.genesis():
        for pair in (ALICE, BOB):
            runtime.pallet(Balances).endow(bytes(pair.public_key), FUNDS)
    node = Node(runtime, block_time=None, finality_lag=1)
    async with serve(node) as server, connect(resolve_network(server.url)) as client:
        node.new_block()
        yield client, node


def account(pair: bittensor_core.Keypair) -> Storage:
    return Storage("System", "Account", (pair.ss58_address,))


async def send(client: Client, node: Node, call: Call) -> Inclusion:
    """Sign as Alice, send, make blocks until it is final."""
    request = await client.prepare(client.runtime.compose(call), parse_address(ALICE.ss58_address), 1)
    signed = assemble(request, ALICE.sign(request.payload))
    block_hash = None

    async def drive() -> None:
        nonlocal block_hash
        async for status in client.submit(signed):
            block_hash = status.block_hash
            if status.kind in ("ready", "in_block"):
                node.new_block()

    await asyncio.wait_for(drive(), 60)
    assert block_hash is not None
    found = await client.find_extrinsic(
        signed.hash, signed.signer, signed.nonce, signed.birth_block, signed.valid_until
    )
    inclusion = await client.outcome(signed.hash, block_hash)
    assert found == inclusion
    return inclusion


async def test_a_transfer_arrives_and_costs_what_was_said(chain: tuple[Client, Node]) -> None:
    client, node = chain
    call = Call("Balances", "transfer_keep_alive", {"dest": BOB.ss58_address, "value": 10**9})
    fee = (await client.cost(client.runtime.compose(call), parse_address(ALICE.ss58_address))).fee_rao
    inclusion = await send(client, node, call)
    assert inclusion.success
    assert inclusion.fee_rao == fee > 0
    moved = next(event for event in inclusion.events if event.name == "Transfer")
    assert moved.get("amount") == 10**9
    alice, bob = (await client.read((account(ALICE), account(BOB)))).data
    assert bob["data"]["free"] == FUNDS + 10**9
    assert alice["data"]["free"] == FUNDS - 10**9 - fee
    assert alice["nonce"] == 1


async def test_a_failed_transfer_costs_its_fee_and_says_why(chain: tuple[Client, Node]) -> None:
    client, node = chain
    call = Call("Balances", "transfer_keep_alive", {"dest": BOB.ss58_address, "value": 2 * FUNDS})
    inclusion = await send(client, node, call)
    assert not inclusion.success
    assert inclusion.error is not None
    assert inclusion.error.words
    assert inclusion.fee_rao > 0


async def test_an_account_that_cannot_pay_is_refused_by_the_pool(chain: tuple[Client, Node]) -> None:
    client, _ = chain
    poor = bittensor_core.Keypair.from_uri("//Poor")
    call = client.runtime.compose(Call("System", "remark", {"remark": b"x"}))
    request = await client.prepare(call, parse_address(poor.ss58_address), 1)
    signed = assemble(request, poor.sign(request.payload))
    with pytest.raises(ChainRejected) as caught:
        async for _ in client.submit(signed):
            pass
    assert caught.value.code == "Payment"


async def test_the_metadata_hash_is_signed_and_checked(chain: tuple[Client, Node]) -> None:
    client, _ = chain
    call = client.runtime.compose(Call("System", "remark", {"remark": b"x"}))
    request = await client.prepare(call, parse_address(ALICE.ss58_address), 1)
    assert request.metadata_hash == client.runtime.metadata_digest()


async def test_storage_calls_and_maps_are_read(chain: tuple[Client, Node]) -> None:
    client, node = chain
    reading = await client.read(
        (
            Storage("System", "Number"),
            RuntimeCall("AccountNonceApi", "account_nonce", (ALICE.ss58_address,)),
            account(BOB),
        )
    )
    assert reading.block.number == node.head.number
    assert reading.data[:2] == (1, 0)
    listed = await client.entries("System", "Account")
    keys = {address_of(bytes(pair.public_key)) for pair in (ALICE, BOB)}
    assert keys <= {key for key, _ in listed.data}


async def test_heads_and_changes_follow_the_blocks(chain: tuple[Client, Node]) -> None:
    client, node = chain
    numbers: list[int] = []
    blocks: list[object] = []

    async def heads() -> None:
        async for head in client.heads():
            assert head.block.hash == "0x" + node.blocks[head.block.number].hash.hex()
            numbers.append(head.block.number)

    async def changes() -> None:
        async for change in client.changes((Storage("System", "Number"), account(BOB))):
            blocks.append(sorted(item.item for item in change.values))

    tasks = [asyncio.create_task(heads()), asyncio.create_task(changes())]
    async with asyncio.timeout(60):
        while not numbers or not blocks:
            await asyncio.sleep(0.01)
        node.new_block()
        while numbers != [1, 2] or len(blocks) < 2:
            await asyncio.sleep(0.01)
    for task in tasks:
        task.cancel()
    assert blocks[0] == ["Account", "Number"]
    assert blocks[1] == ["Number"]
