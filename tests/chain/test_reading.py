"""One read is one batch at one block, whatever the chain does meanwhile."""

from __future__ import annotations

import numpy
import pytest

from tao_tui.chain.client import connect
from tao_tui.chain.connection.rpc import RpcError
from tao_tui.chain.networks import resolve_network
from tao_tui.chain.query import RuntimeCall, Storage
from tao_tui.chain.reading.refusals import state_refused
from tao_tui.chain.reading.stored import column
from tao_tui.chain.runtime import ChainRuntime
from tao_tui.errors import NodeError, NodeProtocolError, Unsupported, UsageError
from tao_tui.genesis import FINNEY_GENESIS
from tests.chain.fake_node import ALICE, BOB, FakeNode, account, key, runtime

ACCOUNT = Storage("System", "Account", (ALICE,))
NOBODY = Storage("System", "Account", ("5DAAnrj7VHTznn2AWBemMuyBwZWs6FNFjdyVXUeYum3PTXFy",))


async def warm(node: FakeNode) -> None:
    async with connect(resolve_network(node.url)) as client:
        await client.head()
    node.frames.clear()


async def test_a_warm_read_is_one_batch_after_connecting(node: FakeNode) -> None:
    await warm(node)
    async with connect(resolve_network(node.url)) as client:
        reading = await client.read(
            (
                ACCOUNT,
                NOBODY,
                Storage("Sudo", "Key"),
                RuntimeCall("AccountNonceApi", "account_nonce", (ALICE,)),
            )
        )
    assert len(node.frames) == 1
    assert isinstance(node.frames[0], list)
    assert reading.block.number == 1
    assert reading.block.hash == node.head.hash
    alice, nobody, sudo, nonce = reading.data
    assert alice["data"]["free"] == 10**15
    assert nobody["data"]["free"] == 0
    assert sudo is None
    assert nonce == 7


async def test_a_cold_connection_verifies_and_fetches_metadata_once(node: FakeNode) -> None:
    async with connect(resolve_network(node.url)) as client:
        assert client.runtime.spec_version == 1
        await client.read((ACCOUNT,))
    assert node.methods().count("state_call") == 1
    assert node.methods()[0] == "chain_getBlockHash"


async def test_a_head_that_moves_during_the_batch_is_read_again_at_its_hash(node: FakeNode) -> None:
    async with connect(resolve_network(node.url)) as client:
        old = node.head
        new = await node.new_block(changes={key("System", "Account", ALICE): account(42)})
        answers = iter([old.hash, new.hash])
        node.handlers["chain_getHead"] = lambda: next(answers)
        reading = await client.read((ACCOUNT,))
    assert reading.block.hash == new.hash
    assert reading.data[0]["data"]["free"] == 42


async def test_storage_of_another_block_than_the_head_is_not_taken(node: FakeNode) -> None:
    async with connect(resolve_network(node.url)) as client:
        lie = [{"block": "0x" + "99" * 32, "changes": [[key("System", "Account", ALICE), account(1)]]}]
        node.handlers["state_queryStorageAt"] = lambda keys, at=None: (
            lie
            if at is None
            else [{"block": at, "changes": [[one, node.head.state.get(one)] for one in keys]}]
        )
        reading = await client.read((ACCOUNT,))
    assert reading.data[0]["data"]["free"] == 10**15


async def test_a_runtime_upgrade_is_noticed_and_the_read_redone(node: FakeNode) -> None:
    async with connect(resolve_network(node.url)) as client:
        await client.read((ACCOUNT,))
        node.spec_version = 2
        await node.new_block()
        reading = await client.read((ACCOUNT,))
        assert client.runtime.spec_version == 2
    assert reading.data[0]["data"]["free"] == 10**15
    assert node.methods().count("state_call") == 2


async def test_another_implementation_of_the_same_version_counts_as_an_upgrade(node: FakeNode) -> None:
    await warm(node)
    node.impl_version = 9
    async with connect(resolve_network(node.url)) as client:
        assert (await client.read((ACCOUNT,))).data[0]["data"]["free"] == 10**15
        assert client.runtime.id == (1, 9)
    assert node.methods().count("state_call") == 1


