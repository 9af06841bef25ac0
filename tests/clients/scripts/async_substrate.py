"""What a program on async-substrate-interface does, run inside that client's environment; prints JSON."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from async_substrate_interface import AsyncSubstrateInterface
from bittensor_wallet import Keypair

TAO = 10**9


async def run(url: str) -> dict[str, Any]:
    alice, bob = Keypair.create_from_uri("//Alice"), Keypair.create_from_uri("//Bob")
    async with AsyncSubstrateInterface(url, ss58_format=42) as substrate:
        return {
            "chain": await substrate.rpc_request("system_chain", []),
            "queries": await queries(substrate, bob.ss58_address),
            "sent": await send(substrate, alice, bob),
            "heads": await heads(substrate),
        }


async def queries(substrate: Any, address: str) -> dict[str, Any]:
    account = await substrate.query("System", "Account", [address])
    names = await substrate.query_map("SubtensorModule", "NetworksAdded", fully_exhaust=True)
    info = await substrate.runtime_call("SubnetInfoRuntimeApi", "get_dynamic_info", [1])
    deposit = await substrate.get_constant("Balances", "ExistentialDeposit")
    return {
        "free": account["data"]["free"],
        "netuids": sorted([key async for key, _ in names]),
        "tempo": info["tempo"],
        "deposit": deposit,
    }


async def send(substrate: Any, sender: Any, receiver: Any) -> dict[str, Any]:
    call = await substrate.compose_call(
        "Balances", "transfer_keep_alive", {"dest": receiver.ss58_address, "value": TAO}
    )
    quoted = await substrate.get_payment_info(call, sender, era={"period": 16})
    extrinsic = await substrate.create_signed_extrinsic(call, sender, era={"period": 16})
    receipt = await substrate.submit_extrinsic(extrinsic, wait_for_inclusion=True, wait_for_finalization=True)
    events = [
        (event["event"]["module_id"], event["event"]["event_id"]) for event in await receipt.triggered_events
    ]
    after = await substrate.query("System", "Account", [receiver.ss58_address])
    return {
        "success": await receipt.is_success,
        "fee": await receipt.total_fee_amount,
        "quoted": quoted["partial_fee"],
        "events": events,
        "free": after["data"]["free"],
    }


async def heads(substrate: Any) -> list[int]:
    seen: list[int] = []

    async def take(header: dict[str, Any]) -> bool | None:
        seen.append(int(header["header"]["number"]))
        return True if len(seen) == 3 else None

    await substrate.subscribe_block_headers(take)
    return seen


if __name__ == "__main__":
    print(json.dumps(asyncio.run(run(sys.argv[1])), default=lambda scale: scale.value))
