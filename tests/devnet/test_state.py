"""State against a plain model: layers, history, forks, raw keys."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tao_tui.devnet.frame.hashing import Blake2_256, blake2_256, twox128, xxh64
from tao_tui.devnet.frame.pallet import Pallet
from tao_tui.devnet.frame.runtime import Runtime
from tao_tui.devnet.frame.state import KEPT_BLOCKS, BlockState, StateDiscarded, commitment
from tao_tui.devnet.frame.storage import (
    MISSING,
    Blake2_128Concat,
    Identity,
    StorageMap,
    StorageValue,
    Twox64Concat,
)
from tao_tui.devnet.scale.hints import Bytes, u8, u16, u64
from tao_tui.devnet.scale.reader import ScaleError


class Shelf(Pallet):
    """A pallet with one item of each kind."""

    index = 1

    Count = StorageValue[u64](0)
    Label = StorageValue[Bytes]()
    Books = StorageMap[u8, u64](Twox64Concat, default=7)
    Loans = StorageMap[tuple[u8, u16], u64](Blake2_128Concat, Identity)
    Hidden = StorageMap[Bytes, u64](Blake2_256)


KEYS = st.tuples(st.integers(0, 3), st.integers(0, 3))
STEP = st.one_of(
    st.tuples(st.just("set"), KEYS, st.integers(0, 9)),
    st.tuples(st.just("del"), KEYS, st.just(0)),
    st.tuples(st.just("open"), KEYS, st.just(0)),
    st.tuples(st.just("keep"), KEYS, st.just(0)),
    st.tuples(st.just("fail"), KEYS, st.just(0)),
    st.tuples(st.just("block"), KEYS, st.just(0)),
    st.tuples(st.just("go"), KEYS, st.integers(0, 99)),
)


class Walk:
    """Plays steps on the real state and on copies of a dict."""

    def __init__(self) -> None:
        self.runtime = Runtime([Shelf])
        self.shelf = self.runtime.pallet(Shelf)
        self.model: dict[tuple[int, int], int] = {}
        self.open: list[tuple[Any, dict[tuple[int, int], int]]] = []
        self.runtime.state.seal(0)
        self.past: list[tuple[BlockState, dict[tuple[int, int], int]]] = [(self.runtime.state.live, {})]

    def play(self, kind: str, key: tuple[int, int], value: int) -> None:
        if kind == "set":
            self.shelf.Loans[key] = value
            self.model[key] = value
        elif kind == "del":
            del self.shelf.Loans[key]
            self.model.pop(key, None)
        elif kind == "open":
            layer = self.runtime.layer()
            layer.__enter__()
            self.open.append((layer, dict(self.model)))
        elif kind == "keep" and self.open:
            self.open.pop()[0].__exit__(None, None, None)
        elif kind == "fail" and self.open:
            layer, before = self.open.pop()
            failure = ValueError("x")
            with suppress(ValueError):
                layer.__exit__(ValueError, failure, None)
            self.model = before
        elif kind == "block" and not self.open:
            self.runtime.number += 1
            self.runtime.state.seal(self.runtime.number)
            self.past.append((self.runtime.state.live, dict(self.model)))
        elif kind == "go" and not self.open and not self.runtime.state.journal:
            self.go(*self.past[value % len(self.past)])

    def go(self, state: BlockState, past: dict[tuple[int, int], int]) -> None:
        before = self.runtime.state.move_to(state).get(self.shelf.Loans, {})
        assert before == {
            key: self.model.get(key, MISSING)
            for key in self.model | past
            if self.model.get(key) != past.get(key)
        }
        self.model, self.runtime.number = dict(past), state.number
        assert self.runtime.state.at(state.number) is state

    def close(self) -> None:
        while self.open:
            self.open.pop()[0].__exit__(None, None, None)


@given(st.lists(STEP, max_size=60))
def test_layers_and_history_match_a_model(steps: list[tuple[str, tuple[int, int], int]]) -> None:
    walk = Walk()
    for step in steps:
        walk.play(*step)
        assert dict(walk.shelf.Loans.items()) == walk.model
        for shelf_number in range(4):
            under = {key: value for key, value in walk.model.items() if key[0] == shelf_number}
            assert dict(walk.shelf.Loans.under(shelf_number)) == under
        raws = [walk.shelf.Loans.raw_key(key) for key in walk.model]
        assert walk.shelf.Loans.sorted_keys() == sorted(raws)
    walk.close()
    walk.play("block", (0, 0), 0)
    for state, past in walk.past:
        assert dict(walk.runtime.at(state).pallet(Shelf).Loans.items()) == past
        for key in [(a, b) for a in range(4) for b in range(4)]:
            value = walk.runtime.state.value_at(walk.shelf.Loans, key, state)
            assert (value == past[key]) if key in past else repr(value) == "MISSING"


def test_history_ends_after_the_kept_blocks() -> None:
    runtime = Runtime([Shelf])
    shelf = runtime.pallet(Shelf)
    runtime.state.seal(0)
    for number in range(1, KEPT_BLOCKS + 11):
        shelf.Count.value = number
        runtime.run_block()
    newest = runtime.number
    oldest = runtime.at(runtime.state.at(newest - KEPT_BLOCKS))
    assert oldest.pallet(Shelf).Count.value == newest - KEPT_BLOCKS
    with pytest.raises(StateDiscarded):
        runtime.state.at(newest - KEPT_BLOCKS - 1)
    with pytest.raises(StateDiscarded):
        runtime.state.at(newest + 1)


def test_writes_to_a_view_stay_there() -> None:
    runtime = Runtime([Shelf])
    runtime.state.seal(0)
    runtime.run_block()
    view = runtime.at(runtime.state.at(0))
    view.pallet(Shelf).Count.value = 5
    assert runtime.pallet(Shelf).Count.value == 0


def test_defaults_and_absence() -> None:
    shelf = Runtime([Shelf]).pallet(Shelf)
    assert shelf.Books[1] == 7
    assert shelf.Books.get(1) is None
    assert 1 not in shelf.Books
    with pytest.raises(KeyError):
        _ = shelf.Label.value
    with pytest.raises(KeyError):
        _ = shelf.Loans[1, 1]
    assert shelf.Label.take() is None
    assert shelf.Books.pop(1) is None


def test_raw_keys_are_substrates() -> None:
    shelf = Runtime([Shelf]).pallet(Shelf)
    prefix = twox128(b"Shelf") + twox128(b"Loans")
    key = b"\x02"
    expected = prefix + _blake2_128(key) + key + (513).to_bytes(2, "little")
    assert shelf.Loans.raw_key((2, 513)) == expected
    assert shelf.Loans.native_key(expected) == (2, 513)
    with pytest.raises(ScaleError):
        shelf.Loans.native_key(expected[:-1])
    with pytest.raises(ScaleError):
        shelf.Loans.native_key(prefix + bytes(16) + expected[48:])


def _blake2_128(data: bytes) -> bytes:
    import hashlib

    return hashlib.blake2b(data, digest_size=16).digest()


def test_an_opaque_hasher_finds_stored_keys_only() -> None:
    shelf = Runtime([Shelf]).pallet(Shelf)
    shelf.Hidden[b"secret"] = 1
    raw = shelf.Hidden.prefix + blake2_256(b"\x18secret")
    assert shelf.Hidden.native_key(raw) == b"secret"
    with pytest.raises(ScaleError):
        shelf.Hidden.native_key(shelf.Hidden.prefix + blake2_256(b"other"))


def test_xxhash_golden() -> None:
    assert twox128(b"System").hex() == "26aa394eea5630e07c48ae0c9558cef7"
    assert twox128(b"Account").hex() == "b99d880ec681799c0cf30e8886371da9"
    assert xxh64(b"") == 0xEF46DB3751D8E999
    assert xxh64(b"Nobody inspects the spammish repetition") == 0xFBCEA83C8A378BF1


def test_the_commitment_depends_on_keys_values_and_parent() -> None:
    def root(parent: bytes, key: int, value: int) -> bytes:
        runtime = Runtime([Shelf])
        runtime.pallet(Shelf).Books[key] = value
        return commitment(parent, runtime.state.seal(1))

    assert root(b"p", 1, 2) == root(b"p", 1, 2)
    assert len({root(b"p", 1, 2), root(b"q", 1, 2), root(b"p", 2, 2), root(b"p", 1, 3)}) == 4