async def test_an_old_block_is_read_with_its_own_runtime(node: FakeNode) -> None:
    old = node.head.hash
    node.spec_version = 2
    await node.new_block(changes={key("System", "Account", BOB): account(6)})
    async with connect(resolve_network(node.url)) as client:
        reading = await client.read((Storage("System", "Account", (BOB,)),), at=old)
        assert client.runtime.spec_version == 2
    assert reading.block.number == 1
    assert reading.data[0]["data"]["free"] == 5


async def test_a_node_without_batches_gets_the_same_questions_one_by_one(node: FakeNode) -> None:
    node.refuse_batches = True
    async with connect(resolve_network(node.url)) as client:
        reading = await client.read((ACCOUNT, NOBODY))
        await client.read((ACCOUNT,))
    assert reading.data[0]["data"]["free"] == 10**15
    assert sum(isinstance(frame, list) for frame in node.frames) == 1


async def test_an_unknown_block_and_pruned_state_have_their_own_names(node: FakeNode) -> None:
    async with connect(resolve_network(node.url)) as client:
        with pytest.raises(NodeError) as caught:
            await client.read((), at="0x" + "77" * 32)
        assert caught.value.code == "unknown_block"
        with pytest.raises(NodeError) as caught:
            await client.read((ACCOUNT,), at="0x" + "77" * 32)
        assert caught.value.code in ("unknown_block", "state_pruned")


def test_only_where_an_archive_is_known_one_is_named() -> None:
    gone = RpcError(4003, "Client error: UnknownBlock: State already discarded for 0x12")
    on_mainnet, elsewhere = (state_refused(gone, genesis) for genesis in (FINNEY_GENESIS, "0x" + "45" * 32))
    assert (on_mainnet.code, elsewhere.code) == ("state_pruned", "state_pruned")
    assert "such as wss://archive.chain.opentensor.ai:443." in on_mainnet.hint
    assert elsewhere.hint == "Ask a node of this chain that keeps every state (an archive node)."


async def test_what_the_runtime_lacks_is_unsupported(node: FakeNode) -> None:
    async with connect(resolve_network(node.url)) as client:
        for item in (
            Storage("Nope", "Nothing"),
            RuntimeCall("Nope", "nothing"),
            Storage("System", "Nope", (1, 2)),
        ):
            with pytest.raises(Unsupported):
                await client.read((item,))
        with pytest.raises(UsageError):
            await client.read((Storage("System", "Account"),))
        with pytest.raises(UsageError):
            await client.read((Storage("System", "Account", ("not an address",)),))


@pytest.mark.parametrize(
    "answer",
    [
        "text",
        [],
        [{}],
        [{"block": "0x12", "changes": []}],
        [{"block": "0x" + "11" * 32, "changes": [[1, 2, 3]]}],
        [{"block": "0x" + "11" * 32, "changes": {"a": 1}}],
    ],
)
async def test_nonsense_in_place_of_storage_is_a_protocol_error(node: FakeNode, answer: object) -> None:
    async with connect(resolve_network(node.url)) as client:
        node.handlers["state_queryStorageAt"] = lambda *_: answer
        with pytest.raises(NodeProtocolError):
            await client.read((ACCOUNT,))


async def test_a_value_left_out_or_undecodable_is_a_protocol_error(node: FakeNode) -> None:
    async with connect(resolve_network(node.url)) as client:
        for changes in (
            [],
            [[key("System", "Account", ALICE), "0x00"]],
            [[key("System", "Account", ALICE), 5]],
        ):
            found = [{"block": node.head.hash, "changes": changes}]
            node.handlers["state_queryStorageAt"] = lambda *_, found=found: found
            with pytest.raises(NodeProtocolError):
                await client.read((ACCOUNT,))


