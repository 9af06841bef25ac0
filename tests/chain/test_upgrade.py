"""The block that brings a runtime was still written by the one before; each is read by its own."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from tao_tui.chain.client import Client, connect
from tao_tui.chain.metadata.current import by_current_runtime
from tao_tui.chain.networks import resolve_network
from tao_tui.chain.query import RuntimeCall, Storage
from tao_tui.errors import Unsupported
from tao_tui.scale.compact import write_compact
from tests.chain.fake_node import ALICE, FakeNode, account, key, metadata_bytes
from tests.chain.test_connection import until

ACCOUNT = Storage("System", "Account", (ALICE,))
NONCE = RuntimeCall("AccountNonceApi", "account_nonce", (ALICE,))
UPGRADE = key("System", "LastRuntimeUpgrade")


def written_by(spec_version: int) -> str:
    """`LastRuntimeUpgradeInfo` in hex."""
    return "0x" + (write_compact(spec_version) + b"\x38node-subtensor").hex()


def renamed() -> bytes:
    """The metadata of a runtime that calls a balance something else: read by the wrong one it has no name."""
    return metadata_bytes().replace(b"\x10free", b"\x10gold")


@pytest.fixture
async def upgrading(node: FakeNode) -> FakeNode:
    """A chain of runtime 1 that serves other metadata once it is runtime 2."""
    await node.new_block(changes={UPGRADE: written_by(1)})
    honest = node._call

    def call(params: list[Any]) -> str:
        at = next((block for block in node.blocks if len(params) > 2 and block.hash == params[2]), node.head)
        if params[0] == "Metadata_metadata_at_version" and at.spec_version == 2:
            blob = renamed()
            return "0x01" + (write_compact(len(blob)) + blob).hex()
        return honest(params)

    node._call = call  # type: ignore[method-assign]
    return node


async def test_the_block_of_an_upgrade_is_read_by_the_runtime_that_wrote_it(upgrading: FakeNode) -> None:
    async with connect(resolve_network(upgrading.url)) as client:
        await client.read((ACCOUNT,))
        upgrading.spec_version = 2
        at_upgrade = await upgrading.new_block()
        (found, nonce) = (await client.read((ACCOUNT, NONCE))).data
        assert found["data"]["free"] == 10**15
        assert nonce == 7
        assert client.runtime.spec_version == 2
        await upgrading.new_block(
            changes={UPGRADE: written_by(2), key("System", "Account", ALICE): account(5)}
        )
        assert (await client.read((ACCOUNT,))).data[0]["data"]["gold"] == 5
        assert (await client.read((ACCOUNT,), at_upgrade.hash)).data[0]["data"]["free"] == 10**15


async def test_a_program_started_at_the_upgrade_asks_who_wrote_it(upgrading: FakeNode) -> None:
    upgrading.spec_version = 2
    await upgrading.new_block()
    async with connect(resolve_network(upgrading.url)) as client:
        assert (await client.read((ACCOUNT,))).data[0]["data"]["free"] == 10**15


async def test_a_node_that_is_wrong_about_who_wrote_it_costs_one_question_once(upgrading: FakeNode) -> None:
    await upgrading.new_block(changes={UPGRADE: written_by(77)})
    await upgrading.new_block()
    async with connect(resolve_network(upgrading.url)) as client:
        for _ in range(3):
            assert (await client.read((ACCOUNT,))).data[0]["data"]["free"] == 10**15
        upgrading.frames.clear()
        await client.read((ACCOUNT,))
        assert len(upgrading.frames) == 1


@pytest.mark.parametrize("subscribes", [True, False])
async def test_a_stream_changes_its_runtime_with_the_first_block_of_the_new_one(
    upgrading: FakeNode, subscribes: bool
) -> None:
    if not subscribes:
        upgrading.refused.add("state_subscribeStorage")
    seen: list[Any] = []

    async def collect(client: Client) -> None:
        async for change in client.changes((ACCOUNT,)):
            seen.append(change.values[ACCOUNT])

    async with connect(resolve_network(upgrading.url)) as client:
        task = asyncio.create_task(collect(client))
        await until(lambda: len(seen) == 1)
        upgrading.spec_version = 2
        await upgrading.new_block(changes={key("System", "Account", ALICE): account(6)})
        await until(lambda: len(seen) == 2)
        await upgrading.new_block(
            changes={UPGRADE: written_by(2), key("System", "Account", ALICE): account(7)}
        )
        await until(lambda: len(seen) == 3)
        await upgrading.new_block(changes={key("System", "Account", ALICE): account(8)})
        await until(lambda: len(seen) == 4)
        task.cancel()
    assert [found["data"].get("free", found["data"].get("gold")) for found in seen] == [10**15, 6, 7, 8]
    assert ["gold" in found["data"] for found in seen] == [False, False, True, True]


class Known:
    """A client that learns of the chain's runtime with its first answer."""

    def __init__(self, known: int, there: int) -> None:
        self.runtime = SimpleNamespace(spec_version=known)
        self.there = there
        self.asked = 0

    async def head(self) -> None:
        self.asked += 1
        if self.there != self.runtime.spec_version:
            self.runtime = SimpleNamespace(spec_version=self.there)

    async def work(self) -> int:
        """What runtime 2 can do."""
        if self.runtime.spec_version < 2:
            raise Unsupported("Runtime 1 cannot.")
        return int(self.runtime.spec_version)


async def test_what_an_older_runtime_refused_is_done_by_the_one_in_force() -> None:
    client = Known(1, 2)
    assert await by_current_runtime(client, client.work) == 2  # type: ignore[arg-type]
    same = Known(1, 1)
    with pytest.raises(Unsupported):
        await by_current_runtime(same, same.work)  # type: ignore[arg-type]
    able = Known(2, 2)
    assert await by_current_runtime(able, able.work) == 2  # type: ignore[arg-type]
    assert (client.asked, same.asked, able.asked) == (1, 1, 0)
