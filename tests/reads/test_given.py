"""What an extrinsic brought: uids, whose they were, and subnets."""

from __future__ import annotations

from typing import Any

import pytest

from tao_tui.chain.blocks.events import Event
from tao_tui.errors import NodeError
from tao_tui.reads.past.given import Given, given_by
from tests.reads.fake import BOB, HOTKEY, NOBODY, OTHER, FakeClient

REGISTERED = Event("SubtensorModule", "NeuronRegistered", (3, 7, HOTKEY))
FOUNDED = Event("SubtensorModule", "NetworkAdded", (12, 1))
BLOCK = "0x" + "0b" * 32
PARENT = "0x" + "0a" * 32


class Node(FakeClient):
    """Knows the one header that is asked for, and at which blocks state was read."""

    def __init__(self, owner: str, *, pruned: bool = False) -> None:
        super().__init__({"Keys": owner})
        self.pruned = pruned
        self.read_at: list[str | None] = []

    async def request(self, method: str, *params: object) -> Any:
        assert (method, params) == ("chain_getHeader", (BLOCK,))
        return {"parentHash": PARENT}

    async def read(self, items: Any, at: str | None = None) -> Any:
        self.read_at.append(at)
        if self.pruned:
            raise NodeError("Gone.", code="state_pruned")
        return await super().read(items, at)


async def given(node: Node, *events: Event) -> tuple[Given, ...]:
    return await given_by(node, events, BLOCK)  # type: ignore[arg-type]


async def test_a_uid_somebody_had_is_asked_of_the_block_before() -> None:
    node = Node(BOB)
    (found,) = await given(node, REGISTERED)
    assert found == Given(3, 7, HOTKEY, BOB, was_free=False)
    assert found.words("old") == f"uid 7 on subnet 3, in the place of {BOB} (old)"
    assert node.read_at == [PARENT]


async def test_a_uid_nobody_had_was_free() -> None:
    (found,) = await given(Node(NOBODY), REGISTERED)
    assert found.words() == "uid 7 on subnet 3, which was free"


async def test_where_no_node_tells_only_the_uid_is_said() -> None:
    (found,) = await given(Node(BOB, pruned=True), REGISTERED)
    assert (found.replaced, found.was_free, found.words()) == (None, None, "uid 7 on subnet 3")


async def test_a_subnet_and_its_first_neuron() -> None:
    found = await given(Node(NOBODY), Event("SubtensorModule", "NeuronRegistered", (12, 0, OTHER)), FOUNDED)
    assert [each.words() for each in found] == ["uid 0 on subnet 12, which was free", "subnet 12"]


@pytest.mark.parametrize("name", ["NeuronRegistered", "NetworkAdded"])
async def test_other_pallets_give_nothing(name: str) -> None:
    node = Node(BOB)
    assert await given(node, Event("Elsewhere", name, (3, 7, HOTKEY))) == ()
    assert node.read_at == []