async def test_a_map_is_listed_over_pages(node: FakeNode) -> None:
    await node.new_block(
        changes={key("System", "BlockHash", number): "0x" + f"{number:064x}" for number in range(1, 2300)}
    )
    async with connect(resolve_network(node.url)) as client:
        listed = await client.entries("System", "BlockHash")
        assert len(listed.data) == 2299
        assert dict(listed.data)[7] == "0x" + f"{7:064x}"
        with pytest.raises(NodeError) as caught:
            await client.entries("System", "BlockHash", limit=1000)
        assert caught.value.code == "too_many_entries"


def test_columns_come_straight_from_the_bytes() -> None:
    values = column(b"\x0c" + b"\x01\x00\xff\xff\x02\x00", "u16")
    assert values.tolist() == [1, 65535, 2]
    assert values.dtype == numpy.uint16
    assert not values.flags.writeable
    assert column(b"\x08" + (5).to_bytes(8, "little") + (1 << 63).to_bytes(8, "little"), "u64").tolist() == [
        5,
        1 << 63,
    ]
    assert column(b"\x08\x00\x01", "bool").tolist() == [False, True]
    assert column(b"\x00", "u64").tolist() == []


@pytest.mark.parametrize("data", [b"", b"\x08\x00", b"\x04\x00\x00\x00", b"\x03\xff\xff\xff\xff"])
def test_a_column_of_the_wrong_length_is_refused(data: bytes) -> None:
    with pytest.raises(NodeProtocolError):
        column(data, "u16")


def test_a_column_of_booleans_holds_nothing_else() -> None:
    with pytest.raises(NodeProtocolError):
        column(b"\x04\x02", "bool")


async def test_raw_values_are_bytes_and_default_or_none(node: FakeNode) -> None:
    async with connect(resolve_network(node.url)) as client:
        reading = await client.read(
            (Storage("System", "Account", NOBODY.params, raw=True), Storage("Sudo", "Key", raw=True))
        )
    assert reading.data[0] == runtime().item("System", "Account").default_bytes
    assert reading.data[1] is None


async def test_answers_given_one_by_one_are_still_of_one_block(node: FakeNode) -> None:
    node.refuse_batches = True
    call = RuntimeCall("AccountNonceApi", "account_nonce", (ALICE,))
    async with connect(resolve_network(node.url)) as client:
        for _ in range(2):
            node.frames.clear()
            assert (await client.read((ACCOUNT, call))).data[1] == 7
            (asked,) = [
                frame for frame in node.frames if isinstance(frame, dict) and frame["method"] == "state_call"
            ][-1:]
            assert asked["params"][-1] == node.head.hash
    assert not any(isinstance(frame, list) for frame in node.frames)


async def test_a_value_whose_bytes_did_not_change_is_not_decoded_again(
    node: FakeNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = Storage("System", "Events")
    call = RuntimeCall("AccountNonceApi", "account_nonce", (ALICE,))
    await node.new_block(["0x1234"] * 30)
    decoded: list[str] = []
    honest = ChainRuntime.decode

    def counting(self: ChainRuntime, kind: str, data: bytes) -> object:
        decoded.append(kind)
        return honest(self, kind, data)

    monkeypatch.setattr(ChainRuntime, "decode", counting)
    async with connect(resolve_network(node.url)) as client:
        first = (await client.read((events, ACCOUNT, call))).data
        assert len(decoded) == 3
        again = (await client.read((events, ACCOUNT, call))).data
        assert again == first
        assert again[0] is first[0]
        assert len(decoded) == 5
        await node.new_block(["0x1234"] * 20)
        assert len((await client.read((events,))).data[0]) == 20


def test_a_key_is_worked_out_once_until_too_many_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Storage] = []

    class Counting(ChainRuntime):
        def storage_key(self, query: Storage) -> bytes:
            asked.append(query)
            return super().storage_key(query)

    ours = Counting(runtime().metadata, spec_version=1, transaction_version=1)
    monkeypatch.setattr("tao_tui.chain.runtime._KEYS_KEPT", 2)
    third = Storage("Sudo", "Key")
    for item in (ACCOUNT, NOBODY, ACCOUNT, third, third, ACCOUNT):
        assert ours.hex_key(item) == key(item.pallet, item.item, *item.params)
    assert asked == [ACCOUNT, NOBODY, third, ACCOUNT]
