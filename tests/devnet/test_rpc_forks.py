"""Forks over the wire, and what subscriptions hear of them."""

from __future__ import annotations

from typing import Any

from tests.devnet.signing import BOB, CHARLIE, signed, small_node, transfer
from tests.devnet.test_rpc import Client, client_of, runtime_from

TAO = 10**9


async def account_key(client: Client) -> str:
    runtime = await runtime_from(client)
    return "0x" + bytes(runtime.storage_key("System", "Account", [CHARLIE.ss58_address])).hex()


def by_method(client: Client) -> dict[str, list[Any]]:
    """What was notified since the last time, by method."""
    heard: dict[str, list[Any]] = {}
    for note in client.notes:
        heard.setdefault(note["method"], []).append(note["params"]["result"])
    client.notes.clear()
    return heard


def numbers(headers: list[Any]) -> list[int]:
    return [int(header["number"], 16) for header in headers]


async def test_subscriptions_follow_a_fork() -> None:
    node = small_node(finality_lag=9)
    async with client_of(node) as client:
        key = await account_key(client)
        for method in ("chain_subscribeNewHeads", "chain_subscribeAllHeads", "chain_subscribeFinalizedHeads"):
            await client.ask(method)
        await client.ask("state_subscribeStorage", [key])
        extrinsic = "0x" + signed(node, BOB, transfer(CHARLIE, TAO)).hex()
        await client.ask("author_submitAndWatchExtrinsic", extrinsic)
        old = await client.ask("dev_newBlock", 2)
        held = await client.ask("chain_getBlockHash", 1)
        paid = await client.ask("state_getStorage", key)
        await client.ask("system_chain")
        by_method(client)

        head = await client.ask("dev_retractBlocks", 2, {"extrinsics": "last"})
        await client.ask("system_chain")
        heard = by_method(client)
        assert numbers(heard["chain_allHead"]) == [1, 2, 3]
        assert numbers(heard["chain_newHead"]) == [3]
        assert "chain_finalizedHead" not in heard
        assert heard["state_storage"] == [{"block": head, "changes": [[key, None]]}]
        assert heard["author_extrinsicUpdate"] == [{"retracted": held}, "ready"]
        assert await client.ask("chain_getHead") == head
        assert await client.ask("chain_getBlockHash", 1) != held
        assert await client.ask("state_getStorage", key, old) == paid
        assert (await client.ask("chain_getHeader", old))["parentHash"] == held

        home = await client.ask("dev_newBlock")
        await client.ask("system_chain")
        heard = by_method(client)
        assert heard["author_extrinsicUpdate"] == [{"inBlock": home}]
        assert heard["state_storage"] == [{"block": home, "changes": [[key, paid]]}]


async def test_the_head_can_be_set_back_and_forth() -> None:
    async with client_of(small_node(finality_lag=9)) as client:
        last = await client.ask("dev_newBlock", 4)
        await client.ask("chain_subscribeNewHeads")
        await client.note()
        third = await client.ask("chain_getBlockHash", 3)
        assert await client.ask("dev_setHead", -1) == third
        assert numbers([await client.note()]) == [3]
        assert await client.ask("chain_getBlockHash", 4) is None
        assert await client.ask("dev_setHead", "0x01") == await client.ask("chain_getBlockHash", 1)
        fork = await client.ask("dev_newBlock", {"to": 3})
        assert fork != third
        assert await client.ask("dev_setHead", last) == last
        assert await client.ask("chain_getBlockHash", 3) == third
        assert await client.ask("dev_setHead", fork) == fork


async def test_what_cannot_be_retracted_is_refused() -> None:
    async with client_of(small_node()) as client:
        await client.ask("dev_newBlock", 8)
        assert await client.error("dev_retractBlocks", 3) == (
            4003,
            "Client error: 2 of the newest blocks can be retracted, the others are final",
        )
        assert await client.error("dev_setHead", 5) == (4003, "Client error: block 6 is final")
        for params in ([0], ["x"], [1, {"blocks": 0}], [1, {"extrinsics": "some"}], [1, {"depth": 2}]):
            assert (await client.error("dev_retractBlocks", *params))[0] == -32602
        assert (await client.error("dev_setHead", 99))[0] == -32602
        await client.ask("dev_setFinalityLag", 20)
        await client.ask("dev_newBlock", 4)
        await client.ask("dev_retractBlocks", 6)
        assert await client.ask("chain_getFinalizedHead") == await client.ask("chain_getBlockHash", 6)
