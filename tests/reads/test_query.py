"""A question about anything is one batch when it can be, and is asked of the right runtime."""

from __future__ import annotations

from typing import Any

import pytest

from tao_tui.chain.client import connect
from tao_tui.chain.networks import resolve_network
from tao_tui.errors import NodeProtocolError, UsageError
from tao_tui.reads.runtime.query import MapEntries, Question, StorageValue, ask, named_block
from tests.chain.fake_node import ALICE, BOB, FakeNode, key


async def answer(node: FakeNode, question: Question) -> Any:
    async with connect(resolve_network(node.url)) as client:
        return (await ask(client, question)).data


async def warm(node: FakeNode) -> None:
    async with connect(resolve_network(node.url)) as client:
        await client.head()
    node.frames.clear()


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAO_TUI_HOME", str(tmp_path / "home"))


@pytest.fixture
async def node() -> Any:
    async with FakeNode().running() as running:
        await running.new_block()
        yield running


@pytest.mark.parametrize(
    "question",
    [
        Question("System.Account", (ALICE,)),
        Question("balances.existentialdeposit"),
        Question("AccountNonceApi.account_nonce", (ALICE,)),
    ],
)
async def test_a_warm_question_is_one_batch(node: FakeNode, question: Question) -> None:
    await warm(node)
    await answer(node, question)
    assert len(node.frames) == 1


async def test_a_value_and_whether_it_is_stored(node: FakeNode) -> None:
    found = await answer(node, Question("System.Account", (ALICE,)))
    assert isinstance(found, StorageValue)
    assert found.stored
    assert found.value["data"]["free"] == 10**15  # type: ignore[index]
    missing = await answer(node, Question("System.Account", ("0x" + "00" * 32,)))
    assert not missing.stored
    assert missing.value["data"]["free"] == 0
    named = await answer(node, Question("System.Account", ("me",), read_address=lambda text: BOB))
    assert named.keys == (BOB,)


async def test_bytes_that_are_not_of_the_type_are_an_error(node: FakeNode) -> None:
    await node.new_block(changes={key("System", "Account", ALICE): "0x01"})
    with pytest.raises(NodeProtocolError):
        await answer(node, Question("System.Account", (ALICE,)))


async def test_a_map_in_pages_of_one_block(node: FakeNode) -> None:
    keys = sorted([key("System", "Account", ALICE), key("System", "Account", BOB)])
    node.handlers["state_getKeysPaged"] = lambda prefix, size, start, at: [
        each for each in keys if start is None or each > start
    ][:size]
    first = await answer(node, Question("System.Account", limit=1))
    assert isinstance(first, MapEntries)
    assert first.next == keys[0]
    second = await answer(node, Question("System.Account", limit=1, after=first.next))
    assert second.next is None
    assert {entry.keys[0] for entry in (*first.entries, *second.entries)} == {ALICE, BOB}


@pytest.mark.parametrize("keys", [["0x00"], ["0x" + "00" * 80], "no list", [7], ["0x" + "ff" * 8] * 400])
async def test_pages_that_do_not_belong_to_the_map_are_errors(node: FakeNode, keys: Any) -> None:
    node.handlers["state_getKeysPaged"] = lambda *_: keys
    with pytest.raises(NodeProtocolError):
        await answer(node, Question("System.Account", limit=5))


async def test_a_block_is_named_by_number_or_hash(node: FakeNode) -> None:
    async with connect(resolve_network(node.url)) as client:
        assert await named_block(client, "1") == node.blocks[1].hash
        assert await named_block(client, node.blocks[0].hash) == node.blocks[0].hash
        for wrong in ("soon", "-1", "99", "0x12", "1" * 40):
            with pytest.raises(UsageError):
                await named_block(client, wrong)
        old = await ask(client, Question("System.Account", (ALICE,), block_hash=node.blocks[0].hash))
    assert old.block.number == 0
