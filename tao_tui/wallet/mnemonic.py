"""BIP-39 mnemonics: make them, check them word by word, complete them."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from tao_tui.counted import counted
from tao_tui.errors import UsageError
from tao_tui.wallet.secret import Secret

if TYPE_CHECKING:
    from mnemonic import Mnemonic

WORD_COUNTS: Final = (12, 15, 18, 21, 24)
"""How many words a mnemonic may have (BIP-39: 128 to 256 bits in steps of 32)."""

DEV_PHRASE: Final = "bottom drive obey lake curtain smoke basket hold race lonely fit walk"
"""Substrate's development phrase; `//Alice` and her friends hang below it, so everybody has their keys."""

_LONGEST_WORD: Final = 8
_ECHO_LIMIT: Final = 2 * _LONGEST_WORD


def new_mnemonic(words: int = 12) -> Secret:
    """A fresh mnemonic from the operating system's randomness; `words` is one of `WORD_COUNTS`."""
    if words not in WORD_COUNTS:
        raise UsageError(
            f"A mnemonic cannot have {counted(words, 'word')}.",
            hint=f"Choose one of {_counts()}.",
            code="bad_mnemonic",
        )
    return Secret(_bip39().generate(strength=words // 3 * 32))


def normalise(text: str) -> str:
    """Lower case, NFKD, single spaces, and none of the invisible characters that copying brings along."""
    folded = unicodedata.normalize("NFKD", text).lower()
    visible = "".join(char for char in folded if unicodedata.category(char) != "Cf")
    return " ".join(visible.split())


def check_mnemonic(text: str) -> Secret:
    """Return the normalised mnemonic, or raise `UsageError` (code `bad_mnemonic`).

    The message names the first word that is in no BIP-39 list by its number, with the nearest
    words, or says that the count or the checksum is wrong. A word too long to be one is not
    repeated: it may be a password that went to the wrong field.
    """
    words = normalise(text).split(" ")
    if words == [""]:
        raise _bad("There is no mnemonic.", f"Type its {_counts()} words, separated by spaces.")
    if len(words) == 1:
        raise _bad("That is one word, not a mnemonic.", _hint_for_one(words[0]))
    known = _wordset()
    for number, word in enumerate(words, 1):
        if word not in known:
            raise _bad(
                f"Word {number} of the mnemonic{_quoted(word)} is not in the word list.",
                _nearest_hint(word),
            )
    if len(words) not in WORD_COUNTS:
        raise _bad(
            f"The mnemonic has {counted(len(words), 'word')}; it must have {_counts()}.",
            "Look for a missing or doubled word.",
        )
    phrase = " ".join(words)
    if not _bip39().check(phrase):
        raise _bad(
            "Every word of the mnemonic is known, but its checksum is wrong.",
            "One word is another than it was, or two have changed places. Compare each with your backup.",
        )
    return Secret(phrase)


def complete_word(prefix: str, limit: int = 8) -> tuple[str, ...]:
    """At most `limit` words beginning with `prefix`; four letters always decide."""
    start = normalise(prefix)
    return tuple(word for word in _bip39().wordlist if word.startswith(start))[:limit] if start else ()


def is_word(word: str) -> bool:
    """Whether `word` is in the list."""
    return word in _wordset()


def nearest_words(word: str) -> tuple[str, ...]:
    """At most three words of the list that `word` may be meant for."""
    from difflib import get_close_matches

    begins = list(complete_word(word[:4], 3)) if len(word) >= 4 else []
    close = get_close_matches(word[: 2 * _LONGEST_WORD], _bip39().wordlist, n=3, cutoff=0.6)
    return tuple(dict.fromkeys([*begins, *close]))[:3]


def _bad(message: str, hint: str) -> UsageError:
    return UsageError(message, hint=hint, code="bad_mnemonic")


def _counts() -> str:
    return ", ".join(map(str, WORD_COUNTS[:-1])) + f" or {WORD_COUNTS[-1]}"


def _quoted(word: str) -> str:
    return f", “{word}”," if len(word) <= _ECHO_LIMIT and word.isprintable() else ""


def _hint_for_one(word: str) -> str:
    if len(word.removeprefix("0x")) == 64:
        return "This looks like a seed: import it as a seed."
    return f"A mnemonic has {_counts()} words."


def _nearest_hint(word: str) -> str:
    found = nearest_words(word)
    if not found:
        return "Compare it with your backup; only words of the English BIP-39 list are in use."
    return f"Did you mean {' or '.join(found)}?"


@lru_cache(maxsize=1)
def _bip39() -> Mnemonic:
    from mnemonic import Mnemonic

    return Mnemonic("english")


@lru_cache(maxsize=1)
def _wordset() -> frozenset[str]:
    return frozenset(_bip39().wordlist)
