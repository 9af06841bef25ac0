"""Extrinsics of the past, found again in the blocks."""

from __future__ import annotations

import pytest

from tao_tui.chain.client import connect
from tao_tui.chain.networks import resolve_network
from tao_tui.errors import NodeError
from tests.chain.fake_node import ALICE, FakeNode, RpcFailure, account, key
from tests.chain.sent import SIGNER, sign


@pytest.mark.parametrize("state", ["kept", "pruned", "account closed"])
async def test_an_old_extrinsic_is_found_by_nonce_or_by_reading_every_block(
    node: FakeNode, state: str
) -> None:
    async with connect(resolve_network(node.url)) as client:
        signed = await sign(client)
        for number in range(60):
            extrinsics = ["0x" + signed.data.hex()] if number == 41 else []
            nonce = {key("System", "Account", ALICE): account(9, nonce=1)} if number == 41 else {}
            await node.new_block(extrinsics, nonce)
        if state == "account closed":
            await node.new_block(changes={key("System", "Account", ALICE): account(0)})
        head = node.head
        if state == "pruned":

            def query(keys: list[str], at: str | None = None) -> object:
                if key("System", "Account", ALICE) in keys:
                    raise RpcFailure(4003, "Client error: UnknownBlock: State already discarded for x")
                block = next(one for one in node.blocks if at in (None, one.hash))
                return [{"block": block.hash, "changes": [[one, block.state.get(one)] for one in keys]}]

            node.handlers["state_queryStorageAt"] = query
        node.frames.clear()
        found = await client.find_extrinsic(signed.hash, SIGNER, 0, 1, 10_000)
        assert found is not None
        assert found.block.number == 43
        blocks_read = node.methods().count("chain_getBlock")
        assert blocks_read < 10 if state == "kept" else blocks_read >= 43
        if state == "kept":
            assert await client.find_extrinsic("0x" + "00" * 32, SIGNER, 1, 1, 10_000) is None
        assert await client.find_extrinsic("0x" + "00" * 32, SIGNER, 0, 1, 10_000) is None
        assert await client.find_extrinsic(signed.hash, SIGNER, 0, head.number + 1, 10_000) is None


async def test_an_outcome_is_of_the_block_that_was_named(node: FakeNode) -> None:
    async with connect(resolve_network(node.url)) as client:
        with pytest.raises(NodeError) as caught:
            await client.outcome("0x" + "11" * 32, node.head.hash)
    assert caught.value.code == "not_in_block"


async def test_an_outcome_is_told_when_the_parents_state_is_pruned(node: FakeNode) -> None:
    def version(at: str | None = None) -> object:
        if at is not None:
            raise RpcFailure(4003, "Client error: UnknownBlock: State already discarded")
        return node._version()

    async with connect(resolve_network(node.url)) as client:
        signed = await sign(client)
        block = await node.new_block(["0x" + signed.data.hex()])
        node.handlers["state_getRuntimeVersion"] = version
        assert (await client.outcome(signed.hash, block.hash)).success
