"""Mnemonics: made, checked however they were typed, completed."""

from __future__ import annotations

import bittensor_core
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mnemonic import Mnemonic

from tao_tui.errors import UsageError
from tao_tui.wallet import WORD_COUNTS, check_mnemonic, complete_word, new_mnemonic

from .conftest import refusal

WORDS = Mnemonic("english").wordlist
PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"


@pytest.mark.parametrize("count", WORD_COUNTS)
def test_a_new_mnemonic_is_valid_for_us_and_for_the_ecosystem(count: int) -> None:
    phrase = new_mnemonic(count)
    assert len(phrase.reveal().split()) == count
    assert check_mnemonic(phrase.reveal()) == phrase
    assert bittensor_core.Keypair.from_mnemonic(phrase.reveal()).ss58_address
    assert new_mnemonic(count) != phrase


@pytest.mark.parametrize("count", [0, 11, 13, 16, 25, 48])
def test_other_counts_are_refused(count: int) -> None:
    with pytest.raises(UsageError, match=f"cannot have {count} words"):
        new_mnemonic(count)


@pytest.mark.parametrize(
    "typed",
    [
        PHRASE.upper(),
        "  " + PHRASE.replace(" ", " \n\t ") + "\r\n",
        PHRASE.replace(" ", "\u00a0"),
        PHRASE.replace("l", "\uff4c"),  # full width
        "\ufeff" + PHRASE.replace("thank", "th\u200bank"),
    ],
)
def test_how_it_was_typed_or_copied_does_not_matter(typed: str) -> None:
    assert check_mnemonic(typed).reveal() == PHRASE


def test_a_wrong_word_is_named_with_its_neighbours() -> None:
    with pytest.raises(UsageError) as caught:
        check_mnemonic(PHRASE.replace("year", "yeer"))
    assert "Word 4 of the mnemonic, “yeer”, is not in the word list" in caught.value.message
    assert "year" in caught.value.hint
    assert caught.value.code == "bad_mnemonic"
    assert caught.value.exit_code == 2
    assert "sausage" not in caught.value.message + caught.value.hint


def test_a_longer_form_of_a_word_finds_it() -> None:
    with pytest.raises(UsageError) as caught:
        check_mnemonic(PHRASE.replace("wave", "wavelength"))
    assert "wave" in caught.value.hint


def test_what_may_be_a_password_is_not_repeated() -> None:
    with pytest.raises(UsageError) as caught:
        check_mnemonic(PHRASE.replace("wave", "MySuperSecretPassword99"))
    assert "Word 5" in caught.value.message
    assert "mysupersecret" not in (caught.value.message + caught.value.hint).lower()


def test_a_swap_is_a_checksum_error_and_not_a_word_error() -> None:
    with pytest.raises(UsageError, match="checksum is wrong"):
        check_mnemonic(PHRASE.replace("legal winner thank year", "winner legal thank year"))


def test_a_missing_word_is_a_count_error() -> None:
    with pytest.raises(UsageError, match="has 11 words"):
        check_mnemonic(PHRASE.removesuffix(" yellow"))


@pytest.mark.parametrize(
    ("typed", "hint"), [("", "12"), ("   ", "12"), ("legal", "12"), ("0x" + "ab" * 32, "seed")]
)
def test_what_is_no_mnemonic_at_all(typed: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_mnemonic(typed)
    assert hint in caught.value.hint


def test_completion() -> None:
    assert complete_word("aban") == ("abandon",)
    assert complete_word("ZO") == ("zone", "zoo")
    assert complete_word("") == ()
    assert len(complete_word("a", limit=5)) == 5
    assert all(complete_word(word[:4], limit=50)[0][:4] == word[:4] for word in WORDS[::97])


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=26))
def test_accepts_exactly_what_the_ecosystem_accepts(words: list[str]) -> None:
    text = " ".join(words)
    try:
        bittensor_core.Keypair.from_mnemonic(text)
        theirs = True
    except ValueError:
        theirs = False
    assert (refusal(lambda: check_mnemonic(text)) is None) == theirs


@given(st.text(max_size=300))
def test_any_text_is_a_mnemonic_or_a_usage_error(text: str) -> None:
    error = refusal(lambda: check_mnemonic(text))
    assert error is None or (isinstance(error, UsageError) and error.message.isprintable() and error.hint)
