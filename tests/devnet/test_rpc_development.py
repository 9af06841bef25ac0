"""The development methods: blocks on demand, storage, time, what makes blocks."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.devnet.signing import BOB, CHARLIE, Signing, free, runtime_of, signed, small_node, transfer
from tests.devnet.test_rpc import Client, client_of
from tests.devnet.worldly import LONG_AGO

TAO = 10**9
NOW = "0xf0c365c3cf59d671eb72da0e7a4113c49f1f0515f462cdcf84e0f1d6045dfcbb"
"""Where Timestamp.Now is stored."""


def key(pallet: str, item: str, *params: Any) -> str:
    return "0x" + bytes(runtime_of(small_node()).storage_key(pallet, item, list(params))).hex()


async def test_an_extrinsic_can_be_thrown_out_of_the_pool() -> None:
    node = small_node()
    async with client_of(node) as client:
        extrinsic = "0x" + signed(node, BOB, transfer(CHARLIE, TAO)).hex()
        known = await client.ask("author_submitExtrinsic", extrinsic)
        assert await client.ask("author_removeExtrinsic", [{"hash": known}, {"hash": "0x00"}]) == [known]
        assert await client.ask("author_removeExtrinsic", [{"extrinsic": extrinsic}]) == []
        assert await client.ask("author_pendingExtrinsics") == []
        assert (await client.error("author_submitExtrinsic", extrinsic))[0] == 1012


@pytest.mark.parametrize(
    "options",
    [{"count": 0}, {"to": 1}, {"since": 1}, "many", {"transactions": ["0x00"]}, {"transactions": 5}],
)
async def test_a_block_that_cannot_be_made_is_refused(options: Any) -> None:
    async with client_of(small_node()) as client:
        await client.ask("dev_newBlock", 2)
        assert (await client.error("dev_newBlock", options))[0] in (-32602, 1002)
        assert await client.ask("dev_newBlock") == await client.ask("chain_getBlockHash", 3)


async def test_storage_can_be_set() -> None:
    node = small_node(finality_lag=5)
    async with client_of(node) as client:
        await client.ask("dev_newBlock", 2)
        bob, charlie = (key("System", "Account", who.ss58_address) for who in (BOB, CHARLIE))
        await client.ask("state_subscribeStorage", [bob, charlie])
        (_, rich), _ = (await client.note())["changes"]
        head = await client.ask("dev_setStorage", [[charlie, rich], [bob, None]])
        assert head == await client.ask("chain_getHead")
        assert await client.note() == {"block": head, "changes": [[charlie, rich], [bob, None]]}
        assert await client.ask("state_getStorage", charlie) == rich
        parent = await client.ask("chain_getBlockHash", 1)
        assert await client.ask("state_getStorage", bob, parent) == rich
        node.submit(signed(node, CHARLIE, transfer(BOB, TAO), Signing(nonce=0)))
        await client.ask("dev_newBlock")
        assert free(node, BOB) == TAO
        await client.ask("dev_setHead", 1)
        assert await client.ask("state_getStorage", charlie) is None


@pytest.mark.parametrize("values", [[["0x00", "0x00"]], [[NOW, "0x00"]], [[NOW]], [[NOW, "zz"]], "x", [NOW]])
async def test_storage_that_cannot_be_is_refused_whole(values: Any) -> None:
    node = small_node()
    async with client_of(node) as client:
        before = {item: dict(item.data) for item in node.runtime.state.items.values()}
        good = [[NOW, "0x0100000000000000"]]
        values = good + values if isinstance(values, list) else values
        assert (await client.error("dev_setStorage", values))[0] == -32602
        assert {item: dict(item.data) for item in node.runtime.state.items.values()} == before


async def now(client: Client) -> int:
    return int.from_bytes(bytes.fromhex((await client.ask("state_getStorage", NOW))[2:]), "little")


@pytest.mark.parametrize("block_time", [None, 60.0])
async def test_time_can_be_travelled(block_time: float | None) -> None:
    async with client_of(small_node(block_time=block_time, clock=lambda: LONG_AGO)) as client:
        await client.ask("dev_newBlock")
        assert await client.ask("dev_timeTravel", "2030-01-02T03:04:05") == 1_893_553_445_000
        await client.ask("dev_newBlock")
        assert (
            await client.ask("state_getStorage", NOW)
            == "0x" + (1_893_553_445_000).to_bytes(8, "little").hex()
        )
        later = 1_893_553_445_000 + 86_400_000
        assert await client.ask("dev_timeTravel", later) == later
        await client.ask("dev_newBlock", 2)
        assert await now(client) > later
        wrong: tuple[Any, ...] = ("2001-01-01", later, -1, "soon", None, [], 1e300)
        for past in wrong:
            assert (await client.error("dev_timeTravel", past))[0] == -32602


@pytest.mark.parametrize("mode", ["Instant", "Batch"])
async def test_an_extrinsic_can_make_its_block(mode: str) -> None:
    node = small_node()
    async with client_of(node) as client:
        await client.ask("dev_setBlockBuildMode", mode)
        for nonce in range(3):
            extrinsic = signed(node, BOB, transfer(CHARLIE, TAO), Signing(nonce=nonce))
            await client.ask("author_submitAndWatchExtrinsic", "0x" + extrinsic.hex())
            assert await client.note() == "ready"
            assert set(await client.note()) == {"inBlock"}
        assert node.head.number == 3


async def test_the_pace_can_change() -> None:
    node = small_node(block_time=3600.0)
    async with client_of(node) as client:
        await client.ask("chain_subscribeNewHeads")
        await client.note()
        await client.ask("dev_setBlockBuildMode", "Timed", 0.01)
        numbers = [int((await client.note())["number"], 16) for _ in range(3)]
        assert numbers == [1, 2, 3]
        await client.ask("dev_setBlockBuildMode", "Manual")
        await client.ask("system_chain")
        client.notes.clear()
        stopped = node.head.number
        await asyncio.sleep(0.05)
        assert node.head.number == stopped
        for wrong in (["Sometimes"], ["Timed"], ["Timed", 0], ["Timed", "1"], [None]):
            assert (await client.error("dev_setBlockBuildMode", *wrong))[0] == -32602
