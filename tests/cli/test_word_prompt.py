"""Typing a mnemonic: every key, without a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tao_tui.cli.terminal.word_prompt import WordEntry

PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"


def typed(keys: str) -> WordEntry:
    entry = WordEntry()
    for key in keys:
        entry.press(key)
        if entry.done:
            break
    return entry


def test_a_pasted_phrase_needs_one_more_enter() -> None:
    pasted = typed(PHRASE + "\n")
    assert pasted.words == PHRASE.split()
    assert not pasted.done
    assert "enter: that is all" in pasted.line()
    assert typed(PHRASE + "\n\n").done


def test_numbers_dots_and_capitals_of_a_copied_list_do_not_matter() -> None:
    numbered = " ".join(f"{number}. {word.title()}" for number, word in enumerate(PHRASE.split(), 1))
    assert typed(numbered + "\n\n").done


def test_four_letters_suffice_and_are_shown() -> None:
    entry = typed("lega")
    assert "legal" in entry.line()
    assert typed("lega ").words == ["legal"]
    assert typed("le ").words == []


def test_backspace_goes_back_to_the_word_before() -> None:
    assert typed("legal winner\x7f\x7f\x7f\x7f\x7f\x7f\x7f").words == []
    assert typed("legal win\x15year ").words == ["legal", "year"]


@pytest.mark.parametrize(
    ("keys", "trouble"),
    [
        ("legal winnerr ", "Word 2, “winnerr”, is not in the list (winner"),
        ("legal\n\n", "1 word is no mnemonic"),
        (PHRASE.replace("yellow", "legal") + "\n\n", "The checksum is wrong"),
    ],
)
def test_what_is_wrong_is_said(keys: str, trouble: str) -> None:
    entry = typed(keys)
    assert entry.trouble.startswith(trouble)
    assert not entry.done


@given(st.text(st.sampled_from("abz \n\t\x7f\x15é1\x1b[")))
def test_any_keys_leave_known_words_only(keys: str) -> None:
    from tao_tui.wallet.mnemonic import is_word

    entry = typed(keys)
    assert all(is_word(word) for word in entry.words)
    assert "\x1b" not in entry.line()
