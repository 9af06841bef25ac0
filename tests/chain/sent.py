"""An extrinsic signed and followed as tests do it."""

from __future__ import annotations

import bittensor_core

from tao_tui.addresses import parse_address
from tao_tui.chain.calls.call import Call
from tao_tui.chain.client import Client
from tao_tui.chain.extrinsics.signing import SignedExtrinsic, assemble
from tests.chain.fake_node import ALICE, BOB

KEY = bittensor_core.Keypair.from_uri("//Alice")

SIGNER = parse_address(ALICE)


async def sign(client: Client, value: int = 5, period: int = 8) -> SignedExtrinsic:
    call = client.runtime.compose(Call("Balances", "transfer_keep_alive", {"dest": BOB, "value": value}))
    request = await client.prepare(call, SIGNER, KEY.crypto_type, period=period)
    return assemble(request, KEY.sign(request.payload))


async def follow(client: Client, signed: SignedExtrinsic, into: list[str]) -> None:
    async for status in client.submit(signed):
        into.append(status.kind)
