"""Names for addresses: kept, found again, never mistaken for one another."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from tao_tui.addresses import Address
from tao_tui.errors import UsageError
from tao_tui.wallet import Book, Known
from tao_tui.wallet.look_alike import look_alike
from tests.wallet.conftest import refusal

ALICE = Address("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY")
BOB = Address("5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty")
CAROL = Address("5FLSigC9HGRKVhB9FiEo4Y3koPsNmBmLJbpXg2mp1hXcS59Y")


@pytest.fixture
def book(tmp_path: Path) -> Book:
    return Book(tmp_path / "home" / "address-book.json")


def test_what_was_added_is_there_until_it_is_removed(book: Book) -> None:
    assert book.entries() == ()
    book.add("exchange", ALICE, "deposit \x1b[31mred")
    book.add("bob", BOB)
    again = Book(book.path)
    assert [(entry.name, entry.address) for entry in again.entries()] == [("bob", BOB), ("exchange", ALICE)]
    assert again.entries()[1].note == "deposit [31mred"
    assert book.path.stat().st_mode & 0o777 == 0o600
    assert again.remove("bob").address == BOB
    assert [entry.name for entry in book.entries()] == ["exchange"]


def test_a_name_keeps_its_address(book: Book) -> None:
    book.add("bob", BOB)
    error = refusal(lambda: book.add("bob", CAROL))
    assert error is not None
    assert (error.code, BOB in error.message) == ("name_taken", True)
    assert book.entries()[0].address == BOB


@pytest.mark.parametrize("name", ["", "a/b", "../x", ALICE, "all", "ALL", "\x1b[2J", "bob\u202e", "x" * 80])
def test_names_that_mean_something_else_are_refused(book: Book, name: str) -> None:
    error = refusal(lambda: book.add(name, BOB))
    assert error is not None
    assert error.code == "bad_name"
    assert not book.path.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b'{"entries": 1}',
        b'{"entries": [{"name": "x", "address": "y"}]}',
        b"\xff",
        b"[" * 9999,
    ],
)
def test_a_broken_book_is_said_and_never_replaced(book: Book, content: bytes) -> None:
    book.path.parent.mkdir()
    book.path.write_bytes(content)
    for call in (book.entries, lambda: book.add("bob", BOB), lambda: book.remove("bob")):
        error = refusal(call)
        assert error is not None
        assert error.code == "bad_book"
    assert book.path.read_bytes() == content


def test_many_writers_at_once_lose_nothing(book: Book) -> None:
    with multiprocessing.get_context("fork").Pool(4) as pool:
        pool.starmap(_add, [(book.path, f"name{number}") for number in range(24)])
    assert len(book.entries()) == 24


def _add(path: Path, name: str) -> None:
    Book(path).add(name, BOB)


KNOWN = Known({"alice": ALICE, "bob": BOB}, {"alice/h1": CAROL}, {"shop": CAROL})


@pytest.mark.parametrize(
    ("text", "address"), [("alice", ALICE), ("alice/h1", CAROL), ("shop", CAROL), (BOB, BOB)]
)
def test_an_address_has_many_names(text: str, address: str) -> None:
    assert KNOWN.address(text) == address
    assert KNOWN.name_of(BOB) == "bob"


def test_a_coldkey_is_not_taken_for_a_hotkey() -> None:
    with pytest.raises(UsageError, match="is a wallet") as caught:
        KNOWN.hotkey("bob")
    assert caught.value.code == "not_a_hotkey"
    assert "bob/default" in caught.value.hint
    assert KNOWN.hotkey("alice/h1") == CAROL
    assert KNOWN.hotkey("shop") == CAROL
    assert KNOWN.hotkey("h1", {"h1": BOB}) == BOB


def test_an_unknown_name_names_its_neighbours() -> None:
    with pytest.raises(UsageError) as caught:
        KNOWN.address("alicf")
    assert caught.value.code == "unknown_name"
    assert "alice" in caught.value.hint


def test_a_name_with_two_meanings_has_none() -> None:
    two = Known({"bob": BOB}, {}, {"bob": CAROL})
    with pytest.raises(UsageError) as caught:
        two.address("bob")
    assert caught.value.code == "ambiguous_name"
    assert BOB in caught.value.message
    assert CAROL in caught.value.message


def test_a_mistyped_address_is_a_mistyped_address() -> None:
    with pytest.raises(UsageError, match="checksum"):
        KNOWN.address(ALICE[:-1] + "X")
    with pytest.raises(UsageError, match="not an address") as caught:
        KNOWN.address(ALICE[:40])
    assert caught.value.code == "bad_address"


def test_look_alikes_agree_at_both_ends_only() -> None:
    twin = CAROL[:5] + "x" * 38 + CAROL[-5:]
    assert look_alike(twin, KNOWN.pairs()) == "alice/h1"
    assert look_alike(CAROL, KNOWN.pairs()) == ""
    assert look_alike(CAROL[:5] + "x" * 43, KNOWN.pairs()) == ""
