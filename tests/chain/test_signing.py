"""The bytes that are signed say what was asked, and nothing signed by or for somebody else gets further."""

from __future__ import annotations

from dataclasses import replace

import bittensor_core
import pytest

from tao_tui.chain.calls.call import Call
from tao_tui.chain.client import connect
from tao_tui.chain.extrinsics.inclusion import extrinsic_hash
from tao_tui.chain.extrinsics.nonces import signed_by
from tao_tui.chain.extrinsics.pay import NonceTaken
from tao_tui.chain.extrinsics.signing import assemble
from tao_tui.chain.networks import Network, resolve_network
from tao_tui.errors import Fault, NodeError, UsageError
from tests.chain.fake_node import ALICE, BOB, GENESIS, FakeNode
from tests.chain.sent import KEY, SIGNER, sign


async def test_the_signed_bytes_say_what_was_asked(node: FakeNode) -> None:
    async with connect(Network("mine", (node.url,), GENESIS)) as client:
        signed = await sign(client)
        read = client.runtime.codec.decode_extrinsic(signed.data)
        assert read["address"] == ALICE
        assert read["call"]["call_function"] == "transfer_keep_alive"
        assert signed.hash == extrinsic_hash(signed.data)
        assert (signed.birth_block, signed.valid_until) == (0, 7)


async def test_a_pinned_network_signs_with_the_metadata_hash(node: FakeNode) -> None:
    async with connect(Network("mine", (node.url,), GENESIS)) as client:
        call = client.runtime.compose(Call("System", "remark", {"remark": b"x"}))
        request = await client.prepare(call, SIGNER, 1)
        assert request.metadata_hash == client.runtime.metadata_digest()
        assert request.additional.endswith(b"\x01" + request.metadata_hash)
        assert request.valid_until == request.birth_block + 127
    node.handlers["state_call"] = lambda name, *_: "0x010100"
    async with connect(Network("mine", (node.url,), GENESIS)) as client:
        assert (await client.prepare(call, SIGNER, 1)).metadata_hash is not None


async def test_a_development_runtime_without_the_hash_is_signed_without(node: FakeNode) -> None:
    async with connect(resolve_network(node.url)) as client:
        call = client.runtime.compose(Call("System", "remark", {"remark": b"x"}))
        assert (await client.prepare(call, SIGNER, 1)).metadata_hash is not None
        node.handlers["state_call"] = lambda name, *_: "0x010100"
        assert (await client.prepare(call, SIGNER, 1)).metadata_hash is None


async def test_v14_alone_is_not_enough_to_sign_on_a_pinned_network(node: FakeNode) -> None:
    node.metadata_versions = (14,)
    async with connect(Network("mine", (node.url,), GENESIS)) as client:
        call = client.runtime.compose(Call("System", "remark", {"remark": b"x"}))
        with pytest.raises(NodeError) as caught:
            await client.prepare(call, SIGNER, 1)
        assert caught.value.code == "unsupported"


async def test_a_foreign_signature_never_becomes_an_extrinsic(node: FakeNode) -> None:
    async with connect(resolve_network(node.url)) as client:
        call = client.runtime.compose(Call("Balances", "transfer_keep_alive", {"dest": BOB, "value": 1}))
        request = await client.prepare(call, SIGNER, 1)
        other = bittensor_core.Keypair.from_uri("//Bob").sign(request.payload)
        for signature in (
            other,
            KEY.sign(b"something else"),
            b"",
            bytes(64),
            KEY.sign(request.payload) + b"\0",
        ):
            with pytest.raises(Fault) as caught:
                assemble(request, signature)
            assert caught.value.code == "bad_signature"
    assert node.submitted == []


@pytest.mark.parametrize("period", [0, 3, 5, 100, 8192, -4])
async def test_an_era_is_a_power_of_two(node: FakeNode, period: int) -> None:
    async with connect(resolve_network(node.url)) as client:
        call = client.runtime.compose(Call("System", "remark", {"remark": b"x"}))
        with pytest.raises(UsageError):
            await client.prepare(call, SIGNER, 1, period=period)


async def test_a_runtime_that_changed_since_composing_stops_the_signing(node: FakeNode) -> None:
    async with connect(resolve_network(node.url)) as client:
        call = client.runtime.compose(Call("System", "remark", {"remark": b"x"}))
        moved = replace(call, data=b"\x00\x07" + call.data[2:])
        with pytest.raises(NodeError):
            await client.prepare(moved, SIGNER, 1)


async def test_older_names_of_the_nonce_are_tried(node: FakeNode) -> None:
    node.refused.add("system_accountNextIndex")
    async with connect(resolve_network(node.url)) as client:
        assert (await sign(client)).nonce == 7
        node.handlers["account_nextIndex"] = lambda address: 3
        assert (await sign(client)).nonce == 3


async def test_the_fee_is_the_runtimes(node: FakeNode) -> None:
    async with connect(resolve_network(node.url)) as client:
        call = client.runtime.compose(Call("System", "remark", {"remark": b"x"}))
        assert (await client.cost(call, SIGNER)).fee_rao == 144_723


async def test_nonces_on_their_way_are_left_out_and_one_to_replace_is_taken_again(node: FakeNode) -> None:
    async with connect(resolve_network(node.url)) as client:
        call = client.runtime.compose(Call("System", "remark", {"remark": b"x"}))
        birth = node.final.number
        taken = {0: birth + 1, 1: birth + 9, 2: birth, 3: birth + 9}
        assert (await client.prepare(call, SIGNER, 1, taken=taken)).nonce == 2
        assert (await client.prepare(call, SIGNER, 1, taken=taken, instead_of=1)).nonce == 1
        node.handlers["system_accountNextIndex"] = lambda _: 2
        with pytest.raises(NonceTaken):
            await client.prepare(call, SIGNER, 1, taken=taken, instead_of=1)


def test_who_signed_is_read_from_the_bytes_alone(node: FakeNode) -> None:
    for data in (b"", b"\x04", b"\x10\x84\x00", bytes.fromhex("0c040300"), b"\xff" * 200):
        assert signed_by(data) is None
