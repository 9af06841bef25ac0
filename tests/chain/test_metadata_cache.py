"""Metadata on disk saves a download and is never trusted when damaged."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tao_tui.chain.client import connect
from tao_tui.chain.metadata.cache import Hint, MetadataCache
from tao_tui.chain.networks import resolve_network
from tao_tui.chain.runtime import ChainRuntime, RuntimeId
from tao_tui.errors import NodeProtocolError, Unsupported
from tests.chain.fake_node import GENESIS, FakeNode, metadata_bytes

SEVEN = RuntimeId(7, 1)


def make(genesis: str = GENESIS, spec: int = 7) -> ChainRuntime:
    return ChainRuntime(metadata_bytes(), spec_version=spec, transaction_version=3, genesis=genesis)


@pytest.fixture
def cache(tmp_path: Path) -> MetadataCache:
    return MetadataCache(tmp_path / "metadata")


def test_what_is_stored_is_loaded(cache: MetadataCache, tmp_path: Path) -> None:
    cache.store(make())
    loaded = cache.load(GENESIS, SEVEN)
    assert loaded is not None
    assert loaded.metadata == metadata_bytes()
    assert (loaded.spec_version, loaded.transaction_version, loaded.genesis) == (7, 3, GENESIS)
    assert cache.load(GENESIS, RuntimeId(8, 1)) is None
    assert cache.load(GENESIS, RuntimeId(7, 2)) is None
    assert cache.load("0x" + "cd" * 32, SEVEN) is None
    for path in (tmp_path / "metadata").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("damage", ["truncate", "flip", "empty", "other"])
def test_a_damaged_file_counts_as_none(cache: MetadataCache, tmp_path: Path, damage: str) -> None:
    cache.store(make())
    (path,) = (tmp_path / "metadata").glob("*.meta")
    raw = bytearray(path.read_bytes())
    match damage:
        case "truncate":
            raw = raw[:-1]
        case "flip":
            raw[len(raw) // 2] ^= 1
        case "empty":
            raw = bytearray()
        case "other":
            raw = bytearray(b"meta\x0f" + bytes(100))
    path.write_bytes(raw)
    assert cache.load(GENESIS, SEVEN) is None
    cache.store(make())
    assert cache.load(GENESIS, SEVEN) is not None


async def test_a_client_rebuilds_a_damaged_cache(node: FakeNode) -> None:
    async with connect(resolve_network(node.url)) as client:
        folder = client.cache._home()
    for path in folder.iterdir():
        path.write_bytes(b"rubbish")
    async with connect(resolve_network(node.url)) as client:
        assert (await client.head()).number == 1
    node.frames.clear()
    async with connect(resolve_network(node.url)) as client:
        await client.head()
    assert len(node.frames) == 1


def test_the_digest_is_computed_once(cache: MetadataCache, monkeypatch: pytest.MonkeyPatch) -> None:
    runtime = make()
    digest = cache.digest(runtime)
    assert digest == runtime.metadata_digest()
    monkeypatch.setattr(ChainRuntime, "metadata_digest", lambda self: b"not asked again")
    assert cache.digest(make()) == digest
    assert cache.digest(make(spec=8)) == b"not asked again"


def test_hints_and_forgetting(cache: MetadataCache) -> None:
    assert cache.hint("ws://a") is None
    cache.remember("ws://a", Hint(GENESIS, SEVEN))
    assert cache.hint("ws://a") == Hint(GENESIS, SEVEN)
    assert cache.hint("ws://b") is None
    cache.store(make())
    cache.forget(GENESIS, SEVEN)
    assert cache.load(GENESIS, SEVEN) is None


def test_old_entries_are_dropped(cache: MetadataCache, tmp_path: Path) -> None:
    for number in range(40):
        cache.remember(f"ws://{number}", Hint(GENESIS, RuntimeId(number, 1)))
    assert len(list((tmp_path / "metadata").iterdir())) == 32
    assert cache.hint("ws://39") is not None


def test_a_folder_that_cannot_be_written_is_not_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = MetadataCache(tmp_path / "file")
    cache.store(make())
    cache.remember("ws://a", Hint(GENESIS, SEVEN))
    assert cache.load(GENESIS, SEVEN) is None


def test_metadata_that_cannot_be_read_says_so() -> None:
    with pytest.raises(Unsupported) as caught:
        ChainRuntime(b"meta\x10" + bytes(50), spec_version=1, transaction_version=1)
    assert "V16" in caught.value.message
    for blob in (b"", b"meta", b"meta\x0f", b"nonsense" * 10, metadata_bytes()[:-1]):
        with pytest.raises(NodeProtocolError):
            ChainRuntime(blob, spec_version=1, transaction_version=1)


@pytest.mark.parametrize("version", [14, 15])
def test_a_runtime_knows_its_own_names(version: int) -> None:
    runtime = ChainRuntime(metadata_bytes(version), spec_version=1, transaction_version=1)
    assert runtime.has_storage("System", "Account")
    assert not runtime.has_storage("System", "Nope")
    assert runtime.has_call("Balances", "transfer_keep_alive")
    assert runtime.constant("Balances", "ExistentialDeposit") == 500
    assert runtime.constant("Balances", "Nope") is None
    assert runtime.has_api("AccountNonceApi", "account_nonce") is (version == 15)
    assert [name for name, _ in runtime.call_arguments("Balances", "transfer_keep_alive")] == [
        "dest",
        "value",
    ]
    assert "CheckNonce" in runtime.signed_extensions


def test_a_digest_is_that_of_the_very_metadata(cache: MetadataCache) -> None:
    other = make()
    other.metadata = metadata_bytes().replace(b"CheckNonZeroSender", b"CheckNonZeroSendex")
    assert cache.digest(other) != cache.digest(make())
    assert cache.digest(make()) == make().metadata_digest()
